"""Places that are measured together have the measurements that kinds would ask for one by one."""

import numpy as np
import pytest

from difference_finder.arrays.native import native
from difference_finder.images.difference_map import DifferenceMap, Region
from difference_finder.images.pair import Pair
from difference_finder.kinds._grids import block_energies
from difference_finder.kinds._level import blurred_gap
from difference_finder.kinds._models import blurs, lost_texture, ringing
from difference_finder.kinds._moments import base_moments, gap_moments
from difference_finder.kinds._shifts import compare_detail, far_shift, small_shift
from difference_finder.kinds._steps import gatherings, half_levels, rounding, spreads
from difference_finder.kinds._together import measure_together, search_together
from difference_finder.kinds._waves import wave
from difference_finder.kinds.noisier import gap_sums
from difference_finder.kinds.place import Place
from difference_finder.kinds.scene import Scene
from kernels_compare import needs_kernels
from pictures import photograph

REGIONS = [(30, 41, 20, 9), (90, 10, 3, 3), (5, 70, 70, 50), (100, 100, 1, 1), (9, 0, 12, 2)]
"""Left, top, width and height."""


def places(shape: tuple[int, int], channels: int, noise: float) -> list[Place]:
    rng = np.random.default_rng(3)
    picture = photograph(*shape, 0, channels).astype(np.float32)
    first, second = (picture + rng.normal(0, noise, picture.shape) if noise else picture + 0 for _ in "ab")
    boxes = [box for box in REGIONS if box[0] < shape[1] and box[1] < shape[0]]
    for x, y, width, height in boxes:
        second[y : y + height, x : x + width] *= 0.8
    first, second = (np.uint8(np.clip(image, 0, 255)).transpose(2, 0, 1)[None] for image in (first, second))
    pair = Pair(first, second, 1.0, divisors=(255.0, 255.0))
    map_ = DifferenceMap(np.abs(first - second.astype(np.float32)).mean(axis=1, keepdims=True), pair=pair)
    height, width = shape
    regions = [Region(x, y, min(w, width - x), min(h, height - y), w * h, 50.0, 5.0) for x, y, w, h in boxes]
    scene = Scene(map_, pair, regions)
    return [scene.place(region) for region in regions]


def arrays_of(place: Place) -> dict[str, np.ndarray]:
    core = place._core
    planes = {name: getattr(core, name) for name in ("weight", "luma_first", "luma_second", "luma_gap")}
    means = {name: getattr(core, name) for name in ("first", "second", "luma", "colour", "channel", "count")}
    asked = {
        "sample": place.sample,
        "base": place.base,
        "other base": place.swapped.base,
        "bands": place._band_energies,
        "shares": place.measure(half_levels),
        "gatherings": place.measure(gatherings),
        "grids": place.measure(block_energies),
        "blurs": list(place.measure(blurs).items()),
        "shift": place.measure(small_shift),
        "inner": place.measure(compare_detail)[0],
        "detail": place.measure(compare_detail)[1],
        "rounding": place.measure(rounding),
        "other rounding": place.swapped.measure(rounding),
        "box": core.box,
        "spreads": place.measure(spreads),
        "level": place.measure(blurred_gap),
        "contrast": place.measure(gap_moments),
        "bases": place.measure(base_moments),
        "wave": place.measure(wave),
        "neighbours": place.measure(gap_sums),
        "medians": place.measure(lost_texture),
        "other medians": place.swapped.measure(lost_texture),
        "other blurs": list(place.swapped.measure(blurs).items()),
        "echo": place.measure(ringing),
        "other echo": place.swapped.measure(ringing),
    }
    return {name: np.array(value) for name, value in {**planes, **means, **asked}.items()}


@needs_kernels
@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("noise", [0.0, 4.0])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("shape", [(160, 180), (60, 64), (3, 140)])
def test_measurements_of_several_places_equal_those_of_each(shape, channels, noise, workers) -> None:
    alone, together = places(shape, channels, noise), places(shape, channels, noise)
    assert alone
    measure_together(together, workers)
    for one, other in zip(alone, together, strict=True):
        kept = dict(other.__dict__)
        assert kept.keys() >= {"_core", "sample", "base", "_band_energies", "_measured"}
        expected, found = arrays_of(one), arrays_of(other)
        for name, values in expected.items():
            np.testing.assert_array_equal(found[name], values, err_msg=name)


@needs_kernels
def test_noise_is_reduced_only_where_there_is_some() -> None:
    for noise in (0.0, 4.0):
        [place, *_] = found = places((160, 180), 3, noise)
        measure_together(found)
        assert np.array_equal(place.base, place.luma_first) == (not noise)


@needs_kernels
def test_places_that_differ_as_the_rest_are_measured_with_their_noise() -> None:
    rng = np.random.default_rng(4)
    picture = photograph(160, 180, 0, 1).astype(np.float32)
    first, second = (
        np.uint8(np.clip(image, 0, 255)).transpose(2, 0, 1)[None]
        for image in (picture, picture + rng.normal(0, 8, picture.shape))
    )
    second[..., 90:130, 100:150] //= 2
    pair = Pair(first, second, 1.0, divisors=(255.0, 255.0))
    map_ = DifferenceMap(np.abs(first - second.astype(np.float32)), pair=pair)
    regions = [Region(x, y, 40, 32, 1280, 50.0, 5.0) for x, y in ((20, 30), (105, 94))]
    found = {}
    for workers in (None, 1):
        scene = Scene(map_, pair, regions)
        found[workers] = [scene.place(region) for region in regions]
        if workers:
            measure_together(found[workers], workers)
    for alone, together in zip(*found.values(), strict=True):
        for name, values in arrays_of(alone).items():
            np.testing.assert_array_equal(arrays_of(together)[name], values, err_msg=name)
    same, changed = found[1]
    assert same.background.noise == 0
    assert np.array_equal(same.base, same.luma_first)
    assert changed.background == changed.typical
    assert changed.typical.noise > 3
    assert not np.array_equal(changed.base, changed.luma_first)


