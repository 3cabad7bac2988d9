"""The parts and settings that a finder is made of: chosen and checked once."""

from __future__ import annotations

import logging
import sys
from typing import Any

from difference_finder.arrays.backend import to_device
from difference_finder.errors import DeviceError, InputError
from difference_finder.images.image import Image
from difference_finder.parts.part import Metric, Part, Strategy
from difference_finder.parts.registry import (
    check_capability,
    metrics,
    postprocessors,
    preprocessors,
    strategies,
)
from difference_finder.pipeline.masks import MaskFolder, mask_source, open_mask, rectangles
from difference_finder.pipeline.prepare import FITS, check_data_range
from difference_finder.pipeline.protocol import Protocol, get_protocol
from difference_finder.pipeline.provenance import described
from difference_finder.pipeline.stages import REDUCTIONS
from difference_finder.storage.matching import MODES
from difference_finder.threads import check_workers

__all__ = ["Chosen", "check_device"]

OUTPUTS = ("numpy", "torch")
BATCHES = ("first", "all")


class Chosen:
    """Parts and settings, as :class:`~difference_finder.finder.Finder` describes them."""

    def __init__(
        self,
        pre_processor: Any = "identity",
        post_processor: Any = "identity",
        strategy: Any = "gradient",
        metric: Any = "mse",
        device: str = "cpu",
        verbose: bool = False,
        *,
        reduce: str | None = None,
        batch: str = "first",
        output: str = "numpy",
        data_range: float | None = None,
        protocol: str | Protocol | None = None,
        pairing: str = "auto",
        workers: int | None = None,
        fit: str = "error",
        background: str = "white",
        also: Any = (),
        max_pixels: int | None = None,
        mask: Any = None,
        ignore: Any = (),
    ) -> None:
        from difference_finder.readers import check_reading

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
        self.fit = _one_of("fit", fit, FITS)
        self.protocol = get_protocol(protocol)
        check_data_range(data_range)
        self.protocol.check_data_range(data_range)
        self.data_range = data_range
        check_workers(workers)
        self.workers = workers
        check_reading(background, max_pixels)
        self.background = background
        self.max_pixels = max_pixels
        source = mask_source(mask)
        self.mask = source if isinstance(source, MaskFolder) else open_mask(source, max_pixels=max_pixels)
        self.ignore = rectangles(ignore)
        self.device = check_device(device)
        self.logger = _logger(verbose)

    @property
    def scored(self) -> list[Metric]:
        """The metrics that are computed."""
        return [*self.also, *(() if self.strategy.score else (self.metric,))]

    @property
    def score_name(self) -> str:
        """What the score of a pair is called."""
        return self.strategy.score or self.metric.spec

    @property
    def has_unit(self) -> bool:
        """Whether the map is in the units of the images."""
        return self.strategy.score is not None and self.strategy.level is None

    def check_reference(self, given: bool) -> None:
        """Refuse a third image that the strategy does not take, and the lack of one that it needs.

        Raises
        ------
        InputError
            If what is given, or not, does not go with the strategy.
        """
        if given and not self.strategy.accepts("truth"):
            able = ", ".join(part.name for part in strategies.loaded() if part.accepts("truth"))
            raise InputError(
                f"strategy '{self.strategy.name}' compares two images and takes no third as reference;"
                f" those that do: {able}"
            )
        if self.strategy.needs_truth and not given:
            raise InputError(
                f"strategy '{self.strategy.name}' needs what both images are measured against; give reference"
            )

    def mask_of(self, name: str) -> Image | None:
        """Return the mask of a pair, if there is one."""
        if isinstance(self.mask, MaskFolder):
            return open_mask(self.mask, name, self.max_pixels)
        return self.mask

    def options(self) -> dict[str, Any]:
        """Return the parts and settings, ready for JSON."""
        return {
            "strategy": described(self.strategy),
            "metric": None if self.strategy.score else described(self.metric),
            "also": [described(part) for part in self.also],
            "pre_processor": [described(part) for part in self.pre_processor],
            "post_processor": [described(part) for part in self.post_processor],
            "regions": described(self.regions_part()),
            "reduce": self.reduce,
            "batch": self.batch,
            "device": self.device,
            "data_range": self.data_range,
            "fit": self.fit,
            "background": self.background,
            "mask": None if self.mask is None else self.mask.name,
            "ignore": [list(rectangle) for rectangle in self.ignore],
        }

    def regions_part(self) -> Part:
        """Return what finds the regions: the last such part of the chain, else the default one."""
        chosen = [part for part in self.post_processor if part.name == "regions"]
        return chosen[-1] if chosen else postprocessors.get("regions")

    def facts(self, gap: bool) -> dict[str, Any]:
        """Return the facts of the score; of a gap they are about the first image."""
        if self.strategy.score is not None:
            return {"higher_is_better": False, "identical": 0.0, "bounds": [0.0, None], "gap": False}
        part = self.metric
        return {
            "higher_is_better": part.higher_is_better,
            "identical": 0.0 if gap else part.identical,
            "bounds": [None, None] if gap else list(part.bounds),
            "gap": gap,
        }


def check_device(device: str) -> str:
    """Return the device after trying it."""
    name = str(device)
    if name.startswith("meta"):
        raise DeviceError("device 'meta' holds no values; use device='cpu'")
    if name != "cpu":
        import numpy as np

        to_device(np.zeros(1, np.float32), name)
    return name


def _only(parts: list[Any], kind: str) -> Any:
    if len(parts) != 1:
        raise InputError(f"give one {kind}, not {len(parts)}")
    return parts[0]


def _one_of(option: str, value: str, values: tuple[str, ...]) -> str:
    if value not in values:
        raise InputError(f"{option} must be one of {', '.join(values)}, not '{value}'")
    return value


class _Stderr(logging.StreamHandler[Any]):
    """Print to what is stderr at that time."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one step."""
        self.setStream(sys.stderr)
        super().emit(record)


def _logger(verbose: bool) -> logging.Logger:
    """Return the logger of the package, or one below it that prints each step."""
    logger = logging.getLogger("difference_finder")
    if not verbose:
        return logger
    talkative = logger.getChild("verbose")
    talkative.setLevel(logging.INFO)
    if not talkative.handlers:
        handler = _Stderr()
        handler.setFormatter(logging.Formatter("difference-finder: %(message)s"))
        talkative.addHandler(handler)
    return talkative
