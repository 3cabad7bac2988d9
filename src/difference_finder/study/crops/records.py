"""Records of the selected crops: position, margins, percentile and the sentences that disclose them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from difference_finder.study.crops.settings import CropSettings, check_methods
from difference_finder.text import to_jsonable

__all__ = ["Crop", "Crops", "Gaps"]

LISTS = ("best", "rival_best", "median", "random")
"""Names of the lists of crops."""


@dataclass(frozen=True)
class Gaps:
    """The mean error of the best rival minus the error of ours; positive where ours is best.

    Parameters
    ----------
    crop, image, dataset
        The gap in the crop, in its image, and in the mean over all images, each against the rival that is
        best at that level.
    """

    crop: float
    image: float
    dataset: float


@dataclass(frozen=True)
class Crop:
    """A selected crop, with the facts that a reader needs to judge it.

    Parameters
    ----------
    image
        Name of the image.
    x, y, size
        Top left corner and side in pixels of the whole image.
    rival
        Best rival in the crop.
    gaps
        Advantage of ours in the crop, in its image and in the data set.
    percentile
        Percentage of the candidates with a smaller margin, ties counted half: near 100 where ours is best,
        near 0 where a rival is.
    percentile_error
        Maximum error of the percentile in percentage points; 0 if it is exact.
    candidates
        Number of windows of this size in all images.
    rival_share
        Share of the candidates, 0 to 1, in which a rival is better than ours.
    errors, image_errors
        Mean error of each method in the crop, and in its image.
    reported
        Scores of other metrics in the crop: {metric: {method: value}}.
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
        """The mean error of the best rival in the crop minus the error of ours."""
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
        """Return the object that :meth:`to_dict` described, after a round trip through JSON."""
        own = {key: given[key] for key in cls.__dataclass_fields__}
        return cls(**{**own, "gaps": Gaps(**given["gaps"])})

    def disclosure(self) -> str:
        """Return the sentences that state the position of the crop, its margins and its percentile.

        Examples
        --------
        >>> gaps = Gaps(crop=0.04, image=0.0041, dataset=0.0007)
        >>> crop = Crop("a.png", 40, 20, 32, "edsr", gaps, 99.81, 0.0, 1200, 0.31, {}, {})
        >>> print(crop.disclosure())
        32x32 at (40, 20) in a.png: the margin over edsr is +0.04 in the crop; the margin over the best rival
        is +0.0041 in the image and +0.0007 in the data set. The crop is at percentile 99.81 of 1,200 windows
        of this size; a rival is better in 31.0 % of them.
        """
        error = f" (error at most {self.percentile_error:.2g})" if self.percentile_error >= 0.005 else ""
        here, image, dataset = (f"{gap:+.3g}" for gap in (self.gaps.crop, self.gaps.image, self.gaps.dataset))
        return (
            f"{self.size}x{self.size} at ({self.x}, {self.y}) in {self.image}: the margin over {self.rival}"
            f" is "
            f"{here} in the crop; the margin over the best rival is {image} in the image and {dataset} in"
            f" the "
            f"data set. The crop is at percentile {_percent(self.percentile)}{error} of {self.candidates:,} "
            f"windows of this size; a rival is better in {_percent(100 * self.rival_share, 1)} % of them."
        )


@dataclass(frozen=True)
class Crops:
    """The selected crops of a study, and the windows that they were selected from.

    Parameters
    ----------
    settings
        Settings of the selection.
    images, images_without_windows
        Number of images, and of images in which no window fits or counts.
    candidates
        Number of windows in all images.
    rival_share, tied_share
        Shares of the candidates, 0 to 1, in which a rival is better than ours, and in which ours equals the
        best rival.
    errors
        Mean over the images of the mean error of each method.
    best, rival_best
        Crops in which ours is furthest ahead of the best rival, and furthest behind it, as ``CropFinder``
        compares windows; most extreme first.
    median
        Crops whose margin is nearest to the median of the windows of the same size.
    random
        Candidates drawn at random with equal probability.
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

    def __repr__(self) -> str:
        counts = ", ".join(f"{name}={len(crops)}" for name, crops in self.lists.items())
        chosen = f"ours={self.settings.ours!r}, metric={self.settings.metric!r}"
        return f"Crops({chosen}, images={self.images}, candidates={self.candidates}, {counts})"

    @property
    def lists(self) -> dict[str, tuple[Crop, ...]]:
        """The four lists of crops, keyed by name."""
        return {name: getattr(self, name) for name in LISTS}

    @property
    def reported(self) -> tuple[str, ...]:
        """The metrics whose scores are reported for the crops, without the one that selected them."""
        return tuple(next((crop.reported for crops in self.lists.values() for crop in crops), {}))

    def reporting(self, metric: str, measure: Callable[[Crop], Mapping[str, float]]) -> Crops:
        """Return the crops with the scores of another metric.

        Parameters
        ----------
        metric
            Name of the metric.
        measure
            Function that returns the score of each method in a crop.

        Raises
        ------
        InputError
            If the function does not return a score for each method.
        """

        def with_scores(crop: Crop) -> Crop:
            scores = {name: float(score) for name, score in measure(crop).items()}
            check_methods(scores, self.settings.methods, f"{metric} of the crop in '{crop.image}'")
            ordered = {name: scores[name] for name in self.settings.methods}
            return replace(crop, reported={**crop.reported, metric: ordered})

        lists: dict[str, Any] = {name: tuple(map(with_scores, crops)) for name, crops in self.lists.items()}
        return replace(self, **lists)

    def to_dict(self) -> dict[str, Any]:
        """Return all fields, ready for JSON."""
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
        """Return the object that :meth:`to_dict` described, after a round trip through JSON."""
        own = {key: given[key] for key in cls.__dataclass_fields__}
        lists = {name: tuple(map(Crop.from_dict, given[name])) for name in LISTS}
        return cls(**{**own, **lists, "settings": CropSettings.checked(**given["settings"])})

    def disclosure(self) -> str:
        """Return the sentences that state how the crops were selected, and from which windows."""
        settings = self.settings
        sizes = " and ".join(
            filter(None, (", ".join(map(str, settings.sizes[:-1])), str(settings.sizes[-1])))
        )
        shares = (1 - self.rival_share - self.tied_share, self.rival_share, self.tied_share)
        ahead, behind, tied = (_percent(100 * share, 1) for share in shares)
        equal = f", and the best rival was equal in {tied} %" if self.tied_share else ""
        reported = f" Their scores are reported in {' and '.join(self.reported)}." if self.reported else ""
        images = f"{self.images:,} images" if self.images != 1 else "1 image"
        return (
            f"Crops were selected by {settings.metric} from {self.candidates:,} windows of {sizes} pixels in "
            f"{images}. {settings.ours} was better than every rival in {ahead} % of the windows, a rival was "
            f"better in {behind} %{equal}. Random crops were drawn with seed {settings.seed}.{reported}"
        )


def _percent(value: float, digits: int = 2) -> str:
    """Format a percentage with enough digits to distinguish it from 0 and 100, at most eight."""
    while 0 < value < 100 and not 0 < float(f"{value:.{digits}f}") < 100 and digits < 8:
        digits += 1
    return f"{value:.{digits}f}"
