"""Changes of a whole image, with the strengths that other libraries gave them."""

import io

import numpy as np
import pytest
from PIL import Image, ImageFilter
from scipy import ndimage

from difference_finder.finder import Finder
from difference_finder.images.transform import Transform
from pictures import photograph, waves

SCENE = photograph(208, 240, seed=3)


def stored(values: np.ndarray) -> np.ndarray:
    return np.round(np.clip(values, 0, 255)).astype(np.uint8)


def found(first: np.ndarray, second: np.ndarray, **options) -> Transform | None:
    return Finder(strategy="difference", **options).compare(first, second).transform


def compressed(image: np.ndarray, quality: int) -> np.ndarray:
    held = io.BytesIO()
    Image.fromarray(image).save(held, "JPEG", quality=quality)
    return np.asarray(Image.open(held).convert("RGB"))


GREY = np.asarray(Image.fromarray(SCENE).convert("L").convert("RGB"))
NOISE = np.random.default_rng(0).normal(0, 5, SCENE.shape)
ROWS = SCENE.reshape(104, 2, 240, 3)[:, ::-1].reshape(SCENE.shape)


@pytest.mark.parametrize(
    ("second", "name", "strength", "unit", "words"),
    [
        (stored(0.96 * SCENE), "gain", 0.96, "times", "with gain 0.96"),
        (stored(SCENE + 7.0), "gain", 7, "levels", "with offset +7 levels"),
        (stored(0.9 * SCENE + 12), "gain", 0.9, "times", "with gain 0.9 and offset +11.9 levels"),
        (stored(SCENE * np.array([1.1, 1, 0.8])), "channel_gain", 0.8, "times", "with gains 1.1, 1, 0.8 of"),
        (stored(255 * (SCENE / 255) ** 1.3), "gamma", 1.3, "", "with gamma 1.3"),
        (255 - SCENE, "inversion", None, "", "inverted (a negative)"),
        (GREY, "saturation", 0, "times", "converted to grey (BT.601)"),
        (SCENE[..., ::-1], "channel_order", None, "", "with its channels in the order BGR"),
        (stored(SCENE * 219.0 / 255 + 16), "video_range", None, "", "squeezed into the video range 16..235"),
        (stored((SCENE - 16.0) * 255 / 219), "video_range", None, "", "16..235 stretched to 0..255"),
        (stored(ndimage.gaussian_filter(1.0 * SCENE, (1.2, 1.2, 0))), "blur", 1.2, "pixels", "of sigma 1.20"),
        (stored(SCENE + NOISE), "noise", 5, "levels", "with noise of 5"),
        (compressed(SCENE, 70), "jpeg", 70, "quality", "compressed by JPEG with quality 70"),
        (compressed(SCENE, 97), "jpeg", 97, "quality", "compressed by JPEG with quality 97"),
        (np.roll(SCENE, (2, -3), (0, 1)), "shift", 13**0.5, "pixels", "moved by x=-3, y=+2 pixels"),
        (SCENE[::-1], "orientation", None, "degrees", "flipped upside down (rows in reverse order)"),
        (SCENE[::-1, ::-1], "orientation", 180, "degrees", "rotated by 180 degrees"),
        (ROWS, "row_order", None, "", "with even and odd rows exchanged"),
        (np.concatenate([SCENE[::2], SCENE[1::2]]), "row_order", None, "", "all even rows before all odd"),
    ],
)
def test_a_change_is_named_with_its_strength(second, name, strength, unit, words) -> None:
    transform = found(SCENE, second)
    assert transform is not None
    assert (transform.name, transform.unit) == (name, unit)
    assert transform.text.startswith("the second looks like the first ")
    assert words in transform.text
    assert transform.strength == (None if strength is None else pytest.approx(strength, rel=0.03, abs=1e-3))


def test_sharpening_has_an_amount_and_a_radius() -> None:
    first = stored(64 + 0.5 * SCENE)
    second = np.asarray(Image.fromarray(first).filter(ImageFilter.UnsharpMask(2, 120, 0)))
    transform = found(first, second)
    assert transform.name == "sharpening"
    assert transform.strength == pytest.approx(120, rel=0.05)
    assert transform.parameters["sigma"] == pytest.approx(2, rel=0.05)


@pytest.mark.parametrize("order", [1, 3])
def test_a_shift_by_fractions_is_found_to_two_hundredths(order: int) -> None:
    second = ndimage.shift(1.0 * SCENE, (1.3, -0.6, 0), order=order, mode="nearest")
    transform = found(SCENE, stored(second))
    assert transform.name == "shift"
    assert transform.parameters["y"] == pytest.approx(1.3, abs=0.02)
    assert transform.parameters["x"] == pytest.approx(-0.6, abs=0.02)


