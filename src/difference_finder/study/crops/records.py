"""What is known of crops that were chosen: where they are, by how much, and out of how many."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from difference_finder.study.crops.settings import CropSettings, check_methods
from difference_finder.text import to_jsonable

__all__ = ["Crop", "Crops", "Gaps"]

LISTS = ("best", "rival_best", "median", "random")
"""The lists of crops."""


@dataclass(frozen=True)
class Gaps:
    """The mean error of the best rival less that of ours, above 0 where ours is better than all.

    Parameters
    ----------
    crop, image, dataset
        In the crop, in its image, and in the mean of all images; at each level against the rival that is best
        there.
    """

    crop: float
    image: float
    dataset: float


@dataclass(frozen=True)
class Crop:
    """A place that was chosen, and what a reader must know to judge it.

    Parameters
    ----------
    image
        The name of the image.
    x, y, size
        The top left corner and the side in pixels of the whole image.
    rival
        The rival that is best in the crop.
    gaps
        By how much ours is ahead in the crop, in its image and in the data set.
    percentile
        The percentage of the candidates whose margin is less, ties counted half: near 100 where ours is best,
        near 0 where a rival is.
    percentile_error
        By how much it may be wrong at most, in percentage points; 0 where it is exact.
    candidates
        How many windows of this size there were, in all images.
    rival_share
        In which share of them, 0 to 1, a rival is better than ours.
    errors, image_errors
        The mean error of each method in the crop, and in its image.
    reported
        What other metrics say of each method in the crop: {metric: {method: value}}.
    """

    image: str
    x: int
    y: int
    size: int
    rival: str
    gaps: Gaps
    percentile: float
    percentile_error: float
    candidates: int
    rival_share: float
    errors: Mapping[str, float]
    image_errors: Mapping[str, float]
    reported: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def margin(self) -> float:
        """The mean error of the best rival in the crop less that of ours."""
        return self.gaps.crop

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, width and height."""
        return self.x, self.y, self.size, self.size

    def to_dict(self) -> dict[str, Any]:
        """Return the fields and the margin, ready for JSON."""
        record: dict[str, Any] = to_jsonable({**asdict(self), "margin": self.margin})
        return record

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Crop:
        """Return what :meth:`to_dict` gave, after JSON."""
        own = {key: given[key] for key in cls.__dataclass_fields__}
        return cls(**{**own, "gaps": Gaps(**given["gaps"])})

    def disclosure(self) -> str:
        """Return one sentence that says what was chosen, and how unusual it is.

        Examples
        --------
        >>> gaps = Gaps(crop=0.04, image=0.0041, dataset=0.0007)
        >>> crop = Crop("a.png", 40, 20, 32, "edsr", gaps, 99.81, 0.0, 1200, 0.31, {}, {})
        >>> print(crop.disclosure())
        32x32 at (40, 20) of a.png: the gap to edsr is +0.04 here, to the best rival +0.0041 in the image and
        +0.0007 in the data set; percentile 99.81 of 1,200 windows of this size, in 31.0 % of which a rival is
        better.
        """
        doubt = f" (at most {self.percentile_error:.2g} off)" if self.percentile_error >= 0.005 else ""
        here, image, dataset = (f"{gap:+.3g}" for gap in (self.gaps.crop, self.gaps.image, self.gaps.dataset))
        return (
            f"{self.size}x{self.size} at ({self.x}, {self.y}) of {self.image}: the gap to {self.rival} is "
            f"{here} here, to the best rival {image} in the image and {dataset} in the data set; "
            f"percentile {_percent(self.percentile)}{doubt} of {self.candidates:,} windows of this size, "
            f"in {_percent(100 * self.rival_share, 1)} % of which a rival is better."
        )


