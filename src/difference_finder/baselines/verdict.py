"""Whether a picture is its baseline, and where it is not."""

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
from difference_finder.pipeline.masks import chosen_pixels
from difference_finder.pipeline.thresholds import Thresholds
from difference_finder.text import option
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from difference_finder.images.image import Image
    from difference_finder.pipeline.comparison import Comparison

__all__ = ["Judge", "Verdict"]

MOST_BOXES = 10
"""How many regions a message names."""


class Judge:
    """Parts, settings and limits that a picture is compared by.

    Parameters
    ----------
    metric
        What limits are about; None for what the strategy measures by itself, else "mse".
    strategy
        How the map is made.
    fail_above, fail_below
        Limits of the score; without any, the score must be that of identical images, and the map zero.
    settings
        Further ones of :class:`~difference_finder.finder.Finder`.

    Raises
    ------
    DifferenceFinderError
        If one of them is impossible.
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
                f"metric '{name}' does not say what identical images score; pass"
                f" {option('fail_above')} or {option('fail_below')}"
            )

    def compare(self, reference: Image, candidate: Image, name: str) -> Verdict:
        """Compare a picture with its baseline.

        Raises
        ------
        InputError
            If they cannot be compared, for example because their sizes differ.
        """
        if reference.size != candidate.size:
            (w, h), (width, height) = candidate.size, reference.size
            raise ShapeMismatchError(f"the picture is {w}x{h}, and its baseline is {width}x{height}")
        alone = self._without_number(reference, candidate, name)
        if alone:
            raise InputError(
                f"{alone} pixel{'s' * (alone > 1)} of the picture or of its baseline alone"
                f" {'are' if alone > 1 else 'is'} not a finite number"
            )
        threads = worker_count(self.finder.options.workers)
        comparison = compare_images(self.finder.options, (reference, candidate), name=name, threads=threads)
        return Verdict(comparison, self.thresholds, self.identical)

    def _without_number(self, reference: Image, candidate: Image, name: str) -> int:
        """Count pixels that have a number in one image alone: scores leave them out, so all would seem well.

        What the user left out does not count here either.
        """
        import numpy as np

        if candidate.finite and reference.finite:
            return 0
        lost, expected = (~np.isfinite(image.pixels).all(axis=1) for image in (candidate, reference))
        measurement = self.finder.options.measurement
        kept, _ = chosen_pixels(measurement.mask_of(name), measurement.ignore, reference, reference.pixels)
        alone = (lost != expected) & (True if kept is None else kept[:, 0])
        return int(np.count_nonzero(alone))


@dataclass(frozen=True)
class Verdict:
    """A comparison, and whether it is within the limits.

    Parameters
    ----------
    comparison
        Of the baseline and the picture.
    thresholds
        The limits.
    identical
        The score of identical images.
    """

    comparison: Comparison
    thresholds: Thresholds
    identical: float | None

    @cached_property
    def passed(self) -> bool:
        """Whether the picture counts as its baseline."""
        if self.thresholds.given:
            return not self.thresholds.exceeded(dict(self.comparison.scores))
        zero = not to_numpy(self.comparison.map.values).any()
        return zero and self.comparison.scores[self.thresholds.score] == self.identical

    def words(self) -> list[str]:
        """Say what the score is, what it may be, and where the images differ, as lines."""
        told = self.thresholds.describe(dict(self.comparison.scores))
        return [told if self.thresholds.given else f"{told}; no difference is allowed", *self._places()]

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
                else ", the score is not that of identical images: give it a limit"
            )
            return [f"the map is zero everywhere{hint}"]
        y, x = divmod(int(abs(plane).argmax()), plane.shape[1])
        box = columns.min(), rows.min(), columns.max() - columns.min() + 1, rows.max() - rows.min() + 1
        return [
            f"no place stands out: {len(rows)} of {plane.size} pixels differ, within"
            f" {', '.join(str(int(side)) for side in box)}, most of all at {x}, {y} ({plane[y, x]:.5g})"
        ]
