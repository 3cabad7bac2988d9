"""Each kind is named first where a photograph or a drawing was changed in this way."""

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from difference_finder import Finder
from difference_finder.cli._demo_images import PHOTOGRAPH as CAT
from difference_finder.images.difference_map import DifferenceMap, Region
from difference_finder.images.pair import Pair
from difference_finder.kinds.ranking import describe_regions

BOX = (190, 30, 64, 56)
"""Fur: x, y, width and height."""


def cat() -> np.ndarray:
    with Image.open(CAT) as image:
        return np.asarray(image.convert("RGB"), float)


def disc(shape: tuple[int, int], box: tuple[int, int, int, int] = BOX) -> np.ndarray:
    x, y, width, height = box
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    radius = min(width, height) / 2 - 4
    distance = np.hypot(rows - y - height / 2, columns - x - width / 2)
    return np.clip((radius - distance) / 2 + 0.5, 0, 1)[..., None]


def described(first: np.ndarray, second: np.ndarray, box=BOX, reference: np.ndarray | None = None) -> Region:
    """Return the region of a box, described."""
    arrays = [
        None if image is None else np.round(np.clip(image, 0, 255)).astype(np.uint8).transpose(2, 0, 1)[None]
        for image in (first, second, reference)
    ]
    x, y, width, height = box
    gap = np.abs(np.float32(arrays[1]) - np.float32(arrays[0])).mean(axis=1, keepdims=True)
    gap = ndimage.gaussian_filter(gap, (0, 0, 3, 3))
    inside = gap[0, 0, y : y + height, x : x + width]
    region = Region(x, y, width, height, width * height, float(inside.max()), float(inside.mean()))
    pair = Pair(arrays[0], arrays[1], 255.0, divisors=(1.0, 1.0))
    if reference is not None:
        first, second, third = (np.float32(array) for array in arrays)
        pair = Pair(first, second, 255.0, reference=third)
    return describe_regions(DifferenceMap(gap), pair, (region,))[0]


def changed(change: Callable[[np.ndarray], np.ndarray]) -> Region:
    first = cat()
    weight = disc(first.shape[:2])
    return described(first, weight * change(first) + (1 - weight) * first)


def blur(image: np.ndarray, sigma: float = 1.3) -> np.ndarray:
    return ndimage.gaussian_filter(image, (sigma, sigma, 0))


def jpeg(image: np.ndarray) -> np.ndarray:
    buffer = io.BytesIO()
    Image.fromarray(np.uint8(image)).save(buffer, "JPEG", quality=12)
    return np.asarray(Image.open(buffer).convert("RGB"), float)


def noise(image: np.ndarray, sigma: float = 9.0) -> np.ndarray:
    return image + np.random.default_rng(1).normal(0, sigma, image.shape)


def texture(image: np.ndarray) -> np.ndarray:
    grain = np.random.default_rng(1).normal(0, 1, image.shape[:2])
    band = ndimage.gaussian_filter(grain, 1.0) - ndimage.gaussian_filter(grain, 2.5)
    return image + (9 * band / band.std())[..., None]


def waves(image: np.ndarray) -> np.ndarray:
    return image + 12 * np.sin(2 * np.pi * np.arange(image.shape[1]) / 6)[None, :, None]


def board(image: np.ndarray) -> np.ndarray:
    rows, columns = np.mgrid[: image.shape[0], : image.shape[1]]
    return image + (8.0 * (-1.0) ** (rows + columns))[..., None]


def sharpen(image: np.ndarray) -> np.ndarray:
    return image + 1.2 * (image - blur(image))