@pytest.mark.parametrize("width", [250, 226])
def test_a_scale_is_found_with_its_centre(width: int) -> None:
    size = width, round(208 * width / 240)
    larger = np.asarray(Image.fromarray(SCENE).resize(size, Image.Resampling.BICUBIC))
    first, second = (image[: size[1], : size[0]] for image in (SCENE, larger))
    first, second = (image[: min(size[1], 208), : min(size[0], 240)] for image in (first, second))
    transform = found(first, second)
    assert transform.name == "scale"
    assert transform.strength == pytest.approx(width / 240, rel=1e-3)
    assert "scaled by" in transform.text
    assert transform.score_after < 0.02


@pytest.mark.parametrize("turn", ["90", "270"])
def test_right_angles_of_square_images(turn: str) -> None:
    square = SCENE[:, :208]
    assert found(square, np.rot90(square, -int(turn) // 90)).strength == float(turn)


def test_srgb_values_taken_for_linear_light_are_not_called_a_gamma() -> None:
    value = SCENE / 255
    light = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    assert found(SCENE, stored(255 * light)).parameters == {"direction": "decoded"}
    assert found(stored(255 * light), SCENE).parameters == {"direction": "encoded"}


@pytest.mark.parametrize("bits", [6, 4, 2])
def test_fewer_bits_are_not_called_noise(bits: int) -> None:
    step = 256 // 2**bits
    truncated = SCENE // step * step
    assert found(SCENE, truncated).parameters == {"bits": bits, "way": "truncated"}
    stretched = stored(SCENE // step * (255 / (2**bits - 1)))
    assert found(SCENE, stretched).parameters["bits"] == bits
    assert f"with {bits} bits for each value" in found(SCENE, stretched).text


def test_rounding_down_is_not_called_noise() -> None:
    hidden = SCENE + np.random.default_rng(1).uniform(-0.5, 0.5, SCENE.shape)
    transform = found(SCENE, np.floor(np.clip(hidden, 0, 255)).astype(np.uint8))
    assert transform.name == "rounding"
    assert transform.text.endswith("rounded down, by at most 1 level")


def test_noise_tells_which_image_has_it() -> None:
    noisy = stored(SCENE + NOISE)
    assert found(SCENE, noisy).strength == pytest.approx(5, rel=0.03)
    assert found(noisy, SCENE).strength == pytest.approx(-5, rel=0.03)
    assert "without noise" in found(noisy, SCENE).text
    assert "except for noise of 7" in found(stored(SCENE - NOISE[::-1]), noisy).text


def test_noise_has_no_score_after_it_is_undone() -> None:
    transform = found(SCENE, stored(SCENE + NOISE))
    assert (transform.score_after, transform.explained) == (None, None)


def test_floats_grey_images_and_masks() -> None:
    first, _ = waves(200, 210)
    transform = found(first, 0.8 * first)
    assert transform.parameters == {"gain": pytest.approx(0.8, rel=1e-4), "offset": 0.0}
    assert transform.score_after == pytest.approx(0, abs=1e-7)  # float32
    second = 0.8 * first
    second[:, :60] = 0.5
    mask = np.ones(first.shape, bool)
    mask[:, :60] = False
    assert found(first, second, mask=mask).name == "gain"


def test_colour_tensors() -> None:
    torch = pytest.importorskip("torch")
    first = torch.from_numpy(SCENE.transpose(2, 0, 1) / 255.0)
    assert found(first, first**0.7).parameters["gamma"] == pytest.approx(0.7, rel=1e-3)


def test_a_retouched_place_does_not_hide_a_change_of_the_whole() -> None:
    second = stored(0.9 * SCENE)
    second[20:36, 30:60] = 255
    assert found(SCENE, second).name == "gain"


def test_an_edit_of_one_place_is_not_a_change_of_the_whole() -> None:
    second = SCENE.copy()
    second[40:120, 60:140] = stored(0.9 * second[40:120, 60:140])
    assert found(SCENE, second) is None


def test_different_filters_of_one_image_are_not_a_change_of_the_whole() -> None:
    small = Image.fromarray(SCENE).resize((120, 104), Image.Resampling.BICUBIC)
    one, other = (
        np.asarray(small.resize((240, 208), way))
        for way in (Image.Resampling.BILINEAR, Image.Resampling.LANCZOS)
    )
    assert found(one, other) is None
    assert found(one, np.asarray(Image.fromarray(SCENE).filter(ImageFilter.MedianFilter(3)))) is None


def test_narrow_images_and_masks_without_a_whole_patch() -> None:
    strip = np.concatenate([SCENE[:64].swapaxes(0, 1)] * 12).swapaxes(0, 1)
    assert found(strip, stored(0.9 * strip)).name == "gain"
    assert found(strip, stored(strip + np.linspace(0, 40, strip.shape[1])[:, None])) is None
    mask = np.zeros(SCENE.shape[:2], bool)
    mask[::4, ::4] = True
    assert found(SCENE, 255 - SCENE, mask=mask) is None


def test_images_that_are_too_small_or_flat_have_none() -> None:
    assert found(SCENE[:60], stored(0.9 * SCENE[:60])) is None
    assert found(np.full((96, 96, 3), 100, np.uint8), np.full((96, 96, 3), 90, np.uint8)) is None
