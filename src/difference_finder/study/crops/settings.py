"""How crops are chosen, and which error maps they are chosen from."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import to_numpy
from difference_finder.errors import InputError, ShapeMismatchError
from difference_finder.text import option

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CropSettings", "check_methods", "inner_maps", "mean_errors"]

Array = Any

LARGEST = 1e100
"""Errors beyond it are refused: their sums could leave the range of float64."""


@dataclass(frozen=True)
class CropSettings:
    """How crops are chosen; the parameters are those of ``CropFinder``."""

    ours: str
    rivals: tuple[str, ...]
    metric: str
    sizes: tuple[int, ...]
    border: int
    stride: int | None
    keep: int
    seed: int
    exact: int

    @classmethod
    def checked(
        cls,
        ours: str,
        rivals: Sequence[str],
        *,
        sizes: Sequence[int],
        border: int,
        stride: int | None,
        keep: int,
        seed: int,
        exact: int,
        metric: str,
    ) -> CropSettings:
        """Return the settings, or raise an error that says which of them cannot be."""
        _check_names(ours, rivals)
        if not isinstance(metric, str) or not metric:
            raise InputError(f"metric must be the name of what the error maps are of, not {metric!r}")
        if not isinstance(sizes, Iterable):
            raise InputError(
                f"{option('sizes')} must be a list of whole numbers, not {sizes!r}; use [{sizes!r}]"
            )
        sides = tuple(sorted({_whole("sizes", size, 1) for size in sizes}))
        if not sides:
            raise InputError(
                f"{option('sizes')} is empty; pass one size or more, such as {option('sizes', [64])}"
            )
        return cls(
            ours,
            tuple(rivals),
            metric,
            sides,
            _whole("border", border, 0),
            None if stride is None else _whole("stride", stride, 1),
            _whole("keep", keep, 1),
            _whole("seed", seed, None),
            _whole("exact", exact, 0),
        )

    @property
    def methods(self) -> tuple[str, ...]:
        """All methods, ours first."""
        return (self.ours, *self.rivals)

    @property
    def steps(self) -> list[tuple[int, int]]:
        """The sides of the windows, each with the distance of their corners."""
        return [(size, self.stride or max(1, size // 8)) for size in self.sizes]

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        return {**asdict(self), "rivals": list(self.rivals), "sizes": list(self.sizes)}


def check_methods(given: Mapping[str, Any], methods: tuple[str, ...], what: str) -> None:
    """Raise an error unless there is something for each method and for nothing else."""
    if missing := [name for name in methods if name not in given]:
        raise InputError(f"{what}: nothing is given for '{missing[0]}'; give it for {', '.join(methods)}")
    if unknown := [name for name in given if name not in methods]:
        raise InputError(f"{what}: '{unknown[0]}' is no method of this study: {', '.join(methods)}")


def inner_maps(
    image: str, errors: Mapping[str, Array], mask: Array | None, settings: CropSettings
) -> tuple[NDArray[Any], NDArray[Any] | None]:
    """Return the error maps without their border.

    Returns
    -------
    tuple
        The maps (M, H, W), float64, ours first, 0 where a pixel does not count. Where it does not (H, W);
        None if all do.

    Raises
    ------
    InputError
        If a method is missing or unknown, or a map cannot be used.
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
    some = bool(left_out.any())
    if some:
        maps[:, left_out] = 0
    if maps.size and not (most := float(max(maps.max(), -maps.min()))) <= LARGEST:
        raise InputError(
            f"the error maps of '{image}' reach {most:g}; errors beyond {LARGEST:g} cannot be summed: scale "
            "them, or make them not a number where they do not count"
        )
    return maps, left_out if some else None


def mean_errors(maps: NDArray[Any], left_out: NDArray[Any] | None) -> tuple[float, ...]:
    """Return the mean error of each method over the pixels that count; not a number if none does."""
    count = maps[0].size if left_out is None else int((~left_out).sum())
    return tuple((maps.sum(axis=(1, 2)) / count).tolist()) if count else (math.nan,) * len(maps)


def _check_names(ours: str, rivals: Sequence[str]) -> None:
    """Raise an error unless there are two methods or more, with names that differ."""
    if isinstance(rivals, str):
        raise InputError(f"rivals must be a list of names, not the text '{rivals}'; use ['{rivals}']")
    if not rivals:
        raise InputError(f"'{ours}' has no rival; crops need two methods or more")
    names = [ours, *rivals]
    for name in names:
        if not isinstance(name, str) or not name:
            raise InputError(f"the name of a method must be text that is not empty, not {name!r}")
        if names.count(name) > 1:
            raise InputError(f"two methods are named '{name}'; give each a name of its own")


def _whole(name: str, value: Any, least: int | None) -> int:
    """Return a whole number that is large enough."""
    try:
        number = operator.index(value)
    except TypeError:
        raise InputError(f"{name} must be made of whole numbers, not {value!r}") from None
    if least is not None and number < least:
        raise InputError(f"{name} must be {least} or more, not {number}")
    return number


def _check_shapes(image: str, planes: Mapping[str, NDArray[Any]]) -> None:
    """Raise an error unless all are numbers (H, W) of one size."""
    (first, plane), *_ = planes.items()
    for what, other in planes.items():
        if other.ndim != 2 or other.dtype.kind not in "fiub":
            raise InputError(
                f"{what} for '{image}' has the shape {other.shape} and the type {other.dtype}; "
                "it must be real numbers (H, W)"
            )
        if other.shape != plane.shape:
            raise ShapeMismatchError(
                f"{first} for '{image}' has the shape {plane.shape} and {what} {other.shape}; "
                "all must be of the size of the image"
            )
