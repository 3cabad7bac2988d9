"""Pictures that are changed as a whole: photographs and generated ones, in two separate sets."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from planted import photographs

Array = Any
Random = np.random.Generator

FILES = {
    "tuning": ("sr/set5/HR/bird.png", "iqa/piq/I01.BMP", "spotdiff/level1_A.png"),
    "reporting": (
        "sr/set5/HR/butterfly.png",
        "iqa/lpips/ex_ref.png",
        "iqa/piq/goldhill.gif",
        "spotdiff/jeongsol/samples/imgdir1/img1.png",
    ),
}
"""Known pictures of ``shared/data``."""

LARGEST = 640
"""Greatest side of a picture; a part of larger ones is used."""


def names(which: str) -> list[str]:
    """Return the names of all pictures of a set, "tuning" or "reporting"."""
    photos = photographs.TUNING if which == "tuning" else photographs.REPORTING
    made = [f"{kind} {number}" for kind in ("page", "shapes", "texture") for number in range(2)]
    return [
        *photos,
        *(f"{name}, elsewhere" for name in photos),
        *FILES[which],
        *(f"{which} {m}" for m in made),
    ]


@cache
def picture(name: str, data: Path) -> Array:
    """Return a picture, (H, W, 3) in 8 bits."""
    if name.split(" ", maxsplit=1)[0] in FILES:
        which, kind, number = name.split(" ")
        return MADE[kind](np.random.default_rng([len(which), int(number)]))
    if "/" in name:
        with Image.open(data / name) as image:
            return _part(np.asarray(image.convert("RGB")))
    source = "elsewhere" if name.endswith(", elsewhere") else "as it is"
    photo = photographs.SOURCES[source](name.removesuffix(", elsewhere"))
    return np.uint8(np.round(255 * photo))


def is_colourful(image: Array) -> bool:
    """Tell whether the channels of a picture differ enough for a change of colours to be visible."""
    return bool(np.ptp(image.astype(float), axis=2).mean() > 12)


def _part(pixels: Array) -> Array:
    height, width = (min(LARGEST, side) for side in pixels.shape[:2])
    top, left = (pixels.shape[0] - height) // 2, (pixels.shape[1] - width) // 2
    return np.ascontiguousarray(pixels[top : top + height, left : left + width])


def page(random: Random) -> Array:
    """Return a page with text, lines and coloured areas."""
    image = Image.new("RGB", (480, 400), tuple(int(n) for n in random.integers(225, 256, 3)))
    draw = ImageDraw.Draw(image)
    for row in range(9):
        size = int(random.integers(11, 22))
        words = " ".join("".join(chr(97 + int(c)) for c in random.integers(0, 26, 6)) for _ in range(9))
        ink = tuple(int(n) for n in random.integers(0, 110, 3))
        draw.text((12, 10 + 42 * row), words, fill=ink, font=ImageFont.load_default(size))
        x, y = (int(n) for n in random.integers(0, 380, 2))
        draw.rectangle((x, y, x + 90, y + 14), fill=tuple(int(n) for n in random.integers(40, 240, 3)))
    return np.asarray(image)


def shapes(random: Random) -> Array:
    """Return overlapping discs with shades of colour, smoothed at their edges."""
    image = Image.new("RGB", (2 * 448, 2 * 352), tuple(int(n) for n in random.integers(60, 200, 3)))
    draw = ImageDraw.Draw(image)
    for _ in range(90):
        x, y = int(random.integers(0, 896)), int(random.integers(0, 704))
        radius = int(random.integers(10, 110))
        draw.ellipse(
            (x - radius, y - radius, x + radius, y + radius),
            fill=tuple(int(n) for n in random.integers(15, 245, 3)),
        )
    small = np.asarray(image.resize((448, 352), Image.Resampling.BOX), np.float64)
    shade = 0.8 + 0.2 * np.linspace(0, 1, 448)
    return np.uint8(np.round(small * shade[None, :, None]))


def texture(random: Random) -> Array:
    """Return a coloured texture whose energy falls with the frequency, as in natural images."""
    side = 384
    rows, columns = np.fft.fftfreq(side)[:, None], np.fft.fftfreq(side)
    falling = 1 / np.maximum(np.hypot(rows, columns), 1 / side) ** 1.3
    layers = [
        np.fft.ifft2(np.fft.fft2(random.standard_normal((side, side))) * falling).real for _ in range(3)
    ]
    base = layers[0] / layers[0].std()
    mixed = [0.85 * base + 0.5 * layer / layer.std() for layer in layers]
    return np.uint8(np.clip(np.round(128 + 38 * np.stack(mixed, axis=-1)), 0, 255))


MADE = {"page": page, "shapes": shapes, "texture": texture}
