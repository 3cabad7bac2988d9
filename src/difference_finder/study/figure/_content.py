"""What stands on a figure, before it is known where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from difference_finder.study.figure._places import HAND
from difference_finder.study.figure._words import Measure, best_of
from difference_finder.study.images import Place
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
"""Of the boxes, by why a place was chosen; colour-blind readers tell them apart (M. Okabe, K. Ito, 2008)."""


@dataclass(frozen=True, eq=False)
class Row:
    """A place, drawn.

    Parameters
    ----------
    title, title_end
        Why it was chosen, in a few words; and what of them must stay where there is no room for all.
    place
        Where it is.
    whole
        The whole image, (H, W, 3).
    crops, errors
        For the reference and each method its pixels, and for each method its error map, (size, size, 3).
    values
        For each method what stands beneath it, a piece for each metric.
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
        """That of its box."""
        return COLOURS[self.place.kind]

    @property
    def subtitle(self) -> str:
        """Which image it is of."""
        return escape_controls(self.place.image)


@dataclass(frozen=True, eq=False)
class Content:
    """All that stands on a figure.

    Parameters
    ----------
    rows
        The crops.
    strip
        The random crops; none if they are not asked for.
    roles
        The reference and the methods, with what they are called.
    measures
        What the values are; none without values.
    title
        That of the figure; "" for none.
    strip_title
        That of the random crops.
    scale
        How errors are shown.
    bar
        The colours of the scale, (1, n, 3); None without error maps.
    """

    rows: Sequence[Row]
    strip: Sequence[Row]
    roles: Mapping[str, str]
    measures: Sequence[Measure]
    title: str
    strip_title: str
    scale: ErrorScale
    bar: NDArray[np.uint8] | None


def value_runs(
    measures: Sequence[Measure], scores: Mapping[str, Mapping[str, float | None]], methods: Sequence[str]
) -> dict[str, list[Run]]:
    """Return what stands beneath each method: its score by each metric, bold where it is the best."""
    runs: dict[str, list[Run]] = {method: [] for method in methods}
    for measure in measures:
        values = {method: scores[measure.spec].get(method) for method in methods}
        best = best_of(measure, values)
        for method, value in values.items():
            runs[method].append((measure.text(value), method in best))
    return runs


def row_title(place: Place, ours: str) -> tuple[str, str]:
    """Say in a few words why a place is shown, and which of them matter most."""
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
