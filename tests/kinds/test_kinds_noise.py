"""Noise is told apart from a change of detail, in grey images and where all channels have the same noise."""

from functools import cache

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from difference_finder.cli._demo_images import PHOTOGRAPH as CAT
from difference_finder.images.difference_map import DifferenceMap, Kind, Region
from difference_finder.images.pair import Pair
from difference_finder.kinds.ranking import describe_regions
from known_answers import folder

SIGMAS = [5, 10, 20, 35]
SIDE = 64
PLACES = [(150, 100), (40, 60), (120, 150)]
"""Left and top of squares with content: plain sky may seem to lose content with strong noise."""


@cache
def photograph(name: str) -> np.ndarray:
    """Return a grey photograph, (H, W) in levels."""
    if name == "cat":
        with Image.open(CAT) as image:
            return np.asarray(image.convert("L"), float)
    data = pytest.importorskip("skimage.data")
    return ndimage.zoom(data.camera().astype(float), 0.5, order=1)


@cache
def colours() -> np.ndarray:
    with Image.open(CAT) as image:
        return np.asarray(image.convert("RGB"), float)


def first_kind(first: np.ndarray, second: np.ndarray, left: int, top: int) -> Kind:
    """Return the most probable kind in a square of two images, (H, W) or (H, W, 3) in levels."""
    images = [
        np.uint8(np.round(np.clip(image, 0, 255))).reshape(*image.shape[:2], -1).transpose(2, 0, 1)[None]
        for image in (first, second)
    ]
    gap = np.abs(np.float32(images[1]) - np.float32(images[0])).mean(axis=1, keepdims=True)
    gap = ndimage.gaussian_filter(gap, (0, 0, 3, 3))
    inside = gap[0, 0, top : top + SIDE, left : left + SIDE]
    region = Region(left, top, SIDE, SIDE, SIDE**2, float(inside.max()), float(inside.mean()))
    pair = Pair(*images, 255.0, divisors=(1.0, 1.0))
    return describe_regions(DifferenceMap(gap), pair, (region,))[0].kinds[0]


def noise(sigma: float, shape: tuple[int, ...]) -> np.ndarray:
    return np.random.default_rng(sigma).normal(0, sigma, shape)


def changed(first: np.ndarray, second: np.ndarray, left: int, top: int, everywhere: bool) -> np.ndarray:
    """Return the second image, or the first with a square of the second."""
    if everywhere:
        return second
    here = first.copy()
    here[top : top + SIDE, left : left + SIDE] = second[top : top + SIDE, left : left + SIDE]
    return here


@pytest.mark.parametrize("everywhere", [False, True], ids=["in a square", "everywhere"])
@pytest.mark.parametrize("sigma", SIGMAS)
@pytest.mark.parametrize("name", ["cat", "camera"])
def test_white_noise_in_a_grey_photograph(name, sigma, everywhere) -> None:
    clean = photograph(name)
    noisy = clean + noise(sigma, clean.shape)
    for left, top in PLACES:
        other = changed(clean, noisy, left, top, everywhere)
        found, reverse = (first_kind(*pair, left, top) for pair in ((clean, other), (other, clean)))
        assert (found.name, reverse.name) == ("noisier", "smoother"), (left, top)
        assert "levels more in the second" in found.text
        assert "levels more in the first" in reverse.text
        for kind in (found, reverse):
            assert 0.5 * sigma < kind.strength < 1.15 * sigma  # half where most values are clipped


@pytest.mark.parametrize("everywhere", [False, True], ids=["in a square", "everywhere"])
@pytest.mark.parametrize("sigma", [5, 10, 25])
def test_noise_of_luma_alone_in_a_colour_photograph(sigma, everywhere) -> None:
    clean = colours()
    noisy = clean + noise(sigma, clean.shape[:2])[..., None]
    for left, top in PLACES:
        other = changed(clean, noisy, left, top, everywhere)
        assert first_kind(clean, other, left, top).name == "noisier"
        assert first_kind(other, clean, left, top).name == "smoother"


@pytest.mark.parametrize("name", ["cat", "camera"])
def test_detail_of_a_grey_photograph_is_not_noise(name) -> None:
    clean = photograph(name)
    soft = ndimage.gaussian_filter(clean, 1.3)
    left, top = PLACES[0]
    for second, kind in ((clean + 0.8 * (clean - soft), "sharpened"), (soft, "blurred")):
        assert first_kind(clean, changed(clean, second, left, top, False), left, top).name == kind
        assert first_kind(clean, second, left, top).name not in ("noisier", "smoother")


def test_a_published_denoiser_is_smoother_than_its_input() -> None:
    part = folder() / "denoise" / "set12_05_sigma50"
    with Image.open(part / "05_noisy_1478.png") as one, Image.open(part / "05_bm3d_2582.png") as other:
        noisy, denoised = (np.asarray(image.convert("L"), float) for image in (one, other))
    squares = [(left, top) for top in range(16, 192, 40) for left in range(16, 192, 40)]
    found = [first_kind(noisy, denoised, *square).name for square in squares]
    reverse = [first_kind(denoised, noisy, *square).name for square in squares]
    # Where the denoiser also removed texture, this may be named instead.
    assert found.count("smoother") >= 0.9 * len(squares), found
    assert reverse.count("noisier") >= 0.9 * len(squares), reverse


def test_rician_noise_in_a_slice_of_a_brain() -> None:
    slice_ = np.abs(np.load(folder() / "mri" / "brain1_r20_gt.npy")).astype(float)
    slice_ *= 255 / slice_.max()
    real, imaginary = np.random.default_rng(3).normal(0, 12, (2, *slice_.shape))
    noisy = np.hypot(slice_ + real, imaginary)
    for left, top in [(96, 64), (96, 128)]:
        assert first_kind(slice_, noisy, left, top).name == "noisier"
        assert first_kind(noisy, slice_, left, top).name == "smoother"
