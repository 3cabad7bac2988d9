"""What a user wants of a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from difference_finder.drawing.tones import check_display
from difference_finder.errors import InputError
from difference_finder.study.figure._grid import ARRANGEMENTS
from difference_finder.study.figure._scale import check_colormap, check_gain
from difference_finder.study.figure._write import INTERPOLATIONS
from difference_finder.text import option

__all__ = ["VALUES", "Choices"]

VALUES = ("crop", "image", "none")
"""Of what the numbers beneath panels are."""


@dataclass(frozen=True)
class Choices:
    """The options of :func:`difference_finder.study.figure.figure`, under their names there."""

    methods: Sequence[str] | None
    crops: Any
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
    dpi: int
    title: str
    labels: Mapping[str, str]
    row_labels: Sequence[str]

    def checked(self) -> Choices:
        """Return the same, single names as lists.

        Raises
        ------
        InputError, UnknownNameError
            If one of them cannot be, whatever the study.
        """
        choices = {
            "values": (self.values, VALUES),
            "errors": (self.errors, ARRANGEMENTS),
            "interpolation": (self.interpolation, INTERPOLATIONS),
        }
        for what, (given, known) in choices.items():
            if given not in known:
                raise InputError(f"{option(what)} must be one of {', '.join(known)}, not {given!r}")
        if not _between(self.dpi, 50, 2400) or not isinstance(self.dpi, int):
            raise InputError(f"{option('dpi')} must be a whole number from 50 to 2400, not {self.dpi!r}")
        if not _between(self.width, 1, 40):
            raise InputError(f"{option('width')} must be a number of inches from 1 to 40, not {self.width!r}")
        check_colormap(self.colormap)
        check_gain(self.gain)
        check_display(self.display)
        if self.errors == "none" and self.gain is not None:
            raise InputError(
                f"{option('gain', self.gain)} scales error maps, and {option('errors', 'none')} shows none;"
                " leave one out"
            )
        if self.values == "none" and self.metrics is not None:
            raise InputError(
                f"{option('metrics')} selects values, and {option('values', 'none')} shows none; leave"
                " one out"
            )
        lists: dict[str, Any] = {
            name: _listed(name, getattr(self, name)) for name in ("methods", "metrics", "row_labels")
        }
        return replace(self, **lists)


def _between(number: Any, least: float, most: float) -> bool:
    return isinstance(number, int | float) and not isinstance(number, bool) and least <= number <= most


def _listed(what: str, names: Any) -> list[str] | None:
    if names is None:
        return None
    found = [names] if isinstance(names, str) else list(names)
    if not found and what != "row_labels":
        raise InputError(f"{option(what)} is empty; pass at least one, or leave it out")
    return found
