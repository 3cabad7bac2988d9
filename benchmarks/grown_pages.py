"""Pages of text in which rows or columns were inserted or removed: how many edits are found exactly.

    python benchmarks/grown_pages.py    # how many pages of each kind are exact, in both halves

The constants of the alignment were chosen on pages of even number; the rates of the other half count.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from difference_finder.arrays.row_alignment import align_rows

WORDS = (
    *("the", "metric", "result", "pixel", "of", "a", "sample", "figure", "method", "report", "weight"),
    *("normal", "camera", "seven", "orange", "light", "noise", "images", "differ", "where", "page", "grew"),
    *("row", "column", "edge", "table", "value", "mean", "error", "compare", "first", "second"),
)
KINDS = (
    "one insertion", "one removal", "several edits", "word changed elsewhere", "noise at edges", "blank rows",
    "table", "columns", "top", "bottom", "paragraph changed",
    "other anti-aliasing",
)  # fmt: skip


@dataclass(frozen=True)
class GrownPage:
    """Two pictures (H, W, 3) of 8 bits, and the row (or column) of the second for each of the first."""

    number: int
    kind: str
    first: np.ndarray
    second: np.ndarray
    partners: np.ndarray
    clean: np.ndarray  # the second without changes besides the edits


@cache
def _font(size: int, name: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(f"{name}.ttf", size)


def page(rng: random.Random, width: int, height: int, table: bool = False) -> Image.Image:
    """Return a page with headings, paragraphs, boxes, rules and dotted lines."""
    dark = rng.random() < 0.2
    paper, ink = ((24, 26, 30), (220, 220, 225)) if dark else ((255, 255, 255), (20, 20, 30))
    image = Image.new("RGB", (width, height), paper)
    draw = ImageDraw.Draw(image)
    y, left = rng.randint(8, 40), rng.randint(10, 60)
    size = rng.randint(10, 18)
    while y < height - 30:
        turn = 2.5 if table else rng.random()
        if turn < 0.12:
            font = _font(size + 8, "DejaVuSans-Bold")
            draw.text((left, y), " ".join(rng.choices(WORDS, k=3)), ink, font)
            y += size + 24
        elif turn < 0.2:
            colour = tuple(rng.randint(60, 230) for _ in range(3))
            draw.rectangle((left, y, left + rng.randint(40, width // 2), y + rng.randint(12, 60)), colour)
            y += 70
        elif turn < 0.26:
            draw.line((left, y, width - left, y), (128, 128, 128))
            y += rng.randint(8, 20)
        elif turn < 0.3:
            draw.point([(x, y) for x in range(left, width - left, 4)], (128, 128, 128))
            y += rng.randint(6, 16)
        elif turn > 2:
            draw.rectangle((left, y, width - left, y + size + 10), None, (128, 128, 128))
            draw.text(
                (left + 6, y + 3),
                f"{rng.choice(WORDS)}  {rng.randint(0, 999)}",
                ink,
                _font(size, "DejaVuSans"),
            )
            y += size + 10
        else:
            font = _font(size, rng.choice(("DejaVuSans", "DejaVuSerif", "DejaVuSansMono")))
            for _ in range(rng.randint(1, 7)):
                words = " ".join(rng.choices(WORDS, k=40))
                room = int((width - 2 * left) * rng.uniform(0.3, 1) / (size * 0.6))
                draw.text((left, y), words[: max(4, room)], ink, font)
                y += round(size * 1.4)
            y += rng.randint(6, 24)
    return image


def _edited(rng: random.Random, first: np.ndarray, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Return a picture with rows inserted and removed, and the partners of the rows."""
    height, width = first.shape[:2]
    donor = np.asarray(page(rng, width, height))
    edits = {"several edits": 4, "table": 2}.get(kind, 1)
    places = sorted(rng.sample(range(40, height - 60, 45), edits))
    if kind in ("top", "bottom"):
        places = [0 if kind == "top" else height]
    parts, partners, row, total = [], np.full(height, -1), 0, 0
    for number, place in enumerate(places):
        parts.append(first[row:place])
        partners[row:place] = np.arange(row, place) - row + total
        total += place - row
        row = place
        count = rng.randint(1, 40)
        if kind == "one removal" or (edits > 1 and number % 2):
            row += count
        else:
            start = rng.randint(0, height - count)
            new = donor[start : start + count]
            new = np.broadcast_to(first[place : place + 1], new.shape) if kind == "blank rows" else new
            parts.append(new)
            total += count
    parts.append(first[row:])
    partners[row:] = np.arange(row, height) - row + total
    return np.concatenate(parts), partners


