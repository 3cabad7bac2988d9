"""The kernels of the post-processors against their plain texts."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from difference_finder import kernels
from difference_finder.postprocessors import _background
from kernels_compare import both, every_plane, needs_kernels

pytestmark = needs_kernels


@every_plane
@pytest.mark.parametrize("sigma", [0.3, 1.5, 6.0, 30.0])
def test_blur(monkeypatch: pytest.MonkeyPatch, plane: np.ndarray, sigma: float) -> None:
    fast, slow = both(monkeypatch, _background, lambda: _background.blur(plane, sigma))
    # Both compute in float64, in another order.
    tolerance = (1e-7 if plane.dtype == np.float32 else 1e-14) * plane.max()
    np.testing.assert_allclose(fast, slow, rtol=0, atol=tolerance)
    np.testing.assert_allclose(fast, gaussian_filter(plane.astype(float), sigma), atol=1e-6 * plane.max())


@every_plane
def test_masked_blur(monkeypatch: pytest.MonkeyPatch, plane: np.ndarray) -> None:
    mask = np.random.default_rng(0).random(plane.shape) < 0.6
    mask[: plane.shape[0] // 3, : plane.shape[1] // 3] = False
    fast, slow = both(monkeypatch, _background, lambda: _background.blur(plane, 1.5, mask))
    assert not fast[~mask].any()
    np.testing.assert_allclose(fast, slow, rtol=1e-6, atol=1e-7)


def test_blur_of_batches_and_threads() -> None:
    values = np.random.default_rng(0).random((2, 3, 150, 700)).astype(np.float32)
    blurred = _background.blur(values, 2.0)
    for n in range(2):
        for c in range(3):
            np.testing.assert_array_equal(blurred[n, c], _background.blur(values[n, c], 2.0))
    for workers in (1, 2, 5):
        np.testing.assert_array_equal(blurred, _background.blur(values, 2.0, workers=workers))
    mask = np.ones((2, 1, 150, 700), bool)
    np.testing.assert_allclose(_background.blur(values, 2.0, mask), blurred, rtol=1e-6)


def test_kernels_refuse_what_they_cannot_compute() -> None:
    native = kernels.native()
    plane = np.zeros((1, 1, 4, 4), np.float32)
    with pytest.raises(ValueError, match="one shape"):
        native.blur(plane, None, [1.0], np.zeros((1, 1, 4, 5), np.float32), 1)
    with pytest.raises(TypeError):
        native.blur(plane.astype(np.int32), None, [1.0], plane, 1)
    with pytest.raises(ValueError, match="shape"):
        native.blur(plane[0], None, [1.0], plane, 1)
