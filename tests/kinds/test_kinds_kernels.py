"""The kernels that measure places against their reference implementations."""

from types import SimpleNamespace

import numpy as np
import pytest

from difference_finder.arrays.native import native
from difference_finder.images.difference_map import DifferenceMap, Region
from difference_finder.images.pair import Pair
from difference_finder.kinds import (
    _core,
    _displacement,
    _grids,
    _ink,
    _models,
    _moments,
    _planes,
    _responses,
    _shifts,
    _steps,
    _typical,
    _waves,
)
from difference_finder.kinds.place import Place
from difference_finder.kinds.scene import Scene
from kernels_compare import both, needs_kernels
from pictures import photograph

pytestmark = needs_kernels

SHAPES = [(80, 80), (37, 61), (16, 7), (5, 3), (2, 2), (1, 1), (1, 40), (33, 1), (64, 129)]
every_shape = pytest.mark.parametrize("shape", SHAPES, ids=str)

SINGLE = 2e-5
"""Rounding of sums of products in float32, as a share of the greatest value."""


def planes(shape: tuple[int, int], kind: str = "photograph") -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return two planes of lumas in levels, and the weights of an irregular core."""
    rng = np.random.default_rng(7)
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    if kind == "photograph":
        first = photograph(*shape, 0, 1)[..., 0].astype(np.float32)
    elif kind == "step":
        first = np.where(columns * 2 > shape[1], 200, 20).astype(np.float32)
    else:
        first = np.float32(3 * rows + 2 * columns)
    second = first + rng.normal(0, 5, shape).astype(np.float32)
    weight = (rows - shape[0] / 2) ** 2 + (columns - shape[1] / 2) ** 2 <= (min(shape) / 2.2 + 1) ** 2
    return first, second, (weight & (rng.random(shape) < 0.9)).astype(np.float32)


def close(found, expected, share: float = SINGLE) -> None:
    found, expected = np.asarray(found, float), np.asarray(expected, float)
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() <= share * max(1e-3, float(np.abs(expected).max()))


def images(shape: tuple[int, int], channels: int) -> tuple[np.ndarray, np.ndarray]:
    """Return two images (C, h, w) of 8 bits in levels, which differ more towards one corner."""
    first = photograph(*shape, 0, channels).transpose(2, 0, 1).astype(np.float32)
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    change = np.random.default_rng(5).normal(0, 1, first.shape) * (rows + columns) / sum(shape) * 30
    return first, np.float32(np.round(np.clip(first + change, 0, 255)))


@every_shape
@pytest.mark.parametrize("channels", [1, 2, 3, 5])
def test_core(monkeypatch: pytest.MonkeyPatch, shape, channels) -> None:
    pair = images(shape, channels)
    inside = planes(shape)[2] > 0
    inside[-1, -1] = True
    found, expected = both(monkeypatch, lambda: _core.measure_core(*pair, inside))
    close(found.luma_first, expected.luma_first, 1e-6)
    close(found.luma_second, expected.luma_second, 1e-6)
    assert np.array_equal(found.luma_gap, found.luma_second - found.luma_first)
    # The blur is rounded in another order, so a pixel at the threshold may be inside or outside.
    assert np.count_nonzero(found.weight != expected.weight) <= inside.sum() / 500
    weight = found.weight
    monkeypatch.setattr(_core, "_weight", lambda gap, inside: weight)
    _, expected = both(monkeypatch, lambda: _core.measure_core(*pair, inside))
    scale = 1e-5 * max(1.0, float(np.abs(pair).max()))
    for name in ("count", "first", "second", "luma_shift"):
        assert np.abs(np.subtract(getattr(found, name), getattr(expected, name))).max() <= scale, name
    for name in ("luma", "colour", "channel"):
        assert getattr(found, name) == pytest.approx(getattr(expected, name), rel=1e-4, abs=scale), name


@every_shape
@pytest.mark.parametrize("channels", [1, 3])
def test_steps_of_values(monkeypatch: pytest.MonkeyPatch, shape, channels) -> None:
    place = Place(*images(shape, channels), np.ones(shape, bool))
    assert place.core.any()  # computed once, for both
    shares, expected = both(monkeypatch, lambda: _steps.half_levels(place))
    assert np.abs(np.subtract(shares, expected)).max() <= 1e-6
    assert np.sum(shares, axis=1) == pytest.approx(1, abs=1e-5)
    for step in (4.0, 19.9, 64.0):
        sums, expected = both(monkeypatch, lambda step=step: _steps._rounding_sums(place, step))
        close(sums, expected, 1e-4)


@pytest.mark.parametrize("step", [4.0, 7.3, 19.9, 60.0])
def test_gathering_of_values(monkeypatch: pytest.MonkeyPatch, step) -> None:
    values = photograph(60, 60, 0, 1).astype(float)
    images = np.float32([values[..., 0], np.round(values[..., 0] / step) * step])
    halves = np.rint(2 * np.clip(images.reshape(2, -1), 0, 255)).astype(int)
    shares = np.float32([np.bincount(row, minlength=512) for row in halves]) / np.float32(values.size)
    found, expected = both(monkeypatch, lambda: _steps.strongest_gathering(shares, 2048, 16, 256, 6))
    close(found, expected, 1e-5)
    (_, first), (size, second) = found
    assert size / 2 == pytest.approx(step, rel=0.01)
    assert second > 0.5 > first


@pytest.mark.parametrize("shape", [(12, 12), (13, 40), (64, 64), (61, 33), (80, 17)], ids=str)
@pytest.mark.parametrize(("down", "across"), [(0.0, 0.25), (0.2, 0.0), (-0.21, 0.13), (0.5, 0.5)])
def test_strongest_wave(monkeypatch: pytest.MonkeyPatch, shape, down, across) -> None:
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    wave = 5 * np.cos(2 * np.pi * (down * rows + across * columns) + 0.3)
    part = np.float32(wave + np.random.default_rng(2).normal(3, 1, shape))
    found, expected = both(monkeypatch, lambda: _waves.strongest_wave(part, float(part.mean()), 0.1))
    assert found.is_found
    assert expected.is_found
    for name in ("total", "around", "lattice"):
        assert getattr(found, name) == pytest.approx(getattr(expected, name), rel=1e-4), name
    assert _frequency(found, shape) == pytest.approx(_frequency(expected, shape))
    assert _frequency(found, shape) == pytest.approx(np.hypot(down, across), abs=1 / min(shape))


def _frequency(found: _waves.Strongest, shape: tuple[int, int]) -> float:
    places = zip((found.row, found.column), shape, strict=True)
    return float(np.hypot(*(min(at, side - at) / side for at, side in places)))


def test_no_wave_where_no_frequency_is_high_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    part = np.float32(np.random.default_rng(2).normal(3, 1, (12, 12)))
    for found in both(monkeypatch, lambda: _waves.strongest_wave(part, 3.0, 0.8)):
        assert not found.is_found


@pytest.mark.parametrize("kind", ["uint8", "uint16", "float32", "float64"])
@pytest.mark.parametrize(("channels", "shape"), [(1, (32, 32)), (3, (32, 32)), (4, (7, 19))])
def test_energies_of_windows(monkeypatch: pytest.MonkeyPatch, kind, channels, shape) -> None:
    rng = np.random.default_rng(4)
    first, second = (rng.integers(0, 250, (70, 90, channels)).astype(kind).transpose(2, 0, 1) for _ in "12")
    corners = [(0, 0), (3, 58), (38, 17)]
    found, expected = both(
        monkeypatch, lambda: _typical.window_energies(first, second, corners, shape, 1.0, 0.9)
    )
    assert found.shape == (5, 3)
    assert found == pytest.approx(expected, rel=1e-4, abs=1e-3)
    assert len({*found[0]}) == 3


@pytest.mark.parametrize("kind", ["uint8", "uint16", "float32", "float64"])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_levels_of_a_window(monkeypatch: pytest.MonkeyPatch, kind, channels) -> None:
    rng = np.random.default_rng(4)
    pair = Pair(
        *(rng.integers(0, 250, (1, channels, 40, 50)).astype(kind) for _ in "12"),
        data_range=500.0,
        divisors=(1.0, 2.0),
    )
    scene = Scene(DifferenceMap(np.zeros((1, 1, 40, 50), np.float32), signed=False, label=""), pair, ())
    regions = [
        Region(*box, box[2] * box[3], 9.0, 6.0) for box in ((17, 11, 17, 1), (0, 0, 9, 40), (41, 30, 9, 10))
    ]
    found, expected = both(monkeypatch, lambda: scene.places(regions))
    assert [place.core.shape for place in found] == [(17, 33), (40, 17), (18, 17)]
    for one, other in zip(found, expected, strict=True):
        assert (one.top, one.left) == (other.top, other.left)
        assert np.array_equal(one.inside, other.inside)
        for name in ("first", "second", "gap"):
            assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-6, abs=1e-5)


def test_inside_of_a_window(monkeypatch: pytest.MonkeyPatch) -> None:
    image = np.zeros((1, 1, 40, 50), np.uint8)
    map_ = np.zeros((1, 1, 44, 56), np.float32)
    map_[0, 0, 14:18, 26:30] = [3, -3, 2.9, 0]
    pair = Pair(image, image, data_range=255.0, frame=(4, 6, 0, 0))
    scene = Scene(DifferenceMap(map_, signed=True, label=""), pair, ())
    regions = [Region(24, 12, 8, 8, 64, 3.0, mean) for mean in (6.0, 7.0)]
    some, none = (
        [place.inside for place in places] for places in both(monkeypatch, lambda: scene.places(regions))
    )
    for found, expected in zip(some, none, strict=True):
        assert np.array_equal(found, expected)
    rows, columns = np.nonzero(some[0])
    assert {*rows} == {10, 11, 12, 13}
    assert {*columns} == {10, 11}
    assert some[1].sum() == 64  # none is as high: the whole box


@every_shape
@pytest.mark.parametrize("edge", [0, 1, 3])
def test_correlation_of_detail(monkeypatch: pytest.MonkeyPatch, shape, edge) -> None:
    first, second, _ = planes(shape)
    core = planes(shape)[2]
    core[shape[0] // 2 - 5 : shape[0] // 2 + 5, shape[1] // 2 - 5 : shape[1] // 2 + 5] = 1
    core[0, 0] = 1
    monkeypatch.setattr(_shifts, "EDGE", edge)
    place = SimpleNamespace(luma_first=first, luma_second=second, core=core)
    (weight, found), (kept, expected) = both(monkeypatch, lambda: _shifts.compare_detail(place))
    assert np.array_equal(weight, kept)
    noisy = SimpleNamespace(background=SimpleNamespace(energy=8.0))
    assert _shifts._correlation_of(noisy, found) == pytest.approx(
        _shifts._correlation_of(noisy, expected), abs=1e-4
    )


@every_shape
def test_moments(monkeypatch: pytest.MonkeyPatch, shape) -> None:
    first, second, weight = planes(shape)
    weight[0, 0] = 1
    found, expected = both(monkeypatch, lambda: _moments.moments(first, second, weight))
    # A variance is the difference of squares of up to 65025.
    assert found == pytest.approx(expected, rel=1e-4, abs=0.05)
    values = first[weight > 0].astype(float)
    assert expected[0] == pytest.approx(values.var(), abs=1e-6)


@every_shape
def test_means_of_a_blurred_plane(monkeypatch: pytest.MonkeyPatch, shape) -> None:
    first, second, weight = planes(shape)
    found, expected = both(monkeypatch, lambda: _responses.blurred_means(second - first, weight, 2.0))
    assert found == pytest.approx(expected, rel=1e-4, abs=1e-4)


def drawing(shape: tuple[int, int], channels: int, kind: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return two drawings (C, h, w) of a few colours, and the mask of a region."""
    rng = np.random.default_rng(6)
    first = rng.choice(np.float32([0, 40, 200, 250]), (channels, *shape), p=[0.05, 0.1, 0.15, 0.7])
    second = np.where(rng.random(shape) < 0.2, np.float32(90), first)
    inside = np.zeros(shape, bool)
    inside[: shape[0] // 2 + 1, : shape[1] // 3 + 1] = True
    if kind == "repainted":
        second = first - 20
    elif kind == "fractions":
        first, second = first / np.float32(7), second / np.float32(7)
    elif kind == "equally frequent":
        first = np.float32(rng.permutation(first[0].size).reshape(1, *shape).repeat(channels, axis=0))
        second = first + 1
    elif kind == "thick":
        first[:, 2:14, 2:14] = 0
    return first, second, inside


@every_shape
@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("kind", ["text", "repainted", "fractions", "equally frequent", "thick"])
def test_ink(monkeypatch: pytest.MonkeyPatch, shape, channels, kind) -> None:
    pair = drawing(shape, channels, kind)
    found, expected = both(monkeypatch, lambda: _ink.measure_ink(*pair))
    for name in ("first", "second", "changed", "coverage"):
        assert np.array_equal(getattr(found, name), getattr(expected, name)), name
    for name in ("overlap", "is_repainted", "counts", "is_thin"):
        assert getattr(found, name) == getattr(expected, name), name


@pytest.mark.parametrize(("kind", "thin"), [("text", True), ("thick", False)])
def test_ink_of_thick_shapes(monkeypatch: pytest.MonkeyPatch, kind, thin) -> None:
    pair = drawing((30, 40), 3, kind)
    assert [one.is_thin for one in both(monkeypatch, lambda: _ink.measure_ink(*pair))] == [thin] * 2


@every_shape
@pytest.mark.parametrize("channels", [1, 3])
def test_flat_share(monkeypatch: pytest.MonkeyPatch, shape, channels) -> None:
    first, _, _ = drawing(shape, channels, "text")
    found, expected = both(monkeypatch, lambda: _ink._flat_share(first))
    assert found == pytest.approx(expected)
    assert 0.1 < found < 0.9 or first[0].size < 200


@every_shape
def test_energy_beyond_neighbours(monkeypatch: pytest.MonkeyPatch, shape) -> None:
    first, second, weight = planes(shape)
    found, expected = both(monkeypatch, lambda: _responses.energy_beyond(second + 9, first, weight > 0))
    assert found == pytest.approx(expected, rel=1e-5)


@every_shape
@pytest.mark.parametrize("kind", ["photograph", "step", "ramp"])
def test_responses_of_filters(monkeypatch: pytest.MonkeyPatch, shape, kind) -> None:
    first, second, weight = planes(shape, kind)
    gap = second - first
    scale = float((weight * first * first).sum() / max(1, weight.sum())) * SINGLE
    for found, expected in (
        both(monkeypatch, lambda: _responses.blur_responses(first, gap, weight, (0.8, 2.0, 7.2))),
        both(monkeypatch, lambda: _responses.median_responses(first, gap, weight, (3, 5, 7, 9))),
    ):
        assert np.abs(np.subtract(found, expected)).max() <= scale


@every_shape
@pytest.mark.parametrize("kind", ["photograph", "step", "ramp"])
def test_response_of_a_sharp_cut(monkeypatch: pytest.MonkeyPatch, shape, kind) -> None:
    first, second, weight = planes(shape, kind)
    waves = _models.low_waves(*shape)
    found, expected = both(
        monkeypatch, lambda: _responses.cut_response(first, second - first, weight, waves, 2.0)
    )
    scale = max(1.0, float(np.square(first).mean()))
    assert found == pytest.approx(expected, rel=1e-3, abs=1e-5 * scale)


@every_shape
@pytest.mark.parametrize("scale", [0.0, 1.0, 1e30])
def test_sums_with_neighbours(monkeypatch: pytest.MonkeyPatch, shape, scale) -> None:
    plane, _, weight = planes(shape)
    plane = plane * np.float32(scale)
    mean = float(plane.mean())
    found, expected = both(monkeypatch, lambda: _responses.neighbour_sums(plane, weight, mean))
    close(found, expected, 1e-5)
    assert (found.square > 0) == (scale > 0 and plane.size > 1)


@every_shape
@pytest.mark.parametrize("kind", ["photograph", "step", "ramp"])
def test_energies_in_bands(monkeypatch: pytest.MonkeyPatch, shape, kind) -> None:
    first, second, weight = planes(shape, kind)
    close(*both(monkeypatch, lambda: _responses.band_energies(first, second, weight, (1.0, 2.5, 5.0))), 1e-4)


@every_shape
@pytest.mark.parametrize("sigma", [0.8, 2.0, 7.2])
def test_blurred_planes(monkeypatch: pytest.MonkeyPatch, shape, sigma) -> None:
    plane = planes(shape)[0]
    close(*both(monkeypatch, lambda: _planes.smooth(plane, sigma)), 1e-6)


@every_shape
@pytest.mark.parametrize("size", [1, 3, 5])
def test_reduced_noise(monkeypatch: pytest.MonkeyPatch, shape, size) -> None:
    plane = planes(shape)[1]
    found, expected = both(monkeypatch, lambda: _planes.reduce_noise(plane, 20.0, size))
    # A variance is the difference of squares of up to 65025, of which float32 holds seven digits.
    close(found, expected, 2e-3)


@every_shape
@pytest.mark.parametrize("step", [(0.0, 0.0), (0.7, -1.3), (-2.0, 3.25), (40.5, -0.1)])
def test_response_of_a_displacement(monkeypatch: pytest.MonkeyPatch, shape, step) -> None:
    first, second, weight = planes(shape)
    found, expected = both(
        monkeypatch, lambda: _displacement.displacement_response(first, second - first, weight, *step)
    )
    assert np.abs(np.subtract(found, expected)).max() <= SINGLE * float(
        (weight * first * first).sum() / max(1, weight.sum())
    )


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if min(shape) >= 2], ids=str)
@pytest.mark.parametrize("step", [(0.4, -0.6), (-1.5, 1.0), (0.0, 0.0), (9.0, 9.0)])
def test_displacement_that_is_followed(monkeypatch: pytest.MonkeyPatch, shape, step) -> None:
    first, _, weight = planes(shape)
    second = _displacement.translated(first, *step)
    found, expected = both(monkeypatch, lambda: _displacement.follow_displacement(first, second, weight, 4.0))
    assert (found is None) == (expected is None)
    if found is not None:
        assert found == pytest.approx(expected, abs=2e-3)


