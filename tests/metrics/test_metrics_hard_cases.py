"""Pairs at which libraries give numbers that are wrong, out of range or none: every metric, both ways."""

import math

import numpy as np
import pytest

from definitions import TRUTH
from difference_finder import gradient, score
from difference_finder.errors import DataRangeError, DifferenceFinderError, InputError
from difference_finder.parts.registry import metrics

NAMES = [part.name for part in metrics.loaded() if part.gradient_function is not None]
SIZE = (176, 176)

ROUNDED = {"gmsd": 1e-8, "flip": 1e-11}
"""Absolute error of metrics that take roots of small differences."""


def noise(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=SIZE)


def flat(value: float) -> np.ndarray:
    return np.full(SIZE, float(value))


TEXTURE = np.random.default_rng(5).random(SIZE)

# Two images, their type and data range.
CASES = {
    "identical, flat": (flat(0.3), flat(0.3), "float64", 1.0),
    "identical, black": (flat(0), flat(0), "float32", 1.0),
    "identical, texture": (TEXTURE, TEXTURE, "float32", 1.0),
    "a constant and one almost the same": (flat(0.3), flat(0.3 + 1e-7), "float64", 1.0),
    "the same in float32": (flat(0.3), flat(0.3 + 1e-7), "float32", 1.0),
    "small contrast on a large offset": (
        60000 + 40 * noise(),
        60000 + 40 * noise() + 25 * noise(1),
        "float32",
        1000.0,
    ),
    "a large offset in float64": (1e6 + noise(), 1e6 + noise() + 0.5 * noise(1), "float64", 5.0),
    "float16 with a range of 255": (255 * TEXTURE, 255 * TEXTURE**2, "float16", 255.0),
    "black against white": (flat(0), flat(1), "float32", 1.0),
    "white against black, range 65535": (flat(65535), flat(0), "float32", 65535.0),
    "a constant offset": (0.8 * TEXTURE, 0.8 * TEXTURE + 0.1, "float32", 1.0),
    "one pixel of many": (
        flat(0.5),
        np.where(np.arange(176 * 176).reshape(SIZE) == 9000, 1.0, 0.5),
        "float32",
        1.0,
    ),
    "huge": (1e30 * TEXTURE, 1e30 * TEXTURE**2, "float64", 1e30),
    "tiny": (1e-30 * TEXTURE, 1e-30 * TEXTURE**2, "float64", 1e-30),
}


def bounds(name: str) -> tuple[float, float]:
    low, high = metrics.get(name).bounds
    return (-math.inf if low is None else low), (math.inf if high is None else high)


@pytest.fixture(params=CASES)
def case(request) -> tuple[np.ndarray, np.ndarray, float]:
    first, second, dtype, data_range = CASES[request.param]
    return first.astype(dtype), second.astype(dtype), data_range


@pytest.fixture(params=NAMES)
def name(request) -> str:
    return request.param


def test_the_score_is_that_of_the_definition(name: str, case) -> None:
    first, second, data_range = case
    if name == "nmse" and not first.any():
        with pytest.raises(InputError, match="zero everywhere"):
            gradient(name, first, second, data_range=data_range)
        return
    expected = TRUTH[name](first.astype(float), second.astype(float), data_range)
    value, slope = gradient(name, first, second, data_range=data_range)
    low, high = bounds(name)
    assert low <= value <= high
    # Near its best score a metric is a small difference of large numbers, as the definition writes it.
    # Kernels compute float32 in float32, which knows scores to 6e-8.
    exact = 1e-13 if first.dtype == np.float64 else 2e-7
    assert value == pytest.approx(expected, rel=1e-9, abs=ROUNDED.get(name, exact))
    assert np.isfinite(slope).all()
    if np.array_equal(first, second):
        assert value == metrics.get(name).identical
        assert not slope.any() or name == "vif"  # which more contrast increases
    elif {  # a reference without information, and clamped values
        "vif": np.ptp(first) == 0,
        "flip": second.max() > data_range,
    }.get(name, False):
        assert not slope.any()
    elif name != "gmsd" and (name != "haarpsi" or second.any()):  # whose gradients are zero where it is flat
        assert slope.any()


