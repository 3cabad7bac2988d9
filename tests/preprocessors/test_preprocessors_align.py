"""Shifts are found to a hundredth of a pixel, undone, and told."""

import json
import warnings
from functools import cache

import numpy as np
import pytest
import skimage.data
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

from difference_finder.errors import InputError
from difference_finder.finder import Finder
from difference_finder.images.pair import Pair
from difference_finder.parts.registry import preprocessors
from difference_finder.preprocessors._move import translate, translate_mask
from difference_finder.preprocessors._shift import estimate_shift
from difference_finder.preprocessors.align import _moved_back
from difference_finder.scoring import score

align = preprocessors.get("align")


def scene(height: int = 200, width: int = 240, seed: int = 0) -> np.ndarray:
    """A picture of no period, without frequencies that a camera would not record, (H, W) in [0, 1]."""
    noise = np.random.default_rng(seed).normal(size=(height, width))
    layers = sum(ndimage.gaussian_filter(noise, s) * s for s in (1.2, 4.0, 12.0))
    return (layers - layers.min()) / np.ptp(layers)


def views(rows: float, columns: float, size: int = 128, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Two views of one scene: what is at (y, x) in the first is at (y + rows, x + columns) in the second."""
    whole = scene(size + 60, size + 60, seed)
    other = np.fft.ifft2(ndimage.fourier_shift(np.fft.fft2(whole), (rows, columns))).real
    return whole[30:-30, 30:-30], other[30:-30, 30:-30]


SHIFTS = [(0, 0), (0.5, 0), (0.1, -0.3), (1, -2), (-3.37, 5.71), (12.25, -9.5), (-20, 17.77)]


@pytest.mark.parametrize("shift", SHIFTS)
def test_shifts_are_found_to_two_hundredths(shift: tuple[float, float]) -> None:
    found = estimate_shift(*views(*shift), None, (32, 32))
    np.testing.assert_allclose(found, shift, atol=0.02)


@pytest.mark.parametrize("shift", [(0.5, 0), (0.1, -0.3), (1, -2), (-3.37, 5.71)])
def test_shifts_are_those_of_scikit_image(shift: tuple[float, float]) -> None:
    registration = pytest.importorskip("skimage.registration")
    first, second = views(*shift)
    # It takes images for periodic, and so is good to a tenth of a pixel here; it tells how to move back.
    expected = registration.phase_cross_correlation(first, second, upsample_factor=100, normalization=None)[0]
    np.testing.assert_allclose(estimate_shift(first, second, None, (32, 32)), -expected, atol=0.15)


@cache
def dark_text(rows: float, columns: float, size: int) -> np.ndarray:
    """Text (H, W) that is drawn at eight times the resolution, moved by eighths of a pixel, and averaged."""
    image = Image.new("L", (8 * 160, 8 * 100), 255)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(8 * size)
    for line, y in enumerate(range(8, 90 - size, round(1.5 * size))):
        words = ("the quick brown fox jumps", "over a lazy dog while", "seven wizards brew pure")[line % 3]
        draw.text((80 + 8 * columns, 8 * (y + rows)), words, fill=0, font=font)
    return np.round(np.asarray(image, float).reshape(100, 8, 160, 8).mean((1, 3))) / 255


def text(rows: float, columns: float, size: int, on_dark: bool = False) -> np.ndarray:
    drawn = dark_text(rows, columns, size)
    return 1 - drawn if on_dark else drawn


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [8, 9, 12])
def test_shifts_of_text_are_found_to_a_twentieth(size: int, dark: bool) -> None:
    first = text(0, 0, size, dark)
    for shift in (0.125, 0.25, 0.375, 0.5):
        for rows, columns in ((0, shift), (shift, 0), (2 + shift, -shift)):
            found = estimate_shift(first, text(rows, columns, size, dark), None, (24, 24))
            np.testing.assert_allclose(found, (rows, columns), atol=0.05)


def test_shifts_of_photographs_averaged_over_pixels_are_found_to_two_hundredths() -> None:
    fine = skimage.data.camera().astype(float) / 255
    for rows, columns in ((1, 0), (2, 1), (0, 3)):
        moved = fine[8 - rows : 488 - rows, 8 - columns : 488 - columns]
        first, second = (image.reshape(120, 4, 120, 4).mean((1, 3)) for image in (fine[8:488, 8:488], moved))
        found = estimate_shift(first, second, None, (16, 16))
        np.testing.assert_allclose(found, (rows / 4, columns / 4), atol=0.02)


@pytest.mark.parametrize("change", ["noise", "gain", "blur", "retouched", "masked"])
def test_shifts_are_found_whatever_else_changed(change: str) -> None:
    first, second = views(2.3, -4.6)
    inside = None
    if change == "noise":
        second = second + np.random.default_rng(1).normal(0, 0.05, second.shape)
    elif change == "gain":
        second = 0.5 * second + 0.3
    elif change == "blur":
        second = ndimage.gaussian_filter(second, 2)
    else:
        second = second.copy()
        second[20:60, 30:80] = 1 - second[20:60, 30:80]
    if change == "masked":
        inside = np.ones(first.shape, bool)
        inside[18:64, 26:84] = False
    np.testing.assert_allclose(estimate_shift(first, second, inside, (32, 32)), (2.3, -4.6), atol=0.04)


@pytest.mark.parametrize("size", [8, 12, 16, 24, 64, 128])
def test_what_has_nothing_in_common_has_no_shift(size: int) -> None:
    rng = np.random.default_rng(size)
    for _ in range(20):
        assert (
            estimate_shift(rng.random((size, size)), rng.random((size, size)), None, (size // 4,) * 2) is None
        )
    flat = np.full((size, size), 0.3)
    assert estimate_shift(flat, flat, None, (size // 4,) * 2) is None
    assert estimate_shift(scene(size, size), 1 - scene(size, size), None, (0, 0)) is None


@pytest.mark.parametrize("shift", SHIFTS)
def test_moving_is_that_of_the_waves(shift: tuple[float, float]) -> None:
    first, second = views(*shift)
    back = translate(second[None, None], *shift, "fourier")[0, 0]
    np.testing.assert_allclose(back[40:-40, 40:-40], first[40:-40, 40:-40], atol=2e-3)
    soft = translate(second[None, None], *shift, "cubic")[0, 0]
    np.testing.assert_allclose(soft[40:-40, 40:-40], first[40:-40, 40:-40], atol=0.02)


def test_moving_there_and_back_is_exact_for_whole_pixels() -> None:
    first, second = (one[None, None] for one in views(3, -5))
    np.testing.assert_allclose(
        translate(second, 3, -5, "cubic")[..., 8:-8, 8:-8], first[..., 8:-8, 8:-8], atol=1e-12
    )
    mask = np.ones((1, 1, 20, 20), bool)
    mask[..., 10, 10] = False
    assert np.argwhere(~translate_mask(mask, 3, -5)[0, 0]).tolist() == [[7, 15]]
    # A pixel between others is made of four in each direction.
    assert (~translate_mask(mask, 0.5, 0.5)).sum() == 16


def test_the_candidate_comes_back_and_what_has_no_data_is_left_out() -> None:
    first, second = (one[None, None] for one in views(3.4, -5.2))
    done = align(Pair(first, second, 1.0))
    assert done.frame == (0, 6, 128, 128)
    assert done.second.shape == (1, 1, 124, 122)
    np.testing.assert_array_equal(done.first, first[..., :124, 6:])
    assert np.abs(done.second - done.first)[..., 8:-8, 8:-8].max() < 0.01
    assert done.mask is None
    assert done.notes == done.warnings
    assert done.notes[0] == (
        "align: shift of the second image against the first: x=-5.20, y=+3.40 pixels; it was moved back"
    )


def test_identical_and_nearly_aligned_pairs_stay_as_they_are() -> None:
    first = scene()[None, None]
    for second in (first.copy(), first + np.random.default_rng(0).normal(0, 0.01, first.shape)):
        done = align(Pair(first, second, 1.0))
        assert done.first is first
        assert done.second is second
        assert done.warnings == ()
        assert "x=+0.00, y=+0.00 pixels; it was not moved" in done.notes[0]


def test_shifts_below_a_quarter_of_a_pixel_are_told_and_not_warned_of() -> None:
    first, second = (one[None, None] for one in views(0.2, 0))
    done = align(Pair(first, second, 1.0))
    assert "it was moved back" in done.notes[0]
    assert done.warnings == ()


def test_both_images_move_onto_a_third() -> None:
    first, truth = views(2, 0)
    _, second = views(0, 3)
    done = align(Pair(first[None, None], second[None, None], 1.0, reference=truth[None, None]))
    np.testing.assert_allclose(done.first, done.reference, atol=1e-9)
    np.testing.assert_allclose(done.second, done.reference, atol=1e-9)
    assert "shift of the first image against the reference: x=+0.00, y=-2.00" in done.notes[0]
    assert "shift of the second image against the reference: x=+3.00, y=-2.00" in done.notes[1]


def test_masks_move_along() -> None:
    first, second = (one[None, None] for one in views(2, 0.5))
    mask = np.ones(first.shape, bool)
    mask[..., 50:60, 50:60] = False
    pair = Pair(np.where(mask, first, 0), np.where(mask, second, 0), 1.0, mask)
    done = align(pair)
    assert not done.mask[..., 50:60, 50:60].any()
    assert (done.second[~done.mask] == 0).all()
    assert np.abs(done.second - done.first).max() < 0.03


def test_masks_that_leave_nothing_once_moved() -> None:
    first, second = (one[None, None] for one in views(2, 0.5))
    mask = np.ones(first.shape, bool)
    mask[..., ::3] = False
    with pytest.raises(InputError, match="no pixel that counts is left in the common area"):
        _moved_back(Pair(first, second, 1.0, mask), {"second": [(2.0, 0.5)]}, "cubic")


def test_each_sample_has_its_own_shift() -> None:
    pairs = [views(1, 0), views(0, -2, seed=1)]
    first, second = (np.stack([pair[i] for pair in pairs])[:, None] for i in (0, 1))
    done = align(Pair(first, second, 1.0))
    np.testing.assert_allclose(done.second, done.first, atol=1e-9)
    assert "sample 0: x=+0.00, y=+1.00 pixels; sample 1: x=-2.00, y=+0.00 pixels" in done.notes[0]


def test_the_greatest_shift_can_be_limited() -> None:
    first, second = (one[None, None] for one in views(12, 0))
    assert "y=+12.00" in align(Pair(first, second, 1.0)).notes[0]
    assert "y=+12.00" not in align(Pair(first, second, 1.0), max_shift=5).notes[0]
    with pytest.raises(InputError, match="max_shift must be a number of pixels, at least 0, not -1"):
        align(Pair(first, second, 1.0), max_shift=-1)
    with pytest.raises(InputError, match="interpolation must be auto, fourier or cubic, not 'linear'"):
        align(Pair(first, second, 1.0), interpolation="linear")


def test_what_is_not_moved_keeps_every_bit_of_its_scores() -> None:
    first = np.round(255 * scene(96, 96)).astype(np.uint8)
    second = np.round(255 * ndimage.gaussian_filter(first / 255, 1)).astype(np.uint8)
    finder = Finder("align", strategy="difference", also=["psnr", "ssim"])
    done = finder.compare(first, second)
    assert done.scores == done.raw_scores
    assert done.scores["ssim"] == score("ssim", first, second)


def test_noise_is_no_shift() -> None:
    first = scene(96, 96)
    rng = np.random.default_rng(0)
    for _ in range(5):
        found = estimate_shift(first, first + rng.normal(0, 0.2, first.shape), None, (24, 24))
        assert found is not None
        assert max(map(abs, found)) < 0.1


def test_raw_scores_are_those_before() -> None:
    first, second = views(2.3, -4.6)
    finder = Finder("align", strategy="difference", also=["psnr", "ssim"])
    with pytest.warns(UserWarning, match="pair 'array': align: shift of the second image"):
        done = finder.compare(first, second)
    assert done.raw_scores["ssim"] == score("ssim", first, second)
    assert done.raw_scores["psnr"] == score("psnr", first, second)
    assert done.raw_scores["mae"] == pytest.approx(np.abs(first - second).mean(), rel=1e-6)
    assert done.scores["psnr"] > done.raw_scores["psnr"] + 10
    record = json.loads(json.dumps(done.to_dict(), allow_nan=False))
    assert record["raw_scores"] == dict(done.raw_scores)
    assert np.asarray(done.map).shape == first.shape
    assert Finder("luma").compare(first, second).raw_scores is None


def test_raw_scores_are_taken_before_the_first_correction_and_after_what_comes_first() -> None:
    first, second = views(2.3, -4.6)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        done = Finder(["blur:sigma=1", "match_color", "align"], metric="ssim").compare(first, second)
    soft = [preprocessors.get("blur:sigma=1")(one[None, None])[0, 0] for one in (first, second)]
    assert done.raw_scores == {"ssim": score("ssim", *soft, data_range=1.0)}
    assert done.score > done.raw_scores["ssim"]


def test_a_raw_score_that_cannot_be_had_is_noted() -> None:
    first, second = (one[:14, :14] for one in views(3, 0))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        done = Finder("match_color", strategy="difference", also="ssim:window_size=15").compare(first, second)
    assert done.raw_scores["ssim:window_size=15"] is None
    assert any(note.startswith("before correction ssim:window_size=15 was not scored") for note in done.notes)
