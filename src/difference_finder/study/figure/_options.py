"""The options of a figure, and their checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from difference_finder.drawing.tones import check_display
from difference_finder.errors import InputError
from difference_finder.study.figure._choice import page_height
from difference_finder.study.figure._content import LETTERED
from difference_finder.study.figure._grid import ARRANGEMENTS
from difference_finder.study.figure._layout import LAYOUTS
from difference_finder.study.figure._scale import check_colormap, check_gain
from difference_finder.study.figure._write import INTERPOLATIONS
from difference_finder.text import option

__all__ = ["CAPTIONS", "VALUES", "FigureOptions"]

VALUES = ("crop", "image", "none")
"""The images that the values beneath panels are measured on."""

CAPTIONS = ("full", "short")
"""Captions: with all facts about each crop, or with a sentence on their choice."""


@dataclass(frozen=True)
class FigureOptions:
    """The options of :func:`difference_finder.study.figure.figure`, under the same names."""

    methods: Sequence[str] | None
    crops: Any
    crops_kind: str | None
    random: bool
    places: Iterable[Any]
    metrics: Sequence[str] | None
    values: str
    errors: str
    gain: float | None
    colormap: str
    display: Any
    interpolation: str
    width: float
    max_height: float | None
    dpi: int
    title: str
    labels: Mapping[str, str]
    row_labels: Sequence[str]
    layout: str
    letters: str
    caption: str

    @property
    def most_points(self) -> float:
        """The maximum height of the figure in points."""
        return 72 * (page_height(self.width) if self.max_height is None else float(self.max_height))

    def checked(self) -> FigureOptions:
        """Return the options with single names as lists, after checking them.

        Raises
        ------
        InputError, UnknownNameError
            If an option is invalid for any study.
        """
        choices = {
            "values": (self.values, VALUES),
            "errors": (self.errors, ARRANGEMENTS),
            "interpolation": (self.interpolation, INTERPOLATIONS),
            "layout": (self.layout, LAYOUTS),
            "letters": (self.letters, LETTERED),
            "caption": (self.caption, CAPTIONS),
        }
        for label, (given, known) in choices.items():
            if given not in known:
                raise InputError(f"{option(label)} must be one of {', '.join(known)}, not {given!r}")
        if not _between(self.dpi, 50, 2400) or not isinstance(self.dpi, int):
            raise InputError(f"{option('dpi')} must be a whole number from 50 to 2400, not {self.dpi!r}")
        if not _between(self.width, 1, 40):
            raise InputError(f"{option('width')} must be a number of inches from 1 to 40, not {self.width!r}")
        if self.max_height is not None and not _between(self.max_height, 1, 200):
            raise InputError(
                f"{option('max_height')} must be a number of inches from 1 to 200, not {self.max_height!r}"
            )
        if self.crops_kind is not None and self.crops == 0 and not self.random:
            raise InputError(
                f"{option('crops_kind', self.crops_kind)} selects among the crops of the study, and"
                f" {option('crops', 0)} shows none; leave one of them out"
            )
        check_colormap(self.colormap)
        check_gain(self.gain)
        check_display(self.display)
        errors = self._errors()
        if errors == "none" and self.gain is not None:
            raise InputError(
                f"{option('gain', self.gain)} scales error maps, and {self._no_errors} shows none; leave it"
                f" out, or pass {option('errors', 'below')}"
            )
        if self.values == "none" and self.metrics is not None:
            raise InputError(
                f"{option('metrics')} selects values, and {option('values', 'none')} shows none; leave"
                " one of them out"
            )
        lists: dict[str, Any] = {
            name: _listed(name, getattr(self, name)) for name in ("methods", "metrics", "row_labels")
        }
        return replace(self, errors=errors, **lists)

    @property
    def _no_errors(self) -> str:
        """The option for which there are no error maps."""
        return option("errors", "none") if self.errors == "none" else option("layout", self.layout)

    def _errors(self) -> str:
        """Return the position of error maps: without a choice, only a grid shows them."""
        if self.layout == "inset" and self.errors == "beside":
            raise InputError(
                f"{option('layout', 'inset')} has no room for {option('errors', 'beside')}; pass"
                f" {option('errors', 'below')}"
            )
        return "none" if self.errors == "auto" and self.layout != "grid" else self.errors


def _between(number: Any, least: float, most: float) -> bool:
    return isinstance(number, int | float) and not isinstance(number, bool) and least <= number <= most


def _listed(label: str, names: Any) -> list[str] | None:
    if names is None:
        return None
    found = [names] if isinstance(names, str) else list(names)
    if not found and label != "row_labels":
        raise InputError(f"{option(label)} is empty; pass at least one, or leave it out")
    return found
