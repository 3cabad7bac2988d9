"""The selected crops of a study, and the sentences that disclose how they were selected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.parts.registry import kinds as known_kinds
from difference_finder.study.crops.crop import Crop, format_percent, kind_words
from difference_finder.study.crops.settings import CropSettings, check_methods
from difference_finder.text import count_of, join_names, option

__all__ = ["Crops"]

LISTS = ("best", "rival_best", "median", "random")
"""Names of the lists of crops."""


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
    kind
        First kind of the windows that these crops were selected from; "" if from all windows.
    of_kinds
        For each kind, crops selected from the windows with this first kind; empty if the kinds of strong
        regions were not measured.
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
    kind: str = ""
    of_kinds: Mapping[str, Crops] = field(default_factory=dict)

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
            "kind": self.kind,
            "of_kinds": {kind: crops.to_dict() for kind, crops in self.of_kinds.items()},
        }

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Crops:
        """Return the object that :meth:`to_dict` described, after a round trip through JSON."""
        own = {key: given[key] for key in cls.__dataclass_fields__ if key in given}
        own |= {name: tuple(map(Crop.from_dict, given[name])) for name in LISTS}
        own["settings"] = CropSettings.checked(**given["settings"])
        own["of_kinds"] = {kind: cls.from_dict(one) for kind, one in given.get("of_kinds", {}).items()}
        return cls(**own)

    def of_kind(self, name: str) -> Crops:
        """Return the crops that were selected from the windows with a first kind.

        Parameters
        ----------
        name
            Name of the kind.

        Raises
        ------
        UnknownNameError
            If there is no such kind.
        InputError
            If the kinds of strong regions were not measured, or no window has this one; the message counts
            the kinds that were found.
        """
        if name in self.of_kinds:
            return self.of_kinds[name]
        from difference_finder.kinds.ranking import UNDETERMINED

        names = {each for part in known_kinds.loaded() for each in (part.name, part.reverse) if each}
        names.add(UNDETERMINED)
        if name not in names:
            raise UnknownNameError.among("kind of change", str(name), names)
        if not self.of_kinds:
            raise InputError(
                f"{option('crops_kind', name)} needs the kinds of strong regions, which this study did not"
                f" measure; run it again with {option('kinds')}"
            )
        found = join_names([f"{kind} {crops.candidates}" for kind, crops in self.of_kinds.items()])
        raise InputError(
            f"{option('crops_kind', name)}: no window has this first kind; the windows have {found}"
        )

    def disclosure(self, random: bool = True) -> str:
        """Return the sentences that state how the crops were selected, and from which windows.

        Parameters
        ----------
        random
            Whether to state how the random crops were drawn, where they are shown.
        """
        settings = self.settings
        sizes = " and ".join(
            filter(None, (", ".join(map(str, settings.sizes[:-1])), str(settings.sizes[-1])))
        )
        shares = (1 - self.rival_share - self.tied_share, self.rival_share, self.tied_share)
        ahead, behind, tied = (format_percent(100 * share, 1) for share in shares)
        equal = f", and the best rival was equal in {tied} %" if self.tied_share else ""
        reported = f" Their scores are reported in {' and '.join(self.reported)}." if self.reported else ""
        images = f"{self.images:,} images" if self.images != 1 else "1 image"
        every, one = "every rival", "a rival"
        if self.kind:
            equal = equal.replace("best rival", "rival")
            images = f"{images}, around the strong regions with the first kind {kind_words(self.kind)}"
            every = one = "the rival"
        drawn = f" Random crops were drawn with seed {settings.seed}." if random else ""
        return (
            f"Crops were selected by {settings.metric} from {self.candidates:,} windows of {sizes} pixels in "
            f"{images}. {settings.ours} was better than {every} in {ahead} % of the windows, {one} was better"
            f" in {behind} %{equal}.{drawn}{reported}"
        )

    def random_disclosure(self) -> str:
        """Return one sentence that states how the random crops were drawn, where no others are shown."""
        kind = f" with the first kind {kind_words(self.kind)}" if self.kind else ""
        return (
            f"Random crops were drawn with seed {self.settings.seed} from {self.candidates:,} windows{kind}"
            f" in {count_of(self.images, 'image')}."
        )

    def short_disclosure(self) -> str:
        """Return one sentence that states how the crops were selected, and how often a rival is better."""
        behind = format_percent(100 * self.rival_share, 1)
        kind = f" with the first kind {kind_words(self.kind)}" if self.kind else ""
        one = "the rival" if self.kind else "a rival"
        return (
            f"Crops selected by {self.settings.metric} from {self.candidates:,} windows{kind} in"
            f" {count_of(self.images, 'image')}; {one} is better in {behind} % of them."
        )
