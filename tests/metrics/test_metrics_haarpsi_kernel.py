"""The kernel of HaarPSI against the reference implementation, the authors' program and finite differences."""

import numpy as np
import pytest

from definitions import haarpsi
from difference_finder import gradient, local_map, score
from difference_finder.arrays.native import native
from difference_finder.parts.registry import metrics
from kernels_compare import PLANES, both, needs_kernels, stored

pytestmark = needs_kernels

SETTINGS = ["", ":colour=luma", ":colour=apart", ":subsample=false", ":c=3,alpha=2", ":alpha=10"]
SIZES = [(16, 16), (16, 17), (17, 31), (33, 64), (40, 51), (131, 70), (150, 300)]


def coloured(height: int, width: int) -> list[np.ndarray]:
    """Return two images without equal magnitudes of coefficients, where the derivative jumps."""
    rough = np.random.default_rng(0).random((2, 3, height, width))
    first, noise = (np.roll(rough, 1, -1) + rough + np.roll(rough, 1, -2)) / 3
    return [first, 0.8 * first + 0.2 * noise]


def agree(fast: tuple, expected: tuple, tolerance: float) -> None:
    np.testing.assert_allclose(fast[0], expected[0], rtol=tolerance / 10)
    assert fast[1].shape == expected[1].shape
    assert fast[1].dtype == expected[1].dtype
    atol = tolerance * np.abs(expected[1]).max()
    np.testing.assert_allclose(fast[1], expected[1], rtol=0, atol=atol)


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("size", SIZES)
def test_all_sizes_and_settings(monkeypatch, size: tuple[int, int], settings: str) -> None:
    first, second = coloured(*size)
    for kind, tolerance in ((np.float64, 1e-11), (np.float32, 5e-5)):
        images = first.astype(kind), second.astype(kind)
        for function in (gradient, local_map):
            fast, expected = both(monkeypatch, lambda f=function, i=images: f(f"haarpsi{settings}", *i))
            agree(fast, expected, tolerance)
            assert fast[0] == score(f"haarpsi{settings}", *images)


@pytest.mark.parametrize("name", [name for name, plane in PLANES.items() if min(plane.shape) >= 16])
def test_planes_of_all_kinds(monkeypatch, name: str) -> None:
    plane = PLANES[name]
    other = np.clip(plane[::-1] * 0.9 + 0.03 * plane, 0, 1)
    fast, expected = both(monkeypatch, lambda: local_map("haarpsi", plane, other, data_range=1.0))
    agree(fast, expected, 1e-11 if plane.dtype == np.float64 else 5e-5)
    value, slope = gradient("haarpsi", plane, other, data_range=1.0)
    assert value == fast[0]
    assert np.isfinite(slope).all()


@pytest.mark.parametrize("kind", ["uint8", "uint16", "float32", "float64"])
def test_stored_pictures_batches_and_threads(monkeypatch, kind: str) -> None:
    first, second = (np.concatenate([image, image[:, ::-1]]) for image in stored(kind))
    fast, expected = both(monkeypatch, lambda: local_map("haarpsi", first, second))
    agree(fast, expected, 1e-11 if kind == "float64" else 5e-5)
    results = [gradient("haarpsi", first, second, workers=workers) for workers in (1, 2, 5)]
    for value, slope in results:
        np.testing.assert_array_equal(value, results[0][0])
        np.testing.assert_array_equal(slope, results[0][1])
    np.testing.assert_array_equal(results[0][0], fast[0])
    one = gradient("haarpsi", first[1:], second[1:])
    assert one[0] == results[0][0][1]
    np.testing.assert_array_equal(one[1][0], results[0][1][1])


@pytest.mark.parametrize("settings", ["", ":colour=apart", ":subsample=false"])
def test_the_derivative_is_that_of_finite_differences(settings: str) -> None:
    generator = np.random.default_rng(0)
    first, second = generator.random((2, 3, 37, 40))
    _, slope = gradient(f"haarpsi{settings}", first, second)
    step = 1e-6
    for c, y, x in [(0, 0, 0), (1, 36, 39), (2, 36, 0), *generator.integers(0, (3, 37, 40), (8, 3)).tolist()]:
        moved = []
        for sign in (1, -1):
            changed = second.copy()
            changed[c, y, x] += sign * step
            moved.append(score(f"haarpsi{settings}", first, changed, data_range=1.0))
        expected = (moved[0] - moved[1]) / (2 * step)
        assert slope[c, y, x] == pytest.approx(expected, rel=1e-4, abs=1e-9)


def test_the_score_of_bytes_is_that_of_the_authors() -> None:
    first, second = (np.round(255 * image).astype(np.uint8) for image in coloured(60, 75))
    expected = haarpsi(first.astype(float), second.astype(float), 255)
    assert score("haarpsi", first, second) == pytest.approx(expected, rel=1e-6)
    deep = second.astype(np.uint16) * 257
    assert score("haarpsi", first, deep) == pytest.approx(expected, rel=1e-6)
    interleaved = [np.ascontiguousarray(image.transpose(1, 2, 0)) for image in (first, second)]
    assert score("haarpsi", *interleaved) == score("haarpsi", first, second)


def test_nearly_identical_images_keep_their_digits() -> None:
    first = np.random.default_rng(0).random((3, 64, 64))
    noise = 1e-6 * np.random.default_rng(1).normal(0, 1, first.shape)
    lost = [1 - score("haarpsi", first, first + factor * noise, data_range=1.0) for factor in (1, 10)]
    assert lost[1] == pytest.approx(100 * lost[0], rel=1e-3)
    value, slope = gradient("haarpsi", first, first)
    assert value == 1
    assert not slope.any()


def test_values_that_float32_is_too_coarse_for_are_computed_in_float64(monkeypatch) -> None:
    first, second = (np.float32(1e4 + image) for image in coloured(40, 51))
    fast, expected = both(monkeypatch, lambda: gradient("haarpsi", first, second, data_range=1.0))
    assert fast[0] == pytest.approx(expected[0], rel=1e-9)
    many = [first, np.float32(3e4) * first]
    fast, expected = both(monkeypatch, lambda: score("haarpsi", many[0], many[1], data_range=1e-3))
    assert fast == pytest.approx(expected, rel=1e-9)


def test_arguments_that_make_no_sense() -> None:
    image = np.zeros((1, 3, 16, 18), np.float32)
    view = ((255.0, 255.0), 3, True, 30.0, 4.2, False)
    with pytest.raises(ValueError, match="the arrays must have the same shape"):
        native().haarpsi(image, image[:, :, :9], *view, None, 1)
    with pytest.raises(ValueError, match="the arrays must have the same shape"):
        native().haarpsi(image, image, *view, np.empty((1, 3, 8, 9)), 1)
    with pytest.raises(ValueError, match="three channels are mixed"):
        native().haarpsi(image[:, :2], image[:, :2], *view, None, 1)
    with pytest.raises(ValueError, match="expected one slope for each of the sums"):
        native().haarpsi_slope(np.zeros((1, 4, 8, 9), np.float32), *view, [], image.copy(), 1)
    for planes in (np.zeros((1, 4, 8, 8), np.float32), np.zeros((1, 2, 8, 9), np.float32)):
        with pytest.raises(ValueError, match="the arrays must have the same shape"):
            native().haarpsi_derivatives(image, image, *view, planes, 1)
    with pytest.raises(ValueError, match="of the type in which is computed"):
        native().haarpsi_derivatives(image, image, *view, np.zeros((1, 4, 8, 9)), 1)
    assert metrics.get("haarpsi").kernel_function is not None
