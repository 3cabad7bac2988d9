"""The kernels of the post-processors against their plain texts."""

import subprocess
import sys

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from difference_finder.arrays import gaussian, sparsity
from difference_finder.arrays.native import native
from difference_finder.images.difference_map import DifferenceMap
from difference_finder.parts.registry import postprocessors
from difference_finder.postprocessors import _local, _shapes
from difference_finder.postprocessors._statistics import ValueStatistics
from kernels_compare import both, every_plane, needs_kernels, plain
from pictures import photograph

pytestmark = needs_kernels


@every_plane
@pytest.mark.parametrize("sigma", [0.3, 1.5, 6.0, 30.0])
def test_blur(monkeypatch: pytest.MonkeyPatch, plane: np.ndarray, sigma: float) -> None:
    fast, slow = both(monkeypatch, lambda: gaussian.blur(plane, sigma))
    # Both compute in float64, in another order.
    tolerance = (1e-7 if plane.dtype == np.float32 else 1e-14) * plane.max()
    np.testing.assert_allclose(fast, slow, rtol=0, atol=tolerance)
    np.testing.assert_allclose(fast, gaussian_filter(plane.astype(float), sigma), atol=1e-6 * plane.max())


@every_plane
def test_masked_blur(monkeypatch: pytest.MonkeyPatch, plane: np.ndarray) -> None:
    mask = np.random.default_rng(0).random(plane.shape) < 0.6
    mask[: plane.shape[0] // 3, : plane.shape[1] // 3] = False
    fast, slow = both(monkeypatch, lambda: gaussian.blur(plane, 1.5, mask))
    assert not fast[~mask].any()
    np.testing.assert_allclose(fast, slow, rtol=1e-6, atol=1e-7)


@every_plane
@pytest.mark.parametrize("sigma", [0.3, 1.5, 6.0, 30.0])
def test_blur_computed_in_float32(monkeypatch: pytest.MonkeyPatch, plane: np.ndarray, sigma: float) -> None:
    mask = np.random.default_rng(0).random(plane.shape) < 0.6
    for inside in (None, mask):
        exact = gaussian.blur(plane, sigma, inside)
        fast = gaussian.blur(plane, sigma, inside, wide=False)
        np.testing.assert_allclose(fast, exact, rtol=0, atol=1e-6 * plane.max())
        if plane.dtype == np.float64:
            np.testing.assert_array_equal(fast, exact)


def test_blur_of_batches_and_threads() -> None:
    values = np.random.default_rng(0).random((2, 3, 150, 700)).astype(np.float32)
    blurred = gaussian.blur(values, 2.0)
    for n in range(2):
        for c in range(3):
            np.testing.assert_array_equal(blurred[n, c], gaussian.blur(values[n, c], 2.0))
    for workers in (1, 2, 5):
        np.testing.assert_array_equal(blurred, gaussian.blur(values, 2.0, workers=workers))
    mask = np.ones((2, 1, 150, 700), bool)
    np.testing.assert_allclose(gaussian.blur(values, 2.0, mask), blurred, rtol=1e-6)


def test_kernels_refuse_what_they_cannot_compute() -> None:
    kernels = native()
    plane = np.zeros((1, 1, 4, 4), np.float32)
    with pytest.raises(ValueError, match="same shape"):
        kernels.blur(plane, None, [1.0], True, np.zeros((1, 1, 4, 5), np.float32), 1)
    with pytest.raises(TypeError):
        kernels.blur(plane.astype(np.int32), None, [1.0], True, plane, 1)
    with pytest.raises(ValueError, match="shape"):
        kernels.blur(plane[0], None, [1.0], True, plane, 1)


def statistics(plane: np.ndarray, inside: np.ndarray | None, above: float, upto: float, workers: int) -> list:
    values = ValueStatistics(plane, inside, above, upto, workers)
    if not values.count:
        return [values.summary]
    numbers = [values.percentile(p) for p in (0, 3.7, 50, 99, 100)]
    tables = [values.histogram(bins, root) for bins in (1, 7, 512) for root in (False, True)]
    return [
        values.summary,
        *values.spread(3.0),
        *numbers,
        *(part.tolist() for table in tables for part in table),
    ]


@every_plane
@pytest.mark.parametrize("bounds", [(-np.inf, np.inf), (0.2, 0.7), (0.1, 0.1)])
@pytest.mark.parametrize("share", [None, 0.5, 0.01])
def test_statistics_are_those_of_numpy(
    monkeypatch: pytest.MonkeyPatch, plane: np.ndarray, bounds: tuple[float, float], share: float | None
) -> None:
    inside = None if share is None else np.random.default_rng(1).random(plane.shape) < share
    fast, slow = both(monkeypatch, lambda: statistics(plane, inside, *bounds, workers=2))
    assert fast == slow
    assert (
        fast == statistics(plane, inside, *bounds, workers=1) == statistics(plane, inside, *bounds, workers=5)
    )


def big_planes() -> dict[str, np.ndarray]:
    """Return planes large enough for a sample to be taken, among them some that mislead it."""
    generator = np.random.default_rng(0)
    noise = np.abs(generator.normal(0, 0.02, (700, 900))).astype(np.float32)
    steps = np.round(noise * 255).astype(np.float32) / np.float32(255)
    half = np.where(np.arange(900) < 449, np.float32(0.25), np.float32(0.75)) + np.zeros((700, 1), np.float32)
    return {
        "noise": noise,
        "float64": noise.astype(np.float64) ** 3,
        "steps": steps,
        "two values": half,
        "one value": np.full_like(noise, 0.3),
        "signed": noise - np.float32(0.01),
        "huge and tiny": (noise.astype(np.float64) * 10 ** generator.uniform(-30, 30, noise.shape)),
        "turned": noise.T,
    }


BIG = big_planes()


@pytest.mark.parametrize("share", [None, 0.7, 0.001])
@pytest.mark.parametrize("plane", BIG.values(), ids=BIG)
def test_medians_of_large_planes_are_exact(
    monkeypatch: pytest.MonkeyPatch, plane: np.ndarray, share: float | None
) -> None:
    inside = None if share is None else np.random.default_rng(1).random(plane.shape) < share
    chosen = (plane if inside is None else plane[inside]).astype(np.float64)
    median = np.median(chosen)
    values = ValueStatistics(plane, inside)
    assert values.median == median
    assert values.deviation == np.median(np.abs(chosen - median))
    for percentile in (0.001, 1, 99.9):
        assert values.percentile(percentile) == np.percentile(chosen, percentile)
    upper = values.between(median, np.inf)
    if upper.count:
        assert upper.median == np.median(chosen[chosen > median])


@every_plane
@pytest.mark.parametrize("masked", [False, True])
def test_clean_backgrounds(monkeypatch: pytest.MonkeyPatch, plane: np.ndarray, masked: bool) -> None:
    inside = np.random.default_rng(1).random(plane.shape) < 0.8 if masked else None
    for grain in (0.0, 0.3, 0.9, 2.0):
        expected = sparsity._reference_zeros(plane, inside, grain)
        for workers in (1, 2, 5):
            assert native().count_zeros(plane, inside, grain, workers) == expected


def blobs(height: int, width: int, seed: int) -> np.ndarray:
    """Return smooth noise, whose levels are shapes with holes."""
    noise = np.random.default_rng(seed).random((height, width))
    return (
        gaussian_filter(noise, 1.5).astype(np.float32) if min(height, width) > 4 else noise.astype(np.float32)
    )


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1), (3, 5), (64, 90), (151, 333)])
def test_shapes(monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]) -> None:
    for seed in range(6):
        plane = blobs(*size, seed)
        inside = np.random.default_rng(seed).random(size) < 0.9 if seed % 2 else None
        for high, low in ((0.55, 0.45), (0.5, 0.5), (np.inf, np.inf), (0.6, 0.0)):
            fast, slow = both(monkeypatch, lambda: _shapes.hysteresis_mask(plane, high, low, inside))  # noqa: B023
            np.testing.assert_array_equal(fast, slow)
            np.testing.assert_array_equal(fast, _shapes.hysteresis_mask(plane, high, low, inside, workers=5))
        found = plane > 0.5
        for reach in (0.0, 2.0, 7.5, 1e9):
            expected = both(monkeypatch, lambda: _shapes.fill_small_holes(found.copy(), reach))  # noqa: B023
            np.testing.assert_array_equal(*expected)


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1), (3, 5), (64, 90), (151, 333)])
@pytest.mark.parametrize("level", [0.5, 0.6])
def test_pieces(monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], level: float) -> None:
    for seed in range(3):
        plane = blobs(*size, seed)
        soft = gaussian.blur(plane, 1.0)
        for reach in (0.0, 1.0, 2.0, 3.3, 12.0, 60.0, 500.0):
            for blurred in (None, soft):
                fast, slow = both(
                    monkeypatch,
                    lambda: _shapes.find_components(plane > level, plane, blurred, None, reach),  # noqa: B023
                )
                assert_same_pieces(fast, slow)


