"""Masks, protocols, pre-processors and a third image, used together."""

import numpy as np
import pytest

from difference_finder.errors import InputError, ShapeMismatchError
from difference_finder.finder import Finder
from difference_finder.scoring import gradient, local_map, score, score_many
from pictures import photograph

TOP = np.zeros((96, 128), bool)
TOP[:40] = True


def three() -> list[np.ndarray]:
    """A photograph, one with noise in it, and one with more."""
    scene = photograph()
    noise = np.random.default_rng(0).normal(0, 1, scene.shape)
    return [np.clip(scene + sigma * noise, 0, 255).round().astype(np.uint8) for sigma in (0, 6, 12)]


def as_kind(images: list[np.ndarray], kind: type) -> list[np.ndarray]:
    if kind is np.uint8:
        return images
    if kind is np.uint16:  # values that are no multiples of 257
        return [(image.astype(np.uint16) * 256 + image[::-1]) for image in images]
    return [(image / 255).astype(kind) for image in images]


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.float32, np.float64])
@pytest.mark.parametrize(
    "protocol",
    ["default", "basicsr", "basicsr-y", "wang-matlab", "nerfbaselines", "nerfbaselines:quantise=round"],
)
def test_a_mask_that_is_a_rectangle_measures_it_alone(protocol: str, kind: type) -> None:
    images = as_kind(three(), kind)
    truth, first, second = (image[:40] for image in images)
    expected = [score("mse", truth, image, protocol=protocol) for image in (first, second)]
    options = {"protocol": protocol, "mask": TOP}
    # The same values are measured, rounded to the same levels; but kernels, which take no mask, divide
    # integers in float32.
    same = pytest.approx(expected, rel=1e-6)
    assert [score("mse", images[0], image, **options) for image in images[1:]] == same
    assert score_many("mse", images[0], images[1:], **options).tolist() == same
    finder = Finder(metric="mse", **options)
    assert [finder.compare(images[0], image).score for image in images[1:]] == same
    also = Finder(strategy="difference", also="mse", **options).compare(*images[:2])
    assert also.scores["mse"] == pytest.approx(expected[0], rel=1e-6)


def test_a_mask_and_the_border_of_a_protocol_both_leave_out() -> None:
    first, second, _ = three()
    comparison = Finder(
        strategy="difference",
        also="ssim",
        protocol="basicsr:crop_border=10",
        mask=TOP,
        ignore=[(0, 0, 30, 20)],
    ).compare(first, second)
    counted = np.zeros_like(TOP)
    counted[10:40, 10:118] = True
    counted[10:20, 10:30] = False
    assert comparison.map.mask[0, 0].tolist() == counted.tolist()
    values = np.asarray(comparison.map)
    gap = np.abs(first.astype(float) - second).mean(axis=2) / 255
    np.testing.assert_allclose(values, np.where(counted, gap, 0), atol=1e-6)
    assert comparison.score == pytest.approx(gap[counted].mean(), rel=1e-5)
    inner = slice(10, 86), slice(10, 118)
    cropped = score("ssim", first[inner], second[inner], protocol="basicsr", mask=counted[inner])
    assert comparison.scores["ssim"] == cropped
    assert comparison.to_dict()["map"]["masked"] == pytest.approx(1 - counted.mean())
    outside = Finder(strategy="difference", protocol="basicsr:crop_border=40", mask=TOP)
    with pytest.raises(InputError, match="leaves out 40 pixels at each side, and all others are masked"):
        outside.compare(first, second)


def test_gradients_and_local_maps_under_a_mask_and_a_protocol() -> None:
    first, second, _ = three()
    options = {"protocol": "basicsr-y:crop_border=4", "mask": TOP}
    value, slope = gradient("ssim", first, second, **options)
    assert value == score("ssim", first, second, **options)
    counted = TOP.copy()
    counted[:4], counted[:, :4], counted[:, -4:] = False, False, False
    assert not slope[~counted].any()
    assert slope[counted].any()
    value, places = local_map("mse", first, second, **options)
    assert places.shape == (88, 120, 1)
    assert not places[36:].any()
    assert value == pytest.approx(places[:36].mean(), rel=1e-6)


def test_eight_bits_under_a_mask_are_still_eight_bits() -> None:
    first, second, _ = three()
    plain, masked = ({"protocol": "nerfbaselines", "mask": mask} for mask in (None, TOP))
    assert gradient("mse", first[:40], second[:40], **plain)[0] == pytest.approx(
        gradient("mse", first, second, **masked)[0], rel=1e-6
    )
    with pytest.raises(InputError, match="makes whole numbers"):
        gradient("mse", first / 255, second / 255, **masked)


@pytest.mark.parametrize("kind", [np.uint8, np.float32])
@pytest.mark.parametrize("protocol", ["default", "basicsr-y:crop_border=4"])
def test_a_mask_holds_for_all_three_images(protocol: str, kind: type) -> None:
    truth, first, second = as_kind(three(), kind)
    options = {"protocol": protocol, "mask": TOP, "ignore": "0,0,30,20"}
    finder = Finder(strategy="advantage:sigma=2", metric="psnr", also="ssim", **options)
    comparison = finder.compare(first, second, truth)
    counted = TOP.copy()
    counted[:20, :30] = False
    values = np.asarray(comparison.map)
    assert not values[~counted].any()
    assert values[counted].any()
    for metric in ("psnr", "ssim"):
        scores = [score(metric, truth, image, protocol=protocol, mask=counted) for image in (first, second)]
        found = [comparison.scores[f"{metric} {name}"] for name in ("of first", "of second", "gap")]
        assert found == pytest.approx([*scores, scores[0] - scores[1]], rel=1e-5)
    painted = [
        np.where(counted[..., None], image, value).astype(kind)
        for image, value in zip((first, second, truth), (1, 0, 1), strict=True)
    ]
    again = finder.compare(*painted)
    np.testing.assert_array_equal(again.map, comparison.map)
    assert again.scores == comparison.scores


