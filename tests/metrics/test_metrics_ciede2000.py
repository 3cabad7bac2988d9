"""CIEDE2000 against the pairs of Sharma, Wu and Dalal (2005), scikit-image, and differences by hand."""

import numpy as np
import pytest
from skimage.color import deltaE_ciede2000, lab2rgb, rgb2lab

from difference_finder import gradient, local_map, score
from difference_finder.metrics._ciede import Difference

PAIRS = """
50 2.6772 -79.7751  50 0 -82.7485  2.0425
50 3.1571 -77.2803  50 0 -82.7485  2.8615
50 2.8361 -74.0200  50 0 -82.7485  3.4412
50 -1.3802 -84.2814  50 0 -82.7485  1.0000
50 -1.1848 -84.8006  50 0 -82.7485  1.0000
50 -0.9009 -85.5211  50 0 -82.7485  1.0000
50 0 0  50 -1 2  2.3669
50 -1 2  50 0 0  2.3669
50 2.49 -0.001  50 -2.49 0.0009  7.1792
50 2.49 -0.001  50 -2.49 0.0010  7.1792
50 2.49 -0.001  50 -2.49 0.0011  7.2195
50 2.49 -0.001  50 -2.49 0.0012  7.2195
50 -0.001 2.49  50 0.0009 -2.49  4.8045
50 -0.001 2.49  50 0.0010 -2.49  4.8045
50 -0.001 2.49  50 0.0011 -2.49  4.7461
50 2.5 0  50 0 -2.5  4.3065
50 2.5 0  73 25 -18  27.1492
50 2.5 0  61 -5 29  22.8977
50 2.5 0  56 -27 -3  31.9030
50 2.5 0  58 24 15  19.4535
50 2.5 0  50 3.1736 0.5854  1.0000
50 2.5 0  50 3.2972 0  1.0000
50 2.5 0  50 1.8634 0.5757  1.0000
50 2.5 0  50 3.2592 0.3350  1.0000
60.2574 -34.0099 36.2677  60.4626 -34.1751 39.4387  1.2644
63.0109 -31.0961 -5.8663  62.8187 -29.7946 -4.0864  1.2630
61.2901 3.7196 -5.3901  61.4292 2.2480 -4.9620  1.8731
35.0831 -44.1164 3.7933  35.0232 -40.0716 1.5901  1.8645
22.7233 20.0904 -46.6940  23.0331 14.9730 -42.5619  2.0373
36.4612 47.8580 18.3852  36.2715 50.5065 21.2231  1.4146
90.8027 -2.0831 1.4410  91.1528 -1.6435 0.0447  1.4441
90.9257 -0.5406 -0.9208  88.6381 -0.8985 -0.7239  1.5381
6.7747 -0.2908 -2.4247  5.8714 -0.0985 -2.2286  0.6377
2.0776 0.0795 -1.1350  0.9033 -0.0636 -0.5514  0.9082
"""

TABLE = np.array(PAIRS.split(), float).reshape(-1, 7)

UNSTABLE = (9, 13)
"""Rows whose hues are opposite, up to rounding that decides between two values."""


def between(first: np.ndarray, second: np.ndarray) -> Difference:
    """Compare colours of shape (N, 3)."""
    return Difference(tuple(first.T), tuple(second.T))


def colours(seed: int, shape: tuple[int, ...] = (3, 12, 15)) -> np.ndarray:
    return np.random.default_rng(seed).random(shape)