def assert_same_pieces(fast: list, slow: list) -> None:
    key = ["y", "x", "width", "height", "area", "strength"]
    fast, slow = (sorted(found, key=lambda p: [getattr(p, name) for name in key]) for found in (fast, slow))
    assert [p[1:7] for p in fast] == [p[1:7] for p in slow]
    # Sums are taken in another order.
    for one, other in zip(fast, slow, strict=True):
        assert (one.strength, one.total) == pytest.approx((other.strength, other.total), rel=1e-12, abs=1e-15)


def maps() -> dict[str, np.ndarray]:
    generator = np.random.default_rng(0)
    noise = np.abs(generator.normal(0, 0.02, (200, 310)))
    planted = noise.copy()
    planted[40:70, 60:100] += 0.3
    planted[50:60, 70:80] = noise[50:60, 70:80]
    planted[150:170, 0:20] += 0.1
    planted[195:200, 300:310] += 0.5
    clean = np.zeros((200, 310))
    clean[30:60, 50:90] = 0.4
    clean[40:42, 60:63] = 0
    clean[generator.integers(0, 200, 60), generator.integers(0, 310, 60)] = 1 / 255
    frame = np.zeros((120, 130))
    frame[[3, 110], 3:120] = frame[3:111, [3, 119]] = 0.5
    first, second = (photograph(180, 250, seed=seed)[..., 0] / 255 for seed in (0, 1))
    speckles = np.where(generator.random((200, 310)) < 0.15, noise, 0)
    most = noise / 4
    most[:, :220] += 0.3
    return {
        "planted": planted,
        "clean": clean,
        "frame": frame,
        "photographs": np.abs(first - second),
        "speckles": speckles,
        "most of it": most,
        "noise": noise,
        "steps": np.round(planted * 255) / 255,
        "float64": planted * 1e-9,
    }


