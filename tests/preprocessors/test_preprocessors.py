from dataclasses import replace

import numpy as np
import pytest
from scipy import ndimage

from difference_finder.errors import InputError
from difference_finder.finder import Finder
from difference_finder.images.pair import Pair
from difference_finder.parts.registry import preprocessors
from difference_finder.scoring import score
from pictures import photograph


def image(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).random(shape)


def test_normalize_stretches_each_sample() -> None:
    batch = image(2, 3, 8, 9) * 0.5 + 0.2
    batch[1] *= 7
    done = preprocessors.get("normalize")(batch)
    assert done.min(axis=(1, 2, 3)).tolist() == [0, 0]
    assert done.max(axis=(1, 2, 3)).tolist() == [1, 1]


def test_normalize_of_a_flat_image_is_zero() -> None:
    assert not preprocessors.get("normalize")(np.full((1, 1, 4, 4), 0.7)).any()


@pytest.mark.parametrize("size", [(16, 16), (17, 20), (1, 1), (5, 2)])
@pytest.mark.parametrize("factor", [0, 0.1, 0.5, 0.9, 1])
def test_high_and_low_add_up_to_the_image(size: tuple[int, int], factor: float) -> None:
    pixels = image(2, 3, *size)
    high = preprocessors.get(f"highpass_filter:factor={factor}")(pixels)
    low = preprocessors.get(f"lowpass_filter:factor={factor}")(pixels)
    np.testing.assert_allclose(high + low, pixels, atol=1e-12)


def test_highpass_removes_the_mean_and_keeps_the_type() -> None:
    pixels = image(1, 1, 64, 64).astype(np.float32)
    high = preprocessors.get("highpass_filter")(pixels)
    assert abs(high.mean()) < 1e-6
    assert high.dtype == np.float32


def test_factor_is_a_share() -> None:
    for name in ("highpass_filter", "lowpass_filter"):
        with pytest.raises(InputError, match="factor must be a share of k-space from 0 to 1, not 2"):
            preprocessors.get(f"{name}:factor=2")(image(1, 1, 8, 8))


def pair_of(first: np.ndarray, second: np.ndarray, **more) -> Pair:
    return Pair(first, second, 1.0, **more)


@pytest.mark.parametrize("size", [(33, 40), (5, 3), (1, 1)])
@pytest.mark.parametrize("sigma", [0.3, 1.0, 2.5, 20.0])
def test_blur_is_that_of_scipy(size: tuple[int, int], sigma: float) -> None:
    pixels = image(2, 3, *size)
    expected = ndimage.gaussian_filter(pixels, (0, 0, sigma, sigma), mode="reflect", truncate=4.0)
    np.testing.assert_allclose(preprocessors.get(f"blur:sigma={sigma}")(pixels), expected, atol=1e-12)


def test_blur_of_nothing_and_of_too_much() -> None:
    pixels = image(1, 1, 8, 8)
    assert preprocessors.get("blur:sigma=0")(pixels) is pixels
    for sigma in (-1, 65):
        with pytest.raises(InputError, match=f"sigma must be 0 to 64 pixels for this image, not {sigma}"):
            preprocessors.get(f"blur:sigma={sigma}")(pixels)


def test_blur_around_masked_pixels_is_the_mean_of_the_others() -> None:
    mask = np.random.default_rng(1).random((1, 1, 20, 20)) > 0.3
    flat = np.where(mask, 0.7, 99.0)
    np.testing.assert_allclose(preprocessors.get("blur:sigma=2")(flat, mask=mask)[mask], 0.7)


def test_luma_is_that_of_the_standard() -> None:
    color = pytest.importorskip("skimage.color")
    pixels = image(1, 3, 12, 13)
    # On 16 to 235 there, on the full range here.
    expected = (color.rgb2ycbcr(pixels[0].transpose(1, 2, 0))[..., 0] - 16) / 219
    np.testing.assert_allclose(preprocessors.get("luma")(pixels)[0, 0], expected, atol=1e-6)


