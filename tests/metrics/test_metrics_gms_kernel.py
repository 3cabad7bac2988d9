"""The kernel of the gradient magnitude similarity against a plain text after the authors' code."""

import numpy as np
import pytest
from scipy.signal import convolve2d

from difference_finder.arrays.native import native
from kernels_compare import every_plane, needs_kernels, stored
from pictures import photograph

pytestmark = needs_kernels

CONSTANT = 170 / 255**2


def halved(plane: np.ndarray) -> np.ndarray:
    return convolve2d(plane, np.full((2, 2), 0.25))[1:, 1:][: plane.shape[0], : plane.shape[1]][::2, ::2]


def gms(first: np.ndarray, second: np.ndarray, halve: bool, constant: float = CONSTANT) -> np.ndarray:
    """GMSD.m of the authors, line by line."""
    across = np.array([[1, 0, -1]] * 3) / 3
    sizes = []
    for plane in (first, second):
        small = halved(plane.astype(np.float64)) if halve else plane.astype(np.float64)
        slopes = [convolve2d(small, kernel, mode="same") for kernel in (across, across.T)]
        sizes.append(np.sqrt(slopes[0] ** 2 + slopes[1] ** 2))
    return (2 * sizes[0] * sizes[1] + constant) / (sizes[0] ** 2 + sizes[1] ** 2 + constant)


def run(
    first: np.ndarray, second: np.ndarray, halve: bool, workers: int = 2, constant: float = CONSTANT
) -> tuple:
    h, w = first.shape[2:]
    small = (-(-h // 2), -(-w // 2)) if halve else (h, w)
    map_ = np.full((*first.shape[:2], *small), np.nan)
    slope = np.full(first.shape, np.nan)
    return native().gms(first, second, constant, halve, map_, slope, workers), map_, slope


@every_plane
@pytest.mark.parametrize("halve", [True, False])
def test_the_kernel_is_the_published_code(plane: np.ndarray, halve: bool) -> None:
    other = plane[::-1] * 0.9 if plane.shape[0] > 1 else plane * 0.5
    first, second = plane[None, None], other[None, None]
    planes, map_, slope = run(first, second, halve)
    expected = gms(plane, other, halve)
    np.testing.assert_allclose(map_[0, 0], expected, rtol=0, atol=1e-13)
    assert planes[0] == pytest.approx((expected.mean(), expected.std()), rel=1e-10, abs=1e-13)
    assert np.isfinite(slope).all()
    for workers in (1, 5):
        again = run(first, second, halve, workers)
        assert again[0] == planes
        np.testing.assert_array_equal(again[1], map_)
        np.testing.assert_array_equal(again[2], slope)


@pytest.mark.parametrize("halve", [True, False])
@pytest.mark.parametrize("size", [(1, 2), (3, 5), (6, 9), (40, 67)])
def test_the_derivative_is_that_of_finite_differences(size: tuple[int, int], halve: bool) -> None:
    generator = np.random.default_rng(0)
    first, second = generator.random((2, 1, 1, *size))
    _, _, slope = run(first, second, halve)
    step = 1e-6
    for _ in range(12):
        y, x = (int(generator.integers(0, side)) for side in size)
        scores = []
        for sign in (1, -1):
            moved = second.copy()
            moved[0, 0, y, x] += sign * step
            scores.append(run(first, moved, halve)[0][0][1])
        assert slope[0, 0, y, x] == pytest.approx((scores[0] - scores[1]) / (2 * step), rel=1e-5, abs=1e-9)


def test_stored_pictures_and_batches() -> None:
    for kind, top in (("uint8", 255), ("uint16", 65535)):
        first, second = stored(kind)
        planes, map_, _ = run(first, second, True, constant=CONSTANT * top**2)
        for c in range(3):
            expected = gms(first[0, c], second[0, c], True, CONSTANT * top**2)
            np.testing.assert_allclose(map_[0, c], expected, atol=1e-12)
            assert planes[c][1] == pytest.approx(expected.std(), rel=1e-10)
    out = np.empty((1, 3, 35, 550), np.float32)
    native().gms(*stored("float32"), CONSTANT, True, out, None, 2)
    np.testing.assert_allclose(out[0, 0], gms(*(image[0, 0] for image in stored("float32")), True), atol=1e-6)


def test_identical_and_flat_images_have_no_derivative() -> None:
    picture = (photograph(50, 61)[..., :1] / 255).transpose(2, 0, 1)[None]
    flat = np.full_like(picture, 0.5)
    planes, _, slope = run(picture, picture, True)
    assert planes == [(1.0, 0.0)]
    assert not slope.any()
    planes, _, slope = run(flat, flat, True)
    assert planes == [(1.0, 0.0)]
    assert not slope.any()
    for first, second in ((picture, flat), (flat, picture), (flat * 0, picture), (picture, flat * 0)):
        planes, _, slope = run(first, second, True)
        assert planes[0][1] > 0
        assert np.isfinite(slope).all()


def test_nearly_identical_images_keep_their_digits() -> None:
    first = np.random.default_rng(0).random((1, 1, 64, 64))
    second = first + 1e-7 * np.random.default_rng(1).normal(0, 1, first.shape)
    deviation = run(first, second, True)[0][0][1]
    assert run(first, first + 10 * (second - first), True)[0][0][1] == pytest.approx(
        100 * deviation, rel=1e-4
    )