PHOTOGRAPH = [
    ("blurred", blur, r"fine detail \d\d % weaker in the second"),
    ("lost_texture", lambda i: ndimage.median_filter(i, (7, 7, 1)), "texture lost in the second"),
    ("removed", lambda i: blur(i, 8.0), "content missing in the second"),
    ("brighter", lambda i: i + 10, r"(9|10)\.\d levels brighter in the second"),
    ("darker", lambda i: i - 6, r"[56]\.\d levels darker in the second"),
    ("contrast", lambda i: 1.4 * i - 0.4 * blur(i, 12.0), r"contrast (2\d|3\d|4\d) % higher in the second"),
    ("colour_cast", lambda i: i + np.array([9, -4, -3]), "ΔE more (red|orange|purple)"),
    (
        "banding",
        lambda i: np.round(i / 20) * 20,
        r"values in steps of (19\.9|20\.0|20\.1) levels in the second",
    ),
    ("blocks", jpeg, "blocks of 8 x 8 pixels in the second"),
    ("noisier", noise, r"noise of [789]\.\d levels more in the second"),
    ("false_texture", texture, r"texture of [789]\.\d levels only in the second"),
    ("moved", lambda i: ndimage.shift(i, (0, 1.5, 0), order=3), r"moved 1\.[3-6] px right in the second"),
    ("moved", lambda i: np.roll(i, (12, -9), (0, 1)), "moved 9.0 px left and 12.0 px down"),
    ("replaced", lambda i: i[::-1, ::-1], "content replaced"),
    ("stripes", waves, r"stripes every (5\.\d|6\.\d) px at 90 degrees in the second"),
    ("checkerboard", board, "checkerboard of .* period 2 px, in the second"),
    (
        "clipped",
        lambda i: np.clip(i + 8 * np.maximum(i - 110, 0), 0, 255),
        "% of the values clipped in the second",
    ),
]


@pytest.mark.parametrize(("name", "change", "text"), PHOTOGRAPH, ids=[row[0] for row in PHOTOGRAPH])
def test_photograph(name, change, text) -> None:
    region = changed(change)
    assert region.kinds[0].name == name, region.kinds
    import re

    assert re.search(text, region.text), region.text
    assert region.kinds[0].text in region.text
    assert region.kinds[0].confidence > 0.4


SMALL = (217, 55, 10, 10)
"""A small part of the fur: x, y, width and height."""


def in_small_place(change: Callable[[np.ndarray], np.ndarray]) -> Region:
    first, second = cat(), cat()
    place = np.s_[50:70, 212:232]
    second[place] = change(first)[place]
    return described(first, second, SMALL)


@pytest.mark.parametrize(
    ("share", "is_said"), [(1.0, True), (0.75, False)], ids=["in full", "similar content"]
)
def test_small_place_moved_far_only_if_its_content_is_found_in_full(share, is_said) -> None:
    def change(image: np.ndarray) -> np.ndarray:
        return share * np.roll(image, (20, -15), (0, 1)) + (1 - share) * image[::-1, ::-1]

    region = in_small_place(change)
    far = [kind for kind in region.kinds if kind.name == "moved" and kind.strength > 14]
    assert bool(far) == is_said, region.kinds
    if is_said:
        assert region.text.startswith("moved 15.0 px left and 20.0 px down")


@pytest.mark.parametrize("change", [noise, waves, board], ids=["noise", "waves", "board"])
def test_no_period_where_few_fit(change) -> None:
    assert not {"stripes", "checkerboard"} & {kind.name for kind in in_small_place(change).kinds}
    assert "period" not in in_small_place(change).text


EXCHANGED = [
    ("sharpened", blur),
    ("added", lambda i: blur(i, 8.0)),
    ("smoother", noise),
    ("banding", lambda i: np.round(i / 20) * 20),
]


@pytest.mark.parametrize(("name", "change"), EXCHANGED, ids=[row[0] for row in EXCHANGED])
def test_first_image_changed(name, change) -> None:
    first = cat()
    weight = disc(first.shape[:2])
    region = described(weight * change(first) + (1 - weight) * first, first)
    assert region.kinds[0].name == name, region.kinds
    assert ("in the first" in region.text) == (name != "added")


