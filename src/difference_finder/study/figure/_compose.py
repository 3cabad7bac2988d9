"""From a study and what a user wants of it to what stands on a figure, and what its caption says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from difference_finder.drawing.tones import check_display
from difference_finder.errors import InputError, UnknownNameError
from difference_finder.study.figure._caption import (
    error_words,
    method_words,
    place_words,
    tone_words,
    value_words,
)
from difference_finder.study.figure._content import Content, Row, row_title, value_runs
from difference_finder.study.figure._places import chosen_places, random_places
from difference_finder.study.figure._scale import ErrorScale, coloured, shared_scale
from difference_finder.study.figure._words import Measure, measures_of
from difference_finder.study.images import Shot, shots_of
from difference_finder.study.plan.measurement import bench_of
from difference_finder.study.results import REFERENCE, Results
from difference_finder.text import escape_controls, option

if TYPE_CHECKING:
    from difference_finder.study.figure._choices import Choices

__all__ = ["Composer"]

MOST_MEASURES = 3
"""How many metrics stand beneath panels where nothing else is asked for."""


class Composer:
    """What makes the content of a figure.

    Parameters
    ----------
    study
        Whose crops.
    choices
        What the user wants.

    Raises
    ------
    InputError, UnknownNameError
        If it cannot be.
    """

    def __init__(self, study: Results, choices: Choices) -> None:
        self.study, self.choices = study, choices
        self.methods = self._methods()
        self.roles = self._roles()
        self.measures = self._measures()
        self.places = chosen_places(study.crops, choices.crops, choices.places, study.scores.names)
        self.strip = random_places(study.crops) if choices.random else []
        if not self.places:
            raise InputError(f"no row is left to show; pass {option('crops', 3)}, or {option('places')}")
        self.titles = self._titles()

    def content(self) -> Content:
        """Return what stands on the figure."""
        rows = [self._row(shot, title) for shot, title in zip(self.shots, self.titles, strict=True)]
        count = len(self.places)
        return Content(
            rows=rows[:count],
            strip=rows[count:],
            roles=self.roles,
            measures=self.measures,
            title=escape_controls(self.choices.title),
            strip_title="Random",
            scale=self.scale,
            bar=self._bar() if self.choices.errors != "none" else None,
        )

    def caption(self, content: Content) -> str:
        """Return what is seen, and how it was chosen."""
        choices = self.choices
        how = choices.interpolation
        sentences = [
            method_words(self.roles, self.study.scores.methods, self._called),
            *place_words(content.rows, content.strip, self.study.crops, self._called),
            self._value_words([*content.rows, *content.strip]),
            "" if content.bar is None else error_words(self.scale, choices.gain is not None, self.shots),
            tone_words(self.shots),
            f"Crops are enlarged by {how} interpolation." if how != "none" else "",
        ]
        return " ".join(filter(None, sentences))

    @cached_property
    def shots(self) -> list[Shot]:
        """What is seen at each place, the random ones last."""
        specs = [measure.spec for measure in self.measures] if self.choices.values == "crop" else []
        display = check_display(self.choices.display)
        return shots_of(self.study, [*self.places, *self.strip], self.methods, specs, display)

    @cached_property
    def scale(self) -> ErrorScale:
        """That of the error maps that are shown."""
        shown = self.shots[: len(self.places)]
        return shared_scale([plane for shot in shown for plane in shot.errors.values()], self.choices.gain)

    def _row(self, shot: Shot, title: str | None) -> Row:
        scores = shot.scores if self.choices.values == "crop" else self._scores_of(shot.place.image)
        colormap = self.choices.colormap
        own = row_title(shot.place, self._called(self.study.ours))
        title, end = (escape_controls(title), "") if title else own
        return Row(
            title=title,
            title_end=end,
            place=shot.place,
            whole=shot.whole,
            crops=shot.crops,
            errors={name: coloured(plane, self.scale, colormap) for name, plane in shot.errors.items()},
            values=value_runs(self.measures, scores, self.methods),
        )

    def _scores_of(self, image: str) -> dict[str, Mapping[str, float | None]]:
        """Return the scores of a whole image, of the metrics that are shown."""
        scores = self.study.scores
        number = scores.names.index(image)
        return {
            measure.spec: {name: float(scores.of(measure.spec, name)[number]) for name in self.methods}
            for measure in self.measures
        }

    def _bar(self) -> Any:
        import numpy as np

        return coloured(np.linspace(0, self.scale.vmax, 256)[None], self.scale, self.choices.colormap)

    def _value_words(self, rows: list[Row]) -> str:
        protocol = bench_of(self.study.record).protocol.spec
        return value_words(self.measures, self.choices.values, protocol, rows, self.shots)

    def _called(self, name: str) -> str:
        return escape_controls(str(self.choices.labels.get(name, name)))

    def _methods(self) -> list[str]:
        """Return the methods that are shown: of all of them ours first."""
        every = list(self.study.scores.methods)
        if self.choices.methods is None:
            return sorted(every, key=lambda name: name != self.study.ours)
        return _known("method in this study", self.choices.methods, every)

    def _roles(self) -> dict[str, str]:
        """Return the reference and the methods that are shown, with what they are called."""
        scores = self.study.scores
        _known(
            "method or metric to label", self.choices.labels, [REFERENCE, *scores.methods, *scores.metrics]
        )
        named = {name: self._called(name) for name in self.methods}
        return {REFERENCE: escape_controls(str(self.choices.labels.get(REFERENCE, "Reference"))), **named}

    def _measures(self) -> list[Measure]:
        if self.choices.values == "none":
            return []
        known = {m.spec: m for m in measures_of(self.study.record["metrics"], self.choices.labels)}
        if self.choices.metrics is None:
            return list(known.values())[:MOST_MEASURES]
        return [known[spec] for spec in _known("metric in this study", self.choices.metrics, known)]

    def _titles(self) -> list[str | None]:
        """Return the titles that were given for all places, the random ones included."""
        given = self.choices.row_labels
        if len(given) > len(self.places):
            raise InputError(
                f"{len(given)} row labels are given, and the figure has {len(self.places)} rows; leave some"
                " out"
            )
        return [*given, *[None] * (len(self.places) + len(self.strip) - len(given))]


def _known(kind: str, names: Iterable[str], known: Collection[str]) -> list[str]:
    """Return names, each once, that all are known."""
    for name in names:
        if name not in known:
            raise UnknownNameError.among(kind, str(name), known)
    return list(dict.fromkeys(names))
