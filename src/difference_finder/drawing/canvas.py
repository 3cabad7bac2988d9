"""Elements of pages: text, framed pictures, boxes around regions and colour bars."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.drawing.lettering import line_height, put_text, text_width
from difference_finder.drawing.png import row_bands
from difference_finder.drawing.scale import format_number, ticks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

    from difference_finder.drawing.map_view import MapView

__all__ = [
    "GREY",
    "INK",
    "MOST_BOXES",
    "Line",
    "bar_height",
    "blank_page",
    "cell_size",
    "draw_boxes",
    "draw_colour_bar",
    "draw_picture",
    "lines_height",
    "put_lines",
    "small_text_size",
]

INK = (38, 42, 49)
GREY = (108, 114, 124)
RULE = (204, 208, 214)
WHITE = (255, 255, 255)
BLACK = (0, 0, 0)

MOST_BOXES = 20

Colour = tuple[int, int, int]
Rectangle = tuple[int, int, int, int]


@dataclass(frozen=True, eq=False)
class Line:
    """One line of text.

    Parameters
    ----------
    text
        The text.
    size
        Size of the letters in pixels.
    colour
        Colour in 8-bit sRGB.
    """

    text: str
    size: int
    colour: Colour = GREY


def small_text_size(unit: int) -> int:
    """Return the size of text other than headings."""
    return max(11, round(0.85 * unit))


def lines_height(lines: list[Line]) -> int:
    """Return the height of several lines."""
    return sum(line_height(line.size) for line in lines)


def put_lines(canvas: Image, position: tuple[int, int], lines: list[Line]) -> None:
    """Draw lines below each other."""
    x, y = position
    for line in lines:
        put_text(canvas, (x, y), line.text, line.size, line.colour)
        y += line_height(line.size)


def blank_page(width: int, height: int) -> Image:
    """Return an empty page."""
    from PIL import Image

    return Image.new("RGB", (width, height), WHITE)


def cell_size(shown: tuple[int, int], unit: int) -> tuple[int, int]:
    """Return the width and height of the cell of a picture, with space for the numbers of regions."""
    return max(shown[0], 3 * unit), max(shown[1], 2 * unit)


def draw_picture(canvas: Image, position: tuple[int, int], pixels: NDArray[np.uint8]) -> None:
    """Draw a picture on the page with a thin frame, which separates white pictures from the page."""
    from PIL import Image, ImageDraw

    x, y = position
    height, width = pixels.shape[:2]
    ImageDraw.Draw(canvas).rectangle((x - 1, y - 1, x + width, y + height), outline=RULE)
    for top, end in row_bands(width, height):
        canvas.paste(Image.fromarray(pixels[top:end]), (x, y + top))


def draw_boxes(
    canvas: Image, area: Rectangle, regions: list[dict[str, Any]], factor: float, unit: int
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
    The lines, white between black, surround the region and do not cover its pixels.
    """
    from PIL import ImageDraw

    draw = ImageDraw.Draw(canvas)
    line = max(1, round(unit / 13))
    outlines = [_outline(region, area, factor) for region in regions[:MOST_BOXES]]
    for outline in reversed(outlines):
        draw.rectangle(_grown(outline, line + 2), outline=BLACK, width=line + 2)
        draw.rectangle(_grown(outline, line + 1), outline=WHITE, width=line)
    size = max(11, round(0.8 * unit))
    taken: list[Rectangle] = []
    for index, outline in enumerate(outlines):
        room = text_width(str(index + 1), size) + size // 2, round(1.2 * size)
        taken.append(_free_spot(_grown(outline, line + 3), room, area, taken))
        _leader(draw, taken[-1], outline, line)
    for index, spot in enumerate(taken):
        draw.rectangle(_grown(spot, 0), fill=BLACK, outline=WHITE)
        put_text(canvas, (spot[0] + size // 4 + 1, spot[1] + size // 12), str(index + 1), size, WHITE)


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
    around: Rectangle, size: tuple[int, int], area: Rectangle, taken: list[Rectangle]
) -> Rectangle:
    """Return the first position at or near a box that lies in the area and overlaps no other number."""
    width, height = size
    left, top, right, bottom = around
    corners = [(x, y) for y in (top - height, bottom) for x in (left, right - width)]
    corners += [(x, y) for x in (right, left - width) for y in (top, bottom - height)]
    for ring in range(1, 9):
        across, down = ring * (width + 4), ring * (height + 4)
        steps = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j]
        corners += [(left + i * across, top + j * down) for i, j in steps]
    spots = []
    for x, y in corners:
        # At the edge of the picture a number may be moved by the width of the lines, but not farther.
        moved = max(area[0], min(x, area[2] - width)), max(area[1], min(y, area[3] - height))
        if abs(moved[0] - x) + abs(moved[1] - y) <= height // 3:
            spots.append((*moved, moved[0] + width, moved[1] + height))
    free = (spot for spot in spots if not any(_overlap(spot, other) for other in taken))
    x, y = max(area[0], min(left, area[2] - width)), max(area[1], min(top, area[3] - height))
    return next(free, (x, y, x + width, y + height))


