"""Choose the parts once, run them on many pairs."""

from __future__ import annotations

import logging
import sys
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from difference_finder.arrays import (
    astype_float,
    namespace,
    to_device,
    to_numpy,
    to_tensor,
)
from difference_finder.errors import DifferenceFinderError, InputError, PairingError, ReadError
from difference_finder.model import Comparison, DifferenceMap, FailedPair, Image, Pair
from difference_finder.pairing import Match, match_folders, pair_name
from difference_finder.preparation import prepare
from difference_finder.protocol import Protocol, get_protocol
from difference_finder.registry import (
    Metric,
    Part,
    Strategy,
    metrics,
    postprocessors,
    preprocessors,
    strategies,
)
from difference_finder.scoring import BoundMetric, bind

__all__ = ["REDUCTIONS", "Finder"]

Array = Any

logger = logging.getLogger("difference_finder")

REDUCTIONS = ("mean", "abs", "l2", "max", "none")
"""How channels become one: mean, mean size, root of the sum of squares, greatest size; "none" keeps them."""

OUTPUTS = ("numpy", "torch")
BATCHES = ("first", "all")


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
        How many pairs of two folders are compared at once, in threads; None: one.
    fit
        Where sizes differ: "error", "crop" (to the common area) or "resize" (the second image).
    background
        What transparent pixels are composed on: "white", "black" or "#rrggbb".
    also
        Metrics that are scored besides, for the record.

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
        also: Sequence[Any] = (),
    ) -> None:
        self.pre_processor = preprocessors.resolve(pre_processor)
        self.post_processor = postprocessors.resolve(post_processor)
        self.strategy: Strategy = _only(strategies.resolve(strategy), "strategy")
        self.metric: Metric = _only(metrics.resolve(metric), "metric")
        self.also: list[Metric] = metrics.resolve(list(also))
        self.reduce = _one_of("reduce", reduce, REDUCTIONS)
        self.batch = _one_of("batch", batch, BATCHES)
        self.output = _one_of("output", output, OUTPUTS)
        self.data_range = data_range
        self.protocol = get_protocol(protocol)
        self.pairing = pairing
        if workers is not None and workers < 1:
            raise InputError(f"workers must be at least 1, not {workers}")
        self.workers = workers
        self.fit = fit
        self.background = background
        self.device = _check_device(device)
        self.logger = logger
        if verbose:
            _log_to_stderr()

    def run(self, img1: Any, img2: Any, return_metric: bool = False) -> Any:
        """Return the map of two images, or those of two folders.

        Parameters
        ----------
        img1, img2
            Two files, two folders, or two arrays or tensors of shape (H, W), (C, H, W), (H, W, C),
            (N, C, H, W) or (N, H, W, C).
        return_metric
            Return the score as well.

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
            return self.run_on_directory(img1, img2, return_metric)
        return self.run_on_image(img1, img2, return_metric)

    def run_on_image(self, img1: Any, img2: Any, return_metric: bool = False) -> Any:
        """Return the map of two images, as :meth:`run` does."""
        comparison = self.compare(img1, img2)
        map_ = self._as_output(comparison.map)
        return (map_, comparison.score) if return_metric else map_

    def run_on_directory(self, img1: str | Path, img2: str | Path, return_metric: bool = False) -> Any:
        """Return the maps of two folders in order of name, as :meth:`run` does."""
        maps: list[Any] = []
        scores: list[Any] = []
        for item in self.stream(img1, img2):
            if isinstance(item, FailedPair):
                warnings.warn(f"pair '{item.name}' failed: {item.cause}", UserWarning, stacklevel=2)
                maps.append(None)
                scores.append(None)
            else:
                maps.append(self._as_output(item.map))
                scores.append(item.score)
        return (maps, scores) if return_metric else maps

    def compare(self, img1: Any, img2: Any, *, name: str | None = None) -> Comparison:
        """Compare two images.

        Parameters
        ----------
        img1, img2
            File, array or tensor; the first is the reference.
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
        from difference_finder.readers import open_image

        reference = open_image(img1, background=self.background)
        candidate = open_image(img2, background=self.background)
        self.logger.info("read '%s' and '%s'", reference.name, candidate.name)
        return self._compare(reference, candidate, name or pair_name(reference.name, candidate.name))

    def stream(self, img1: str | Path, img2: str | Path) -> Iterator[Comparison | FailedPair]:
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
        matches = self.matches(img1, img2)
        if (self.workers or 1) == 1:
            return (self.compare_match(match) for match in matches)
        return self._in_threads(matches)

    def _in_threads(self, matches: list[Match]) -> Iterator[Comparison | FailedPair]:
        """Compare several pairs at once, in order, with no more results waiting than there are workers."""
        from concurrent.futures import Future, ThreadPoolExecutor

        waiting: deque[Future[Comparison | FailedPair]] = deque()
        with ThreadPoolExecutor(self.workers) as pool:
            for match in matches:
                waiting.append(pool.submit(self.compare_match, match))
                if len(waiting) >= (self.workers or 1):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def matches(self, img1: str | Path, img2: str | Path) -> list[Match]:
        """Return which files of two folders belong together."""
        from difference_finder.readers import known_suffixes

        for folder in (img1, img2):
            if not _is_folder(folder):
                raise PairingError(f"'{folder}' is not a folder; give two folders or two files")
        return match_folders([img1, img2], known_suffixes(), self.pairing)

    def compare_match(self, match: Match) -> Comparison | FailedPair:
        """Compare the two files of a match; what goes wrong becomes an error row."""
        try:
            return self.compare(*match.paths, name=match.name)
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

    def _compare(self, reference: Image, candidate: Image, name: str) -> Comparison:
        pair = prepare(reference, candidate, data_range=self.data_range, fit=self.fit, device=self.device)
        pair = self._pre_process(pair)
        bound = bind(self.metric, pair, self.protocol) if self.strategy.score is None else None
        values, scores = self._strategy_result(pair, bound)
        map_ = self._reduced(values, pair)
        for part in self.post_processor:
            map_ = _post_process(part, map_)
        if map_.regions is None:
            map_ = postprocessors.get("regions")(map_)
        others, failures = self._other_scores(pair)
        score_name = self.metric.spec if self.strategy.score is None else self.strategy.score
        score = _plain(scores, self.batch)
        return Comparison(
            name=name,
            map=map_,
            score=score,
            metric=score_name,
            facts=self._facts(),
            scores={score_name: score, **others},
            protocol={**self.protocol.to_dict(), "data_range": pair.data_range},
            reference=reference,
            candidate=candidate,
            regions=map_.regions or (),
            options=self.options(),
            versions=_versions(),
            notes=(*_notes_of(reference, candidate), *pair.notes, *failures),
        )

    def options(self) -> dict[str, Any]:
        """Return the parts and settings, ready for JSON."""
        return {
            "strategy": _described(self.strategy),
            "metric": _described(self.metric),
            "also": [_described(part) for part in self.also],
            "pre_processor": [_described(part) for part in self.pre_processor],
            "post_processor": [_described(part) for part in self.post_processor],
            "reduce": self.reduce,
            "batch": self.batch,
            "device": self.device,
            "data_range": self.data_range,
            "fit": self.fit,
            "background": self.background,
        }

    def _pre_process(self, pair: Pair) -> Pair:
        for part in self.pre_processor:
            images = [part(image) for image in (pair.reference, pair.candidate)]
            for image in images:
                if getattr(image, "ndim", 0) != 4 or images[0].shape != images[1].shape:
                    raise InputError(
                        f"pre-processor '{part.name}' must return an image (N, C, H, W),"
                        f" not {tuple(getattr(image, 'shape', ()))}"
                    )
            if images[0].shape[2:] != pair.reference.shape[2:] and pair.mask is not None:
                raise InputError(
                    f"pre-processor '{part.name}' changes the size while not finite pixels are masked;"
                    " replace them first"
                )
            data_range = part.data_range if part.data_range is not None else pair.data_range
            pair = replace(pair, reference=images[0], candidate=images[1], data_range=data_range)
        return pair

    def _strategy_result(self, pair: Pair, bound: BoundMetric | None) -> tuple[Array, Array]:
        filled = {"mask": pair.mask} if pair.mask is not None and self.strategy.accepts("mask") else {}
        result = self.strategy(pair.reference, pair.candidate, bound, **filled)
        values, scores = result if isinstance(result, tuple) else (result, None)
        shape = tuple(getattr(values, "shape", ()))
        if shape[-2:] != tuple(pair.candidate.shape[-2:]) or len(shape) != 4:
            raise InputError(
                f"strategy '{self.strategy.name}' must return a map (N, C, H, W) like the images"
                f" {tuple(pair.candidate.shape)}, not {shape}"
            )
        if scores is None:
            scores = bound.score(pair.reference, pair.candidate) if bound is not None else []
        return values, scores

    def _reduced(self, values: Array, pair: Pair) -> DifferenceMap:
        """Return the map with its channels reduced, zero where masked."""
        xp = namespace(values)
        signed = self.strategy.signed and self.reduce in ("mean", "none")
        if self.reduce == "mean":
            values = xp.mean(values, axis=1, keepdims=True)
        elif self.reduce == "abs":
            values = xp.mean(xp.abs(values), axis=1, keepdims=True)
        elif self.reduce == "l2":
            values = xp.sqrt(xp.sum(values**2, axis=1, keepdims=True))
        elif self.reduce == "max":
            values = xp.max(xp.abs(values), axis=1, keepdims=True)
        values = astype_float(values)
        if pair.mask is not None:
            values = xp.where(pair.mask, values, xp.zeros_like(values))
        own = self.strategy.score is not None
        label = self.strategy.spec if own else f"{self.strategy.spec} of {self.metric.spec}"
        return DifferenceMap(
            values=values,
            signed=signed,
            label=label,
            unit_range=pair.data_range if own and self.reduce != "l2" else None,
            mask=pair.mask,
            batch=self.batch,
        )

    def _other_scores(self, pair: Pair) -> tuple[dict[str, float | list[float] | None], list[str]]:
        """Score the metrics that were asked for besides; one that cannot be scored is noted."""
        scores: dict[str, float | list[float] | None] = {}
        failures = []
        for part in self.also:
            try:
                values = bind(part, pair, self.protocol).score(pair.reference, pair.candidate)
                scores[part.spec] = _plain(values, self.batch)
            except InputError as error:
                scores[part.spec] = None
                failures.append(f"{part.spec} was not scored: {error}")
        return scores, failures

    def _as_output(self, map_: DifferenceMap) -> Array:
        values = map_.squeezed
        if self.output == "torch":
            torch_values = to_tensor(values)
            return torch_values.float()
        import numpy as np

        return to_numpy(values).astype(np.float32, copy=False)

    def _facts(self) -> dict[str, Any]:
        if self.strategy.score is not None:
            return {"higher_is_better": False, "identical": 0.0, "bounds": [0.0, None]}
        part = self.metric
        return {
            "higher_is_better": part.higher_is_better,
            "identical": part.identical,
            "bounds": list(part.bounds),
        }


