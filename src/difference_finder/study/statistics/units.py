"""Statistical units: images, or groups of images, and their data sets."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "check_direction",
    "checked_scores",
    "group_codes",
    "group_means",
    "parts_of",
    "unit_codes",
]


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
