"""Recipes of benchmarks and data sets against their definitions, computed here in float64."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from difference_finder import rank, score
from difference_finder.errors import InputError
from difference_finder.pipeline.protocol import PROTOCOLS
from pictures import noisy_pair, photograph


def psnr_of(first: np.ndarray, second: np.ndarray, peak: float = 255.0) -> float:
    return float(10 * np.log10(peak**2 / np.mean((first.astype(float) - second.astype(float)) ** 2)))


def gaussian(size: int = 11, sigma: float = 1.5) -> np.ndarray:
    weights = np.exp(-((np.arange(size) - size // 2) ** 2) / (2 * sigma**2))
    return weights / weights.sum()


def ssim_of(first: np.ndarray, second: np.ndarray, peak: float = 255.0) -> float:
    """``ssim_index.m`` by its definition: an 11x11 Gaussian of 1.5, only windows inside of the image."""
    from scipy.ndimage import correlate1d

    def local(values: np.ndarray) -> np.ndarray:
        return correlate1d(correlate1d(values, gaussian(), axis=0), gaussian(), axis=1)[5:-5, 5:-5]

    first, second = first.astype(float), second.astype(float)
    mean1, mean2 = local(first), local(second)
    variances = local(first**2) - mean1**2 + local(second**2) - mean2**2
    covariance = local(first * second) - mean1 * mean2
    c1, c2 = (0.01 * peak) ** 2, (0.03 * peak) ** 2
    ratio = (2 * mean1 * mean2 + c1) / (mean1**2 + mean2**2 + c1) * (2 * covariance + c2) / (variances + c2)
    return float(ratio.mean())


def matlab_ssim(first: np.ndarray, second: np.ndarray, peak: float) -> float:
    """``ssim`` of MATLAB of an image (H, W, 3): a volume, Gaussian 11x11x11 of 1.5, edges repeated."""
    from scipy.ndimage import correlate1d

    def local(values: np.ndarray) -> np.ndarray:
        for axis in range(3):
            values = correlate1d(values, gaussian(), axis=axis, mode="nearest")
        return values

    first, second = first.astype(float), second.astype(float)
    mean1, mean2 = local(first), local(second)
    variances = local(first**2) - mean1**2 + local(second**2) - mean2**2
    covariance = local(first * second) - mean1 * mean2
    c1, c2 = (0.01 * peak) ** 2, (0.03 * peak) ** 2
    ratio = (2 * mean1 * mean2 + c1) / (mean1**2 + mean2**2 + c1) * (2 * covariance + c2) / (variances + c2)
    return float(ratio.mean())


@pytest.mark.parametrize("name", ["ntire", "div2k"])
@pytest.mark.parametrize("scale", [2, 3, 4])
def test_ntire_and_div2k_leave_out_scale_and_six_pixels(name: str, scale: int) -> None:
    first, second = noisy_pair()
    inner = np.s_[scale + 6 : -scale - 6, scale + 6 : -scale - 6]
    psnr = psnr_of(first[inner], second[inner])
    ssim = np.mean([ssim_of(first[inner][..., c], second[inner][..., c]) for c in range(3)])
    protocol = f"{name}:scale={scale}"
    # Floats become the 8 bits of the files that are submitted.
    floats = second / 255 + np.random.default_rng(0).uniform(-0.4, 0.4, second.shape) / 255
    for candidate, reference in ((second, first), (np.clip(floats, 0, 1), first / 255)):
        assert score("psnr", reference, candidate, protocol=protocol) == pytest.approx(psnr, rel=1e-10)
        assert score("ssim", reference, candidate, protocol=protocol) == pytest.approx(ssim, rel=1e-10)


@pytest.mark.parametrize(("name", "rounded"), [("sidd", False), ("gopro", True)])
def test_sidd_and_gopro_have_the_ssim_of_matlab(name: str, rounded: bool) -> None:
    first, second = noisy_pair()
    psnr, ssim = psnr_of(first, second), matlab_ssim(first, second, 255.0)
    assert score("psnr", first, second, protocol=name) == pytest.approx(psnr, rel=1e-10)
    assert score("ssim", first, second, protocol=name) == pytest.approx(ssim, rel=1e-10)
    assert abs(score("ssim", first, second) - ssim) > 1e-3
    floats = np.clip(second / 255 + np.random.default_rng(0).uniform(-0.4, 0.4, second.shape) / 255, 0, 1)
    exact = np.floor(255 * floats + 0.5) / 255 if rounded else floats
    psnr, ssim = psnr_of(first / 255, exact, 1.0), matlab_ssim(first / 255, exact, 1.0)
    assert score("psnr", first / 255, floats, protocol=name) == pytest.approx(psnr, rel=1e-10)
    assert score("ssim", first / 255, floats, protocol=name) == pytest.approx(ssim, rel=1e-10)


@pytest.mark.parametrize("size", [(120, 100), (460, 620), (413, 550)])
def test_reside_pools_images_before_ssim(size: tuple[int, int]) -> None:
    first = photograph(*size, 3) / 255
    second = np.clip(first + np.random.default_rng(1).normal(0, 0.1, first.shape), 0, 1)
    ratio = max(1, round(min(size) / 256))
    assert ratio == {100: 1, 460: 2, 413: 2}[min(size)]

    def pooled(image: np.ndarray) -> np.ndarray:
        for axis in (0, 1):
            side, count = image.shape[axis], int(image.shape[axis] / ratio)
            bins = [range(i * side // count, -(-(i + 1) * side // count)) for i in range(count)]
            image = np.stack([image.take(one, axis).mean(axis) for one in bins], axis)
        return image

    small = pooled(first), pooled(second)
    ssim = np.mean([ssim_of(small[0][..., c], small[1][..., c], 1.0) for c in range(3)])
    assert score("ssim", first, second, protocol="reside") == pytest.approx(ssim, rel=1e-10)
    assert score("psnr", first, second, protocol="reside") == pytest.approx(
        psnr_of(first, second, 1.0), rel=1e-10
    )


def test_reside_against_the_program() -> None:
    torch = pytest.importorskip("torch")
    peer = pytest.importorskip("pytorch_msssim")
    first = photograph(413, 550, 3) / 255
    second = np.clip(first + np.random.default_rng(1).normal(0, 0.1, first.shape), 0, 1)
    pooled = [
        torch.nn.functional.adaptive_avg_pool2d(torch.from_numpy(image.transpose(2, 0, 1)[None]), (206, 275))
        for image in (first, second)
    ]
    expected = peer.ssim(*pooled, data_range=1, size_average=False).item()
    # The window of that program is rounded to float32.
    assert score("ssim", first, second, protocol="reside") == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("side", [70, 700])
def test_tid2013_is_grey_and_of_the_full_size(side: int) -> None:
    first = photograph(side, side + 23, 5)
    noise = np.random.default_rng(6).normal(0, 20, first.shape)
    second = np.clip(np.round(first + noise), 0, 255).astype(np.uint8)
    weights = np.linalg.inv([[1.0, 0.956, 0.621], [1.0, -0.272, -0.647], [1.0, -1.106, 1.703]])[0]
    grey = [np.floor(image @ weights + 0.5) for image in (first, second)]
    assert score("ssim", first, second, protocol="tid2013") == pytest.approx(ssim_of(*grey), rel=1e-10)
    assert score("psnr", first, second, protocol="tid2013") == pytest.approx(psnr_of(*grey), rel=1e-10)
    reduced = score("ssim", first, second, protocol="wang-matlab")
    assert (abs(reduced - ssim_of(*grey)) > 1e-3) is (side == 700)


@pytest.mark.filterwarnings("ignore:alpha differs")  # a rendering has none
def test_nerf_synthetic_composes_alpha_on_white(tmp_path) -> None:
    """In 8 bits, rounded, as the files hold them; composed in floats, the score is the same to 0.001 dB."""
    truth = photograph(60, 70, 2)
    alpha = np.zeros((60, 70), np.uint8)
    alpha[15:45, 20:50] = 255
    alpha[14, 20:50] = alpha[45, 20:50] = np.linspace(10, 240, 30).astype(np.uint8)
    Image.fromarray(np.dstack([truth, alpha])).save(tmp_path / "gt.png")
    share = alpha[..., None] / 255
    white = truth * share + 255 * (1 - share)
    levels = np.floor(white + 0.5)
    rendered = np.clip(levels + np.random.default_rng(3).normal(0, 9, levels.shape), 0, 255)
    np.save(tmp_path / "render.npy", (rendered / 255).astype(np.float32))
    found = score("psnr", tmp_path / "gt.png", tmp_path / "render.npy", protocol="nerf-synthetic")
    stored = np.floor((rendered / 255).astype(np.float32) * np.float32(255))
    assert found == pytest.approx(psnr_of(levels, stored), rel=1e-10)
    assert found == pytest.approx(psnr_of(white, stored), abs=1e-3)
    assert found != pytest.approx(psnr_of(truth * share, stored), abs=1)
    ssim = np.mean([ssim_of(levels[..., c], stored[..., c]) for c in range(3)])
    assert score(
        "ssim", tmp_path / "gt.png", tmp_path / "render.npy", protocol="nerf-synthetic"
    ) == pytest.approx(ssim, rel=1e-6)
    with pytest.raises(
        InputError, match="composes transparent pixels on white; leave background='black' out"
    ):
        rank(tmp_path, {"a": tmp_path}, "psnr@nerf-synthetic", background="black")


def video(path, frames: list[np.ndarray]) -> None:
    pages = [Image.fromarray(frame) for frame in frames]
    pages[0].save(path, save_all=True, append_images=pages[1:], duration=100)


def test_video_is_scored_by_frame_or_by_the_mean_error(tmp_path) -> None:
    rng = np.random.default_rng(4)
    truth = [rng.integers(60, 200, (24, 24), dtype=np.uint8) for _ in range(4)]
    ours = [
        np.clip(frame + rng.normal(0, 2 + 6 * i, frame.shape), 0, 255).astype(np.uint8)
        for i, frame in enumerate(truth)
    ]
    for name, frames in (("GT", truth), ("ours", ours)):
        (tmp_path / name).mkdir()
        video(tmp_path / name / "clip.tif", frames)
    study = rank(
        tmp_path / "GT", {"ours": tmp_path / "ours"}, ["psnr@video", "psnr@video:pool_batch=true"], workers=1
    )
    each = [psnr_of(a, b) for a, b in zip(truth, ours, strict=True)]
    errors = [np.mean((a.astype(float) - b) ** 2) for a, b in zip(truth, ours, strict=True)]
    mean, pooled = (study.scores.tables[name][0, 0] for name in study.scores.metrics)
    assert mean == pytest.approx(np.mean(each), rel=1e-6)
    assert pooled == pytest.approx(10 * np.log10(255**2 / np.mean(errors)), rel=1e-6)
    assert mean - pooled > 1


def test_each_recipe_names_its_source() -> None:
    for protocol in PROTOCOLS.values():
        assert protocol.source
        assert len(protocol.summary) <= 110