def test_pixels_without_a_number_and_a_mask_add_up_in_three_images() -> None:
    truth, first, second = as_kind(three(), np.float64)
    for number, image in enumerate((truth, first, second)):
        image[number, 0] = np.nan
    masking = Finder(strategy="advantage", metric="mse", mask=TOP, nan="mask")
    comparison = masking.compare(first, second, truth)
    counted = TOP.copy()
    counted[:3, 0] = False
    assert comparison.map.mask[0, 0].tolist() == counted.tolist()
    with pytest.raises(InputError, match="no pixel counts and is finite in all three images"):
        Finder(strategy="advantage", metric="mse", mask=counted < TOP).compare(first, second, truth)


def test_a_mask_of_three_images_follows_their_sizes() -> None:
    truth, first, second = three()
    finder = Finder(strategy="advantage", metric="mse", mask=TOP, fit="crop")
    cropped = finder.compare(first[:90], second[:, :120], truth)
    same = Finder(strategy="advantage", metric="mse", mask=TOP[:90, :120])
    expected = same.compare(first[:90, :120], second[:90, :120], truth[:90, :120])
    assert cropped.scores == expected.scores
    np.testing.assert_array_equal(cropped.map, expected.map)
    with pytest.raises(ShapeMismatchError, match="mask 'array' is 128x50, reference 'array' is 128x96"):
        Finder(strategy="advantage", metric="mse", mask=TOP[:50]).compare(first, second, truth)


def test_both_images_are_aligned_to_a_third_and_scored_before_and_after() -> None:
    truth = photograph(100, 140)
    first, second = truth[3:93, 5:125], truth[7:97, 4:124]
    truth = truth[5:95, 5:125]
    mask = np.ones((90, 120), bool)
    mask[60:75, 30:50] = False
    for options in ({}, {"mask": mask}, {"protocol": "basicsr:crop_border=2"}):
        plain = Finder(strategy="advantage", metric="psnr", also="ssim", **options)
        finder = Finder("align", strategy="advantage", metric="psnr", also="ssim", **options)
        with pytest.warns(UserWarning, match="shift of the (first|second) image against the reference"):
            comparison = finder.compare(first, second, truth)
        assert comparison.scores["psnr of first"] == comparison.scores["psnr of second"] == np.inf
        assert comparison.scores["ssim gap"] == 0
        assert comparison.raw_scores == plain.compare(first, second, truth).scores
        assert set(comparison.raw_scores) == set(comparison.scores)
        assert comparison.map.shape == (90, 120)
        if options.get("mask") is not None:
            assert not comparison.map.mask[0, 0, 62:73, 32:48].any()


@pytest.mark.parametrize("name", ["local", "difference", "gradient", "integrated_gradient"])
def test_every_protocol_measures_before_what_is_pre_processed(name: str) -> None:
    first, second, _ = three()
    plain = Finder(strategy=name, metric="ssim", protocol="basicsr-y:crop_border=4").compare(first, second)
    # Luma is one channel already, of which these two leave everything.
    after = Finder(
        ["luma", "grey", "crop_border:pixels=0"],
        strategy=name,
        metric="ssim",
        protocol="basicsr-y:crop_border=4",
    ).compare(first, second)
    assert after.scores == plain.scores
    np.testing.assert_array_equal(after.map, plain.map)


def test_borders_add_up_and_corrections_come_after_the_protocol() -> None:
    first, second, _ = three()
    shifted = np.roll(second, (2, -3), (0, 1))
    twice = Finder("crop_border:pixels=3", strategy="difference", protocol="basicsr:crop_border=4")
    once = Finder(strategy="difference", protocol="basicsr:crop_border=7")
    maps = [np.asarray(finder.compare(first, second).map) for finder in (twice, once)]
    np.testing.assert_allclose(*maps, atol=1e-7)  # pre-processors take integers divided, as float32
    finder = Finder("align", metric="mse", also="ssim", protocol="basicsr-y:crop_border=4")
    with pytest.warns(UserWarning, match=r"x=-3.00, y=\+2.00 pixels"):
        comparison = finder.compare(first, shifted)
    plain = Finder(metric="mse", also="ssim", protocol="basicsr-y:crop_border=4").compare(first, shifted)
    assert comparison.raw_scores == plain.scores
    assert comparison.scores["mse"] < 0.2 * plain.scores["mse"]


def test_match_color_brings_both_to_a_third() -> None:
    truth, first, second = as_kind(three(), np.float64)
    brighter = 0.5 * first + 0.2
    comparison = Finder("match_color", strategy="advantage", metric="psnr").compare(brighter, second, truth)
    assert comparison.raw_scores["psnr gap"] < 0 < comparison.scores["psnr gap"]
