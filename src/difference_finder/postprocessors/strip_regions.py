"""Regions of a map that is read strip by strip: those that the post-processor ``regions`` finds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.gaussian import blur, half_gaussian
from difference_finder.arrays.run_sums import measure_runs, runs_above
from difference_finder.arrays.runs import (
    add_small_holes,
    label_runs,
    lengths_of,
    mask_of_runs,
    merge_runs,
    runs_of_mask,
)
from difference_finder.arrays.sparsity import ZeroCount
from difference_finder.arrays.streamed_values import StreamedValues
from difference_finder.errors import InputError
from difference_finder.images.difference_map import Region
from difference_finder.postprocessors._background import check_settings, levels_of, rounding_error
from difference_finder.postprocessors._shapes import PEAK_SHARE, SUM_SHARE, Component
from difference_finder.postprocessors.regions import check_shares, check_sigma, keep_strongest
from difference_finder.postprocessors.strip_map import StripMap, row_chunks
from difference_finder.storage.planes import PlaneFile
from difference_finder.text import setting

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from difference_finder.arrays.runs import Runs

__all__ = ["MOST_RUNS", "TooManyRuns", "find_strip_regions"]

MOST_RUNS = 2**22
"""Greatest number of stretches of significant pixels, side by side in a row, that regions are made of."""


class TooManyRuns(InputError):
    """The significant pixels of a map have more runs than regions are made of."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"regions were not searched: {what} form more than {MOST_RUNS} stretches in the rows of the map"
        )


def find_strip_regions(map_: StripMap, settings: Mapping[str, Any]) -> tuple[tuple[Region, ...], int]:
    """Return the regions of a map, strongest first, and the number of places that are too small or weak.

    Parameters
    ----------
    map_
        The map.
    settings
        Settings of the post-processor ``regions``.

    Raises
    ------
    InputError
        If a setting is not possible, or the map has too many separate significant pixels.
    """
    _check(settings, map_.shape)
    search = _Search(map_, settings)
    exact = search.find_exact() if settings["method"] == "auto" else None
    if exact is not None:
        pieces, least = exact, 0.0
    else:
        pieces, least = search.keep_differing(search.find_by_background()), 0.03
        if settings["method"] == "auto" and not pieces and map_.change.is_systematic:
            pieces = search.find_whole()
    share = least if settings["min_share"] is None else settings["min_share"]
    kept = keep_strongest(pieces, settings["min_area"] * map_.shape[0] * map_.shape[1], share)
    found = tuple(
        Region(one.x, one.y, one.width, one.height, one.area, one.peak, one.total / one.area) for one in kept
    )
    return found, len(pieces) - len(kept)


def _check(settings: Mapping[str, Any], shape: tuple[int, int]) -> None:
    shares = {name: settings[name] or 0.0 for name in ("gap", "min_area", "min_share")}
    check_shares(**shares)
    if settings["border"]:
        raise InputError(
            "regions of a map in strips have no border to ignore; leave out"
            f" {setting('regions', 'border', settings['border'])}"
        )
    check_settings(*(settings[name] for name in ("method", "k", "percentile", "hysteresis")))
    check_sigma(settings["sigma"], shape)


