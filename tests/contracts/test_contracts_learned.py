"""Metrics that are networks keep the promises of their facts: in float64, with weights that were made up."""

import math

import numpy as np
import pytest

from difference_finder.errors import DataRangeError, DifferenceFinderError, InputError
from difference_finder.finder import Finder
from difference_finder.parts.registry import metrics
from difference_finder.scoring import gradient, local_map, score

torch = pytest.importorskip("torch")
pytestmark = [
    pytest.mark.usefixtures("networks"),
    pytest.mark.filterwarnings("ignore::difference_finder.errors.UnequalWarning"),  # tested by itself
]

NAMES = ["lpips", "lpips:net=vgg", "dists"]
every_name = pytest.mark.parametrize("name", NAMES)
SIDE = 40


def image(seed: int = 0, shape: tuple[int, ...] = (1, 3, SIDE, SIDE)) -> np.ndarray:
    return np.random.default_rng(seed).random(shape)


def test_all_networks_are_tested() -> None:
    learned = {part.name for part in metrics.loaded() if part.features_function is not None}
    assert learned == {name.partition(":")[0] for name in NAMES}


@every_name
def test_identical_images_give_the_declared_score_and_no_gradient(name: str) -> None:
    for pixels in (image(), *(np.full((1, 1, SIDE, SIDE), value) for value in (0.0, 0.3, 1.0))):
        for kind in (np.float64, np.float32, np.float16):
            value, slope = gradient(name, pixels.astype(kind), pixels.astype(kind), data_range=1.0)
            assert value[0] == metrics.get(name).identical
            assert not slope.any()


@every_name
def test_flat_images_stay_in_bounds_with_a_finite_gradient(name: str) -> None:
    low, high = metrics.get(name).bounds
    flat = np.full((1, 1, SIDE, SIDE), 0.3)
    for step in (1e-16, 1e-12, 1e-7, 1e-3, 0.7, -0.3):
        for kind in (np.float64, np.float32):
            value, slope = gradient(name, flat.astype(kind), (flat + step).astype(kind), data_range=1.0)
            assert low <= value[0] <= (math.inf if high is None else high)
            assert np.isfinite(slope).all()


@every_name
def test_symmetric(name: str) -> None:
    assert metrics.get(name).symmetric
    assert score(name, image(0), image(1))[0] == pytest.approx(score(name, image(1), image(0))[0], rel=1e-12)


@every_name
def test_a_batch_is_a_loop(name: str) -> None:
    first, second = image(0, (3, 3, SIDE, SIDE)), image(1, (3, 3, SIDE, SIDE))
    second[1, 2, 5, 6] = np.nan  # a mask of its own for each sample
    values, slopes = gradient(name, first, second, data_range=1.0)
    for n in range(3):
        value, slope = gradient(name, first[n], second[n], data_range=1.0)
        assert values[n] == pytest.approx(value, rel=1e-12)
        np.testing.assert_allclose(slopes[n], slope, rtol=1e-9, atol=1e-14)
    together = metrics.get(name)(first, np.nan_to_num(second), data_range=1.0)
    alone = [
        metrics.get(name)(first[i : i + 1], np.nan_to_num(second[i : i + 1]), data_range=1.0)[0]
        for i in range(3)
    ]
    np.testing.assert_allclose(together, alone, rtol=1e-12)


@every_name
@pytest.mark.parametrize("wrt", [0, 1])
def test_gradient_equals_finite_differences(name: str, wrt: int) -> None:
    pair = [0.2 + 0.6 * image(seed) for seed in (0, 1)]
    pair[0][0, 1, 7, 9] = np.inf  # masked, so that its part in the filling is differentiated too
    finder = Finder(
        metric=name,
        strategy=f"gradient:wrt={wrt}",
        reduce="none",
        output="torch",
        data_range=1.0,
        nan="mask",
    )
    slope = finder.compare(*pair).map.values
    assert np.isfinite(np.asarray(slope)).all()
    assert not np.asarray(slope)[0, :, 7, 9].any()
    for seed in range(3):
        direction = np.random.default_rng(seed).choice([-1.0, 1.0], pair[0].shape)
        step = 1e-8  # the shorter, the fewer units of the network are switched on or off by it
        ends = []
        for sign in (1, -1):
            moved = list(pair)
            moved[wrt] = pair[wrt] + sign * step * direction
            ends.append(score(name, *moved, data_range=1.0)[0])
        expected = (ends[0] - ends[1]) / (2 * step)
        # The map is float32; differences lose about 1e-16 / step to rounding.
        assert float((np.asarray(slope) * direction).sum()) == pytest.approx(expected, rel=1e-4, abs=1e-6)


