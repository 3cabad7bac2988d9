"""Pairs that differ by noise or compression only, where every region is false."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from planted import photographs

Array = Any

SIGMAS = tuple(range(1, 9))
"""Standard deviations of the noise in grey levels of 255."""

QUALITIES = tuple(range(90, 99))
"""Of JPEG, with colours at half the size, as Pillow does."""

PARTS = ("as it is", "elsewhere", "whole")


@dataclass(frozen=True)
class Null:
    """Two images without a relevant difference, 8 bits (H, W, 3)."""

    first: Array
    second: Array
    cause: str
    name: str


def nulls(seed: int, every: int = 1) -> Iterator[Null]:
    """Yield pairs of the reported photographs: their centres, other parts, and whole photographs."""
    ways = [*product(("noise in one", "noise in both"), SIGMAS), *product(("JPEG",), QUALITIES)]
    for number, (part, name, (cause, value)) in enumerate(product(PARTS, photographs.REPORTING, ways)):
        if number % every:
            continue
        random = np.random.default_rng([seed, number])
        photo = _part(part, name)
        if cause == "JPEG":
            yield Null(_bytes(photo), compressed(_bytes(photo), value), cause, f"{name}, {part}, {value}")
            continue
        noisy = [_bytes(photo + value / 255 * random.standard_normal(photo.shape)) for _ in range(2)]
        first = noisy[0] if cause == "noise in both" else _bytes(photo)
        yield Null(first, noisy[1], cause, f"{name}, {part}, {value}")


def compressed(image: Array, quality: int) -> Array:
    """Return an image (8 bits) after JPEG compression."""
    from PIL import Image

    held = io.BytesIO()
    Image.fromarray(image).save(held, "JPEG", quality=quality)
    return np.asarray(Image.open(held).convert("RGB"))


def _part(part: str, name: str) -> Array:
    if part == "whole":
        return np.asarray(photographs.whole(name), np.float64) / 255
    return photographs.SOURCES[part](name)


def _bytes(image: Array) -> Array:
    return np.uint8(np.round(np.clip(image, 0, 1) * 255))


@dataclass
class Silence:
    """The number of pairs of one cause without a region.

    Parameters
    ----------
    pairs, silent
        Number of pairs, and number of pairs without a region.
    loud
        Names of the pairs with a region.
    """

    pairs: int
    silent: int
    loud: list[str]


def silences(seed: int, every: int = 1) -> dict[str, dict[str, Silence]]:
    """Return the number of pairs without a region, by strategy and cause."""
    from difference_finder import Finder

    names = ("consensus", "difference")
    finders = {f"`{name}`": Finder(strategy=name, post_processor="regions") for name in names}
    found: dict[str, dict[str, Silence]] = {name: {} for name in finders}
    for null in nulls(seed, every):
        for name, finder in finders.items():
            counted = found[name].setdefault(null.cause, Silence(0, 0, []))
            counted.pairs += 1
            if finder.compare(null.first, null.second).regions:
                counted.loud.append(null.name)
            else:
                counted.silent += 1
    return found
