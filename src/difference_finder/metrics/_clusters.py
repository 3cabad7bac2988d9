"""Numbers and sizes of the clusters of a plane of changed pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.arrays.components import PixelGroup, find_groups

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def opened(members: NDArray[np.bool_], height: int, width: int) -> NDArray[np.bool_]:
    """Return the members (H, W) that lie in a box full of members: a morphological opening.

    Parameters
    ----------
    members
        Plane of shape (H, W).
    height, width
        Sides of the box in pixels; a side longer than the plane is as long as the plane.
    """
    import numpy as np

    sides = [min(size, side) for size, side in zip((height, width), members.shape, strict=True)]
    found = members
    for axis, size in enumerate(sides):
        found = _and(found, axis, size)
    if not found.any():
        return np.zeros_like(members)
    for axis, size in enumerate(sides):
        margin = [(size - 1, size - 1) if i == axis else (0, 0) for i in (0, 1)]
        found = ~_and(np.pad(~found, margin, constant_values=True), axis, size)
    return found


def _and(members: NDArray[np.bool_], axis: int, size: int) -> NDArray[np.bool_]:
    """Return where ``size`` members follow each other along an axis; it becomes shorter by ``size - 1``."""
    import numpy as np

    length = max(members.shape[axis] - size + 1, 0)
    found: NDArray[np.bool_] = np.ones(
        [length if i == axis else n for i, n in enumerate(members.shape)], bool
    )
    for start in range(size):
        found &= _sliced(members, axis, start, length)
    return found


def _sliced(members: Any, axis: int, start: int, length: int) -> Any:
    return members[start : start + length] if axis == 0 else members[:, start : start + length]


def largest_cluster(members: NDArray[np.bool_]) -> dict[str, int]:
    """Return the number of pixels and the box of the largest cluster, all 0 without members.

    Pixels that touch at a side or a corner belong to one cluster. Of clusters of one size the topmost counts.
    """
    # Of groups of one size, max returns the first.
    largest = max(find_groups(members), key=lambda group: group.area, default=PixelGroup(0, 0, 0, 0, 0))
    return {
        "pixels": largest.area,
        "x": largest.x,
        "y": largest.y,
        "width": largest.width,
        "height": largest.height,
    }


def greatest_in_window(members: NDArray[np.bool_], size: int) -> int:
    """Return the greatest number of members in any square window, with sides of ``size`` pixels at most."""
    import numpy as np

    rows, columns = (np.flatnonzero(members.any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return 0
    members = members[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    total = np.zeros((members.shape[0] + 1, members.shape[1] + 1), np.int64)
    total[1:, 1:] = members.cumsum(0, dtype=np.int64).cumsum(1)
    height, width = (min(size, side) for side in members.shape)
    counts = (
        total[height:, width:] - total[:-height, width:] - total[height:, :-width] + total[:-height, :-width]
    )
    return int(counts.max())
