"""Test pictures: photographs of scikit-image side by side, with grain.

All runs use the same pictures, because the grain has a fixed seed. Camera-like grain gives PNG files the size
of real photographs; without it, files decode too fast.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from _rows import Missing
from numpy.typing import NDArray

CACHE = Path(__file__).parent / "build"
SIZES = {"512x512": (512, 512), "1080p": (1080, 1920), "4K": (2160, 3840)}
MARKS = ((0.1, 0.1, 60, 90), (0.55, 0.65, 45, 45), (0.8, 0.05, 30, 120))
"""Where a retouched picture is changed: top and left as shares, height and width in pixels."""
SIDES_OF_CHANGES = (32, 40, 48, 56, 64, 72, 80, 96, 112, 128)
"""Sides of the places where two pictures with grain of their own differ, in pixels."""

WORDS = (
    "lorem",
    "ipsum",
    "dolor",
    "amet",
    "elit",
    "sed",
    "do",
    "tempor",
    "ut",
    "labore",
    "et",
    "magna",
    "aliqua",
)
OTHER_WORDS = {(3, 2): "changed", (9, 4): "9.99", (14, 1): "magne"}
"""Words of a small page, and those of the candidate by line and column."""

_EDITION = 1  # part of the names of the files that are kept; a change of the pictures needs a new one


@dataclass(frozen=True)
class FloatPair:
    """Two pictures (3, H, W), float32 in [0, 1]; every value of the candidate differs a little."""

    reference: NDArray[np.float32]
    candidate: NDArray[np.float32]


@dataclass(frozen=True)
class RetouchedPair:
    """Two pictures (H, W, 3), 8 bits; in a few rectangles every channel differs by 128, elsewhere nothing."""

    reference: NDArray[np.uint8]
    candidate: NDArray[np.uint8]

    @property
    def boxes(self) -> set[tuple[int, int, int, int]]:
        """The rectangles: x, y, width, height."""
        height, width = self.reference.shape[:2]
        return {(int(left * width), int(top * height), w, h) for top, left, h, w in MARKS}

    @property
    def changed(self) -> int:
        """How many pixels differ."""
        return sum(h * w for *_, h, w in MARKS)


def photograph(height: int, width: int, shift: int = 0) -> NDArray[np.uint8]:
    """Return a picture (H, W, 3) made of rows of photographs and their mirror images."""
    strips: list[NDArray[np.uint8]] = []
    total, index = 0, shift
    while total < height:
        strip = _strips()[index % len(_strips())]
        strip = np.roll(np.tile(strip, (1, -(-width // strip.shape[1]), 1)), 37 * index, axis=1)[:, :width]
        strips.append(strip)
        total, index = total + strip.shape[0], index + 1
    picture = np.concatenate(strips)[:height]
    return np.clip(picture + _grain(height, width, seed=1 + shift), 0, 255).astype(np.uint8)


def degraded(picture: NDArray[np.uint8], seed: int = 2) -> NDArray[np.uint8]:
    """Return a slightly softer picture with its own grain, like a reconstruction."""
    soft = picture.astype(np.uint16)
    soft = (2 * soft + np.roll(soft, 1, axis=0) + np.roll(soft, 1, axis=1)) // 4
    return np.clip(soft + _grain(*picture.shape[:2], seed=seed), 0, 255).astype(np.uint8)


@cache
def _strips() -> list[NDArray[np.uint8]]:
    try:
        from skimage import data
    except ImportError as error:
        raise Missing("the pictures need scikit-image: pip install -r benchmarks/requirements.txt") from error
    photographs = (data.astronaut(), data.coffee(), data.chelsea(), data.rocket())
    return [np.concatenate([photo, photo[:, ::-1]], axis=1) for photo in photographs]


def _grain(height: int, width: int, seed: int) -> NDArray[np.int16]:
    """Return noise (H, W, 3), a repeated tile; the repetition does not affect comparisons."""
    tile = np.random.default_rng(seed).normal(0, 2, (509, 1021, 3)).round().astype(np.int16)
    return np.tile(tile, (-(-height // 509), -(-width // 1021), 1))[:height, :width]


def float_pair(shape: tuple[int, int]) -> FloatPair:
    """Return two pictures as input for metrics."""
    picture = photograph(*shape)
    return FloatPair(*(_as_floats(image) for image in (picture, degraded(picture))))


def _as_floats(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.ascontiguousarray(picture.transpose(2, 0, 1), dtype=np.float32) / np.float32(255)


def retouched_pair(shape: tuple[int, int]) -> RetouchedPair:
    """Return two pictures as input for pixel tools."""
    reference = photograph(*shape)
    candidate = reference.copy()
    for top, left, h, w in MARKS:
        y, x = int(top * shape[0]), int(left * shape[1])
        candidate[y : y + h, x : x + w] += 128  # 8 bits wrap around: each channel moves by 128
    return RetouchedPair(reference, candidate)


def changed_pair(shape: tuple[int, int]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return two pictures (H, W, 3) with own grain, which differ in ten places of 32 to 128 pixels."""
    from scipy import ndimage

    picture = photograph(*shape).astype(float)
    random = np.random.default_rng(3)
    first, second = (np.clip(picture + random.normal(0, 3, picture.shape), 0, 255) for _ in range(2))
    for number, (change, side) in enumerate(zip(_local_changes(ndimage), SIDES_OF_CHANGES, strict=True)):
        top, left = (
            40 + int(share * (size - 200)) for share, size in zip(_place(number), shape, strict=True)
        )
        place = np.s_[top : top + side, left : left + side]
        second[place] = change(second[top - 16 : top + side, left - 16 : left + side], random)[16:, 16:]
    return np.uint8(np.round(first)), np.uint8(np.round(np.clip(second, 0, 255)))


