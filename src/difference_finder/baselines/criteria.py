"""Criteria by which a picture matches its baseline, and the result of a comparison."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import to_numpy
from difference_finder.errors import InputError, ShapeMismatchError
from difference_finder.finder import Finder
from difference_finder.images.difference_map import first_plane
from difference_finder.parts.registry import strategies
from difference_finder.pipeline.compare import compare_images
from difference_finder.pipeline.thresholds import Thresholds
from difference_finder.text import option
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from difference_finder.images.image import Image
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
        Strategy of the map.
    fail_above, fail_below
        Limits of the score. Without limits, the score must equal the score of identical images, and the map
        must be zero.
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
        strategy: Any = "difference",
        fail_above: float | None = None,
        fail_below: float | None = None,
        **settings: Any,
    ) -> None:
        parts = strategies.resolve(strategy)
        own = len(parts) == 1 and parts[0].score is not None
        also = [metric] if own and metric is not None else []
        main = "mse" if own or metric is None else metric
        self.finder = Finder(strategy=parts, metric=main, also=also, **settings)
        self.finder.options.check_reference(False)
        name = self.finder.options.score_name
        higher: bool | None = False
        identical: float | None = 0.0
        if also or not own:
            part = self.finder.options.also[0] if own else self.finder.options.metric
            name, higher, identical = part.spec, part.higher_is_better, part.identical
        self.identical = identical
        self.thresholds = Thresholds.checked(name, higher, fail_above, fail_below)
        if identical is None and not self.thresholds.given:
            raise InputError(
                f"metric '{name}' does not define the score of identical images;"
                f" pass {option('fail_above')} or {option('fail_below')}"
            )

    @property
    def measurement(self) -> Measurement:
        """The settings for reading and preparing the pictures."""
        return self.finder.options.measurement

    def compare(self, baseline: Image, picture: Image, name: str) -> BaselineComparison:
        """Compare a picture with its baseline.

        Raises
        ------
        InputError
            If the images cannot be compared, for example because their sizes differ.
        """
        if baseline.size != picture.size:
            (w, h), (width, height) = picture.size, baseline.size
            raise ShapeMismatchError(f"the picture is {w}x{h}, but its baseline is {width}x{height}")
        threads = worker_count(self.finder.options.workers)
        comparison = compare_images(self.finder.options, (baseline, picture), name=name, threads=threads)
        return BaselineComparison(comparison, self.thresholds, self.identical)


@dataclass(frozen=True)
class BaselineComparison:
    """A comparison of a picture with its baseline.

    Parameters
    ----------
    comparison
        Comparison of the baseline and the picture.
    thresholds
        Limits of the score.
    identical
        Score of identical images.
    """

    comparison: Comparison
    thresholds: Thresholds
    identical: float | None

    @cached_property
    def passed(self) -> bool:
        """Whether the picture matches its baseline."""
        if self.thresholds.given:
            return not self.thresholds.exceeded(dict(self.comparison.scores), self.comparison.unequal)
        if any(not one.allowed for one in self.comparison.unequal):
            return False
        zero = not to_numpy(self.comparison.map.values).any()
        return zero and self.comparison.scores[self.thresholds.score] == self.identical

    def explanation(self) -> list[str]:
        """Return lines that state the score, its limits, and the places where the images differ."""
        statement = self.thresholds.describe(dict(self.comparison.scores))
        ending = "" if self.thresholds.given else "; no difference is allowed"
        unequal = [f"unequal: {one.text}" for one in self.comparison.unequal if not one.allowed]
        if unequal and not self.thresholds.is_beyond(dict(self.comparison.scores)):
            return [*unequal, f"{statement}{ending}", *self._places()]
        return [f"{statement}{ending}", *unequal, *self._places()]

    def _places(self) -> list[str]:
        regions = self.comparison.regions
        if regions:
            lines = [
                f"{len(regions)} region{'s' * (len(regions) > 1)}, strongest first (x, y, width, height):"
            ]
            lines += [
                f"  {r.x}, {r.y}, {r.width}, {r.height}: {r.area} pixels, peak {r.peak:.5g}"
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
