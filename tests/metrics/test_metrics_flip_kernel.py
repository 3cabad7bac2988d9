"""The kernel of FLIP against the reference implementation."""

from __future__ import annotations

import numpy as np
import pytest

from difference_finder import gradient, local_map, score
from difference_finder.arrays.jobs import make_job
from difference_finder.arrays.native import native
from difference_finder.metrics._flip_filters import reach
from difference_finder.parts.registry import metrics
from kernels_compare import both, every_plane, needs_kernels, stored
from pictures import photograph

pytestmark = needs_kernels

EXACT = 1e-12
"""Both compute in float64; the powers of the kernel are accurate to 1e-14."""

FLAT = 1e-8
"""Where edges and points are equal, their differences are rounding of 1e-17, of which FLIP takes the root."""


def assert_same(monkeypatch, settings: str, first, second, tolerance: float = EXACT, **options) -> None:
    """Compare scores and maps of the kernel with those of the reference implementation."""
    fast, expected = both(monkeypatch, lambda: local_map(settings, first, second, **options))
    assert fast[0] == pytest.approx(expected[0], abs=tolerance)
    assert fast[1].dtype == expected[1].dtype
    np.testing.assert_allclose(fast[1], expected[1], rtol=0, atol=tolerance)


def assert_same_slope(monkeypatch, settings: str, first, second, tolerance: float, **options) -> None:
    """Compare scores and gradients, relative to the greatest value of the gradient."""
    fast, expected = both(monkeypatch, lambda: gradient(settings, first, second, **options))
    assert fast[0] == pytest.approx(expected[0], abs=tolerance)
    assert fast[1].dtype == expected[1].dtype
    most = np.abs(expected[1]).max()
    assert most > 0
    np.testing.assert_allclose(fast[1] / most, expected[1] / most, rtol=0, atol=tolerance)


@every_plane
def test_grey_planes(monkeypatch, plane: np.ndarray) -> None:
    other = plane[::-1] * 0.9 if plane.shape[0] > 1 else plane * 0.5
    assert_same(monkeypatch, "flip", plane.astype(float), other.astype(float), FLAT)
    if plane.dtype == np.float32:
        assert_same(monkeypatch, "flip", plane, other, 1e-6)


@pytest.mark.parametrize("kind", ["uint8", "uint16", "float32", "float64"])
def test_stored_pictures_and_batches(monkeypatch, kind: str) -> None:
    first, second = (image[..., :300] for image in stored(kind))
    # The reference implementation divides integers in float32.
    assert_same(monkeypatch, "flip", first, second, EXACT if kind == "float64" else 1e-6)
    assert_same_slope(monkeypatch, "flip", first, second, EXACT if kind == "float64" else 1e-5)
    many = [np.concatenate([image, image[:, ::-1], image]) for image in (first, second)]
    value, places = local_map("flip", *many)
    for sample in range(3):
        alone, place = local_map("flip", many[0][sample], many[1][sample])
        assert value[sample] == alone
        np.testing.assert_array_equal(places[sample], place)


@pytest.mark.parametrize(
    ("settings", "options"),
    [
        ("flip:ppd=3", {"data_range": 9}),
        ("flip:ppd=150", {"data_range": 9}),
        ("flip:ppd=40,encoding=linear", {"data_range": 7}),
        ("flip:mode=ldr,encoding=linear", {}),
        ("flip:mode=hdr", {}),
        ("flip:mode=hdr,ppd=20,tonemapper=hable", {}),
        ("flip:tonemapper=reinhard", {}),
        ("flip:mode=hdr,start_exposure=-4,stop_exposure=2,exposures=3", {}),
    ],
)
@pytest.mark.parametrize("channels", [1, 2, 3])
def test_settings(monkeypatch, settings: str, options: dict, channels: int) -> None:
    pair = [9 * image[0, :channels, :, :90] - 0.4 for image in stored("float64")]
    assert_same(monkeypatch, settings, *pair, FLAT, **options)
    assert_same_slope(monkeypatch, settings, *pair, FLAT, **options)
    if channels > 1:  # samples with exposures of their own
        batches = [np.stack([image, image / 3]) for image in pair]
        assert_same(monkeypatch, settings, *batches, FLAT, **options)
        assert_same_slope(monkeypatch, settings, *batches, FLAT, **options)


def test_all_levels_against_black(monkeypatch) -> None:
    """Nothing is blurred here, so that each level shows the accuracy of the powers."""
    levels = np.linspace(0, 1, 200)[:, None, None, None] ** 2 * np.ones((1, 3, 5, 5))
    assert_same(monkeypatch, "flip", np.zeros_like(levels), levels, FLAT)
    other = levels * np.array([0.5, 1, 0.999])[:, None, None]
    assert_same(monkeypatch, "flip:encoding=linear", levels, other, FLAT)


