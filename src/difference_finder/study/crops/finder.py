"""Selection of the crops of a test set: ours best, a rival best, the median, and random ones.

Error maps are added one image at a time::

    finder = CropFinder("ours", ["edsr", "bicubic"], metric="mse")
    for name, maps in images:  # the error map (H, W) of each method: {"ours": ..., "edsr": ..., ...}
        finder.add(name, maps)
    crops = finder.result()

Each shard of a study fills a finder of its own; ``finder.merge(other)`` combines them, and the result is the
same for any order.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError
from difference_finder.study.crops.crop import Crop, Gaps
from difference_finder.study.crops.error_maps import mean_errors, prepare_error_maps
from difference_finder.study.crops.pool import Pool, select_extreme, window_percentiles
from difference_finder.study.crops.quantile_sketch import EXACT
from difference_finder.study.crops.records import Crops
from difference_finder.study.crops.settings import CropSettings
from difference_finder.study.crops.windows import Windows, list_windows, select_distinct, select_least

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["KEEP", "SIZES", "Crop", "CropFinder", "CropSettings", "Crops", "Gaps"]

Array = Any

SIZES = (32, 48, 64, 96, 128)
"""Sides of the windows in pixels."""

KEEP = 5
"""Maximum length of each list of crops."""

SAMPLE = 1024
"""Number of random windows from which the median crops are chosen: the nearest of 1024 is, as a rule, within
0.1 percentage points of the median."""


class CropFinder:
    """Find the crops that represent a study, from error maps that are added one image at a time.

    Parameters
    ----------
    ours
        Name of the method that the study is about.
    rivals
        Names of the other methods, at least one.
    metric
        Name of the error ("mse", "1 - ssim", "flip"), which is recorded.
    sizes
        Side lengths of the square windows, in pixels.
    border
        Width of the frame of each image that no window and no mean includes, since padding shows there, in
        pixels.
    stride
        Distance between the corners of windows, in pixels; by default an eighth of their side.
    keep
        Maximum length of each list of crops.
    seed
        Seed of the random crops.
    exact
        Number of windows of one size, in all images, up to which all margins are kept and percentiles are
        exact; beyond it, margins are counted in bins.

    Raises
    ------
    InputError
        If there is no rival, a name is repeated, or a number is out of range.

    Notes
    -----
    **Selection.** The margin of a window is the mean error of the best rival in it minus the mean error of
    ours. Among windows of one size, the best has the largest margin. The margin alone would always favour the
    smallest windows, because every window has a part with a larger margin. Sizes are therefore compared by
    the excess of the margin over its typical value, multiplied by the side. The typical value is the gap in
    the data set, or 0 if the gap favours the other side. For independent errors this score is proportional to
    a z-score, and it is largest for the window that fits the region where the methods differ. If ours is
    nowhere better, the best crop is where it is least behind, and correspondingly for the rival's best crop;
    the sign of the margin shows this.

    No two crops of a list overlap strongly: in the same image, with an intersection of more than 0.3 of the
    union or more than half of the smaller crop. ``2 * keep`` windows of each size take part.

    **Accuracy.** Margins, shares, counts and gaps are exact. Percentiles refer to all windows of the same
    size in all images. They are exact for up to ``exact`` windows (by default about 35 images of 512x512 for
    windows of 32 pixels); beyond that, windows are counted in bins of a relative width of 1/4096, and each
    crop records the maximum error of its percentile. The median crops are the windows nearest to the 50th
    percentile among 1024 windows drawn at random, or among all windows if there are fewer.

    **Memory.** Each image adds its name and one number for each method; maps are not kept.

    Examples
    --------
    >>> import numpy as np
    >>> ours, rival = np.full((2, 100, 100), 0.01)
    >>> rival[20:52, 40:72] = 0.05
    >>> finder = CropFinder("ours", ["rival"], metric="mse", sizes=[32])
    >>> finder.add("a.png", {"ours": ours, "rival": rival})
    >>> best = finder.result().best[0]
    >>> best.image, best.x, best.y, best.size, round(best.margin, 4)
    ('a.png', 40, 20, 32, 0.04)
    """

    def __init__(
        self,
        ours: str,
        rivals: Sequence[str],
        *,
        metric: str,
        sizes: Sequence[int] = SIZES,
        border: int = 8,
        stride: int | None = None,
        keep: int = KEEP,
        seed: int = 0,
        exact: int = EXACT,
    ) -> None:
        self.settings = CropSettings.checked(
            ours,
            rivals,
            metric=metric,
            sizes=sizes,
            border=border,
            stride=stride,
            keep=keep,
            seed=seed,
            exact=exact,
        )
        self._images: dict[str, tuple[float, ...]] = {}
        self._windowless = 0
        self._pools = {size: Pool(*self._pool_arguments) for size in self.settings.sizes}
        self._sample = Windows.none(len(self.settings.methods))

    def add(self, image: str, errors: Mapping[str, Array], mask: Array | None = None) -> None:
        """Add the error maps of one image.

        Parameters
        ----------
        image
            Name of the image, which must be unique.
        errors
            For each method the error at each pixel, shape (H, W); lower is better. Pixels that are NaN in any
            map do not count.
        mask
            Mask of shape (H, W); True where pixels count.

        Raises
        ------
        InputError
            If the image was added before, a method is missing or unknown, or a map is invalid. The finder is
            then unchanged.
        """
        if not isinstance(image, str) or not image or "\0" in image:
            raise InputError(f"the name of an image must be a non-empty string, not {image!r}")
        if image in self._images:
            raise InputError(f"image '{image}' was already added; add each image once")
        maps, left_out = prepare_error_maps(image, errors, mask, self.settings)
        found = list_windows(image, maps, left_out, self.settings)
        self._images[image] = mean_errors(maps, left_out)
        self._windowless += not any(map(len, found.values()))
        for size, windows in found.items():
            if len(windows):
                self._pools[size].add(windows)
        self._update_sample(functools.reduce(Windows.concatenate, found.values()))

    def merge(self, other: CropFinder) -> None:
        """Add the images of another finder with the same settings.

        Raises
        ------
        InputError
            If the settings differ, or an image is in both finders.
        """
        if other.settings != self.settings:
            raise InputError(
                f"finders with different settings cannot be merged: {self.settings} and {other.settings}"
            )
        if twice := self._images.keys() & other._images.keys():
            raise InputError(f"image '{min(twice)}' is in both finders; add each image once")
        self._images |= other._images
        self._windowless += other._windowless
        for size, pool in other._pools.items():
            self._pools[size].merge(pool)
        self._update_sample(other._sample)

    def result(self) -> Crops:
        """Return the crops of all images that were added.

        Raises
        ------
        InputError
            If no window fits into any image.
        """
        if not self.images:
            raise InputError("no image was added; call add() before result()")
        pools, count = self._pools.values(), self.windows
        if not count:
            raise self.no_window("sizes", "border")
        errors, keep = self._mean_errors(), self.settings.keep
        lists = {
            "best": select_extreme([pool.best for pool in pools], max(0.0, _gap(errors)), 1, keep),
            "rival_best": select_extreme([pool.worst for pool in pools], min(0.0, _gap(errors)), -1, keep),
            "median": select_distinct(
                self._sample, abs(window_percentiles(self._pools, self._sample)[0] - 50), keep
            ),
            "random": self._sample.take(slice(keep)),
        }
        crops: dict[str, Any] = {name: self._crops(windows, errors) for name, windows in lists.items()}
        return Crops(
            settings=self.settings,
            images=self.images,
            images_without_windows=self._windowless,
            candidates=count,
            rival_share=sum(pool.behind for pool in pools) / count,
            tied_share=sum(pool.tied for pool in pools) / count,
            errors=dict(zip(self.settings.methods, errors, strict=True)),
            **crops,
        )

    @property
    def images(self) -> int:
        """The number of images that were added."""
        return len(self._images)

    @property
    def windows(self) -> int:
        """The number of windows in these images."""
        return sum(map(len, self._pools.values()))

    def no_window(self, sizes: str, border: str) -> InputError:
        """Return the error that no window fits into any image, with the names of the options."""
        side = self.settings.sizes[0]
        return InputError(
            f"no window of {side}x{side} valid pixels fits into any of {self.images} images without their"
            f" border of {self.settings.border} pixels; pass a smaller {sizes} or a smaller {border}"
        )

    def image_errors(self, image: str) -> dict[str, float]:
        """Return the mean error of each method in an image that was added."""
        return dict(zip(self.settings.methods, self._images[image], strict=True))

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the state as arrays, for ``numpy.savez``; it does not depend on the order of the images."""
        import numpy as np

        names, methods = sorted(self._images), len(self.settings.methods)
        held = {str(size): pool.to_arrays() for size, pool in self._pools.items()}
        held["sample"] = self._sample.to_arrays()
        return {
            "settings": np.array(json.dumps({**self.settings.to_dict(), "windowless": self._windowless})),
            "images": np.array(names, dtype=np.str_),
            "means": np.array([self._images[name] for name in names]).reshape(-1, methods),
            **{f"{part}.{name}": array for part, arrays in held.items() for name, array in arrays.items()},
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> CropFinder:
        """Return the finder with the state that ``to_arrays`` returned.

        Raises
        ------
        InputError
            If an array is missing.
        """
        try:
            return cls._from_arrays(arrays)
        except KeyError as error:
            raise InputError(f"these are not the arrays of a CropFinder: {error} is missing") from error

    @classmethod
    def _from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> CropFinder:
        settings = json.loads(str(arrays["settings"]))
        windowless = settings.pop("windowless")
        finder = cls(**settings)
        finder._windowless = windowless
        means = [tuple(row) for row in arrays["means"].tolist()]
        finder._images = dict(zip(arrays["images"].tolist(), means, strict=True))
        parts: dict[str, dict[str, NDArray[Any]]] = {
            name: {} for name in ("sample", *map(str, finder._pools))
        }
        for key in arrays:
            part, _, name = key.partition(".")
            if part in parts:
                parts[part][name] = arrays[key]
        finder._sample = Windows.from_arrays(parts.pop("sample"))
        finder._pools = {
            int(size): Pool.from_arrays(part, *finder._pool_arguments) for size, part in parts.items()
        }
        return finder

    @property
    def _pool_arguments(self) -> tuple[int, int, int]:
        """The number of methods, of windows of each size kept at each end, and of margins kept."""
        return len(self.settings.methods), 2 * self.settings.keep, self.settings.exact

    def _update_sample(self, windows: Windows) -> None:
        """Add windows to the random sample, which keeps the windows with the lowest keys."""
        if len(self._sample) == SAMPLE:
            windows = windows.take(windows.key <= self._sample.key[-1])
        if not len(windows):
            return
        if len(windows) > SAMPLE:
            import numpy as np

            windows = windows.take(np.argpartition(windows.key, SAMPLE)[:SAMPLE])
        both = self._sample.concatenate(windows)
        self._sample = select_least(both, both.key, SAMPLE)

    def _mean_errors(self) -> list[float]:
        """Return the mean over images of each method's mean error; fsum does not depend on their order."""
        means = [row for row in self._images.values() if not math.isnan(row[0])]
        return [math.fsum(column) / len(means) for column in zip(*means, strict=True)]

    def _crops(self, windows: Windows, errors: Sequence[float]) -> tuple[Crop, ...]:
        """Return the crops at the chosen windows."""
        methods = self.settings.methods
        percentiles, percentile_errors = window_percentiles(self._pools, windows)
        crops = []
        for number, here in enumerate(windows.errors.tolist()):
            image = str(windows.image[number])
            whole = self._images[image]
            pool = self._pools[int(windows.size[number])]
            crops.append(
                Crop(
                    image=image,
                    x=int(windows.x[number]),
                    y=int(windows.y[number]),
                    size=int(windows.size[number]),
                    rival=methods[1:][here[1:].index(min(here[1:]))],
                    gaps=Gaps(*map(_gap, (here, whole, errors))),
                    percentile=float(percentiles[number]),
                    percentile_error=float(percentile_errors[number]),
                    candidates=len(pool),
                    rival_share=pool.behind / len(pool),
                    errors=dict(zip(methods, here, strict=True)),
                    image_errors=dict(zip(methods, whole, strict=True)),
                )
            )
        return tuple(crops)


def _gap(errors: Sequence[float]) -> float:
    """Return the error of the best rival minus the error of ours, which comes first."""
    return min(errors[1:]) - errors[0]
