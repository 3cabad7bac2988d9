"""Data ranges with two ends, and one for each image: every score against float64 by hand."""

from __future__ import annotations

import numpy as np
import pytest

from difference_finder import Finder, score
from difference_finder.errors import DataRangeError
from difference_finder.images.image import Image
from difference_finder.images.pair import Pair
from difference_finder.parts.kinds import PreProcessor
from difference_finder.parts.registry import metrics
from difference_finder.pipeline.apply_protocol import apply_protocol
from difference_finder.pipeline.data_range import DataRange, check_data_range
from difference_finder.pipeline.protocol import PROTOCOLS
from difference_finder.pipeline.range_checks import check_floats
from difference_finder.pipeline.stages import pre_process

RANDOM = np.random.default_rng(15)
FIRST = np.round(RANDOM.random((3, 40, 44)) * 255)
SECOND = np.clip(FIRST + np.round(RANDOM.normal(0, 12, FIRST.shape)), 0, 255)
WEIGHTS = np.array([65.481, 128.553, 24.966]) / 255


def mse_of(first, second):
    return float(((first - second) ** 2).mean())


def psnr_of(first, second, width=1.0):
    return 10 * np.log10(width**2 / mse_of(first, second))


def ssim_of(first, second, width=1.0, size=11, sigma=1.5):
    """SSIM of the inner pixels with a Gaussian window, written without the code under test."""
    positions = np.arange(size) - size // 2
    line = np.exp(-(positions**2) / (2 * sigma**2))
    window = np.outer(line, line) / line.sum() ** 2

    def blurred(image):
        parts = np.lib.stride_tricks.sliding_window_view(image, (size, size), axis=(1, 2))
        return np.einsum("chwij,ij->chw", parts, window)

    means = blurred(first), blurred(second)
    squares = blurred(first**2) - means[0] ** 2, blurred(second**2) - means[1] ** 2
    covariance = blurred(first * second) - means[0] * means[1]
    c1, c2 = (0.01 * width) ** 2, (0.03 * width) ** 2
    places = (2 * means[0] * means[1] + c1) * (2 * covariance + c2)
    return float((places / ((means[0] ** 2 + means[1] ** 2 + c1) * (squares[0] + squares[1] + c2))).mean())


def luma_of(image):
    return (np.tensordot(WEIGHTS, image, 1) + 16 / 255)[None]


UNIT = FIRST / 255, SECOND / 255
STORED = {
    "12 bits in 16": ([np.round(image * 4095).astype(np.uint16) for image in UNIT], 4095.0),
    "12 bits in 16, both ends": ([np.round(image * 4095).astype(np.uint16) for image in UNIT], "0,4095"),
    "8 against 16 bits": ([FIRST.astype(np.uint8), (SECOND * 257).astype(np.uint16)], None),
    "8 against 12 in 16 bits": (
        [FIRST.astype(np.uint8), np.round(UNIT[1] * 4095).astype(np.uint16)],
        "255:4095",
    ),
    "-1 to 1": ([image * 2 - 1 for image in UNIT], (-1, 1)),
    "-1 to 1 in float32": ([(image * 2 - 1).astype(np.float32) for image in UNIT], "-1,1"),
    "CT": ([np.round(image * 4095 - 1024).astype(np.int16) for image in UNIT], "-1024,3071"),
    "8 bits against -1 to 1": ([FIRST.astype(np.uint8), UNIT[1] * 2 - 1], "0,255:-1,1"),
    "8 bits against -1 to 1, one range": ([FIRST.astype(np.uint8), UNIT[1] * 2 - 1], "-1,1"),
    "0 to 255 against 0 to 1": ([FIRST, UNIT[1]], "255:1"),
}
ROUNDED = ("12", "CT")
"""Rows whose values are rounded to 12 bits, which moves a PSNR by less than 0.001 dB."""


@pytest.mark.parametrize("name", STORED)
@pytest.mark.parametrize("protocol", ["default", "basicsr", "basicsr-y", "skimage-wang", "torchmetrics"])
def test_every_container_has_the_score_of_its_values(name, protocol):
    (first, second), data_range = STORED[name]
    channels = [luma_of(image) for image in UNIT] if protocol == "basicsr-y" else UNIT
    options = {"protocol": protocol, "data_range": data_range}
    tolerance = 1e-3 if any(word in name for word in ROUNDED) else 2e-5
    assert score("psnr", first, second, **options) == pytest.approx(psnr_of(*channels), abs=tolerance)
    if protocol != "torchmetrics":  # mirrors the images at their edges
        assert score("ssim", first, second, **options) == pytest.approx(ssim_of(*channels), abs=tolerance)


