"""The strategy that shows anomalies: places where images differ in another way than elsewhere."""

from __future__ import annotations

import io

import numpy as np
import pytest
import skimage.data
from PIL import Image
from scipy.ndimage import gaussian_filter

from difference_finder import Finder
from difference_finder.strategies import _anomaly
from difference_finder.strategies._anomaly import blocks
from kernels_compare import needs_kernels, plain

LEVEL = 5.0

PHOTO = skimage.data.astronaut()[80:336, 100:420]


def noisy(image: np.ndarray, sigma: float, seed: int) -> np.ndarray:
    noise = sigma * np.random.default_rng(seed).standard_normal(image.shape)
    return np.clip(np.round(image + noise), 0, 255).astype(np.uint8)


def compressed(image: np.ndarray, quality: int) -> np.ndarray:
    held = io.BytesIO()
    Image.fromarray(image).save(held, "JPEG", quality=quality)
    return np.asarray(Image.open(held).convert("RGB"))


def planted(kind: str) -> tuple[np.ndarray, tuple[slice, slice]]:
    """Return the photograph with one place of 40 x 40 changed, and that place."""
    place = (slice(60, 100), slice(150, 190))
    image = PHOTO.astype(float)
    patch = image[place]
    changed = {
        "blur": lambda: gaussian_filter(image, (2, 2, 0))[place],
        "level": lambda: patch + 6,
        "cast": lambda: patch + np.array([6, -3, 0]),
        "texture": lambda: patch + 12 * np.random.default_rng(5).standard_normal((40, 40, 1)),
        "moved": lambda: image[60:100, 152:192],
    }[kind]()
    image[place] = changed
    return np.clip(np.round(image), 0, 255).astype(np.uint8), place


def compare(first: np.ndarray, second: np.ndarray, reference: np.ndarray | None = None):
    return Finder(strategy="consensus").compare(first, second, reference)


@pytest.mark.parametrize("third", [False, True])
@pytest.mark.parametrize("kind", ["blur", "level", "cast", "texture", "moved"])
def test_a_planted_place_is_the_only_region_in_noise(kind: str, third: bool) -> None:
    changed, place = planted(kind)
    found = compare(noisy(PHOTO, 3, 1), noisy(changed, 3, 2), PHOTO if third else None)
    assert len(found.regions) == 1
    region = found.regions[0]
    assert region.peak > LEVEL
    rows, columns = place
    assert rows.start - 14 <= region.y and region.y + region.height <= rows.stop + 14
    assert columns.start - 14 <= region.x and region.x + region.width <= columns.stop + 14
    values = np.asarray(found.map)
    top = np.unravel_index(values.argmax(), values.shape)
    assert rows.start <= top[0] < rows.stop and columns.start <= top[1] < columns.stop


@pytest.mark.parametrize("sigma", [1, 3, 8])
def test_noise_alone_has_no_region(sigma: float) -> None:
    assert compare(PHOTO, noisy(PHOTO, sigma, 1)).regions == ()
    assert compare(noisy(PHOTO, sigma, 2), noisy(PHOTO, sigma, 1)).regions == ()
    assert np.asarray(compare(PHOTO, noisy(PHOTO, sigma, 1)).map).max() > 0


@pytest.mark.parametrize("quality", [90, 94, 98])
def test_jpeg_alone_has_no_region(quality: int) -> None:
    assert compare(PHOTO, compressed(PHOTO, quality)).regions == ()


def test_where_nearly_all_is_equal_every_pixel_that_differs_counts() -> None:
    changed = PHOTO.copy()
    changed[50, 60, 0] ^= 1
    changed[200:202, 300] = 255
    found = compare(PHOTO, changed)
    values = np.asarray(found.map)
    assert set(map(tuple, np.argwhere(values))) == {(50, 60), (200, 300), (201, 300)}
    assert values[values > 0].min() >= LEVEL
    assert [(region.x, region.y) for region in found.regions] == [(300, 200), (60, 50)]


def test_the_score_is_the_mean_absolute_error() -> None:
    first, second = PHOTO, noisy(PHOTO, 5, 1)
    expected = Finder(strategy="difference").compare(first, second).score
    assert compare(first, second).score == pytest.approx(expected, rel=1e-9)


def test_the_scale_of_the_values_does_not_matter() -> None:
    changed, _ = planted("level")
    first, second = (noisy(image, 3, seed) / 255 for seed, image in enumerate((PHOTO, changed)))
    expected = np.asarray(compare(first, second).map)
    scaled = Finder(strategy="consensus", data_range=1000.0).compare(first * 1000, second * 1000)
    np.testing.assert_allclose(np.asarray(scaled.map), expected, atol=2e-3)


def test_where_the_range_is_unknown_it_is_that_of_the_pixels_that_count() -> None:
    changed, _ = planted("level")
    first, second = (noisy(image, 3, seed) + 1000.0 for seed, image in enumerate((PHOTO, changed)))
    expected = np.asarray(compare(first, second).map)
    first[200, 20] = np.nan  # what fills it does not widen the range
    masking = Finder(strategy="consensus", nan="mask")
    holed = np.asarray(masking.compare(first, second).map)
    np.testing.assert_allclose(holed[:180], expected[:180], atol=0.1)
    several = [np.moveaxis(np.stack([image, 3 * image]), -1, 1) for image in (first, second)]
    together = Finder(strategy="consensus", batch="all", nan="mask").run(*several)
    np.testing.assert_allclose(together[0], holed, atol=1e-6)