def _post_process(part: Part, map_: DifferenceMap) -> DifferenceMap:
    """Apply a post-processor; a user's callable takes and returns an array (N, C, H, W)."""
    if part.function.__module__.startswith("difference_finder.") or _wants_map(part):
        result = part(map_)
    else:
        result = part(map_.values)
    if isinstance(result, DifferenceMap):
        return result
    if getattr(result, "ndim", 0) != 4:
        raise InputError(
            f"post-processor '{part.name}' must return a map (N, C, H, W), not"
            f" {tuple(getattr(result, 'shape', ()))}"
        )
    return map_.with_values(result, label=f"{map_.label}, {part.name}", unit_range=None)


def _wants_map(part: Part) -> bool:
    """Tell whether a post-processor says in its annotation that it takes the map with its facts."""
    annotations = getattr(part.function, "__annotations__", {})
    return any("DifferenceMap" in str(hint) for hint in annotations.values())


def _plain(scores: Any, batch: str) -> float | list[float]:
    values = [float(value) for value in to_numpy(scores).reshape(-1)]
    return values if batch == "all" else values[0]


def _described(part: Part) -> dict[str, Any]:
    return {"name": part.name, **{key: value for key, value in part.settings.items() if _is_plain(value)}}


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, bool | int | float | str)


def _versions() -> dict[str, str]:
    import numpy as np

    from difference_finder import __version__

    versions = {"difference-finder": __version__, "numpy": np.__version__}
    if sys.modules.get("torch") is not None:
        versions["torch"] = str(sys.modules["torch"].__version__)
    return versions


def _notes_of(reference: Image, candidate: Image) -> list[str]:
    """Return what reading had to decide, saying of which image unless it is both."""
    both = [note for note in reference.notes if note in candidate.notes]
    own = [
        f"{role}: {note}"
        for role, image in (("reference", reference), ("candidate", candidate))
        for note in image.notes
        if note not in both
    ]
    return [*both, *own]


def _is_folder(source: Any) -> bool:
    return isinstance(source, str | Path) and Path(source).is_dir()


def _check_device(device: str) -> str:
    """Return the device after trying it."""
    name = str(device)
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


def _log_to_stderr() -> None:
    logger.setLevel(logging.INFO)
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("difference-finder: %(message)s"))
        logger.addHandler(handler)