@needs_kernels
def test_filters_are_evaluated_once_for_each_place_where_they_may_explain() -> None:
    found = places((160, 180), 3, 4.0)
    measure_together(found)
    for place in found:
        views = place, place.swapped
        assert [lost_texture in view._measured for view in views] == [g < 0 for g in _grown(views, 0)]
        assert [ringing in view._measured for view in views] == [g > 0 for g in _grown(views, 1)]
        assert blurs in place._measured


def _grown(views: tuple[Place, ...], band: int) -> list[float]:
    """Return by how much the energy of a band grew, also where it is less than the noise."""
    energies = [view._band_energies[band] for view in views]
    return [second - first for first, second, _ in energies]


@needs_kernels
@pytest.mark.parametrize("kind", ["uint8", "float32"])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("corner", [(70, 60), (0, 3), (100, 136)], ids=["inside", "top", "bottom"])
def test_far_shifts_of_several_places_equal_those_of_each(kind, channels, corner) -> None:
    top, left = corner
    picture = photograph(160, 180, 0, 3) + np.random.default_rng(1).normal(0, 12, (160, 180, 3))
    first = np.float32(np.clip(np.round(picture), 0, 255))[..., :channels]
    second = first.copy()
    second[top : top + 40, left : left + 40] = np.roll(first, (-20, 12), (0, 1))[
        top : top + 40, left : left + 40
    ]
    stored = [image.transpose(2, 0, 1)[None].astype(kind) for image in (first, second)]
    pair = Pair(*stored, 255.0)
    map_ = DifferenceMap(np.abs(second - first).mean(axis=2)[None, None], signed=False, label="", pair=pair)
    scene = Scene(map_, pair, ())
    regions = [Region(left, top, 40, 40, 1600, 50.0, 1.0), Region(120, 2, 30, 9, 270, 50.0, 1.0)]
    alone, together = scene.places(regions), scene.places(regions)
    measure_together(together, 2)
    search_together(scene, together, 2)
    assert [far_shift in place._measured for place in together] == [True, False]
    shifts = alone[0].measure(far_shift), together[0].measure(far_shift)
    assert shifts[1] == pytest.approx(shifts[0], abs=1e-5)
    if corner == (70, 60):
        assert shifts[1][:2] == (-20, 12)
        assert shifts[1].share > 0.6


def test_no_places_are_measured_without_an_error() -> None:
    measure_together([])


@needs_kernels
def test_the_kernel_refuses_arguments_that_do_not_fit() -> None:
    image, inside = np.ones((1, 3, 20, 30), np.float32), np.ones((20, 30), bool)
    planes, shares = np.empty((160, 30), np.float32), np.empty((2, 8), np.float32)
    rules = {
        "core": ([0.3, 0.3, 0.4], [1.0], 0.95, 0.3, 100),
        "noise": (5, 1.0),
        "bands": [[1.0], [1.0]],
        "filters": ([[1.0]], [5], [1.0]),
        "detail": ([1.0], 3),
        "displacement": ([1.0], 3, 1e-3, 4.0, 4),
        "steps": (8, 64, 2, 8, 3),
        "level": [1.0],
        "spread": (0.01, 0.99, 3),
        "waves": (12, 3.0, 16.0),
    }
    waves = (np.ones((4, 20), np.float32), np.ones((5, 30), np.float32), np.ones((4, 5), bool))

    def measure(place=(), **changed) -> None:
        arrays = place if place else (image, image, inside, 0, 0, waves, planes, shares)
        native().measure_places([arrays], **{**rules, **changed}, workers=1)

    measure()
    wrong = {
        "weight in the luma": {"core": ([1.0], [1.0], 0.95, 0.3, 100)},
        "quantile": {"core": ([0.3, 0.3, 0.4], [1.0], 1.5, 0.3, 100)},
        "at least 1": {"core": ([0.3, 0.3, 0.4], [1.0], 0.95, 0.3, 0)},
        "must be odd": {"noise": (4, 1.0)},
        "a blur needs": {"bands": [[]]},
        "at least one weight": {"displacement": ([], 3, 1e-3, 4.0, 4)},
        "2x2 pixels": {"displacement": ([1.0], 3, 1e-3, 4.0, 1)},
        "ridge": {"displacement": ([1.0], 3, 0.0, 4.0, 4)},
        "at most 4096": {"displacement": ([1.0], 3, 1e-3, 1e9, 4)},
        "frequencies": {"steps": (8, 64, 0, 8, 3)},
        "a fine and a middle": {"bands": [[1.0]]},
        "3, 5, 7 or 9": {"filters": ([[1.0]], [4], [1.0])},
        "a side must": {"waves": (0, 3.0, 16.0)},
        "the waves must": {"place": (image, image, inside, 0, 0, waves[::-1], planes, shares)},
        "same shape": {"place": (image, image[..., 1:], inside, 0, 0, waves, planes, shares)},
        "mask": {"place": (image, image, inside[1:], 0, 0, waves, planes, shares)},
        "position": {"place": (image, image, inside, -1, 0, waves, planes, shares)},
        "contiguous array of float32": {"place": (image, image, inside, 0, 0, waves, planes[1:], shares)},
        "a reach must": {"detail": ([1.0], -1)},
        "one value for each": {"place": (image, image, inside, 0, 0, waves, planes, shares[:1])},
    }
    for message, arguments in wrong.items():
        with pytest.raises(ValueError, match=message):
            measure(**arguments)
