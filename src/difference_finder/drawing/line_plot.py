"""Line plots of one number for each page or frame."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from difference_finder.drawing.canvas import GREY, INK, RULE, Canvas, Line, put_lines, small_text_size
from difference_finder.drawing.lettering import line_height, put_text, shorten, text_width
from difference_finder.drawing.scale import format_number

__all__ = ["draw_line_plot"]

WIDTH, HEIGHT, UNIT = 960, 360, 16
LINE, MARK = (31, 96, 166), (196, 60, 40)


def draw_line_plot(
    values: Sequence[float | None],
    numbers: Sequence[int],
    *,
    title: str,
    unit: str,
    marked: Sequence[int] = (),
) -> Canvas:
    """Draw values over the numbers of pages, with marks at some of them.

    Parameters
    ----------
    values
        One value for each page. Infinite values are drawn at the edge of the plot, and stated; None leaves a
        gap.
    numbers
        Numbers of the pages.
    title
        Text above the plot, which names the values.
    unit
        Word below the axis: "pages", "frames", ...
    marked
        Numbers of the pages to mark.

    Returns
    -------
    Canvas
        Page of 960x360 pixels.
    """
    from PIL import ImageDraw

    canvas = Canvas(WIDTH, HEIGHT)
    draw = ImageDraw.Draw(canvas.image)
    small = small_text_size(UNIT)
    finite = [value for value in values if value is not None and math.isfinite(value)]
    ticks = _round_ticks(min(finite, default=0.0), max(finite, default=1.0))
    low, high = ticks[0], ticks[-1]
    left = 2 * UNIT + max(text_width(format_number(tick), small) for tick in ticks)
    top, right, bottom = 2 * UNIT + line_height(UNIT), WIDTH - 2 * UNIT, HEIGHT - 3 * UNIT
    infinite = sum(value is not None and math.isinf(value) for value in values)
    told = f"; infinite at {infinite} of {len(values)} {unit}" if infinite else ""
    put_lines(canvas, (UNIT, UNIT), [Line(shorten(title + told, UNIT, WIDTH - 2 * UNIT), UNIT, INK)])

    def across(number: int) -> int:
        return round(left + (number - numbers[0]) / max(1, numbers[-1] - numbers[0]) * (right - left))

    def up(value: float) -> int:
        return round(bottom - (min(max(value, low), high) - low) / (high - low) * (bottom - top))

    for tick in ticks:
        text = format_number(tick)
        draw.line((left, up(tick), right, up(tick)), fill=RULE)
        at = (left - UNIT // 2 - text_width(text, small), up(tick) - small // 2)
        put_text(canvas.image, at, text, small, GREY)
    for number in _whole_ticks(numbers[0], numbers[-1]):
        text = str(number)
        draw.line((across(number), bottom, across(number), bottom + UNIT // 3), fill=GREY)
        put_text(
            canvas.image,
            (across(number) - text_width(text, small) // 2, bottom + UNIT // 2),
            text,
            small,
            GREY,
        )
    put_text(canvas.image, (right - text_width(unit, small), HEIGHT - line_height(small)), unit, small, GREY)
    points = [
        None if value is None else (across(number), up(value))
        for number, value in zip(numbers, values, strict=True)
    ]
    for start, end in itertools.pairwise(points):
        if start is not None and end is not None:
            draw.line((*start, *end), fill=LINE, width=2)
    for number, point in zip(numbers, points, strict=True):
        if point is not None and (number in marked or len(points) == 1):
            x, y = point
            draw.ellipse((x - 4, y - 4, x + 4, y + 4), outline=MARK, width=2)
    return canvas


def _round_ticks(low: float, high: float) -> list[float]:
    """Return round values in equal steps, the first at most ``low`` and the last at least ``high``."""
    if high <= low:
        low, high = low - (abs(low) or 1) / 10, high + (abs(high) or 1) / 10
    raw = (high - low) / 4
    scale = 10.0 ** math.floor(math.log10(raw))
    step = next(scale * factor for factor in (1, 2, 2.5, 5, 10) if scale * factor >= raw * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [index * step for index in range(first, last + 1)]


def _whole_ticks(first: int, last: int, most: int = 10) -> list[int]:
    """Return round whole numbers between two, at most ``most`` and one."""
    step = max(1, math.ceil((last - first) / most))
    scale = 10 ** int(math.log10(step))
    step = next(scale * factor for factor in (1, 2, 5, 10) if scale * factor >= step)
    return [number for number in range(first, last + 1) if number % step == 0] or [first]
