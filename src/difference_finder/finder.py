"""Choose the parts once, run them on many pairs."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from difference_finder.arrays import namespace, to_device, to_numpy, to_tensor
from difference_finder.bound import bind, check_workers
from difference_finder.errors import (
    DeviceError,
    DifferenceFinderError,
    InputError,
    PairingError,
    ReadError,
    WeightsError,
)
from difference_finder.kernels import sharing, worker_count
from difference_finder.masks import MaskFolder, mask_source, open_mask, rectangles
from difference_finder.model import Comparison, DifferenceMap, FailedPair, Image, Pair
from difference_finder.pairing import MODES, Match, match_folders, pair_name
from difference_finder.parts import Metric, Part, Strategy
from difference_finder.preparation import FITS, check_data_range, prepare, with_truth
from difference_finder.protocol import Protocol, get_protocol
from difference_finder.provenance import described, notes_of, versions
from difference_finder.registry import metrics, postprocessors, preprocessors, strategies
from difference_finder.steps import (
    REDUCTIONS,
    apply_strategy,
    in_frame,
    other_scores,
    post_process,
    pre_process,
    raw_scores,
    reduce_channels,
    unmasked_notes,
    until_corrected,
)
from difference_finder.threads import both, in_order

__all__ = ["Finder"]

Array = Any

OUTPUTS = ("numpy", "torch")
BATCHES = ("first", "all")

MOST_PAIRS = 16
"""How many pairs are compared at once at most: each takes memory, and one more reader no longer helps."""


class Finder:
    """Find where two images differ.

    Each part is chosen by name (``"ssim"``), by name with settings (``"highpass_filter:factor=0.2"``), as a
    part, as any callable, or as a list of these, which is a chain.

    Parameters
    ----------
    pre_processor
        Changes both images before they are compared.
    post_processor
        Changes the map.
    strategy
        How the map is made: "difference" or "gradient".
    metric
        What is differentiated by "gradient"; "difference" ignores it.
    device
        Where to compute: "cpu", or a device of torch such as "cuda".
    verbose
        Log each step.
    reduce
        How the channels of the map become one: "mean" (signed), "abs", "l2", "max"; "none" keeps them.
    batch
        Of a batch, "first" returns the map of the first sample, "all" those of all.
    output
        "numpy" or "torch".
    data_range
        Greatest minus least possible value of the images. By default integers carry their own, and floats
        have 1 when all their values lie in [0, 1]; other floats need it where the metric does.
    protocol
        A measuring convention by name.
    pairing
        How files of two folders are matched: "name", "order", or "auto".
    workers
        How many threads work, on one pair or on several pairs of two folders at once; None: one for each
        core. Results do not depend on it. Callables of yours must bear being called from several threads;
        give 1 if they do not.
    fit
        Where sizes differ: "error", "crop" (to the common area) or "resize" (the second image).
    background
        What transparent pixels are composed on: "white", "black" or "#rrggbb".
    also
        Metrics that are scored besides, for the record.
    max_pixels
        The greatest number of pixels that the header of a file may announce.
    mask
        Which pixels count: a file or an array, where pixels that are zero in all channels do not, for all
        pairs; or a folder of such files, which are matched by name.
    ignore
        Rectangles that do not count: (x, y, width, height) in pixels, or "X,Y,WIDTH,HEIGHT".

    Raises
    ------
    UnknownNameError
        If a part does not exist; the message names the nearest ones.
    InputError
        If an option has none of its values.
    MissingDependencyError
        If the device is not there, or needs torch and torch is not installed.

    Examples
    --------
    >>> import numpy as np
    >>> first, second = np.zeros((8, 8)), np.zeros((8, 8))
    >>> second[2, 3] = 0.5
    >>> difference = Finder(strategy="difference").run(first, second)
    >>> difference.shape, float(difference[2, 3])
    ((8, 8), 0.5)
    """

    def __init__(
        self,
        pre_processor: Any = "identity",
        post_processor: Any = "identity",
        strategy: Any = "gradient",
        metric: Any = "mse",
        device: str = "cpu",
        verbose: bool = False,
        *,
        reduce: str = "mean",
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
        for part in self._scored():
            if part.missing is not None:
                raise WeightsError(part.missing)
        self.reduce = _one_of("reduce", reduce, REDUCTIONS)
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
        self.device = _check_device(device)
        self.logger = _logger(verbose)

    def run(self, img1: Any, img2: Any, return_metric: bool = False, *, reference: Any = None) -> Any:
        """Return the map of two images, or those of two folders.

        Parameters
        ----------
        img1, img2
            Two files, two folders, or two arrays or tensors of shape (H, W), (C, H, W), (H, W, C),
            (N, C, H, W) or (N, H, W, C).
        return_metric
            Return the score as well.
        reference
            What both are measured against, for strategies that take it; a folder where they are folders.

        Returns
        -------
        array, tuple or list
            The map, float32 of shape (H, W); with ``return_metric`` the tuple (map, score). For two folders
            a list in order of name (with ``return_metric`` a list of maps and a list of scores), with None
            for a pair that failed, which a warning names.

        Raises
        ------
        InputError, ReadError
            If the two cannot be compared.
        """
        if _is_folder(img1) or _is_folder(img2):
            return self.run_on_directory(img1, img2, return_metric, reference=reference)
        return self.run_on_image(img1, img2, return_metric, reference=reference)

    def run_on_image(
        self, img1: Any, img2: Any, return_metric: bool = False, *, reference: Any = None
    ) -> Any:
        """Return the map of two images, as :meth:`run` does."""
        comparison = self.compare(img1, img2, reference)
        map_ = self._as_output(comparison.map)
        return (map_, comparison.score) if return_metric else map_

    def run_on_directory(
        self,
        img1: str | Path,
        img2: str | Path,
        return_metric: bool = False,
        *,
        reference: str | Path | None = None,
    ) -> Any:
        """Return the maps of two folders in order of name, as :meth:`run` does."""
        maps: list[Any] = []
        scores: list[Any] = []
        for item in self.stream(img1, img2, reference):
            if isinstance(item, FailedPair):
                warnings.warn(f"pair '{item.name}' failed: {item.cause}", UserWarning, stacklevel=2)
                maps.append(None)
                scores.append(None)
            else:
                maps.append(self._as_output(item.map))
                scores.append(item.score)
        return (maps, scores) if return_metric else maps

    def compare(self, img1: Any, img2: Any, reference: Any = None, *, name: str | None = None) -> Comparison:
        """Compare two images.

        Parameters
        ----------
        img1, img2
            File, array or tensor; the first is the reference, unless there is a third image.
        reference
            What both are measured against, for strategies that take it ("advantage", "consensus").
        name
            What to call the pair; by default what the images are called.

        Returns
        -------
        Comparison
            Its map, score, regions and the record of how they came about.

        Raises
        ------
        InputError, ReadError
            If the two cannot be compared.
        """
        self._check_truth(reference is not None)
        sources = (img1, img2) if reference is None else (img1, img2, reference)
        return self._compare_sources(sources, name, worker_count(self.workers))

    def stream(
        self, img1: str | Path, img2: str | Path, reference: str | Path | None = None
    ) -> Iterator[Comparison | FailedPair]:
        """Compare two folders pair by pair, in order of name; memory does not grow with their number.

        Yields
        ------
        Comparison or FailedPair
            For a pair that cannot be compared its error row (``ok`` is False); the rest goes on.

        Raises
        ------
        PairingError
            Before the first pair, if the files of the folders cannot be matched.
        """
        return self.compare_matches(self.matches(img1, img2, reference))

    def compare_matches(
        self, matches: list[Match], then: Callable[[Comparison | FailedPair], Any] | None = None
    ) -> Iterator[Any]:
        """Compare files that were matched, as :meth:`stream` does.

        Parameters
        ----------
        matches
            From :meth:`matches`.
        then
            What to do with each result, in the thread that made it; what it returns is yielded instead.
        """
        threads = worker_count(self.workers)
        pairs = max(1, min(threads, len(matches), MOST_PAIRS))
        each = max(1, threads // pairs)

        def work(match: Match) -> Any:
            with sharing(each):
                result = self._compare_match(match, each)
                return result if then is None else then(result)

        return in_order(work, matches, pairs)

    def matches(self, img1: str | Path, img2: str | Path, reference: str | Path | None = None) -> list[Match]:
        """Return which files of two folders, and of the third if there is one, belong together."""
        from difference_finder.readers import known_suffixes

        self._check_truth(reference is not None)
        folders = [img1, img2] if reference is None else [img1, img2, reference]
        for folder in folders:
            if not _is_folder(folder):
                what = f"'{folder}'" if isinstance(folder, str | Path) else type(folder).__name__
                raise PairingError(f"{what} is not a folder; give folders alone, or images alone")
        matches = match_folders(folders, known_suffixes(), self.pairing)
        if isinstance(self.mask, MaskFolder):
            self.mask.check(match.name for match in matches)
        return matches

    def _check_truth(self, given: bool) -> None:
        """Refuse a third image that the strategy does not take, and the lack of one that it needs."""
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

    def compare_match(self, match: Match) -> Comparison | FailedPair:
        """Compare the two files of a match; what goes wrong becomes an error row."""
        return self._compare_match(match, worker_count(self.workers))

    def _compare_match(self, match: Match, threads: int) -> Comparison | FailedPair:
        try:
            self._check_truth(len(match.paths) > 2)
            return self._compare_sources(match.paths, match.name, threads)
        except (DifferenceFinderError, MemoryError) as error:
            self.logger.info("pair '%s' failed: %s", match.name, error)
            return FailedPair(
                name=match.name,
                reference=str(match.paths[0]),
                candidate=str(match.paths[1]),
                stage="read" if isinstance(error, ReadError) else "compare",
                error=type(error).__name__,
                cause=str(error) or "out of memory",
            )

    def _compare_sources(self, sources: Sequence[Any], name: str | None, threads: int) -> Comparison:
        """Read two images, and a third that both are measured against if given; compare them."""
        from difference_finder.readers import open_image

        read = partial(open_image, background=self.background, max_pixels=self.max_pixels)
        with sharing(threads):
            if threads > 1 and all(isinstance(source, str | Path) for source in sources[:2]):
                images = [*both(partial(read, sources[0]), partial(read, sources[1]))]
            else:
                images = [read(source) for source in sources[:2]]
            images += [read(source) for source in sources[2:]]
            self.logger.info("read %s", " and ".join(f"'{image.name}'" for image in images))
            named = name or pair_name(images[0].name, images[1].name)
            return self._compare(*images, name=named, threads=threads)

    def _compare(
        self, reference: Image, candidate: Image, truth: Image | None = None, *, name: str, threads: int = 1
    ) -> Comparison:
        how: dict[str, Any] = {"data_range": self.data_range, "fit": self.fit, "device": self.device}
        how |= {"mask": self._mask_of(name), "ignore": self.ignore}
        pair = prepare(reference, candidate, **how)
        if truth is not None:
            pair = with_truth(pair, candidate, truth, **how)
        shown = pair
        first, rest = until_corrected(self.pre_processor)
        raw = pre_process(pair, first)
        pair = pre_process(raw, rest)
        for warning in pair.warnings:
            warnings.warn(f"pair '{name}': {warning}", UserWarning, stacklevel=2)
        own = self.strategy.score is not None
        bound = None if own else bind(self.metric, pair, self.protocol, threads)
        values, scores = apply_strategy(self.strategy, pair, bound, self.reduce, threads)
        map_ = post_process(self._map_of(values, pair), self.post_processor)
        others, notes = other_scores(self.also, pair, self.protocol, threads)
        name_of_score = self.strategy.score or self.metric.spec
        all_scores = {key: self._plain(value) for key, value in {name_of_score: scores, **others}.items()}
        if rest:
            before, more = raw_scores(self.strategy, self.metric, self.also, raw, self.protocol, threads)
            raw_plain = {key: self._plain(value) for key, value in before.items()}
            notes += more
        notes += unmasked_notes(self._scored(), pair)
        samples = int(pair.candidate.shape[0])
        if self.batch == "first" and samples > 1:
            others_too = "scored as one" if self.protocol.pool_batch else "the others were not looked at"
            notes.append(f"the map is that of the first of {samples} samples; {others_too}")
        data_range = pair.data_range if bound is None or bound.data_range is None else bound.data_range
        return Comparison(
            name=name,
            map=map_,
            score=all_scores[name_of_score],
            metric=name_of_score,
            facts=self._facts(),
            scores=all_scores,
            raw_scores=raw_plain if rest else None,
            protocol={**self.protocol.to_dict(), "data_range": data_range},
            reference=reference,
            candidate=candidate,
            pair=shown,
            options=self.options(),
            versions=versions(),
            notes=(*notes_of(reference, candidate), *pair.notes, *notes),
        )

    def _mask_of(self, name: str) -> Image | None:
        """Return the mask of a pair, if there is one."""
        if isinstance(self.mask, MaskFolder):
            return open_mask(self.mask, name, self.max_pixels)
        return self.mask

    def _scored(self) -> list[Metric]:
        """Return the metrics that are computed."""
        return [*self.also, *(() if self.strategy.score else (self.metric,))]

    def _map_of(self, values: Array, pair: Pair) -> DifferenceMap:
        """Return the values of a strategy as a map with its facts, zero where masked."""
        values = reduce_channels(values, self.reduce)
        mask = pair.mask
        if mask is not None:
            xp = namespace(values)
            values = xp.where(mask, values, xp.zeros_like(values))
        if pair.frame is not None:
            inside = namespace(values).ones_like(values[:, :1]) > 0 if mask is None else mask
            values, mask = in_frame(values, pair), in_frame(inside, pair, False)
        own = self.strategy.score is not None
        label = self.strategy.spec if own else f"{self.strategy.spec} of {self.metric.spec}"
        before = " and ".join(part.spec for part in self.pre_processor if part.name != "identity")
        channels = "" if self.reduce == "mean" else f", channels by {self.reduce}"
        return DifferenceMap(
            values=values,
            signed=self.strategy.signed and self.reduce in ("mean", "none"),
            label=f"{label}{f' after {before}' if before else ''}{channels}",
            unit_range=pair.data_range if own and self.reduce != "l2" else None,
            mask=mask,
            batch=self.batch,
        )

    def _plain(self, scores: Array | None) -> Any:
        if scores is None:
            return None
        values = [float(value) for value in to_numpy(scores).reshape(-1)]
        return values if self.batch == "all" else values[0]

    def options(self) -> dict[str, Any]:
        """Return the parts and settings, ready for JSON."""
        return {
            "strategy": described(self.strategy),
            "metric": None if self.strategy.score else described(self.metric),
            "also": [described(part) for part in self.also],
            "pre_processor": [described(part) for part in self.pre_processor],
            "post_processor": [described(part) for part in self.post_processor],
            "regions": described(self._regions_part()),
            "reduce": self.reduce,
            "batch": self.batch,
            "device": self.device,
            "data_range": self.data_range,
            "fit": self.fit,
            "background": self.background,
            "mask": None if self.mask is None else self.mask.name,
            "ignore": [list(rectangle) for rectangle in self.ignore],
        }

    def _as_output(self, map_: DifferenceMap) -> Array:
        values = map_.squeezed
        if self.output == "torch":
            torch_values = to_tensor(values)
            return torch_values.float()
        import numpy as np

        return to_numpy(values).astype(np.float32, copy=False)

    def _regions_part(self) -> Part:
        """Return what finds the regions: the last such part of the chain, else the default one."""
        chosen = [part for part in self.post_processor if part.name == "regions"]
        return chosen[-1] if chosen else postprocessors.get("regions")

    def _facts(self) -> dict[str, Any]:
        if self.strategy.score is not None:
            return {"higher_is_better": False, "identical": 0.0, "bounds": [0.0, None]}
        part = self.metric
        return {
            "higher_is_better": part.higher_is_better,
            "identical": part.identical,
            "bounds": list(part.bounds),
        }


def _is_folder(source: Any) -> bool:
    try:
        return isinstance(source, str | Path) and Path(source).is_dir()
    except OSError:  # a name that is too long is no folder; reading it says what is wrong
        return False


def _check_device(device: str) -> str:
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
