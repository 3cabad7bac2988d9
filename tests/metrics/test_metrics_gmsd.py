"""GMSD against the numbers of a library and against the authors' program, written out with SciPy."""

import math

import numpy as np
import pytest
from scipy import ndimage, signal

from difference_finder import gradient, local_map, score
from difference_finder.errors import InputError
from difference_finder.parts.registry import metrics
from pictures import waves


def pair(height: int, width: int) -> list[np.ndarray]:
    return [np.clip(image, 0, 1) for image in waves(height, width)]


def authors(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, float]:
    """Return GMS and GMSD as the program of the paper's authors, for images of 0 to 255."""
    prewitt = np.outer([1, 1, 1], [1, 0, -1]) / 3
    magnitudes = []
    for image in (first, second):
        half = signal.convolve2d(image, np.full((2, 2), 0.25))[1:, 1:][::2, ::2]  # as conv2(image, ., "same")
        slopes = (signal.convolve2d(half, kernel, mode="same") for kernel in (prewitt, prewitt.T))
        magnitudes.append(np.hypot(*slopes))
    a, b = magnitudes
    similarity = (2 * a * b + 170) / (a**2 + b**2 + 170)
    return similarity, similarity.std(ddof=1)


@pytest.mark.parametrize(
    ("size", "expected"),
    [((41, 54), 0.09219093596736178), ((48, 64), 0.09416037562006022), ((40, 51), 0.09409534462304964)],
)
def test_against_numbers_of_piq(size: tuple[int, int], expected: float) -> None:
    """``piq.gmsd(second, first, data_range=1.0)`` of piq 0.8.0 in float64."""
    first, second = pair(*size)
    assert score("gmsd", first, second) == pytest.approx(expected, rel=1e-12)
    scaled = score("gmsd", 255 * first, 255 * second, data_range=255)
    assert scaled == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("size", [(40, 52), (41, 54), (33, 27), (5, 6)])
def test_against_the_authors(size: tuple[int, int]) -> None:
    first, second = pair(*size)
    expected, deviation = authors(255 * first, 255 * second)
    value, places = local_map("gmsd", first, second)
    assert places.shape == (math.ceil(size[0] / 2), math.ceil(size[1] / 2))
    np.testing.assert_allclose(places, expected, rtol=1e-12)
    n = places.size  # the authors take the deviation of a sample
    assert value == pytest.approx(deviation * math.sqrt((n - 1) / n), rel=1e-11)


def test_channels_are_scored_apart() -> None:
    first, second = pair(30, 34)
    both = score("gmsd", np.stack([first, second]), np.stack([second, second]))
    assert both == pytest.approx(score("gmsd", first, second) / 2, rel=1e-13)


def test_masked_places_are_left_out() -> None:
    first, second = pair(30, 34)
    hidden = np.zeros(first.shape, bool)
    hidden[8:12, 10:14] = True  # four blocks
    masked = np.where(hidden, np.nan, second)
    value, places = local_map("gmsd", first, masked, data_range=1.0)
    _, whole = local_map("gmsd", first, second)
    counts = ~ndimage.binary_dilation(hidden[::2, ::2], np.ones((3, 3)))
    np.testing.assert_allclose(places[counts], whole[counts], rtol=1e-13)
    assert (places[~counts] == 1).all()
    assert value == pytest.approx(whole[counts].std(), rel=1e-12)


def test_a_block_is_the_mean_of_its_pixels_that_count() -> None:
    first, second = pair(31, 33)  # whose last blocks have pixels outside the image
    odd = [(4, 7), (30, 12), (30, 32)]
    hidden = [image.copy() for image in (first, second)]
    for y, x in odd:
        hidden[1][y, x] = np.nan
        block = np.s_[y // 2 * 2 : y // 2 * 2 + 2, x // 2 * 2 : x // 2 * 2 + 2]
        others = np.ones(first.shape, bool)
        others[y, x] = False
        outside = 4 - first[block].size  # zeros
        for image in (first, second):
            kept = image[block][others[block]]
            image[y, x] = kept.sum() / (kept.size + outside) if kept.size else np.nan
    # The block in the corner has one pixel, which is masked: its place and the three around it are left out.
    value, places = local_map("gmsd", *hidden, data_range=1.0)
    _, filled = local_map("gmsd", *(np.nan_to_num(image) for image in (first, second)), data_range=1.0)
    counts = np.ones(places.shape, bool)
    counts[-2:, -2:] = False
    np.testing.assert_allclose(places[counts], filled[counts], rtol=1e-12)
    assert (places[~counts] == 1).all()
    assert value == pytest.approx(filled[counts].std(), rel=1e-12)


@pytest.mark.parametrize("level", [0.0, 0.3, 1.0])
def test_flat_and_identical_images_have_no_gradient_and_no_nan(level: float) -> None:
    flat = np.full((20, 22), level)
    value, slope = gradient("gmsd", flat, flat.copy())
    assert value == 0
    assert not slope.any()
    value, slope = gradient("gmsd", flat, flat + 0.1, data_range=1.0)
    assert np.isfinite(slope).all()
    assert not slope[4:-4, 4:-4].any()
    torch = pytest.importorskip("torch")
    for other in (flat, flat + 0.1, pair(20, 22)[0]):
        leaf = torch.from_numpy(other.copy())[None, None].requires_grad_(True)
        scores = metrics.get("gmsd").function(torch.from_numpy(flat)[None, None], leaf, data_range=1.0)
        (found,) = torch.autograd.grad(scores.sum(), leaf)
        _, expected = gradient("gmsd", flat, other, data_range=1.0)
        np.testing.assert_allclose(found[0, 0].numpy(), expected, atol=1e-14)


def test_what_is_too_small_or_masked_is_refused() -> None:
    with pytest.raises(InputError, match="at least 5 pixels, the image is 9x4; use mse"):
        score("gmsd", np.zeros((4, 9)), np.ones((4, 9)))
    first = np.zeros((9, 9))
    second = np.full((9, 9), np.nan)
    second[::2] = 1
    assert score("gmsd", first, second, data_range=1.0) > 0
    second[2:4] = second[6:8] = np.nan
    with pytest.raises(InputError, match="every place of 6x6 pixels has a masked block of 2x2; use mse"):
        score("gmsd", first, second, data_range=1.0)
