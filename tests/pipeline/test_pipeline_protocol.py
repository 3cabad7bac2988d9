"""What protocols do to maps, gradients, records and images that are hard to measure."""

import json

import numpy as np
import pytest

from difference_finder import gradient, local_map, score, score_many
from difference_finder.errors import DataRangeError, InputError, UnequalWarning, UnknownNameError
from difference_finder.finder import Finder
from difference_finder.images.pair import Pair
from difference_finder.pipeline.apply_protocol import apply_protocol
from difference_finder.pipeline.protocol import PROTOCOLS, Protocol, get_protocol
from pictures import noisy_pair, waves

READY = [f"{name}:scale=1" if one.required else name for name, one in PROTOCOLS.items()]
ALL = [*READY, "basicsr:crop_border=4", "basicsr-y:crop_border=4", "wang-matlab:rounded=false"]


@pytest.mark.parametrize("protocol", ALL)
@pytest.mark.parametrize("metric", ["psnr", "ssim", "mse"])
def test_the_gradient_goes_through_the_protocol(protocol: str, metric: str) -> None:
    """Finite differences with respect to the candidate as it was given, the pixels at the border included."""
    first, second = (image[:40, :44].transpose(2, 0, 1) / 255 for image in noisy_pair())
    first, second = 0.1 + 0.8 * first, 0.1 + 0.8 * second
    chosen = get_protocol(protocol)
    if chosen.quantise is not None or chosen.rounded:
        with pytest.raises(InputError, match=r"the score is a staircase.*use protocol='.*=(None|False)'"):
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
    first, second = (image[..., 0] / 255 for image in noisy_pair(390, 413, 1))
    _, slope = gradient("ssim:downsample=true", first, second)
    direction = np.random.default_rng(8).choice([-1.0, 1.0], second.shape)
    high, low = (
        score("ssim:downsample=true", first, second + sign * 1e-5 * direction, data_range=1.0)
        for sign in (1, -1)
    )
    assert (slope * direction).sum() == pytest.approx((high - low) / 2e-5, rel=1e-5)


@pytest.mark.parametrize("protocol", [name for name in ALL if not get_protocol(name).rounded])
def test_the_gradient_of_integers_in_every_layout(protocol: str) -> None:
    """It is with respect to the value divided by the data range, in float32."""
    first, second = noisy_pair()
    _, slope = gradient("ssim", first, second, protocol=protocol)
    assert (slope.shape, slope.dtype) == (second.shape, np.float32)
    given = (first, second) if protocol == "fastmri" else (first / 255, second / 255)
    chosen = get_protocol(protocol)
    exact = chosen.configured({} if chosen.quantise is None else {"quantise": None})
    _, real = gradient("ssim", *(image.transpose(2, 0, 1).astype(float) for image in given), protocol=exact)
    scale = 255 if protocol == "fastmri" else 1
    np.testing.assert_allclose(
        slope, scale * real.transpose(1, 2, 0), atol=2e-6 * np.abs(slope).max(), rtol=1e-4
    )


def test_gradients_of_one_channel_batches_and_tensors() -> None:
    torch = pytest.importorskip("torch")
    first, second = (image.transpose(2, 0, 1)[None] / 255 for image in noisy_pair())
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
    first, second = (image.transpose(2, 0, 1) / 255 for image in noisy_pair())
    second[1, 30, 40] = np.nan
    clean = score("psnr", first, np.nan_to_num(second, nan=first[1, 30, 40]), protocol=protocol)
    with pytest.warns(UnequalWarning, match="1 pixel with not-a-number or infinity differs"):
        assert score("psnr", first, second, protocol=protocol) == pytest.approx(clean, abs=0.05)
    with pytest.warns(UnequalWarning):
        assert 0 < score("ssim", first, second, protocol=protocol) < 1
    finder = Finder(metric="ssim", strategy="gradient:wrt=1", protocol=protocol, nan="mask")
    comparison = finder.compare(first, second)
    assert np.isfinite(np.asarray(comparison.map)).all()
    assert comparison.map.values[0, 0, 30, 40] == 0


@pytest.mark.parametrize("protocol", ALL)
@pytest.mark.parametrize("kind", ["uint8", "float64"])
def test_identical_flat_and_extreme_images(protocol: str, kind: str) -> None:
    scale = 255 if kind == "uint8" else 1.0
    image = noisy_pair()[0] if kind == "uint8" else noisy_pair()[0] / 255
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
    first, second = noisy_pair()
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
    first, second = noisy_pair()
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
    assert comparison.pair.second.shape[-2:] == first.shape[:2]  # pictures show all of it


def test_local_maps_are_of_what_is_measured() -> None:
    first, second = noisy_pair()
    value, places = local_map("mse", first, second, protocol="basicsr-y:crop_border=3")
    assert places.shape == (64, 77, 1)
    assert places.mean(dtype=float) == pytest.approx(value, rel=1e-6)