def test_neither_tiles_nor_threads_change_a_bit() -> None:
    first, second = (photograph(150, 531, seed).transpose(2, 0, 1) / 255 for seed in (0, 1))
    value, places = local_map("flip", first, second, workers=1)
    _, slope = gradient("flip", first, second, workers=1)
    for workers in (2, 5):
        for function, expected in ((local_map, places), (gradient, slope)):
            again = function("flip", first, second, workers=workers)
            assert again[0] == value
            np.testing.assert_array_equal(again[1], expected)
    # Other pixels of these rows and columns lie at other places of the tiles.
    _, shifted = local_map("flip", first[:, 40:, 37:], second[:, 40:, 37:])
    margin = reach(67.0206432765823)
    inside = (slice(None), slice(margin, None), slice(margin, None))
    np.testing.assert_array_equal(shifted[inside], places[:, 40:, 37:][inside])


@pytest.mark.parametrize(
    "size", [(1, 1), (1, 3), (3, 1), (2, 2), (5, 5), (9, 30), (30, 9), (140, 3), (3, 270)]
)
def test_gradients_of_small_images(monkeypatch, size: tuple[int, int]) -> None:
    """The filters reach over both edges, and edges lie in neighbouring tiles."""
    colours = (3,) if min(size) > 4 else ()
    first, second = np.random.default_rng(0).random((2, *colours, *size))
    assert_same_slope(monkeypatch, "flip", first, second, FLAT)
    assert_same_slope(monkeypatch, "flip:mode=hdr,ppd=30", 4 * first, 4 * second, FLAT)


def test_a_gradient_beyond_float32_is_its_greatest_value(monkeypatch) -> None:
    first, second = (np.float32(1e-38) * image[0, :, :9, :12] for image in stored("float32"))
    fast, expected = both(monkeypatch, lambda: gradient("flip", first, second, data_range=1e-38))
    assert np.isfinite(fast[1]).all()
    np.testing.assert_allclose(fast[1], expected[1], rtol=1e-4)


def test_equal_images_have_no_gradient() -> None:
    first = photograph(30, 40)
    value, slope = gradient("flip", first, first.copy())
    assert value == 0
    assert not slope.any()


def test_equal_images_of_different_types() -> None:
    first = photograph(60, 300)
    assert score("flip", first, first.astype(np.uint16) * 257) == 0
    value, places = local_map("flip", first, first.copy())
    assert value == 0
    assert not places.any()


def test_several_candidates_and_scores_alone() -> None:
    first, second = stored("float32")
    kernel = metrics.get("flip").kernel_function
    candidates = [second, first, second[:, :, ::-1]]
    scores, places = kernel(make_job("score", first, candidates, None, 2), data_range=1.0)
    assert places is None
    assert scores.shape == (3, 1)
    for found, candidate in zip(scores[:, 0], candidates, strict=True):
        assert found == score("flip", first[0], candidate[0])


def test_what_is_left_to_the_reference_implementation() -> None:
    kernel = metrics.get("flip").kernel_function
    first, second = (image[..., :40, :40] for image in stored("float32"))
    job = make_job("score", first, [second], None, 2)
    assert kernel(job, data_range=1.0) is not None
    assert kernel(job, data_range=1.0, ppd=2000.0) is None
    assert score("flip:ppd=2000", first[0], second[0]) > 0


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"map": np.zeros((1, 3, 8, 9))}, "the map has the wrong shape"),
        ({"gradient": np.zeros((1, 1, 8, 9))}, "the arrays must have the same shape"),
        ({"encoding": "log"}, "encoding must be srgb, linear or radiance"),
        ({"exposures": []}, "expected exposures and a curve"),
        ({"curve": [1.0]}, "expected exposures and a curve"),
        ({"matrices": [[1.0] * 9] * 2}, "expected three matrices and three weights"),
        ({"matrices": [[1.0] * 8] * 3}, "expected a matrix of 3 x 3 numbers"),
        ({"features": [[1.0]]}, "expected four and three filters"),
    ],
)
def test_arguments_that_make_no_sense(changes: dict, complaint: str) -> None:
    image = np.zeros((1, 3, 8, 9), np.float32)
    given = {
        "divisors": (1.0, 1.0),
        "encoding": "srgb",
        "range": 1.0,
        "exposures": [0.0],
        "curve": [1.0] * 6,
        "by_luminance": False,
        "matrices": [[1.0] * 9] * 3,
        "luminance": [1.0] * 3,
        "greatest": 1.0,
        "sensitivity": [([1.0], [1.0])] * 4,
        "features": [[1.0]] * 3,
        "workers": 1,
    }
    native().flip(image, image, **given)
    with pytest.raises(ValueError, match=complaint):
        native().flip(image, image, **{**given, **changes})