def test_followed_displacement_is_the_true_one() -> None:
    first, _, weight = planes((80, 80))
    second = _displacement.translated(first, 0.8, -0.5)
    found = _displacement.follow_displacement(first, second, weight, 4.0)
    assert found == pytest.approx((0.8, -0.5), abs=0.05)


@pytest.mark.parametrize("more", [(0, 0), (1, 3), (9, 30), (64, 64)])
@pytest.mark.parametrize("shape", [(40, 33), (5, 3), (1, 1)], ids=str)
def test_errors_of_displacements(monkeypatch: pytest.MonkeyPatch, shape, more) -> None:
    wide = planes((shape[0] + more[0], shape[1] + more[1]))[0]
    target, _, weight = planes(shape)
    errors, expected = both(monkeypatch, lambda: _displacement.displacement_errors(wide, target, weight))
    assert errors.shape == (more[0] + 1, more[1] + 1)
    close(errors, expected)
    part = wide[more[0] :, more[1] :]
    close(errors[-1, -1], (weight * (part - target) ** 2).sum())


@pytest.mark.parametrize("shape", [(2, 2), (20, 31), (33, 16), (41, 40)])
@pytest.mark.parametrize("margin", [(0, 0), (1, 3), (32, 32)])
def test_best_position(monkeypatch: pytest.MonkeyPatch, shape, margin) -> None:
    wide_shape = (shape[0] + 2 * margin[0], shape[1] + 2 * margin[1])
    wide = planes(wide_shape)[0]
    top, left = margin[0] // 2, margin[1]
    target = wide[top : top + shape[0], left : left + shape[1]] + np.float32(0.25)
    weight = np.ones(shape, np.float32)
    found, expected = both(monkeypatch, lambda: _displacement.best_position(wide, target, weight))
    assert tuple(found) == tuple(expected)
    if min(shape) > 2:
        assert tuple(found) == (top, left)


