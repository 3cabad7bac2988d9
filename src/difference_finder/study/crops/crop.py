"""One selected crop: its position, margins, percentile and kinds, and the sentences that disclose them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from difference_finder.images.difference_map import Kind
from difference_finder.text import to_jsonable

__all__ = ["Crop", "Gaps", "format_percent", "kind_words"]


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
    kinds
        Kinds of the change from ours to the rival in the crop, most probable first. In their texts ours is
        the first image, and the rival the second. Empty if they were not measured, or no pixel differs.
    text
        The change in one sentence, with the same names; "" if it was not measured.
    chosen_kind
        First kind of the windows that the crop was selected from; "" if it was selected from all windows.
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
    kinds: tuple[Kind, ...] = ()
    text: str = ""
    chosen_kind: str = ""

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
        own = {key: given[key] for key in cls.__dataclass_fields__ if key in given}
        kinds = tuple(Kind(**kind) for kind in given.get("kinds", ()))
        return cls(**{**own, "gaps": Gaps(**given["gaps"]), "kinds": kinds})

    def disclosure(self, called: Callable[[str], str] = str) -> str:
        """Return the sentences that state the position of the crop, its margins, percentile and kind.

        Parameters
        ----------
        called
            Function that returns the displayed name of a method.

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
        rival, better = called(self.rival), format_percent(100 * self.rival_share, 1)
        if self.chosen_kind:
            best, which, who = ",", f"with the first kind {kind_words(self.chosen_kind)}", "the rival"
        else:
            best, which, who = "; the margin over the best rival is", "of this size", "a rival"
        return (
            f"{self.size}x{self.size} at ({self.x}, {self.y}) in {self.image}: the margin over {rival} is"
            f" {here} in the crop{best} {image} in the image and {dataset} in the data set. The crop is at"
            f" percentile {format_percent(self.percentile)}{error} of {self.candidates:,} windows {which};"
            f" {who} is better in {better} % of them.{self._change(called)}"
        )

    def _change(self, called: Callable[[str], str]) -> str:
        """Return the sentence about the change from ours to the rival; "" if it was not measured."""
        if not self.text:
            return ""
        ours, rival = called(next(iter(self.errors))), called(self.rival)
        names = {"the first": ours, "the second": rival}
        text = re.sub("|".join(names), lambda found: names[found[0]], self.text)
        first = [f" ({kind_words(k.name)}, confidence {k.confidence:.2f})" for k in self.kinds[:1]]
        return f" From {ours} to {rival}: {text}{''.join(first)}."


def kind_words(name: str) -> str:
    """Return the name of a kind in words."""
    return name.replace("_", " ")


def format_percent(value: float, digits: int = 2) -> str:
    """Format a percentage with enough digits to distinguish it from 0 and 100, at most eight."""
    while 0 < value < 100 and not 0 < float(f"{value:.{digits}f}") < 100 and digits < 8:
        digits += 1
    return f"{value:.{digits}f}"