@every_name
def test_tensors_give_what_arrays_give_and_can_be_trained_through(name: str) -> None:
    first, second = image(0), image(1)
    expected, slope = gradient(name, first, second, data_range=1.0)
    tensors = [torch.from_numpy(pixels) for pixels in (first, second)]
    assert score(name, *tensors, data_range=1.0)[0] == pytest.approx(expected[0], rel=1e-12)
    leaf = tensors[1].clone().requires_grad_(True)
    value = metrics.get(name)(tensors[0], leaf, data_range=1.0)
    value.sum().backward()
    assert value.detach().numpy() == pytest.approx(expected, rel=1e-12)
    np.testing.assert_allclose(leaf.grad.numpy(), slope, atol=1e-12 * np.abs(slope).max())
    with torch.autocast("cpu", dtype=torch.bfloat16):
        narrow = metrics.get(name)(*(pixels.float() for pixels in tensors), data_range=1.0)
    assert narrow.dtype == torch.float32
    assert float(narrow[0]) == pytest.approx(expected[0], rel=1e-5)


@every_name
def test_types_and_ranges(name: str) -> None:
    first, second = ((255 * image(seed)).astype(np.uint8) for seed in (0, 1))
    expected = score(name, first / 255, second / 255)[0]
    single = pytest.approx(expected, rel=1e-5)  # integers and float16 are computed in float32
    assert score(name, first, second)[0] == single
    assert score(name, first.astype(np.float16), second.astype(np.float16), data_range=255)[0] == single
    assert score(name, first.astype(float), second.astype(float), data_range=255)[0] == pytest.approx(
        expected
    )
    last = [np.moveaxis(pixels, 1, -1) for pixels in (first, second)]
    assert score(name, *last)[0] == single
    for scale in (1e30, 1e200, 1e-30):
        value = score(name, first / 255 * scale, second / 255 * scale, data_range=scale)[0]
        assert value == pytest.approx(expected, rel=1e-9)
    with pytest.raises(DifferenceFinderError, match="too large"):
        score(name, first * 1e300, second * 1e300, data_range=1e-300)


@every_name
def test_grey_stands_for_three_equal_channels(name: str) -> None:
    first, second = image(0, (SIDE, SIDE + 3)), image(1, (SIDE, SIDE + 3))
    value, slope = gradient(name, first, second)
    again, slopes = gradient(name, np.stack([first] * 3), np.stack([second] * 3))
    assert value == pytest.approx(again, rel=1e-12)
    assert slope.shape == first.shape
    np.testing.assert_allclose(slope, slopes.sum(axis=0), atol=1e-12 * np.abs(slope).max())


@every_name
@pytest.mark.parametrize("channels", [2, 4])
def test_other_channels_are_refused(name: str, channels: int) -> None:
    pair = image(0, (1, channels, SIDE, SIDE)), image(1, (1, channels, SIDE, SIDE))
    part = metrics.get(name).name
    with pytest.raises(
        InputError, match=f"'{part}' takes grey or RGB images, of 1 or 3 channels, not {channels}"
    ):
        score(name, *pair)


@every_name
def test_values_that_are_not_on_the_scale_are_told(name: str) -> None:
    first, second = (2 * image(seed) - 1 for seed in (0, 1))
    with pytest.warns(UserWarning, match="takes 0 for black and the data range, 2, for white"):
        score(name, image(0), second, data_range=2)
    with pytest.raises(DataRangeError, match="pass both ends of the range, such as data_range='-1,1'"):
        score(name, first, second, data_range=2)


@every_name
def test_both_ends_of_a_range_are_its_scale(name: str) -> None:
    first, second = (image(seed) for seed in (0, 1))
    moved = score(name, 2 * first - 1, 2 * second - 1, data_range=(-1, 1))
    assert moved == pytest.approx(score(name, first, second), rel=1e-4)


@pytest.mark.parametrize(("name", "least"), [("lpips", 31), ("lpips:net=vgg", 16), ("dists", 1)])
def test_the_least_size(name: str, least: int) -> None:
    for shape in ((least, least), (least, 90), (90, least)):
        value, slope = gradient(name, image(0, shape), image(1, shape))
        assert np.isfinite(value)
        assert np.isfinite(slope).all()
    if least > 1:
        with pytest.raises(
            InputError, match=f"sides of at least {least} pixels, the image is 90x{least - 1}; use "
        ):
            score(name, image(0, (least - 1, 90)), image(1, (least - 1, 90)))