def test_grey_is_the_mean_or_that_of_the_standard() -> None:
    color = pytest.importorskip("skimage.color")
    pixels = image(1, 3, 12, 13)
    np.testing.assert_allclose(preprocessors.get("grey")(pixels)[0, 0], pixels[0].mean(0))
    # skimage has more digits: 0.2125, 0.7154, 0.0721.
    expected = color.rgb2gray(pixels[0].transpose(1, 2, 0))
    np.testing.assert_allclose(preprocessors.get("grey:weights=bt709")(pixels)[0, 0], expected, atol=2e-4)
    np.testing.assert_allclose(
        preprocessors.get("grey")(image(1, 5, 4, 4))[0, 0], image(1, 5, 4, 4)[0].mean(0)
    )


@pytest.mark.parametrize("name", ["luma", "grey", "grey:weights=bt709"])
def test_grey_pictures_stay_as_they_are_to_the_last_bit(name: str) -> None:
    plane = image(1, 1, 9, 9).astype(np.float32)
    for pixels in (plane, np.broadcast_to(plane, (1, 3, 9, 9))):
        np.testing.assert_array_equal(preprocessors.get(name)(pixels), plane)


def test_channels_that_have_no_luma() -> None:
    for name in ("luma", "grey:weights=bt709"):
        with pytest.raises(InputError, match="the image has 4 channels"):
            preprocessors.get(name)(image(1, 4, 5, 5))
    with pytest.raises(InputError, match="weights must be one of mean, bt709, not 'bt2020'"):
        preprocessors.get("grey:weights=bt2020")(image(1, 3, 5, 5))


def a_trous(plane: np.ndarray, levels: int) -> list[np.ndarray]:
    """The bands as the paper defines them, and the rest, by another filter."""
    bands = []
    for level in range(levels):
        kernel = np.zeros(4 * 2**level + 1)
        kernel[:: 2**level] = np.array([1, 4, 6, 4, 1]) / 16
        smooth = ndimage.correlate1d(
            ndimage.correlate1d(plane, kernel, 0, mode="reflect"), kernel, 1, mode="reflect"
        )
        bands.append(plane - smooth)
        plane = smooth
    return [*bands, plane]


@pytest.mark.parametrize("keep", ["1", "2", "3", "rest", "1+3", "2+rest"])
def test_wavelet_bands_are_those_of_the_paper(keep: str) -> None:
    pixels = image(1, 1, 40, 33)
    bands = dict(zip(["1", "2", "3", "rest"], a_trous(pixels[0, 0], 3), strict=True))
    expected = sum(bands[band] for band in keep.split("+"))
    done = preprocessors.get(f"wavelet:levels=3,keep={keep}")(pixels)
    np.testing.assert_allclose(done[0, 0], expected, atol=1e-12)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("size", [(40, 33), (3, 5), (1, 1)])
def test_wavelet_with_all_bands_is_the_image_to_the_last_bit(size: tuple[int, int], kind: type) -> None:
    pixels = image(1, 2, *size).astype(kind)
    mask = np.random.default_rng(1).random((1, 1, *size)) > 0.2
    for name in ("wavelet:levels=4,keep=1+2+3+4+rest", "wavelet:levels=2,weights=1+1+1"):
        np.testing.assert_array_equal(preprocessors.get(name)(pixels), pixels)
        np.testing.assert_array_equal(preprocessors.get(name)(pixels, mask=mask), pixels)


