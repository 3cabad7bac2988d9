"""The local map of a metric, brought to the size of the image."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays.backend import namespace, on_device_of

Array = Any


def places_at_pixels(
    metric: Any,
    reference: Array,
    candidate: Array,
    divisors: tuple[float, float] | None = None,
    reduce: str | None = None,
) -> tuple[Array, Array]:
    """Return the scores (N,) and the local map of a metric with a value for each pixel, (N, C, H, W).

    Channels are those of the metric; with ``reduce="mean"`` there may be one, which is their mean.

    Notes
    -----
    Where windows lie inside the image alone, the margin has the values of the nearest windows. Where one
    place stands for several pixels, each of them has its value.

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
    """Return for each pixel along an axis the place that stands for it."""
    if step is None:
        return (2 * pixels + 1) * count // (2 * side)
    margin = max(0, side - count * step) // 2
    return namespace(pixels).clip((pixels - margin) // step, 0, count - 1)
