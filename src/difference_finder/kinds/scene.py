"""A pair as the kinds see it: windows in levels, and what is typical between the regions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from difference_finder.arrays.backend import to_numpy
from difference_finder.arrays.native import TYPES, native
from difference_finder.images.difference_map import DifferenceMap, Region, first_plane
from difference_finder.images.pair import Pair
from difference_finder.kinds._cached import cached
from difference_finder.kinds._planes import luma_of
from difference_finder.kinds._typical import window_energies
from difference_finder.kinds.place import LEVELS, Place, Typical
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

__all__ = ["Scene"]

MARGIN = 8
"""Width of the surroundings of a region in its window, in pixels."""

LONGEST = 64
"""Longest side of the part of a region that is measured, in pixels: the part around its strongest place."""

WINDOW, WINDOWS = 32, 5
"""Side of a window between the regions, in pixels, and number of windows along each side of the image."""

INSIDE = 0.5
"""Share of the mean of a region above which a pixel of its box belongs to it."""

LEAST_SPAN = 1e-30
"""Least range of values that is not constant."""


class Window(NamedTuple):
    """The window of a region in a pair.

    Parameters
    ----------
    rows, columns
        Rows and columns of the pair.
    box
        The part of the region that is measured, in the window: top, left, height, width.
    least
        Value of the map from which a pixel of the box belongs to the region.
    """

    rows: slice
    columns: slice
    box: tuple[int, int, int, int]
    least: float

    def mask(self) -> Array:
        """Return the pixels of the box, (h, w)."""
        import numpy as np

        mask = np.zeros((self.rows.stop - self.rows.start, self.columns.stop - self.columns.start), bool)
        top, left, height, width = self.box
        mask[top : top + height, left : left + width] = True
        return mask


class Scene:
    """A pair with its regions.

    Parameters
    ----------
    map_
        Map with its pair and regions.
    regions
        The regions, in pixels of the map.
    """

    def __init__(self, map_: DifferenceMap, pair: Pair, regions: Sequence[Region]) -> None:
        self.pair = pair
        self.regions = regions
        self.plane = first_plane(map_)
        self.top, self.left = (pair.frame or (0, 0, 0, 0))[:2]

    @cached
    def scales(self) -> dict[str, float]:
        """Levels of one unit of the values of each image."""
        divisors = self.pair.divisors or (1.0, 1.0)
        one = LEVELS / self._range
        return {"first": one / divisors[0], "second": one / divisors[1], "reference": one}

    @cached
    def samples(self) -> tuple[Array, Array]:
        """The first sample of both images as stored, each (1, C, H, W)."""
        return to_numpy(self.pair.first[:1]), to_numpy(self.pair.second[:1])

    @cached
    def _range(self) -> float:
        if self.pair.data_range:
            return self.pair.data_range
        ends = [float(end) for image in self.pair.images.values() for end in (image.min(), image.max())]
        return max(max(ends) - min(ends), LEAST_SPAN)

    def _levels(self, role: str, rows: slice, columns: slice) -> Array:
        """Return the pixels of a window of the first sample, (C, h, w), in levels."""
        import numpy as np

        pixels = to_numpy(getattr(self.pair, role)[0][..., rows, columns])
        levels: Array = np.multiply(pixels, self.scales[role], dtype=np.float32)
        return levels

    def place(self, region: Region) -> Place:
        """Return the place of a region."""
        [place] = self.places([region])
        return place

    def places(self, regions: Sequence[Region], workers: int | None = None) -> list[Place]:
        """Return the places of some regions.

        Parameters
        ----------
        regions
            The regions.
        workers
            Number of threads; None for one on each core.
        """
        windows = [self._window_of(region) for region in regions]
        opened = self._open(windows, workers)
        return [self._place_in(window, *pixels) for window, pixels in zip(windows, opened, strict=True)]

    def _window_of(self, region: Region) -> Window:
        """Return the window of a region: the part that is measured, with its surroundings."""
        top, left, height, width = self._part(region)
        rows, columns = (
            slice(max(0, start - MARGIN), min(side, start + length + MARGIN))
            for start, length, side in zip(
                (top, left), (height, width), self.pair.second.shape[-2:], strict=True
            )
        )
        # What reaches beyond the window is cut off.
        above, before = max(0, top - rows.start), max(0, left - columns.start)
        box = above, before, top + height - rows.start - above, left + width - columns.start - before
        return Window(rows, columns, box, INSIDE * abs(region.mean))

    def _open(
        self, windows: Sequence[Window], workers: int | None
    ) -> list[tuple[Array, Array, Array, Array]]:
        """Return both images in each window, the second minus the first, in levels, and the pixels inside."""
        import numpy as np

        (first, second), kernels = self.samples, native()
        if kernels is None or any(image.dtype.name not in TYPES for image in (first, second)):
            return [self._open_one(window) for window in windows]
        opened, arrays = [], []
        for rows, columns, box, least in windows:
            shape = rows.stop - rows.start, columns.stop - columns.start
            levels, inside = np.empty((3, first.shape[1], *shape), np.float32), np.empty(shape, bool)
            arrays.append((rows.start, columns.start, box, least, levels.reshape(-1, shape[1]), inside))
            opened.append((levels[0], levels[1], levels[2], inside))
        scales = self.scales["first"], self.scales["second"]
        corner = self.top, self.left
        kernels.open_windows(first, second, *scales, self.plane, corner, arrays, worker_count(workers))
        return opened

    def _open_one(self, window: Window) -> tuple[Array, Array, Array, Array]:
        import numpy as np

        rows, columns, _, least = window
        first, second = (self._levels(role, rows, columns) for role in ("first", "second"))
        box = window.mask()
        top, left = self.top, self.left
        part = self.plane[top + rows.start : top + rows.stop, left + columns.start : left + columns.stop]
        inside = box & (np.abs(part) >= least)
        return first, second, second - first, inside if inside.any() else box

    def _place_in(
        self, window: Window, first: Array, second: Array, difference: Array, inside: Array
    ) -> Place:
        rows, columns = window.rows, window.columns

        def nearby(role: str, distance: int) -> Array:
            return self._surroundings(role, rows, columns, distance)

        return Place(
            first=first,
            second=second,
            difference=difference,
            inside=inside,
            typical=self.typical,
            top=self.top + rows.start,
            left=self.left + columns.start,
            reference=None if self.pair.reference is None else self._levels("reference", rows, columns),
            not_finite=self._unseen(window, finite=False),
            alpha=self._unseen(window, finite=True),
            nearby=nearby,
        )

    def _unseen(self, window: Window, finite: bool) -> float:
        """Return the mean of the differences that pixel values do not show, of finite or of other pixels."""
        if self.pair.unseen is None:
            return 0.0
        rows, columns, *_ = window
        box = window.mask()
        unseen = to_numpy(self.pair.unseen)[0, 0, rows, columns][box]
        if self.pair.mask is None:
            return float(unseen.mean()) if finite else 0.0
        counts = to_numpy(self.pair.mask)[0, 0, rows, columns][box]
        return float((unseen * (counts == finite)).mean())

    def _surroundings(self, role: str, rows: slice, columns: slice, distance: int) -> Array:
        """Return the luma of an image in a window, extended at each side; edges are repeated."""
        import numpy as np

        missing, window = [], []
        for side, length in zip((rows, columns), self.pair.second.shape[-2:], strict=True):
            start, stop = max(0, side.start - distance), min(length, side.stop + distance)
            window.append(slice(start, stop))
            missing.append((start - side.start + distance, side.stop + distance - stop))
        luma = luma_of(self._levels(role, *window))
        return np.pad(luma, missing, mode="edge") if np.any(missing) else luma

    def _part(self, region: Region) -> tuple[int, int, int, int]:
        """Return the part of a region that is measured, in the pair: top, left, height, width."""
        import numpy as np

        if max(region.height, region.width) <= LONGEST:
            return region.y - self.top, region.x - self.left, region.height, region.width
        box = np.abs(self.plane[region.y : region.y + region.height, region.x : region.x + region.width])
        starts, lengths = [], []
        for axis, (start, side) in enumerate(((region.y, region.height), (region.x, region.width))):
            length = min(side, LONGEST)
            sums = np.add.reduce(box, axis=1 - axis).cumsum(dtype=np.float64)
            inner = sums[length - 1 :].copy()
            inner[1:] -= sums[: side - length]
            starts.append(start + int(inner.argmax()))
            lengths.append(length)
        return starts[0] - self.top, starts[1] - self.left, lengths[0], lengths[1]

    @cached
    def typical(self) -> Typical:
        """The medians of the difference over windows that touch no region."""
        import numpy as np

        windows = list(self._free_windows())
        if not windows:
            return Typical()
        # The median of numpy imports numpy.ma, which takes as long as all measurements.
        ranked = np.sort(self._energies(windows), axis=1)
        count = len(windows)
        middle = (ranked[:, (count - 1) // 2] + ranked[:, count // 2]) / 2
        energy, fine, band, colour, channel = map(float, middle)
        return Typical(energy, fine, band, colour, channel, greatest=float(ranked[0, -1]))

    def _energies(self, corners: Sequence[tuple[int, int]]) -> Array:
        """Return mean squares of the difference in windows, (5, N), in the order of ``Typical``."""
        first, second = (sample[0] for sample in self.samples)
        shape = min(WINDOW, first.shape[-2]), min(WINDOW, first.shape[-1])
        return window_energies(first, second, corners, shape, self.scales["first"], self.scales["second"])

    def _free_windows(self) -> Iterator[tuple[int, int]]:
        """Yield the top and the left of the windows that touch no region."""
        height, width = self.pair.second.shape[-2:]
        near = [self._around(region) for region in self.regions]
        for top in _starts(height):
            for left in _starts(width):
                if not any(a < top < b and c < left < d for a, b, c, d in near):
                    yield top, left

    def _around(self, region: Region) -> tuple[int, int, int, int]:
        """Return the tops, and the lefts, between which a window touches a region."""
        y, x = region.y - self.top, region.x - self.left
        above, before = y - MARGIN - WINDOW, x - MARGIN - WINDOW
        return above, y + region.height + MARGIN, before, x + region.width + MARGIN


def _starts(length: int) -> list[int]:
    last = max(0, length - WINDOW)
    return sorted({round(last * i / (WINDOWS - 1)) for i in range(WINDOWS)})
