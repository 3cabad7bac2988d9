"""Every metric and every strategy leaves out what is masked, and nothing else."""

import numpy as np
import pytest

from difference_finder.finder import Finder
from difference_finder.parts.registry import metrics, strategies
from difference_finder.scoring import gradient, local_map, score
from missing import skipped

SIZE = (180, 192)
MASK = np.ones(SIZE, bool)
MASK[60:90, 40:100] = False
MASK[0:8, 150:] = False
KINDS = [np.uint8, np.uint16, np.float32, np.float64]
ABOUT = {"gradcam": "lpips"}
"""The metric of a strategy that does not take any."""


WINDOW = slice(30, 94), slice(60, 124)
"""A part with masked pixels, for networks, which take seconds for more."""

WIDE = slice(24, 120), slice(56, 152)
"""A larger part for strategies, some of which compute a gradient many times."""


def part_of(array: np.ndarray, name: str) -> np.ndarray:
    """Return what of an image or a mask a metric is tested on."""
    return array[(..., *WINDOW)] if is_network(name) else array


def pair_for_strategies(kind: type) -> list[np.ndarray]:
    return [image[(..., *WIDE)] for image in pair(kind)]


def pair_for(name: str, kind: type | None = None) -> list[np.ndarray]:
    kind = kind or (np.float32 if is_network(name) else np.float64)
    return [part_of(image, name) for image in pair(kind)]


def pair(kind: type = np.float64) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    first = rng.random((3, *SIZE))
    second = np.clip(first + rng.normal(0, 0.1, first.shape), 0, 1)
    second[:, 50:70, 70:90] = 0  # partly masked, and visible to a metric that ignores noise
    if np.issubdtype(kind, np.integer):
        return [np.round(image * np.iinfo(kind).max).astype(kind) for image in (first, second)]
    return [image.astype(kind) for image in (first, second)]


def painted(image: np.ndarray, value: float) -> np.ndarray:
    mask = next(m for m in (MASK, MASK[WIDE], MASK[WINDOW]) if m.shape == image.shape[-2:])
    return np.where(mask, image, np.asarray(value).astype(image.dtype))


def is_network(name: str) -> bool:
    return metrics.get(name).features_function is not None


NAMES = [name for name in metrics.names() if metrics.get(name).accepts("mask")]
CASES = [(name, kind) for name in NAMES for kind in KINDS if kind is np.float32 or not is_network(name)]
"""Networks take long, and one type will do."""


@pytest.fixture(params=NAMES)
def name(request) -> str:
    with skipped():
        metrics.get(request.param).check_ready()
    return request.param


def valued(name: str, *images, **options) -> tuple:
    """Return the score, and the gradient or zeros where the metric has none."""
    if metrics.get(name).no_gradient is not None:
        return score(name, *images, **options), np.zeros(images[0].shape)
    return gradient(name, *images, **options)


def finder_of(strategy: str, **options) -> Finder:
    with skipped():
        return Finder(strategy=strategy, metric=ABOUT.get(strategy, "ssim"), **options)


@pytest.mark.parametrize(("name", "kind"), CASES, indirect=["name"])
def test_what_is_masked_does_not_matter_to_scores(name: str, kind: type) -> None:
    first, second = pair_for(name, kind)
    mask = part_of(MASK, name)
    expected = score(name, first, second, mask=mask)
    assert expected != score(name, first, second)
    differentiable = metrics.get(name).no_gradient is None
    expected_slope = gradient(name, first, second, mask=mask)[1] if differentiable else None
    whole = np.issubdtype(kind, np.integer)
    for values in ((0, 200), (200, 0), (7, 7)) if whole else ((1e6, -1e6), (np.nan, 3), (0, 1)):
        changed = painted(first, values[0]), painted(second, values[1])
        assert score(name, *changed, mask=mask) == expected
        if differentiable:
            value, slope = gradient(name, *changed, mask=mask)
            assert value == expected
            assert not slope[:, ~mask].any()
            np.testing.assert_array_equal(slope, expected_slope)


def test_what_is_masked_does_not_matter_to_the_function_itself(name: str) -> None:
    part = metrics.get(name)
    settings = {"data_range": 1.0} if part.needs_data_range else {}
    first, second = (image[None] for image in pair_for(name))
    mask = part_of(MASK, name)[None, None]
    expected = part(first, second, mask=mask, **settings)
    changed = np.where(mask, first, 0.9), np.where(mask, second, 0.2)
    # Values that are multiplied by zero leave no trace.
    np.testing.assert_array_equal(part(*changed, mask=mask, **settings), expected)