def _leader(draw: ImageDraw, spot: Rectangle, outline: Rectangle, line: int) -> None:
    """Draw a line from a number to its box, if they do not touch."""
    reach = line + 4
    near = (outline[0] - reach, outline[1] - reach, outline[2] + reach, outline[3] + reach)
    if not _overlap(spot, near):
        ends = [((area[0] + area[2]) // 2, (area[1] + area[3]) // 2) for area in (spot, outline)]
        draw.line(ends, fill=BLACK, width=line + 2)
        draw.line(ends, fill=WHITE, width=line)


def _overlap(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def bar_height(unit: int) -> int:
    """Return the height of a colour bar with its numbers."""
    return round(0.7 * unit) + round(0.5 * unit) + line_height(small_text_size(unit))


def draw_colour_bar(canvas: Image, area: Rectangle, view: MapView, unit: int) -> None:
    """Draw a colour bar with numbers below it.

    Parameters
    ----------
    canvas
        The page.
    area
        Left, top, right and bottom of the bar; its height is :func:`bar_height`.
    view
        View of the map. An end of the scale that pixels exceed is pointed, and its number marked.
    unit
        Size of the text in pixels.
    """
    import numpy as np
    from PIL import ImageDraw

    left, top, right, _ = area
    scale, thick = view.scale, round(0.7 * unit)
    start, end = (
        edge + sign * thick * bool(part)
        for edge, sign, part in zip((left, right), (1, -1), view.outside, strict=True)
    )
    colours = view.table[np.rint(np.linspace(0, len(view.table) - 1, end - start)).astype(np.intp)]
    draw_picture(
        canvas, (start, top), np.ascontiguousarray(np.broadcast_to(colours, (thick, *colours.shape)))
    )
    draw = ImageDraw.Draw(canvas)
    for base, tip, colour in ((start - 1, left, colours[0]), (end, right, colours[-1])):
        if abs(tip - base) > 1:
            corners = [(base, top), (base, top + thick - 1), (tip, top + thick / 2)]
            draw.polygon(corners, fill=tuple(colour.tolist()), outline=RULE)
    for value, text, x in _labels(view, (left, right), (start, end), unit):
        at = start + round((value - scale.vmin) / (scale.vmax - scale.vmin) * (end - start - 1))
        draw.line((at, top + thick + 1, at, top + thick + round(0.25 * unit)), fill=GREY)
        put_text(canvas, (x, top + thick + round(0.5 * unit)), text, small_text_size(unit), GREY)


def _labels(
    view: MapView, room: tuple[int, int], bar: tuple[int, int], unit: int
) -> list[tuple[float, str, int]]:
    """Return the value, text and left edge of as many numbers as fit below the bar."""
    scale = view.scale
    texts: list[tuple[float, str, int]] = []
    for count in (5, 4, 2, 1):
        texts = []
        for value in ticks(scale, count):
            text = _marked(value, view)
            width = text_width(text, small_text_size(unit))
            middle = bar[0] + (value - scale.vmin) / (scale.vmax - scale.vmin) * (bar[1] - bar[0] - 1)
            texts.append((value, text, max(room[0], min(round(middle - width / 2), room[1] - width))))
        ends = [x + text_width(text, small_text_size(unit)) for _, text, x in texts]
        if all(x >= end + unit for (_, _, x), end in zip(texts[1:], ends, strict=False)):
            return texts
    return [texts[0], texts[-1]]


def _marked(value: float, view: MapView) -> str:
    if value == view.scale.vmax and view.outside[1]:
        return f"≥ {format_number(value)}"
    if value == view.scale.vmin and view.outside[0]:
        return f"≤ {format_number(value)}"
    return format_number(value)