def test_wavelet_weights() -> None:
    pixels = image(1, 1, 40, 33)
    first, second, rest = a_trous(pixels[0, 0], 2)
    done = preprocessors.get("wavelet:levels=2,weights=2+-1+0.5")(pixels)
    np.testing.assert_allclose(done[0, 0], 2 * first - second + 0.5 * rest, atol=1e-12)
    part = preprocessors.get("wavelet").configured({"levels": 2, "keep": "1, 2"})  # with commas, in Python
    np.testing.assert_allclose(part(pixels)[0, 0], first + second, atol=1e-12)
    assert preprocessors.get("wavelet:keep=1").settings["keep"] == 1


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("wavelet:levels=0", "levels must be 1 to 10, not 0"),
        ("wavelet:levels=2,keep=3", "keep must name bands of 1, 2, rest"),
        ("wavelet:keep=+", "keep must name bands"),
        ("wavelet:levels=2,weights=1+1", "weights must be 3 numbers for 2 levels"),
        ("wavelet:levels=1,weights=1+x", "weights must be 2 numbers"),
        ("wavelet:levels=1,weights=1+nan", "weights must be 2 numbers"),
    ],
)
def test_wavelet_refuses(name: str, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        preprocessors.get(name)(image(1, 1, 8, 8))


def test_crop_border_keeps_all_that_belongs_to_the_pair() -> None:
    pixels = image(1, 3, 20, 30)
    mask = np.ones((1, 1, 20, 30), bool)
    done = preprocessors.get("crop_border:pixels=3")(
        pair_of(pixels, pixels + 1, reference=pixels + 2, mask=mask)
    )
    np.testing.assert_array_equal(done.reference, pixels[..., 3:17, 3:27] + 2)
    np.testing.assert_array_equal(done.second, pixels[..., 3:17, 3:27] + 1)
    assert done.mask.shape == (1, 1, 14, 24)
    assert done.frame == (3, 3, 20, 30)
    assert done.notes == ("3 pixels at each side are not measured (crop_border)",)
    again = preprocessors.get("crop_border:pixels=2")(done)
    assert again.frame == (5, 5, 20, 30)


def test_crop_border_that_leaves_nothing() -> None:
    pair = pair_of(image(1, 1, 8, 9), image(1, 1, 8, 9))
    for pixels in (4, 5):
        with pytest.raises(
            InputError, match=f"leaves out {pixels} pixels at each side, .* are 9x8; use pixels=3 or less"
        ):
            preprocessors.get(f"crop_border:pixels={pixels}")(pair)
    with pytest.raises(InputError, match="at least 0, not -1"):
        preprocessors.get("crop_border:pixels=-1")(pair)
    corner = np.zeros((1, 1, 8, 9), bool)
    corner[..., 0, 0] = True
    with pytest.raises(InputError, match="all others are masked; use a smaller pixels"):
        preprocessors.get("crop_border:pixels=1")(replace(pair, mask=corner))
    assert preprocessors.get("crop_border:pixels=0")(pair) is pair


def test_crop_border_scores_the_inner_part_and_masks_the_map() -> None:
    first, second = image(40, 50), np.clip(image(40, 50) + 0.1, 0, 1)
    done = Finder("crop_border:pixels=5", strategy="difference", also="ssim").compare(first, second)
    inner = first[5:-5, 5:-5], second[5:-5, 5:-5]
    assert done.scores["ssim"] == score("ssim", *inner)
    assert done.score == pytest.approx(np.abs(inner[0] - inner[1]).mean(), rel=1e-6)
    assert np.asarray(done.map).shape == (40, 50)
    assert not np.asarray(done.map)[:5].any()
    assert done.map.mask[..., 5:-5, 5:-5].all()
    assert done.map.mask.sum() == 30 * 40


def test_window_gives_values_without_a_range_one() -> None:
    rng = np.random.default_rng(0)
    first = rng.normal(1000, 200, (40, 40))
    second = first + rng.normal(0, 30, first.shape)
    with pytest.raises(InputError, match="data_range"):
        Finder(metric="ssim").run(first, second)
    done = Finder("window:level=1000,width=800", metric="ssim").compare(first, second)
    scaled = [np.clip((one - 600) / 800, 0, 1) for one in (first, second)]
    assert done.score == pytest.approx(score("ssim", *scaled, data_range=1.0), rel=1e-9)
    assert done.protocol["data_range"] == 1.0
    assert "window: 600 to 1400 became 0 to 1" in done.notes


def test_the_default_window_is_the_range_of_the_reference_or_the_first_image() -> None:
    first, second, truth = (
        np.full((3, 1, 1, 2, 2), [[0.0, 1.0], [2.0, 4.0]]) * np.array([1, 2, 3])[:, None, None, None, None]
    )
    done = preprocessors.get("window")(Pair(first, second, None))
    assert (done.first.max(), done.second[0, 0].tolist()) == (1.0, [[0.0, 0.5], [1.0, 1.0]])
    assert done.notes == ("window: 0 to 4 became 0 to 1, from the first image",)
    done = preprocessors.get("window")(Pair(first, second, None, reference=truth))
    assert done.notes == ("window: 0 to 12 became 0 to 1, from the reference",)
    assert (done.first.max(), done.reference.max()) == (pytest.approx(1 / 3), 1.0)


def test_invalid_windows_are_refused() -> None:
    pair = pair_of(image(1, 1, 4, 4), image(1, 1, 4, 4))
    for name in ("window:level=1", "window:width=1"):
        with pytest.raises(InputError, match="window needs both level and width, or none, not level "):
            preprocessors.get(name)(pair)
    with pytest.raises(InputError, match="width must be positive, not 0"):
        preprocessors.get("window:level=1,width=0")(pair)
    flat = np.ones((1, 1, 4, 4))
    with pytest.raises(InputError, match="is constant; pass level and width"):
        preprocessors.get("window")(pair_of(flat, flat))


def test_match_color_undoes_gain_and_offset_whatever_was_retouched() -> None:
    scene = photograph(120, 160).transpose(2, 0, 1)[None] / 255
    gains, offsets = np.array([0.8, 1.1, 0.95]), np.array([0.05, -0.02, 0.0])
    other = scene * gains[:, None, None] + offsets[:, None, None]
    other = other + np.random.default_rng(0).normal(0, 0.05, other.shape)
    other[..., 20:70, 30:90] = 1.0  # a sixth of the image
    done = preprocessors.get("match_color")(pair_of(scene, other))
    error = (done.second - scene)[..., 75:, :].mean(axis=(2, 3))
    np.testing.assert_allclose(error, 0, atol=2e-3)
    words = done.notes[-1].split()
    np.testing.assert_allclose([float(words[4]), float(words[10]), float(words[16])], 1 / gains, rtol=0.01)


def test_match_color_of_noise_leaves_the_contrast() -> None:
    # The gain of least squares over pixels would be 0.5: noise in the candidate would cost it its contrast.
    scene = photograph(128, 128).transpose(2, 0, 1)[None] / 255
    noisy = scene + np.random.default_rng(0).normal(0, 0.2, scene.shape)
    done = preprocessors.get("match_color")(pair_of(scene, noisy))
    gain = np.ptp(done.second) / np.ptp(noisy)
    assert gain == pytest.approx(1, abs=0.06)


def test_match_color_leaves_negatives_and_shifts_flat_channels() -> None:
    scene = photograph(64, 64).transpose(2, 0, 1)[None] / 255
    negative = preprocessors.get("match_color")(pair_of(scene, 1 - scene))
    np.testing.assert_array_equal(negative.second, 1 - scene)
    flat = preprocessors.get("match_color")(pair_of(np.full((1, 1, 9, 9), 0.75), np.full((1, 1, 9, 9), 0.5)))
    np.testing.assert_array_equal(flat.second, flat.first)


def test_match_color_does_not_look_at_masked_pixels_and_brings_both_to_a_truth() -> None:
    scene = photograph(64, 64).transpose(2, 0, 1)[None] / 255
    mask = np.ones((1, 1, 64, 64), bool)
    mask[..., 10:60, 10:60] = False
    first, second, truth = (np.where(mask, one, 0.0) for one in (scene * 0.5, scene * 0.8 + 0.1, scene))
    done = preprocessors.get("match_color")(pair_of(first, second, reference=truth, mask=mask))
    np.testing.assert_allclose(done.first, truth, atol=1e-9)
    np.testing.assert_allclose(done.second, truth, atol=1e-9)
    assert [note.split()[1] for note in done.notes] == ["first", "second"]
