"""The content of a figure, without its layout."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from difference_finder.study.crops.crop import kind_words
from difference_finder.study.figure._places import HAND
from difference_finder.study.figure._sheet import Run
from difference_finder.study.images import Place
from difference_finder.study.metric_labels import MetricLabel, rank_values
from difference_finder.study.results import REFERENCE
from difference_finder.text import escape_controls

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.study.figure._scale import ErrorScale

__all__ = [
    "BY_HAND",
    "COLOURS",
    "LETTERED",
    "Content",
    "Row",
    "box_colours",
    "joined",
    "letter",
    "row_title",
    "value_runs",
]

SEPARATOR = " / "

BY_HAND = "Chosen by hand"

EQUAL = "Equal errors"
"""Title of a crop in which ours and the best rival have equal mean errors, though their pixels may differ."""

LETTERED = ("none", "rows", "columns")
"""What the letters (a), (b), (c) stand beside."""

COLOURS = {
    "best": "#009e73",
    "rival_best": "#d55e00",
    "median": "#0072b2",
    "random": "#7f7f7f",
    HAND: "#cc79a7",
}
"""Colours of the boxes for each kind of place, which colour-blind readers can distinguish (M. Okabe, K. Ito,
2008)."""

SPARE = ("#56b4e9", "#e69f00", "#000000", "#f0e442")
"""Further colours of the same palette, for boxes on one image."""


@dataclass(frozen=True, eq=False)
class Row:
    """A row of a figure, which shows one place.

    Parameters
    ----------
    title, title_end
        Title, and the end of it that is kept if the title must be shortened.
    place
        Place that the row shows.
    wholes
        Whole reference, and the whole image of each method if the layout shows them, shape (H, W, 3).
    crops, errors
        Pixels of the reference and of each method, and error map of each method, shape (size, size, 3).
    values
        Text beneath each method, in a piece for each metric.
    colour
        Colour of the box and of the frames.
    letter
        Letter of the row, such as "(a)"; "" for none.
    """

    title: str
    title_end: str
    place: Place
    wholes: Mapping[str, NDArray[np.uint8]]
    crops: Mapping[str, NDArray[np.uint8]]
    errors: Mapping[str, NDArray[np.uint8]]
    values: Mapping[str, Sequence[Run]]
    colour: str = "#000000"
    letter: str = ""

    @property
    def whole(self) -> NDArray[np.uint8]:
        """The whole reference."""
        return self.wholes[REFERENCE]

    @property
    def head(self) -> str:
        """The title with the letter of the row."""
        return f"{self.letter} {self.title}" if self.letter else self.title

    @property
    def subtitle(self) -> str:
        """The name of the image."""
        return escape_controls(self.place.image)


@dataclass(frozen=True, eq=False)
class Content:
    """The content of a figure.

    Parameters
    ----------
    rows
        Rows with the crops.
    strip
        Random crops; empty if they are not requested.
    roles
        Displayed names of the reference and of the methods.
    measures
        Labels of the metrics; empty without values.
    title
        Title of the figure; "" for none.
    strip_title
        Title of the random crops.
    scale
        Scale of the error maps.
    bar
        Colours of the scale, shape (1, n, 3); None without error maps.
    letters
        Letter of each role, such as "(a)"; empty for none.
    of_image
        Whether the values are those of whole images, not of crops.
    """

    rows: Sequence[Row]
    strip: Sequence[Row]
    roles: Mapping[str, str]
    measures: Sequence[MetricLabel]
    title: str
    strip_title: str
    scale: ErrorScale
    bar: NDArray[np.uint8] | None
    letters: Mapping[str, str] = field(default_factory=dict)
    of_image: bool = False

    @property
    def heads(self) -> dict[str, str]:
        """The displayed names of the roles with their letters."""
        return {
            role: " ".join(filter(None, (self.letters.get(role), name))) for role, name in self.roles.items()
        }

    @property
    def images(self) -> list[list[Row]]:
        """The rows of each image, in the order of the first row of each."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.place.image, []).append(row)
        return list(found.values())


def letter(number: int) -> str:
    """Return a number from 0 as a letter in parentheses.

    Examples
    --------
    >>> letter(0), letter(25), letter(26)
    ('(a)', '(z)', '(aa)')
    """
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return f"({text})"


def box_colours(kinds: Sequence[str]) -> list[str]:
    """Return a colour for each box on one image: that of its kind of place, or another that is free."""
    found: list[str] = []
    for kind in kinds:
        free = [colour for colour in (COLOURS[kind], *SPARE, *COLOURS.values()) if colour not in found]
        found.append(free[0] if free else COLOURS[kind])
    return found


def value_runs(
    measures: Sequence[MetricLabel],
    scores: Mapping[str, Mapping[str, float | None]],
    methods: Sequence[str],
    decimals: Mapping[str, int | None] | None = None,
) -> dict[str, list[Run]]:
    """Return the text beneath each method: its scores, the best bold, the second best underlined.

    Nothing is marked in a metric in which a method has no score. ``decimals`` are those of each metric.
    """
    runs: dict[str, list[Run]] = {method: [] for method in methods}
    for measure in measures:
        known = [scores[measure.spec].get(method) for method in methods]
        values = [math.nan if value is None else value for value in known]
        better = None if any(map(math.isnan, values)) else measure.higher_is_better
        texts = measure.texts(values, (decimals or {}).get(measure.spec))
        ranked = zip(methods, texts, rank_values(values, better), strict=True)
        for method, text, rank in ranked:
            runs[method].append(Run(text, rank == 1, rank == 2))
    return runs


def row_title(place: Place, ours: str) -> tuple[str, str]:
    """Return the title of a row, and the end of it that is kept if the title must be shortened."""
    if place.crop is not None and place.crop.chosen_kind:
        every = replace(place, crop=replace(place.crop, chosen_kind=""))
        return f"{row_title(every, ours)[0]}: {kind_words(place.crop.chosen_kind)}", ""
    margin = 0.0 if place.crop is None else place.crop.margin
    if place.kind in ("best", "rival_best") and margin == 0:
        return EQUAL, ""
    if place.kind == "best":
        end = " best" if margin > 0 else " least behind"
        return ours + end, end
    if place.kind == "rival_best" and margin > 0:
        return f"{ours} least ahead", " least ahead"
    titles = {"rival_best": "Rival best", "median": "Median", "random": "Random", HAND: BY_HAND}
    return titles[place.kind], ""


def joined(runs: Sequence[Run]) -> list[Run]:
    """Return the pieces of a line with separators between them."""
    pieces: list[Run] = []
    for number, run in enumerate(runs):
        pieces += [Run(SEPARATOR)] if number else []
        pieces.append(run)
    return pieces
