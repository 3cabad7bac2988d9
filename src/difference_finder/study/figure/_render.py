"""The rendering of a sheet as PDF, SVG and PNG, by matplotlib."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from difference_finder.study.figure._fallback import quiet_about_weights
from difference_finder.study.figure._sheet import Label, Outline, Picture, Rule, Run, Sheet

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.study.figure._fonts import Typeface

__all__ = ["best_dpi", "pdf", "png", "svg"]

POINT = 72.0

SOFTWARE = "difference-finder"

SETTINGS = {
    "pdf.fonttype": 42,  # TrueType: publishers refuse type 3
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": SOFTWARE,  # else every file has names of its own
    "image.composite_image": False,  # else neighbouring pictures become one, resampled
    "path.snap": False,
}

LARGEST_DPI = 2400

UNDERLINE, UNDERLINE_WIDTH = 0.14, 0.055
"""Distance of underlines from the baseline, and their width, as shares of the size of the font."""

LITTLE = 0.04
"""Unused share of the side of a panel above which resolutions beyond twice the minimum are tried."""


def pdf(sheet: Sheet, face: Typeface) -> bytes:
    """Return a sheet as PDF, with original pixels and embedded fonts."""
    facts = {"Creator": SOFTWARE, "Producer": SOFTWARE, "CreationDate": None}
    return _vector(sheet, face, "pdf", facts)


def svg(sheet: Sheet, face: Typeface) -> bytes:
    """Return a sheet as SVG, with original pixels and texts as text."""
    return _vector(sheet, face, "svg", {"Creator": SOFTWARE, "Date": None})


def png(sheet: Sheet, face: Typeface, dpi: int) -> bytes:
    """Return a sheet as PNG, in which each pixel of a crop is a square of whole pixels."""
    width, height = (math.ceil(side * dpi / POINT) for side in (sheet.width, sheet.height))
    with _settings():
        # slightly more than a whole number of pixels, since the backend rounds down
        figure, axes = _figure((width + 0.01) / dpi, (height + 0.01) / dpi, dpi)
        top = height * POINT / dpi
        axes.set_xlim(0, width * POINT / dpi)
        axes.set_ylim(0, top)
        for item in sheet.pictures:
            pixels, x, y = _placed(item, dpi)
            figure.figimage(pixels, x, height - y - pixels.shape[0], origin="upper")
        _draw_rest(sheet, axes, face, top)
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        buffer = io.BytesIO()
        canvas: Any = FigureCanvasAgg(figure)
        canvas.print_png(buffer, metadata={"Software": SOFTWARE}, pil_kwargs={"dpi": (dpi, dpi)})
    return buffer.getvalue()


def best_dpi(sheet: Sheet, least: int) -> int:
    """Return the resolution, at least ``least``, at which crops fill their panels best.

    The size of panels depends on the page, and pixels become squares of whole pixels, so that the unused part
    of panels depends on the resolution.
    """
    panels = {(round(item.width, 6), item.pixels.shape[1]) for item in sheet.pictures if item.exact}
    if not panels:
        return least
    widest = max(width for width, _ in panels)
    needed = max(math.ceil(pixels * POINT / width) for width, pixels in panels)

    def waste(dpi: int) -> tuple[float, float, int]:
        """Return the unused share of the large panels, which have frames, and of all panels."""
        left = [(_unused_share(width, pixels, dpi), width == widest) for width, pixels in panels]
        most = max(share for share, framed in left if framed), max(share for share, _ in left)
        return round(most[0], 3), round(most[1], 3), dpi

    best = least
    for most in (2 * least, 4 * least):
        last = min(max(most, needed), max(LARGEST_DPI, least))
        best = min(range(least, last + 1), key=waste)
        if waste(best)[0] <= LITTLE:
            break
    return best


def _unused_share(width: float, pixels: int, dpi: int) -> float:
    """Return the unused share of the side of a panel."""
    side = math.floor(width * dpi / POINT + 1e-6)
    return 1 - side // pixels * pixels / side


def resized(pixels: NDArray[np.uint8], size: tuple[int, int], how: str) -> NDArray[np.uint8]:
    """Return an image resampled to (width, height): "nearest", "bilinear", "bicubic" or "lanczos"."""
    import numpy as np
    from PIL import Image

    filters = Image.Resampling
    found = {"nearest": filters.NEAREST, "bilinear": filters.BILINEAR, "bicubic": filters.BICUBIC}
    picture = Image.fromarray(np.ascontiguousarray(pixels))
    return np.asarray(picture.resize(size, found.get(how, filters.LANCZOS)))


def _placed(item: Picture, dpi: int) -> tuple[NDArray[np.uint8], int, int]:
    """Return an image at the resolution of the page, and its top left corner there."""
    left, top = (round(value * dpi / POINT) for value in (item.x, item.y))
    across, down = (max(1, math.floor(side * dpi / POINT + 1e-6)) for side in (item.width, item.height))
    height, width = item.pixels.shape[:2]
    factor = min(across // width, down // height)
    if not item.exact or factor == 0:
        return resized(item.pixels, (across, down), "nearest" if item.kind == "bar" else "lanczos"), left, top
    pixels = item.pixels.repeat(factor, axis=0).repeat(factor, axis=1)
    return pixels, left + (across - factor * width) // 2, top + (down - factor * height) // 2


def _vector(sheet: Sheet, face: Typeface, kind: str, metadata: dict[str, Any]) -> bytes:
    with _settings():
        figure, axes = _figure(sheet.width / POINT, sheet.height / POINT, 72)
        for item in sheet.pictures:
            end = sheet.height - item.y
            extent = (item.x, item.x + item.width, end - item.height, end)
            # The PDF backend stores images upside down and flips them when they are drawn. They are passed
            # flipped, so that images extracted from the file are upright.
            flipped = kind == "pdf"
            pixels, origin = (item.pixels[::-1], "lower") if flipped else (item.pixels, "upper")
            axes.imshow(pixels, extent=extent, origin=origin, interpolation="none", aspect="auto", zorder=1)
        axes.set_xlim(0, sheet.width)
        axes.set_ylim(0, sheet.height)
        _draw_rest(sheet, axes, face, sheet.height)
        buffer = io.BytesIO()
        figure.savefig(buffer, format=kind, metadata=metadata)
    return buffer.getvalue()


@contextmanager
def _settings() -> Iterator[None]:
    """Use the default settings of matplotlib, and restore the user's settings afterwards."""
    import matplotlib

    with matplotlib.rc_context(), warnings.catch_warnings(), quiet_about_weights():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(SETTINGS)
        warnings.filterwarnings("ignore", message="Glyph .* missing from")  # reported by Typeface
        yield


