"""Numbered boxes around regions."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from difference_finder.drawing.canvas import WHITE, Canvas, Rectangle
from difference_finder.drawing.lettering import put_text, text_width
from difference_finder.text import count_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.ImageDraw import ImageDraw

__all__ = ["MOST_BOXES", "describe_boxes", "draw_boxes", "draw_outline", "is_dashed", "summarise_boxes"]

BLACK = (0, 0, 0)

MOST_BOXES = 10
"""Greatest number of regions that are drawn."""

DASH, GAP = 6, 4
"""Lengths of a dash and of the gap after it, in widths of a line."""


def draw_boxes(
    canvas: Canvas, area: Rectangle, regions: list[dict[str, Any]], factor: float, unit: int
) -> None:
    """Draw and number the strongest regions on a picture.

    Parameters
    ----------
    canvas
        The page.
    area
        Left, top, right and bottom of the cell of the picture, which is at its top left corner.
    regions
        Regions in pixels of the map, strongest first.
    factor
        Pixels of the page for each pixel of the map.
    unit
        Size of the text in pixels.

    Notes
    -----
    The lines surround the region and do not cover its pixels. They are dashed where the second image is
    better than the first. The numbers lie beside their boxes, and over no other region where there is room.
    """
    from PIL import ImageDraw

    draw = ImageDraw.Draw(canvas.image)
    line = _line_width(unit)
    outlines = [_outline(region, area, factor) for region in regions[:MOST_BOXES]]
    for region, outline in reversed(list(zip(regions, outlines, strict=False))):
        draw_outline(canvas, outline, unit, is_dashed(region))
    size = max(11, round(0.8 * unit))
    taken: list[Rectangle] = []
    for index, outline in enumerate(outlines):
        room = text_width(str(index + 1), size) + size // 2, round(1.2 * size)
        taken.append(_free_spot(_around(outline, line), room, area, taken, outlines))
        _leader(draw, taken[-1], outline, line)
    for index, spot in enumerate(taken):
        draw.rectangle(_grown(spot, 0), fill=BLACK, outline=WHITE)
        put_text(canvas.image, (spot[0] + size // 4 + 1, spot[1] + size // 12), str(index + 1), size, WHITE)


def draw_outline(canvas: Canvas, region: Rectangle, unit: int, dashed: bool = False) -> None:
    """Draw a thin box, a white line within a black one, outside of a region.

    Parameters
    ----------
    canvas
        The page.
    region
        Left, top, right and bottom of the region on the page.
    unit
        Size of the text in pixels.
    dashed
        Whether the lines have gaps.
    """
    from PIL import ImageDraw

    line = _line_width(unit)
    draw = ImageDraw.Draw(canvas.image)
    for by, colour in ((2 * line + 1, BLACK), (line + 1, WHITE)):
        box = _grown(region, by)
        if not dashed:
            draw.rectangle(box, outline=colour, width=line)
            continue
        for dash in _dashes(box, line):
            draw.rectangle(dash, fill=colour)


def _dashes(box: Rectangle, line: int) -> Iterator[Rectangle]:
    """Yield the dashes along the sides of a box, which includes all its corners."""
    left, top, right, bottom = box
    dash, step = DASH * line, (DASH + GAP) * line
    for x in range(left, right + 1, step):
        for y in (top, bottom - line + 1):
            yield x, y, min(x + dash - 1, right), y + line - 1
    for y in range(top, bottom + 1, step):
        for x in (left, right - line + 1):
            yield x, y, x + line - 1, min(y + dash - 1, bottom)


def is_dashed(region: Mapping[str, Any]) -> bool:
    """Tell whether the second image is better in a region."""
    return (region.get("advantage") or {}).get("better") == "second"


def describe_boxes(regions: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what dashed boxes mean, if any of the drawn regions has one."""
    dashed = any(map(is_dashed, regions[:MOST_BOXES]))
    return ["dashed boxes: the second is better"] if dashed else []