def page() -> np.ndarray:
    """Return a flat page with a frame of ink."""
    image = np.full((120, 160, 3), 240.0)
    image[20:60, 30:60] = (200, 40, 40)
    image[30:34, 80:130] = 20
    image[40:44, 80:120] = 20
    return image


def without(rows: slice, columns: slice) -> Callable[[np.ndarray], np.ndarray]:
    def erase(image: np.ndarray) -> np.ndarray:
        done = image.copy()
        done[rows, columns] = 240
        return done

    return erase


def recolour(image: np.ndarray) -> np.ndarray:
    done = image.copy()
    done[20:60, 30:60] = (40, 40, 200)
    return done


def strokes(image: np.ndarray) -> np.ndarray:
    done = without(np.s_[25:50], np.s_[75:140])(image)
    done[26:48:3, 80:130:2] = 20
    return done


DRAWINGS = [
    ("removed", without(np.s_[36:50], np.s_[70:140]), (78, 38, 44, 8), "content missing in the second"),
    ("recoloured", recolour, (30, 20, 30, 40), "recoloured by 160 levels"),
    ("text_changed", strokes, (78, 24, 56, 26), "text or drawing changed"),
]


@pytest.mark.parametrize(("name", "change", "box", "text"), DRAWINGS, ids=[row[0] for row in DRAWINGS])
def test_drawing(name, change, box, text) -> None:
    region = described(page(), change(page()), box)
    assert region.kinds[0].name == name, region.kinds
    assert text in region.text


def test_reference_tells_which_image_is_nearer() -> None:
    truth = cat()
    weight = disc(truth.shape[:2])
    worse = weight * blur(truth, 2.0) + (1 - weight) * truth
    assert described(truth, worse, reference=truth).text.endswith("; the first is nearer to the reference")
    assert described(worse, truth, reference=truth).text.endswith("; the second is nearer to the reference")


def test_the_image_that_left_the_reference_in_the_other_direction_is_not_nearer() -> None:
    truth, noise = cat(), np.random.default_rng(3).normal(0, 1.5, (2, *cat().shape))
    brighter = truth + 25 * disc(truth.shape[:2]) + noise[0]
    found = described(brighter, truth + noise[1], reference=truth)
    assert found.kinds[0].name == "darker"
    assert found.text.endswith("; the second is nearer to the reference")


@pytest.mark.parametrize("height", [1, 2, 3, 9])
@pytest.mark.parametrize("width", [1, 2, 5, 40])
@pytest.mark.parametrize("strategy", ["difference", "consensus"])
def test_tiny_images_have_kinds(height, width, strategy) -> None:
    first = np.random.default_rng(0).integers(0, 255, (height, width), np.uint8)
    second = first.copy()
    second[: -(-height // 2), : -(-width // 2)] ^= 77
    comparison = Finder(strategy=strategy).compare(first, second)
    assert all(region.kinds and region.text for region in comparison.regions)
    assert comparison.regions or strategy == "consensus" or height * width < 100


def test_inserted_rows_have_no_kind_of_change() -> None:
    first = np.full((60, 80, 3), 255, np.uint8)
    first[40:50, 10:70] = 30
    second = np.insert(first, 20, np.full((12, 80, 3), 255, np.uint8), axis=0)
    for pair in ((first, second), (second, first)):
        comparison = Finder(strategy="local", metric="changed", fit="pad").compare(*pair)
        assert [(region.text, region.kinds) for region in comparison.regions] == [
            ("rows or columns that only one image has", ())
        ]


@pytest.mark.parametrize("value", [1e17, 1e25, 1e30, -1e20])
@pytest.mark.parametrize("data_range", [None, 1.0])
def test_values_far_beyond_the_range_get_a_kind(value, data_range) -> None:
    first = np.random.default_rng(0).random((96, 120, 3)).astype(np.float32)
    second = first.copy()
    second[20:50, 30:70] = value
    comparison = Finder(strategy="difference", data_range=data_range).compare(first, second)
    assert comparison.regions
    assert all(region.kinds and region.text for region in comparison.regions)
