"""Choose the parts once, run them on many pairs."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, overload

from difference_finder.arrays.backend import to_numpy, to_tensor
from difference_finder.images.difference_map import DifferenceMap
from difference_finder.pipeline.compare import compare_sources
from difference_finder.pipeline.comparison import Comparison, FailedPair
from difference_finder.pipeline.folders import compare_matches, is_folder, match_sources
from difference_finder.pipeline.measurement import Measurement
from difference_finder.pipeline.options import Options
from difference_finder.pipeline.protocol import Protocol
from difference_finder.threads import worker_count

__all__ = ["Finder"]

Array = Any
"""A numpy array, or a torch tensor with ``output="torch"``."""

Score = float | list[float]


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
        self.options = Options(
            pre_processor=pre_processor,
            post_processor=post_processor,
            strategy=strategy,
            metric=metric,
            verbose=verbose,
            reduce=reduce,
            batch=batch,
            output=output,
            pairing=pairing,
            workers=workers,
            also=also,
            measurement=Measurement.checked(
                protocol,
                data_range=data_range,
                fit=fit,
                background=background,
                max_pixels=max_pixels,
                mask=mask,
                ignore=ignore,
                device=device,
            ),
        )

    def __repr__(self) -> str:
        """Return a call that makes this finder, with the options that are not at their defaults."""
        return f"Finder({self.options})"

    @overload
    def run(
        self, img1: Any, img2: Any, return_metric: Literal[False] = False, *, reference: Any = None
    ) -> Any: ...
    @overload
    def run(
        self, img1: Any, img2: Any, return_metric: Literal[True], *, reference: Any = None
    ) -> tuple[Any, Any]: ...
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
        folders = is_folder(img1) or is_folder(img2)
        run: Callable[..., Any] = self.run_on_directory if folders else self.run_on_image
        return run(img1, img2, return_metric, reference=reference)

    @overload
    def run_on_image(
        self, img1: Any, img2: Any, return_metric: Literal[False] = False, *, reference: Any = None
    ) -> Array: ...
    @overload
    def run_on_image(
        self, img1: Any, img2: Any, return_metric: Literal[True], *, reference: Any = None
    ) -> tuple[Array, Score]: ...
    def run_on_image(
        self, img1: Any, img2: Any, return_metric: bool = False, *, reference: Any = None
    ) -> Any:
        """Return the map of two images, as :meth:`run` does."""
        comparison = self.compare(img1, img2, reference)
        map_ = self._as_output(comparison.map)
        return (map_, comparison.score) if return_metric else map_

    @overload
    def run_on_directory(
        self,
        img1: str | Path,
        img2: str | Path,
        return_metric: Literal[False] = False,
        *,
        reference: str | Path | None = None,
    ) -> list[Array | None]: ...
    @overload
    def run_on_directory(
        self,
        img1: str | Path,
        img2: str | Path,
        return_metric: Literal[True],
        *,
        reference: str | Path | None = None,
    ) -> tuple[list[Array | None], list[Score | None]]: ...
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
        self.options.check_reference(reference is not None)
        sources = (img1, img2) if reference is None else (img1, img2, reference)
        return compare_sources(self.options, sources, name, worker_count(self.options.workers))

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
        folders = [img1, img2] if reference is None else [img1, img2, reference]
        return compare_matches(self.options, match_sources(self.options, folders), None)

    def _as_output(self, map_: DifferenceMap) -> Array:
        values = map_.squeezed
        if self.options.output == "torch":
            torch_values = to_tensor(values)
            return torch_values.float()
        import numpy as np

        return to_numpy(values).astype(np.float32, copy=False)
