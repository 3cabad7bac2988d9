"""The kernels of the difference against their plain texts."""

import numpy as np
import pytest
from scipy.ndimage import maximum_filter

from difference_finder.arrays import filters
from difference_finder.arrays.native import native
from difference_finder.parts.registry import strategies
from difference_finder.pipeline.stages import reduce_channels
from kernels_compare import both, every_plane, needs_kernels, plain, stored

difference = strategies.get("difference")


pytestmark = needs_kernels

BY_KERNEL = ["mean", "abs", "l2", "max", "none"]
"""How the kernel makes channels one; another way is left to what follows."""


def divisors(first: np.ndarray, second: np.ndarray) -> tuple[float, float] | None:
    if first.dtype.kind == "f":
        return None
    return float(np.iinfo(first.dtype).max), float(np.iinfo(second.dtype).max)


def compare(
    monkeypatch: pytest.MonkeyPatch, first: np.ndarray, second: np.ndarray, reduce: str | None
) -> None:
    fast, slow = both(
        monkeypatch,
        lambda: difference(first, second, None, divisors=divisors(first, second), reduce=reduce),
    )
    expected = reduce_channels(slow[0], reduce or "none")
    assert fast[0].dtype == expected.dtype
    # Dividing first rounds each value to float32; the kernel subtracts first.
    tolerance = 1e-15 if first.dtype == np.float64 else 4e-7
    np.testing.assert_allclose(fast[0], expected, rtol=0, atol=tolerance)
    np.testing.assert_allclose(fast[1], slow[1], rtol=3e-6)


@pytest.mark.parametrize("reduce", [None, *BY_KERNEL])
@pytest.mark.parametrize("kind", ["uint8", "uint16", "float32", "float64"])
def test_the_kernel_agrees_with_the_plain_text(
    monkeypatch: pytest.MonkeyPatch, kind: str, reduce: str | None
) -> None:
    first, second = stored(kind)
    for one, other in (
        (first, second),
        (np.ascontiguousarray(first), second),
        (first[..., ::-1, ::2], np.ascontiguousarray(second)[..., ::-1, ::2]),
        (first.transpose(0, 1, 3, 2), second.transpose(0, 1, 3, 2)),
        (np.concatenate([first, second]), np.concatenate([second, second])),
        (np.broadcast_to(first[:, :1], first.shape), np.broadcast_to(second[:, :1], first.shape)),
        (np.broadcast_to(first[:, :1], first.shape), second),
        (first[:, :2], second[:, :2]),
    ):
        compare(monkeypatch, one, other, reduce)


def test_channels_that_are_added_up_are_kept_by_the_kernel() -> None:
    first, second = stored("uint8")
    kept = difference(first, second, None, divisors=(255.0, 255.0), reduce="none")[0]
    given = difference(first, second, None, divisors=(255.0, 255.0), reduce="sum")[0]
    np.testing.assert_array_equal(given, kept)


@pytest.mark.parametrize("size", [(1, 1), (1, 2), (2, 1), (3, 5), (1, 1025)])
def test_tiny_and_odd_sizes(monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]) -> None:
    generator = np.random.default_rng(0)
    first, second = generator.integers(0, 256, (2, 1, *size, 3), dtype=np.uint8).transpose(0, 1, 4, 2, 3)
    first.flags.writeable = False
    compare(monkeypatch, first, second, "mean")


def test_types_and_divisors_may_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    compare(monkeypatch, stored("uint8")[0], stored("uint16")[1], "mean")
    same = stored("uint8")[0]
    values, _ = difference(same, same.astype(np.uint16) * 257, None, divisors=(255.0, 65535.0))
    assert values.max() == 0


def test_equal_steps_are_equal_values() -> None:
    first = np.arange(255, dtype=np.uint8).reshape(1, 1, 15, 17)
    values, score = difference(first, first + np.uint8(1), None, divisors=(255.0, 255.0))
    assert (values == np.float32(1 / 255)).all()
    assert score[0] == pytest.approx(1 / 255, rel=1e-7)


