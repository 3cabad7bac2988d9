"""Crops of photographs in which it is known where a method is better."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
import skimage.data
from PIL import Image
from scipy.ndimage import gaussian_filter

from difference_finder.study.crops.finder import Crop, CropFinder

PHOTOGRAPHS = ("astronaut", "camera", "chelsea", "coffee", "rocket", "moon", "brick", "coins")
METHODS = ("ours", "edsr", "bicubic")
SIDE = 256
REPEATS = 60


@cache
def original(name: str) -> np.ndarray:
    """Return a photograph, (H, W, C) in [0, 255]."""
    image = getattr(skimage.data, name)().astype(float)
    return image[..., :3] if image.ndim == 3 else image[..., None]


def photograph(number: int, generator: np.random.Generator) -> np.ndarray:
    """Return a part of a photograph, (H, W, C) in [0, 255]."""
    image = original(PHOTOGRAPHS[number % len(PHOTOGRAPHS)])
    top, left = (int(generator.integers(max(1, side - SIDE))) for side in image.shape[:2])
    return image[top : top + SIDE, left : left + SIDE]


def noise(image: np.ndarray, quality: float, generator: np.random.Generator) -> np.ndarray:
    """Each method leaves noise of its own."""
    return image + 8 * quality * generator.standard_normal(image.shape)


def blur(image: np.ndarray, quality: float, generator: np.random.Generator) -> np.ndarray:
    """All lose the same detail, and leave a little noise."""
    blurred = gaussian_filter(image, (1.5 * quality, 1.5 * quality, 0))
    return blurred + generator.standard_normal(image.shape)


def compression(image: np.ndarray, quality: float, generator: np.random.Generator) -> np.ndarray:
    """All are JPEG, each with blocks that begin elsewhere."""
    start = tuple(generator.integers(8, size=2))
    held = io.BytesIO()
    pixels = np.roll(image, start, (0, 1)).astype(np.uint8)
    Image.fromarray(pixels.squeeze()).save(held, "JPEG", quality=round(95 - 45 * quality))
    read = np.asarray(Image.open(held), float).reshape(image.shape)
    return np.roll(read, [-step for step in start], (0, 1))


def places(image: np.ndarray, generator: np.random.Generator) -> list[tuple[int, int, int]]:
    """Return two places (y, x, side) select_distinct, with no less detail than is usual in the image."""
    detail = ((image - gaussian_filter(image, (2, 2, 0))) ** 2).mean(axis=2)
    found: list[tuple[int, int, int]] = []
    while len(found) < 2:
        side = int(generator.integers(36, 90))
        y, x = (int(generator.integers(8, length - 8 - side)) for length in image.shape[:2])
        here = detail[y : y + side, x : x + side].mean()
        if here >= detail.mean() and all(select_distinct((y, x, side), other) for other in found):
            found.append((y, x, side))
    return found


def select_distinct(first: tuple[int, int, int], second: tuple[int, int, int]) -> bool:
    return any(
        first[axis] + first[2] <= second[axis] or second[axis] + second[2] <= first[axis] for axis in (0, 1)
    )


def hits(crop: Crop, place: tuple[int, int, int]) -> bool:
    """Tell whether the smaller of crop and place lies in the other by more than half."""
    y, x, side = place
    shared = max(0, min(y + side, crop.y + crop.size) - max(y, crop.y))
    shared *= max(0, min(x + side, crop.x + crop.size) - max(x, crop.x))
    return shared > min(side, crop.size) ** 2 / 2


def strength(errors: dict[str, np.ndarray], y: int, x: int, side: int) -> float:
    ours, *rivals = (plane[y : y + side, x : x + side].mean() for plane in errors.values())
    return float(side * (min(rivals) - ours))


@pytest.mark.parametrize(
    ("damage", "better"), [(noise, 0.7), pytest.param(blur, 0.7, marks=pytest.mark.slow), (compression, 0.15)]
)
def test_the_best_crops_of_both_sides_are_where_they_were_planted(damage: Callable, better: float) -> None:
    """JPEG alone, with blocks that begin elsewhere, makes each method much better somewhere by chance."""
    found = {"best": 0, "rival_best": 0}
    for seed in range(REPEATS):
        generator = np.random.default_rng(seed)
        image = photograph(seed, generator)
        planted = dict(zip(found, places(image, generator), strict=True))
        results = {name: damage(image, 1.0, generator) for name in METHODS}
        for name, (y, x, side) in zip(("ours", "bicubic"), planted.values(), strict=True):
            part = slice(y, y + side), slice(x, x + side)
            results[name][part] = damage(image, better, generator)[part]
        errors = {name: ((pixels - image) ** 2).mean(axis=2) for name, pixels in results.items()}
        finder = CropFinder("ours", METHODS[1:], metric="mse")
        finder.add("photograph", errors)
        lists = finder.result().lists
        for (name, place), sign in zip(planted.items(), (1, -1), strict=True):
            crop = lists[name][0]
            found[name] += hits(crop, place)
            # No crop is much weaker than the place, which need not be one of the windows: the nearest size
            # alone makes it weaker by up to a fifth.
            assert sign * crop.margin * crop.size > 0.7 * sign * strength(errors, *place)
    assert min(found.values()) >= 0.95 * REPEATS, found


def test_denoisers_are_shown_where_each_is_best(shared) -> None:
    folder = shared / "denoise" / "set12_05_sigma50"
    names = {"drunet": "drunet_2731", "ffdnet": "ffdnet_2692", "dncnn": "dncnn_2683", "bm3d": "bm3d_2582"}

    def read(name: str) -> np.ndarray:
        return np.asarray(Image.open(folder / f"05_{name}.png").convert("L"), float)

    errors = {name: (read(file) - read("GT")) ** 2 for name, file in names.items()}
    finder = CropFinder("drunet", ["ffdnet", "dncnn", "bm3d"], metric="mse")
    finder.add("05", errors)
    crops = finder.result()
    # The best of the four by PSNR is not the best everywhere.
    assert min(crops.errors, key=crops.errors.__getitem__) == "drunet"
    assert 0.05 < crops.rival_share < 0.3
    best, worst = crops.best[0], crops.rival_best[0]
    assert best.margin > best.gaps.image > 0 > worst.margin
    for crop in (best, worst):
        part = slice(crop.y, crop.y + crop.size), slice(crop.x, crop.x + crop.size)
        here = {name: plane[part].mean() for name, plane in errors.items()}
        assert crop.errors == pytest.approx(here)
    assert min(best.errors, key=best.errors.__getitem__) == "drunet"
    assert worst.errors[worst.rival] == min(worst.errors.values())
