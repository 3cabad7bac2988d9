import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from difference_finder.errors import DifferenceFinderError, InputError, UnknownNameError
from difference_finder.finder import Finder
from difference_finder.images.difference_map import DifferenceMap
from difference_finder.parts.registry import postprocessors
from difference_finder.postprocessors._background import find_levels
from pictures import photograph


def map_of(plane: np.ndarray, **facts) -> DifferenceMap:
    return DifferenceMap(np.asarray(plane, dtype=np.float32)[None, None], **facts)


def apply(spec: str, map_: DifferenceMap) -> np.ndarray:
    return np.asarray(postprocessors.get(spec)(map_))


def noise(height: int = 128, width: int = 160, seed: int = 0) -> np.ndarray:
    return np.abs(np.random.default_rng(seed).normal(0, 0.02, (height, width)))


def planted(*boxes: tuple[int, int, int, int], height: float = 0.3, seed: int = 0) -> np.ndarray:
    plane = noise(seed=seed)
    for x, y, w, h in boxes:
        plane[y : y + h, x : x + w] += height
    return plane


def test_absolute_and_normalize() -> None:
    signed = map_of([[-2.0, 1.0], [0.0, 0.5]], signed=True)
    np.testing.assert_array_equal(apply("absolute", signed), [[2, 1], [0, 0.5]])
    np.testing.assert_array_equal(apply("normalize", signed), [[-1, 0.5], [0, 0.25]])
    np.testing.assert_array_equal(apply("normalize", map_of([[1.0, 3.0], [2.0, 1.0]])), [[0, 1], [0.5, 0]])
    assert not apply("normalize", map_of(np.full((3, 3), 0.4))).any()


def test_clamp_limits_to_percentiles() -> None:
    values = np.arange(101, dtype=float).reshape(1, 101)
    clamped = apply("clamp:low=10,high=90", map_of(values))
    assert (clamped.min(), clamped.max()) == (10, 90)
    signed = apply("clamp:high=50", map_of(values - 50, signed=True))
    assert (signed.min(), signed.max()) == (-25, 25)
    with pytest.raises(InputError, match="0 <= low < high <= 100"):
        apply("clamp:low=90,high=10", map_of(values))


def test_smooth_is_a_gaussian_and_leaves_out_masked_pixels() -> None:
    plane = noise().astype(np.float32)
    np.testing.assert_allclose(
        apply("smooth:sigma=3", map_of(plane)), gaussian_filter(plane.astype(float), 3), atol=1e-6
    )
    mask = np.ones((1, 1, *plane.shape), bool)
    mask[..., 40:60, 40:60] = False
    flat = apply("smooth:sigma=3", map_of(np.where(mask[0, 0], 0.5, 0), mask=mask))
    np.testing.assert_allclose(flat[mask[0, 0]], 0.5, rtol=1e-6)
    with pytest.raises(InputError, match="sigma must be positive"):
        apply("smooth:sigma=0", map_of(plane))


def level(values: np.ndarray, method: str, k: float, percentile: float) -> float:
    return find_levels(values, method, k, percentile, 0.5, 1e-9)[0]


@pytest.mark.parametrize("method", ["auto", "mad", "rosin", "otsu", "percentile"])
def test_every_threshold_keeps_what_stands_out(method: str) -> None:
    plane = planted((30, 40, 24, 20))
    kept = apply(f"threshold:method={method},percentile=97", map_of(plane))
    assert (kept[42:58, 32:52] > 0).mean() > 0.98
    assert (kept > 0).mean() < 0.06
    inside = kept > 0
    np.testing.assert_allclose(kept[inside], plane[inside], rtol=1e-6)


def test_levels_by_hand() -> None:
    values = np.concatenate([np.full(50, 1.0), np.full(49, 3.0), [100.0]])
    assert level(values, "mad", 2.0, 99) == pytest.approx(2 + 2 * 1.4826 * 1)  # median 2, every deviation 1
    assert level(values, "percentile", 0, 50) == pytest.approx(np.percentile(values, 50))
    two_humps = np.concatenate([np.full(900, 0.01), np.full(100, 0.64)])
    assert 0.01 < level(two_humps, "otsu", 0, 0) < 0.64
    assert level(np.zeros(9), "mad", 6, 99) == np.inf
    with pytest.raises(UnknownNameError, match="no threshold method 'otsi'; did you mean 'otsu'"):
        level(values, "otsi", 6, 99)
    assert find_levels(values, "mad", 2.0, 99, 0.25, 1e-9)[1] == pytest.approx(2 + 0.25 * 2 * 1.4826)
    with pytest.raises(InputError, match="k must be at least 0"):
        level(values, "mad", -1, 99)


