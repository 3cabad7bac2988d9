"""Each protocol gives the numbers of the library or the program that it is named after."""

import json

import numpy as np
import pytest

from difference_finder import gradient, score
from difference_finder.errors import DataRangeError
from difference_finder.finder import Finder
from difference_finder.images.pair import Pair
from difference_finder.pipeline.apply_protocol import apply_protocol
from difference_finder.pipeline.protocol import get_protocol
from pictures import noisy_pair, photograph, waves


def volume() -> tuple[np.ndarray, np.ndarray]:
    """Return two volumes of six slices, values 0 to 2.6."""
    first = photograph(40, 52, 3, channels=6).transpose(2, 0, 1) / 97.0
    return first, first + np.random.default_rng(4).normal(0, 0.1, first.shape)


# Made with ``calculate_psnr`` and ``calculate_ssim`` of basicsr 1.4.2, the channels in its order, B first. It
# rounds Y to float32, which is worth 1e-7.
BASICSR = {
    "basicsr": (26.646313377518794, 0.6541954250561182),
    "basicsr:crop_border=4": (26.646471089916588, 0.6630208615099664),
    "basicsr-y": (31.489289855105028, 0.7729590472752326),
    "basicsr-y:crop_border=4": (31.479273248554712, 0.7800522838593206),
}


@pytest.mark.parametrize("protocol", BASICSR)
def test_basicsr(protocol: str) -> None:
    first, second = noisy_pair()
    exact = 1e-12 if "-y" not in protocol else 1e-6
    for metric, expected in zip(("psnr", "ssim"), BASICSR[protocol], strict=True):
        assert score(metric, first, second, protocol=protocol) == pytest.approx(expected, rel=exact)
        floats = first / 255, second / 255
        assert score(metric, *floats, protocol=protocol) == pytest.approx(expected, rel=exact)
        loose = [255 * image for image in floats]
        assert score(metric, *loose, protocol=protocol, data_range=255) == pytest.approx(expected, rel=exact)


def test_luma_has_head_and_footroom() -> None:
    """White is 235, black 16: the ratio is 20 log10(255 / 219) dB above that of the full range."""
    grey = [np.repeat(image[..., :1], 3, axis=2) for image in noisy_pair()]
    gain = score("psnr", *grey, protocol="basicsr-y") - score("psnr", *grey)
    assert gain == pytest.approx(20 * np.log10(255 / 219), abs=1e-5)
    white, black = np.ones((3, 9, 9)), np.zeros((3, 9, 9))
    luma = apply_protocol(Pair(white[None], black[None], 1.0), get_protocol("basicsr-y"))
    assert luma.first * 255 == pytest.approx(235)
    assert luma.second * 255 == pytest.approx(16)


