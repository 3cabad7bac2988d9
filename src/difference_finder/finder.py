"""Choose the parts once, run them on many pairs."""

from __future__ import annotations

import logging
import sys
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from difference_finder.arrays import namespace, to_device, to_numpy, to_tensor
from difference_finder.errors import DifferenceFinderError, InputError, PairingError, ReadError
from difference_finder.model import Comparison, DifferenceMap, FailedPair, Image, Pair
from difference_finder.pairing import Match, match_folders, pair_name
from difference_finder.parts import Metric, Part, Strategy
from difference_finder.preparation import prepare
from difference_finder.protocol import Protocol, get_protocol
from difference_finder.registry import metrics, postprocessors, preprocessors, strategies
from difference_finder.scoring import bind
from difference_finder.steps import (
    REDUCTIONS,
    apply_strategy,
    other_scores,
    post_process,
    pre_process,
    reduce_channels,
)

__all__ = ["Finder"]

Array = Any

logger = logging.getLogger("difference_finder")

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
        pair = pre_process(pair, self.pre_processor)
        own = self.strategy.score is not None
        bound = None if own else bind(self.metric, pair, self.protocol)
        values, scores = apply_strategy(self.strategy, pair, bound)
        map_ = post_process(self._map_of(values, pair), self.post_processor)
        others, failures = other_scores(self.also, pair, self.protocol)
        name_of_score = self.strategy.score or self.metric.spec
        all_scores = {key: self._plain(value) for key, value in {name_of_score: scores, **others}.items()}
        return Comparison(
            name=name,
            map=map_,
            score=all_scores[name_of_score],
            metric=name_of_score,
            facts=self._facts(),
            scores=all_scores,
            protocol={**self.protocol.to_dict(), "data_range": pair.data_range},
            reference=reference,
            candidate=candidate,
            options=self.options(),
            versions=_versions(),
            notes=(*_notes_of(reference, candidate), *pair.notes, *failures),
        )

    def _map_of(self, values: Array, pair: Pair) -> DifferenceMap:
        """Return the values of a strategy as a map with its facts, zero where masked."""
        values = reduce_channels(values, self.reduce)
        if pair.mask is not None:
            xp = namespace(values)
            values = xp.where(pair.mask, values, xp.zeros_like(values))
        own = self.strategy.score is not None
        return DifferenceMap(
            values=values,
            signed=self.strategy.signed and self.reduce in ("mean", "none"),
            label=self.strategy.spec if own else f"{self.strategy.spec} of {self.metric.spec}",
            unit_range=pair.data_range if own and self.reduce != "l2" else None,
            mask=pair.mask,
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
