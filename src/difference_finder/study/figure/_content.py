"""The content of a figure, without its layout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from difference_finder.study.crops.crop import kind_words
from difference_finder.study.figure._places import HAND
from difference_finder.study.images import Place
from difference_finder.study.metric_labels import MetricLabel, best_of
from difference_finder.text import escape_controls

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.study.figure._scale import ErrorScale
    from difference_finder.study.figure._sheet import Run

__all__ = ["BY_HAND", "COLOURS", "Content", "Row", "joined", "row_title", "value_runs"]

SEPARATOR = " / "

BY_HAND = "Chosen by hand"

COLOURS = {
    "best": "#009e73",
    "rival_best": "#d55e00",
    "median": "#0072b2",
    "random": "#7f7f7f",
    HAND: "#cc79a7",
}
"""Colours of the boxes for each kind of place, which colour-blind readers can distinguish (M. Okabe, K. Ito,
2008)."""


@dataclass(frozen=True, eq=False)
class Row:
    """A row of a figure, which shows one place.

    Parameters
    ----------
    title, title_end
        Title, and the end of it that is kept if the title must be shortened.
    place
        Place that the row shows.
    whole
        Whole image of shape (H, W, 3).
    crops, errors
        Pixels of the reference and of each method, and error map of each method, shape (size, size, 3).
    values
        Text beneath each method, in a piece for each metric.
    """

    title: str
    title_end: str
    place: Place
    whole: NDArray[np.uint8]
    crops: Mapping[str, NDArray[np.uint8]]
    errors: Mapping[str, NDArray[np.uint8]]
    values: Mapping[str, Sequence[Run]]

    @property
    def colour(self) -> str:
        """The colour of the box of the place."""
        return COLOURS[self.place.kind]

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
    """

    rows: Sequence[Row]
    strip: Sequence[Row]
    roles: Mapping[str, str]
    measures: Sequence[MetricLabel]
    title: str
    strip_title: str
    scale: ErrorScale
    bar: NDArray[np.uint8] | None


def value_runs(
    measures: Sequence[MetricLabel], scores: Mapping[str, Mapping[str, float | None]], methods: Sequence[str]
) -> dict[str, list[Run]]:
    """Return the text beneath each method: its score in each metric, bold if it is the best."""
    runs: dict[str, list[Run]] = {method: [] for method in methods}
    for measure in measures:
        values = {method: scores[measure.spec].get(method) for method in methods}
        best = best_of(measure, values)
        for method, value in values.items():
            runs[method].append((measure.text(value), method in best))
    return runs


def row_title(place: Place, ours: str) -> tuple[str, str]:
    """Return the title of a row, and the end of it that is kept if the title must be shortened."""
    if place.crop is not None and place.crop.chosen_kind:
        every = replace(place, crop=replace(place.crop, chosen_kind=""))
        return f"{row_title(every, ours)[0]}: {kind_words(place.crop.chosen_kind)}", ""
    margin = 0.0 if place.crop is None else place.crop.margin
    if place.kind in ("best", "rival_best") and margin == 0:
        return "No difference", ""
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
        pieces += [(SEPARATOR, False)] if number else []
        pieces.append(run)
    return pieces