def test_basicsr_rounds_floats_to_8_bits_if_asked() -> None:
    first, second = (image / 255 for image in noisy_pair())
    near = np.random.default_rng(0).uniform(-0.4, 0.4, second.shape) / 255 + second
    near = np.clip(near, 0, 1)
    expected = score("psnr", *noisy_pair(), protocol="basicsr")
    assert score("psnr", first, near, protocol="basicsr:quantise=round") == pytest.approx(expected, rel=1e-12)
    assert score("psnr", first, near, protocol="basicsr") != pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    ("protocol", "options"),
    [
        ("skimage-default", {}),
        ("skimage-wang", {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False}),
    ],
)
@pytest.mark.parametrize("kind", ["uint8", "uint16", "float64"])
def test_scikit_image(protocol: str, options: dict, kind: str) -> None:
    peer = pytest.importorskip("skimage.metrics")
    first, second = noisy_pair()
    if kind == "float64":
        first, second = first / 255, second / 255
    elif kind == "uint16":
        first, second = (image.astype(np.uint16) * 257 + 3 for image in (first // 2, second // 2))
    span = {"uint8": 255, "uint16": 65535, "float64": 1.0}[kind]
    expected = peer.structural_similarity(first, second, channel_axis=2, data_range=span, **options)
    assert score("ssim", first, second, protocol=protocol) == pytest.approx(expected, rel=1e-12)
    expected = peer.peak_signal_noise_ratio(first, second, data_range=span)
    assert score("psnr", first, second, protocol=protocol) == pytest.approx(expected, rel=1e-12)


def test_pytorch_msssim() -> None:
    torch = pytest.importorskip("torch")
    peer = pytest.importorskip("pytorch_msssim")
    first, second = (image.transpose(2, 0, 1)[None] / 255 for image in noisy_pair(390, 413))
    second[:, 1] = 1 - second[:, 1]  # a channel that is inverted counts as zero there
    tensors = torch.from_numpy(first), torch.from_numpy(second)
    for metric, function in (("ssim", peer.ssim), ("ms-ssim", peer.ms_ssim)):
        expected = function(*tensors, data_range=1.0).item()
        # Its window is rounded to float32.
        assert score(metric, first, second, protocol="pytorch-msssim")[0] == pytest.approx(expected, abs=1e-5)
    assert score("ms-ssim", first, second)[0] < score("ms-ssim", first, second, protocol="pytorch-msssim")[0]


# ``peak_signal_noise_ratio``, ``structural_similarity_index_measure`` and
# ``multiscale_structural_similarity_index_measure`` of torchmetrics 1.9 for the two batches below, candidate
# first, data_range=1.0, in float64.
TORCHMETRICS = {"psnr": 17.053471271170157, "ssim": 0.8373559941571977, "ms-ssim": 0.8473301768979813}


def batches() -> tuple[np.ndarray, np.ndarray]:
    both = [waves(181, 193), waves(193, 181)]
    first = np.stack([np.stack([both[0][0], both[1][0].T]), np.stack([both[0][0] ** 2, both[1][0].T])])
    second = np.stack([np.stack([both[0][1], both[1][1].T]), np.stack([both[0][1], 1.1 * both[1][1].T])])
    return first, second


def test_torchmetrics() -> None:
    first, second = batches()
    psnr = score("psnr", first, second, protocol="torchmetrics", data_range=1.0)
    assert psnr == pytest.approx([TORCHMETRICS["psnr"]] * 2, rel=1e-7)  # its ln 10 is float32
    assert score("psnr", first, second, data_range=1.0).mean() != pytest.approx(psnr[0], abs=0.01)
    apart = score("psnr", first, second, protocol="torchmetrics:pool_batch=false", data_range=1.0)
    assert apart == pytest.approx(score("psnr", first, second, data_range=1.0), rel=1e-12)
    ssim = score("ssim", first, second, protocol="torchmetrics", data_range=1.0)
    assert ssim.mean() == pytest.approx(TORCHMETRICS["ssim"], rel=1e-12)
    ms_ssim = score("ms-ssim", first, second, protocol="torchmetrics", data_range=1.0)
    assert ms_ssim.mean() == pytest.approx(TORCHMETRICS["ms-ssim"], rel=1e-7)  # its exponents are float32


def test_torchmetrics_itself() -> None:
    torch = pytest.importorskip("torch")
    peer = pytest.importorskip("torchmetrics.functional.image")
    first, second = (torch.from_numpy(image) for image in batches())
    second.requires_grad_(True)
    for metric, function in (
        ("psnr", peer.peak_signal_noise_ratio),
        ("ssim", peer.structural_similarity_index_measure),
        ("ms-ssim", peer.multiscale_structural_similarity_index_measure),
    ):
        expected = function(second, first, data_range=1.0)
        (slope,) = torch.autograd.grad(expected, second)
        values, ours = gradient(metric, *batches(), protocol="torchmetrics", data_range=1.0)
        assert values.mean() == pytest.approx(expected.item(), rel=1e-7)
        assert TORCHMETRICS[metric] == pytest.approx(expected.item(), rel=1e-12)
        pooled = 1 if metric == "psnr" else 2  # a mean over two samples is half of each
        np.testing.assert_allclose(ours / pooled, slope.numpy(), atol=1e-6 * np.abs(slope.numpy()).max())


# ``psnr`` and ``ssim`` of evaluate.py of fastmri 0.3.0, without and with ``maxval=3``.
FASTMRI = {
    None: (28.41861846705185, 0.7743748489198768),
    3.0: (29.56567463809089, 0.7858929484534903),
}


@pytest.mark.parametrize("data_range", FASTMRI)
@pytest.mark.parametrize("batch", [False, True])
def test_fastmri(data_range: float | None, batch: bool) -> None:
    first, second = (image[:, None] if batch else image for image in volume())
    found = {m: score(m, first, second, protocol="fastmri", data_range=data_range) for m in ("psnr", "ssim")}
    psnr, ssim = FASTMRI[data_range]
    assert np.mean(found["ssim"]) == pytest.approx(ssim, rel=1e-12)
    assert found["psnr"] == pytest.approx([psnr] * 6 if batch else psnr, rel=1e-12)


def test_fastmri_takes_the_range_of_what_is_measured_against() -> None:
    first, second = volume()
    record = Finder(metric="ssim", protocol="fastmri", batch="all").compare(first, second).to_dict()
    assert record["protocol"]["data_range"] == first.max()
    with pytest.raises(DataRangeError, match=r"the greatest value of the reference .* is 0; pass data_range"):
        score("psnr", 0 * first, second, protocol="fastmri")
    integers = [np.round(60 * image).clip(0, 255).astype(np.uint8) for image in (first, second)]
    reals = [image.astype(float) for image in integers]
    for metric in ("psnr", "ssim"):
        expected = score(metric, *reals, protocol="fastmri")
        assert score(metric, *integers, protocol="fastmri") == pytest.approx(expected, rel=1e-12)


def test_nerfbaselines() -> None:
    """``psnr`` and ``ssim`` of nerfbaselines 1.2.12 after its conversion to uint8; it computes in float32."""
    first, second = ((image / 255.0) for image in noisy_pair())
    first, second = first**1.1, np.clip(second * 1.02 - 0.003, 0, 1)
    for metric, expected in (("psnr", 24.61734390258789), ("ssim", 0.6482777579593098)):
        assert score(metric, first, second, protocol="nerfbaselines") == pytest.approx(expected, rel=1e-6)
        whole = [(image * 255).astype(np.uint8) for image in (first, second)]
        assert score(metric, *whole) == score(metric, first, second, protocol="nerfbaselines")
        loose = score(metric, 9 * first, 9 * second, protocol="nerfbaselines", data_range=9)
        assert loose == pytest.approx(expected, rel=1e-3)  # 9 x / 9 may fall below a whole number
    for kind in (np.float32, np.float64):  # 8 bits as floats are truncated to what they were
        reals = [image.astype(kind) / kind(255) for image in noisy_pair()]
        assert score("psnr", *reals, protocol="nerfbaselines") == score("psnr", *noisy_pair())


@pytest.mark.parametrize("side", [70, 390, 700])
def test_wang_matlab(side: int) -> None:
    """Prepared by hand: ``rgb2gray``, ``imfilter(..., 'symmetric')``, every f-th pixel, scikit-image."""
    peer = pytest.importorskip("skimage.metrics").structural_similarity
    from scipy.ndimage import correlate

    first = photograph(side, side + 23, 5)
    noise = np.random.default_rng(6).normal(0, 20, first.shape)
    second = np.clip(np.round(first + noise), 0, 255).astype(np.uint8)
    weights = np.linalg.inv([[1.0, 0.956, 0.621], [1.0, -0.272, -0.647], [1.0, -1.106, 1.703]])[0]
    factor = max(1, round(side / 256))
    assert factor == {70: 1, 390: 2, 700: 3}[side]
    prepared = []
    for image in (first, second):
        grey = np.floor(image @ weights + 0.5)
        origin = (factor + 1) // 2 - 1 - factor // 2
        kernel = np.full((factor, factor), 1 / factor**2)
        prepared.append(correlate(grey, kernel, mode="reflect", origin=origin)[::factor, ::factor])
    expected = peer(*prepared, data_range=255, gaussian_weights=True, use_sample_covariance=False)
    assert score("ssim", first, second, protocol="wang-matlab") == pytest.approx(expected, rel=1e-12)
    # The reduction belongs to SSIM alone.
    grey = [np.floor(image @ weights + 0.5) for image in (first, second)]
    decibels = 10 * np.log10(255**2 / np.mean((grey[0] - grey[1]) ** 2))
    assert score("psnr", first, second, protocol="wang-matlab") == pytest.approx(decibels, rel=1e-12)
    plain = score("ssim:downsample=false", first, second, protocol="wang-matlab")
    assert bool(plain == pytest.approx(expected, rel=1e-9)) is (factor == 1)


@pytest.mark.parametrize("protocol", ["default", "basicsr", "wang-matlab", "skimage-default"])
def test_published_ratios_of_denoised_pictures(shared, protocol: str) -> None:
    """The ratios of five methods on a grey picture, as KAIR prints them with two decimals."""
    folder = shared / "denoise" / "set12_05_sigma50"
    expected = json.loads((shared / "EXPECTED.json").read_text())[
        "denoise/set12_05_sigma50 PSNR dB vs 05_GT.png"
    ]
    for method, ratio in expected.items():
        (path,) = folder.glob(f"05_{method}_*.png")
        found = score("psnr", folder / "05_GT.png", path, protocol=protocol)
        assert found == pytest.approx(ratio, abs=0.0051), method


def test_published_ratios_of_reconstructed_slices(shared) -> None:
    """The peak of the reference is 1, as in the table; one reconstruction reaches beyond it."""
    expected = json.loads((shared / "EXPECTED.json").read_text())["mri PSNR dB (peak 1)"]
    for method, ratio in expected.items():
        paths = [shared / "mri" / f"brain1_r20_{name}.npy" for name in ("gt", method)]
        assert score("psnr", *paths, protocol="fastmri") == pytest.approx(ratio, abs=0.0051), method