@every_shape
@pytest.mark.parametrize("corner", [(0, 0), (3, 7), (4, 4)])
@pytest.mark.parametrize("kind", ["photograph", "step", "ramp"])
def test_energies_on_the_grid(monkeypatch: pytest.MonkeyPatch, shape, corner, kind) -> None:
    first, _, weight = planes(shape, kind)
    found, expected = both(monkeypatch, lambda: _grids.grid_energies(first, weight, *corner))
    for one, other in zip(found, expected, strict=True):
        # A ramp has no third differences but those of rounding.
        assert np.abs(np.subtract(one, other)).max() <= 1e-4 * max(1.0, *other)


def test_kernels_take_views_and_refuse_what_they_cannot_compute() -> None:
    kernels = native()
    plane, gap, weight = planes((40, 50))
    turned = kernels.blur_responses(plane.T, gap.T, weight.T, [[0.5, 0.25]])
    copied = kernels.blur_responses(
        *(np.ascontiguousarray(one.T) for one in (plane, gap, weight)), [[0.5, 0.25]]
    )
    assert turned == copied
    with pytest.raises(ValueError, match="same shape"):
        kernels.blur_responses(plane, gap[1:], weight, [[1.0]])
    with pytest.raises(ValueError, match="at least one weight"):
        kernels.band_energies(plane, gap, weight, [[]])
    with pytest.raises(ValueError, match="3, 5, 7 or 9"):
        kernels.median_responses(plane, gap, weight, [4])
    with pytest.raises(ValueError, match="odd"):
        kernels.reduce_noise(plane, 4, 1.0, np.empty_like(plane))
    with pytest.raises(ValueError, match="contiguous array of float32"):
        kernels.reduce_noise(plane, 5, 1.0, np.empty_like(plane)[:, ::2])
    with pytest.raises(ValueError, match="at most 4096"):
        kernels.displacement_response(plane, gap, weight, float("nan"), 0.0)
    with pytest.raises(ValueError, match="2x2"):
        kernels.follow_displacement(*(one[:1] for one in (plane, gap, weight)), [1.0], 3, 1e-3, 4.0)
    with pytest.raises(ValueError, match="at least as large"):
        kernels.displacement_errors(plane[1:], plane, weight, np.empty((1, 1), np.float32))
    for wrong, message in (
        ((plane[1:], plane, weight, 8, 2), "as large"),
        ((plane, plane, weight, 0, 2), "at least 1"),
    ):
        with pytest.raises(ValueError, match=message):
            kernels.best_position(*wrong)
    with pytest.raises(ValueError, match="2x2"):
        kernels.best_position(plane, plane[:1], weight[:1], 8, 2)
    with pytest.raises(ValueError, match="reach"):
        kernels.best_position(plane, plane, weight, 8, -1)
    with pytest.raises(ValueError, match="reach"):
        kernels.compare_detail(plane, gap, weight, [1.0], -1, np.empty_like(plane))
    with pytest.raises(ValueError, match="reach"):
        kernels.energy_beyond(plane, gap, weight, -1)
    with pytest.raises(ValueError, match="position"):
        kernels.grid_energies(plane, weight, -1, 0)


