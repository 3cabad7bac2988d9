"""Equal places have no region; an edit of any share of the image, and a total change, are found."""

from __future__ import annotations

import io
from functools import cache

import numpy as np
import pytest
import skimage.data
from PIL import Image, ImageDraw, ImageFont
from scipy.ndimage import gaussian_filter, maximum_filter

from difference_finder import Finder
from difference_finder.arrays.change import measure_change
from difference_finder.images.difference_map import Region

LEVEL = 5.0
SHARES = (5, 15, 19, 20, 21, 35, 55, 75, 95)
STRATEGIES = ("consensus", "difference")
PHOTO = skimage.data.astronaut()[80:272, 100:324]
WORDS = ["the", "quick", "brown", "fox", "jumps", "over", "a", "lazy", "dog", "while", "seven", "wizards"]


@cache
def page(dark: bool = False, seed: int = 0) -> np.ndarray:
    """Return a page of text with a heading, (H, W, 3)."""
    ground, ink = ((24, 26, 30), (225, 225, 215)) if dark else ((250, 250, 248), (20, 20, 25))
    image = Image.new("RGB", (240, 200), ground)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(11)
    draw.text((12, 10), "A heading", fill=ink, font=ImageFont.load_default(22))
    rng = np.random.default_rng(seed)
    for y in range(44, 185, 16):
        line = " ".join(rng.choice(WORDS, 9))
        while font.getlength(line) > 216:
            line = line.rsplit(" ", 1)[0]
        draw.text((12, y), line, fill=ink, font=font)
    return np.asarray(image)


def recoloured(image: np.ndarray, share: int, way: str) -> np.ndarray:
    """Return an image, the upper ``share`` percent of which have other colours."""
    changed = image.astype(float)
    part = changed[: round(share / 100 * len(image))]
    part[:] = {
        "tint": lambda: part * [1, 0.85, 0.7],
        "faint": lambda: part - 3,
        "inverse": lambda: 255 - part,
    }[way]()
    return np.uint8(np.clip(np.round(changed), 0, 255))


def patched(image: np.ndarray, share: int) -> np.ndarray:
    """Return an image, ``share`` percent of whose squares of 20 pixels have other colours, each its own."""
    rng = np.random.default_rng(share)
    changed = image.astype(int)
    squares = [(y, x) for y in range(0, len(image), 20) for x in range(0, image.shape[1], 20)]
    rng.shuffle(squares)
    for y, x in squares[: round(share / 100 * len(squares))]:
        changed[y : y + 20, x : x + 20] += rng.integers(5, 40, 3) * rng.choice((-1, 1), 3)
    return np.uint8(np.clip(changed, 0, 255))


def jpeg(image: np.ndarray, quality: int) -> np.ndarray:
    held = io.BytesIO()
    Image.fromarray(image).save(held, "JPEG", quality=quality)
    return np.asarray(Image.open(held).convert("RGB"))


def noisy(image: np.ndarray, sigma: float, seed: int = 0) -> np.ndarray:
    noise = sigma * np.random.default_rng(seed).standard_normal(image.shape)
    return np.uint8(np.clip(np.round(image + noise), 0, 255))


