"""Error maps of a pair: absolute differences to the image that is measured against."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import divide_integers, to_numpy
from difference_finder.images.image import Image
from difference_finder.images.pair import Pair

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["error_maps", "is_deep"]

BAND = 2**20
"""The approximate number of pixels per band; float64 copies of whole images take much memory."""


def is_deep(images: Iterable[Image]) -> bool:
    """Return whether an image has more than 8 bits, so that a picture of it is less precise."""
    return any(str(image.pixels.dtype).removeprefix("torch.") not in ("uint8", "bool") for image in images)


def error_maps(pair: Pair, span: float) -> dict[str, NDArray[np.float32]]:
    """Return the error map of each image that is measured against another.

    Parameters
    ----------
    pair
        Pair as prepared; only the first sample of a batch is used.
    span
        Value of an error of 1, on the scale of the pair: the data range.

    Returns
    -------
    dict
        Maps of shape (H, W) by role: "first" and "second" if the pair has a reference, otherwise "second",
        which is measured against the first image. A value is the absolute difference, averaged over channels,
        as a share of ``span``; 1 where only one of the two has a pixel; NaN where pixels do not count.
    """
    images = {role: to_numpy(image)[0] for role, image in pair.images.items()}
    divisors = dict(zip(images, pair.divisors or (), strict=False))
    base = "first" if pair.reference is None else "reference"

    def band(role: str, rows: slice) -> NDArray[Any]:
        part: NDArray[Any] = images[role][:, rows]
        return to_numpy(divide_integers(part, divisors[role])) if role in divisors else part

    maps = {
        role: _mean_error(image.shape[1:], band, (base, role), span)
        for role, image in images.items()
        if role != base
    }
    if pair.padding is not None:
        for role, plane in maps.items():
            plane[pair.padding.absent(base) != pair.padding.absent(role)] = 1
    if pair.mask is not None:
        hidden = ~to_numpy(pair.mask)[0, 0]
        for plane in maps.values():
            plane[hidden] = float("nan")
    return maps


def _mean_error(
    shape: tuple[int, int], band: Any, roles: tuple[str, str], span: float
) -> NDArray[np.float32]:
    import numpy as np

    height, width = shape
    plane = np.empty((height, width), np.float32)
    step = max(1, BAND // width)
    for top in range(0, height, step):
        rows = slice(top, top + step)
        base, image = (band(role, rows).astype(np.float64) for role in roles)
        plane[rows] = np.abs(image - base).mean(axis=0) / span
    return plane