@pytest.mark.filterwarnings("ignore::difference_finder.errors.UnequalWarning")  # tested by itself
def test_masks_and_pixels_without_a_number_are_the_same(name: str) -> None:
    first, second = pair_for(name)
    mask = part_of(MASK, name)
    expected = score(name, first, second, mask=mask)
    assert score(name, painted(first, np.nan), second) == expected


def test_what_differs_only_where_masked_is_identical(name: str) -> None:
    first, _ = pair_for(name)
    mask = part_of(MASK, name)
    value, slope = valued(name, first, painted(first, 0.5), mask=mask)
    assert value == metrics.get(name).identical
    if name == "vif":  # which enhanced contrast increases
        assert slope.any()
        assert not slope[..., ~mask].any()
    else:
        assert not slope.any()


@pytest.mark.parametrize(("name", "kind"), CASES, indirect=["name"])
def test_a_mask_that_hides_nothing_changes_no_bit(name: str, kind: type) -> None:
    first, second = pair_for(name, kind)
    everything = np.ones(first.shape[-2:], np.uint8)
    assert score(name, first, second, mask=everything) == score(name, first, second)
    for function in (valued, local_map):
        if function is local_map and metrics.get(name).local_function is None:
            continue
        value, places = function(name, first, second, mask=everything)
        expected, expected_places = function(name, first, second)
        assert value == expected
        np.testing.assert_array_equal(places, expected_places)


@pytest.mark.parametrize(
    "name", [name for name in NAMES if metrics.get(name).local_function is not None], indirect=True
)
def test_local_maps_know_no_difference_where_masked(name: str) -> None:
    first, second = pair_for(name)
    mask = part_of(MASK, name)
    expected = local_map(name, first, second, mask=mask)
    changed = local_map(name, painted(first, 0.9), painted(second, 0.1), mask=mask)
    assert changed[0] == expected[0]
    np.testing.assert_array_equal(changed[1], expected[1])
    same, places = local_map(name, first, painted(first, 0.5), mask=mask)
    assert same == metrics.get(name).identical
    assert np.unique(places).size == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("strategy", strategies.names())
def test_strategies_leave_out_what_is_masked(strategy: str, kind: type) -> None:
    first, second = pair_for_strategies(kind)
    second[:, 10:24, 50:70] = 0  # something to find beside the mask
    mask = MASK[WIDE]
    finder = finder_of(strategy, mask=mask)
    truth = {"reference": pair_for_strategies(kind)[0]} if strategies.get(strategy).needs_reference else {}
    done = finder.compare(first, second, **truth)
    assert not np.asarray(done.map)[~mask].any()
    assert any("masked" in note for note in done.notes)
    changed = finder.compare(painted(first, 0), painted(second, 200), **truth)
    np.testing.assert_array_equal(done.map, changed.map)
    assert done.scores == changed.scores
    for region in done.regions:
        inside = mask[region.y : region.y + region.height, region.x : region.x + region.width]
        assert region.area <= inside.sum()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("strategy", strategies.names())
def test_strategies_with_a_mask_that_hides_nothing_change_no_bit(strategy: str, kind: type) -> None:
    first, second = pair_for_strategies(kind)
    truth = {"reference": pair_for_strategies(kind)[0]} if strategies.get(strategy).needs_reference else {}
    plain = finder_of(strategy).compare(first, second, **truth)
    done = finder_of(strategy, mask=np.full(first.shape[-2:], 255, np.uint8)).compare(first, second, **truth)
    np.testing.assert_array_equal(done.map, plain.map)
    assert (done.scores, done.notes) == (plain.scores, plain.notes)


def test_a_metric_without_masks_says_so() -> None:
    first, second = pair()

    def mean_error(reference, candidate):
        return abs(reference - candidate).mean()

    with pytest.warns(UserWarning, match="'mean_error' takes no mask"):
        value = score(mean_error, first, second, mask=MASK)
    assert value == pytest.approx(np.where(MASK, np.abs(first - second), 0).mean())
    done = Finder(strategy="difference", also=mean_error, mask=MASK).compare(first, second)
    assert any(note.startswith("mean_error takes no mask") for note in done.notes)
