"""Which places of a test set to show: where ours is best, where a rival is, what is usual, some at random.

Error maps come one image at a time::

    finder = CropFinder("ours", ["edsr", "bicubic"], metric="mse")
    for name, maps in images:  # for each method a map (H, W) of its errors: {"ours": ..., "edsr": ..., ...}
        finder.add(name, maps)
    crops = finder.result()

Work that is cut into shards gives one finder each; ``finder.merge(other)`` joins them, and the result is the
same for any order.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError
from difference_finder.study.crops.pool import Pool, standing, strongest
from difference_finder.study.crops.quantiles import EXACT
from difference_finder.study.crops.records import Crop, Crops, Gaps
from difference_finder.study.crops.settings import CropSettings, inner_maps, mean_errors
from difference_finder.study.crops.windows import Windows, apart, first_of, windows_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SIZES", "Crop", "CropFinder", "CropSettings", "Crops", "Gaps"]

Array = Any

SIZES = (32, 48, 64, 96, 128)
"""Sides of the windows in pixels."""

SAMPLE = 1024
"""How many windows are drawn at random, from which the median crops are chosen: the nearest of so many is, as
a rule, within 0.1 percentage points of the median."""


class CropFinder:
    """Find the crops that show a study, from error maps that come one image at a time.

    Parameters
    ----------
    ours
        The name of the method that the study is about.
    rivals
        The names of the others, at least one.
    metric
        What the error maps are of ("mse", "1 - ssim", "flip"); it is recorded.
    sizes
        Sides of the square windows in pixels.
    border
        How many pixels at each side of an image belong to no window and to no mean: there padding shows.
    stride
        How many pixels lie between the corners of windows; by default an eighth of their side.
    keep
        How many crops each list has at most.
    seed
        What the random crops depend on.
    exact
        Of how many windows of a size, in all images, each margin is kept, so that percentiles are exact; of
        more, bins of margins are counted.

    Raises
    ------
    InputError
        If there is no rival, a name twice, or a number that cannot be.

    Notes
    -----
    **Which window is best.** The margin of a window is the mean error of the best rival in it less that of
    ours. Among windows of one size the best has the greatest margin. By margin alone the smallest windows
    would always be the best, because a window has parts whose margin is greater: sizes are compared by how
    far the margin is beyond what is usual, times the side. Usual is the gap in the data set, or 0 if that
    favours the other side. Where errors are independent, this is in units of chance variation, and it is
    greatest for the window that fits the place where the methods differ. Where ours is nowhere better, the
    best crop is where it is least behind, and the rival's best accordingly: the sign of the margin tells.

    In each list no two crops are one place: in the same image, with an intersection of more than 0.3 of the
    union or more than half of the smaller one. Of each size, twice ``keep`` windows take part.

    **What is exact.** Margins, shares, counts and gaps are. Percentiles are among all windows of the same
    size in all images: exact for up to ``exact`` of them (by default about 35 images of 512x512 for windows
    of 32 pixels); beyond that, windows are counted in bins of a relative width of 1/4096, and each crop says
    by how much its percentile may be wrong. The median crops are those nearest to the percentile 50 among
    1024 windows drawn at random from all; of up to 1024 windows, all are looked at.

    **Memory** grows by the name and one number for each method with each image; maps are not kept.

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
        keep: int = 5,
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
        self._pools = {size: Pool(*self._extent) for size in self.settings.sizes}
        self._sample = Windows.none(len(self.settings.methods))

    def add(self, image: str, errors: Mapping[str, Array], mask: Array | None = None) -> None:
        """Take the error maps of one image.

        Parameters
        ----------
        image
            Its name, which no other image has.
        errors
            For each method a map (H, W): the error at each pixel, lower is better. Pixels that are not a
            number in one of them do not count.
        mask
            Shape (H, W), True where pixels count.

        Raises
        ------
        InputError
            If the image was added before, a method is missing or unknown, or a map cannot be used. The finder
            is then as it was.
        """
        if not isinstance(image, str) or not image or "\0" in image:
            raise InputError(f"the name of an image must be text that is not empty, not {image!r}")
        if image in self._images:
            raise InputError(f"the image '{image}' was added before; each image counts once")
        maps, left_out = inner_maps(image, errors, mask, self.settings)
        found = windows_of(image, maps, left_out, self.settings)
        self._images[image] = mean_errors(maps, left_out)
        self._windowless += not any(map(len, found.values()))
        for size, windows in found.items():
            if len(windows):
                self._pools[size].add(windows)
        self._draw(functools.reduce(Windows.joined, found.values()))

    def merge(self, other: CropFinder) -> None:
        """Take all that another finder, with the same settings, has taken.

        Raises
        ------
        InputError
            If the settings differ, or an image is in both.
        """
        if other.settings != self.settings:
            raise InputError(
                f"finders of different settings cannot be merged: {self.settings} and {other.settings}"
            )
        if twice := self._images.keys() & other._images.keys():
            raise InputError(f"the image '{min(twice)}' is in both finders; each image counts once")
        self._images |= other._images
        self._windowless += other._windowless
        for size, pool in other._pools.items():
            self._pools[size].merge(pool)
        self._draw(other._sample)

    def result(self) -> Crops:
        """Return the crops of all images that were taken.

        Raises
        ------
        InputError
            If no image has a window.
        """
        pools = self._pools.values()
        if not (count := sum(map(len, pools))):
            raise self._nothing()
        errors, keep = self._data_set(), self.settings.keep
        lists = {
            "best": strongest([pool.best for pool in pools], max(0.0, _gap(errors)), 1, keep),
            "rival_best": strongest([pool.worst for pool in pools], min(0.0, _gap(errors)), -1, keep),
            "median": apart(self._sample, abs(standing(self._pools, self._sample)[0] - 50), keep),
            "random": self._sample.take(slice(keep)),
        }
        return Crops(
            settings=self.settings,
            images=len(self._images),
            images_without_windows=self._windowless,
            candidates=count,
            rival_share=sum(pool.behind for pool in pools) / count,
            tied_share=sum(pool.tied for pool in pools) / count,
            errors=dict(zip(self.settings.methods, errors, strict=True)),
            **{name: self._crops(windows, errors) for name, windows in lists.items()},
        )

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return all that is known, for ``numpy.savez``: the same for the same images in any order."""
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
        """Make a finder from what ``to_arrays`` returned.

        Raises
        ------
        InputError
            If something is missing.
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
        finder._pools = {int(size): Pool.from_arrays(part, *finder._extent) for size, part in parts.items()}
        return finder

    @property
    def _extent(self) -> tuple[int, int, int]:
        """How many methods there are, how many windows of each size are kept at each end, and margins."""
        return len(self.settings.methods), 2 * self.settings.keep, self.settings.exact

    def _draw(self, windows: Windows) -> None:
        """Keep the windows with the least random numbers."""
        if len(self._sample) == SAMPLE:
            windows = windows.take(windows.key <= self._sample.key[-1])
        if not len(windows):
            return
        if len(windows) > SAMPLE:
            import numpy as np

            windows = windows.take(np.argpartition(windows.key, SAMPLE)[:SAMPLE])
        both = self._sample.joined(windows)
        self._sample = first_of(both, both.key, SAMPLE)

    def _data_set(self) -> list[float]:
        """Return the mean over images of each method's mean error; fsum does not depend on their order."""
        means = [row for row in self._images.values() if not math.isnan(row[0])]
        return [math.fsum(column) / len(means) for column in zip(*means, strict=True)]

    def _crops(self, windows: Windows, errors: Sequence[float]) -> tuple[Crop, ...]:
        """Return what is to be known of the windows that were chosen."""
        methods = self.settings.methods
        percentiles, doubts = standing(self._pools, windows)
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
                    percentile_error=float(doubts[number]),
                    candidates=len(pool),
                    rival_share=pool.behind / len(pool),
                    errors=dict(zip(methods, here, strict=True)),
                    image_errors=dict(zip(methods, whole, strict=True)),
                )
            )
        return tuple(crops)

    def _nothing(self) -> InputError:
        """Return the error that says why there is no crop."""
        if not self._images:
            return InputError("no image was added; add error maps before the result is asked for")
        least, border = self.settings.sizes[0], self.settings.border
        return InputError(
            f"no window of {least} pixels, all of which count, fits into one of {len(self._images)} images "
            f"without their border of {border} pixels; use smaller sizes or a smaller border"
        )


def _gap(errors: Sequence[float]) -> float:
    """Return the error of the best rival less that of ours, which comes first."""
    return min(errors[1:]) - errors[0]
