import numpy as np
import pytest

from difference_finder.errors import InputError
from difference_finder.registry import preprocessors


def image(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).random(shape)


def test_normalize_stretches_each_sample() -> None:
    batch = image(2, 3, 8, 9) * 0.5 + 0.2
    batch[1] *= 7
    done = preprocessors.get("normalize")(batch)
    assert done.min(axis=(1, 2, 3)).tolist() == [0, 0]
    assert done.max(axis=(1, 2, 3)).tolist() == [1, 1]


def test_normalize_of_a_flat_image_is_zero() -> None:
    assert not preprocessors.get("normalize")(np.full((1, 1, 4, 4), 0.7)).any()


@pytest.mark.parametrize("size", [(16, 16), (17, 20), (1, 1), (5, 2)])
@pytest.mark.parametrize("factor", [0, 0.1, 0.5, 0.9, 1])
def test_high_and_low_add_up_to_the_image(size: tuple[int, int], factor: float) -> None:
    pixels = image(2, 3, *size)
    high = preprocessors.get(f"highpass_filter:factor={factor}")(pixels)
    low = preprocessors.get(f"lowpass_filter:factor={factor}")(pixels)
    np.testing.assert_allclose(high + low, pixels, atol=1e-12)


def test_highpass_removes_the_mean_and_keeps_the_type() -> None:
    pixels = image(1, 1, 64, 64).astype(np.float32)
    high = preprocessors.get("highpass_filter")(pixels)
    assert abs(high.mean()) < 1e-6
    assert high.dtype == np.float32


def test_factor_is_a_share() -> None:
    for name in ("highpass_filter", "lowpass_filter"):
        with pytest.raises(InputError, match="factor is a share of k-space from 0 to 1, not 2"):
            preprocessors.get(f"{name}:factor=2")(image(1, 1, 8, 8))
