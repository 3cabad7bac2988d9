"""The advantage of a method over another on each statistical unit."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from difference_finder.errors import InputError
from difference_finder.study.statistics.strata import Strata
from difference_finder.study.statistics.units import checked_scores, unit_codes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Advantages", "LeftOut", "advantages"]


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
