"""Names beside points, and an arrow towards better values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from difference_finder.study.figure import Run
from difference_finder.study.plots._drawing import POINTS
from difference_finder.study.plots._frontier import Box, place_labels
from difference_finder.study.plots._style import GREY

if TYPE_CHECKING:
    from difference_finder.study.plots._axis import Axis
    from difference_finder.study.plots._drawing import Drawing

__all__ = ["label_points"]

GAP = 4.0
"""Space between labels, in points."""


def label_points(
    drawing: Drawing,
    axes: Any,
    both: Sequence[Axis],
    points: Mapping[str, tuple[float, float]],
    labelled: Sequence[str],
    steps: tuple[list[float], list[float]],
) -> list[str]:
    """Write the names of methods beside their points, and an arrow towards better values.

    Parameters
    ----------
    drawing
        The plot, whose axes are labelled and scaled.
    axes
        Axes of matplotlib.
    both
        Horizontal and vertical axis.
    points
        Values of all methods that are drawn.
    labelled
        Methods with a name, the most important first.
    steps
        Coordinates of the frontier, which names do not cover.

    Returns
    -------
    list of str
        Methods whose name has no room.
    """
    drawing.figure.canvas.draw()
    scale = POINTS / drawing.figure.dpi
    corner = axes.bbox.x0 * scale, axes.bbox.y0 * scale

    def placed(x: float, y: float) -> tuple[float, float]:
        across, up = axes.transData.transform((x, y)) * scale
        return float(across) - corner[0], float(up) - corner[1]

    page = Box(0, 0, axes.bbox.width * scale, axes.bbox.height * scale)
    spots = {method: placed(*point) for method, point in points.items()}
    obstacles = [_around(*spot, 3.5 if method in labelled else 1.2) for method, spot in spots.items()]
    for method in labelled:
        for way, one in enumerate(both):
            for end in one.intervals.get(method, ()):
                at = [*points[method]]
                at[way] = end
                obstacles.append(_along(spots[method], placed(*at)))
    corners = [placed(*point) for point in zip(*steps, strict=True)]
    obstacles += [_along(*ends) for ends in pairwise(corners)]
    arrow = _draw_arrow(drawing, axes, both, obstacles, page)
    size = drawing.face.size - 1
    names = dict(zip(labelled, drawing.called_short(labelled), strict=True))
    wide = {m: drawing.face.width([Run(names[m], m == drawing.ours)], size) for m in labelled}
    found = place_labels(
        [spots[m] for m in labelled],
        [(wide[m] + GAP, 1.1 * size) for m in labelled],
        [*obstacles, *arrow],
        page,
    )
    for method, place in zip(labelled, found, strict=True):
        if place is not None:
            _write(axes, points[method], spots[method], place, names[method], method == drawing.ours, size)
    return [method for method, place in zip(labelled, found, strict=True) if place is None]


def _around(x: float, y: float, half: float) -> Box:
    return Box(x - half, y - half, x + half, y + half)


def _along(first: tuple[float, float], second: tuple[float, float]) -> Box:
    """Return the box of a line, a little wider than it."""
    across, up = zip(first, second, strict=True)
    return Box(min(across) - 1, min(up) - 1, max(across) + 1, max(up) + 1)


def _write(
    axes: Any,
    point: tuple[float, float],
    spot: tuple[float, float],
    place: tuple[Box, float],
    text: str,
    bold: bool,
    size: float,
) -> None:
    """Write a label, with a line to its point if it is far away."""
    box, reach = place
    middle = (box.left + box.right) / 2 - spot[0], (box.bottom + box.top) / 2 - spot[1]
    far = {"arrowstyle": "-", "linewidth": 0.4, "color": GREY, "shrinkA": 1, "shrinkB": 3}
    label = axes.annotate(
        text, point, middle, textcoords="offset points", ha="center", va="center", fontsize=size,
        fontweight="bold" if bold else "normal", arrowprops=far if reach > 10 else None, zorder=5,
    )  # fmt: skip
    label.set_in_layout(False)


def _draw_arrow(
    drawing: Drawing, axes: Any, both: Sequence[Axis], obstacles: list[Box], page: Box
) -> list[Box]:
    """Draw an arrow towards better values in a free corner; return the box that it takes."""
    signs = [{True: 1, False: -1, None: 0}[one.label.higher_is_better] for one in both]
    if not any(signs):
        return []
    size = drawing.face.size - 1
    wide, high = drawing.face.width([Run("better")], size) + 22, 20.0
    best = (signs[0] or 1, signs[1] or 1)
    corners = [best, (best[0], -best[1]), (-best[0], best[1]), (-best[0], -best[1])]
    boxes = [
        Box(
            4 if right < 0 else page.right - wide - 4,
            4 if up < 0 else page.top - high - 2,
            4 + wide if right < 0 else page.right - 4,
            4 + high if up < 0 else page.top - 2,
        )
        for right, up in corners
    ]
    box = min(boxes, key=lambda one: sum(one.overlap(other) for other in obstacles))
    length = 16 if all(signs) else 20
    reach = [sign * length / 2 for sign in signs]
    left_side = signs[0] < 0
    centre = (box.left + 10 if left_side else box.right - 10), (box.bottom + box.top) / 2
    to_axes = [page.right, page.top]
    tail, head = (
        [(at + way * step) / most for at, step, most in zip(centre, reach, to_axes, strict=True)]
        for way in (-1, 1)
    )
    shaft = {"arrowstyle": "-|>", "linewidth": 0.9, "color": GREY, "shrinkA": 0, "shrinkB": 0,
             "mutation_scale": 7}  # fmt: skip
    drawn = axes.annotate(
        "", head, tail, xycoords="axes fraction", textcoords="axes fraction", arrowprops=shaft, zorder=2
    )
    text = axes.text(
        (centre[0] + (12 if left_side else -12)) / page.right, centre[1] / page.top, "better",
        transform=axes.transAxes, ha="left" if left_side else "right", va="center", fontsize=size, color=GREY,
    )  # fmt: skip
    for one in (drawn, text):
        one.set_in_layout(False)
    return [box]
