"""Maps and scores of a pair that comes in strips: each of them takes the next rows, and keeps sums alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import to_numpy
from difference_finder.errors import InputError
from difference_finder.parts.metric import Metric
from difference_finder.pipeline.bound_metric import BoundMetric, bind
from difference_finder.text import setting

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from difference_finder.images.pair import Pair
    from difference_finder.pipeline.protocol import Protocol

__all__ = ["PIXELWISE", "WINDOWED", "PixelScore", "Rows", "WindowScore", "margin_of", "score_term"]

PIXELWISE = ("mae", "mse", "psnr", "rmse")
"""Metrics that are means over the pixels, or follow from one."""

WINDOWED = ("ssim",)
"""Metrics that are means over windows of a few rows."""


@dataclass(frozen=True, eq=False)
class Rows:
    """The next rows of a pair, with the rows around them that windows need.

    Parameters
    ----------
    pair
        The pair of the next rows alone, prepared.
    wide
        The pair of these rows and of those around them that are known.
    above, below
        Rows of ``wide`` above and below the rows whose map is complete; 0 at the edges of the image.
    differing
        Which pixels of the next rows differ, (h, W).
    marks
        Which rows of ``wide`` have a pixel that differs.
    """

    pair: Pair
    wide: Pair
    above: int
    below: int
    differing: NDArray[Any]
    marks: NDArray[Any]

    @cached_property
    def span(self) -> tuple[int, int]:
        """The first of the next rows in which a pixel differs, and the row behind the last; equal if none."""
        return _span_of(self.marks[len(self.marks) - len(self.differing) :])

    @cached_property
    def differing_part(self) -> Pair:
        """The pair of the rows of the span."""
        first, last = self.span
        return _rows_of(self.pair, first, last)

    def rows_for(self, margin: int) -> int:
        """Return the number of rows whose map is complete, with windows of ``margin`` rows around a pixel."""
        if not margin:
            return len(self.differing)
        return len(self.marks) - self.above - self.below

    def span_for(self, margin: int) -> tuple[int, int]:
        """Return the first row of ``wide`` whose windows have a pixel that differs, and the end of such rows.

        Pixels at the margin of the image may have the value of the nearest window inside it.
        """
        first, last = _span_of(self.marks)
        height = len(self.marks)
        if first == last:
            return self.above, self.above
        start, end = max(self.above, first - margin), min(height - self.below, last + margin)
        start = 0 if not self.above and start <= margin else start
        end = height if not self.below and end >= height - margin else end
        return (start, end) if start < end else (self.above, self.above)


def _span_of(marks: NDArray[Any]) -> tuple[int, int]:
    import numpy as np

    marked = np.flatnonzero(marks)
    return (int(marked[0]), int(marked[-1]) + 1) if marked.size else (0, 0)


def _rows_of(pair: Pair, first: int, last: int) -> Pair:
    return replace(pair, first=pair.first[:, :, first:last], second=pair.second[:, :, first:last])


def margin_of(part: Metric) -> int:
    """Return the number of rows around a pixel that a metric needs; 0 for a metric of single pixels.

    Raises
    ------
    InputError
        If the metric needs the whole image.
    """
    if part.name in PIXELWISE:
        return 0
    if part.name not in WINDOWED:
        raise InputError(
            f"'{part.spec}' is measured on whole images, not in strips; metrics in strips are"
            f" {', '.join((*PIXELWISE, *WINDOWED))}"
        )
    if part.settings["downsample"]:
        raise InputError(
            f"'{part.spec}' averages blocks of the whole image first; in strips use"
            f" {setting(part.name, 'downsample', False)}"
        )
    return int(part.settings["window_size"]) // 2


class _Score:
    """The sum of a score over rows, in units that a subclass counts.

    Parameters
    ----------
    part
        The metric.
    protocol
        The measuring convention.
    workers
        Number of threads.
    """

    def __init__(self, part: Metric, protocol: Protocol, workers: int) -> None:
        self.part, self.protocol, self.workers = part, protocol, workers
        self.total, self.count = 0.0, 0

    def bound(self, pair: Pair) -> BoundMetric:
        """Return the metric made ready for some rows of both images."""
        return bind(self.part, pair, self.protocol, self.workers)


class PixelScore(_Score):
    """The score of a metric that is a mean over the pixels, or follows from one; see :class:`_Score`."""

    def add(self, rows: Rows) -> None:
        """Take the next rows."""
        self.count += rows.differing.size
        if rows.span[0] < rows.span[1]:  # the error of equal pixels is 0
            pair = rows.differing_part
            score = self.bound(rows.pair).score(pair.first, pair.second, pair.divisors)
            pooling = self.part.pooling
            pixels = int(pair.second.shape[2]) * int(pair.second.shape[3])
            self.total += pixels * float((score if pooling is None else pooling.to_error(score))[0])

    def score(self) -> float:
        """Return the score of all rows."""
        import numpy as np

        mean = np.array([self.total / self.count])
        pooling = self.part.pooling
        return float((mean if pooling is None else pooling.to_score(mean))[0])


class WindowScore(_Score):
    """The score of a metric that is a mean over windows, and its local map; see :class:`_Score`."""

    def __init__(self, part: Metric, protocol: Protocol, workers: int) -> None:
        super().__init__(part, protocol, workers)
        self.margin = margin_of(part)

    def add(self, rows: Rows) -> tuple[int, NDArray[Any]] | None:
        """Take the next rows; return the local map where it may differ from that of identical images.

        The first number counts from the first row whose map is complete; the map has the shape (1, C, h, W).
        None stands for the map of identical images.
        """
        start, end = rows.span_for(self.margin)
        self._add_identical(rows, start, end)
        if start == end:
            return None
        margin, height = self.margin, len(rows.marks)
        top, bottom = max(0, start - margin), min(height, end + margin)
        pair = _rows_of(rows.wide, top, bottom)
        bound = self.bound(pair)
        _, found = bound.local_map(pair.first, pair.second, pair.divisors)
        return start - rows.above, self._complete(to_numpy(found), start - top, bottom - end, bottom - top)

    def _complete(self, places: NDArray[Any], above: int, below: int, height: int) -> NDArray[Any]:
        """Add the windows of complete rows to the sum, and return the map of these rows."""
        import numpy as np

        margin = self.margin
        if not self.inside:  # a window for each pixel; the edges of the image are mirrored
            places = places[:, :, above : height - below]
            self._sum(places)
            return places
        # The windows lie inside the image; pixels at its margin have the value of the nearest one.
        self._sum(places[:, :, max(0, above - margin) : places.shape[2] - max(0, below - margin)])
        sides = ((0, 0), (0, 0), (margin, margin), (margin, margin))
        return np.pad(places, sides, mode="edge")[:, :, above : height - below]

    @property
    def inside(self) -> bool:
        """Whether all windows lie inside the image."""
        return bool(self.part.settings["padding"] == "valid")

    def _add_identical(self, rows: Rows, start: int, end: int) -> None:
        """Add the windows of complete rows outside of some rows: all have the value of identical images."""
        height, width = len(rows.marks), int(rows.wide.second.shape[3])
        least, most, margin = rows.above, height - rows.below, self.margin
        if self.inside:
            least, most, width = max(least, margin), min(most, height - margin), width - 2 * margin
        outside = most - least - max(0, min(end, most) - max(start, least))
        self.total += outside * width * float(self.part.identical or 0.0)
        self.count += outside * width

    def _sum(self, places: NDArray[Any]) -> None:
        import numpy as np

        self.total += float(places.mean(axis=1, dtype=np.float64).sum())
        self.count += places[:, 0].size

    def score(self) -> float:
        """Return the score of all rows."""
        return self.total / self.count


def score_term(part: Metric, protocol: Protocol, workers: int) -> PixelScore | WindowScore:
    """Return the sums of the score of a metric."""
    kind = WindowScore if part.name in WINDOWED else PixelScore
    return kind(part, protocol, workers)
