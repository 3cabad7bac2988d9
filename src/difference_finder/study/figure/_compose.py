"""The composition of a figure: its content and its caption, from a study and options."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from difference_finder.drawing.tones import check_display
from difference_finder.errors import InputError, UnknownNameError
from difference_finder.study.figure._caption import (
    describe_error_maps,
    describe_error_maps_shortly,
    describe_methods,
    describe_places,
    describe_places_shortly,
    describe_tones,
    describe_values,
    describe_values_shortly,
)
from difference_finder.study.figure._content import (
    COLOURS,
    Content,
    Row,
    box_colours,
    letter,
    row_title,
    value_runs,
)
from difference_finder.study.figure._places import chosen_places, crops_to_show, random_places
from difference_finder.study.figure._scale import ErrorScale, coloured, shared_scale
from difference_finder.study.images import MeasuredCrop, measure_crops
from difference_finder.study.metric_labels import MetricLabel, metric_labels
from difference_finder.study.plan.measurement_settings import settings_of
from difference_finder.study.plan.statistics_settings import metrics_named
from difference_finder.study.results import REFERENCE, Results
from difference_finder.study.short_names import check_different
from difference_finder.text import count_of, escape_controls, option

if TYPE_CHECKING:
    from difference_finder.study.figure._options import FigureOptions

__all__ = ["Composer"]

MOST_MEASURES = 3
"""Default number of metrics beneath panels."""


class Composer:
    """Composes the content of a figure.

    Parameters
    ----------
    study
        Study with the crops.
    options
        Options of the figure.

    Raises
    ------
    InputError, UnknownNameError
        If an option does not fit the study.
    """

    def __init__(self, study: Results, options: FigureOptions) -> None:
        self.study, self.options = study, options
        self.labels = {**(study.record.get("labels") or {}), **options.labels}
        self.methods = self._methods()
        self.roles = self._roles()
        self.measures = self._measures()
        self.crops = crops_to_show(study.crops, options.crops_kind)
        self.places = chosen_places(
            self.crops, options.crops, options.places, study.scores.names, study.record.get("no_crops", "")
        )
        self.strip = random_places(self.crops) if options.random else []
        if not self.places:
            raise InputError(f"the figure has no row; pass {option('crops', 3)}, or {option('places')}")
        self.titles = self._titles()
        self._arrange()

    def content(self) -> Content:
        """Return the content of the figure."""
        rows = [self._row(*each) for each in zip(self.measured, self.titles, self.scores, strict=True)]
        count = len(self.places)
        lettered = enumerate(self.roles) if self.options.letters == "columns" else ()
        return Content(
            rows=self._told_apart(rows[:count]),
            strip=rows[count:],
            roles=self.roles,
            measures=self.measures,
            title=escape_controls(self.options.title),
            strip_title="Random",
            scale=self.scale,
            bar=self._bar() if self.options.errors != "none" else None,
            letters={role: letter(number) for number, role in lettered},
            of_image=self.options.values == "image",
        )

    def _told_apart(self, rows: list[Row]) -> list[Row]:
        """Return the rows with their letters, and with different colours for the boxes on one image."""
        if self.options.letters == "rows":
            rows = [replace(row, letter=letter(number)) for number, row in enumerate(rows)]
        if self.options.layout == "grid":
            return rows
        kinds: dict[str, list[str]] = {}
        for row in rows:
            kinds.setdefault(row.place.image, []).append(row.place.kind)
        colours = {image: iter(box_colours(found)) for image, found in kinds.items()}
        return [replace(row, colour=next(colours[row.place.image])) for row in rows]

    def notes(self, content: Content) -> tuple[str, ...]:
        """Return what the author should know and the caption does not state, with its remedy."""
        notes = []
        if len(content.rows) < self.options.crops:
            found = count_of(len(content.rows), "row")
            notes.append(f"{found}, not {self.options.crops}: the study has no other crops")
        for number, crop in enumerate(self.measured[: len(content.rows)], 1):
            notes += [f"row {number} has no {spec}: {cause}" for spec, cause in crop.causes.items()]
        return tuple(notes)

    def caption(self, content: Content) -> str:
        """Return the caption of the figure."""
        options, short = self.options, self.options.caption == "short"
        how = options.interpolation
        sentences = [
            describe_methods(content, self.study.scores.methods, self._called, options.layout),
            *(self._places_shortly(content) if short else self._places(content)),
            describe_values_shortly(content, options.values) if short else self._value_words(content),
            self._error_words(content, short),
            describe_tones(self.measured),
            f"Crops are enlarged by {how} interpolation." if how != "none" else "",
        ]
        return " ".join(filter(None, sentences))

    def _places(self, content: Content) -> list[str]:
        layout = self.options.layout
        return describe_places(content.rows, content.strip, self.crops, self._called, layout)

    def _places_shortly(self, content: Content) -> list[str]:
        ours = self._called(self.study.ours)
        titles = [row_title(place, ours)[0] for place in self.places]
        titles = [title if title.startswith(ours) else title[0].lower() + title[1:] for title in titles]
        return describe_places_shortly(content.rows, content.strip, self.crops, titles, self.options.layout)

    def _error_words(self, content: Content, short: bool) -> str:
        if content.bar is None:
            return ""
        if short:
            return describe_error_maps_shortly(self.scale)
        return describe_error_maps(self.scale, self.options.gain is not None, self.measured)

    def _arrange(self) -> None:
        """Put the places in the order of the layout: by image, and insets from left to right."""
        layout = self.options.layout
        if layout == "grid":
            return
        images = list(dict.fromkeys(place.image for place in self.places))

        def order(number: int) -> tuple[float, ...]:
            place = self.places[number]
            across = place.x + place.size / 2 if layout == "inset" else 0.0
            return images.index(place.image), across

        numbers = sorted(range(len(self.places)), key=order)
        self.titles = [self.titles[n] for n in numbers] + self.titles[len(numbers) :]
        self.places = [self.places[n] for n in numbers]

    @cached_property
    def measured(self) -> list[MeasuredCrop]:
        """The measured crops, the random ones last."""
        specs = [measure.spec for measure in self.measures] if self.options.values == "crop" else []
        display = check_display(self.options.display)
        places, inset = [*self.places, *self.strip], self.options.layout == "inset"
        return measure_crops(self.study, places, self.methods, specs, display, inset)

    @cached_property
    def scale(self) -> ErrorScale:
        """The scale of the error maps."""
        shown = self.measured[: len(self.places)]
        return shared_scale([plane for crop in shown for plane in crop.errors.values()], self.options.gain)

    @cached_property
    def scores(self) -> list[Mapping[str, Mapping[str, float | None]]]:
        """The scores beneath each place, {metric: {method: value}}."""
        whole = self.options.values != "crop"
        return [self._scores_of(crop.place.image) if whole else crop.scores for crop in self.measured]

    @cached_property
    def decimals(self) -> dict[str, int | None]:
        """The number of decimals of each metric in all rows."""
        return {
            measure.spec: measure.decimals([list(scores[measure.spec].values()) for scores in self.scores])
            for measure in self.measures
        }

    def _row(
        self, crop: MeasuredCrop, title: str | None, scores: Mapping[str, Mapping[str, float | None]]
    ) -> Row:
        colormap = self.options.colormap
        own = row_title(crop.place, self._called(self.study.ours))
        title, end = (escape_controls(title), "") if title else own
        return Row(
            title=title,
            title_end=end,
            place=crop.place,
            wholes=crop.wholes,
            crops=crop.pixels,
            errors={name: coloured(plane, self.scale, colormap) for name, plane in crop.errors.items()},
            values=value_runs(self.measures, scores, self.methods, self.decimals),
            colour=COLOURS[crop.place.kind],
        )

    def _scores_of(self, image: str) -> dict[str, Mapping[str, float | None]]:
        """Return the scores of a whole image in the metrics that are shown."""
        scores = self.study.scores
        number = scores.names.index(image)
        return {
            measure.spec: {name: float(scores.of(measure.spec, name)[number]) for name in self.methods}
            for measure in self.measures
        }

    def _bar(self) -> Any:
        import numpy as np

        return coloured(np.linspace(0, self.scale.vmax, 256)[None], self.scale, self.options.colormap)

    def _value_words(self, content: Content) -> str:
        columns = settings_of(self.study.record).columns
        protocols = {column.name: column.protocol.spec for column in columns}
        return describe_values(content, self.options.values, protocols)

    def _called(self, name: str) -> str:
        return escape_controls(str(self.labels.get(name, name)))

    def _methods(self) -> list[str]:
        """Return the methods that are shown; if all are, ours comes first."""
        every = list(self.study.scores.methods)
        if self.options.methods is None:
            return sorted(every, key=lambda name: name != self.study.ours)
        return _known("method in this study", self.options.methods, every)

    def _roles(self) -> dict[str, str]:
        """Return the names of the reference and of the methods in the figure."""
        scores = self.study.scores
        _known(
            "method or metric to label", self.options.labels, [REFERENCE, *scores.methods, *scores.metrics]
        )
        named = {name: self._called(name) for name in self.methods}
        reference = escape_controls(str(self.labels.get(REFERENCE, "Reference")))
        roles = {REFERENCE: reference, **named}
        check_different(roles)
        return roles

    def _measures(self) -> list[MetricLabel]:
        if self.options.values == "none":
            return []
        known = {m.spec: m for m in metric_labels(self.study.record["metrics"], self.labels)}
        if self.options.metrics is None:
            return list(known.values())[:MOST_MEASURES]
        named = [name for given in self.options.metrics for name in metrics_named(given, list(known))]
        return [known[spec] for spec in dict.fromkeys(named)]

    def _titles(self) -> list[str | None]:
        """Return the given title of each place, None without one, for the random places too."""
        given = self.options.row_labels
        if len(given) > len(self.places):
            raise InputError(f"there are {len(given)} row labels for {len(self.places)} rows; leave some out")
        return [*given, *[None] * (len(self.places) + len(self.strip) - len(given))]


def _known(kind: str, names: Iterable[str], known: Collection[str]) -> list[str]:
    """Return the distinct names, after checking that all are known."""
    for name in names:
        if name not in known:
            raise UnknownNameError.among(kind, str(name), known)
    return list(dict.fromkeys(names))
