"""Statistical units: one difference of two methods for each image or group of images."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError
from difference_finder.study.statistics.strata import Strata

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "Advantages",
    "LeftOut",
    "advantages",
    "check_direction",
    "checked_scores",
    "group_codes",
    "group_means",
    "parts_of",
    "unit_codes",
]


@dataclass(frozen=True)
class LeftOut:
    """The images and units that a comparison of two methods excludes.

    Parameters
    ----------
    no_first, no_second, no_either
        Number of images without a score (NaN) of only the first method, only the second, and both.
    opposed
        Number of groups with an infinite advantage of the first method on one image and of the second on
        another.
    units
        Number of units, images or groups, that are excluded for these reasons. A group that has lost some of
        its images is kept.
    """

    no_first: int = 0
    no_second: int = 0
    no_either: int = 0
    opposed: int = 0
    units: int = 0

    @property
    def images(self) -> int:
        """The number of images without a score of one or both methods."""
        return self.no_first + self.no_second + self.no_either


@dataclass(frozen=True)
class Advantages:
    """The advantage of a method over another on each unit.

    Parameters
    ----------
    values
        Differences of shape (n,), float64, positive where the first is better. Infinite where only one of the
        scores is infinite or the difference overflows; 0 where both scores are the same infinity.
    sized
        Mask of shape (n,); True where the difference is finite and enters the mean.
    left_out
        Excluded images and units.
    kept
        Mask of shape (all images or groups,); True for the n units that are compared.
    data_sets
        Number of the data set of each unit, shape (n,); all 0 without data sets.
    """

    values: NDArray[np.float64]
    sized: NDArray[np.bool_]
    left_out: LeftOut
    kept: NDArray[np.bool_]
    data_sets: NDArray[np.intp]

    @cached_property
    def finite(self) -> NDArray[np.float64]:
        """The finite differences."""
        return self.values[self.sized]

    @cached_property
    def finite_strata(self) -> Strata:
        """The data sets of the finite differences."""
        return Strata.of(self.data_sets[self.sized])

    @cached_property
    def strata(self) -> Strata:
        """The data sets of all units."""
        return Strata.of(self.data_sets)


def advantages(
    first: ArrayLike,
    second: ArrayLike,
    higher_is_better: bool,
    groups: Sequence[Hashable] | None,
    data_sets: Sequence[Hashable] | None = None,
) -> Advantages:
    """Subtract the scores of two methods, image by image, and average them within groups.

    Parameters
    ----------
    first, second
        Scores on the same images, shape (n,); NaN where there is none.
    higher_is_better
        Direction of the metric.
    groups
        Group of each image, as strings or numbers, shape (n,); None if each image is a unit.
    data_sets
        Data set of each image, shape (n,); None for one. Groups of different data sets are different groups.

    Returns
    -------
    Advantages
        Advantages in the order of the images, or in the order of the first image of each group.

    Raises
    ------
    InputError
        If the arguments differ in length.

    Notes
    -----
    An image whose scores are both infinite is a tie of unknown size. Within a group it does not enter the
    mean; an image with one infinite score makes the difference of its group infinite.
    """
    import numpy as np

    scores = [checked_scores(name, given) for name, given in (("first", first), ("second", second))]
    if scores[0].shape != scores[1].shape:
        raise InputError(
            f"first has {scores[0].size} scores and second has {scores[1].size}; pass the scores of the same"
            f" images"
        )
    ours, theirs = scores if higher_is_better else scores[::-1]
    with np.errstate(invalid="ignore", over="ignore"):
        values = ours - theirs
    alike = np.isinf(ours) & (ours == theirs)
    values[alike] = 0.0
    missing = [np.isnan(score) for score in scores]
    there = ~(missing[0] | missing[1])
    counted = LeftOut(
        no_first=int((missing[0] & ~missing[1]).sum()),
        no_second=int((missing[1] & ~missing[0]).sum()),
        no_either=int((missing[0] & missing[1]).sum()),
        units=int((~there).sum()),
    )
    codes, own = unit_codes(groups, data_sets, values.size)
    if groups is None:
        sized = (np.isfinite(values) & ~alike)[there]
        return Advantages(values[there], sized, counted, there, own[there])
    return _grouped(values[there], alike[there], codes[there], own, counted)


def _grouped(
    values: NDArray[np.float64],
    alike: NDArray[np.bool_],
    codes: NDArray[np.intp],
    data_sets: NDArray[np.intp],
    missing: LeftOut,
) -> Advantages:
    """Average the differences of images within groups, of which the data sets are given."""
    import numpy as np

    count = data_sets.size

    def tally(chosen: NDArray[np.bool_]) -> NDArray[np.intp]:
        return np.bincount(codes[chosen], minlength=count)

    finite = np.isfinite(values) & ~alike
    won, lost, numbers = tally(values == np.inf), tally(values == -np.inf), tally(finite)
    means = np.bincount(codes[finite], values[finite], minlength=count) / np.maximum(numbers, 1)
    means[won > 0] = np.inf
    means[lost > 0] = -np.inf
    opposed = (won > 0) & (lost > 0)
    kept = (np.bincount(codes, minlength=count) > 0) & ~opposed
    left_out = replace(missing, opposed=int(opposed.sum()), units=int(count - kept.sum()))
    sized = (np.isfinite(means) & (numbers > 0))[kept]
    return Advantages(means[kept], sized, left_out, kept, data_sets[kept])


def unit_codes(
    groups: Sequence[Hashable] | None, data_sets: Sequence[Hashable] | None, count: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Number the units of ``count`` images, and the data sets of these units.

    Returns
    -------
    tuple of array
        Unit of each image, numbered in the order of their first image, and data set of each unit.

    Raises
    ------
    InputError
        If an image has no group or no data set.
    """
    import numpy as np

    own = np.zeros(count, np.intp) if data_sets is None else group_codes(data_sets, count, "data_sets")
    if groups is None:
        return np.arange(count), own
    codes = group_codes(groups, count)
    if data_sets is not None:
        codes = group_codes(list(zip(own.tolist(), codes.tolist(), strict=True)), count)
    return codes, own[np.unique(codes, return_index=True)[1]]


