"""The class ``Finder``: parts chosen once, and run on many pairs."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, overload

from difference_finder.arrays.backend import to_numpy, to_tensor
from difference_finder.images.contents import Unequal
from difference_finder.images.difference_map import DifferenceMap
from difference_finder.pipeline.compare_sources import compare_sources
from difference_finder.pipeline.comparison import Comparison, FailedPair
from difference_finder.pipeline.measurement import Measurement
from difference_finder.pipeline.options import Options
from difference_finder.pipeline.protocol import Protocol
from difference_finder.pipeline.unequal import warn_of
from difference_finder.threads import worker_count

__all__ = ["Finder"]

Array = Any
"""A numpy array, or a torch tensor with ``output="torch"``."""

Score = float | list[float]


class Finder:
    """Find where two images differ.

    Each part is a name (``"ssim"``), a name with settings (``"highpass_filter:factor=0.2"``), a part, a
    callable, or a list of these, which is applied as a chain.

    Parameters
    ----------
    pre_processor
        Pre-processors that change both images before they are compared.
    post_processor
        Post-processors that change the map.
    strategy
        Strategy that makes the map: "difference", "gradient", "local", "advantage", ...
    metric
        Metric that the strategy uses, for example the one that "gradient" differentiates. The strategy
        "difference" ignores it.
    device
        Device that computes: "cpu", a device of torch such as "cuda", or "auto" for a GPU where torch can use
        one and the CPU elsewhere.
    verbose
        Whether each step is logged.
    reduce
        Reduction of the channels of the map to one: "mean" (signed), "sum" (signed), "abs", "l2" or "max";
        "none" keeps them. None takes the reduction of the strategy: "sum" for "integrated_gradient", "mean"
        for all others of this package.
    batch
        "first" returns the map of the first sample of a batch, "all" the maps of all samples.
    output
        Kind of the returned maps: "numpy" or "torch".
    data_range
        Greatest minus least possible value of the images, or both ends: ``(-1, 1)`` or "-1,1". With both ends
        values are shifted, so that the lower end is 0. "255:65535" gives the first and the second image
        ranges of their own, "FIRST:SECOND:REFERENCE" all three. By default integers carry their own range,
        and floats have 1 if all their values lie in [0, 1]; other floats need it if the metric does.
    protocol
        Measuring convention by name ("basicsr-y"), or by name with settings ("basicsr-y:crop_border=4").
        It is applied to both images before the pre-processors. The map shows the pixels that it measures:
        with one channel if it measures luma, and masked where it crops.
    pairing
        Matching of the files of two folders: "name", by path without suffix; "order", the n-th file of each
        folder, numbers in order of value; "auto", by name, where names may differ in case, in leading zeros,
        and in what all names of a folder start and end with.
    unmatched
        Treatment of images that only one of two folders has, and of ambiguous names: "error"; "report", as
        rows whose ``ok`` is False; or "ignore". With the last two, all other images are compared.
    workers
        Number of threads, which work on one pair or on several pairs of two folders at once; None for one on
        each core. Results do not depend on it. Your callables must be safe to call from several threads;
        otherwise pass 1.
    fit
        Treatment of images of different sizes: "error", "crop" (all to their common area), "resize" (the
        second image to the size of the first; with a reference, both to its size) or "pad" (all to one area
        that contains them: inserted and removed rows and columns are found, and pixels that only one image
        has count as changed).
    background
        Colour that transparent pixels are composed on: "white", "black" or "#rrggbb".
    also
        Further metrics that are scored for the record.
    max_pixels
        The greatest number of pixels that the header of a file may announce.
    mask
        Mask of the pixels that count, for all pairs: a file or an array; pixels that are zero in all channels
        do not count. Or a folder of such files, which are matched by name.
    ignore
        Rectangles that do not count: (x, y, width, height) in pixels, or "X,Y,WIDTH,HEIGHT".
    pages
        Pages of TIFF files, frames of animations, or slices of volumes: "all", "first", a number from 1, or a
        range "A:B" with both ends included. They are the samples of a batch.
    bands
        Bands to compare, such as "1,2,5" or "4:6", from 1; None for all.
    nan
        Treatment of pixels that are not finite in one image only: "report" shows them in the map and in
        ``Comparison.unequal``, "mask" leaves them out. No score counts them.
    axes
        Axes of arrays, also of files of arrays, such as "HWC" or "NCHW"; None to identify them by their
        lengths, in folders once for all files.
    alpha
        Meaning of the fourth channel of arrays with four: "composed" for the alpha of RGBA, "band" for a
        band. "auto" takes unsigned integers of 8 or 16 bits with the channels last for RGBA, with a
        warning, and others for bands. Transparent pixels of pictures are composed in any case.
    allow
        Kinds of unequal contents that are allowed: names such as "alpha" or "pages", also as a text with
        commas. See ``Comparison.unequal``.

    Raises
    ------
    UnknownNameError
        If a part does not exist; the message names the nearest ones.
    InputError
        If an option has an impossible value.
    DeviceError
        If the machine has no such device.
    MissingDependencyError
        If the device or a metric needs torch, and torch is not installed.
    WeightsError
        If a metric needs weights that are missing.

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
        data_range: Any = None,
        protocol: str | Protocol | None = None,
        pairing: str = "auto",
        unmatched: str = "error",
        workers: int | None = None,
        fit: str = "error",
        background: str = "white",
        also: Any = (),
        max_pixels: int | None = None,
        mask: Any = None,
        ignore: Any = (),
        pages: str | int = "all",
        bands: str | int | None = None,
        nan: str = "report",
        axes: str | None = None,
        alpha: str = "auto",
        allow: Any = (),
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
            unmatched=unmatched,
            workers=workers,
            also=also,
            allow=allow,
            measurement=Measurement.checked(
                protocol,
                data_range=data_range,
                fit=fit,
                background=background,
                max_pixels=max_pixels,
                mask=mask,
                ignore=ignore,
                device=device,
                pages=pages,
                bands=bands,
                nan=nan,
                axes=axes,
                alpha=alpha,
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
        """Return the map of two images, or the maps of two folders.

        Parameters
        ----------
        img1, img2
            Two folders, or two images: files, datasets ("volume.h5:name"), bytes of files, binary file
            objects, Pillow images, matplotlib figures, or arrays or tensors of shape (H, W), (C, H, W),
            (H, W, C), (N, C, H, W) or (N, H, W, C).
        return_metric
            Whether the score is returned as well.
        reference
            Image that both are measured against, for strategies that take one; a folder if the images are
            folders.

        Returns
        -------
        array, tuple or list
            The map, float32 of shape (H, W), or with ``return_metric`` the tuple (map, score). For folders a
            list of maps in order of name, or with ``return_metric`` a list of maps and a list of scores.
            The entry of a pair that failed is None, and a warning names it.

        Raises
        ------
        InputError, ReadError
            If the two cannot be compared.
        """
        from difference_finder.pipeline.folders import is_folder

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
        warn_of(comparison.unequal, stacklevel=3)
        map_ = self._as_output(comparison.map)
        return (map_, _as_scalar(comparison.score)) if return_metric else map_

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
        warned: set[str] = set()
        for item in self.stream(img1, img2, reference):
            if isinstance(item, FailedPair):
                warnings.warn(f"pair '{item.name}' failed: {item.cause}", UserWarning, stacklevel=2)
                maps.append(None)
                scores.append(None)
            else:
                fresh = [one for one in item.unequal if one.kind not in warned]
                warn_of(fresh, 3, item.name)
                warned |= {one.kind for one in fresh}
                maps.append(self._as_output(item.map))
                scores.append(_as_scalar(item.score))
        return (maps, scores) if return_metric else maps

    def compare(self, img1: Any, img2: Any, reference: Any = None, *, name: str | None = None) -> Comparison:
        """Compare two images.

        Parameters
        ----------
        img1, img2
            Any images that :meth:`run` takes. Without a reference the second is measured against the first.
        reference
            Image that both are measured against, for strategies that take one ("advantage",
            "integrated_gradient"). The scores are then the scores of both images against it, and the gap: the
            score of the first minus the score of the second.
        name
            Name of the pair; by default it is made from the names of the images.

        Returns
        -------
        Comparison
            The map, the scores, the regions, and the record of how they were made.

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
            A pair that cannot be compared gives an error row, whose ``ok`` is False; the others are compared.
            With ``unmatched="report"``, so does an image without a match.

        Raises
        ------
        PairingError
            Before the first pair, if the files of the folders cannot be matched.

        Warns
        -----
        UnequalWarning
            If a file that no reader reads is missing in one of the two folders, or its bytes differ.
        """
        folders = [img1, img2] if reference is None else [img1, img2, reference]
        from difference_finder.pipeline.folders import compare_matches, match_sources, rows_of, unread_rows

        matching = match_sources(self.options, folders)
        warn_of([Unequal(row.error, row.cause) for row in unread_rows(self.options, matching)], stacklevel=3)
        return compare_matches(self.options, rows_of(self.options, matching), None)

    def _as_output(self, map_: DifferenceMap) -> Array:
        values = map_.squeezed
        if self.options.output == "torch":
            torch_values = to_tensor(values)
            return torch_values.float()
        import numpy as np

        return to_numpy(values).astype(np.float32, copy=False)


def _as_scalar(score: Score) -> Score:
    """Return a score as a numpy scalar, a float that also has ``item()``, as scores of 0.0.4 have."""
    import numpy as np

    return score if isinstance(score, list) else np.float64(score)
