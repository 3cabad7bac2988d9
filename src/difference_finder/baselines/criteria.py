"""Criteria by which a picture matches its baseline, and the result of a comparison."""

from __future__ import annotations

import math
from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import to_numpy
from difference_finder.errors import InputError, ShapeMismatchError
from difference_finder.finder import Finder
from difference_finder.images.difference_map import first_plane
from difference_finder.parts.registry import metrics, strategies
from difference_finder.pipeline.compare import compare_images
from difference_finder.pipeline.compare_sources import compare_sources
from difference_finder.pipeline.equal_files import equal_files
from difference_finder.pipeline.thresholds import CHANGED, Limit, Thresholds
from difference_finder.storage.match import Match
from difference_finder.text import numbered, option
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from pathlib import Path

    from difference_finder.parts.metric import Metric
    from difference_finder.pipeline.comparison import Comparison
    from difference_finder.pipeline.measurement import Measurement

__all__ = ["BaselineComparison", "Criteria"]

MOST_BOXES = 10
"""The most regions that a message names."""


class Criteria:
    """Parts, settings and limits for the comparison of a picture with its baseline.

    Parameters
    ----------
    metric
        Metric of the limits; None for the score of the strategy, or "mse" if the strategy has none.
    strategy
        Strategy of the map; None for "difference", or "local" if only changed pixels are limited.
    fail_above, fail_below
        Limits of the score. Without limits, the score must equal the score of identical images, and the map
        must be zero. If the strategy has a tolerance, a map that is zero before post-processing is enough.
    max_changed, max_cluster
        The greatest number of changed pixels, or their share ("0.1%"), and the greatest number that touch
        each other; None for no limit.
    threshold, antialiasing
        Settings of the metric ``changed``, which decides what is a changed pixel; None for its defaults.
    fit
        Treatment of different sizes; None for "pad" if changed pixels are limited, otherwise "error".
    settings
        Further settings of :class:`~difference_finder.finder.Finder`.

    Raises
    ------
    DifferenceFinderError
        If a setting is invalid.
    """

    def __init__(
        self,
        metric: Any = None,
        strategy: Any = None,
        fail_above: float | None = None,
        fail_below: float | None = None,
        *,
        max_changed: int | str | None = None,
        max_cluster: int | None = None,
        threshold: float | None = None,
        antialiasing: str | None = None,
        fit: str | None = None,
        **settings: Any,
    ) -> None:
        changed = _changed(max_changed, max_cluster, threshold=threshold, antialiasing=antialiasing)
        if changed is not None and metric is None and fail_above is None and fail_below is None:
            metric, strategy = changed, strategy or "local"
        parts = strategies.resolve(strategy or "difference")
        own = len(parts) == 1 and parts[0].score is not None
        scored = own and metric is not None
        also = [metric] if scored else []
        also += [changed] if changed is not None and metric is not changed else []
        main = "mse" if own or metric is None else metric
        fit = fit or ("error" if changed is None else "pad")
        self.finder = Finder(strategy=parts, metric=main, also=also, fit=fit, **settings)
        self.finder.options.check_reference(False)
        name = self.finder.options.score_name
        higher: bool | None = False
        identical: float | None = 0.0
        if scored or not own:
            part = self.finder.options.also[0] if own else self.finder.options.metric
            name, higher, identical = part.spec, part.higher_is_better, part.identical
        self.score, self.identical, self.higher = name, identical, higher
        self.thresholds = Thresholds.of_score(name, higher, fail_above, fail_below)
        if changed is not None:
            self.thresholds = self.thresholds.with_changed(changed.spec, max_changed, max_cluster)
        if identical is None and not self.thresholds.given:
            raise InputError(
                f"metric '{name}' does not define the score of identical images;"
                f" pass {option('fail_above')} or {option('fail_below')}"
            )
        tolerance = own and bool(parts[0].given.get("tolerance"))
        # Limits of a metric that was asked for hold with a tolerance, too.
        self.tolerant = tolerance and (metric is None or not self.thresholds.given)
        self.finder.options.badness = self._badness

    @property
    def measurement(self) -> Measurement:
        """The settings for reading and preparing the pictures."""
        return self.finder.options.measurement

    def compare(
        self, baseline: Path, picture: Path, name: str, recorded: tuple[str, str]
    ) -> BaselineComparison:
        """Compare a picture with its baseline; files with several pages are compared page by page.

        Parameters
        ----------
        baseline, picture
            Files of the two images.
        name
            Name of the pair.
        recorded
            Names of the baseline and the picture in the record.

        Raises
        ------
        InputError
            If the images cannot be compared, for example because their sizes differ.
        ReadError
            If one of the files cannot be read.
        """
        options = self.finder.options
        threads = worker_count(options.workers)
        try:
            found = compare_sources(options, (baseline, picture), name, threads)
        except ShapeMismatchError as error:
            raise ShapeMismatchError(self._sizes(baseline, picture) or str(error)) from error
        first, second = (
            replace(image, name=title)
            for image, title in zip((found.first, found.second), recorded, strict=True)
        )
        named = replace(found, first=first, second=second)
        return BaselineComparison(
            named, self.score, self.thresholds, self._matches(found), self.tolerant, self._distance(found)
        )

    def accepts_equal(self, baseline: Path, picture: Path) -> bool:
        """Tell whether two files have equal bytes, and identical images are within the limits."""
        equal = equal_files(self.finder.options, Match("", (baseline, picture)))
        return equal is not None and not self.thresholds.exceeded(equal)

    def _sizes(self, baseline: Path, picture: Path) -> str | None:
        """Return the sizes of the first pages that differ in size, in words; None if there are none."""
        pages = zip(self.measurement.open_pages(baseline), self.measurement.open_pages(picture), strict=False)
        for number, (expected, given) in enumerate(pages, start=1):
            if expected.size != given.size:
                (w, h), (width, height) = given.size, expected.size
                page = f"page {number} of " if number > 1 else ""
                return f"{page}the picture is {w}x{h}, but its baseline is {width}x{height}"
        return None

    def _badness(self, comparison: Comparison) -> tuple[bool, float]:
        """Return how bad a page is: pages that do not match are worse than all others."""
        return not self._matches(comparison), self._distance(comparison)

    def _distance(self, comparison: Comparison) -> float:
        """Return the score as a distance, which grows with the difference."""
        score = comparison.scores[self.score]
        if not isinstance(score, float) or math.isnan(score):
            return math.inf
        if self.higher is None and self.identical is not None:
            return abs(score - self.identical)
        return -score if self.higher else score

    def _matches(self, comparison: Comparison) -> bool:
        """Return whether score and map of one page match."""
        if self.tolerant and self._is_tolerated(comparison):
            return True
        if self.thresholds.given:
            return not self.thresholds.is_beyond(comparison)
        return is_zero(comparison) and comparison.scores[self.score] == self.identical

    def _is_tolerated(self, comparison: Comparison) -> bool:
        """Return whether the map is zero before post-processing, which could hide any difference."""
        options = self.finder.options
        if all(part.name == "identity" for part in options.post_processor):
            return is_zero(comparison)
        bare = copy(options)
        bare.post_processor = []
        threads = worker_count(options.workers)
        return is_zero(compare_images(bare, comparison.images, name=comparison.name, threads=threads))


