"""The kernel of the mean absolute error against the reference implementation."""

import numpy as np
import pytest

from difference_finder import gradient, score
from difference_finder.arrays.native import native
from kernels_compare import both, every_plane, needs_kernels, stored

pytestmark = needs_kernels


@every_plane
def test_planes(monkeypatch, plane: np.ndarray) -> None:
    other = plane[::-1] * 0.9 if plane.shape[0] > 1 else plane * 0.5
    fast, expected = both(monkeypatch, lambda: gradient("mae", plane, other, data_range=1.0))
    assert fast[0] == pytest.approx(expected[0], rel=1e-6)
    assert fast[0] == score("mae", plane, other, data_range=1.0)
    assert fast[1].dtype == expected[1].dtype
    np.testing.assert_allclose(fast[1], expected[1], rtol=1e-6, atol=0)


@pytest.mark.parametrize("kind", ["uint8", "uint16", "float32", "float64"])
def test_stored_pictures_batches_and_threads(monkeypatch, kind: str) -> None:
    first, second = (np.concatenate([image, image[:, ::-1]]) for image in stored(kind))
    fast, expected = both(monkeypatch, lambda: gradient("mae", first, second))
    np.testing.assert_allclose(fast[0], expected[0], rtol=1e-6)
    np.testing.assert_allclose(fast[1], expected[1], rtol=1e-6)
    for workers in (1, 5):
        again = gradient("mae", first, second, workers=workers)
        np.testing.assert_array_equal(again[0], fast[0])
        np.testing.assert_array_equal(again[1], fast[1])


@pytest.mark.parametrize("shape", [(1, 1), (33, 47), (33, 17, 2), (65, 31, 3), (3, 40, 4), (4, 20, 300, 3)])
def test_the_error_of_bytes_is_exact(shape: tuple[int, ...]) -> None:
    first, second = np.random.default_rng(2).integers(0, 256, (2, *shape), dtype=np.uint8)
    axes = tuple(range(1, len(shape))) if len(shape) == 4 else None
    whole = np.abs(first.astype(np.int64) - second).sum(axis=axes)
    expected = whole / np.prod(shape[1:] if len(shape) == 4 else shape) / 255
    np.testing.assert_allclose(score("mae", first, second), expected, rtol=4e-16)
    np.testing.assert_allclose(gradient("mae", first, second)[0], expected, rtol=4e-16)
    if axes is None:  # rows in reverse order are not copied
        assert score("mae", first[::-1], second) == score("mae", first[::-1].copy(), second)


def test_equal_values_have_no_gradient_even_in_other_types() -> None:
    first = stored("uint8")[0]
    deep = first.astype(np.uint16) * 257
    deep[0, 1, 3, 5] += 1
    value, slope = gradient("mae", first, deep)
    assert value == pytest.approx(1 / 65535 / first.size, rel=1e-12)
    assert np.argwhere(slope).tolist() == [[0, 1, 3, 5]]
    assert slope[0, 1, 3, 5] == pytest.approx(1 / first.size)


def test_arguments_that_make_no_sense() -> None:
    image = np.zeros((1, 3, 8, 9), np.float32)
    with pytest.raises(ValueError, match="the arrays must have the same shape"):
        native().absolute_error(image, image[:, :2], (1.0, 1.0), None, 1.0, 1)
    with pytest.raises(ValueError, match="the arrays must have the same shape"):
        native().absolute_error(image, image, (1.0, 1.0), image[:, :2].copy(), 1.0, 1)