def test_on_tensors_the_score_is_that_of_the_definition(name: str, case) -> None:
    """In float32, as it is computed on devices."""
    torch = pytest.importorskip("torch")
    first, second, data_range = case
    if name == "nmse" and not first.any():
        pytest.skip("undefined for a black reference")
    expected = TRUTH[name](first.astype(float), second.astype(float), data_range)
    part = metrics.get(name)
    settings = {"data_range": data_range} if part.accepts("data_range") else {}
    pair = [torch.from_numpy(image)[None, None] for image in (first, second)]
    scores, slope = part.gradient_function(*pair, **settings)
    low, high = bounds(name)
    assert low <= float(scores) <= high
    assert float(part.function(*pair, **settings)) == pytest.approx(float(scores), rel=1e-6)
    # Scores are differences from 1, which float32 knows to 6e-8.
    near = {"mse": 0, "ciede2000": 1e-5}.get(name, 1e-6)  # ciede2000: of lightnesses up to 100
    assert float(scores) == pytest.approx(expected, rel=1e-4, abs=near)
    assert bool(slope.isfinite().all())
    if np.array_equal(first, second):
        assert float(scores) == part.identical
        assert not bool(slope.any()) or name == "vif"


def test_the_known_numbers() -> None:
    """Of black against white, by hand; and the size of what cancellation does to the others."""
    black, white = flat(0), flat(1)
    assert score("mse", black, white) == 1
    assert score("psnr", black, white) == 0
    assert score("ssim", black, white) == pytest.approx(1e-4 / (1 + 1e-4), rel=1e-11)
    assert score("ms-ssim", black, white) == pytest.approx((1e-4 / (1 + 1e-4)) ** 0.1333, rel=1e-11)
    assert 0.2 < score("gmsd", black, white) < 0.5  # the border alone, where zeros begin
    first, second, _, data_range = CASES["small contrast on a large offset"]
    single = [image.astype(np.float32) for image in (first, second)]
    assert score("ssim", *single, data_range=data_range) == pytest.approx(
        score("ssim", first, second, data_range=data_range), abs=1e-6
    )


def test_one_pixel(name: str) -> None:
    first, second = np.array([[0.25]]), np.array([[0.75]])
    if name in ("ciede2000", "flip", "mae", "mse", "nmse", "psnr", "rmse"):
        assert score(name, first, second) == pytest.approx(TRUTH[name](first, second, 1.0))
        return
    with pytest.raises(InputError, match=r"1x1.* use "):
        score(name, first, second)


def test_strides_and_byte_order_do_not_matter(name: str) -> None:
    wide = np.random.default_rng(0).random((2, 352, 200))
    first, second = (image[::-2, 12:188].T for image in wide)
    expected = score(name, first.copy(), second.copy())
    assert score(name, first, second) == expected
    assert score(name, first.astype(">f8"), np.asfortranarray(second)) == expected


@pytest.mark.parametrize("hole", [np.nan, np.inf, -np.inf])
def test_a_pixel_that_is_no_number_counts_for_nothing(name: str, hole: float) -> None:
    first, second = 0.8 * TEXTURE, TEXTURE**2
    values = []
    for below in (0.0, 0.9):  # what the other image has there does not matter
        holed = first.copy()
        holed[80, 33] = hole
        other = second.copy()
        other[80, 33] = below
        value, slope = gradient(name, holed, other, data_range=1.0)
        assert np.isfinite(slope).all()
        assert slope[80, 33] == 0
        values.append(value)
    assert values[0] == values[1]
    assert values[0] == pytest.approx(score(name, first, second), rel=2e-3)
    if name == "mse":
        keep = np.ones(SIZE, bool)
        keep[80, 33] = False
        assert values[0] == pytest.approx(np.mean((first - second)[keep] ** 2), rel=1e-12)


def test_an_image_without_numbers_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="no pixel is finite in both images"):
        score(name, flat(np.nan), flat(0), data_range=1.0)


@pytest.mark.parametrize("scale", [1e150, 1e200, 1e300])
def test_values_beyond_what_can_be_squared(name: str, scale: float) -> None:
    first, second = scale * TEXTURE, scale * TEXTURE**2
    try:
        value = score(name, first, second, data_range=scale)
    except DifferenceFinderError as error:
        assert isinstance(error, DataRangeError)
        assert "too large" in str(error)
    else:
        factor = scale ** {"mse": 2, "mae": 1, "rmse": 1}.get(name, 0)
        assert value == pytest.approx(TRUTH[name](TEXTURE, TEXTURE**2, 1.0) * factor, rel=1e-9)


@pytest.mark.parametrize("contrast", [0.2, 1.0])
def test_a_negative_is_far_from_its_image_and_can_be_improved(name: str, contrast: float) -> None:
    first = 0.5 + contrast * (TEXTURE - 0.5)
    second = 1 - first
    value, slope = gradient(name, first, second)
    low, high = bounds(name)
    assert low <= value <= high
    if name in ("ssim", "ms-ssim"):
        assert value < 0
    if name == "vif":  # no window has a positive covariance
        assert value == 0
        assert not slope.any()
    elif name == "gmsd":  # which sees no signs: the negative has the edges of the image
        assert value < 0.2
    else:
        assert np.abs(slope).max() > 0