@pytest.mark.parametrize(
    "protocol", sorted(f"{name}:scale=2" if one.required else name for name, one in PROTOCOLS.items())
)
@pytest.mark.parametrize("metric", ["mae", "gmsd", "haarpsi", "ms-ssim", "psnr", "rmse", "ssim"])
def test_a_shifted_range_scores_as_the_range_from_zero(metric, protocol):
    """Both ends moved by one number leave every score as it is, in every protocol."""
    # Large enough for the scales of MS-SSIM, and between the levels of 8 bits.
    images = [np.kron(image, np.ones((5, 5))) * 0.99 + 0.0021 for image in UNIT]
    expected = _score_or_none(metric, images, "0,1", protocol)
    moved = _score_or_none(metric, [image - 0.75 for image in images], "-0.75,0.25", protocol)
    assert (expected is None) == (protocol == "seed-0.0.4")
    assert moved == (expected if expected is None else pytest.approx(expected, rel=1e-6))


def _score_or_none(metric, images, data_range, protocol):
    try:
        return score(metric, *images, data_range=data_range, protocol=protocol)
    except DataRangeError as error:
        assert "fixes the data range" in str(error)
        return None


@pytest.mark.parametrize("metric", ["nmse", "dice:threshold=0.25", "jaccard:threshold=0.25"])
def test_metrics_without_a_range_see_the_values_of_the_files(metric):
    first, second = (image * 2 - 1 for image in UNIT)
    expected = score(metric, first, second)
    assert score(metric, first, second, data_range=(-1, 1)) == pytest.approx(expected, rel=1e-12)
    if metric == "nmse":
        by_hand = ((first - second) ** 2).sum() / (first**2).sum()
        assert expected == pytest.approx(by_hand, rel=1e-12)


def test_metrics_that_need_one_zero_refuse_two():
    first, second = FIRST.astype(np.uint8), UNIT[1] * 2 - 1
    with pytest.raises(DataRangeError, match="zero of the values, which differs"):
        score("nmse", first, second, data_range="0,255:-1,1")


@pytest.mark.parametrize("metric", metrics.names())
def test_a_width_of_negative_values_is_refused_where_black_matters(metric):
    part = metrics.get(metric)
    images = [np.kron(image, np.ones((5, 5))) * 2 - 1 for image in UNIT]
    if not part.accepts("data_range") or part.name in ("lpips", "dists"):  # they need weights
        return
    if part.offset_invariant:
        assert score(metric, *images, data_range=2) == pytest.approx(
            score(metric, *images, data_range="-1,1")
        )
        return
    with pytest.raises(DataRangeError, match="both ends of the range, such as data_range='-1,1'"):
        score(metric, *images, data_range=2)


@pytest.mark.parametrize("metric", [name for name in metrics.names() if metrics.get(name).offset_invariant])
def test_offset_invariance_is_true(metric):
    first, second = (image[None] for image in UNIT)
    part = metrics.get(metric)
    given = {"data_range": 1.0} if part.accepts("data_range") else {}
    assert part(first + 3, second + 3, **given) == pytest.approx(part(first, second, **given), rel=1e-9)


@pytest.mark.parametrize(
    ("protocol", "fits"), [("nerfbaselines", False), ("basicsr-y", False), ("basicsr", True)]
)
def test_a_width_of_negative_values_is_refused_where_levels_are_counted(protocol, fits):
    images = [image * 2 - 1 for image in UNIT]
    if fits:
        assert score("psnr", *images, data_range=2, protocol=protocol) == pytest.approx(psnr_of(*UNIT))
        return
    with pytest.raises(DataRangeError, match="counts levels from 0"):
        score("psnr", *images, data_range=2, protocol=protocol)


def test_truncation_to_8_bits_begins_at_the_lower_end():
    images = [image * 2 - 1 for image in UNIT]
    levels = [np.floor(image * 255 + 1e-9) for image in UNIT]
    found = score("psnr", *images, data_range=(-1, 1), protocol="nerfbaselines")
    assert found == pytest.approx(psnr_of(*levels, width=255), abs=0.05)


@pytest.mark.parametrize("noise", [0.02, 0.3])
def test_an_image_that_undershoots_has_no_other_zero(noise):
    first, second = UNIT[0], UNIT[1] - noise
    assert score("ssim", first, second, data_range=1) == pytest.approx(ssim_of(first, second), abs=1e-9)
    notes = Finder(data_range=1).compare(first, second).notes
    assert any("below the range that begins at 0" in note for note in notes) == (noise > 0.05)


def test_a_small_undershoot_is_no_other_zero():
    first, second = UNIT[0], UNIT[1] - 0.02
    assert score("ssim", first, second, data_range=1) == pytest.approx(ssim_of(first, second), abs=1e-9)
    assert score("ssim", first, second, data_range=(0, 1)) == pytest.approx(ssim_of(first, second), abs=1e-9)
    notes = Finder(data_range=(0, 1)).compare(first, second).notes
    assert any("not only 0 to 1" in note for note in notes)


@pytest.mark.parametrize(
    ("images", "data_range", "message"),
    [
        (
            (UNIT[0] * 2 - 1, UNIT[1] * 255),
            "-1,1",
            r"holds values from 0 to 255, outside of data_range='-1,1'",
        ),
        ((FIRST.astype(np.uint8), FIRST.astype(np.uint8)), "0,200", "outside of data_range='0,200'"),
        ((FIRST.astype(np.uint8), FIRST.astype(np.uint16)), 255, "pass a range for each, such as data_range"),
        ((FIRST.astype(np.uint8), UNIT[1] * 2 - 1), 2, "a width does not tell the value of black"),
        ((UNIT[0], UNIT[1]), "1:1:1", "has ranges for 3 images, and 2 are compared; pass FIRST:SECOND"),
        ((UNIT[0], UNIT[1] * 2), None, "depends on the range of the values"),
    ],
)
def test_ranges_that_do_not_fit_are_refused(images, data_range, message):
    with pytest.raises(DataRangeError, match=message):
        score("ssim", *images, data_range=data_range)


