"""The parts and settings of a finder, checked once."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError
from difference_finder.parts.capabilities import check_capability
from difference_finder.parts.kinds import Strategy
from difference_finder.parts.metric import Metric
from difference_finder.parts.part import Part
from difference_finder.parts.registry import (
    metrics,
    postprocessors,
    preprocessors,
    strategies,
)
from difference_finder.pipeline.column import Column
from difference_finder.pipeline.measurement import Measurement
from difference_finder.pipeline.provenance import described
from difference_finder.pipeline.stages import REDUCTIONS
from difference_finder.pipeline.unequal import check_allow
from difference_finder.storage.match import MODES, UNMATCHED
from difference_finder.text import option
from difference_finder.threads import check_workers

if TYPE_CHECKING:
    from logging import Logger

__all__ = ["Options"]

OUTPUTS = ("numpy", "torch")
BATCHES = ("first", "all")


class Options:
    """Parts and settings, as :class:`~difference_finder.finder.Finder` documents them.

    Attributes
    ----------
    measurement
        How images are opened, prepared and measured.
    badness
        Function of the comparison of a page: of files with several pages, the page with the greatest value
        decides. None for the page with the worst score. Limits set it.
    skips_equal
        Whether pairs of files with equal bytes need not be decoded; set where nothing is drawn of them. See
        :class:`~difference_finder.pipeline.equal_files.EqualFiles`.
    """

    def __init__(
        self,
        *,
        pre_processor: Any,
        post_processor: Any,
        strategy: Any,
        metric: Any,
        verbose: bool,
        reduce: str | None,
        batch: str,
        output: str,
        pairing: str,
        unmatched: str,
        workers: int | None,
        also: Any,
        allow: Any,
        measurement: Measurement,
    ) -> None:
        self.measurement = measurement
        self.pre_processor = preprocessors.resolve(pre_processor)
        self.post_processor = postprocessors.resolve(post_processor)
        self.strategy: Strategy = _only(strategies.resolve(strategy), "strategy")
        self.metric: Metric = _only(metrics.resolve(metric), "metric")
        self.also: list[Metric] = metrics.resolve(() if also is None else also)
        if self.strategy.score is None:
            check_capability(self.metric, self.strategy.requires)
        for part in self.scored:
            part.check_ready()
        self.reduce = _one_of("reduce", self.strategy.reduce if reduce is None else reduce, REDUCTIONS)
        self.batch = _one_of("batch", batch, BATCHES)
        self.output = _one_of("output", output, OUTPUTS)
        self.pairing = _one_of("pairing", pairing, MODES)
        self.unmatched = _one_of("unmatched", unmatched, UNMATCHED)
        self.allow = check_allow(allow)
        self.badness: Callable[[Any], Any] | None = None
        self.skips_equal = False
        check_workers(workers)
        self.workers = workers
        self.verbose = verbose

    def __str__(self) -> str:
        """Return the options as keyword arguments."""
        chains: dict[str, Sequence[Part]] = {
            "pre_processor": self.pre_processor,
            "post_processor": self.post_processor,
        }
        shown: dict[str, Any] = {name: _spec(p) for name, p in chains.items() if _spec(p) != "identity"}
        shown |= {"strategy": self.strategy.spec, "metric": self.metric.spec}
        shown |= {"also": _spec(self.also)} if self.also else {}
        shown |= {"allow": ",".join(sorted(self.allow))} if self.allow else {}
        shown |= self.measurement.changed()
        return ", ".join(f"{name}={value!r}" for name, value in shown.items())

    @cached_property
    def logger(self) -> Logger:
        """The logger of the steps."""
        from difference_finder.pipeline.steps import step_logger

        return step_logger(self.verbose)

    @property
    def scored(self) -> list[Metric]:
        """The metrics that are computed."""
        return [*self.also, *(() if self.strategy.score else (self.metric,))]

    @property
    def pools(self) -> bool:
        """Whether the protocol scores all samples of a batch as one."""
        return not self.strategy.score and self.measurement.protocol.pools(self.metric.name)

    @property
    def forgives(self) -> bool:
        """Whether a part forgives differences: a correction, a tolerance, or the metric that decides."""
        corrects = any(part.corrects for part in self.pre_processor)
        return corrects or bool(self.strategy.given.get("tolerance")) or self.metric_forgives

    @property
    def metric_forgives(self) -> bool:
        """Whether the metric decides the score, measures the images as they are, and forgives differences."""
        prepared = any(part.name != "identity" for part in self.pre_processor)
        whole = not prepared and not self.measurement.protocol.changes_pixels
        return whole and self.strategy.score is None and self.metric.forgives

    @property
    def score_name(self) -> str:
        """The name of the score of a pair."""
        return self.strategy.score or self.metric.spec

    @property
    def has_unit(self) -> bool:
        """Whether the values of the map have the unit of the images."""
        return self.strategy.score is not None and self.strategy.level is None

    @property
    def signed(self) -> bool:
        """Whether the map has a sign."""
        return self.strategy.signed and self.reduce in ("mean", "sum", "none")

    @property
    def label(self) -> str:
        """The name of the map, with the parts that made it."""
        title = self.strategy.title + self.strategy.spec.removeprefix(self.strategy.name)
        label = title if self.strategy.score is not None else f"{title} of {self.metric.spec}"
        before = " and ".join(part.spec for part in self.pre_processor if part.name != "identity")
        channels = "" if self.reduce == self.strategy.reduce else f", channels by {self.reduce}"
        return f"{label}{f' after {before}' if before else ''}{channels}"

    def check_reference(self, given: bool) -> None:
        """Refuse a reference that the strategy does not take, and a missing one that it needs.

        Raises
        ------
        InputError
            The message names the strategies that take a reference.
        """
        if given and not self.strategy.takes_reference:
            able = ", ".join(part.name for part in strategies.loaded() if part.takes_reference)
            raise InputError(
                f"strategy '{self.strategy.name}' compares two images and takes no reference; strategies that"
                f" take one: {able}"
            )
        if self.strategy.needs_reference and not given:
            raise InputError(f"strategy '{self.strategy.name}' needs a reference; pass {option('reference')}")

    def to_dict(self) -> dict[str, Any]:
        """Return the parts and settings, ready for JSON."""
        measurement = self.measurement
        return {
            "strategy": described(self.strategy),
            "metric": None if self.strategy.score else described(self.metric),
            "also": [described(part) for part in self.also],
            "pre_processor": [described(part) for part in self.pre_processor],
            "post_processor": [described(part) for part in self.post_processor],
            "regions": described(self.regions_part()),
            "reduce": self.reduce,
            "batch": self.batch,
            "allow": sorted(self.allow),
            "device": measurement.device,
            "data_range": measurement.data_range,
            "fit": measurement.fit,
            "background": measurement.background,
            "max_pixels": measurement.max_pixels,
            "mask": None if measurement.mask is None else measurement.mask.name,
            "ignore": [list(rectangle) for rectangle in measurement.ignore],
            "pages": measurement.pages,
            "bands": measurement.bands,
            "nan": measurement.nan,
            "axes": measurement.axes,
            "data_set": None if measurement.data_set is None else measurement.data_set.to_dict(),
            "alpha": measurement.alpha,
        }

    def decided(self, sides: Mapping[str, Sequence[Any]]) -> Options:
        """Return these options with what is decided for all files of a data set.

        Parameters
        ----------
        sides
            Paths of the files of each side, by its name.

        Raises
        ------
        InputError
            If the files contradict each other in something that matters.
        """
        if self.measurement.data_set is not None:
            return self
        options = copy.copy(self)
        columns = [Column(part, self.measurement.protocol) for part in self.scored]
        options.measurement = self.measurement.decided(sides, columns)
        return options

    def regions_part(self) -> Part:
        """Return the part that finds the regions: the last one of the chain, else the default."""
        chosen = [part for part in self.post_processor if part.name == "regions"]
        return chosen[-1] if chosen else postprocessors.get("regions")

    def facts(self, gap: bool) -> dict[str, Any]:
        """Return facts about the score; the facts of a gap are about the first image."""
        if self.strategy.score is not None:
            return {"higher_is_better": False, "identical": 0.0, "bounds": [0.0, None], "gap": False}
        part = self.metric
        return {
            "higher_is_better": part.higher_is_better,
            "identical": 0.0 if gap else part.identical,
            "bounds": [None, None] if gap else list(part.bounds),
            "gap": gap,
        }


def _spec(parts: Sequence[Part]) -> str | list[str]:
    specs = [part.spec for part in parts]
    return specs[0] if len(specs) == 1 else specs


def _only(parts: list[Any], kind: str) -> Any:
    if len(parts) != 1:
        raise InputError(f"pass one {kind}, not {len(parts)}")
    return parts[0]


def _one_of(name: str, value: str, values: tuple[str, ...]) -> str:
    if value not in values:
        raise InputError(f"{option(name)} must be one of {', '.join(values)}, not '{value}'")
    return value