def _figure(width: float, height: float, dpi: float) -> tuple[Any, Any]:
    """Return a figure without pyplot, which would need a display, and axes that fill it."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=dpi, facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1), zorder=1)
    axes.set_axis_off()
    axes.set_autoscale_on(False)
    return figure, axes


def _draw_rest(sheet: Sheet, axes: Any, face: Typeface, top: float) -> None:
    """Draw lines, rectangles and texts in their order; ``top`` is the height of the axes in points."""
    for item in sheet.items:
        if isinstance(item, Rule):
            _draw_rule(item, axes, top)
        elif isinstance(item, Outline):
            _draw_rectangle(item, axes, top)
        elif isinstance(item, Label):
            _write(item, axes, face, top)


def _draw_rule(item: Rule, axes: Any, top: float) -> None:
    from matplotlib.lines import Line2D

    across, down = zip(item.start, item.end, strict=True)
    upward = [top - y for y in down]
    line = Line2D(across, upward, color=item.colour, linewidth=item.line, solid_capstyle="butt", zorder=2)
    axes.add_line(line)


def _draw_rectangle(item: Outline, axes: Any, top: float) -> None:
    from matplotlib.patches import Rectangle

    filled = not item.line
    rectangle = Rectangle(
        (item.x, top - item.y - item.height),
        item.width,
        item.height,
        facecolor=item.colour if filled else "none",
        edgecolor="none" if filled else item.colour,
        linewidth=item.line,
        joinstyle="miter",
        zorder=2,
    )
    axes.add_patch(rectangle)


def _write(label: Label, axes: Any, face: Typeface, top: float) -> None:
    """Draw a line of text, whose pieces may differ in style."""
    runs = _merged(label)
    wide = [face.width([run], label.size) for run in runs]
    shift = {"left": 0.0, "center": 0.5, "right": 1.0}[label.align]
    start = label.x - shift * sum(wide)
    for run, advance in zip(runs, wide, strict=True):
        font = face.properties(run.bold)
        font.set_size(label.size)
        alone = len(runs) == 1  # keeps its alignment if a viewer of SVG uses another font
        axes.text(
            label.x if alone else start,
            top - label.y,
            run.text,
            fontproperties=font,
            color=label.colour,
            va="baseline",
            ha=label.align if alone else "left",
            parse_math=False,  # a dollar sign in a name is a dollar sign
            zorder=3,
        )
        if run.underlined:
            y = label.y + UNDERLINE * label.size
            line = UNDERLINE_WIDTH * label.size
            _draw_rule(Rule((start, y), (start + advance, y), label.colour, line), axes, top)
        start += advance


def _merged(label: Label) -> list[Run]:
    """Return the pieces of a line, with pieces of equal style joined."""
    runs: list[Run] = []
    for run in label.runs:
        if runs and runs[-1][1:] == run[1:]:
            runs[-1] = run._replace(text=runs[-1].text + run.text)
        else:
            runs.append(run)
    return runs
