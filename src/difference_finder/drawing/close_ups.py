"""Close-ups: the strongest regions of a map, enlarged from all pictures of a panel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from difference_finder.drawing.boxes import draw_outline, is_dashed
from difference_finder.drawing.canvas import (
    INK,
    Canvas,
    Line,
    draw_picture,
    lines_height,
    put_lines,
    small_text_size,
)
from difference_finder.drawing.lettering import break_lines, line_height, shorten
from difference_finder.drawing.map_view import MapView, enlarge_pixels
from difference_finder.drawing.scale import TIMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["CloseUp", "Strip", "make_strip"]

MOST, IN_A_ROW = 3, (3, 2, 1)
"""Greatest number of close-ups, and of close-ups beside each other."""

TILE, NARROWEST_TILE, TALLEST_TILE = 200, 8, 16
"""Width in pixels that enlarged pictures have if the page is wide enough; least width reserved for one, and
its greatest height, in sizes of the text."""

LEAST, GREATEST, ENOUGH = 2, 16, 4
"""Least enlargement relative to the pictures above, greatest enlargement, and enlargement of the pictures
above that shows differences well enough."""

MARGIN = 8
"""Least margin around a region in pixels; large regions have an eighth of their longer side."""


@dataclass(frozen=True, eq=False)
class CloseUp:
    """A region, enlarged from several pictures by one factor.

    Parameters
    ----------
    text
        Number of the region and the sentence about it.
    facts
        Position of the region, factor of the enlargement, and whether a part of the region is shown.
    tiles
        Titles and pixels of the enlarged pictures, of one size.
    outline
        Left, top, right and bottom of the region in pixels of a tile; None if a part of it is shown.
    dashed
        Whether the outline is dashed.
    """

    text: str
    facts: str
    tiles: list[tuple[str, NDArray[np.uint8]]]
    outline: tuple[int, int, int, int] | None
    dashed: bool = False


@dataclass(frozen=True, eq=False)
class Strip:
    """Close-ups in rows.

    Parameters
    ----------
    rows
        Close-ups of each row, from left to right.
    tile
        Width reserved for an enlarged picture.
    unit
        Size of the text in pixels.
    """

    rows: list[list[CloseUp]]
    tile: int
    unit: int

    @property
    def height(self) -> int:
        """Height of all rows in pixels, with the distance above each; 0 without close-ups."""
        return sum(self._top(row) + self._tallest(row) for row in self.rows)

    def draw(self, canvas: Canvas, position: tuple[int, int]) -> None:
        """Draw the rows below each other."""
        left, top = position
        for row in self.rows:
            for index, close_up in enumerate(row):
                self._draw(canvas, (left + index * (self._width(row) + _gap(self.unit)), top), close_up, row)
            top += self._top(row) + self._tallest(row)

    def _draw(self, canvas: Canvas, position: tuple[int, int], close_up: CloseUp, row: list[CloseUp]) -> None:
        left, top = position[0], position[1] + _gap(self.unit)
        size, width = small_text_size(self.unit), self._width(row)
        put_lines(canvas, (left, top), self._heading(close_up, width))
        top = position[1] + self._top(row)
        for title, pixels in close_up.tiles:
            name = Line(shorten(title, size, self.tile), size)
            put_lines(canvas, (left, top - line_height(size) - _distance(self.unit) // 2), [name])
            draw_picture(canvas, (left, top), pixels)
            if close_up.outline:
                x, y, right, bottom = close_up.outline
                draw_outline(
                    canvas, (left + x, top + y, left + right, top + bottom), self.unit, close_up.dashed
                )
            left += self.tile + _distance(self.unit)

    def _heading(self, close_up: CloseUp, width: int) -> list[Line]:
        size = small_text_size(self.unit)
        lines = break_lines(close_up.text, self.unit, width, 2)
        return [
            *(Line(text, self.unit, INK) for text in lines),
            Line(shorten(close_up.facts, size, width), size),
        ]

    def _width(self, row: list[CloseUp]) -> int:
        count = len(row[0].tiles)
        return count * (self.tile + _distance(self.unit)) - _distance(self.unit)

    def _top(self, row: list[CloseUp]) -> int:
        headings = (lines_height(self._heading(close_up, self._width(row))) for close_up in row)
        titles = line_height(small_text_size(self.unit)) + _distance(self.unit)
        return _gap(self.unit) + max(headings) + titles

    def _tallest(self, row: list[CloseUp]) -> int:
        return max(len(close_up.tiles[0][1]) for close_up in row)


def make_strip(
    view: MapView,
    pictures: Mapping[str, NDArray[np.uint8]],
    regions: list[dict[str, Any]],
    shown: int,
    room: int,
    unit: int,
) -> Strip:
    """Return the close-ups of the three strongest regions.

    Parameters
    ----------
    view
        View of the map.
    pictures
        Titles and pixels (H, W, 3) of the pictures; only pictures of the map's size are enlarged.
    regions
        Regions in pixels of the map, strongest first.
    shown
        Factor by which the page shows the pictures; from 4 on there are no close-ups.
    room
        Width of the page without its margins.
    unit
        Size of the text in pixels.
    """
    fitting = {
        title: pixels for title, pixels in pictures.items() if pixels.shape[:2] == view.facts.plane.shape
    }
    regions = regions[:MOST] if fitting and shown < ENOUGH else []
    count = len(fitting) + 1
    widths = {
        abreast: ((room + _gap(unit)) // abreast - _gap(unit) + _distance(unit)) // count - _distance(unit)
        for abreast in IN_A_ROW
    }
    abreast = next((number for number in IN_A_ROW if widths[number] >= TILE), 1)
    abreast = min(abreast, max(1, len(regions)))
    size = widths[abreast], min(widths[abreast], TALLEST_TILE * unit)
    made = [_close_up(view, fitting, region, index + 1, shown, size) for index, region in enumerate(regions)]
    tile = max([min(size[0], NARROWEST_TILE * unit), *(item.tiles[0][1].shape[1] for item in made)])
    return Strip([made[start : start + abreast] for start in range(0, len(made), abreast)], tile, unit)


def _close_up(
    view: MapView,
    pictures: Mapping[str, NDArray[np.uint8]],
    region: dict[str, Any],
    number: int,
    shown: int,
    room: tuple[int, int],
) -> CloseUp:
    factor, rows, columns = _window(view, region, shown, room)
    part = _part_of(view, rows, columns)
    tiles = [
        (title, part.hatched(enlarge_pixels(pixels[rows, columns], factor), factor, through=0.3))
        for title, pixels in pictures.items()
    ]
    tiles.append(("Map", part.pixels(factor)))
    left, top = region["x"] - columns.start, region["y"] - rows.start
    right, bottom = left + region["width"], top + region["height"]
    whole = (
        left >= 0 and top >= 0 and right <= columns.stop - columns.start and bottom <= rows.stop - rows.start
    )
    facts = [f"{region['width']} {TIMES} {region['height']} at ({region['x']}, {region['y']})"]
    facts += [] if whole else ["a part of it"]
    facts += [region["advantage"]["text"]] if region.get("advantage") else []
    text = f"{number}: {region['text']}" if region.get("text") else f"Region {number}"
    outline = (left * factor, top * factor, right * factor, bottom * factor)
    return CloseUp(
        text,
        "  ·  ".join([*facts, f"shown at {factor}:1"]),
        tiles,
        outline if whole else None,
        is_dashed(region),
    )


def _window(
    view: MapView, region: dict[str, Any], shown: int, room: tuple[int, int]
) -> tuple[int, slice, slice]:
    """Return the factor of a region, and the rows and columns of the part of the pictures around it.

    The enlarged part is a square, and wider for a wide region.
    """
    lengths = region["width"], region["height"]
    margin = max(MARGIN, max(lengths) // 8)
    factors = (space // (length + 2 * margin) for space, length in zip(room, lengths, strict=True))
    factor = max(min(GREATEST, *factors), LEAST * shown)
    across = max(1, min(room[0], max(room[1], factor * (lengths[0] + 2 * margin))) // factor)
    down = max(1, room[1] // factor)
    height, width = view.facts.plane.shape
    y, x = _peak(view, region)
    left = _start(region["x"], lengths[0], x, across, width)
    top = _start(region["y"], lengths[1], y, down, height)
    return factor, slice(top, min(top + down, height)), slice(left, min(left + across, width))


def _part_of(view: MapView, rows: slice, columns: slice) -> MapView:
    """Return the view of a part of the map, with the scale of the whole map."""
    facts = view.facts
    mask = None if facts.mask is None else facts.mask[rows, columns]
    return replace(view, facts=replace(facts, plane=facts.plane[rows, columns], mask=mask))


def _peak(view: MapView, region: dict[str, Any]) -> tuple[int, int]:
    """Return the row and column of the strongest value in a region."""
    import numpy as np

    top, left = region["y"], region["x"]
    part = view.facts.plane[top : top + region["height"], left : left + region["width"]]
    row, column = np.unravel_index(int(np.nan_to_num(np.abs(part)).argmax()), part.shape)
    return top + int(row), left + int(column)


def _start(start: int, length: int, peak: int, side: int, whole: int) -> int:
    """Return the start of a window inside the picture: around a region that fits, or around its peak."""
    if length <= side:
        first = start + (length - side) // 2
    else:
        first = max(start, min(peak - side // 2, start + length - side))
    return max(0, min(first, whole - side))


def _gap(unit: int) -> int:
    """Return the distance between two close-ups."""
    return round(1.3 * unit)


def _distance(unit: int) -> int:
    """Return the distance between the pictures of a close-up."""
    return round(0.5 * unit)
