"""The frontier of methods that no other method beats on both axes, and labels beside points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Box", "frontier_of", "place_labels", "staircase"]

ANGLES = (
    (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0),
    (0.8, 0.8), (-0.8, 0.8), (0.8, -0.8), (-0.8, -0.8),
)  # fmt: skip
"""Directions from a point to its label, the preferred ones first."""

REACHES = (5.0, 8.0, 12.0, 18.0, 26.0, 36.0, 48.0)
"""Distances of a label from its point, in points."""


@dataclass(frozen=True)
class Box:
    """A rectangle, in points.

    Parameters
    ----------
    left, bottom, right, top
        Its sides.
    """

    left: float
    bottom: float
    right: float
    top: float

    def overlap(self, other: Box) -> float:
        """Return the area that two boxes share."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.top, other.top) - max(self.bottom, other.bottom)
        return wide * high if wide > 0 and high > 0 else 0.0

    def within(self, other: Box) -> bool:
        """Tell whether the box lies within another."""
        return (
            other.left <= self.left
            and other.bottom <= self.bottom
            and self.right <= other.right
            and self.top <= other.top
        )


def frontier_of(points: Sequence[tuple[float, float]], x_higher: bool, y_higher: bool) -> list[int]:
    """Return the points that no other point beats: none is as good on both axes and better on one.

    Parameters
    ----------
    points
        Values of the methods.
    x_higher, y_higher
        Whether higher values are better.

    Returns
    -------
    list of int
        Places of the points, from the best in x to the best in y.

    Examples
    --------
    >>> frontier_of([(1.0, 30.0), (2.0, 31.0), (3.0, 30.5)], x_higher=False, y_higher=True)
    [0, 1]
    """
    signed = [(x if x_higher else -x, y if y_higher else -y) for x, y in points]
    order = sorted(range(len(points)), key=lambda place: signed[place], reverse=True)
    found: list[int] = []
    for place in order:
        best = signed[found[-1]] if found else None
        if best is None or signed[place][1] > best[1] or signed[place] == best:
            found.append(place)
    return found


def staircase(points: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    """Return the edge of the region that a frontier beats, as a line of steps.

    Parameters
    ----------
    points
        Points of the frontier, from the best in x to the best in y.

    Examples
    --------
    >>> staircase([(1.0, 30.0), (2.0, 31.0)])
    ([1.0, 2.0, 2.0], [30.0, 30.0, 31.0])
    """
    xs, ys = [points[0][0]], [points[0][1]]
    for x, y in points[1:]:
        xs += [x, x]
        ys += [ys[-1], y]
    return xs, ys


def place_labels(
    anchors: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    obstacles: Sequence[Box],
    page: Box,
) -> list[tuple[Box, float] | None]:
    """Place labels beside their points, without overlap.

    Parameters
    ----------
    anchors
        Positions of the points, in points from the bottom left of the axes.
    sizes
        Width and height of each label.
    obstacles
        Boxes that labels do not cover, such as those of markers.
    page
        Box that labels do not leave.

    Returns
    -------
    list
        For each label its box and its distance from the point; None where no place is free. Labels are
        placed in the given order, each at the nearest free place.
    """
    taken = list(obstacles)
    found: list[tuple[Box, float] | None] = []
    for anchor, size in zip(anchors, sizes, strict=True):
        free = (
            (box, reach)
            for box, reach in _candidates(anchor, size)
            if box.within(page) and not any(box.overlap(other) for other in taken)
        )
        own = next(free, None)
        found.append(own)
        if own is not None:
            taken.append(own[0])
    return found


def _candidates(anchor: tuple[float, float], size: tuple[float, float]) -> Iterator[tuple[Box, float]]:
    """Yield the places of a label around its point, the nearest first."""
    (x, y), (wide, high) = anchor, size
    for reach in REACHES:
        for across, up in ANGLES:
            left = x + across * reach - wide * (0.5 - 0.5 * ((across > 0) - (across < 0)))
            bottom = y + up * reach - high * (0.5 - 0.5 * ((up > 0) - (up < 0)))
            yield Box(left, bottom, left + wide, bottom + high), reach