def test_otsu_against_scikit_image() -> None:
    filters = pytest.importorskip("skimage.filters")
    plane = planted((30, 40, 40, 40))
    expected = filters.threshold_otsu(np.sqrt(plane), nbins=512) ** 2
    # Ours is the upper edge of the bin of which scikit-image returns the centre.
    assert level(plane, "otsu", 0, 0) == pytest.approx(expected, abs=np.sqrt(plane).max() / 512)


def test_hysteresis_keeps_weak_pixels_that_touch_strong_ones() -> None:
    plane = np.zeros((9, 20))
    plane[4, 2:8] = [1, 1, 0.6, 0.6, 0.6, 0.6]
    plane[4, 14:18] = 0.6
    strong = "threshold:method=percentile,percentile=98.5"
    assert (apply(f"{strong},hysteresis=0.5,binary=true", map_of(plane))[4] > 0).nonzero()[0].tolist() == [
        *range(2, 8)
    ]
    assert (apply(f"{strong},hysteresis=1,binary=true", map_of(plane))[4] > 0).nonzero()[0].tolist() == [2, 3]
    with pytest.raises(InputError, match="hysteresis is a share"):
        apply("threshold:hysteresis=0", map_of(plane))


def test_thresholds_keep_signs() -> None:
    plane = planted((30, 40, 24, 20)) * np.where(np.arange(160) < 42, -1, 1)
    kept = apply("threshold", map_of(plane, signed=True))
    assert kept[50, 35] < 0 < kept[50, 48]


def regions(plane: np.ndarray, settings_: str = "", **facts) -> list:
    return list(postprocessors.get("regions" + settings_)(map_of(plane, **facts)).regions)


def test_regions_are_found_and_sorted_by_strength() -> None:
    found = regions(planted((20, 30, 10, 8), (90, 60, 30, 24)))
    assert len(found) == 2
    for region, (x, y, w, h) in zip(found, [(90, 60, 30, 24), (20, 30, 10, 8)], strict=True):
        assert x - 5 <= region.x <= x
        assert y - 5 <= region.y <= y
        assert w <= region.width <= w + 10
        assert h <= region.height <= h + 10
        assert w * h * 0.9 < region.area <= region.width * region.height
        assert region.peak >= region.mean > 0.1


def test_boxes_are_those_of_the_map_and_not_of_its_blur() -> None:
    plane = np.zeros((100, 100))
    plane[20:40, 30:60] = 0.2
    (region,) = regions(plane)
    assert (region.x, region.y, region.width, region.height, region.area) == (30, 20, 30, 20, 600)
    assert region.mean == pytest.approx(0.2)
    noisy = noise(200, 200) / 10
    noisy[50:90, 60:130] += 0.2
    (region,) = regions(noisy)
    assert (region.x, region.y, region.width, region.height) == (60, 50, 70, 40)


def test_on_a_clean_background_every_pixel_counts() -> None:
    plane = np.zeros((1080, 1920))
    plane[500:510, 700:710] = 1
    plane[100, 200] = 0.004
    boxes = [(r.x, r.y, r.width, r.height, r.area) for r in regions(plane)]
    assert boxes == [(700, 500, 10, 10, 100), (200, 100, 1, 1, 1)]


@pytest.mark.parametrize("share", [0.1, 0.3, 0.45, 0.55, 0.7, 0.9])
def test_what_differs_may_be_most_of_the_image(share: float) -> None:
    plane = noise(200, 300) / 4
    width = int(300 * share)
    plane[:, :width] += 0.3
    (region,) = regions(plane)
    assert (region.x, region.y, region.width, region.height) == (0, 0, width, 200)