def differing(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return (first != second).any(axis=-1)


def inside(regions: tuple[Region, ...], shape: tuple[int, ...]) -> np.ndarray:
    covered = np.zeros(shape[:2], bool)
    for region in regions:
        covered[region.y : region.y + region.height, region.x : region.x + region.width] = True
    return covered


def box(region: Region) -> tuple[int, int, int, int]:
    return region.x, region.y, region.width, region.height


def compare(first: np.ndarray, second: np.ndarray, strategy: str = "consensus", metric: str = "mse"):
    return Finder(strategy=strategy, metric=metric).compare(first, second)


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("way", ["tint", "faint", "inverse"])
@pytest.mark.parametrize("dark", [False, True])
def test_the_region_is_the_recoloured_part_of_a_page(dark: bool, way: str, strategy: str) -> None:
    first = page(dark)
    for share in SHARES:
        second = recoloured(first, share, way)
        regions = compare(first, second, strategy).regions
        assert [box(region) for region in regions] == [(0, 0, 240, round(2 * share))], share


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("dark", [False, True])
def test_regions_are_the_recoloured_squares_of_a_page(dark: bool, strategy: str) -> None:
    first = page(dark)
    for share in SHARES:
        second = patched(first, share)
        changed, comparison = differing(first, second), compare(first, second, strategy)
        for region in comparison.regions:
            assert inside((region,), changed.shape)[changed].any()
        assert inside(comparison.regions, changed.shape)[changed].mean() == 1
        assert ((np.asarray(comparison.map) > 0) == changed).all()


@pytest.mark.parametrize("change", ["text", "noise", "blur", "jpeg"])
def test_an_edit_is_found_whatever_share_of_the_image_it_covers(change: str) -> None:
    """The map does not depend on whether a fifth of the pixels differ."""
    if change == "text":
        first, whole = page(), page(seed=5)
    else:
        first = PHOTO
        whole = {
            "noise": lambda: noisy(first, 3),
            "blur": lambda: np.uint8(gaussian_filter(first.astype(float), (2, 2, 0))),
            "jpeg": lambda: jpeg(first, 92),
        }[change]()
    for share in (10, 18, 22, 40, 60, 80):
        second = first.copy()
        second[: round(share / 100 * len(first))] = whole[: round(share / 100 * len(first))]
        changed = differing(first, second)
        comparison = compare(first, second)
        values = np.asarray(comparison.map)
        assert ((values >= LEVEL) == changed).all(), share
        assert (values[~changed] == 0).all()
        assert inside(comparison.regions, changed.shape)[changed].all()


def texture() -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (96, 96, 3), np.uint8)