def test_a_mirrored_pair_has_a_mirrored_map() -> None:
    changed, _ = planted("blur")
    first, second = noisy(PHOTO, 3, 1), noisy(changed, 3, 2)
    expected = np.asarray(compare(first, second).map)
    for turn in (lambda x: x[::-1], lambda x: x[:, ::-1], lambda x: np.swapaxes(x, 0, 1)):
        turned = np.asarray(compare(turn(first), turn(second)).map)
        # What is usual is told by blocks on a grid, here all of them.
        np.testing.assert_allclose(turned, turn(expected), atol=2e-3)


def test_what_noise_does_where_white_is_cut_off_is_no_difference() -> None:
    bright = np.clip(PHOTO.astype(float) * 1.6, 0, 255).astype(np.uint8)
    assert (bright == 255).mean() > 0.05
    assert compare(bright, noisy(bright, 8, 1)).regions == ()


def weights(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    planes = [image.transpose(2, 0, 1) for image in (first, second)]
    return blocks._brightness_weights(planes, (255.0, 255.0), None, np.array(blocks.BT601))


def test_brightness_is_the_mean_of_the_channels_that_has_the_least_noise() -> None:
    assert weights(noisy(PHOTO, 5, 1), noisy(PHOTO, 5, 2)) == pytest.approx([1 / 3] * 3, abs=0.02)
    blue = noisy(PHOTO, 5, 2)
    blue[..., 2] = noisy(PHOTO, 50, 3)[..., 2]
    assert weights(noisy(PHOTO, 5, 1), blue) == pytest.approx([0.48, 0.48, 0.04], abs=0.03)
    jpeg = weights(PHOTO, compressed(PHOTO, 92))
    assert jpeg[1] > 0.4 and jpeg[2] < 0.25, "colours at half the size: nearly luma"


def test_where_too_little_differs_brightness_is_luma() -> None:
    one = PHOTO.copy()
    one[5, 5] += 40
    for image in (PHOTO, one):
        assert weights(PHOTO, image) == pytest.approx(blocks.BT601)
    assert weights(PHOTO[:, :1], 255 - PHOTO[:, :1]) == pytest.approx(blocks.BT601), "one column"


def test_the_level_is_in_the_record_and_in_the_scale() -> None:
    record = compare(PHOTO, noisy(PHOTO, 3, 1)).to_dict()
    assert record["map"]["level"] == LEVEL
    from difference_finder.drawing.map_facts import read_map_facts
    from difference_finder.drawing.map_view import choose_view

    assert choose_view(
        read_map_facts(compare(PHOTO, noisy(PHOTO, 3, 1)).to_dict(arrays=True)), "auto", None, None
    )
    smoothed = Finder(strategy="consensus", post_processor="smooth").compare(PHOTO, noisy(PHOTO, 3, 1))
    assert smoothed.map.level is None  # other values have another level


def images(kind: str, channels: int, height: int, width: int, count: int) -> list[np.ndarray]:
    base = np.tile(PHOTO, (2, 2, 2))[:height, :width, :channels]
    given = [np.moveaxis(noisy(base, 4, seed), -1, 0) for seed in range(count)]
    if kind == "strided":
        return [image[:, ::-1] for image in given]
    return [image.astype(kind) for image in given]


@needs_kernels
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize(
    ("kind", "channels", "size"),
    [
        ("uint8", 3, (256, 320)),
        ("strided", 3, (131, 250)),
        ("uint16", 1, (97, 66)),
        ("float32", 3, (200, 401)),
        ("float64", 5, (130, 150)),
        ("int32", 1, (64, 64)),
        ("uint8", 3, (1, 1)),
        ("uint8", 1, (3, 7)),
        ("float32", 2, (5, 300)),
    ],
)
def test_the_kernels_agree_with_the_reference_implementation(
    monkeypatch: pytest.MonkeyPatch, kind: str, channels: int, size: tuple[int, int], count: int, masked: bool
) -> None:
    given = images(kind, channels, *size, count)
    mask = np.random.default_rng(1).random(size) < 0.998 if masked else None
    divisors = [255.0] * count
    fast = _anomaly.compute_anomaly_map(given, divisors, mask)
    threads = _anomaly.compute_anomaly_map(given, divisors, mask, workers=1)
    np.testing.assert_array_equal(fast, threads)
    with plain(monkeypatch):
        slow = _anomaly.compute_anomaly_map(given, divisors, mask)
    assert fast.dtype == slow.dtype == np.float32
    assert fast.shape == slow.shape == size
    # Logarithms to 1e-7 put a block or two of thousands into another class of activity.
    np.testing.assert_allclose(fast, slow, atol=0.03)
    assert np.abs(fast - slow).mean() < 1e-3


@needs_kernels
def test_kernels_refuse_what_they_cannot_compute() -> None:
    kernels = blocks.native()
    planes = np.zeros((2, 8, 8), np.float32)
    with pytest.raises(ValueError, match="wrong shape"):
        kernels.band_products(planes, planes, 2, planes, planes, 1)
    with pytest.raises(ValueError, match="inside"):
        kernels.anomaly_scores(
            np.zeros((1, 5, 4, 4), np.float32),
            1,
            1,
            False,
            np.array([16], np.int32),
            (0.0, 0.0),
            [1e-6, 0.1, 0.1, 0.1],
            16.0,
            12,
            3,
            np.zeros((4, 4), np.float32),
            1,
        )
