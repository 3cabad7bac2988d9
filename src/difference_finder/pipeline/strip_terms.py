"""Maps and scores of a pair that comes in strips: each of them takes the next rows, and keeps sums alone."""

from __future__ import annotations

from dataclasses import dataclass
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
        Which pixels of the next rows differ, (h, W); None if none does.
    differs
        Whether some pixel of ``wide`` differs. If none does, maps are zero, and scores those of equal images.
    """

    pair: Pair
    wide: Pair
    above: int
    below: int
    differing: NDArray[Any] | None
    differs: bool

    def rows_for(self, margin: int) -> int:
        """Return the number of rows whose map is complete, with windows of ``margin`` rows around a pixel."""
        if not margin:
            return int(self.pair.second.shape[2])
        return int(self.wide.second.shape[2]) - self.above - self.below


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


class PixelScore:
    """The score of a metric that is a mean over the pixels, or follows from one.

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
        self.total, self.pixels = 0.0, 0

    def add(self, rows: Rows) -> None:
        """Take the next rows."""
        pair = rows.pair
        pixels = int(pair.second.shape[2]) * int(pair.second.shape[3])
        self.pixels += pixels
        if rows.differing is not None:  # the error of equal pixels is 0
            score = self.bound(rows).score(pair.first, pair.second, pair.divisors)
            pooling = self.part.pooling
            self.total += pixels * float((score if pooling is None else pooling.to_error(score))[0])

    def bound(self, rows: Rows) -> BoundMetric:
        """Return the metric made ready for the next rows."""
        return bind(self.part, rows.pair, self.protocol, self.workers)

    def score(self) -> float:
        """Return the score of all rows."""
        import numpy as np

        mean = np.array([self.total / self.pixels])
        pooling = self.part.pooling
        return float((mean if pooling is None else pooling.to_score(mean))[0])


class WindowScore:
    """The score of a metric that is a mean over windows, and its local map.

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
        self.margin = margin_of(part)
        self.total, self.windows = 0.0, 0

    def add(self, rows: Rows) -> NDArray[Any] | None:
        """Take the next rows; return the local map of the rows that are complete, (1, C, h, W).

        None stands for the value of identical images everywhere.
        """
        import numpy as np

        wide, margin = rows.wide, self.margin
        height, width = (int(side) for side in wide.second.shape[2:])
        if not rows.differs:
            self._add_identical(rows)
            return None
        bound = bind(self.part, wide, self.protocol, self.workers)
        _, found = bound.local_map(wide.first, wide.second, wide.divisors)
        places = to_numpy(found)
        if places.shape[2:] == (height, width):  # a window for each pixel; edges of the image are mirrored
            places = places[:, :, rows.above : height - rows.below]
            self._sum(places)
            return places
        # The windows lie inside the image; pixels at its margin have the value of the nearest one.
        self._sum(places[:, :, max(0, rows.above - margin) : places.shape[2] - max(0, rows.below - margin)])
        sides = ((0, 0), (0, 0), (margin, margin), (margin, margin))
        whole = np.pad(places, sides, mode="edge")
        return whole[:, :, rows.above : height - rows.below]

    def _add_identical(self, rows: Rows) -> None:
        """Take rows in which no pixel differs: as many windows as there would be, all of one value."""
        height, width = (int(side) for side in rows.wide.second.shape[2:])
        if self.part.settings["padding"] != "valid":
            count = (height - rows.above - rows.below) * width
        else:
            margin = self.margin
            above, below = max(rows.above, margin), max(rows.below, margin)
            count = (height - above - below) * (width - 2 * margin)
        self.total += count * float(self.part.identical or 0.0)
        self.windows += count

    def _sum(self, places: NDArray[Any]) -> None:
        import numpy as np

        self.total += float(places.mean(axis=1, dtype=np.float64).sum())
        self.windows += places[:, 0].size

    def score(self) -> float:
        """Return the score of all rows."""
        return self.total / self.windows


def score_term(part: Metric, protocol: Protocol, workers: int) -> PixelScore | WindowScore:
    """Return the sums of the score of a metric."""
    kind = WindowScore if part.name in WINDOWED else PixelScore
    return kind(part, protocol, workers)