@pytest.mark.parametrize(("kind", "step"), [("uint8", 1), ("uint8", 3), ("uint16", 1)])
def test_a_step_of_every_pixel_is_one_region_and_hides_no_place(kind: str, step: int) -> None:
    """In float32 the step is not exactly the same everywhere; rounding is no place."""
    top = np.iinfo(kind).max
    first = np.random.default_rng(0).integers(0, top - step, (120, 160)).astype(kind)
    finder = Finder(strategy="difference")
    (whole,) = finder.compare(first, first + np.array(step, kind)).regions
    assert (whole.x, whole.y, whole.width, whole.height, whole.area) == (0, 0, 160, 120, 19200)
    second = first + np.array(step, kind)
    second[50:60, 70:90] = np.where(first[50:60, 70:90] > top // 2, 0, top)
    (region,) = finder.compare(first, second).regions
    assert (region.x, region.y, region.width, region.height) == (70, 50, 20, 10)


@pytest.mark.parametrize("share", [0.45, 0.55, 0.7, 0.8])
def test_most_of_a_photograph_inverted(share: float) -> None:
    first = photograph(160, 200)
    second = np.clip(first + np.random.default_rng(1).normal(0, 2, first.shape), 0, 255).astype(np.uint8)
    width = int(200 * share)
    second[:, :width] = 255 - second[:, :width]
    regions_ = Finder(strategy="difference").compare(first, second).regions
    covered = np.zeros((160, 200), bool)
    for region in regions_:
        covered[region.y : region.y + region.height, region.x : region.x + region.width] = True
    assert covered[:, :width].mean() > 0.8
    assert covered[:, width + 6 :].mean() < 0.05


def test_scattered_pixels_on_a_clean_background_are_all_in_regions() -> None:
    plane = np.zeros((600, 800))
    generator = np.random.default_rng(0)
    plane[generator.integers(0, 600, 1500), generator.integers(0, 800, 1500)] = generator.choice(
        [1 / 255, 1.0]
    )
    found = regions(plane)
    assert sum(region.area for region in found) >= (plane > 0).sum()
    faint = np.zeros((300, 300))
    faint[20:40, 30:130] = 8 / 255
    faint[20:30, 30:80] = 1
    (region,) = regions(faint)
    assert (region.x, region.y, region.width, region.height, region.area) == (30, 20, 100, 20, 2000)
    tiny = np.zeros((8, 8))
    tiny[3, 3] = 0.5
    assert len(regions(tiny)) == 1


def test_sigma_is_at_most_the_longer_side() -> None:
    for spec in ("smooth:sigma=1e9", "regions:sigma=1e9", "regions:sigma=-1"):
        with pytest.raises(InputError, match="pixels for this image"):
            postprocessors.get(spec)(map_of(noise()))


def test_what_was_left_out_is_counted() -> None:
    map_ = map_of(planted((20, 30, 40, 40), (100, 20, 6, 6)))
    done = postprocessors.get("regions:min_share=0.2")(map_)
    assert (len(done.regions), done.dropped) == (1, 1)


def test_regions_have_the_values_of_the_map() -> None:
    plane = np.zeros((64, 64))
    plane[20:30, 20:30] = 0.5
    (region,) = regions(plane, ":sigma=0")
    assert (region.x, region.y, region.width, region.height, region.area) == (20, 20, 10, 10, 100)
    assert (region.peak, region.mean) == (0.5, 0.5)


@pytest.mark.parametrize("seed", range(20))
def test_noise_alone_has_no_region(seed: int) -> None:
    assert regions(noise(seed=seed)) == []


def test_flat_maps_have_no_region() -> None:
    for value in (0.0, 0.3):
        assert regions(np.full((32, 32), value)) == []


def test_near_pieces_become_one_region() -> None:
    plane = planted((40, 40, 12, 12), (57, 40, 12, 12), (120, 90, 12, 12))
    assert len(regions(plane, ":gap=0.08")) == 2
    assert len(regions(plane, ":gap=0,sigma=0.5")) == 3


def test_a_frame_can_be_ignored() -> None:
    plane = planted((60, 60, 14, 14))
    plane[:, :2] = 0.9
    assert any(region.x == 0 for region in regions(plane))
    assert [region.x > 50 for region in regions(plane, ":border=0.02")] == [True]


def test_small_and_weak_regions_are_dropped() -> None:
    plane = planted((20, 30, 40, 40), (100, 20, 6, 6))
    assert len(regions(plane, ":min_share=0,min_area=0")) == 2
    assert len(regions(plane, ":min_share=0.2")) == 1
    assert len(regions(plane, ":min_share=0,min_area=0.02")) == 1


def test_holes_are_filled_and_frames_are_not() -> None:
    ring = np.zeros((80, 80))
    ring[30:44, 30:44] = 0.5
    ring[36:38, 36:38] = 0
    assert regions(ring, ":sigma=0,gap=0.03")[0].area == 14 * 14
    frame = np.zeros((80, 80))
    frame[[2, 77], 2:78] = frame[2:78, [2, 77]] = 0.5
    assert regions(frame, ":sigma=0")[0].area < 400


def test_masked_pixels_are_no_region() -> None:
    plane = planted((30, 40, 24, 20))
    mask = np.ones((1, 1, *plane.shape), bool)
    mask[..., 35:65, 25:60] = False
    assert regions(np.where(mask[0, 0], plane, 0), mask=mask) == []


@pytest.mark.parametrize("setting", ["gap=1", "min_area=-1", "border=2", "hysteresis=0", "method=x"])
def test_settings_are_checked(setting: str) -> None:
    with pytest.raises(DifferenceFinderError):
        regions(noise(), f":{setting}")


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(st.integers(1, 24), st.integers(1, 24)),
    st.sampled_from([0.0, 1e-30, 1.0, 1e30]),
    st.integers(0, 9),
    st.sampled_from(postprocessors.names()),
)
def test_any_size_and_scale_gives_a_finite_map(
    size: tuple[int, int], scale: float, seed: int, name: str
) -> None:
    for plane in (scale * noise(*size, seed=seed), np.zeros(size)):
        done = postprocessors.get(name)(map_of(plane))
        assert np.isfinite(np.asarray(done)).all()
        assert done.shape == size
        for region in done.regions or ():
            assert 0 <= region.x < region.x + region.width <= size[1]
            assert 0 <= region.y < region.y + region.height <= size[0]


