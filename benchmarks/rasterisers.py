"""Programs that draw one scene: Pillow, matplotlib with Agg and with Cairo, and Chromium.

A scene is a list of shapes with exact places. Each rasteriser has its own anti-aliasing, hinting, snapping of
lines and contrast of text.
"""

from __future__ import annotations

import base64
import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

SIZE = (240, 160)

Colour = tuple[int, int, int]
Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A filled rectangle; lengths of all shapes are in pixels, from the top left corner."""

    colour: Colour
    corners: tuple[float, float, float, float]
    opacity: float = 1.0


@dataclass(frozen=True)
class Ring:
    """A circle of a line."""

    colour: Colour
    centre: Point
    radius: float
    width: float


@dataclass(frozen=True)
class Polygon:
    """A filled polygon."""

    colour: Colour
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Curve:
    """A line through points."""

    colour: Colour
    points: tuple[Point, ...]
    width: float


@dataclass(frozen=True)
class Text:
    """Letters, each with its own place on the baseline, so that all rasterisers agree about them."""

    colour: Colour
    font: Path
    height: float
    letters: str
    places: tuple[float, ...]
    baseline: float


Shape = Box | Ring | Polygon | Curve | Text


@dataclass(frozen=True)
class Drawing:
    """What is drawn: a background, and shapes of which the last is in front."""

    background: Colour
    shapes: tuple[Shape, ...]


def moved(place: Point, move: Point) -> Point:
    """Return a place that moved."""
    return place[0] + move[0], place[1] + move[1]


def shifted(shape: Shape, move: Point) -> Shape:
    """Return a shape at another place."""
    right, down = move
    match shape:
        case Box():
            return replace(shape, corners=tuple(v + move[i % 2] for i, v in enumerate(shape.corners)))
        case Ring():
            return replace(shape, centre=moved(shape.centre, move))
        case Polygon() | Curve():
            return replace(shape, points=tuple(moved(point, move) for point in shape.points))
        case Text():
            places = tuple(x + right for x in shape.places)
            return replace(shape, places=places, baseline=shape.baseline + down)


@cache
def font_of(path: Path, height: float) -> ImageFont.FreeTypeFont:
    """Return a font of Pillow, without kerning and ligatures."""
    return ImageFont.truetype(path, height, layout_engine=ImageFont.Layout.BASIC)


def pillow(
    drawing: Drawing,
    move: Point = (0, 0),
    *,
    factor: int = 8,
    reduction: Image.Resampling = Image.Resampling.BOX,
    hinted: bool = False,
    gamma: float = 1.0,
) -> np.ndarray:
    """Draw each shape ``factor`` times larger, and reduce it.

    With ``hinted`` letters are drawn at the final size; ``gamma`` is the exponent of the coverage.
    """
    pixels = np.broadcast_to(np.array(drawing.background, float), (SIZE[1], SIZE[0], 3))
    for shape in drawing.shapes:
        if hinted and isinstance(shape, Text):
            small = Image.new("L", SIZE)
            _pillow_text(ImageDraw.Draw(small), shape, move, 1)
        else:
            large = Image.new("L", (SIZE[0] * factor, SIZE[1] * factor))
            _pillow_shape(ImageDraw.Draw(large), shape, move, factor)
            box = large.getbbox()
            if box is None:
                continue
            small = large.resize(SIZE, reduction)
        share = (np.asarray(small, float) / 255)[..., None] ** gamma * getattr(shape, "opacity", 1.0)
        pixels = pixels * (1 - share) + np.array(shape.colour, float) * share
    return np.round(pixels).astype(np.uint8)


def _pillow_shape(draw: ImageDraw.ImageDraw, shape: Shape, move: Point, k: int) -> None:
    def box(*corners: float) -> list[float]:
        # Pillow fills the last row and column of a box as well.
        ends = [round((corner + move[i % 2]) * k) for i, corner in enumerate(corners)]
        return [ends[0], ends[1], ends[2] - 1, ends[3] - 1]

    match shape:
        case Box():
            draw.rectangle(box(*shape.corners), fill=255)
        case Ring():
            (x, y), outer = shape.centre, shape.radius
            inner = outer - shape.width
            draw.ellipse(box(x - outer, y - outer, x + outer, y + outer), fill=255)
            draw.ellipse(box(x - inner, y - inner, x + inner, y + inner), fill=0)
        case Polygon() | Curve():
            points = [tuple(k * v for v in moved(point, move)) for point in shape.points]
            if isinstance(shape, Polygon):
                draw.polygon(points, fill=255)
            else:
                draw.line(points, fill=255, width=round(shape.width * k))
        case Text():
            _pillow_text(draw, shape, move, k)


def _pillow_text(draw: ImageDraw.ImageDraw, text: Text, move: Point, k: int) -> None:
    font = font_of(text.font, text.height * k)
    for letter, x in zip(text.letters, text.places, strict=True):
        place = tuple(k * v for v in moved((x, text.baseline), move))
        draw.text(place, letter, fill=255, font=font, anchor="ls")


def agg(drawing: Drawing, move: Point = (0, 0), *, hinting: str = "force_autohint") -> np.ndarray:
    """Draw with matplotlib's default renderer; ``hinting`` is its setting of text."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(_figure(drawing, move, hinting))
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()


