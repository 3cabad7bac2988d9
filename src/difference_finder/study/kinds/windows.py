"""The window of the crops around a strong region, and the errors in it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from difference_finder.study.crops.settings import CropSettings
from difference_finder.study.kinds.regions import StrongRegion

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["with_window"]

LEAST_SHARED = 0.5
"""Share of the smaller of a region and its window that must lie in both."""


def with_window(
    region: StrongRegion, maps: Mapping[str, NDArray[Any]], rival: str, settings: CropSettings
) -> StrongRegion:
    """Return a region with a window around it and the errors in the window, if one fits.

    The window has the least size of the crops that contains the region, or the greatest that fits into the
    image; it then shows the part of the region where the errors of the two methods differ most.

    Parameters
    ----------
    region
        Region between ours and the rival.
    maps
        Error maps (H, W) of the methods; NaN where pixels do not count.
    rival
        Name of the rival.
    settings
        Settings of the crops.
    """
    import numpy as np

    ours, theirs = maps[settings.ours], maps[rival]
    if ours.shape != theirs.shape:
        return region
    shape, frame = ours.shape, 2 * settings.border
    fitting = [size for size in settings.sizes if size + frame <= min(shape)]
    if not fitting:
        return region
    side = max(region.width, region.height)
    size = next((size for size in fitting if size >= side), fitting[-1])
    box = (slice(region.y, region.y + region.height), slice(region.x, region.x + region.width))
    gap = np.nan_to_num(abs(ours[box].astype(float) - theirs[box]))
    corner = [
        min(max(start, settings.border), length - settings.border - size)
        for start, length in zip(_corner(region, gap, size), shape, strict=True)
    ]
    top, left = corner
    if _shared(region, top, left, size) < LEAST_SHARED * min(size**2, region.width * region.height):
        return region
    here = (slice(top, top + size), slice(left, left + size))
    own, other = (float(plane[here].mean(dtype=float)) for plane in (ours, theirs))
    if not (math.isfinite(own) and math.isfinite(other)):  # some pixels do not count
        return region
    return replace(region, window=(left, top, size), errors=(own, other))


def _corner(region: StrongRegion, gap: NDArray[Any], size: int) -> list[int]:
    """Return top and left of the window: around a small region, or at the strongest part of a large one."""
    import numpy as np

    found = []
    for axis, (start, length) in enumerate(((region.y, region.height), (region.x, region.width))):
        if length <= size:
            found.append(start - (size - length) // 2)
            continue
        sums = np.concatenate([[0.0], np.cumsum(gap.sum(axis=1 - axis))])
        found.append(start + int(np.argmax(sums[size:] - sums[: len(sums) - size])))
    return found


def _shared(region: StrongRegion, top: int, left: int, size: int) -> int:
    """Return the number of pixels that the box of a region shares with a window."""
    across = min(region.x + region.width, left + size) - max(region.x, left)
    down = min(region.y + region.height, top + size) - max(region.y, top)
    return max(0, across) * max(0, down)