@dataclass(frozen=True)
class Crops:
    """The crops that were chosen, and out of what.

    Parameters
    ----------
    settings
        How they were chosen.
    images, images_without_windows
        How many images there were, and in how many of them no window fits or counts.
    candidates
        How many windows there were in all images.
    rival_share, tied_share
        In which share of them, 0 to 1, a rival is better than ours, and ours is equal to the best rival.
    errors
        The mean over the images of the mean error of each method.
    best, rival_best
        Where ours is furthest ahead of the best rival, and where it is furthest behind, as ``CropFinder``
        compares windows; most extreme first.
    median
        Where the margin is nearest to the median of the windows of the same size.
    random
        Candidates drawn at random, each as likely as any other.
    """

    settings: CropSettings
    images: int
    images_without_windows: int
    candidates: int
    rival_share: float
    tied_share: float
    errors: Mapping[str, float]
    best: tuple[Crop, ...]
    rival_best: tuple[Crop, ...]
    median: tuple[Crop, ...]
    random: tuple[Crop, ...]

    @property
    def lists(self) -> dict[str, tuple[Crop, ...]]:
        """The four lists by name."""
        return {name: getattr(self, name) for name in LISTS}

    @property
    def reported(self) -> tuple[str, ...]:
        """The metrics that are reported of the crops, besides the one that chose them."""
        return tuple(next((crop.reported for crops in self.lists.values() for crop in crops), {}))

    def reporting(self, metric: str, measure: Callable[[Crop], Mapping[str, float]]) -> Crops:
        """Return the same crops with what another metric says of them.

        Parameters
        ----------
        metric
            Its name.
        measure
            Is given a crop and returns the score of each method in it.

        Raises
        ------
        InputError
            If it does not return a score for each method.
        """

        def told(crop: Crop) -> Crop:
            scores = {name: float(score) for name, score in measure(crop).items()}
            check_methods(scores, self.settings.methods, f"{metric} of the crop in '{crop.image}'")
            ordered = {name: scores[name] for name in self.settings.methods}
            return replace(crop, reported={**crop.reported, metric: ordered})

        lists: dict[str, Any] = {name: tuple(map(told, crops)) for name, crops in self.lists.items()}
        return replace(self, **lists)

    def to_dict(self) -> dict[str, Any]:
        """Return all of it, ready for JSON."""
        facts = ("images", "images_without_windows", "candidates", "rival_share", "tied_share")
        return {
            "settings": self.settings.to_dict(),
            "selected_by": self.settings.metric,
            "reported": list(self.reported),
            **{name: getattr(self, name) for name in facts},
            "errors": dict(self.errors),
            **{name: [crop.to_dict() for crop in crops] for name, crops in self.lists.items()},
        }

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Crops:
        """Return what :meth:`to_dict` gave, after JSON."""
        own = {key: given[key] for key in cls.__dataclass_fields__}
        lists = {name: tuple(map(Crop.from_dict, given[name])) for name in LISTS}
        return cls(**{**own, **lists, "settings": CropSettings.checked(**given["settings"])})

    def disclosure(self) -> str:
        """Return a paragraph for the caption: how the crops were chosen, and out of what."""
        settings = self.settings
        sizes = " and ".join(
            filter(None, (", ".join(map(str, settings.sizes[:-1])), str(settings.sizes[-1])))
        )
        shares = (1 - self.rival_share - self.tied_share, self.rival_share, self.tied_share)
        ahead, behind, tied = (_percent(100 * share, 1) for share in shares)
        neither = f", neither in {tied} %" if self.tied_share else ""
        reported = f" What is reported of them is {' and '.join(self.reported)}." if self.reported else ""
        images = f"{self.images:,} images" if self.images != 1 else "1 image"
        return (
            f"Crops were chosen by {settings.metric} among {self.candidates:,} windows of {sizes} pixels in "
            f"{images}: {settings.ours} is better than every rival in {ahead} % of them, a rival in "
            f"{behind} %{neither}. Random crops were drawn with the seed {settings.seed}.{reported}"
        )


def _percent(value: float, digits: int = 2) -> str:
    """Return a percentage with as many digits as tell it from 0 and 100, at most eight."""
    while 0 < value < 100 and not 0 < float(f"{value:.{digits}f}") < 100 and digits < 8:
        digits += 1
    return f"{value:.{digits}f}"