MAPS = maps()


@pytest.mark.parametrize("name", MAPS)
@pytest.mark.parametrize(
    "settings",
    [
        "",
        ":border=0.02",
        ":sigma=0,gap=0",
        ":method=rosin,gap=0.05",
        ":method=otsu,min_share=0",
        ":method=percentile,percentile=95,hysteresis=0.9,min_area=0.0005",
        ":method=mad,k=3,gap=0.2",
    ],
)
@pytest.mark.parametrize("masked", [False, True])
def test_regions_with_and_without_kernels(
    monkeypatch: pytest.MonkeyPatch, name: str, settings: str, masked: bool
) -> None:
    plane = MAPS[name].astype(np.float64 if name == "float64" else np.float32)
    mask = np.ones((1, 1, *plane.shape), bool)
    mask[..., 50:60, 40:75] = mask[..., :5] = False
    values = np.where(mask[0, 0], plane, 0) if masked else plane
    map_ = DifferenceMap(values[None, None], mask=mask if masked else None, unit_range=1.0)
    part = postprocessors.get("regions" + settings)
    fast = part(map_)
    with plain(monkeypatch):
        slow = part(map_)
    assert fast.dropped == slow.dropped
    for one, other in zip(fast.regions, slow.regions, strict=True):
        assert one.mean == pytest.approx(other.mean, rel=1e-12)
        assert {**one.to_dict(), "mean": 0} == {**other.to_dict(), "mean": 0}


def test_regions_do_not_need_scipy() -> None:
    code = (
        "import sys, numpy as np; from difference_finder.parts.registry import postprocessors;"
        "from difference_finder.pipeline.comparison import DifferenceMap;"
        "plane = np.random.default_rng(0).random((1, 1, 90, 90)); plane[..., 20:30, 20:30] += 9;"
        "clean = np.zeros((1, 1, 90, 90)); clean[..., 3, 4] = 1;"
        "assert postprocessors.get('regions')(DifferenceMap(plane)).regions;"
        "assert postprocessors.get('regions')(DifferenceMap(clean)).regions;"
        "assert 'scipy' not in sys.modules, 'scipy'"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@every_plane
@pytest.mark.parametrize("masked", [False, True])
def test_local_backgrounds(monkeypatch: pytest.MonkeyPatch, plane: np.ndarray, masked: bool) -> None:
    inside = np.random.default_rng(1).random(plane.shape) < 0.7 if masked else None
    if masked:
        inside[:25] = False
    for cell in (1, 2, 7, 48, 5000):
        if cell < 7 and plane.size > 3000:
            continue
        fast = _local.cell_statistics(plane, cell, inside)
        with plain(monkeypatch):
            slow = _local.cell_statistics(plane, cell, inside)
        np.testing.assert_array_equal(fast, slow)
        np.testing.assert_array_equal(fast, _local.cell_statistics(plane, cell, inside, workers=5))
        for map_ in _local.local_background(plane, cell, inside):
            assert map_.shape == plane.shape
            assert map_.dtype == plane.dtype


def test_local_backgrounds_follow_the_noise_and_not_what_is_planted() -> None:
    generator = np.random.default_rng(0)
    scale = np.linspace(0.01, 0.1, 400)
    ramp = np.linspace(0, 0.02, 300)[:, None] + np.zeros(400)
    plane = (ramp + generator.normal(0, 1, (300, 400)) * scale).astype(np.float32)
    plane[100:110, 200:210] += 5
    median, deviation = _local.local_background(plane, 32)
    assert np.abs(median - ramp)[32:-32].max() < 0.02
    assert np.abs(deviation / scale - 1)[32:-32, 32:-32].max() < 0.2