def summarise_boxes(count: int, drawn: bool = True) -> str:
    """Return the number of regions as text, and if boxes are drawn, how many regions have none."""
    if drawn and count > MOST_BOXES:
        return f"the {MOST_BOXES} strongest regions drawn, and {count_of(count - MOST_BOXES, 'more region')}"
    return count_of(count, "region") if count else "no regions"


def _line_width(unit: int) -> int:
    return max(1, round(unit / 20))


def _around(outline: Rectangle, line: int) -> Rectangle:
    """Return the area that a box around a region takes."""
    by = 2 * line + 1
    return outline[0] - by, outline[1] - by, outline[2] + by, outline[3] + by


def _outline(region: dict[str, Any], area: Rectangle, factor: float) -> Rectangle:
    slack = 1e-9  # 9 * (1 / 3) need not be 3.
    left = area[0] + math.floor(region["x"] * factor + slack)
    top = area[1] + math.floor(region["y"] * factor + slack)
    right = area[0] + math.ceil((region["x"] + region["width"]) * factor - slack)
    bottom = area[1] + math.ceil((region["y"] + region["height"]) * factor - slack)
    return left, top, right, bottom


def _grown(area: Rectangle, by: int) -> Rectangle:
    """Return the enlarged rectangle for Pillow, which includes both corners."""
    return area[0] - by, area[1] - by, area[2] - 1 + by, area[3] - 1 + by


def _free_spot(
    around: Rectangle,
    size: tuple[int, int],
    area: Rectangle,
    taken: list[Rectangle],
    outlines: list[Rectangle],
) -> Rectangle:
    """Return a position beside or near a box, over no other number and, if possible, over no region."""
    beside: Rectangle | None = None
    free: Rectangle | None = None
    free_of_regions: Rectangle | None = None
    left, top, right, bottom = around
    for spot in _spots(around, size, area):
        if any(_overlap(spot, other) for other in taken):
            continue
        covers = any(_overlap(spot, other) for other in outlines)
        if _overlap(spot, (left - 1, top - 1, right + 1, bottom + 1)):
            if not covers:
                return spot
            beside = beside or spot
        free = free or spot
        free_of_regions = free_of_regions or (None if covers else spot)
    x, y = max(area[0], min(left, area[2] - size[0])), max(area[1], min(top, area[3] - size[1]))
    return beside or free_of_regions or free or (x, y, x + size[0], y + size[1])


def _spots(around: Rectangle, size: tuple[int, int], area: Rectangle) -> Iterator[Rectangle]:
    """Yield positions inside an area, first those beside a box and then those farther away."""
    width, height = size
    for x, y in _corners(around, width, height):
        # At the edge of the picture a number may be moved by the width of the lines, but not farther.
        moved = max(area[0], min(x, area[2] - width)), max(area[1], min(y, area[3] - height))
        if abs(moved[0] - x) + abs(moved[1] - y) <= height // 3:
            yield (*moved, moved[0] + width, moved[1] + height)


def _corners(around: Rectangle, width: int, height: int) -> Iterator[tuple[int, int]]:
    """Yield left and top of positions beside a box and on rings around it."""
    left, top, right, bottom = around
    yield from ((x, y) for y in (top - height, bottom) for x in (left, right - width))
    yield from ((x, y) for x in (right, left - width) for y in (top, bottom - height))
    for ring in range(1, 9):
        across, down = ring * (width + 4), ring * (height + 4)
        yield from ((left + i * across, top + j * down) for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j)


def _leader(draw: ImageDraw, spot: Rectangle, outline: Rectangle, line: int) -> None:
    """Draw a line from a number to its box, if they do not touch."""
    left, top, right, bottom = _around(outline, line)
    if not _overlap(spot, (left - 1, top - 1, right + 1, bottom + 1)):
        ends = [((area[0] + area[2]) // 2, (area[1] + area[3]) // 2) for area in (spot, outline)]
        draw.line(ends, fill=BLACK, width=line + 2)
        draw.line(ends, fill=WHITE, width=line)


def _overlap(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
