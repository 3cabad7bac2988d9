"""The kernels of SSIM and MS-SSIM against their plain text."""

import numpy as np
import pytest

from difference_finder import Finder
from difference_finder.arrays.jobs import make_job
from difference_finder.arrays.native import native
from difference_finder.parts.registry import metrics
from difference_finder.scoring import gradient, local_map, score, score_many
from kernels_compare import needs_kernels
from pictures import photograph

pytestmark = needs_kernels

# Rounding of float32 is 6e-8; what is left of it after sums over a window, as a share of the greatest value.
SINGLE = {"score": 3e-7, "gradient": 1e-6}
WEIGHTS = [0.2, 0.15, 0.1, 0.08, 0.05, 0.02]
DOUBLE = {"score": 1e-13, "gradient": 1e-12}


def planes(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Two images (C, H, W) in [0, 1], float64."""
    rng = np.random.default_rng(3)
    shapes = {
        "photograph": (190, 203),
        "ramp": (61, 77),
        "step": (64, 64),
        "impulse": (40, 50),
        "small": (11, 11),
    }
    height, width = shapes[name]
    rows, columns = np.mgrid[0:height, 0:width]
    if name == "photograph":
        first = photograph(height, width, 0, 3).transpose(2, 0, 1) / 255
    elif name == "ramp":
        first = ((rows + columns) / (height + width))[None]
    elif name == "step":
        first = (columns > width // 2).astype(float)[None]
    elif name == "impulse":
        first = ((rows == 20) & (columns == 25)).astype(float)[None]
    else:
        first = rng.random((2, height, width))
    return first, np.clip(first + rng.normal(0, 0.03, first.shape), 0, 1)


def plain(spec: str, first: np.ndarray, second: np.ndarray, want: str):
    """What the plain text gives in float64."""
    part = metrics.get(spec)
    function = {
        "score": part.function,
        "gradient": part.gradient_function,
        "map": part.local_function,
    }[want]
    result = function(first[None].astype(float), second[None].astype(float), data_range=1.0, **part.given)
    return result[0] if want == "score" else (result[0][0], result[1][0])


def check(spec: str, first: np.ndarray, second: np.ndarray, dtype: type, bounds: dict[str, float]) -> None:
    x, y = first.astype(dtype), second.astype(dtype)
    expected, slope = plain(spec, x, y, "gradient")
    value, found = gradient(spec, x, y, data_range=1.0)
    assert found.dtype == dtype
    assert value == pytest.approx(expected, abs=bounds["score"])
    assert score(spec, x, y, data_range=1.0) == value
    assert np.abs(found - slope).max() <= bounds["gradient"] * np.abs(slope).max()


SSIM = [
    "ssim",
    "ssim:window_size=7,window=uniform,covariance=sample",
    "ssim:padding=same",
    "ssim:padding=reflect,sigma=0.8,window_size=9",
    "ssim:padding=same,window=uniform,window_size=3,covariance=sample",
    "ssim:window_size=1",
]


@pytest.mark.parametrize("name", ["photograph", "ramp", "step", "impulse", "small"])
@pytest.mark.parametrize("spec", SSIM)
@pytest.mark.parametrize(("dtype", "bounds"), [(np.float32, SINGLE), (np.float64, DOUBLE)])
def test_ssim(name: str, spec: str, dtype: type, bounds: dict[str, float]) -> None:
    first, second = planes(name)
    if dtype is np.float32:
        first, second = first.astype(np.float32), second.astype(np.float32)
    check(spec, first, second, dtype, bounds)
    value, places = local_map(spec, first.astype(dtype), second.astype(dtype), data_range=1.0)
    expected, map_ = plain(spec, first.astype(dtype), second.astype(dtype), "map")
    assert places.shape == map_.shape
    assert np.abs(places - map_).max() <= 10 * bounds["score"]
    assert value == pytest.approx(expected, abs=bounds["score"])


@pytest.mark.parametrize("size", [(190, 203), (161, 176), (183, 161)])
@pytest.mark.parametrize("spec", ["ms-ssim", "ms-ssim:scales=2", "ms-ssim:scales=1,window_size=7"])
@pytest.mark.parametrize(("dtype", "bounds"), [(np.float32, SINGLE), (np.float64, DOUBLE)])
def test_ms_ssim(size: tuple[int, int], spec: str, dtype: type, bounds: dict[str, float]) -> None:
    first = photograph(*size, 0, 2).transpose(2, 0, 1) / 255
    second = np.clip(first + np.random.default_rng(1).normal(0, 0.05, first.shape), 0, 1)
    if dtype is np.float32:
        first, second = first.astype(np.float32), second.astype(np.float32)
    check(spec, first, second, dtype, bounds)


@pytest.mark.parametrize("spec", ["ssim", "ssim:padding=same", "ms-ssim:scales=3"])
def test_layouts_and_types_are_read_where_they_lie(spec: str) -> None:
    first = photograph(120, 90)
    second = photograph(120, 90, seed=5)
    second[:60] = first[:60]
    planar = [np.ascontiguousarray(image.transpose(2, 0, 1)) for image in (first, second)]
    value, slope = gradient(spec, *planar)
    wide = [image / 255 for image in planar]
    expected, exact = gradient(spec, *wide, data_range=1.0)
    assert value == pytest.approx(expected, abs=SINGLE["score"])
    assert np.abs(slope - exact).max() <= SINGLE["gradient"] * np.abs(exact).max()
    interleaved, turned = gradient(spec, first, second)
    assert interleaved == value
    np.testing.assert_array_equal(turned.transpose(2, 0, 1), slope)
    backwards = [image[:, ::-1, ::-1] for image in planar]
    every_second = [np.repeat(image, 2, axis=2)[:, :, ::2] for image in planar]
    frozen = [image.copy() for image in planar]
    for image in frozen:
        image.flags.writeable = False
    assert score(spec, *every_second) == value
    assert score(spec, *frozen) == value
    if not spec.startswith("ms-ssim"):  # which puts a zero before sides that are odd
        assert score(spec, *backwards) == pytest.approx(value, abs=SINGLE["score"])
    deep = [image.astype(np.uint16) * 257 for image in planar]
    assert score(spec, *deep) == pytest.approx(value, abs=SINGLE["score"])
    assert score(spec, planar[0], deep[1]) == pytest.approx(value, abs=SINGLE["score"])
    for one, other in ((planar[0], deep[0]), (deep[0], planar[0])):
        same, nothing = gradient(spec, one, other)
        assert same == 1.0
        assert not nothing.any()


@pytest.mark.parametrize("spec", ["ssim", "ssim:padding=reflect", "ms-ssim:scales=3"])
def test_the_same_bits_for_threads_and_batches(spec: str) -> None:
    first = np.random.default_rng(0).random((3, 3, 170, 205), dtype=np.float32)
    second = np.clip(first + 0.1 * np.random.default_rng(1).random(first.shape, dtype=np.float32), 0, 1)
    values, slopes = gradient(spec, first, second, workers=1)
    for workers in (2, 3, 8):
        again, others = gradient(spec, first, second, workers=workers)
        np.testing.assert_array_equal(again, values)
        np.testing.assert_array_equal(others, slopes)
    for n in range(3):
        value, slope = gradient(spec, first[n], second[n])
        assert value == values[n]
        np.testing.assert_array_equal(slope, slopes[n])
    together = score_many(spec, first[0], [second[0], second[1], second[2]])
    assert together.tolist() == [score(spec, first[0], candidate) for candidate in second]


@pytest.mark.parametrize("padding", ["valid", "same", "reflect"])
def test_the_same_bits_for_every_tile(padding: str) -> None:
    rng = np.random.default_rng(4)
    first, second = rng.random((2, 1, 2, 300, 400), dtype=np.float32)
    margin = 10 if padding == "valid" else 0

    def work(rows: int, columns: int):
        slope = np.empty(first.shape, np.float32)
        places = np.empty((1, 2, 300 - margin, 400 - margin), np.float32)
        scores = native().ssim(
            first, [second], divisors=(1.0, 1.0), span=1.0, weights=WEIGHTS,
            padding=padding, c1=1e-4, c2=9e-4, wide=False, map=places, gradient=slope, workers=2,
            tile_rows=rows, tile_columns=columns,
        )  # fmt: skip
        return [*scores, slope, places]

    expected = work(1024, 1024)
    for tile in [(16, 64), (48, 128), (256, 64), (32, 512)]:
        for one, other in zip(work(*tile), expected, strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("size", [(600, 170), (573, 201)])
def test_ms_ssim_gives_the_same_bits_in_bands(size: tuple[int, int]) -> None:
    rng = np.random.default_rng(4)
    first, second = rng.random((2, 1, 2, *size), dtype=np.float32)

    def work(most_bytes: int):
        slope = np.empty(first.shape, np.float32)
        scores = native().ms_ssim(
            first, second, divisors=(1.0, 1.0), span=1.0, weights=WEIGHTS,
            c1=1e-4, c2=9e-4, exponents=[0.1, 0.2, 0.3, 0.4], wide=False, gradient=slope,
            most_bytes=most_bytes, workers=2,
        )  # fmt: skip
        return [*scores, slope]

    for one, other in zip(work(1), work(1 << 30), strict=True):
        np.testing.assert_array_equal(one, other)


def test_no_cancellation_at_60000() -> None:
    rng = np.random.default_rng(0)
    first = (60000 + 40 * rng.standard_normal((1, 256, 256))).astype(np.float32)
    second = (first + 25 * rng.standard_normal(first.shape)).astype(np.float32)
    for spec in ("ssim", "ms-ssim"):
        exact, slope = gradient(spec, first.astype(float), second.astype(float), data_range=1000)
        value, single = gradient(spec, first, second, data_range=1000)
        assert value == pytest.approx(exact, abs=1e-6)
        assert np.abs(single - slope).max() <= 2e-6 * np.abs(slope).max()


@pytest.mark.parametrize("spec", ["ssim", "ms-ssim"])
def test_the_gradient_in_float32_against_autograd_in_float64(spec: str) -> None:
    torch, peer = pytest.importorskip("torch"), pytest.importorskip("pytorch_msssim")
    rng = np.random.default_rng(0)
    sharp = (photograph(200, 232) > 150).astype(np.float32).transpose(2, 0, 1)
    for first in (photograph(200, 232).transpose(2, 0, 1).astype(np.float32) / 255, sharp):
        second = np.clip(first + rng.normal(0, 0.04, first.shape), 0, 1).astype(np.float32)
        window = torch.exp(-(torch.arange(-5, 6, dtype=torch.float64) ** 2) / 4.5)
        window = (window / window.sum()).reshape(1, 1, 1, 11).repeat(3, 1, 1, 1)
        leaf = torch.from_numpy(second[None].astype(float)).requires_grad_()
        function = peer.ssim if spec == "ssim" else peer.ms_ssim
        value = function(leaf, torch.from_numpy(first[None].astype(float)), data_range=1.0, win=window)
        value.backward()
        expected = leaf.grad[0].numpy()
        found_value, found = gradient(spec, first, second, data_range=1.0)
        assert found_value == pytest.approx(float(value.detach()), abs=1e-7)
        assert np.abs(found - expected).max() < 1e-6 * np.abs(expected).max()


def test_tensors_are_read_without_a_copy() -> None:
    torch = pytest.importorskip("torch")
    first, second = torch.rand(2, 3, 64, 80)
    value, slope = gradient("ssim", first, second)
    assert isinstance(slope, torch.Tensor)
    assert slope.dtype == torch.float32
    expected, exact = gradient("ssim", first.numpy(), second.numpy())
    assert value == expected
    np.testing.assert_array_equal(slope.numpy(), exact)


def test_what_autograd_must_see_takes_the_plain_text() -> None:
    torch = pytest.importorskip("torch")
    first, second = torch.rand(2, 1, 1, 32, 32)
    assert make_job("score", first, [second], None, 1) is not None
    assert make_job("score", first, [second.requires_grad_()], None, 1) is None


@pytest.mark.parametrize("spec", ["ssim", "ssim:padding=same", "ms-ssim"])
@pytest.mark.parametrize("data_range", [1e-3, 0.1, 4095.0])
def test_ranges_other_than_one_on_wide_images(spec: str, data_range: float) -> None:
    """What lies beside the last column of a tile has no part in the result, whatever was there before."""
    rng = np.random.default_rng(0)
    first = rng.random((700, 900))
    second = np.clip(first + 0.05 * rng.standard_normal(first.shape), 0, 1)
    expected, exact = gradient(spec, first, second, data_range=1.0)
    scaled = [(image * data_range).astype(np.float32) for image in (first, second)]
    results = [gradient(spec, *scaled, data_range=data_range, workers=workers) for workers in (1, 2, 3, 1)]
    for value, slope in results:
        assert value == results[0][0]
        np.testing.assert_array_equal(slope, results[0][1])
    value, slope = results[0]
    assert value == pytest.approx(expected, abs=1e-6)
    assert np.abs(slope * data_range - exact).max() <= 3e-6 * np.abs(exact).max()


@pytest.mark.parametrize("spec", ["ssim", "ms-ssim"])
@pytest.mark.parametrize("level", [1e5, 1e7])
def test_images_at_distant_levels_are_computed_in_float64(spec: str, level: float) -> None:
    noise = np.random.default_rng(0).random((1, 200, 210), dtype=np.float32)
    first = np.full_like(noise, level)
    expected, exact = gradient(spec, first.astype(float), noise.astype(float), data_range=1.0)
    value, slope = gradient(spec, first, noise, data_range=1.0)
    assert value == pytest.approx(expected, rel=1e-9)
    assert np.abs(slope - exact).max() <= 1e-6 * np.abs(exact).max()


@pytest.mark.parametrize(
    ("spec", "scale", "data_range"),
    [("ssim:k1=0,k2=0", 1e-10, 1.0), ("ssim", 1e20, 1.0), ("ssim", 1e-40, 1e-40), ("ms-ssim", 1e25, 1e25)],
)
def test_what_float32_cannot_square_takes_the_plain_text(spec: str, scale: float, data_range: float) -> None:
    rng = np.random.default_rng(0)
    first = (scale * rng.random((180, 190))).astype(np.float32)
    second = (scale * rng.random((180, 190))).astype(np.float32)
    expected, exact = plain_gradient(spec, first, second, data_range)
    value, slope = gradient(spec, first, second, data_range=data_range)
    assert value == pytest.approx(expected, rel=1e-6, abs=1e-7)
    assert np.isfinite(slope).all()
    np.testing.assert_allclose(slope, exact, atol=1e-4 * np.abs(exact).max())


def plain_gradient(spec: str, first: np.ndarray, second: np.ndarray, data_range: float):
    part = metrics.get(spec)
    wide = [image[None, None].astype(float) for image in (first, second)]
    scores, slope = part.gradient_function(*wide, data_range=data_range, **part.given)
    return scores[0], slope[0, 0]


def test_fields_of_records_are_copied() -> None:
    records = np.zeros((40, 44), dtype=[("a", "u1"), ("v", "<f4"), ("w", "<u2")])
    records["v"] = np.random.default_rng(0).random((40, 44))
    records["w"] = 60000 * records["v"]
    for name in ("mse", "psnr", "ssim", "gmsd"):
        for field in ("v", "w"):
            whole = np.ascontiguousarray(records[field])
            changed = whole[::-1].copy()
            assert score(name, records[field], changed) == score(name, whole, changed)


def test_the_number_of_threads_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Spy:
        def __init__(self, native) -> None:
            self.native = native

        def __getattr__(self, name: str):
            found = getattr(self.native, name)
            if not callable(found):
                return found

            def work(*args, **named):
                numbers = [value for value in args if type(value) is int]
                asked.append((name, named.get("workers", numbers[-1] if numbers else None)))
                return found(*args, **named)

            return work

    spy = Spy(native())
    monkeypatch.setattr("difference_finder.arrays.native._opened", lambda: spy)
    first = photograph(64, 80).transpose(2, 0, 1) / np.float32(255)
    score("ssim", first, first[:, ::-1], workers=1)
    Finder(strategy="difference:tolerance=1", post_processor="smooth", workers=1).run(first, first[:, ::-1])
    assert {name for name, _ in asked} >= {"extent", "ssim", "max_filter"}
    assert all(workers == 1 for _, workers in asked)


def test_many_threads_are_no_more_than_tasks() -> None:
    first = photograph(64, 80)
    assert score("ssim", first, first[::-1], workers=100_000) == score("ssim", first, first[::-1], workers=1)


def edited(shape: tuple[int, int, int], change: str) -> tuple[np.ndarray, np.ndarray]:
    """Two images (C, H, W) of 8 bits with interleaved channels, which are equal except at some rows."""
    first = np.random.default_rng(5).integers(0, 256, (*shape[1:], shape[0])).astype(np.uint8)
    second = first.copy()
    height, width = shape[1:]
    if change == "word":
        second[height // 3 : height // 3 + 4, width // 2 : width // 2 + 9] ^= 128
    elif change == "edges":
        second[0, 0] ^= 1
        second[-1, -1] ^= 1
    elif change == "rows":
        second[1::40] = 255 - second[1::40]
    elif change == "half":
        second[height // 2 :] //= 2
    return first.transpose(2, 0, 1), second.transpose(2, 0, 1)


@pytest.mark.parametrize("change", ["nothing", "word", "edges", "rows", "half"])
@pytest.mark.parametrize("padding", ["valid", "same", "reflect"])
@pytest.mark.parametrize("shape", [(3, 200, 170), (1, 75, 90), (3, 12, 40)])
def test_rows_of_equal_windows_are_one_to_the_last_bit(shape, padding, change) -> None:
    first, second = edited(shape, change)
    # Pixels that lie far apart in memory are not compared as bytes, so that every window is computed.
    spread = [np.zeros((*image.shape[1:], 8, image.shape[0]), np.uint8) for image in (first, second)]
    for wide, image in zip(spread, (first, second), strict=True):
        wide[:, :, 0] = image.transpose(1, 2, 0)
    whole = [wide[:, :, 0].transpose(2, 0, 1) for wide in spread]
    for spec in (f"ssim:padding={padding}", f"ssim:padding={padding},window=uniform"):
        value, places = local_map(spec, first, second, data_range=255)
        expected, computed = local_map(spec, *whole, data_range=255)
        assert value == expected
        assert np.array_equal(places, computed)
        assert (places == 1).any() or change == "rows" or shape[1] == 12


def test_equal_rows_of_several_candidates_and_of_16_bits() -> None:
    first, second = (image.astype(np.uint16) * 257 for image in edited((3, 120, 90), "word"))
    third = first.copy()
    third[:, 100] = 0
    for spec in ("ssim", "ssim:padding=same"):
        alone = [score(spec, first, other, data_range=65535) for other in (second, first, third)]
        assert score_many(spec, first, [second, first, third], data_range=65535).tolist() == alone
        assert alone[1] == 1
        floats = [score(spec, first / 65535, other / 65535, data_range=1) for other in (second, third)]
        assert alone[::2] == pytest.approx(floats, abs=3e-7)