def cairo(drawing: Drawing, move: Point = (0, 0)) -> np.ndarray:
    """Draw with matplotlib's Cairo renderer, letters as outlines."""
    from matplotlib.backends.backend_cairo import FigureCanvasCairo

    canvas, stored = FigureCanvasCairo(_figure(drawing, move, None)), io.BytesIO()
    canvas.print_png(stored)
    return np.asarray(Image.open(stored).convert("RGB"))


def _figure(drawing: Drawing, move: Point, hinting: str | None) -> Any:
    """Return a figure; without ``hinting``, letters are outlines."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams["text.hinting"] = hinting or "none"
    # At 72 dots per inch, a point is a pixel.
    figure = Figure(figsize=(SIZE[0] / 72, SIZE[1] / 72), dpi=72, facecolor=_share(drawing.background))
    for shape in drawing.shapes:
        for artist in _artists(shape, move, hinting):
            figure.add_artist(artist)
    return figure


def _artists(shape: Shape, move: Point, hinting: str | None) -> Iterator[Any]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Annulus, Rectangle
    from matplotlib.patches import Polygon as Patch

    def placed(x: float, y: float) -> Point:
        return x + move[0], SIZE[1] - y - move[1]

    fill = {"facecolor": _share(shape.colour), "linewidth": 0, "transform": None}
    match shape:
        case Box():
            left, top, right, bottom = shape.corners
            corner = placed(left, bottom)
            yield Rectangle(corner, right - left, bottom - top, alpha=shape.opacity, **fill)
        case Ring():
            yield Annulus(placed(*shape.centre), shape.radius, shape.width, **fill)
        case Polygon():
            yield Patch([placed(*point) for point in shape.points], closed=True, **fill)
        case Curve():
            x, y = zip(*(placed(*point) for point in shape.points), strict=True)
            yield Line2D(x, y, color=_share(shape.colour), linewidth=shape.width, transform=None)
        case Text():
            yield from _letters(shape, placed, hinting, fill)


def _letters(text: Text, placed: Any, hinting: str | None, fill: dict[str, Any]) -> Iterator[Any]:
    from matplotlib.font_manager import FontProperties
    from matplotlib.patches import PathPatch
    from matplotlib.text import Text as Letters
    from matplotlib.textpath import TextPath
    from matplotlib.transforms import IdentityTransform

    font = FontProperties(fname=str(text.font))
    for letter, x in zip(text.letters, text.places, strict=True):
        if letter == " ":
            continue
        place = placed(x, text.baseline)
        if hinting is None:
            yield PathPatch(TextPath(place, letter, size=text.height, prop=font), **fill)
        else:
            colour = _share(text.colour)
            letters = Letters(*place, letter, color=colour, fontproperties=font, va="baseline", ha="left")
            letters.set_fontsize(text.height)
            letters.set_transform(IdentityTransform())
            yield letters


def _share(colour: Colour) -> tuple[float, ...]:
    return tuple(channel / 255 for channel in colour)


class Chromium:
    """A running Chromium that draws a scene as SVG."""

    def __init__(self, browser: Any, scale: int) -> None:
        self.scale = scale
        self.page = browser.new_page(
            viewport={"width": SIZE[0], "height": SIZE[1]}, device_scale_factor=scale
        )
        self.page.set_content("<style></style><style>body{margin:0} svg{display:block}</style><div></div>")
        self.fonts: set[Path] = set()

    def __call__(self, drawing: Drawing, move: Point = (0, 0)) -> np.ndarray:
        """Return the picture; at scale 2, of twice the size."""
        for shape in drawing.shapes:
            if isinstance(shape, Text) and shape.font not in self.fonts:
                self._load(shape.font)
        self.page.evaluate("svg => { document.querySelector('div').innerHTML = svg }", _svg(drawing, move))
        stored = self.page.screenshot()
        return np.asarray(Image.open(io.BytesIO(stored)).convert("RGB"))

    def _load(self, font: Path) -> None:
        stored = base64.b64encode(font.read_bytes()).decode()
        self.page.evaluate(
            "async ([name, data]) => { const face = new FontFace(name, `url(data:font/ttf;base64,${data})`);"
            " document.fonts.add(await face.load()) }",
            [font.stem, stored],
        )
        self.fonts.add(font)


def chromium_path() -> str | None:
    """Return the program Chromium; None if it is not installed."""
    return shutil.which("chromium")


@contextmanager
def chromium() -> Iterator[dict[str, Chromium]]:
    """Start Chromium twice: with hinted text and with text that is not hinted, the latter at two scales.

    There are no rasterisers if Chromium is not installed.
    """
    if chromium_path() is None:
        yield {}
        return
    from playwright.sync_api import sync_playwright

    flags = (
        *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
        *("--disable-background-networking", "--disable-component-update"),
    )
    with sync_playwright() as started:
        browsers = [
            started.chromium.launch(
                executable_path=chromium_path(), args=[*flags, f"--font-render-hinting={hinting}"]
            )
            for hinting in ("none", "full")
        ]
        yield {
            "chromium": Chromium(browsers[0], 1),
            "chromium at scale 2": Chromium(browsers[0], 2),
            "chromium, hinted": Chromium(browsers[1], 1),
        }
        for browser in browsers:
            browser.close()


def _svg(drawing: Drawing, move: Point) -> str:
    shapes = "".join(_element(shape) for shape in drawing.shapes)
    return (
        f'<svg width="{SIZE[0]}" height="{SIZE[1]}" style="background:{_rgb(drawing.background)}">'
        f'<g transform="translate({move[0]} {move[1]})">{shapes}</g></svg>'
    )


def _element(shape: Shape) -> str:
    colour = _rgb(shape.colour)
    match shape:
        case Box():
            left, top, right, bottom = shape.corners
            return (
                f'<rect x="{left}" y="{top}" width="{right - left}" height="{bottom - top}" fill="{colour}"'
                f' fill-opacity="{shape.opacity}"/>'
            )
        case Ring():
            (x, y), middle = shape.centre, shape.radius - shape.width / 2
            line = f'fill="none" stroke="{colour}" stroke-width="{shape.width}"'
            return f'<circle cx="{x}" cy="{y}" r="{middle}" {line}/>'
        case Polygon() | Curve():
            points = " ".join(f"{x},{y}" for x, y in shape.points)
            if isinstance(shape, Polygon):
                return f'<polygon points="{points}" fill="{colour}"/>'
            return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{shape.width}"/>'
        case Text():
            places = " ".join(f"{x:.3f}" for x in shape.places)
            return (
                f'<text x="{places}" y="{shape.baseline}" font-family="{shape.font.stem}"'
                f' font-size="{shape.height}" fill="{colour}" xml:space="preserve">{shape.letters}</text>'
            )


def _rgb(colour: Colour) -> str:
    return f"rgb({colour[0]},{colour[1]},{colour[2]})"