@dataclass(frozen=True)
class BaselineComparison:
    """A comparison of a picture with its baseline.

    Parameters
    ----------
    comparison
        Comparison of the baseline and the picture; of files with several pages, the page that decides.
    score
        Name of the score.
    thresholds
        Limits.
    matches
        Whether score and map match.
    tolerant
        Whether a map of a strategy with a tolerance decides.
    distance
        Score as a number that grows with the difference.
    """

    comparison: Comparison
    score: str
    thresholds: Thresholds
    matches: bool
    tolerant: bool
    distance: float

    @property
    def passed(self) -> bool:
        """Whether the picture matches its baseline."""
        return self.matches and all(one.allowed for one in self.comparison.unequal)

    def explanation(self) -> list[str]:
        """Return lines that state the score, its limits, and the places where the images differ."""
        limits = self.thresholds if self.thresholds.given else Thresholds((Limit(self.score),))
        statement = f"{self._page()}{limits.describe(self.comparison)}"
        beyond = " beyond the tolerance" if self.tolerant else ""
        ending = "" if self.thresholds.given else f"; no difference{beyond} is allowed"
        unequal = [f"unequal: {one.text}" for one in self.comparison.unequal if not one.allowed]
        if unequal and not self.thresholds.is_beyond(self.comparison):
            return [*unequal, f"{statement}{ending}", *self._places()]
        return [f"{statement}{ending}", *unequal, *self._places()]

    def _page(self) -> str:
        """Return the number of the page that decides, among how many, with a colon; nothing for one page."""
        pages = self.comparison.pages
        if pages is None:
            return ""
        return f"{numbered(pages.unit, [pages.decides])} of {len(pages.each)}: "

    def _places(self) -> list[str]:
        regions = self.comparison.regions
        if regions:
            lines = [
                f"{len(regions)} region{'s' * (len(regions) > 1)}, strongest first (x, y, width, height):"
            ]
            lines += [
                f"  {r.x}, {r.y}, {r.width}, {r.height}: {r.area} pixels, peak {r.peak:.5g}"
                + (f"; {r.text}" if r.text else "")
                for r in regions[:MOST_BOXES]
            ]
            more = len(regions) - MOST_BOXES
            return lines + ([f"  and {more} more"] if more > 0 else [])
        plane = first_plane(self.comparison.map)
        rows, columns = plane.nonzero()
        if not len(rows):
            hint = (
                ""
                if self.thresholds.given
                else ", but the score is not the score of identical images; set a limit"
            )
            return [f"the map is zero everywhere{hint}"]
        y, x = divmod(int(abs(plane).argmax()), plane.shape[1])
        box = columns.min(), rows.min(), columns.max() - columns.min() + 1, rows.max() - rows.min() + 1
        return [
            f"no region was found: {len(rows)} of {plane.size} pixels differ, within"
            f" {', '.join(str(int(side)) for side in box)}, most at {x}, {y} ({plane[y, x]:.5g})"
        ]


def _changed(*limits: Any, **settings: Any) -> Metric | None:
    """Return the metric whose changed pixels are limited; None without limits."""
    given = {name: value for name, value in settings.items() if value is not None}
    if any(limit is not None for limit in limits):
        return metrics.resolve([metrics.get(CHANGED).configured(given)])[0]
    if given:
        raise InputError(
            f"{option(next(iter(given)))} decides what is a changed pixel; pass {option('max_changed')} or"
            f" {option('max_cluster')} as well"
        )
    return None


def is_zero(comparison: Comparison) -> bool:
    """Return whether the map of a comparison is zero everywhere."""
    return not to_numpy(comparison.map.values).any()