TOTAL = {
    "white against black": lambda: (np.full((60, 80, 3), 255, np.uint8), np.zeros((60, 80, 3), np.uint8)),
    "a page against its inverse": lambda: (page(), 255 - page()),
    "a dark page against its inverse": lambda: (page(True), 255 - page(True)),
    "a page against black": lambda: (page(), 0 * page()),
    "a page against white": lambda: (page(), 0 * page() + 255),
    "gain of a page": lambda: (page(), np.uint8(np.round(0.96 * page()))),
    "gain of a dark page": lambda: (page(True), np.uint8(np.round(0.96 * page(True)))),
    "gain of a photograph": lambda: (PHOTO, np.uint8(np.round(0.96 * PHOTO))),
    "tint of a photograph": lambda: (PHOTO, np.uint8(np.round(PHOTO * [1, 0.97, 0.9]))),
    "one level": lambda: (PHOTO // 2, PHOTO // 2 + 1),
    "inverse of a photograph": lambda: (PHOTO, 255 - PHOTO),
    "inverse of noise": lambda: (texture(), 255 - texture()),
    "another photograph": lambda: (PHOTO, skimage.data.coffee()[:192, :224]),
    "one pixel": lambda: (np.zeros((1, 1), np.uint8), np.ones((1, 1), np.uint8)),
}


@pytest.mark.parametrize("name", TOTAL)
def test_a_total_change_is_one_region(name: str) -> None:
    first, second = TOTAL[name]()
    comparison = compare(first, second)
    [region] = comparison.regions
    changed = first != second if first.ndim == 2 else differing(first, second)
    rows, columns = (np.flatnonzero(changed.any(axis=axis)) for axis in (1, 0))
    assert box(region) == (columns[0], rows[0], np.ptp(columns) + 1, np.ptp(rows) + 1)
    assert region.width * region.height > 0.95 * changed.size
    assert region.area == changed.sum()
    values = np.asarray(comparison.map)
    assert ((values >= LEVEL) == changed).all() and (values[~changed] == 0).all()
    assert compare(first, second, "difference").regions


@pytest.mark.parametrize("strategy", ["difference", "local", "gradient"])
def test_where_no_place_stands_out_of_a_total_change_the_region_is_the_whole(strategy: str) -> None:
    first, second = page(), page() - np.uint8(20)
    [region] = compare(first, second, strategy).regions
    assert box(region) == (0, 0, 240, 200)


NULLS = {
    "noise in one": lambda: (PHOTO, noisy(PHOTO, 3)),
    "noise in both": lambda: (noisy(PHOTO, 3, 1), noisy(PHOTO, 3, 2)),
    "noise on a white page": lambda: (np.where(page() > 200, 255, page()).astype(np.uint8),) * 2,
    "JPEG": lambda: (PHOTO, jpeg(PHOTO, 92)),
    "JPEG of a page": lambda: (page(), jpeg(page(), 90)),
    "enlarged": lambda: tuple(
        np.asarray(Image.fromarray(PHOTO).resize((74, 64)).resize((224, 192), way))
        for way in (Image.Resampling.BICUBIC, Image.Resampling.LANCZOS)
    ),
}


@pytest.mark.parametrize("name", NULLS)
def test_slight_differences_everywhere_are_neither_an_edit_nor_a_total_change(name: str) -> None:
    first, second = NULLS[name]()
    if first is second:
        second = noisy(first, 4)
    change = measure_change(*(np.moveaxis(image, -1, 0) for image in (first, second)), (255.0, 255.0))
    assert not (change.is_edit or change.is_total or change.is_systematic), change
    assert change.systematic < 0.3


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_the_map_is_zero_beyond_the_reach_of_a_difference(turn: int) -> None:
    """Compression leaves black surroundings equal, as those of a retina."""
    first = np.zeros((192, 230, 3), np.uint8)
    first[:, 30:] = noisy(PHOTO[:, :200], 6)
    second = jpeg(first, 90).copy()
    second[:, :28] = first[:, :28]
    first, second = (np.ascontiguousarray(np.rot90(image, turn)) for image in (first, second))
    changed = differing(first, second)
    values = np.asarray(compare(first, second).map)
    assert not measure_change(np.moveaxis(first, -1, 0), np.moveaxis(second, -1, 0), (255.0, 255.0)).is_edit
    assert values.max() > 0
    assert (values[~maximum_filter(changed, 41)] == 0).all()


@pytest.mark.parametrize(
    ("strategy", "metric"),
    [("local", "ssim"), ("gradient", "ssim"), ("smooth_gradient", "ssim")],
)
@pytest.mark.parametrize("share", [5, 50])
def test_no_strategy_has_a_region_where_only_its_windows_reach(
    strategy: str, metric: str, share: int
) -> None:
    first = page()
    second = recoloured(first, share, "tint")
    comparison = compare(first, second, strategy, metric)
    assert (np.asarray(comparison.map)[round(2 * share) + 1 :] != 0).any()
    assert comparison.regions
    for region in comparison.regions:
        assert region.y + region.height <= round(2 * share)


def test_a_region_needs_a_pixel_that_differs_in_the_cropped_pair_too() -> None:
    first = noisy(PHOTO, 2)
    second = np.roll(first, 3, axis=1)
    second[60:80, 90:110] = 255
    with pytest.warns(UserWarning, match="align"):
        comparison = Finder("align", strategy="difference").compare(first, second)
    place = inside(comparison.regions, first.shape)
    assert place[60:80, 87:107].all() and place.sum() < 700


@pytest.mark.parametrize("strategy", [*STRATEGIES, "gradient"])
@pytest.mark.parametrize("kind", ["alpha", "nan"])
def test_differences_that_the_values_do_not_show_have_a_region(kind: str, strategy: str) -> None:
    first = np.dstack([page(), np.full((200, 240), 255, np.uint8)]) if kind == "alpha" else page() / 255
    second = first.copy()
    second[20:40, 50:80, 3 if kind == "alpha" else slice(None)] = 9 if kind == "alpha" else np.nan
    settings = {"alpha": "composed"} if kind == "alpha" else {"data_range": 1.0}
    found = Finder(strategy=strategy, **settings).compare(first, second)
    assert [unequal.kind for unequal in found.unequal] == [kind]
    assert [box(region) for region in found.regions] == [(50, 20, 30, 20)]


def test_masked_blocks_do_not_count() -> None:
    first, second = (np.moveaxis(image, -1, 0) for image in (page(), recoloured(page(), 50, "tint")))
    mask = np.zeros(first.shape[1:], bool)
    assert measure_change(first, second, (255.0, 255.0), mask).equal == 1
    mask[:96] = True
    assert measure_change(first, second, (255.0, 255.0), mask).is_total
    assert measure_change(first, second, (255.0, 255.0)).is_edit
    assert measure_change(first, first, (255.0, 255.0)).equal == 1
    assert not measure_change(first, first, (255.0, 255.0)).is_edit


@pytest.mark.parametrize("kind", ["uint16", "float64", "int32"])
def test_the_type_of_the_values_does_not_matter(kind: str) -> None:
    first, second = page(), recoloured(page(), 60, "faint")
    scaled = [image.astype(kind) * (257 if kind != "float64" else 1 / 255) for image in (first, second)]
    found = Finder(data_range=1.0 if kind == "float64" else 65535.0, strategy="consensus").compare(*scaled)
    assert [box(region) for region in found.regions] == [(0, 0, 240, 120)]
