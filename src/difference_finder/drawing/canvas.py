"""Elements of pages: text, framed pictures and colour bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from difference_finder.drawing.lettering import line_height, put_text, text_width
from difference_finder.drawing.scale import format_number, ticks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.drawing.map_view import MapView

__all__ = [
    "GREY",
    "INK",
    "WHITE",
    "Canvas",
    "Line",
    "Rectangle",
    "bar_height",
    "cell_size",
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

Colour = tuple[int, int, int]
Rectangle = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels of the page."""


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


class Canvas:
    """An empty white page, whose memory Pillow and NumPy share.

    Parameters
    ----------
    width, height
        Size of the page in pixels.

    Attributes
    ----------
    pixels
        Array of shape (H, W, 4), uint8: red, green, blue, and a byte without meaning.
    image
        The same page for Pillow, of mode "RGBX".
    """

    def __init__(self, width: int, height: int) -> None:
        import numpy as np
        from PIL import Image

        self.pixels: NDArray[np.uint8] = np.full((height, width, 4), 255, np.uint8)
        self.image: Image.Image = Image.frombuffer("RGBX", (width, height), self.pixels, "raw", "RGBX", 0, 1)
        self.image.readonly = 0  # else Pillow draws on a copy


def put_lines(canvas: Canvas, position: tuple[int, int], lines: list[Line]) -> None:
    """Draw lines below each other."""
    x, y = position
    for line in lines:
        put_text(canvas.image, (x, y), line.text, line.size, line.colour)
        y += line_height(line.size)


def cell_size(shown: tuple[int, int], unit: int) -> tuple[int, int]:
    """Return the width and height of the cell of a picture, with space for the numbers of regions."""
    return max(shown[0], 3 * unit), max(shown[1], 2 * unit)


def draw_picture(canvas: Canvas, position: tuple[int, int], pixels: NDArray[np.uint8]) -> None:
    """Draw a picture on the page with a thin frame, which separates white pictures from the page.

    Parameters
    ----------
    canvas
        The page.
    position
        Left and top of the picture.
    pixels
        Picture of shape (H, W, 3), or (H, W, 4) as in :class:`Canvas`, which is faster.
    """
    import numpy as np
    from PIL import ImageDraw

    x, y = position
    height, width, channels = pixels.shape
    ImageDraw.Draw(canvas.image).rectangle((x - 1, y - 1, x + width, y + height), outline=RULE)
    area = canvas.pixels[y : y + height, x : x + width]
    if channels == 4:
        area.view(np.uint32)[:] = np.ascontiguousarray(pixels).view(np.uint32)
        return
    for channel in range(channels):  # three bytes at a time take five times as long
        area[..., channel] = pixels[..., channel]


def bar_height(unit: int) -> int:
    """Return the height of a colour bar with its numbers."""
    return round(0.7 * unit) + round(0.5 * unit) + line_height(small_text_size(unit))


def draw_colour_bar(canvas: Canvas, area: Rectangle, view: MapView, unit: int) -> None:
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
    draw = ImageDraw.Draw(canvas.image)
    for base, tip, colour in ((start - 1, left, colours[0]), (end, right, colours[-1])):
        if abs(tip - base) > 1:
            corners = [(base, top), (base, top + thick - 1), (tip, top + thick / 2)]
            draw.polygon(corners, fill=tuple(colour.tolist()), outline=RULE)
    for value, text, x in _labels(view, (left, right), (start, end), unit):
        at = start + round((value - scale.vmin) / (scale.vmax - scale.vmin) * (end - start - 1))
        draw.line((at, top + thick + 1, at, top + thick + round(0.25 * unit)), fill=GREY)
        put_text(canvas.image, (x, top + thick + round(0.5 * unit)), text, small_text_size(unit), GREY)


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
    """Return a number below the bar, the last with its unit, and marked if pixels are beyond it."""
    scale = view.scale
    text = format_number(scale.read(value))
    if value == scale.vmax and scale.unit is not None:
        text = f"{text} {scale.unit.name}"
    if value == scale.vmax and view.outside[1]:
        return f"≥ {text}"
    return f"≤ {text}" if value == scale.vmin and view.outside[0] else text
