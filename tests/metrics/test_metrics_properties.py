"""What holds for every pair of images."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from difference_finder.errors import InputError
from difference_finder.scoring import gradient, score

UNIT = st.floats(0, 1, width=32)
SIZES = st.tuples(st.integers(11, 20), st.integers(11, 24))
PAIRS = SIZES.flatmap(lambda size: st.tuples(*[arrays(np.float32, size, elements=UNIT)] * 2))
BOUNDS = {
    "mae": (0, 1),
    "mse": (0, 1),
    "rmse": (0, 1),
    "psnr": (0, np.inf),
    "ssim": (-1, 1),
    "ms-ssim:scales=1": (-1, 1),
    "haarpsi:subsample=false": (0, 1),
}
NAMES = list(BOUNDS)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, deadline=None)
@given(pair=PAIRS)
def test_scores_are_bounded_symmetric_and_have_finite_gradients(name: str, pair) -> None:
    first, second = pair
    value, slope = gradient(name, first, second)
    low, high = BOUNDS[name]
    assert low <= value <= high
    assert np.isfinite(slope).all()
    assert slope.shape == second.shape
    # Kernels compute pairs of float32 in float32.
    assert score(name, second, first) == pytest.approx(value, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, deadline=None)
@given(pair=PAIRS, scale=st.sampled_from([1e-6, 0.5, 255, 65535, 1e6]))
def test_scores_do_not_depend_on_the_scale(name: str, pair, scale: float) -> None:
    first, second = (image.astype(float) for image in pair)
    value = score(name, first, second, data_range=1.0)
    scaled = score(name, first * scale, second * scale, data_range=scale)
    factor = scale ** {"mae": 1, "mse": 2, "rmse": 1}.get(name, 0)
    assert scaled == pytest.approx(value * factor, rel=1e-6, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(pair=PAIRS, share=st.floats(0, 0.6), seed=st.integers(0, 99))
def test_masked_ssim_equals_the_definition(pair, share: float, seed: int) -> None:
    """Each window's means and variances over its unmasked pixels alone, by a loop."""
    first, second = (image.astype(float) for image in pair)
    hidden = np.random.default_rng(seed).random(first.shape) < share
    assume(not hidden[5:-5, 5:-5].all())
    bell = np.exp(-(np.arange(-5, 6) ** 2) / (2 * 1.5**2))
    window = np.outer(bell, bell)
    scores = []
    for y, x in np.argwhere(~hidden[5:-5, 5:-5]):
        place = np.s_[y : y + 11, x : x + 11]
        weight = window * ~hidden[place]
        weight = weight / weight.sum()
        mean1, mean2 = (weight * first[place]).sum(), (weight * second[place]).sum()
        gap1, gap2 = first[place] - mean1, second[place] - mean2
        luminance = (2 * mean1 * mean2 + 1e-4) / (mean1**2 + mean2**2 + 1e-4)
        cross, spread = (weight * gap1 * gap2).sum(), (weight * (gap1**2 + gap2**2)).sum()
        scores.append(luminance * (2 * cross + 9e-4) / (spread + 9e-4))
    second = np.where(hidden, np.nan, second)
    assert score("ssim", first, second, data_range=1.0) == pytest.approx(np.mean(scores), abs=1e-9)


def test_where_every_window_is_masked_at_its_centre_the_error_says_so() -> None:
    first, second = np.zeros((20, 20)), np.full((20, 20), 0.5)
    second[5:15, 5:15] = np.nan
    with pytest.raises(InputError, match="every window of 11x11 pixels has a masked centre; use mse"):
        score("ssim", first, second, data_range=1.0)
    assert score("mse", first, second, data_range=1.0) == 0.25