class _Search:
    """Search for components in a map; see ``regions`` for what is found."""

    def __init__(self, map_: StripMap, settings: Mapping[str, Any]) -> None:
        self.map, self.settings = map_, settings
        self.grain = rounding_error(float(map_.peaks.max()), map_.unit_range)
        self.reach = settings["gap"] * max(map_.shape)

    @cached_property
    def _survey(self) -> tuple[bool, Runs | None]:
        """Whether the background is clean, and the runs of the pixels that differ; None if too many."""
        import numpy as np

        zeros = ZeroCount(self.map.values.width)
        parts: list[Runs] | None = [np.empty((0, 3), np.int32)]
        count = 0
        for top, bottom, empty in row_chunks(self.map.peaks, self.grain, self.map.rows):
            if empty:
                zeros.add_zeros(bottom - top)
                continue
            values = self.map.values.read(top, bottom)
            zero = values <= np.float64(self.grain)
            zeros.add(zero)
            if parts is None:
                continue
            found = runs_of_mask(~zero & self.map.differing_in(top, top + len(values)), top)
            count += len(found)
            parts = None if count > MOST_RUNS else [*parts, found]
        return zeros.is_clean(), None if parts is None else np.concatenate(parts)

    def find_exact(self) -> list[Component] | None:
        """Return components of all pixels that differ, if all of them are significant; else None."""
        clean, runs = self._survey
        if not (clean or self.map.settled or self.map.change.is_edit):
            return None
        if not clean and self.map.change.is_systematic:
            return self.find_whole()
        if runs is None:
            raise TooManyRuns("the pixels that differ")
        return self._components(add_small_holes(runs, self.map.shape, self.reach))

    def find_whole(self) -> list[Component]:
        """Return one component of all pixels that differ, measured without their runs."""
        import numpy as np

        area, total, peak = 0, 0.0, 0.0
        rows: list[int] = []
        columns = np.zeros(self.map.values.width, bool)
        for top, bottom, empty in row_chunks(self.map.peaks, self.grain, self.map.rows):
            if empty:
                continue
            values = self.map.values.read(top, bottom)
            found = (values > np.float64(self.grain)) & self.map.differing_in(top, bottom)
            inside = values[found].astype(np.float64)
            if inside.size:
                area, total, peak = area + inside.size, total + float(inside.sum()), max(peak, inside.max())
                columns |= found.any(axis=0)
                marked = np.flatnonzero(found.any(axis=1)) + top
                rows = [rows[0] if rows else int(marked[0]), int(marked[-1])]
        if not area:
            return []
        left, right = (int(place) for place in np.flatnonzero(columns)[[0, -1]])
        return [
            Component(total, left, rows[0], right - left + 1, rows[1] - rows[0] + 1, area, float(peak), total)
        ]

    def find_by_background(self) -> list[Component]:
        """Return the components of the blurred map that exceed its background."""
        blurred = self._blurred()
        try:
            return self._of_blurred(blurred)
        finally:
            if blurred is not self.map.values:
                blurred.close()

    def _of_blurred(self, blurred: PlaneFile) -> list[Component]:
        settings, rows = self.settings, self.map.rows
        seen = StreamedValues(lambda: (values for _, values in blurred.strips(rows)))
        method, k, percentile, hysteresis = (
            settings[name] for name in ("method", "k", "percentile", "hysteresis")
        )
        high, low = levels_of(seen, method, k, percentile, hysteresis, self.grain)
        runs = self._above(blurred, high, low)
        if not len(runs):
            return []
        soft = settings["sigma"] > 0
        ground, edge = self._rest(runs) if soft else (0.0, 0.0)
        runs = add_small_holes(runs, self.map.shape, self.reach)
        return self._components(runs, blurred, ground, edge) if soft else self._components(runs)

    def _blurred(self) -> PlaneFile:
        """Return the blurred map in a file of its own; the map itself without a blur."""
        sigma, (height, width) = self.settings["sigma"], self.map.shape
        if sigma <= 0:
            return self.map.values
        margin = len(half_gaussian(sigma)) - 1
        blurred = PlaneFile(height, width, "float32")
        for top in range(0, height, self.map.rows):
            bottom = min(top + self.map.rows, height)
            first, last = max(0, top - margin), min(height, bottom + margin)
            values = blur(self.map.values.read(first, last), sigma)
            blurred.append(values[top - first : bottom - first])
        return blurred

    def _above(self, blurred: PlaneFile, high: float, low: float) -> Runs:
        """Return where a plane exceeds ``low`` and is connected to a pixel that exceeds ``high``."""
        import numpy as np

        parts, count = [np.empty((0, 3), np.int32)], 0
        for top, values in blurred.strips(self.map.rows):
            parts.append(runs_of_mask(values > np.float64(low), top))
            count += len(parts[-1])
            if count > MOST_RUNS:
                raise TooManyRuns("the pixels above the background")
        weak = np.concatenate(parts)
        if not high > low or not len(weak):
            return weak
        strong = measure_runs(weak, blurred.read, blurred.width).peaks > high
        labels = label_runs(weak, self.map.shape, 0.0)
        reached = np.zeros(int(labels.max()) + 1, bool)
        reached[labels[strong]] = True
        kept: Runs = weak[reached[labels]]
        return kept

    def _rest(self, runs: Runs) -> tuple[float, float]:
        """Return the median of the map outside some runs, and three robust deviations above it."""
        import numpy as np

        def outside() -> Iterable[NDArray[Any]]:
            for top, values in self.map.values.strips(self.map.rows):
                first, last = np.searchsorted(runs[:, 0], (top, top + len(values)))
                if first == last:
                    yield values
                else:
                    yield values[~mask_of_runs(runs, len(values), self.map.values.width, top)]

        rest = StreamedValues(outside)
        return rest.spread(k=3.0) if rest.count else (0.0, 0.0)

    def _components(
        self, runs: Runs, blurred: PlaneFile | None = None, ground: float = 0.0, edge: float = 0.0
    ) -> list[Component]:
        """Group runs and measure each group."""
        import numpy as np

        labels = label_runs(runs, self.map.shape, self.reach)
        if blurred is None:
            return self._measured(runs, labels, None)
        width = self.map.values.width
        totals = measure_runs(runs, blurred.read, width).totals
        strengths = np.bincount(labels, weights=totals)
        runs, labels = self._exact(runs, labels, ground, edge)
        return self._measured(*_without_holes(runs, labels, self.reach), strengths)

    def _exact(
        self, runs: Runs, labels: NDArray[Any], ground: float, edge: float
    ) -> tuple[Runs, NDArray[Any]]:
        """Return the significant pixels of each group, or all if these make up less than half of it."""
        import numpy as np

        read, width = self.map.values.read, self.map.values.width
        sums = measure_runs(runs, read, width)
        peaks = np.zeros(int(labels.max(initial=-1)) + 1)
        np.maximum.at(peaks, labels, sums.peaks)
        wholes = np.bincount(labels, weights=sums.totals - ground * lengths_of(runs))
        levels = np.maximum(edge, ground + PEAK_SHARE * (peaks - ground))
        own, parents = runs_above(runs, levels[labels], read, width)
        owners = labels[parents]
        inner = measure_runs(own, read, width).totals - ground * lengths_of(own)
        parts = np.bincount(owners, weights=inner, minlength=len(peaks))
        most = (np.bincount(owners, minlength=len(peaks)) > 0) & (parts >= SUM_SHARE * wholes)
        chosen = np.concatenate([own[most[owners]], runs[~most[labels]]])
        return chosen, np.concatenate([owners[most[owners]], labels[~most[labels]]])

    def _measured(self, runs: Runs, labels: NDArray[Any], strengths: NDArray[Any] | None) -> list[Component]:
        import numpy as np

        order = np.lexsort((runs[:, 1], runs[:, 0]))
        runs, labels = runs[order], labels[order]
        sums = measure_runs(runs, self.map.values.read, self.map.values.width)
        count = int(labels.max(initial=-1)) + 1
        totals = np.bincount(labels, weights=sums.totals, minlength=count)
        areas = np.bincount(labels, weights=lengths_of(runs), minlength=count)
        least, most = np.full((2, count), 2**31), np.zeros((3, count))
        for target, values in ((least[0], runs[:, 0]), (least[1], runs[:, 1])):
            np.minimum.at(target, labels, values)
        for target, values in ((most[0], runs[:, 0] + 1), (most[1], runs[:, 2]), (most[2], sums.peaks)):
            np.maximum.at(target, labels, values)
        return [
            Component(
                strength=float(totals[at] if strengths is None else strengths[at]),
                x=int(least[1, at]),
                y=int(least[0, at]),
                width=int(most[1, at] - least[1, at]),
                height=int(most[0, at] - least[0, at]),
                area=int(areas[at]),
                peak=float(most[2, at]),
                total=float(totals[at]),
            )
            for at in range(count)
        ]

    def keep_differing(self, pieces: Sequence[Component]) -> list[Component]:
        """Return the components with a pixel that differs in their box."""
        kept = set()
        for top in range(0, self.map.shape[0] if pieces else 0, self.map.rows):
            bottom = min(top + self.map.rows, self.map.shape[0])
            inside = [
                (number, one)
                for number, one in enumerate(pieces)
                if number not in kept and one.y < bottom and top < one.y + one.height
            ]
            if not inside:
                continue
            differing = self.map.differing_in(top, bottom)
            for number, one in inside:
                rows = slice(max(one.y - top, 0), one.y + one.height - top)
                if differing[rows, one.x : one.x + one.width].any():
                    kept.add(number)
        return [one for number, one in enumerate(pieces) if number in kept]


def _without_holes(runs: Runs, labels: NDArray[Any], reach: float) -> tuple[Runs, NDArray[Any]]:
    """Return the runs of each group with its small holes filled."""
    import numpy as np

    order = np.argsort(labels, kind="stable")
    runs, labels = runs[order], labels[order]
    ends = np.flatnonzero(np.diff(labels)) + 1
    filled = []
    for group in np.split(runs, ends):
        corner = np.array([group[:, 0].min(), group[:, 1].min(), group[:, 1].min()], np.int32)
        shape = int(group[:, 0].max()) + 1 - int(corner[0]), int(group[:, 2].max() - corner[1])
        filled.append(add_small_holes(merge_runs(group - corner), shape, reach) + corner)
    numbers = labels[np.append(0, ends)] if len(labels) else labels
    return np.concatenate(filled), np.repeat(numbers, [len(part) for part in filled])