@pytest.mark.parametrize("reduce", BY_KERNEL)
@pytest.mark.parametrize("mode", ["absolute", "squared", "signed"])
def test_modes_extremes_and_threads(mode: str, reduce: str) -> None:
    first, second = stored("float32")
    shape = first.shape if reduce == "none" else (1, 1, *first.shape[2:])
    results = []
    for workers in (1, 2, 5):
        out = np.full(shape, np.nan, np.float32)
        facts = native().difference(first, second, (1.0, 1.0), mode, reduce, out, workers)
        results.append((facts, out))
        np.testing.assert_array_equal(out, results[0][1])
        assert facts == results[0][0]
    (sums, least, greatest), out = results[0]
    gap = second - first
    expected = {"absolute": np.abs(gap), "squared": gap**2, "signed": gap}[mode]
    np.testing.assert_allclose(out, reduce_channels(expected, reduce), atol=2e-7)
    assert sums[0] == pytest.approx(np.abs(gap.astype(np.float64)).sum(), rel=1e-7)
    assert (least, greatest) == (out.min(), out.max())


def test_squared_error_and_its_derivative() -> None:
    squared_error = native().squared_error
    for kind in ("uint8", "uint16", "float32", "float64"):
        first, second = (np.concatenate([image, image[..., ::-1]]) for image in stored(kind))
        scale = divisors(first, second) or (1.0, 1.0)
        gap = second.astype(float) / scale[1] - first.astype(float) / scale[0]
        for dtype, tolerance in ((np.float32, 1e-7), (np.float64, 1e-15)):
            results, wide = [], dtype == np.float64
            for workers in (1, 2, 5):
                slope = np.empty(first.shape, dtype)
                sums = squared_error(first, second, scale, slope, [0.5, 0.25], workers, wide)
                results.append((sums, slope))
                np.testing.assert_array_equal(slope, results[0][1])
                assert results[-1][0] == results[0][0]
            sums, slope = results[0]
            narrow = kind == "float32" and not wide  # float32 rounds the differences
            rtol = 1e-8 if narrow else 1e-12
            np.testing.assert_allclose(np.reshape(sums, (2, 3)), (gap**2).sum((2, 3)), rtol=rtol)
            factors = np.array([0.5, 0.25])[:, None, None, None]
            np.testing.assert_allclose(slope, gap * factors, rtol=tolerance, atol=tolerance)
            assert squared_error(first, second, scale, None, [], 2, wide) == sums


def test_tensors_stay_tensors(monkeypatch: pytest.MonkeyPatch) -> None:
    torch = pytest.importorskip("torch")
    first, second = (torch.from_numpy(image.copy()) for image in stored("float32"))
    values, score = difference(first, second, None, reduce="mean")
    assert isinstance(values, torch.Tensor)
    with plain(monkeypatch):
        expected, expected_score = difference(first, second, None)
    np.testing.assert_allclose(values[0, 0], expected[0].mean(dim=0), atol=1e-7)
    np.testing.assert_allclose(score, expected_score, rtol=1e-6)
    second.requires_grad_()
    assert difference(first, second, None)[0].requires_grad


@pytest.mark.parametrize("settings", [{"tolerance": 1}, {"mask": True}])
def test_integers_with_a_tolerance_or_a_mask_are_divided_first(settings: dict) -> None:
    first, second = stored("uint8")
    if "mask" in settings:
        settings = {"mask": np.ones((1, 1, *first.shape[2:]), bool)}
    values, score = difference(first, second, None, divisors=(255.0, 255.0), reduce="mean", **settings)
    expected = difference(first / np.float32(255), second / np.float32(255), None, **settings)
    np.testing.assert_array_equal(values, expected[0])
    np.testing.assert_array_equal(score, expected[1])


@every_plane
def test_the_max_filter_is_exact(plane: np.ndarray) -> None:
    for radius in (1, 2, 3, 5, 31, 700):
        fast = filters.max_filter(plane[None, None], radius)[0, 0]
        np.testing.assert_array_equal(fast, maximum_filter(plane, 2 * radius + 1))
        for workers in (1, 5):
            out = np.empty((1, 1, *plane.shape), plane.dtype)
            native().max_filter(plane[None, None], radius, out, workers)
            np.testing.assert_array_equal(out[0, 0], fast)