@every_name
def test_masked_pixels_do_not_spread(name: str) -> None:
    first = image(0)
    second = 0.9 * first + 0.05
    whole = score(name, first, second)[0]
    second[0, :, 20, 20] = np.nan
    value, slope = gradient(name, first, second, data_range=1.0)
    assert value[0] == pytest.approx(whole, rel=0.02)
    assert np.isfinite(slope).all()
    assert not slope[..., 20, 20].any()
    second[0, :, 20, 20] = 1e9  # what lies under the mask has no influence
    first[0, 0, 20, 20] = np.nan
    assert score(name, first, second, data_range=1.0)[0] == pytest.approx(value[0], rel=1e-12)


@every_name
def test_what_differs_under_the_mask_alone_does_not_count(name: str) -> None:
    first = image(0)
    second = first.copy()
    second[..., 5:30, 8:33] = np.nan
    value, slope = gradient(name, first, second, data_range=1.0)
    assert value[0] == 0
    assert not slope.any()


@every_name
def test_a_smooth_image_with_a_hole_is_filled_without_edges(name: str) -> None:
    ramp = np.broadcast_to(np.linspace(0.3, 0.6, 64), (1, 3, 64, 64))
    whole = score(name, ramp, ramp**2)[0]
    holed = ramp.copy()
    holed[..., 20:40, 20:40] = np.nan
    assert score(name, holed, ramp**2, data_range=1.0)[0] == pytest.approx(whole, rel=0.15)


@every_name
def test_strides_and_inputs(name: str) -> None:
    first, second = image(0, (90, 2, 80, 1)), image(1, (90, 2, 80, 1))
    for array in (first, second):
        array.setflags(write=False)
    views = [x[::-2, 1, ::2, 0] for x in (first, second)]
    assert score(name, *views) == score(name, *(np.ascontiguousarray(v) for v in views))
    swapped = [v.astype(">f8") for v in views]
    assert score(name, *swapped) == score(name, *views)


@pytest.mark.parametrize("name", NAMES[:2])
def test_the_local_map(name: str) -> None:
    first = image(0, (3, 64, 70))
    second = first.copy()
    second[:, 5:15, 50:60] = image(1, (3, 10, 10))
    value, places = local_map(name, first, second)
    assert places.shape == (1, 64, 70)
    assert value == score(name, first, second)
    assert places.mean() == pytest.approx(value, rel=0.05)
    assert places.min() >= 0
    y, x = np.unravel_index(places[0].argmax(), places[0].shape)
    assert 0 <= y < 25
    assert 40 <= x < 70
    assert not local_map(name, first, first.copy())[1].any()
    second[:, 8, 55] = np.nan
    _, holed = local_map(name, first, second, data_range=1.0)
    assert holed[0, 8, 55] == 0
    assert np.isfinite(holed).all()
    _, grey = local_map(name, first[0], second[1], data_range=1.0)
    assert grey.shape == (64, 70)
    _, turned = local_map(name, np.moveaxis(first, 0, -1), np.moveaxis(second, 0, -1), data_range=1.0)
    np.testing.assert_allclose(turned[..., 0], holed[0])
    _, tensor = local_map(name, torch.from_numpy(first), torch.from_numpy(second), data_range=1.0)
    np.testing.assert_allclose(tensor.numpy(), holed)


def test_there_is_no_gradient_that_is_not_a_number_where_a_norm_is_zero() -> None:
    """A black image shifted so that each value is the network's zero: features vanish at whole places."""
    from difference_finder.metrics.lpips import _directed

    features = torch.zeros((1, 4, 2, 2), dtype=torch.float64)
    features[0, :, 0, 0] = 1
    features.requires_grad_(True)
    _directed(features).square().sum().backward()
    assert torch.isfinite(features.grad).all()


@every_name
def test_one_network_for_all_calls(name: str, monkeypatch) -> None:
    from difference_finder import weights

    score(name, image(0), image(1))

    def refuse(*_: object) -> None:
        raise AssertionError("the weights were loaded again")

    monkeypatch.setattr(weights, "load", refuse)
    score(name, image(1), image(0))
    gradient(name, image(1), image(0))


@every_name
def test_luma_values_reach_no_network_silently(name: str) -> None:
    first, second = ((255 * image(seed)[0].transpose(1, 2, 0)).astype(np.uint8) for seed in (0, 1))
    with pytest.warns(UserWarning, match="a network for colour images, but protocol 'basicsr-y' gives"):
        score(name, first, second, protocol="basicsr-y")
    score(name, first[..., 0], second[..., 0], protocol="basicsr-y")  # grey images have no colours to lose
    comparison = Finder(strategy="difference", also=name, protocol="wang-matlab").compare(first, second)
    assert any(f"{name} is a network for colour images" in note for note in comparison.notes)
