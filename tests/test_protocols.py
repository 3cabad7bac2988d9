"""Each protocol gives the numbers of the library or the program that it is named after."""

import json

import numpy as np
import pytest

from difference_finder import gradient, local_map, score, score_many
from difference_finder.errors import DataRangeError, InputError, UnknownNameError
from difference_finder.finder import Finder
from difference_finder.measured import measured
from difference_finder.model import Pair
from difference_finder.protocol import PROTOCOLS, get_protocol
from pictures import photograph, waves

ALL = [*PROTOCOLS, "basicsr:crop_border=4", "basicsr-y:crop_border=4", "wang-matlab:rounded=false"]


def pair() -> tuple[np.ndarray, np.ndarray]:
    """Return two RGB pictures of 8 bits, (H, W, C)."""
    first = photograph(70, 83, 1)
    noise = np.random.default_rng(2).normal(0, 12, first.shape)
    return first, np.clip(np.round(first + noise), 0, 255).astype(np.uint8)


def volume() -> tuple[np.ndarray, np.ndarray]:
    """Return two volumes of six slices, values 0 to 2.6."""
    first = photograph(40, 52, 3, channels=6).transpose(2, 0, 1) / 97.0
    return first, first + np.random.default_rng(4).normal(0, 0.1, first.shape)


