"""Each filter on arrays and on tensors, and its transpose."""

import numpy as np
import pytest
from scipy import ndimage, signal

from difference_finder.arrays import filters

GAUSSIAN = filters.gaussian_weights(5, 1.1, np.zeros(1))

# Forward, transpose given the size of the original, and the size of the result of an image of 9 x 12.
PAIRS = {
    "correlate": (
        lambda x: filters.correlate(x, GAUSSIAN),
        lambda y, h, w: filters.correlate_adjoint(y, GAUSSIAN),
    ),
    "mirror symmetric": (lambda x: filters.mirror(x, 4, 0), lambda y, h, w: filters.mirror_adjoint(y, 4, 0)),
    "mirror reflect": (lambda x: filters.mirror(x, 4, 1), lambda y, h, w: filters.mirror_adjoint(y, 4, 1)),
    "mirror by its size": (
        lambda x: filters.mirror(x, 9, 0),
        lambda y, h, w: filters.mirror_adjoint(y, 9, 0),
    ),
    "mirror by nothing": (lambda x: filters.mirror(x, 0, 0), lambda y, h, w: filters.mirror_adjoint(y, 0, 0)),
    "even": (lambda x: filters.pad_to_even(x, 0.0), lambda y, h, w: y[..., :h, :w]),
    "pool2": (filters.pool2, filters.pool2_adjoint),
    "prewitt rows": (lambda x: filters.prewitt(x, -2), lambda y, h, w: -filters.prewitt(y, -2)),
    "prewitt columns": (lambda x: filters.prewitt(x, -1), lambda y, h, w: -filters.prewitt(y, -1)),
    "square_mean": (filters.square_mean, lambda y, h, w: filters.square_mean_adjoint(y)),
    **{
        f"haar {size} along {axis}": (
            lambda x, size=size, axis=axis: filters.haar(x, size, axis),
            lambda y, h, w, size=size, axis=axis: filters.haar_adjoint(y, size, axis),
        )
        for size in (2, 4, 8, 16)
        for axis in (-2, -1)
    },
}


def image(*shape: int) -> np.ndarray:
    return np.random.default_rng(sum(shape)).normal(size=shape)


@pytest.mark.parametrize("size", [(9, 12), (10, 13), (11, 11)])
@pytest.mark.parametrize("name", PAIRS)
def test_transposes(name: str, size: tuple[int, int]) -> None:
    forth, back = PAIRS[name]
    first = image(2, 3, *size)
    there = forth(first)
    second = np.random.default_rng(1).normal(size=there.shape)
    here = back(second, *size)
    assert here.shape == first.shape
    assert (there * second).sum() == pytest.approx((first * here).sum(), rel=1e-10)


@pytest.mark.parametrize("shape", [(2, 3, 9, 12), (1, 1, 13, 11)])
@pytest.mark.parametrize("name", PAIRS)
def test_tensors_give_what_arrays_give(name: str, shape: tuple[int, ...]) -> None:
    torch = pytest.importorskip("torch")
    forth, back = PAIRS[name]
    there = forth(image(*shape))
    tensor = forth(torch.from_numpy(image(*shape)))
    np.testing.assert_allclose(tensor.numpy(), there, rtol=1e-12, atol=1e-14)
    here = back(tensor, *shape[-2:])
    np.testing.assert_allclose(here.numpy(), back(there, *shape[-2:]), rtol=1e-12, atol=1e-13)


def test_known_answers() -> None:
    plane = image(1, 1, 9, 12)
    assert GAUSSIAN.sum() == pytest.approx(1, abs=1e-15)
    np.testing.assert_allclose(
        filters.correlate(plane, GAUSSIAN)[0, 0],
        signal.convolve2d(plane[0, 0], np.outer(GAUSSIAN, GAUSSIAN), "valid"),
    )
    for skip, mode in ((0, "symmetric"), (1, "reflect")):
        np.testing.assert_array_equal(filters.mirror(plane, 3, skip)[0, 0], np.pad(plane[0, 0], 3, mode=mode))
    for axis in (-2, -1):
        expected = ndimage.prewitt(plane[0, 0], axis=axis, mode="constant") / 3
        np.testing.assert_allclose(filters.prewitt(plane, axis)[0, 0], expected, atol=1e-14)


def test_the_weights_are_the_same_on_tensors() -> None:
    torch = pytest.importorskip("torch")
    weights = filters.gaussian_weights(11, 1.5, torch.zeros(1, dtype=torch.float64))
    np.testing.assert_allclose(weights.numpy(), filters.gaussian_weights(11, 1.5, np.zeros(1)), rtol=1e-15)
    assert filters.gaussian_weights(11, 1.5, torch.zeros(1)).dtype == torch.float32
