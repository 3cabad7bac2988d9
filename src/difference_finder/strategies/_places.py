"""The local map of a metric, resampled to the pixels of the image."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays.backend import namespace, on_device_of

Array = Any


def local_map_at_pixels(
    metric: Any,
    reference: Array,
    candidate: Array,
    divisors: tuple[float, float] | None = None,
    reduce: str | None = None,
) -> tuple[Array, Array]:
    """Return the scores (N,) of a metric, and its local map with a value for each pixel, (N, C, H, W).

    The metric determines the number of channels; ``reduce="mean"`` allows it to return their mean.

    Notes
    -----
    If the windows of the metric lie inside the image, pixels at the margin have the value of the nearest
    window. If the local map has a coarser grid, each pixel has the value of its grid cell.

    Raises
    ------
    InputError
        If the metric has no local map.
    """
    scores, places = metric.local_map(reference, candidate, divisors, reduce)
    xp = namespace(places)
    for axis in (2, 3):
        side, count = int(candidate.shape[axis]), int(places.shape[axis])
        if side != count:
            pixels = xp.arange(side, **on_device_of(places))
            places = xp.take(places, _nearest(pixels, side, count, metric.part.local_scale.step), axis=axis)
    return scores, places


def _nearest(pixels: Array, side: int, count: int, step: int | None) -> Array:
    """Return for each pixel along an axis the index of its value in the local map."""
    if step is None:
        return (2 * pixels + 1) * count // (2 * side)
    margin = max(0, side - count * step) // 2
    return namespace(pixels).clip((pixels - margin) // step, 0, count - 1)