@pytest.mark.parametrize("wrong", ["1,0", "a", "1,2,3", "", "1:2:3:4", (1,), (3, 3), True, "nan", [0, "inf"]])
def test_a_range_that_is_none_is_refused(wrong):
    with pytest.raises(DataRangeError, match="must be a positive and finite number"):
        check_data_range(wrong)


def test_three_images_take_one_range_or_three():
    first, second, reference = UNIT[0] * 2 - 1, UNIT[1] * 255, UNIT[0] * 4
    found = Finder(strategy="advantage", metric="mse", data_range="-1,1:255:4").compare(
        first, second, reference
    )
    assert found.scores["mse of first"] == pytest.approx(0, abs=1e-15)
    assert found.scores["mse of second"] == pytest.approx(mse_of(*UNIT), rel=1e-9)
    both = Finder(strategy="advantage", metric="mse", data_range=(-1, 1)).compare(
        *(image * 2 - 1 for image in (UNIT[0], UNIT[1], UNIT[0]))
    )
    assert both.scores["mse of second"] == pytest.approx(4 * mse_of(*UNIT), rel=1e-9)
    with pytest.raises(DataRangeError, match="FIRST:SECOND:REFERENCE"):
        Finder(strategy="advantage", data_range="1:1").compare(first, second, reference)


def test_a_window_is_in_the_units_of_the_files():
    first, second = UNIT[0] * 400 - 200, UNIT[1] * 400 - 200
    plain = Finder(pre_processor="window:level=-50,width=100", metric="mse").compare(first, second)
    ends = Finder(pre_processor="window:level=-50,width=100", metric="mse", data_range=(-200, 200)).compare(
        first, second
    )
    assert ends.score == pytest.approx(plain.score, rel=1e-9)
    assert any("-100 to 0 became 0 to 1" in note for note in ends.notes)


@pytest.mark.parametrize("bits", [8, 10, 12, 14])
def test_values_of_fewer_bits_than_their_container_are_told(bits):
    images = [np.round(image * (2**bits - 1)).astype(np.uint16) for image in UNIT]
    message = f"look like {bits} of 16 bits; if so, pass data_range={2**bits - 1}"
    for measure in (Finder(metric="mse").compare, lambda *pair: score("mse", *pair)):
        with pytest.warns(UserWarning, match=message):
            measure(*images)
    notes = Finder(metric="mse", data_range=65535).compare(*images).notes
    assert not any("of 16 bits" in note for note in notes)


def test_values_that_use_all_bits_are_not_told():
    images = [np.round(image * 65535).astype(np.uint16) for image in UNIT]
    assert Finder(metric="mse").compare(*images).pair.warnings == ()


def test_the_remedy_names_both_containers():
    images = FIRST.astype(np.uint8), np.round(UNIT[1] * 4095).astype(np.uint16)
    with pytest.warns(UserWarning, match="looks like 12 of 16 bits; if so, pass data_range='255:4095'"):
        found = Finder(metric="mse").compare(*images)
    assert any("looks like 12 of 16 bits" in note for note in found.notes)


def test_an_image_without_numbers_lies_in_any_range() -> None:
    for pixels in (np.full((1, 1, 4, 5), np.nan), np.full((1, 1, 4, 5), np.inf)):
        assert check_floats(Image(pixels, None), DataRange(0.5, -0.5)) == []


@pytest.mark.parametrize(("colour", "offset"), [("luma", 0.0), ("grey", 0.25)])
def test_luma_has_no_values_of_the_files(colour: str, offset: float) -> None:
    images = [np.full((1, 3, 8, 9), level) for level in (0.5, 0.25)]
    pair = Pair(*images, data_range=1.0, offset=0.25)
    protocol = next(one for one in PROTOCOLS.values() if one.colour == colour and not one.crop_border)
    done = apply_protocol(pair, protocol)
    assert done.offset == offset
    assert done.second.shape == (1, 1, 8, 9)


@pytest.mark.parametrize(("own", "expected"), [(1.0, (1.0, 0.0, "")), (None, (2.0, -1.0, "a has negatives"))])
def test_a_pre_processor_that_sets_the_range_sets_its_zero(own: float | None, expected: tuple) -> None:
    images = [np.full((1, 1, 8, 9), level) for level in (0.5, 0.25)]
    pair = Pair(*images, data_range=2.0, offset=-1.0, below_zero="a has negatives")
    done = pre_process(pair, [PreProcessor("halved", lambda image: image / 2, data_range=own)])
    assert (done.data_range, done.offset, done.below_zero) == expected
    assert np.unique(done.first) == [0.25]
