"""Connected components of masks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from difference_finder.arrays.native import native

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["PixelGroup", "find_groups"]


class PixelGroup(NamedTuple):
    """The box of pixels that touch at sides or corners, and their number.

    Attributes
    ----------
    x, y, width, height
        Box in pixels.
    area
        Number of the pixels.
    """

    x: int
    y: int
    width: int
    height: int
    area: int


def find_groups(members: NDArray[np.bool_]) -> list[PixelGroup]:
    """Return the groups of pixels of a mask (H, W), in the order of their first pixels, row by row."""
    import numpy as np

    if not members.any():
        return []
    if (kernels := native()) is None:
        return _reference_groups(members)
    found = np.ascontiguousarray(members)
    rows = kernels.connected_components(found, found.view(np.uint8), None, 0.0, 0.0, 0.0, 1)
    return [PixelGroup(x, y, width, height, area) for _, x, y, width, height, area, _, _ in rows]


def _reference_groups(members: NDArray[np.bool_]) -> list[PixelGroup]:
    import numpy as np
    from scipy.ndimage import find_objects, label  # takes 0.2 seconds to import

    labels, _ = label(members, np.ones((3, 3)))
    areas = np.bincount(labels.ravel())[1:]
    return [
        PixelGroup(
            x=columns.start,
            y=rows.start,
            width=columns.stop - columns.start,
            height=rows.stop - rows.start,
            area=int(area),
        )
        for (rows, columns), area in zip(find_objects(labels), areas, strict=True)
    ]
