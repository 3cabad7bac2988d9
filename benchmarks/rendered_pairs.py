"""Rendered pairs with a known answer: the same scene drawn otherwise, or a scene with one thing changed.

``rendered_sets.py`` names the sets of pairs on which the constants of ``changed`` were chosen, and the sets
whose error rates count. ``known_verdicts.py`` prints both.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image
from rasterisers import Box, Curve, Drawing, Polygon, Ring, Text, agg, cairo, font_of, pillow, shifted

SAME = ("moved", "part moved", "filter", "hinting", "gamma", "rasteriser", "scale")
"""Moved by a part of a pixel; one shape or one line of text moved so; another filter; another hinting of
letters; another contrast of edges; another program; drawn at twice the size and reduced."""
CHANGED = ("letter", "word", "colour", "line", "faint", "tick", "icon", "ring")
WORDS = (
    *("metric", "result", "pixel", "sample", "figure", "method"),
    *("report", "weight", "normal", "camera", "seven", "orange"),
)
HEIGHTS = (10, 11, 12, 14, 16, 20, 28)
"""Heights of letters in pixels."""
LEADING = 1.5  # distance of lines of text, in heights of letters
MOVES = ((0.25, 0.0), (0.5, 0.0), (0.0, 0.25), (0.0, 0.5), (0.25, 0.25), (0.5, 0.5))

Rasteriser = Callable[..., np.ndarray]


@dataclass(frozen=True)
class Scene:
    """Everything that a picture shows; lengths in pixels, colours as red, green and blue of 0 to 255."""

    background: tuple[int, int, int]
    ink: tuple[int, int, int]
    accent: tuple[int, int, int]
    font: Path
    height: float
    lines: tuple[str, ...]
    radius: float
    ring_width: float
    ticks: int  # negative: the same ticks without the one in the middle
    icon: bool = True
    rule: float = 0.0  # opacity of a line of one pixel


@dataclass(frozen=True)
class RenderedPair:
    """Two pictures (H, W, 3) of 8 bits, what was done to the second, who drew, and whether it is a change."""

    number: int
    kind: str
    changed: bool
    by: tuple[str, ...]
    first: np.ndarray
    second: np.ndarray


def local_rasterisers() -> dict[str, Rasteriser]:
    """Return the rasterisers that are Python packages."""
    return {"pillow": pillow, "agg": agg, "cairo": cairo}


@dataclass(frozen=True)
class Material:
    """Files of fonts, words and heights of the text in a set of pairs."""

    fonts: tuple[Path, ...]
    words: tuple[str, ...] = WORDS
    heights: tuple[int, ...] = HEIGHTS


def pairs(
    numbers: range, rasterisers: Mapping[str, Rasteriser], material: Material
) -> Iterator[RenderedPair]:
    """Yield pairs, by turns the same and changed; each number gives the same pair on every call."""
    for number in numbers:
        rng = random.Random(number)
        scene = _scene(rng, material)
        changed = number % 2 == 1
        names = CHANGED if changed else kinds_of_same(rasterisers)
        kind = names[number // 2 % len(names)]
        if changed:
            by = (rng.choice(list(rasterisers)),)
            drawn = [rasterisers[by[0]](drawing_of(one)) for one in (scene, change(scene, kind, rng))]
        else:
            by, drawn = redrawn(drawing_of(scene), kind, rng, rasterisers)
        yield RenderedPair(number, kind, changed, by, *drawn)


def mixed_pairs(
    numbers: range, rasterisers: Mapping[str, Rasteriser], material: Material
) -> Iterator[RenderedPair]:
    """Yield pairs in which one thing changed and which in addition are drawn otherwise as a whole."""
    ways = [kind for kind in kinds_of_same(rasterisers) if kind != "part moved"]
    for number in numbers:
        rng = random.Random(number)
        scene = _scene(rng, material)
        kind, way = CHANGED[number % len(CHANGED)], ways[number // len(CHANGED) % len(ways)]
        scenes = scene, change(scene, kind, rng)
        # The same choices for both.
        drawn = [redrawn(drawing_of(one), way, random.Random(number), rasterisers) for one in scenes]
        by = way, *drawn[0][0]
        yield RenderedPair(number, kind, changed=True, by=by, first=drawn[0][1][0], second=drawn[1][1][1])


def kinds_of_same(rasterisers: Mapping[str, Rasteriser]) -> tuple[str, ...]:
    """Return the kinds of redrawing that the rasterisers allow."""
    few = {"rasteriser": len(rasterisers) < 2, "scale": "chromium at scale 2" not in rasterisers}
    return tuple(kind for kind in SAME if not few.get(kind))


def _scene(rng: random.Random, material: Material) -> Scene:
    light = rng.random() < 0.7
    pale, dark = (tuple(rng.randint(*ends) for _ in range(3)) for ends in ((225, 255), (0, 70)))
    height = rng.choice(material.heights)
    words, lines = (3 if height < 14 else 2), max(int(98 / LEADING / height), 1)
    return Scene(
        background=pale if light else dark,
        ink=dark if light else pale,
        accent=tuple(rng.choice((30, 60, 200, 220)) for _ in range(3)),
        font=rng.choice(material.fonts),
        height=height,
        lines=tuple(" ".join(rng.sample(material.words, words)) for _ in range(lines)),
        radius=rng.uniform(9, 20),
        ring_width=rng.choice((1.0, 1.5, 2.0, 3.0)),
        ticks=rng.randint(4, 9),
    )


def redrawn(
    drawing: Drawing, kind: str, rng: random.Random, rasterisers: Mapping[str, Rasteriser]
) -> tuple[tuple[str, ...], list[np.ndarray]]:
    """Return who drew a scene twice, and both pictures."""
    hinted = {
        "pillow": partial(pillow, hinted=True),
        "agg": partial(agg, hinting="none"),
        "chromium": rasterisers.get("chromium, hinted"),
    }
    if kind == "moved":
        name = rng.choice(list(rasterisers))
        draw, move = rasterisers[name], rng.choice(MOVES)
        return (name,), [draw(drawing), draw(drawing, move)]
    if kind == "part moved":
        name = rng.choice(list(rasterisers))
        number, move = rng.randrange(len(drawing.shapes)), rng.choice(MOVES)
        shapes = list(drawing.shapes)
        shapes[number] = shifted(shapes[number], move)
        return (name,), [rasterisers[name](one) for one in (drawing, replace(drawing, shapes=tuple(shapes)))]
    if kind == "hinting":
        name = rng.choice([one for one, draw in hinted.items() if draw and one in rasterisers])
        return (name,), [rasterisers[name](drawing), hinted[name](drawing)]
    if kind == "rasteriser":
        names = tuple(rng.sample([one for one in rasterisers if "scale" not in one], 2))
        return names, [rasterisers[name](drawing) for name in names]
    if kind == "scale":
        large = Image.fromarray(rasterisers["chromium at scale 2"](drawing))
        names = ("chromium", "chromium at scale 2")
        return names, [rasterisers["chromium"](drawing), np.asarray(large.reduce(2))]
    settings = {
        "filter": {"factor": rng.choice((3, 4)), "reduction": Image.Resampling.LANCZOS},
        "gamma": {"gamma": rng.choice((0.8, 1.25))},
    }
    return ("pillow",), [pillow(drawing), pillow(drawing, **settings[kind])]


def change(scene: Scene, kind: str, rng: random.Random) -> Scene:
    """Return a scene in which one thing changed."""
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


def drawing_of(scene: Scene) -> Drawing:
    """Return the shapes of a scene: a ring, icons, a rule, axes with ticks and a curve, and text."""
    shapes = []
    if scene.ring_width:
        shapes.append(Ring(scene.ink, (30, 130), scene.radius, scene.ring_width))
    shapes.append(Box(scene.accent, (200, 10, 228, 38)))
    if scene.icon:
        shapes.append(Polygon(scene.accent, ((60, 145), (72, 145), (66, 134))))
    if scene.rule:
        shapes.append(Box(scene.ink, (8, 104, 190, 105), scene.rule))
    shapes.append(Box(scene.ink, (100, 150, 230, 151)))
    count = abs(scene.ticks)
    for i in range(count):
        if scene.ticks > 0 or i != count // 2:
            x = 100 + 128 * i / (count - 1)
            shapes.append(Box(scene.ink, (x, 151, x + 1, 156)))
    points = tuple((100 + x, 130 + 14 * math.sin(x / 15 + scene.radius)) for x in range(0, 130, 2))
    shapes.append(Curve(scene.accent, points, 1.5))
    large = font_of(scene.font, scene.height * 8)
    for i, line in enumerate(scene.lines):
        places = tuple(8.3 + large.getlength(line[:j]) / 8 for j in range(len(line)))
        baseline = 4 + i * LEADING * scene.height + large.getmetrics()[0] / 8
        shapes.append(Text(scene.ink, scene.font, scene.height, line, places, baseline))
    return Drawing(scene.background, tuple(shapes))


def error_table(found: list[tuple[RenderedPair, bool]]) -> list[str]:
    """Return the rows of a table: for each kind, how many pairs got the wrong verdict.

    The rate over all kinds has its exact 95 % interval (Clopper and Pearson, doi:10.1093/biomet/26.4.404).
    """
    states = (False, "same", SAME), (True, "changed", CHANGED)
    return [row for state in states for row in _rows_of_state(found, *state)]


def _rows_of_state(
    found: list[tuple[RenderedPair, bool]], state: bool, title: str, kinds: tuple[str, ...]
) -> list[str]:
    wrong = [(pair.kind, verdict != state) for pair, verdict in found if pair.changed == state]
    rows = []
    for kind in kinds:
        of_kind = [is_wrong for name, is_wrong in wrong if name == kind]
        rows.append(f"| {title} | {kind} | {sum(of_kind)} of {len(of_kind)} |")
    total, count = sum(is_wrong for _, is_wrong in wrong), len(wrong)
    rate, low, high = (100 * share for share in (total / count, *interval(total, count)))
    return [*rows, f"| {title} | **all** | {total} of {count} ({rate:.1f} %, {low:.1f} to {high:.1f} %) |"]


def mixed_table(found: list[tuple[RenderedPair, bool]]) -> list[str]:
    """Return the rows of a table for pairs in which one thing changed and which are drawn otherwise."""
    return _rows_of_state(found, state=True, title="changed and redrawn", kinds=CHANGED)


def interval(wrong: int, count: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a rate, of which ``wrong`` of ``count`` were observed."""
    from scipy.stats import binomtest

    ends = binomtest(wrong, count).proportion_ci(0.95, method="exact")
    return float(ends.low), float(ends.high)
