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

import json
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError
from difference_finder.study._crop_records import Crop, Crops, Gaps
from difference_finder.study._crop_settings import CropSettings, inner_maps, mean_errors
from difference_finder.study._ranks import Ranks
from difference_finder.study._windows import Windows, apart, first_of, windows_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SIZES", "Crop", "CropFinder", "CropSettings", "Crops", "Gaps"]

Array = Any

SIZES = (32, 48, 64, 96, 128)
"""Sides of the windows in pixels."""

SAMPLE = 1024
"""How many windows are drawn at random, from which the median crops are chosen: the nearest of so many is, as
a rule, within 0.1 percentage points of the median."""


TABLES = ("best", "worst", "sample")
"""The tables of windows that a finder holds."""


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

    Raises
    ------
    InputError
        If there is no rival, a name twice, or a number that cannot be.

    Notes
    -----
    **Which window is best.** The margin of a window is the mean error of the best rival in it less that of
    ours. Windows of several sizes are compared by margin times side, because a small part of a window always
    has a greater margin than the whole (see ``Windows.strength``); windows of one size are in the order of
    their margins. In each list no two crops are one place: of the same image, with an intersection of more
    than 0.3 of the union or more than half of the smaller one. Where ours is nowhere better, the best crop is
    the one where it is least behind, and the rival's best accordingly: the sign of the margin tells.

    **What is exact.** Margins, shares, counts and gaps are. Percentiles are among all windows of all images:
    exact for up to 524,288 windows (about 20 images of 512x512); beyond that, windows are counted in bins of
    a relative width of 1/4096, and each crop says by how much its percentile may be wrong. The median crops
    are those nearest to the median among 1024 windows drawn at random from all; of up to 1024 windows, all
    are looked at.

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
    ) -> None:
        self.settings = CropSettings.checked(
            ours, rivals, metric=metric, sizes=sizes, border=border, stride=stride, keep=keep, seed=seed
        )
        self._images: dict[str, tuple[float, ...]] = {}
        self._windowless = self._ahead = self._behind = 0
        self._ranks = Ranks()
        none = Windows.none(len(self.settings.methods))
        self._best = self._worst = self._sample = none

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
        if not isinstance(image, str) or not image:
            raise InputError(f"the name of an image must be text that is not empty, not {image!r}")
        if image in self._images:
            raise InputError(f"the image '{image}' was added before; each image counts once")
        maps, left_out = inner_maps(image, errors, mask, self.settings)
        found, keep = windows_of(image, maps, left_out, self.settings), self.settings.keep
        self._images[image] = mean_errors(maps, left_out)
        self._windowless += not len(found)
        self._ahead += int((found.margin > 0).sum())
        self._behind += int((found.margin < 0).sum())
        self._ranks.add(found.strength)
        self._choose(apart(found, -found.strength, keep), apart(found, found.strength, keep), found)

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
        self._ahead += other._ahead
        self._behind += other._behind
        self._ranks.merge(other._ranks)
        self._choose(other._best, other._worst, other._sample)

    def result(self) -> Crops:
        """Return the crops of all images that were taken.

        Raises
        ------
        InputError
            If no image has a window.
        """
        if not self._ranks.count:
            raise self._nothing()
        errors = self._data_set()
        percentiles, _ = self._ranks.percentiles(self._sample.strength)
        usual = apart(self._sample, abs(percentiles - 50), self.settings.keep)
        lists = {
            "best": self._best,
            "rival_best": self._worst,
            "median": usual,
            "random": self._sample.take(slice(self.settings.keep)),
        }
        count = self._ranks.count
        return Crops(
            settings=self.settings,
            images=len(self._images),
            images_without_windows=self._windowless,
            candidates=count,
            rival_share=self._behind / count,
            tied_share=(count - self._ahead - self._behind) / count,
            errors=dict(zip(self.settings.methods, errors, strict=True)),
            **{name: self._crops(windows, errors) for name, windows in lists.items()},
        )

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return all that is known, for ``numpy.savez``: the same for the same images in any order."""
        import numpy as np

        names, methods = sorted(self._images), len(self.settings.methods)
        counts = {"windowless": self._windowless, "ahead": self._ahead, "behind": self._behind}
        arrays = {
            "settings": np.array(json.dumps({**self.settings.to_dict(), **counts})),
            "images": np.array(names, dtype=np.str_),
            "means": np.array([self._images[name] for name in names]).reshape(-1, methods),
        }
        held = {"ranks": self._ranks.to_arrays()}
        held |= {name: getattr(self, f"_{name}").to_arrays() for name in TABLES}
        return arrays | {f"{part}.{name}": some[name] for part, some in held.items() for name in some}

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
        counts = [settings.pop(name) for name in ("windowless", "ahead", "behind")]
        finder = cls(**settings)
        finder._windowless, finder._ahead, finder._behind = counts
        means = [tuple(row) for row in arrays["means"].tolist()]
        finder._images = dict(zip(arrays["images"].tolist(), means, strict=True))
        parts: dict[str, dict[str, NDArray[Any]]] = {name: {} for name in ("ranks", *TABLES)}
        for key in arrays:
            part, _, name = key.partition(".")
            if part in parts:
                parts[part][name] = arrays[key]
        finder._ranks = Ranks.from_arrays(parts["ranks"])
        for name in TABLES:
            setattr(finder, f"_{name}", Windows.from_arrays(parts[name]))
        return finder

    def _choose(self, best: Windows, worst: Windows, drawn: Windows) -> None:
        """Keep what is most extreme, and the windows with the least random numbers."""
        best, worst = self._best.joined(best), self._worst.joined(worst)
        self._best = first_of(best, -best.strength, self.settings.keep)
        self._worst = first_of(worst, worst.strength, self.settings.keep)
        limit = self._sample.key[-1] if len(self._sample) == SAMPLE else None
        if limit is not None:
            drawn = drawn.take(drawn.key <= limit)
        elif len(drawn) > SAMPLE:
            import numpy as np

            drawn = drawn.take(np.argpartition(drawn.key, SAMPLE)[:SAMPLE])
        drawn = self._sample.joined(drawn)
        self._sample = first_of(drawn, drawn.key, SAMPLE)

    def _data_set(self) -> list[float]:
        """Return the mean over images of each method's mean error; fsum does not depend on their order."""
        means = [row for row in self._images.values() if not math.isnan(row[0])]
        return [math.fsum(column) / len(means) for column in zip(*means, strict=True)]

    def _crops(self, windows: Windows, errors: Sequence[float]) -> tuple[Crop, ...]:
        """Return what is to be known of the windows that were chosen."""
        methods, count = self.settings.methods, self._ranks.count
        percentiles, doubts = self._ranks.percentiles(windows.strength)
        crops = []
        for number, here in enumerate(windows.errors.tolist()):
            image = str(windows.image[number])
            whole = self._images[image]
            crops.append(
                Crop(
                    image=image,
                    x=int(windows.x[number]),
                    y=int(windows.y[number]),
                    size=int(windows.size[number]),
                    rival=methods[1:][here[1:].index(min(here[1:]))],
                    gaps=Gaps(*(min(row[1:]) - row[0] for row in (here, whole, errors))),
                    percentile=float(percentiles[number]),
                    percentile_error=float(doubts[number]),
                    candidates=count,
                    rival_share=self._behind / count,
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