def test_peaks_of_a_signed_map_have_their_sign() -> None:
    values = np.random.default_rng(0).normal(0, 0.001, (1, 1, 80, 90)).astype(np.float32)
    values[..., 10:20, 10:20] -= 0.5
    values[..., 50:58, 60:70] += 0.4
    values[..., 54, 64] = 0.9
    values[..., 12, 13] = -0.8
    below, above = postprocessors.get("regions")(DifferenceMap(values, signed=True)).regions
    assert (below.peak, above.peak) == (np.float32(-0.8), np.float32(0.9))
    assert (below.mean, above.mean) == (pytest.approx(0.5, abs=0.01), pytest.approx(0.4, abs=0.02))
    turned = postprocessors.get("regions")(DifferenceMap(-values, signed=True)).regions
    assert [region.peak for region in turned] == [-below.peak, -above.peak]


def strip(plane: np.ndarray, box: tuple[int, int, int, int], value: float) -> np.ndarray:
    x, y, width, height = box
    plane[y : y + height, x : x + width] = value
    return plane


def boxes(plane: np.ndarray) -> list[tuple[int, int, int, int]]:
    found = postprocessors.get("regions")(map_of(plane, level=5.0)).regions
    return [(one.x, one.y, one.width, one.height) for one in found]


def test_the_weak_end_of_a_strong_place_is_part_of_it() -> None:
    """Beside it are 40 pixels of what is weak: its halo, and 24 pixels more, which are no other place."""
    plane = noise(120, 200)
    strip(plane, (40, 20, 80, 40), 12.0)
    strip(plane, (40, 20, 40, 40), 100.0)
    assert boxes(plane) == [(40, 20, 80, 40)]
    [region] = postprocessors.get("regions")(map_of(plane, level=5.0)).regions
    assert region.peak == 100
    # Nearly as strong: a place of its own, less its seam.
    assert len(boxes(strip(plane, (80, 20, 40, 40), 45.0))) == 2


def test_what_is_weak_and_apart_stays_a_place_of_its_own() -> None:
    plane = noise(120, 200)
    strip(plane, (40, 20, 40, 40), 100.0)
    strip(plane, (97, 20, 30, 40), 12.0)  # behind the halo, with nothing between
    assert boxes(plane) == [(40, 20, 40, 40), (97, 20, 30, 40)]
    # Inside the box of a strong place, but nowhere connected with it.
    angle = strip(noise(200, 200), (10, 10, 150, 20), 100.0)
    strip(angle, (10, 10, 20, 150), 100.0)
    strip(angle, (80, 80, 40, 40), 12.0)
    assert sorted(boxes(angle)) == [(10, 10, 150, 150), (80, 80, 40, 40)]