def pages(count: int = 240) -> Iterator[GrownPage]:
    """Yield pairs of pages; each number gives the same pair on every call."""
    for number in range(count):
        rng = random.Random(number)
        kind = KINDS[number // 2 % len(KINDS)]
        width, height = rng.randint(320, 900), rng.randint(400, 1100)
        first = np.asarray(page(rng, width, height, table=kind == "table"))
        if kind == "columns":
            first = first.swapaxes(0, 1)
        clean, partners = _edited(rng, first, kind)
        second = clean
        if kind in ("word changed elsewhere", "several edits", "noise at edges", "paragraph changed"):
            second = _changed(rng, second, partners, 90 if kind == "paragraph changed" else 17)
        if kind == "other anti-aliasing":
            second = np.asarray(Image.fromarray(second).filter(ImageFilter.GaussianBlur(0.6)))
        if kind == "noise at edges":
            second = _noisy(number, second)
        yield GrownPage(number, kind, first, second, partners, clean)


def _changed(rng: random.Random, pixels: np.ndarray, partners: np.ndarray, rows: int) -> np.ndarray:
    """Return a picture with other text in some rows, at least 30 rows away from all edits."""
    steps = np.diff(np.concatenate([[-1], partners, [len(pixels)]]))
    ends = np.concatenate([[0], partners, [len(pixels)]])
    edited = [int(ends[at + side]) for at in np.flatnonzero(steps != 1) for side in (0, 1)]
    free = [
        y for y in range(20, len(pixels) - rows - 20) if all(not y - 30 < at < y + rows + 30 for at in edited)
    ]
    picture = Image.fromarray(pixels)
    draw = ImageDraw.Draw(picture)
    x, y = rng.randint(20, picture.width // 3), rng.choice(free or [0])
    right = x + 70 if rows < 20 else picture.width - 20
    draw.rectangle((x, y, right, y + rows - 1), (255, 250, 200))
    for line in range(0, rows - 16, 16) if rows > 20 else [0]:
        words = rng.choice(WORDS) if rows < 20 else " ".join(rng.choices(WORDS, k=9))
        draw.text((x + 2, y + 1 + line), words, (150, 20, 20), _font(12, "DejaVuSans-Bold"))
    return np.asarray(picture)


def _noisy(number: int, pixels: np.ndarray) -> np.ndarray:
    """Return a picture with other anti-aliasing: noise at all edges, of up to 24 levels."""
    edges = np.asarray(Image.fromarray(pixels).convert("L").filter(ImageFilter.FIND_EDGES)) > 20
    noise = np.random.default_rng(number).integers(-24, 25, pixels.shape) * edges[..., None]
    return np.clip(pixels.astype(int) + noise, 0, 255).astype(np.uint8)


def is_exact(case: GrownPage, partners: np.ndarray) -> bool:
    """Tell whether partners show the same edits: each row has an equal partner, and as many have one."""
    kept = partners >= 0
    if int(kept.sum()) != int((case.partners >= 0).sum()):
        return False
    return bool((case.first[kept] == case.clean[partners[kept]]).all())


def main() -> None:
    """Print the number of pages with all edits found exactly, for each kind and half."""
    rates: dict[tuple[str, int], list[bool]] = {}
    spent, total = 0.0, 0
    for case in pages():
        planes = [image.transpose(2, 0, 1) for image in (case.first, case.second)]
        start = time.perf_counter()
        found = align_rows(*planes)
        spent += time.perf_counter() - start
        total += 1
        exact = found.found and is_exact(case, found.partners)
        rates.setdefault((case.kind, case.number % 2), []).append(exact)
        if not exact:
            print("missed:", case.number, case.kind)
    for kind in KINDS:
        print(kind, *(f"{sum(rates[kind, half])}/{len(rates[kind, half])}" for half in (0, 1)))
    for half in (0, 1):
        every = [exact for (_, one), flags in rates.items() if one == half for exact in flags]
        print("half", half, f"{sum(every)}/{len(every)}")
    print(f"mean time {1000 * spent / total:.1f} ms")


if __name__ == "__main__":
    main()