def as_skimage(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the differences of colour images (3, H, W); its matrix has seven digits."""
    return deltaE_ciede2000(*(rgb2lab(np.moveaxis(image, 0, -1)) for image in (first, second)))


def test_the_published_pairs() -> None:
    assert len(TABLE) == 34
    first, second, expected = TABLE[:, :3], TABLE[:, 3:6], TABLE[:, 6]
    for found in (between(first, second).value(), between(second, first).value()):
        stable = np.delete(np.arange(34), UNSTABLE)
        np.testing.assert_allclose(found[stable], expected[stable], rtol=0, atol=5.1e-5)
        for row in UNSTABLE:
            either = (expected[row], expected[row + 1])
            assert min(abs(found[row] - value) for value in either) < 5.1e-5


def test_the_slope_of_the_published_pairs() -> None:
    """Central differences, of rows whose hues are neither opposite nor those of a grey."""
    rows = [row for row in range(34) if row not in range(6, 16)]
    first, second = TABLE[rows, :3], TABLE[rows, 3:6]
    slope = np.stack(between(first, second).slope(), axis=1)
    step = 1e-5
    for axis in range(3):
        moved = step * np.eye(3)[axis]
        above, below = (between(first, second + sign * moved).value() for sign in (1, -1))
        np.testing.assert_allclose(slope[:, axis], (above - below) / (2 * step), rtol=1e-6, atol=1e-8)


def test_against_scikit_image() -> None:
    first, second = colours(0), colours(1)
    expected = as_skimage(first, second)
    value, places = local_map("ciede2000", first, second, data_range=1.0)
    assert places.shape == first.shape
    np.testing.assert_allclose(places[0], expected, atol=2e-2)  # its matrix and white have few digits
    assert (places == places[:1]).all()
    assert value == pytest.approx(expected.mean(), rel=1e-3)
    bytes_ = [np.round(255 * image).astype(np.uint8) for image in (first, second)]
    assert score("ciede2000", *bytes_) == pytest.approx(
        score("ciede2000", *(x / 255 for x in bytes_)),
        rel=1e-7,  # bytes become float32
    )


def test_a_colour_of_one_step_of_lightness() -> None:
    """At L = 50 the scale of lightness is 1."""
    shades = [lab2rgb(np.array([lightness, 0.0, 0.0])) for lightness in (49.5, 50.5)]
    first, second = (np.broadcast_to(shade[:, None, None], (3, 4, 5)) for shade in shades)
    assert score("ciede2000", first, second, data_range=1.0) == pytest.approx(1.0, abs=2e-3)


def test_channels_that_are_no_colours_are_greys() -> None:
    grey = colours(2, (2, 9, 8)), colours(3, (2, 9, 8))
    apart = [
        score("ciede2000", *(np.repeat(x[k : k + 1], 3, axis=0) for x in grey), data_range=1.0)
        for k in (0, 1)
    ]
    assert score("ciede2000", *grey, data_range=1.0) == pytest.approx(np.mean(apart), rel=1e-12)
    _, slope = gradient("ciede2000", grey[0][:1], grey[1][:1], data_range=1.0)
    _, of_three = gradient("ciede2000", *(np.repeat(x[:1], 3, axis=0) for x in grey), data_range=1.0)
    np.testing.assert_allclose(slope, of_three.sum(axis=0, keepdims=True), rtol=1e-12)


@pytest.mark.parametrize("shade", [0.0, 0.4, 1.0])
def test_a_grey_has_no_derivative_of_hue(shade: float) -> None:
    """Only the lightness has: its derivative is along the luminances of red, green and blue."""
    first, second = np.full((3, 4, 5), 0.3), np.full((3, 4, 5), shade)
    first[0] = 0.9
    _, slope = gradient("ciede2000", first, second, data_range=1.0)
    assert np.isfinite(slope).all()
    share = slope[:, 0, 0] / slope[:, 0, 0].sum()
    np.testing.assert_allclose(share, [0.2126, 0.7152, 0.0722], atol=1e-4)


def test_values_outside_the_range_are_not_clamped() -> None:
    white, beyond = np.ones((3, 4, 4)), np.full((3, 4, 4), 1.1)
    black, below = np.zeros((3, 4, 4)), np.full((3, 4, 4), -0.1)
    assert score("ciede2000", white, beyond, data_range=1.0) > 1
    assert score("ciede2000", black, below, data_range=1.0) > 1


def test_bands_of_rows_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = colours(4), colours(5)
    value, slope = gradient("ciede2000", first, second, data_range=1.0)
    monkeypatch.setattr("difference_finder.metrics.ciede2000.BAND", 40)
    again, other = gradient("ciede2000", first, second, data_range=1.0)
    assert again == value
    np.testing.assert_array_equal(other, slope)


def test_masked_pixels_are_left_out() -> None:
    first, second = colours(6), colours(7)
    mask = colours(8, (12, 15)) < 0.7
    _, places = local_map("ciede2000", first, second, data_range=1.0)
    value, left = local_map("ciede2000", first, np.where(mask, second, np.nan), data_range=1.0)
    assert value == pytest.approx(places[0][mask].mean(), rel=1e-12)
    assert (left[:, ~mask] == 0).all()