def large(channels: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Return two pictures whose shorter side is above 384, so that blocks of 2x2 are averaged."""
    first = photograph(390, 413, 5, channels)
    noise = np.random.default_rng(6).normal(0, 20, first.shape)
    return first, np.clip(np.round(first + noise), 0, 255).astype(np.uint8)


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
    first, second = pair()
    exact = 1e-12 if "-y" not in protocol else 1e-6
    for metric, expected in zip(("psnr", "ssim"), BASICSR[protocol], strict=True):
        assert score(metric, first, second, protocol=protocol) == pytest.approx(expected, rel=exact)
        floats = first / 255, second / 255
        assert score(metric, *floats, protocol=protocol) == pytest.approx(expected, rel=exact)
        loose = [255 * image for image in floats]
        assert score(metric, *loose, protocol=protocol, data_range=255) == pytest.approx(expected, rel=exact)


def test_luma_has_head_and_footroom() -> None:
    """White is 235, black 16: the ratio is 20 log10(255 / 219) dB above that of the full range."""
    grey = [np.repeat(image[..., :1], 3, axis=2) for image in pair()]
    gain = score("psnr", *grey, protocol="basicsr-y") - score("psnr", *grey)
    assert gain == pytest.approx(20 * np.log10(255 / 219), abs=1e-5)
    white, black = np.ones((3, 9, 9)), np.zeros((3, 9, 9))
    luma = measured(Pair(white[None], black[None], 1.0), get_protocol("basicsr-y"))
    assert luma.reference * 255 == pytest.approx(235)
    assert luma.candidate * 255 == pytest.approx(16)


def test_basicsr_rounds_floats_to_8_bits_if_asked() -> None:
    first, second = (image / 255 for image in pair())
    near = np.random.default_rng(0).uniform(-0.4, 0.4, second.shape) / 255 + second
    near = np.clip(near, 0, 1)
    expected = score("psnr", *pair(), protocol="basicsr")
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
    first, second = pair()
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
    first, second = (image.transpose(2, 0, 1)[None] / 255 for image in large())
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
    with pytest.raises(DataRangeError, match=r"the greatest value of the reference .* is 0; give data_range"):
        score("psnr", 0 * first, second, protocol="fastmri")
    integers = [np.round(60 * image).clip(0, 255).astype(np.uint8) for image in (first, second)]
    reals = [image.astype(float) for image in integers]
    for metric in ("psnr", "ssim"):
        expected = score(metric, *reals, protocol="fastmri")
        assert score(metric, *integers, protocol="fastmri") == pytest.approx(expected, rel=1e-12)


def test_nerfbaselines() -> None:
    """``psnr`` and ``ssim`` of nerfbaselines 1.2.12 after its conversion to uint8; it computes in float32."""
    first, second = ((image / 255.0) for image in pair())
    first, second = first**1.1, np.clip(second * 1.02 - 0.003, 0, 1)
    for metric, expected in (("psnr", 24.61734390258789), ("ssim", 0.6482777579593098)):
        assert score(metric, first, second, protocol="nerfbaselines") == pytest.approx(expected, rel=1e-6)
        whole = [(image * 255).astype(np.uint8) for image in (first, second)]
        assert score(metric, *whole) == score(metric, first, second, protocol="nerfbaselines")
        loose = score(metric, 9 * first, 9 * second, protocol="nerfbaselines", data_range=9)
        assert loose == pytest.approx(expected, rel=1e-3)  # 9 x / 9 may fall below a whole number
    for kind in (np.float32, np.float64):  # 8 bits as floats are truncated to what they were
        reals = [image.astype(kind) / kind(255) for image in pair()]
        assert score("psnr", *reals, protocol="nerfbaselines") == score("psnr", *pair())


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


@pytest.mark.parametrize("protocol", ALL)
@pytest.mark.parametrize("metric", ["psnr", "ssim", "mse"])
def test_the_gradient_goes_through_the_protocol(protocol: str, metric: str) -> None:
    """Finite differences with respect to the candidate as it was given, the pixels at the border included."""
    first, second = (image[:40, :44].transpose(2, 0, 1) / 255 for image in pair())
    first, second = 0.1 + 0.8 * first, 0.1 + 0.8 * second
    chosen = get_protocol(protocol)
    if chosen.quantise is not None or chosen.rounded:
        with pytest.raises(InputError, match=r"the score is a staircase.*use protocol '.*=(None|False)'"):
            gradient(metric, first, second, protocol=protocol)
        smooth = {"quantise": None} if chosen.quantise else {"rounded": False}
        protocol = chosen.configured(smooth).spec
    value, slope = gradient(metric, first, second, protocol=protocol)
    assert value == score(metric, first, second, protocol=protocol)
    assert slope.shape == second.shape
    direction = np.random.default_rng(7).choice([-1.0, 1.0], second.shape)
    step = 1e-5 * direction
    high, low = (score(metric, first, second + sign * step, protocol=protocol) for sign in (1, -1))
    # Central differences are exact to the square of the step, and lose about 1e-16 / step to rounding.
    assert (slope * direction).sum() == pytest.approx((high - low) / 2e-5, rel=1e-5, abs=1e-9)
    border = chosen.crop_border
    if border:
        assert not slope[:, :border].any()
        assert not slope[..., -border:].any()


def test_the_gradient_comes_back_through_averaged_blocks() -> None:
    first, second = (image[..., 0] / 255 for image in large(1))
    _, slope = gradient("ssim:downsample=true", first, second)
    direction = np.random.default_rng(8).choice([-1.0, 1.0], second.shape)
    high, low = (
        score("ssim:downsample=true", first, second + sign * 1e-5 * direction, data_range=1.0)
        for sign in (1, -1)
    )
    assert (slope * direction).sum() == pytest.approx((high - low) / 2e-5, rel=1e-5)


@pytest.mark.parametrize("protocol", [name for name in ALL if "wang" not in name])
def test_the_gradient_of_integers_in_every_layout(protocol: str) -> None:
    """It is with respect to the value divided by the data range, in float32."""
    first, second = pair()
    _, slope = gradient("ssim", first, second, protocol=protocol)
    assert (slope.shape, slope.dtype) == (second.shape, np.float32)
    given = (first, second) if protocol == "fastmri" else (first / 255, second / 255)
    exact = get_protocol(protocol).configured({} if "nerf" not in protocol else {"quantise": None})
    _, real = gradient("ssim", *(image.transpose(2, 0, 1).astype(float) for image in given), protocol=exact)
    scale = 255 if protocol == "fastmri" else 1
    np.testing.assert_allclose(
        slope, scale * real.transpose(1, 2, 0), atol=2e-6 * np.abs(slope).max(), rtol=1e-4
    )


def test_gradients_of_one_channel_batches_and_tensors() -> None:
    torch = pytest.importorskip("torch")
    first, second = (image.transpose(2, 0, 1)[None] / 255 for image in pair())
    batch = np.concatenate([second, second[..., ::-1]])
    _, slopes = gradient("ssim", first, batch, protocol="basicsr-y:crop_border=2")
    assert slopes.shape == batch.shape
    _, single = gradient("ssim", first[0], second[0], protocol="basicsr-y:crop_border=2")
    np.testing.assert_allclose(slopes[0], single, atol=1e-15)
    # One candidate of one channel against three channels: the derivatives of its copies add up.
    grey = second[0, :1]
    _, slope = gradient("psnr", first[0], grey, protocol="basicsr-y")
    _, apart = gradient("psnr", first[0], np.repeat(grey, 3, axis=0), protocol="basicsr-y")
    np.testing.assert_allclose(slope, apart.sum(axis=0, keepdims=True), rtol=1e-12)
    tensor = torch.from_numpy(second[0]).float()
    value, slope = gradient("ssim", torch.from_numpy(first[0]).float(), tensor, protocol="basicsr-y")
    assert (slope.dtype, tuple(slope.shape)) == (torch.float32, tuple(tensor.shape))
    assert value == pytest.approx(score("ssim", first, second, protocol="basicsr-y")[0], rel=1e-6)


@pytest.mark.parametrize("protocol", ALL)
def test_pixels_that_are_no_number_do_not_spread(protocol: str) -> None:
    first, second = (image.transpose(2, 0, 1) / 255 for image in pair())
    second[1, 30, 40] = np.nan
    clean = score("psnr", first, np.nan_to_num(second, nan=first[1, 30, 40]), protocol=protocol)
    assert score("psnr", first, second, protocol=protocol) == pytest.approx(clean, abs=0.05)
    assert 0 < score("ssim", first, second, protocol=protocol) < 1
    comparison = Finder(metric="ssim", strategy="gradient:wrt=1", protocol=protocol).compare(first, second)
    assert np.isfinite(np.asarray(comparison.map)).all()
    assert comparison.map.values[0, 0, 30, 40] == 0


@pytest.mark.parametrize("protocol", ALL)
@pytest.mark.parametrize("kind", ["uint8", "float64"])
def test_identical_flat_and_extreme_images(protocol: str, kind: str) -> None:
    scale = 255 if kind == "uint8" else 1.0
    image = pair()[0] if kind == "uint8" else pair()[0] / 255
    white = np.full_like(image, scale)
    for same in (image, white):
        assert score("psnr", same, same.copy(), protocol=protocol) == np.inf
        assert score("ssim", same, same.copy(), protocol=protocol) == 1
    assert score("psnr", white, 0 * white, protocol=protocol) == pytest.approx(
        20 * np.log10(255 / 219) if "-y" in protocol else 0.0, abs=1e-9
    )
    black, bright = (16, 235) if "-y" in protocol else (0, 255)
    constant = 6.5025 * (255**2 if "seed" in protocol else 1)
    expected = (2 * black * bright + constant) / (black**2 + bright**2 + constant)
    assert score("ssim", white, 0 * white, protocol=protocol) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("protocol", ALL)
def test_many_candidates_batches_and_the_finder_agree(protocol: str) -> None:
    first, second = pair()
    candidates = [second, first, second[::-1]]
    several = score_many("ssim", first, candidates, protocol=protocol)
    assert several == pytest.approx(
        [score("ssim", first, c, protocol=protocol) for c in candidates], rel=1e-9
    )
    comparison = Finder(metric="ssim", protocol=protocol, also=["psnr"]).compare(first, second)
    assert comparison.score == pytest.approx(several[0], rel=1e-7)
    assert comparison.scores["psnr"] == score("psnr", first, second, protocol=protocol)
    record = comparison.to_dict()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    chosen = get_protocol(protocol)
    assert record["protocol"]["name"] == chosen.name
    assert record["protocol"]["settings"] == dict(chosen.given)
    assert record["protocol"]["crop_border"] == chosen.crop_border
    assert record["protocol"]["source"]


def test_maps_lie_in_the_frame_of_the_images() -> None:
    first, second = pair()
    options = {"strategy": "difference", "reduce": "max"}
    whole = np.asarray(Finder(**options).compare(first, second).map)
    comparison = Finder(**options, protocol="basicsr:crop_border=5").compare(first, second)
    part = np.asarray(comparison.map)
    assert part.shape == whole.shape == first.shape[:2]
    np.testing.assert_array_equal(part[5:-5, 5:-5], whole[5:-5, 5:-5])
    part[5:-5, 5:-5] = 0
    assert not part.any()
    assert not comparison.map.mask[..., :5, :].any()
    assert comparison.map.mask[..., 5:-5, 5:-5].all()
    assert comparison.notes == ("5 pixels at each side are not measured (protocol basicsr:crop_border=5)",)
    assert comparison.pair.candidate.shape[-2:] == first.shape[:2]  # pictures show all of it


def test_local_maps_are_of_what_is_measured() -> None:
    first, second = pair()
    value, places = local_map("mse", first, second, protocol="basicsr-y:crop_border=3")
    assert places.shape == (64, 77, 1)
    assert places.mean(dtype=float) == pytest.approx(value, rel=1e-6)


def test_what_changes_nothing_costs_nothing() -> None:
    stored = np.zeros((1, 3, 20, 20), np.uint8)
    integers = Pair(stored, stored, 1.0, divisors=(255.0, 255.0))
    for name in ("default", "basicsr", "skimage-default", "pytorch-msssim", "torchmetrics", "seed-0.0.4"):
        assert measured(integers, get_protocol(name)) is integers
    assert measured(integers, get_protocol("nerfbaselines")) is integers
    part = measured(integers, get_protocol("basicsr:crop_border=2"))
    assert part.candidate.base is stored
    assert part.divisors == (255.0, 255.0)
    floats = Pair(stored / 255, stored / 255, 1.0)
    assert measured(floats, get_protocol("nerfbaselines")).candidate.dtype == np.uint8  # kernels take that


def test_what_both_are_measured_against_is_measured_alike() -> None:
    images = [image.transpose(2, 0, 1)[None] / 255 for image in (*pair(), pair()[0][::-1])]
    seen = measured(
        Pair(images[0], images[1], 1.0, truth=images[2]),
        get_protocol("basicsr-y:crop_border=2,quantise=round"),
    )
    other = measured(Pair(images[2], images[1], 1.0), get_protocol("basicsr-y:crop_border=2,quantise=round"))
    assert seen.truth.shape == (1, 1, 66, 79)
    np.testing.assert_allclose(seen.truth, other.reference, rtol=1e-12)
    assert measured(Pair(*images[:2], 1.0, truth=2 * images[2]), get_protocol("fastmri")).data_range == 2 * (
        images[2].max()
    )


@pytest.mark.parametrize(
    ("protocol", "error", "message"),
    [
        ("basic", UnknownNameError, "no protocol 'basic'; did you mean 'basicsr'"),
        ("basicsr:border=4", UnknownNameError, "no setting of protocol 'basicsr' 'border'; did you mean"),
        ("basicsr:crop_border=-1", InputError, "must be a whole number of pixels, at least 0, not -1"),
        ("basicsr:crop_border=true", InputError, "must be a whole number of pixels, at least 0, not True"),
        ("basicsr:crop_border=1.5", InputError, "must be a whole number of pixels, at least 0, not 1.5"),
        ("basicsr:quantise=maybe", InputError, "must be round, truncate or none, not 'maybe'"),
        ("wang-matlab:rounded=2", InputError, "must be true or false, not 2"),
        ("skimage-default:crop_border=2", UnknownNameError, "no setting of protocol 'skimage-default'"),
        (
            "basicsr:crop_border=10",
            InputError,
            r"leaves out 10 pixels .* are 20x20; use crop_border=9 or less",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(protocol: str, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        score("mse", *waves(20, 20), protocol=protocol)


def test_images_that_a_protocol_cannot_measure() -> None:
    two = np.random.default_rng(0).random((2, 12, 13))
    with pytest.raises(InputError, match="luma values of R, G and B, and the images have 2 channels"):
        score("psnr", two, two, protocol="basicsr-y")
    three = 7 * np.random.default_rng(0).random((3, 12, 13))
    for protocol in ("basicsr-y", "wang-matlab", "nerfbaselines"):
        with pytest.raises(DataRangeError, match=f"protocol '{protocol}' depends on the range"):
            score("mse", three, three, protocol=protocol)
        assert score("mse", three, three, protocol=protocol, data_range=7) == 0
    holes = np.random.default_rng(0).random((9, 9))
    holes[3:6, 3:6] = np.nan
    with pytest.raises(InputError, match="none of the others is finite in both images"):
        score("mse", holes, holes, protocol="basicsr:crop_border=3")


@pytest.mark.parametrize("protocol", ALL)
@pytest.mark.parametrize("kind", ["uint8", "float32", "float64"])
def test_tensors_are_measured_as_arrays_are(protocol: str, kind: str) -> None:
    torch = pytest.importorskip("torch")
    images = [image.transpose(2, 0, 1) for image in pair()]
    if kind != "uint8":
        images = [(image / 255).astype(kind) for image in images]
    tensors = [torch.from_numpy(image.copy()) for image in images]
    copies = [tensor.clone() for tensor in tensors]
    for metric in ("psnr", "ssim"):
        assert score(metric, *tensors, protocol=protocol) == score(metric, *images, protocol=protocol)
    for tensor, copy in zip(tensors, copies, strict=True):
        assert torch.equal(tensor, copy)


def test_the_protocol_is_written_under_pictures() -> None:
    from difference_finder.reporters._record import protocol_in_words

    record = Finder(protocol="basicsr-y:crop_border=4").compare(*pair()).to_dict()
    assert protocol_in_words(record["protocol"]) == ["protocol basicsr-y:crop_border=4", "data range 1"]
