"""Maps of strategies that need no more of the images than a few rows around each pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import to_numpy
from difference_finder.errors import InputError
from difference_finder.pipeline.options import Options
from difference_finder.pipeline.stages import apply_strategy, reduce_channels
from difference_finder.pipeline.strip_terms import Rows, WindowScore, margin_of, score_term
from difference_finder.strategies.difference import difference

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from difference_finder.images.pair import Pair
    from difference_finder.pipeline.strip_terms import PixelScore

__all__ = ["STRATEGIES", "ConsensusMapper", "DifferenceMapper", "LocalMapper", "make_strip_mapper"]

STRATEGIES = ("consensus", "difference", "local")
"""Strategies whose maps are made in strips."""


class DifferenceMapper:
    """The map of the strategy ``difference``, and its score.

    Parameters
    ----------
    options
        Parts and settings.
    workers
        Number of threads.
    """

    margin = 0

    def __init__(self, options: Options, workers: int) -> None:
        self.options, self.workers = options, workers
        self.total, self.pixels = 0.0, 0

    def add(self, rows: Rows) -> tuple[int, NDArray[Any]] | None:
        """Take the next rows; return the map where it may be above 0: its first row, and values (h, W)."""
        self.pixels += rows.differing.size
        first, last = rows.span
        if first == last:
            return None
        values, score = self._mapped(rows.differing_part)
        self.total += (last - first) * rows.differing.shape[1] * float(score[0])
        planes = to_numpy(values)[0]
        return first, planes[0] if len(planes) == 1 else planes.max(axis=0)

    def _mapped(self, pair: Pair) -> tuple[Any, Any]:
        options = self.options
        outcome = apply_strategy(options.strategy, pair, None, options.reduce, self.workers)
        return reduce_channels(outcome.values, options.reduce), outcome.scores[0]

    def score(self) -> float:
        """Return the score of all rows."""
        return self.total / self.pixels


class ConsensusMapper(DifferenceMapper):
    """The greatest difference of the channels, from which ``consensus`` makes its map of an edit."""

    def _mapped(self, pair: Pair) -> tuple[Any, Any]:
        found: tuple[Any, Any] = difference(
            pair.first, pair.second, None, divisors=pair.divisors, reduce="max", workers=self.workers
        )
        return found


class LocalMapper:
    """The map of the strategy ``local``, and the score of its metric.

    Parameters
    ----------
    options
        Parts and settings.
    workers
        Number of threads.
    """

    def __init__(self, options: Options, workers: int) -> None:
        part = options.metric
        self.options, self.workers = options, workers
        self.margin = margin_of(part)
        self.term: WindowScore | PixelScore = score_term(part, options.measurement.protocol, workers)
        self.identical = part.local_scale.identical

    def add(self, rows: Rows) -> tuple[int, NDArray[Any]] | None:
        """Take the next rows; return the map where it may be above 0: its first row, and values (h, W)."""
        found = self.term.add(rows)
        if isinstance(self.term, WindowScore):
            if found is None:
                return None
            first, places = found
            values = abs(places - self.identical) if self.identical else abs(places)
        elif rows.span[0] == rows.span[1]:
            return None
        else:
            options, bound, first = self.options, self.term.bound(rows.pair), rows.span[0]
            values = apply_strategy(
                options.strategy, rows.differing_part, bound, options.reduce, self.workers
            ).values
        return first, to_numpy(reduce_channels(values, self.options.reduce))[0, 0]

    def score(self) -> float:
        """Return the score of all rows."""
        return self.term.score()


StripMapper = DifferenceMapper | LocalMapper


def make_strip_mapper(options: Options, workers: int) -> StripMapper:
    """Return the sums of the map of a strategy.

    Raises
    ------
    InputError
        If the strategy needs whole images.
    """
    strategy = options.strategy
    if strategy.name not in STRATEGIES:
        raise InputError(
            f"strategy '{strategy.spec}' needs whole images; strategies of images in strips are"
            f" {', '.join(STRATEGIES)}"
        )
    if strategy.settings.get("tolerance"):
        raise InputError(
            f"strategy '{strategy.spec}' compares places of whole images; in strips leave out the tolerance"
        )
    if strategy.name == "local":
        return LocalMapper(options, workers)
    return (ConsensusMapper if strategy.name == "consensus" else DifferenceMapper)(options, workers)