def group_means(
    table: NDArray[np.float64], codes: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Average a table (methods, images) without NaN within groups, in order of their first appearance.

    Returns
    -------
    tuple of array
        Means (methods, groups), NaN where a method has both infinities; and the number of images in each
        group.
    """
    import numpy as np

    _, places, numbers = np.unique(codes, return_inverse=True, return_counts=True)
    return np.array([np.bincount(places, scores) / numbers for scores in table]), numbers


def group_codes(groups: Sequence[Hashable], count: int, called: str = "groups") -> NDArray[np.intp]:
    """Number the groups of ``count`` images from 0, in the order in which they first appear.

    Parameters
    ----------
    groups
        Group of each image.
    count
        Number of images.
    called
        Name of the argument for messages: "groups" or "data_sets".

    Raises
    ------
    InputError
        If groups and images differ in number, or an image has no group.
    """
    import numpy as np

    labels = groups.tolist() if isinstance(groups, np.ndarray) else groups
    one = called.removesuffix("s").replace("_", " ")
    if isinstance(labels, str) or not isinstance(labels, Sequence):
        raise InputError(f"{called} must be a list with the {one} of each image, not {labels!r}")
    if len(labels) != count:
        raise InputError(
            f"{called} has length {len(labels)} for {count} images; pass one {one} for each image"
        )
    found: dict[Hashable, int] = {}
    for position, label in enumerate(labels):
        if label is None or (isinstance(label, float) and math.isnan(label)):
            raise InputError(f"image {position} has no {one}: {label!r}; pass one for each image")
        try:
            found.setdefault(label, len(found))
        except TypeError:
            raise InputError(
                f"the {one} of image {position} is {label!r}; pass a string or a number"
            ) from None
    return np.array([found[label] for label in labels], dtype=np.intp)


def parts_of(data_sets: Sequence[Hashable], count: int) -> dict[str, NDArray[np.intp]]:
    """Return the places of the images of each data set, in the order in which data sets first appear.

    Raises
    ------
    InputError
        If data sets and images differ in number, or an image has no data set.
    """
    import numpy as np

    codes = group_codes(data_sets, count, "data_sets")
    names = list(dict.fromkeys(data_sets))
    return {str(name): np.flatnonzero(codes == number) for number, name in enumerate(names)}


def check_direction(higher_is_better: bool) -> None:
    """Raise an error if a direction is not a bool.

    Raises
    ------
    InputError
        If the direction is neither True nor False.
    """
    if not isinstance(higher_is_better, bool):
        raise InputError(f"higher_is_better must be True or False, not {higher_is_better!r}")


def checked_scores(name: str, scores: Any, ndim: int = 1) -> NDArray[np.float64]:
    """Return scores as float64.

    Raises
    ------
    InputError
        If the scores are not real numbers, have another number of axes, or are empty.
    """
    import numpy as np

    shape = {1: "one number for each image", 2: "a table (methods, images) of numbers"}[ndim]
    try:
        given = np.asarray(scores)
    except ValueError as error:  # rows of several lengths
        raise InputError(f"{name} must be {shape}: {error}") from error
    if given.dtype.kind not in "fiub" or given.ndim != ndim or given.size == 0:
        raise InputError(f"{name} must be {shape}, not shape {given.shape} of {given.dtype}")
    return given.astype(np.float64)
