"""Maps and scores equal those of difference-finder 0.0.4, recorded from it by ``record_seed.py``."""

import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from difference_finder.finder import Finder

sys.path.insert(0, str(Path(__file__).parent))
from record_seed import CASES, images

RECORDED = np.load(Path(__file__).with_name("seed-0.0.4.npz"))

# 0.0.4 computes in float32: its maps have an error of a few units in the seventh digit, and its filtered
# images one of 1e-6 of the greatest value.
TOLERANCE = 3e-6


def protocol_of(metric: str) -> str | None:
    return "seed-0.0.4" if "ssim" in metric else None


@pytest.mark.parametrize("pair", images())
@pytest.mark.parametrize(("pre", "strategy", "metric"), CASES)
def test_arrays(pair: str, pre: str, strategy: str, metric: str) -> None:
    expected = RECORDED[f"{pair}|{pre}|{strategy}|{metric}"]
    finder = Finder(pre_processor=pre, strategy=strategy, metric=metric, protocol=protocol_of(metric))
    map_, score = finder.run(*images()[pair], return_metric=True)
    assert map_.dtype == np.float32
    assert map_.shape == expected.shape
    np.testing.assert_allclose(map_, expected, atol=TOLERANCE * np.abs(expected).max())
    assert score == pytest.approx(float(RECORDED[f"{pair}|{pre}|{strategy}|{metric}|score"]), rel=1e-5)


@pytest.mark.parametrize("metric", ["mse", "psnr"])
def test_files_and_folders(tmp_path: Path, metric: str) -> None:
    for name, pair in images().items():
        for folder, pixels in zip(("a", "b"), pair, strict=True):
            (tmp_path / folder).mkdir(exist_ok=True)
            Image.fromarray(pixels).save(tmp_path / folder / f"{name}.png")
    finder = Finder(metric=metric)
    maps = finder.run(tmp_path / "a", tmp_path / "b")
    for name, map_ in zip(sorted(images()), maps, strict=True):
        expected = RECORDED[f"{name}|identity|gradient|{metric}"]
        np.testing.assert_allclose(map_, expected, atol=TOLERANCE * np.abs(expected).max())
        single = finder.run(str(tmp_path / "a" / f"{name}.png"), tmp_path / "b" / f"{name}.png")
        np.testing.assert_array_equal(single, map_)


@pytest.mark.parametrize("pair", images())
def test_tensors(pair: str) -> None:
    torch = pytest.importorskip("torch")
    tensors = [torch.from_numpy(i.transpose(2, 0, 1)[None] / 255) for i in images()[pair]]
    for metric in ("mse", "psnr"):
        expected = RECORDED[f"{pair}|identity|gradient|{metric}"]
        map_ = Finder(metric=metric).run_on_image(*tensors)
        np.testing.assert_allclose(map_, expected, atol=TOLERANCE * np.abs(expected).max())
    assert not any(tensor.requires_grad for tensor in tensors)


def test_ms_ssim_under_the_protocol_of_the_seed() -> None:
    generator = np.random.default_rng(7)
    big = [generator.random((1, 3, 176, 180)).astype(np.float32) for _ in range(2)]
    _, score = Finder(metric="ms-ssim", protocol="seed-0.0.4").run(*big, return_metric=True)
    assert score == pytest.approx(float(RECORDED["ms-ssim|score"]), rel=1e-6)


@pytest.mark.parametrize("metric", ["mse", "psnr"])
def test_batches_under_the_protocol_of_the_seed(metric: str) -> None:
    generator = np.random.default_rng(7)
    _ = [generator.random((1, 3, 176, 180)).astype(np.float32) for _ in range(2)]
    batch = [generator.random((2, 3, 20, 24)).astype(np.float32) for _ in range(2)]
    map_, score = Finder(metric=metric, protocol="seed-0.0.4").run(*batch, return_metric=True)
    expected = RECORDED[f"batch|{metric}"]
    np.testing.assert_allclose(map_, expected, atol=TOLERANCE * np.abs(expected).max())
    assert score == pytest.approx(float(RECORDED[f"batch|{metric}|score"]), rel=1e-6)
