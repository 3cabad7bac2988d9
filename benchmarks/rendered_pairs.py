"""Rendered pairs with a known answer: the same picture drawn otherwise, or a picture with one thing changed.

    python benchmarks/rendered_pairs.py            # error rates of ``changed`` on both halves of the pairs

The constants of ``changed`` were chosen on pairs of even number; the error rates of the other half count.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

SIZE = (240, 160)
SAME = ("moved", "filter", "glyphs", "gamma")
"""Moved by a part of a pixel; another filter; letters drawn at the final size; another contrast of edges."""
CHANGED = ("letter", "word", "colour", "line", "faint", "tick", "icon", "ring")
WORDS = (
    *("metric", "result", "pixel", "sample", "figure", "method"),
    *("report", "weight", "normal", "camera", "seven", "orange"),
)
FONTS = ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSerif", "DejaVuSansMono")


@dataclass(frozen=True)
class Scene:
    """Everything that a picture shows; lengths in pixels, colours as red, green and blue of 0 to 255."""

    background: tuple[int, int, int]
    ink: tuple[int, int, int]
    accent: tuple[int, int, int]
    font: str
    height: float
    lines: tuple[str, ...]
    radius: float
    ring_width: float
    ticks: int  # negative: the same ticks without the one in the middle
    icon: bool = True
    rule: float = 0.0  # opacity of a line of one pixel


@dataclass(frozen=True)
class Drawing:
    """The way in which a scene becomes pixels."""

    factor: int = 8
    filter: Image.Resampling = Image.Resampling.BOX
    move: tuple[float, float] = (0.0, 0.0)
    glyphs: bool = False
    gamma: float = 1.0


@dataclass(frozen=True)
class RenderedPair:
    """Two pictures (H, W, 3) of 8 bits, what was done to the second, and whether it is a change."""

    number: int
    kind: str
    changed: bool
    first: np.ndarray
    second: np.ndarray


def pairs(count: int = 400) -> Iterator[RenderedPair]:
    """Yield pairs, by turns the same and changed; each number gives the same pair on every call."""
    for number in range(count):
        rng = random.Random(number)
        scene = _scene(rng)
        # Halves are by parity, so that both have every kind.
        turn = number // 2
        changed = turn % 2 == 1
        names = CHANGED if changed else SAME
        kind = names[turn // 2 % len(names)]
        if changed:
            other, drawing = _change(scene, kind, rng), Drawing()
        else:
            other, drawing = scene, _redrawing(kind, rng)
        yield RenderedPair(number, kind, changed, render(scene, Drawing()), render(other, drawing))


def _scene(rng: random.Random) -> Scene:
    light = rng.random() < 0.7
    pale, dark = (tuple(rng.randint(*ends) for _ in range(3)) for ends in ((225, 255), (0, 70)))
    return Scene(
        background=pale if light else dark,
        ink=dark if light else pale,
        accent=tuple(rng.choice((30, 60, 200, 220)) for _ in range(3)),
        font=rng.choice(FONTS),
        height=rng.choice((10, 11, 12, 14, 16, 20, 28)),
        lines=tuple(" ".join(rng.sample(WORDS, 2)) for _ in range(3)),
        radius=rng.uniform(9, 20),
        ring_width=rng.choice((1.0, 1.5, 2.0, 3.0)),
        ticks=rng.randint(4, 9),
    )


def _redrawing(kind: str, rng: random.Random) -> Drawing:
    if kind == "moved":
        return Drawing(move=rng.choice(((0.25, 0.0), (0.5, 0.0), (0.0, 0.25), (0.25, 0.25))))
    if kind == "filter":
        return Drawing(factor=rng.choice((3, 4)), filter=Image.Resampling.LANCZOS)
    if kind == "glyphs":
        return Drawing(glyphs=True)
    return Drawing(gamma=rng.choice((0.8, 1.25)))


def _change(scene: Scene, kind: str, rng: random.Random) -> Scene:
    if kind == "letter":
        line = rng.randrange(len(scene.lines))
        text = scene.lines[line]
        place = rng.choice([i for i, letter in enumerate(text) if letter != " "])
        letter = rng.choice([one for one in "aeosntk" if one != text[place]])
        return _with_line(scene, line, text[:place] + letter + text[place + 1 :])
    if kind == "word":
        return _with_line(scene, len(scene.lines) - 1, scene.lines[-1].split()[0])
    if kind == "colour":
        channel = rng.randrange(3)
        step = 12 if scene.accent[channel] < 128 else -12
        accent = tuple(v + step * (rng.random() < 0.5 or i == channel) for i, v in enumerate(scene.accent))
        return replace(scene, accent=accent)
    if kind == "ring":
        return replace(scene, ring_width=0.0)
    if kind == "tick":
        return replace(scene, ticks=-scene.ticks)
    if kind == "icon":
        return replace(scene, icon=False)
    return replace(scene, rule=1.0 if kind == "line" else 0.1)


def _with_line(scene: Scene, line: int, text: str) -> Scene:
    return replace(scene, lines=(*scene.lines[:line], text, *scene.lines[line + 1 :]))


def render(scene: Scene, drawing: Drawing) -> np.ndarray:
    """Return the picture of a scene, (H, W, 3) of 8 bits."""
    k = drawing.factor
    coverage = {
        "ink": Image.new("L", (SIZE[0] * k, SIZE[1] * k)),
        "accent": Image.new("L", (SIZE[0] * k, SIZE[1] * k)),
    }
    place = _placed(k, drawing.move)
    _shapes(scene, ImageDraw.Draw(coverage["ink"]), ImageDraw.Draw(coverage["accent"]), place, k)
    if not drawing.glyphs:
        _text(scene, ImageDraw.Draw(coverage["ink"]), place, k)
    small = {name: image.resize(SIZE, drawing.filter) for name, image in coverage.items()}
    if drawing.glyphs:
        _letters(scene, small["ink"])
    pixels = np.broadcast_to(np.array(scene.background, float), (SIZE[1], SIZE[0], 3))
    for name, image in small.items():
        share = (np.asarray(image, float) / 255)[..., None] ** drawing.gamma
        pixels = pixels * (1 - share) + np.array(getattr(scene, name), float) * share
    return np.round(pixels).astype(np.uint8)


def _placed(k: int, move: tuple[float, float]) -> Callable[..., list[float]]:
    def place(*numbers: float) -> list[float]:
        return [(value + move[i % 2]) * k for i, value in enumerate(numbers)]

    return place


def _shapes(
    scene: Scene, ink: ImageDraw.ImageDraw, accent: ImageDraw.ImageDraw, place: Callable, k: int
) -> None:
    """Draw a ring, an icon of two shapes, a rule, and axes with ticks and a curve."""
    r, width = scene.radius, scene.ring_width
    if width:
        outer, inner = (
            place(30 - r, 130 - r, 30 + r, 130 + r),
            place(30 - r + width, 130 - r + width, 30 + r - width, 130 + r - width),
        )
        ink.ellipse(_filled(outer), fill=255)
        ink.ellipse(_filled(inner), fill=0)
    accent.rectangle(_filled(place(200, 10, 228, 38)), fill=255)
    if scene.icon:
        accent.polygon(place(60, 145, 72, 145, 66, 134), fill=255)
    if scene.rule:
        ink.rectangle(_filled(place(8, 104, 190, 105)), fill=round(255 * scene.rule))
    ink.rectangle(_filled(place(100, 150, 230, 151)), fill=255)
    count = abs(scene.ticks)
    for i in range(count):
        if scene.ticks > 0 or i != count // 2:
            x = 100 + 128 * i / (count - 1)
            ink.rectangle(_filled(place(x, 151, x + 1, 156)), fill=255)
    points = [place(100 + x, 130 + 14 * math.sin(x / 15 + scene.radius)) for x in range(0, 130, 2)]
    accent.line([tuple(point) for point in points], fill=255, width=round(1.5 * k))


def _filled(box: list[float]) -> list[float]:
    # Pillow fills the last row and column of a box as well.
    return [round(box[0]), round(box[1]), round(box[2]) - 1, round(box[3]) - 1]


def _font(scene: Scene, k: int) -> ImageFont.FreeTypeFont:
    import matplotlib

    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return ImageFont.truetype(
        folder / f"{scene.font}.ttf", scene.height * k, layout_engine=ImageFont.Layout.BASIC
    )


def _text(scene: Scene, draw: ImageDraw.ImageDraw, place: Callable, k: int) -> None:
    font = _font(scene, k)
    for i, line in enumerate(scene.lines):
        draw.text(tuple(place(8.3, 6 + i * 33)), line, fill=255, font=font)


def _letters(scene: Scene, image: Image.Image) -> None:
    """Draw each letter hinted at the final size, at the place that it has in the enlarged drawing."""
    large, font, draw = _font(scene, 8), _font(scene, 1), ImageDraw.Draw(image)
    for i, line in enumerate(scene.lines):
        for j, letter in enumerate(line):
            x = 8.3 + large.getlength(line[:j]) / 8
            draw.text((x, 6 + i * 33 + large.getmetrics()[0] / 8), letter, fill=255, font=font, anchor="ls")


def main() -> None:
    """Print how many pairs ``changed`` gets wrong, by half and by kind."""
    from difference_finder import score

    wrong: dict[tuple[int, bool, str], list[bool]] = {}
    for pair in pairs():
        verdict = score("changed", pair.first, pair.second) > 0
        key = (pair.number % 2, pair.changed, pair.kind)
        wrong.setdefault(key, []).append(verdict != pair.changed)
    for half, title in enumerate(("half for choosing constants", "half for reporting")):
        print(title)
        for state in (False, True):
            rows = {kind: found for (h, c, kind), found in wrong.items() if (h, c) == (half, state)}
            total = [one for found in rows.values() for one in found]
            kinds = ", ".join(f"{kind} {sum(found)}/{len(found)}" for kind, found in rows.items())
            name = "changed, but passed" if state else "same, but failed"
            print(f"  {name}: {sum(total)} of {len(total)} ({kinds})")


if __name__ == "__main__":
    main()
