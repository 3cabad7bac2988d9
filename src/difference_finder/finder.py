"""Choose the parts once, run them on many pairs."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from difference_finder.arrays.backend import to_numpy, to_tensor
from difference_finder.errors import DifferenceFinderError, PairingError, ReadError
from difference_finder.images.difference_map import DifferenceMap
from difference_finder.pipeline.compare import compare_images
from difference_finder.pipeline.comparison import Comparison, FailedPair
from difference_finder.pipeline.masks import MaskFolder
from difference_finder.pipeline.options import Chosen
from difference_finder.storage.matching import Match, match_folders, pair_name
from difference_finder.threads import map_in_order, run_both, share_threads, worker_count

__all__ = ["Finder"]

Array = Any

MOST_PAIRS = 16
"""How many pairs are compared at once at most: each takes memory, and one more reader no longer helps."""


class Finder(Chosen):
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
        How the map is made: "difference", "gradient", "local", "advantage", ...
    metric
        What the strategy is about: what "gradient" differentiates, for instance; "difference" ignores it.
    device
        Where to compute: "cpu", or a device of torch such as "cuda".
    verbose
        Log each step.
    reduce
        How the channels of the map become one: "mean" (signed), "sum" (signed), "abs", "l2", "max"; "none"
        keeps them. None: as the strategy has it, which is "sum" for "integrated_gradient" and "mean" for all
        others here.
    batch
        Of a batch, "first" returns the map of the first sample, "all" those of all.
    output
        "numpy" or "torch".
    data_range
        Greatest minus least possible value of the images. By default integers carry their own, and floats
        have 1 when all their values lie in [0, 1]; other floats need it where the metric does.
    protocol
        A measuring convention by name ("basicsr-y"), or by name with settings ("basicsr-y:crop_border=4").
        It is applied to both images before the pre-processor, so that the map is of what it measures: with
        one channel where that is one, zero and masked where it crops.
    pairing
        How files of two folders are matched: "name", "order", or "auto".
    workers
        How many threads work, on one pair or on several pairs of two folders at once; None: one for each
        core. Results do not depend on it. Callables of yours must bear being called from several threads;
        give 1 if they do not.
    fit
        Where sizes differ: "error", "crop" (to the common area) or "resize" (the second image; with a third
        one as reference, both to its size).
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
    DeviceError
        If the device is not there.
    MissingDependencyError
        If the device or a metric needs torch, and torch is not installed.
    WeightsError
        If a metric needs weights that are not there.

    Examples
    --------
    >>> import numpy as np
    >>> first, second = np.zeros((8, 8)), np.zeros((8, 8))
    >>> second[2, 3] = 0.5
    >>> difference = Finder(strategy="difference").run(first, second)
    >>> difference.shape, float(difference[2, 3])
    ((8, 8), 0.5)
    """

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
            What both are measured against, for strategies that take it ("advantage", "integrated_gradient").
            The scores are then those of both against it, and the gap: that of the first less that of the
            second.
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
        self.check_reference(reference is not None)
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
        self, matches: list[Match], then: Callable[[Comparison | FailedPair, float], Any] | None = None
    ) -> Iterator[Any]:
        """Compare files that were matched, as :meth:`stream` does.

        Parameters
        ----------
        matches
            From :meth:`matches`.
        then
            What to do with each result and the seconds that it took, in the thread that made it; what it
            returns is yielded instead.
        """
        threads = worker_count(self.workers)
        pairs = max(1, min(threads, len(matches), MOST_PAIRS))
        each = max(1, threads // pairs)

        def work(match: Match) -> Any:
            with share_threads(each):
                start = time.perf_counter()
                result = self._compare_match(match, each)
                return result if then is None else then(result, time.perf_counter() - start)

        return map_in_order(work, matches, pairs)

    def matches(self, img1: str | Path, img2: str | Path, reference: str | Path | None = None) -> list[Match]:
        """Return which files of two folders, and of the third if there is one, belong together."""
        from difference_finder.readers import known_suffixes

        self.check_reference(reference is not None)
        folders = [img1, img2] if reference is None else [img1, img2, reference]
        for folder in folders:
            if not _is_folder(folder):
                what = f"'{folder}'" if isinstance(folder, str | Path) else type(folder).__name__
                raise PairingError(f"{what} is not a folder; give folders alone, or images alone")
        matches = match_folders(folders, known_suffixes(), self.pairing)
        if isinstance(self.mask, MaskFolder):
            self.mask.check(match.name for match in matches)
        return matches

    def compare_match(self, match: Match) -> Comparison | FailedPair:
        """Compare the two files of a match; what goes wrong becomes an error row."""
        return self._compare_match(match, worker_count(self.workers))

    def _compare_match(self, match: Match, threads: int) -> Comparison | FailedPair:
        try:
            self.check_reference(len(match.paths) > 2)
            return self._compare_sources(match.paths, match.name, threads)
        except (DifferenceFinderError, MemoryError) as error:
            self.logger.info("pair '%s' failed: %s", match.name, error)
            return FailedPair(
                name=match.name,
                reference=str(match.paths[0]),
                candidate=str(match.paths[1]),
                truth=str(match.paths[2]) if len(match.paths) > 2 else None,
                stage="read" if isinstance(error, ReadError) else "compare",
                error=type(error).__name__,
                cause=str(error) or "out of memory",
            )

    def _compare_sources(self, sources: Sequence[Any], name: str | None, threads: int) -> Comparison:
        """Read two images, and a third that both are measured against if given; compare them."""
        from difference_finder.readers import open_image

        read = partial(open_image, background=self.background, max_pixels=self.max_pixels)
        with share_threads(threads):
            if threads > 1 and all(isinstance(source, str | Path) for source in sources[:2]):
                images = [*run_both(partial(read, sources[0]), partial(read, sources[1]))]
            else:
                images = [read(source) for source in sources[:2]]
            images += [read(source) for source in sources[2:]]
            self.logger.info("read %s", " and ".join(f"'{image.name}'" for image in images))
            named = name or pair_name(images[0].name, images[1].name)
            return compare_images(self, *images, name=named, threads=threads)

    def _as_output(self, map_: DifferenceMap) -> Array:
        values = map_.squeezed
        if self.output == "torch":
            torch_values = to_tensor(values)
            return torch_values.float()
        import numpy as np

        return to_numpy(values).astype(np.float32, copy=False)


def _is_folder(source: Any) -> bool:
    try:
        return isinstance(source, str | Path) and Path(source).is_dir()
    except OSError:  # a name that is too long is no folder; reading it says what is wrong
        return False
