"""Arrays of four channels: RGBA or four bands."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from difference_finder import Finder, gradient, local_map, score
from difference_finder.errors import InputError, UnequalWarning
from difference_finder.images.contents import held
from difference_finder.readers import open_image

RGBA = np.random.default_rng(0).integers(0, 256, (16, 20, 4), dtype=np.uint8)


def composed(pixels, background, most):
    wide, alpha = pixels[..., :3].astype(np.int64), pixels[..., 3:].astype(np.int64)
    return (wide * alpha + np.array(background) * most // 255 * (most - alpha) + most // 2) // most


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize(("name", "colour"), [("white", (255,) * 3), ("#0a141e", (10, 20, 30))])
def test_integers_with_channels_last_are_rgba(dtype, name, colour):
    most = int(np.iinfo(dtype).max)
    pixels = RGBA.astype(dtype) * (most // 255)
    with pytest.warns(UserWarning, match="four channels of uint.* are read as RGBA; pass alpha='band'"):
        image = open_image(pixels, background=name)
    assert image.pixels.dtype == dtype
    assert np.array_equal(image.pixels[0].transpose(1, 2, 0), composed(pixels, colour, most))
    assert np.array_equal(image.alpha[0, 0], pixels[..., 3])
    read = f"four channels of {np.dtype(dtype)} are read as RGBA"
    assert (image.alpha_range, image.notes) == (most, (read, f"alpha composed on {name}"))
    assert held(image.contents)["alpha"].compared


@pytest.mark.parametrize(
    ("pixels", "warned"),
    [
        (RGBA.transpose(2, 0, 1), True),
        (RGBA.astype(np.float32) / 255, True),
        (RGBA.astype(np.float32), False),
        (RGBA.transpose(2, 0, 1).astype(np.float32) / 255, False),
        (RGBA.astype(np.int32), False),
    ],
)
def test_other_arrays_are_bands(pixels, warned):
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        image = open_image(pixels)
    assert [("four bands" in str(one.message)) for one in heard] == [True] * warned
    assert image.pixels.shape[1] == 4
    assert image.alpha is None


@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("scale", [1, 255])
def test_the_option_decides_without_a_warning(last, scale):
    pixels = RGBA if scale == 1 else RGBA / 255
    given = pixels if last else pixels.transpose(2, 0, 1)
    assert open_image(given, alpha="band").pixels.shape == (1, 4, 16, 20)
    image = open_image(given, alpha="composed")
    assert image.alpha.shape == (1, 1, 16, 20)
    expected = composed(RGBA, (255,) * 3, 255)
    assert np.abs(image.pixels[0].transpose(1, 2, 0) * scale - expected).max() <= 0.501
    with pytest.raises(InputError, match="alpha must be one of auto, composed, band, not 'x'"):
        open_image(given, alpha="x")


def test_tensors_are_composed_alike():
    torch = pytest.importorskip("torch")
    image = open_image(torch.from_numpy(RGBA), alpha="composed")
    assert np.array_equal(image.pixels.numpy(), open_image(RGBA, alpha="composed").pixels)


def test_files_of_arrays_follow_the_rule(tmp_path):
    np.save(tmp_path / "a.npy", RGBA)
    with pytest.warns(UserWarning, match="read as RGBA"):
        image = open_image(tmp_path / "a.npy")
    assert image.alpha is not None
    assert open_image(tmp_path / "a.npy", alpha="band").pixels.shape[1] == 4


def test_alpha_alone_is_a_difference():
    other = RGBA.copy()
    other[..., 3] = 255 - other[..., 3]
    white = np.full_like(RGBA, 255)
    clear = white.copy()
    clear[3, 4, 3] = 0
    assert score("mse", RGBA, other, alpha="band") > 0
    with pytest.warns(UnequalWarning, match="alpha differs in 1 pixel"):
        assert score("mse", white, clear, alpha="composed") == 0
    difference = Finder(strategy="difference", alpha="composed").run
    with pytest.warns(UnequalWarning, match="alpha differs in 1 pixel"):
        assert np.argwhere(difference(white, clear)).tolist() == [[3, 4]]


def test_colours_of_transparent_pixels_are_compared():
    clear = RGBA.copy()
    clear[..., 3] = 0
    other = clear.copy()
    other[2, 3, 0] ^= 1
    with pytest.warns(UnequalWarning, match="the colour of fully transparent pixels differs in"):
        assert score("mse", clear, other, alpha="composed") == 0


def test_gradients_need_bands_and_maps_have_the_layout_of_the_array():
    with pytest.raises(InputError, match="pass alpha='band'"):
        gradient("mse", RGBA, RGBA, alpha="composed")
    assert gradient("mse", RGBA, RGBA, alpha="band")[1].shape == RGBA.shape
    assert local_map("mse", RGBA, RGBA, alpha="composed")[1].shape == (16, 20, 3)
    first = RGBA.transpose(2, 0, 1)
    assert local_map("mse", first, first, alpha="composed")[1].shape == (3, 16, 20)
