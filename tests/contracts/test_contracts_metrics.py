"""Every registered metric keeps the promises that its facts make."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from difference_finder.errors import DifferenceFinderError, InputError
from difference_finder.parts.metric import Metric
from difference_finder.parts.registry import metrics
from difference_finder.scoring import gradient, score
from missing import skipped

NAMES = metrics.names()
TESTED = [name for name in NAMES if metrics.get(name).features_function is None]
"""All but networks, which take other images and promise less; see test_contracts_learned.py."""


def where(applies: Callable[[Metric], bool]) -> pytest.MarkDecorator:
    """Run a test over the metrics to which it applies."""
    return pytest.mark.parametrize("name", [n for n in TESTED if applies(metrics.get(n))], indirect=True)


has_gradient = where(lambda part: part.no_gradient is None)


SMALLER = {"changed": 3, "ciede2000": 3}
"""Divisors of the sides of images for metrics that take long where all pixels differ."""


def image(seed: int = 0, shape: tuple[int, ...] = (1, 2, 180, 170), name: str = "") -> np.ndarray:
    """Return noise; with the name of a metric, no larger than the metric needs it to be."""
    if name in SMALLER:  # even sides stay even
        shape = (*shape[:-2], *(side // SMALLER[name] // 2 * 2 for side in shape[-2:]))
    return np.random.default_rng(seed).random(shape)


@pytest.fixture(params=TESTED)
def name(request) -> str:
    with skipped():
        metrics.get(request.param).check_ready()
    return request.param


def is_best(part: Metric) -> bool:
    """Tell whether no images score better than identical ones, so that these have no gradient."""
    return part.name != "vif"  # which enhanced contrast increases


def valued(name: str, *images, **options) -> tuple:
    """Return the score, and the gradient or None where the metric has none."""
    if metrics.get(name).no_gradient is not None:
        return score(name, *images, **options), None
    return gradient(name, *images, **options)


def test_all_of_the_ancestor_are_there() -> None:
    assert {"mse", "psnr", "ssim", "ms-ssim", "lpips"} <= set(NAMES)


@pytest.mark.parametrize("kind", NAMES)
def test_has_a_summary_and_a_source_of_numbers(kind: str) -> None:
    part = metrics.get(kind)
    assert part.summary.endswith(".")
    assert part.higher_is_better in (True, False)
    assert part.identical is not None


def test_identical_images_give_the_declared_score_and_no_gradient(name: str) -> None:
    part = metrics.get(name)
    for pixels in (
        image(),
        np.ones((1, 1, 170, 170)),
        np.full((1, 3, 170, 170), 0.3),
    ):
        value, slope = valued(name, pixels, pixels.copy(), data_range=1.0)
        assert value[0] == part.identical
        assert slope is None or not slope.any() or (not is_best(part) and np.isfinite(slope).all())


def test_black_images_are_identical_or_the_error_says_that_the_reference_is_zero(name: str) -> None:
    black = np.zeros((1, 1, 170, 170))
    try:
        value, slope = valued(name, black, black.copy(), data_range=1.0)
    except InputError as error:
        assert f"{name} is undefined for a reference that is zero" in str(error)
        assert "use " in str(error)
        return
    assert value[0] == metrics.get(name).identical
    assert slope is None or not slope.any()


def test_flat_images_that_differ_by_almost_nothing_stay_in_bounds(name: str) -> None:
    low, high = (
        b if b is not None else s * math.inf for b, s in zip(metrics.get(name).bounds, (-1, 1), strict=True)
    )
    flat = np.full((1, 1, 170, 170), 0.3)
    for step in (1e-16, 1e-12, 1e-7, 1e-3):
        for kind in (np.float64, np.float32):
            value, slope = valued(name, flat.astype(kind), (flat + step).astype(kind), data_range=1.0)
            assert low <= value[0] <= high
            assert slope is None or np.isfinite(slope).all()


def test_black_against_white_is_worse_than_noise(name: str) -> None:
    part = metrics.get(name)
    black, white = np.zeros((1, 1, 176, 176)), np.ones((1, 1, 176, 176))
    noisy = np.clip(white - 0.1 * image(shape=black.shape), 0, 1)
    worst, better = score(name, white, black)[0], score(name, white, noisy)[0]
    if name == "vif":  # a flat reference has no information that a candidate could have
        assert worst == better == 0
        return
    assert worst < better if part.higher_is_better else worst > better


@where(lambda part: part.symmetric)
def test_symmetric(name: str) -> None:
    assert score(name, image(0, name=name), image(1, name=name))[0] == pytest.approx(
        score(name, image(1, name=name), image(0, name=name))[0], rel=metrics.get(name).precision
    )


@where(lambda part: part.no_gradient is not None)
def test_without_a_gradient_the_error_says_why(name: str) -> None:
    part = metrics.get(name)
    assert part.gradient_function is None
    with pytest.raises(
        InputError, match=f"metric '{name}' has no gradient: {part.no_gradient}; those that have: "
    ):
        gradient(name, image(0), image(1))


@pytest.mark.parametrize("change", [np.flip, lambda x, axis: np.swapaxes(x, 2, 3)])
def test_flips_and_transposes_do_not_matter(name: str, change) -> None:
    # Even sides: an odd side is padded at one end before it is halved.
    first, second = image(0, (1, 1, 176, 176), name), image(1, (1, 1, 176, 176), name)
    value, slope = valued(name, first, second)
    turned, turned_slope = valued(name, change(first, axis=3), change(second, axis=3))
    part = metrics.get(name)
    if change is np.flip and not part.mirrored:
        assert turned[0] != value[0]
        # Of unrelated noise, vif sees chance alone, in every second row and column.
        assert turned[0] == pytest.approx(value[0], rel=0.03 if name == "vif" else 0.01)
        return
    assert turned[0] == pytest.approx(value[0], rel=max(1e-9, part.precision))
    if slope is not None:
        np.testing.assert_allclose(turned_slope, change(slope, axis=3), atol=1e-9 * np.abs(slope).max())


def test_a_batch_is_a_loop(name: str) -> None:
    first, second = image(0, (3, 2, 170, 170), name), image(1, (3, 2, 170, 170), name)
    values, slopes = valued(name, first, second)
    for n in range(3):
        value, slope = valued(name, first[n], second[n])
        assert values[n] == pytest.approx(value, rel=1e-12)
        if slope is not None:
            np.testing.assert_allclose(slopes[n], slope, rtol=1e-9, atol=1e-14)


@has_gradient
def test_gradient_equals_finite_differences(name: str) -> None:
    first = 0.2 + 0.6 * image(0, (1, 1, 170, 170))
    # No two pixels are equal, where a metric may have a kink.
    second = first + np.sign(image(1, first.shape) - 0.5) * (0.01 + 0.05 * image(2, first.shape))
    _, slope = gradient(name, first, second)
    for seed in range(2 if metrics.get(name).kinked else 4):  # in directions of one pixel and of many
        # Of many pixels some lie close to a kink, and a long step takes them over it.
        step = 1e-5 if seed < 2 else 1e-6
        direction = np.zeros_like(first)
        if seed < 2:
            direction[0, 0, 5 + 80 * seed, 7 + 90 * seed] = 1
        else:
            direction = np.random.default_rng(seed).choice([-1.0, 1.0], first.shape)
        up = score(name, first, second + step * direction, data_range=1.0)[0]
        down = score(name, first, second - step * direction, data_range=1.0)[0]
        # Central differences are exact to step**2, and lose about 1e-16 / step to rounding.
        expected = pytest.approx((up - down) / (2 * step), rel=1e-5, abs=1e-9)
        assert (slope * direction).sum() == expected


@has_gradient
def test_gradient_equals_autograd(name: str) -> None:
    torch = pytest.importorskip("torch")
    part = metrics.get(name)
    settings = {"data_range": 1.0} if part.accepts("data_range") else {}
    first, second = image(0, (2, 2, 175, 181)), image(1, (2, 2, 175, 181))
    leaf = torch.from_numpy(second).requires_grad_(True)
    values = part(torch.from_numpy(first), leaf, **settings)
    (expected,) = torch.autograd.grad(values.sum(), leaf)
    scores, slope = gradient(name, first, second)
    np.testing.assert_allclose(scores, values.detach().numpy(), rtol=1e-12)
    np.testing.assert_allclose(slope, expected.numpy(), atol=1e-12 * np.abs(slope).max())


@where(lambda part: part.gradient_function is not None and part.accepts("mask"))
def test_masked_gradient_equals_autograd_and_is_zero_where_masked(name: str) -> None:
    torch = pytest.importorskip("torch")
    part = metrics.get(name)
    settings = {"data_range": 1.0} if part.accepts("data_range") else {}
    first, second = image(0, (1, 2, 175, 180)), image(1, (1, 2, 175, 180))
    mask = np.random.default_rng(3).random((1, 1, 175, 180)) > 0.1
    mask[..., 40:90, 30:80] = False
    leaf = torch.from_numpy(second).requires_grad_(True)
    values = part(torch.from_numpy(first), leaf, mask=torch.from_numpy(mask), **settings)
    (expected,) = torch.autograd.grad(values.sum(), leaf)
    scores, slope = part.gradient_function(first, second, mask=mask, **settings)
    np.testing.assert_allclose(scores, values.detach().numpy(), rtol=1e-12)
    np.testing.assert_allclose(slope, expected.numpy(), atol=1e-12 * np.abs(slope).max())
    assert not slope[np.broadcast_to(~mask, slope.shape)].any()


@pytest.mark.filterwarnings("ignore::difference_finder.errors.UnequalWarning")  # tested by itself
def test_one_nan_pixel_is_masked_and_not_spread(name: str) -> None:
    first, second = image(0, (1, 1, 176, 176)), image(0, (1, 1, 176, 176)) * 0.9 + 0.05
    whole = score(name, first, second)[0]
    second[0, 0, 60, 60] = np.nan
    value, slope = valued(name, first, second, data_range=1.0)
    if slope is not None:
        assert np.isfinite(slope).all()
        assert slope[0, 0, 60, 60] == 0
    assert value[0] == pytest.approx(whole, rel=1e-3)
    second[0, 0, 60, 60] = 1e9  # what lies under the mask has no influence
    first[0, 0, 60, 60] = np.nan
    assert score(name, first, second, data_range=1.0)[0] == pytest.approx(value[0], rel=1e-12)


def test_sixteen_bit_floats_with_a_range_of_255(name: str) -> None:
    first, second = (255 * image(seed, (1, 1, 176, 176), name) for seed in (0, 1))
    expected = score(
        name, first.astype(np.float16).astype(float), second.astype(np.float16).astype(float), data_range=255
    )
    value, slope = valued(name, first.astype(np.float16), second.astype(np.float16), data_range=255)
    assert value[0] == pytest.approx(expected[0], rel=1e-6, abs=1e-6)
    if slope is not None:
        assert slope.dtype == np.float16
        assert np.isfinite(slope).all()


def test_strides_do_not_matter(name: str) -> None:
    pair = (image(seed, (1, 2, 360, 340), name).transpose(2, 1, 3, 0) for seed in (0, 1))
    views = [x[::-2, 1, ::2, 0] for x in pair]
    assert score(name, *views) == score(name, *(np.ascontiguousarray(v) for v in views))


def test_huge_values_give_the_right_answer_or_a_typed_error(name: str) -> None:
    first, second = image(0, (1, 1, 176, 176), name), image(1, (1, 1, 176, 176), name)
    expected = score(name, first, second)[0]
    for scale in (1e30, 1e200):
        try:
            value = score(name, first * scale, second * scale, data_range=scale)[0]
        except DifferenceFinderError as error:
            assert "too large" in str(error)
        else:
            # A metric without a data range is in units of the values.
            assert np.isfinite(value)
            if metrics.get(name).needs_data_range:
                assert value == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (3, 2), (10, 10), (11, 11), (160, 160), (161, 161)])
def test_tiny_images_give_a_score_or_say_what_would_fit(name: str, shape: tuple[int, int]) -> None:
    first, second = image(0, shape), image(1, shape)
    try:
        value, slope = valued(name, first, second)
    except InputError as error:
        assert f"{shape[1]}x{shape[0]}" in str(error)
        assert "use " in str(error)
    else:
        assert np.isfinite(value).all()
        assert slope is None or np.isfinite(slope).all()


def test_inputs_are_never_written_to(name: str) -> None:
    first, second = image(0, name=name), image(1, name=name)
    for array in (first, second):
        array.setflags(write=False)
    valued(name, first, second)