def test_kernels_of_images_refuse_what_they_cannot_compute() -> None:
    kernels = native()
    plane, _, weight = planes((40, 50))
    sample, flat = np.stack([plane] * 3)[None], np.empty((4 * 40, 50), np.float32)
    with pytest.raises(ValueError, match="weight in the luma"):
        kernels.measure_core(sample, sample, plane > 0, [1.0], [1.0], 0.95, 0.3, flat)
    with pytest.raises(ValueError, match="quantile"):
        kernels.measure_core(sample, sample, plane > 0, [1.0] * 3, [1.0], 2.0, 0.3, flat)
    with pytest.raises(ValueError, match="shape of the image"):
        kernels.half_level_shares(sample, weight[1:], np.empty((1, 512), np.float32))
    with pytest.raises(ValueError, match="one sample"):
        kernels.rounding_sums(np.stack([sample[0]] * 2), sample, weight, 4.0)
    with pytest.raises(ValueError, match="greater than 0"):
        kernels.rounding_sums(sample, sample, weight, 0.0)
    with pytest.raises(ValueError, match="waves"):
        kernels.cut_response(plane, plane, weight, plane, plane, plane, [1.0])
    with pytest.raises(ValueError, match="two blurs"):
        kernels.window_energies(sample, sample, [(0, 0)], 9, 9, 1, 1, [1.0] * 3, [[1.0]], np.empty((5, 1)), 1)
    with pytest.raises(ValueError, match=r"shape \(5, n"):
        kernels.window_energies(
            sample, sample, [(0, 0)], 9, 9, 1, 1, [1.0] * 3, [[1.0]] * 2, np.empty((5, 2)), 1
        )
    for corner in ((-1, 0), (0, 42), (32, 0)):
        with pytest.raises(ValueError, match="beyond the image"):
            kernels.window_energies(
                sample, sample, [corner], 9, 9, 1, 1, [1.0] * 3, [[1.0]] * 2, np.empty((5, 1)), 1
            )
    good = (3, 5, (0, 0, 9, 9), 1.0, np.empty((81, 9), np.float32), np.empty((9, 9), bool))
    kernels.open_windows(sample, sample, 1.0, 1.0, plane, (0, 0), [good], 1)
    for wrong, message in (
        ((32, 5, *good[2:]), "beyond the image"),
        ((*good[:2], (0, 1, 9, 9), *good[3:]), "a box must"),
        ((*good[:2], (0, 0, 0, 9), *good[3:]), "a box must"),
        ((*good[:4], np.empty((27, 9), np.float32), good[5]), "contiguous array of float32"),
        ((*good[:5], np.empty((9, 9), np.float32)), "array of bytes"),
    ):
        with pytest.raises(ValueError, match=message):
            kernels.open_windows(sample, sample, 1.0, 1.0, plane, (0, 0), [wrong], 1)
    with pytest.raises(ValueError, match="beyond the map"):
        kernels.open_windows(sample, sample, 1.0, 1.0, plane, (30, 0), [good], 1)
    search = (3, 5, plane[:9, :9], weight[:9, :9])
    assert kernels.find_shifted(sample, 1.0, [1.0] * 3, [], [1.0], 4, 8, 2, 1) == []
    for searches, luma, reach, candidates, message in (
        ([search], [1.0], 4, 8, "weight in the luma"),
        ([search], [1.0] * 3, -1, 8, "reach"),
        ([search], [1.0] * 3, 4, 0, "at least 1"),
        ([(32, 5, *search[2:])], [1.0] * 3, 4, 8, "beyond the image"),
        ([(3, 5, plane[:1, :9], weight[:1, :9])], [1.0] * 3, 4, 8, "2x2"),
        ([(3, 5, plane[:9, :9], weight[:8, :9])], [1.0] * 3, 4, 8, "same shape"),
    ):
        with pytest.raises(ValueError, match=message):
            kernels.find_shifted(sample, 1.0, luma, searches, [1.0], reach, candidates, 2, 1)
    with pytest.raises(ValueError, match="array of bytes"):
        kernels.measure_ink(sample, sample, plane > 0, 6.0, 2, 4, np.empty((40, 50), bool), flat[:40])
    with pytest.raises(ValueError, match="at least 0"):
        kernels.measure_ink(sample, sample, plane > 0, 6.0, -1, 4, np.empty((120, 50), bool), flat[:40])
    with pytest.raises(ValueError, match=r"shape \(2, bins"):
        kernels.strongest_gathering(plane, 2048, 16, 256, 6)
    with pytest.raises(ValueError, match="frequencies"):
        kernels.strongest_gathering(np.ones((2, 8), np.float32), 2048, 0, 256, 6)