def test_what_changes_nothing_costs_nothing() -> None:
    stored = np.zeros((1, 3, 20, 20), np.uint8)
    integers = Pair(stored, stored, 1.0, divisors=(255.0, 255.0))
    for name in ("default", "basicsr", "skimage-default", "pytorch-msssim", "torchmetrics", "seed-0.0.4"):
        assert apply_protocol(integers, get_protocol(name)) is integers
    assert apply_protocol(integers, get_protocol("nerfbaselines")) is integers
    part = apply_protocol(integers, get_protocol("basicsr:crop_border=2"))
    assert part.second.base is stored
    assert part.divisors == (255.0, 255.0)
    floats = Pair(stored / 255, stored / 255, 1.0)
    assert apply_protocol(floats, get_protocol("nerfbaselines")).second.dtype == np.uint8  # kernels take that


def test_what_both_are_measured_against_is_measured_alike() -> None:
    images = [image.transpose(2, 0, 1)[None] / 255 for image in (*noisy_pair(), noisy_pair()[0][::-1])]
    seen = apply_protocol(
        Pair(images[0], images[1], 1.0, reference=images[2]),
        get_protocol("basicsr-y:crop_border=2,quantise=round"),
    )
    other = apply_protocol(
        Pair(images[2], images[1], 1.0), get_protocol("basicsr-y:crop_border=2,quantise=round")
    )
    assert seen.reference.shape == (1, 1, 66, 79)
    np.testing.assert_allclose(seen.reference, other.first, rtol=1e-12)
    assert apply_protocol(
        Pair(*images[:2], 1.0, reference=2 * images[2]), get_protocol("fastmri")
    ).data_range == 2 * (images[2].max())


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


@pytest.mark.parametrize(
    "wrong", [{"colour": "hsv"}, {"range": "both"}, {"precision": "float8"}, {"rounded": 1}]
)
def test_a_protocol_of_your_own_is_checked(wrong: dict) -> None:
    with pytest.raises(InputError, match=f"setting '{next(iter(wrong))}' of protocol 'mine' must be "):
        Protocol("mine", "what I measure", **wrong)
    mine = Protocol("mine", "what I measure", colour="luma", crop_border=4)
    expected = score("psnr", *noisy_pair(), protocol="basicsr-y:crop_border=4")
    assert score("psnr", *noisy_pair(), protocol=mine) == pytest.approx(expected, rel=1e-9)


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
    with pytest.raises(InputError, match="all others are masked"):
        score("mse", holes, holes, protocol="basicsr:crop_border=3")


@pytest.mark.parametrize("protocol", ALL)
@pytest.mark.parametrize("kind", ["uint8", "float32", "float64"])
def test_tensors_are_measured_as_arrays_are(protocol: str, kind: str) -> None:
    torch = pytest.importorskip("torch")
    images = [image.transpose(2, 0, 1) for image in noisy_pair()]
    if kind != "uint8":
        images = [(image / 255).astype(kind) for image in images]
    tensors = [torch.from_numpy(image.copy()) for image in images]
    copies = [tensor.clone() for tensor in tensors]
    for metric in ("psnr", "ssim"):
        assert score(metric, *tensors, protocol=protocol) == score(metric, *images, protocol=protocol)
    for tensor, copy in zip(tensors, copies, strict=True):
        assert torch.equal(tensor, copy)


def test_the_protocol_is_written_under_pictures() -> None:
    from difference_finder.drawing.map_facts import describe_protocol

    record = Finder(protocol="basicsr-y:crop_border=4").compare(*noisy_pair()).to_dict()
    assert describe_protocol(record["protocol"]) == ["protocol basicsr-y:crop_border=4", "data range 1"]


@pytest.mark.parametrize("name", ["ntire", "div2k"])
def test_a_protocol_tells_the_setting_that_it_needs(name: str) -> None:
    with pytest.raises(
        InputError, match=f"protocol '{name}' needs its scale; write protocol='{name}:scale=4'"
    ):
        score("psnr", *noisy_pair(), protocol=name)
    with pytest.raises(InputError, match=f"'scale' of protocol '{name}' must be a whole number, at least 1"):
        get_protocol(f"{name}:scale=2.5")
    chosen = get_protocol(f"{name}:scale=3")
    assert (chosen.crop_border, chosen.spec) == (9, f"{name}:scale=3")
    assert Protocol.from_dict(chosen.to_dict()).crop_border == 9


def test_a_background_other_than_that_of_the_protocol_is_refused() -> None:
    from difference_finder.pipeline.measurement import Measurement

    with pytest.raises(
        InputError, match="'nerf-synthetic' composes transparent pixels on white; leave background"
    ):
        Measurement.checked("nerf-synthetic", background="black")
    assert Measurement.checked("nerf-synthetic").background == "white"