def enlarged_pair(shape: tuple[int, int]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return a picture (H, W, 3) enlarged twice in two ways."""
    from PIL import Image

    small = Image.fromarray(photograph(*shape)).resize(
        (shape[1] // 2, shape[0] // 2), Image.Resampling.BICUBIC
    )
    ways = (Image.Resampling.BICUBIC, Image.Resampling.LANCZOS)
    first, second = (np.asarray(small.resize(shape[::-1], way)) for way in ways)
    return first, second


def _place(number: int) -> tuple[float, float]:
    """Return the top and the left of a changed place, as shares."""
    return (number % 2) * 0.7 + 0.05 * (number % 3), number / 10


def _local_changes(ndimage: Any) -> list[Callable[[Any, Any], Any]]:
    """Return ten changes of a part of a picture with 16 pixels more above it and on its left."""
    return [
        lambda part, _: ndimage.gaussian_filter(part, (2, 2, 0)),
        lambda part, _: part + 12,
        lambda part, _: ndimage.median_filter(part, (7, 7, 1)),
        lambda part, _: ndimage.gaussian_filter(part, (8, 8, 0)),
        lambda part, _: np.round(part / 32) * 32,
        lambda part, _: np.roll(part, (9, 12), (0, 1)),
        lambda part, _: part + 1.5 * (part - ndimage.gaussian_filter(part, (1.5, 1.5, 0))),
        lambda part, random: part + random.normal(0, 16, part.shape),
        lambda part, _: part[::-1, ::-1],
        lambda part, _: part + np.array([14, -8, -6]),
    ]


def retouched_files(shape: tuple[int, int]) -> tuple[Path, Path]:
    """Return the two pictures as PNG files."""
    folder = CACHE / f"retouched-{shape[1]}x{shape[0]}-{_EDITION}"
    paths = folder / "reference.png", folder / "candidate.png"
    if not folder.exists():
        pair = retouched_pair(shape)
        _write_folder(folder, {"reference": pair.reference, "candidate": pair.candidate})
    return paths


def folders(count: int, shape: tuple[int, int]) -> tuple[Path, Path]:
    """Return two folders with PNG files that are paired by name."""
    home = CACHE / f"folders-{count}-{shape[1]}x{shape[0]}-{_EDITION}"
    for side in ("reference", "candidate"):
        if (home / side).exists():
            continue
        pictures = {}
        for number in range(count):
            picture = photograph(*shape, shift=number)
            pictures[f"{number:03}"] = (
                picture if side == "reference" else degraded(picture, seed=1000 + number)
            )
        _write_folder(home / side, pictures)
    return home / "reference", home / "candidate"


def screenshots(count: int, changed: int) -> tuple[Path, Path, set[str]]:
    """Return two folders of rendered pages of 1280x800 pixels, and the names of those with one other word.

    Pages without a change are equal files, as a browser writes them for equal pages.
    """
    home = CACHE / f"screenshots-{count}-{changed}-{_EDITION}"
    numbers = {round((number + 0.5) * count / changed) for number in range(changed)}
    for side, other in (("reference", ()), ("candidate", numbers)):
        if not (home / side).exists():
            _write_folder(home / side, {f"{n:03}": _page(n, n in other) for n in range(count)})
    return home / "reference", home / "candidate", {f"{number:03}" for number in numbers}


def _page(seed: int, other: bool) -> NDArray[np.uint8]:
    """Return a page with a header, a picture and lines of text; ``other`` changes a word in the middle."""
    from PIL import Image, ImageDraw, ImageFont

    generator = np.random.default_rng(seed)
    page = Image.new("RGB", (1280, 800), "white")
    draw, font = ImageDraw.Draw(page), ImageFont.load_default(15)
    draw.rectangle((0, 0, 1280, 56), fill=tuple(generator.integers(20, 140, 3).tolist()))
    draw.text((24, 18), f"Page {seed}", fill="white", font=ImageFont.load_default(20))
    rough = generator.integers(0, 255, (6, 9, 3)).astype(np.uint8)
    page.paste(Image.fromarray(rough).resize((360, 240), Image.Resampling.BICUBIC), (880, 80))
    for line in range(32):
        words = [
            "".join(map(chr, generator.integers(97, 123, size))) for size in generator.integers(2, 10, 11)
        ]
        words[5] = "changed" if other and line == 16 else words[5]
        draw.text((24, 76 + 22 * line), " ".join(words), fill=(30, 34, 40), font=font)
    return np.asarray(page)


def screenshot_files() -> tuple[Path, Path]:
    """Return two rendered pages of 512x512 pixels as PNG files, which differ in three words."""
    folder = CACHE / f"screenshot-512x512-{_EDITION}"
    paths = folder / "reference.png", folder / "candidate.png"
    if not folder.exists():
        pages = {"reference": _small_page({}), "candidate": _small_page(OTHER_WORDS)}
        _write_folder(folder, pages)
    return paths


def _small_page(others: dict[tuple[int, int], str]) -> NDArray[np.uint8]:
    """Return a page with a header, icons and words in columns; ``others`` replaces some of the words."""
    from PIL import Image, ImageDraw, ImageFont

    generator = np.random.default_rng(5)
    page = Image.new("RGB", (512, 512), (250, 251, 252))
    draw, font = ImageDraw.Draw(page), ImageFont.load_default(13)
    draw.rectangle((0, 0, 512, 44), fill=(36, 64, 120))
    draw.text((14, 10), "Dashboard  Reports  Settings", fill="white", font=ImageFont.load_default(20))
    draw.rectangle((0, 44, 110, 512), fill=(236, 239, 243))
    for icon in range(10):
        top = 60 + 42 * icon
        draw.ellipse((12, top, 36, top + 24), fill=tuple(generator.integers(40, 230, 3).tolist()))
        draw.text((44, top + 4), str(generator.choice(WORDS)), fill=(60, 60, 70), font=font)
    for line, column in np.ndindex(20, 6):
        word = str(generator.choice(WORDS))
        place = (124 + 64 * column, 60 + 22 * line)
        draw.text(place, others.get((line, column), word), fill=(30, 32, 38), font=font)
    return np.asarray(page)


def _write_folder(folder: Path, pictures: dict[str, NDArray[np.uint8]]) -> None:
    """Write PNG files; the folder appears when all files are complete."""
    from PIL import Image

    unfinished = folder.with_name(folder.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for name, picture in pictures.items():
        Image.fromarray(picture).save(unfinished / f"{name}.png")
    unfinished.rename(folder)
