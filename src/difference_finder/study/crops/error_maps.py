"""The preparation of error maps for the selection of crops."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import to_numpy
from difference_finder.errors import InputError, ShapeMismatchError
from difference_finder.study.crops.settings import CropSettings, check_methods

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["mean_errors", "prepare_error_maps"]

Array = Any

LARGEST = 1e100
"""Largest error that is accepted: sums of larger ones could overflow float64."""


def prepare_error_maps(
    image: str, errors: Mapping[str, Array], mask: Array | None, settings: CropSettings
) -> tuple[NDArray[Any], NDArray[Any] | None]:
    """Return the error maps without their border.

    Returns
    -------
    tuple
        The maps (M, H, W), float64, ours first, 0 where a pixel does not count; and the mask (H, W), True
        where a pixel does not count, or None if all count.

    Raises
    ------
    InputError
        If a method is missing or unknown, or a map is invalid.
    """
    import numpy as np

    check_methods(errors, settings.methods, f"error maps of '{image}'")
    planes = {f"the error map of '{name}'": to_numpy(errors[name]) for name in settings.methods}
    _check_shapes(image, planes if mask is None else {**planes, "the mask": to_numpy(mask)})
    height, width = next(iter(planes.values())).shape
    rows, columns = (slice(settings.border, max(0, side - settings.border)) for side in (height, width))
    maps = np.stack([plane[rows, columns] for plane in planes.values()], dtype=np.float64, casting="unsafe")
    left_out: NDArray[Any] = np.any(np.isnan(maps), axis=0)
    if mask is not None:
        left_out |= to_numpy(mask)[rows, columns] == 0
    any_left_out = bool(left_out.any())
    if any_left_out:
        maps[:, left_out] = 0
    if maps.size and not (most := float(max(maps.max(), -maps.min()))) <= LARGEST:
        raise InputError(
            f"the error maps of '{image}' reach {most:g}; errors beyond {LARGEST:g} cannot be summed: scale "
            "them, or set them to NaN where they do not count"
        )
    return maps, left_out if any_left_out else None


def mean_errors(maps: NDArray[Any], left_out: NDArray[Any] | None) -> tuple[float, ...]:
    """Return the mean error of each method over the pixels that count; NaN if no pixel counts."""
    count = maps[0].size if left_out is None else int((~left_out).sum())
    return tuple((maps.sum(axis=(1, 2)) / count).tolist()) if count else (math.nan,) * len(maps)


def _check_shapes(image: str, planes: Mapping[str, NDArray[Any]]) -> None:
    """Raise an error unless all maps are real numbers (H, W) of one size."""
    (first, plane), *_ = planes.items()
    for label, other in planes.items():
        if other.ndim != 2 or other.dtype.kind not in "fiub":
            raise InputError(
                f"{label} for '{image}' has the shape {other.shape} and the type {other.dtype}; "
                "it must be real numbers (H, W)"
            )
        if other.shape != plane.shape:
            raise ShapeMismatchError(
                f"{first} for '{image}' has the shape {plane.shape} and {label} {other.shape}; "
                "all must have the size of the image"
            )
