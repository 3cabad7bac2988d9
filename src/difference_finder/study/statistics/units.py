"""From the scores of images to the units that statistics count: one difference for each image or group."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError

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
]


@dataclass(frozen=True)
class LeftOut:
    """What a comparison of two methods does not count.

    Parameters
    ----------
    no_first, no_second, no_either
        How many images lack a score of the first method alone, of the second alone, of both: it is NaN.
    opposed
        How many groups have an infinite advantage of the first in one image and of the second in another.
    units
        How many units, images or groups, are left out for these reasons. A group that lost some of its images
        stays.
    """

    no_first: int = 0
    no_second: int = 0
    no_either: int = 0
    opposed: int = 0
    units: int = 0

    @property
    def images(self) -> int:
        """How many images lack a score of one method or of both."""
        return self.no_first + self.no_second + self.no_either


@dataclass(frozen=True)
class Advantages:
    """By how much a method is better than another in each unit.

    Parameters
    ----------
    values
        Shape (n,), float64: above 0 = the first is better. Infinite where only one of the scores is infinite,
        or their difference is too large for a number; 0 where both are infinite alike.
    sized
        Shape (n,), bool: whether the difference has a size, so that it counts in a mean.
    left_out
        What is not among them.
    """

    values: NDArray[np.float64]
    sized: NDArray[np.bool_]
    left_out: LeftOut


def advantages(
    first: ArrayLike, second: ArrayLike, higher_is_better: bool, groups: Sequence[Hashable] | None
) -> Advantages:
    """Subtract the scores of two methods, image by image, and average them within groups.

    Parameters
    ----------
    first, second
        Shape (n,): scores on the same images, NaN where there is none.
    higher_is_better
        The direction of the metric.
    groups
        Shape (n,): the group of each image, in any words or numbers; None: each image is a unit.

    Returns
    -------
    Advantages
        In the order of the images, or in that in which the groups first appear.

    Raises
    ------
    InputError
        If these are not as many numbers and groups as images.

    Notes
    -----
    An image whose scores are both infinite is a tie without a size. Within a group it does not enter the
    mean; an image with one infinite score makes the whole group's difference infinite.
    """
    import numpy as np

    scores = [checked_scores(name, given) for name, given in (("first", first), ("second", second))]
    if scores[0].shape != scores[1].shape:
        raise InputError(
            f"first has {scores[0].size} scores, second has {scores[1].size}; give those of the same images"
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
    if groups is None:
        return Advantages(values[there], (np.isfinite(values) & ~alike)[there], counted)
    codes = group_codes(groups, values.size)
    return _grouped(values[there], alike[there], codes[there], int(codes.max()) + 1, counted)


def _grouped(
    values: NDArray[np.float64],
    alike: NDArray[np.bool_],
    codes: NDArray[np.intp],
    count: int,
    missing: LeftOut,
) -> Advantages:
    """Average the differences of images within each of ``count`` groups."""
    import numpy as np

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
    return Advantages(means[kept], (np.isfinite(means) & (numbers > 0))[kept], left_out)


def group_means(
    table: NDArray[np.float64], codes: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Average a complete table (methods, images) within groups, in order of their first appearance.

    Returns
    -------
    tuple of array
        The means (methods, groups), NaN where a method has both infinities; the images of each group.
    """
    import numpy as np

    _, places, numbers = np.unique(codes, return_inverse=True, return_counts=True)
    return np.array([np.bincount(places, scores) / numbers for scores in table]), numbers


def group_codes(groups: Sequence[Hashable], count: int) -> NDArray[np.intp]:
    """Number the groups of ``count`` images from 0, in the order in which they first appear.

    Raises
    ------
    InputError
        If there are not as many groups as images, or an image has none.
    """
    import numpy as np

    labels = groups.tolist() if isinstance(groups, np.ndarray) else groups
    if isinstance(labels, str) or not isinstance(labels, Sequence):
        raise InputError(f"groups names the group of each image, one by one, not {labels!r}")
    if len(labels) != count:
        raise InputError(f"groups names {len(labels)} images, and there are {count}; give one group for each")
    found: dict[Hashable, int] = {}
    for position, label in enumerate(labels):
        if label is None or (isinstance(label, float) and math.isnan(label)):
            raise InputError(f"image {position} has no group: {label!r}; give one for each image")
        try:
            found.setdefault(label, len(found))
        except TypeError:
            raise InputError(f"the group of image {position} is {label!r}; give a text or a number") from None
    return np.array([found[label] for label in labels], dtype=np.intp)


def check_direction(higher_is_better: bool) -> None:
    """Refuse a direction that is not known.

    Raises
    ------
    InputError
        If it is neither True nor False.
    """
    if not isinstance(higher_is_better, bool):
        raise InputError(f"higher_is_better must be True or False, not {higher_is_better!r}")


def checked_scores(name: str, scores: Any, ndim: int = 1) -> NDArray[np.float64]:
    """Return scores as float64.

    Raises
    ------
    InputError
        If they are no real numbers, have another number of axes, or there are none.
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
