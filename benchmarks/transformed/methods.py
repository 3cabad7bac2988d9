"""Pairs of two methods for one task: outputs of published methods, and of methods that run here."""

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from planted import photographs

Array = Any
Random = np.random.Generator

PUBLISHED = {
    "denoising": (
        "denoise/set12_05_sigma50",
        ("05_drunet_2731.png", "05_ffdnet_2692.png", "05_bm3d_2582.png", "05_dncnn_2683.png"),
    ),
    "MRI": ("mri", ("brain1_r20_cs_tv.npy", "brain1_r20_cs_wavelet.npy", "brain1_r20_zero_filled.npy")),
    "chip": ("sr/realsrset", ("chip_RealSR_JPEG.png", "chip_BSRGAN.png", "chip_ESRGAN.png")),
    "Lincoln": ("sr/realsrset", ("Lincoln_RealSR_JPEG.png", "Lincoln_BSRGAN.png", "Lincoln_ESRGAN.png")),
}
"""Folder and files of each task in ``shared/data``."""

UPSAMPLERS = {
    "bicubic": Image.Resampling.BICUBIC,
    "Lanczos": Image.Resampling.LANCZOS,
    "Hamming": Image.Resampling.HAMMING,
    "bilinear": Image.Resampling.BILINEAR,
}


def pair(data: Path, number: int, photos: tuple[str, ...], seed: int) -> tuple[str, Array, Array]:
    """Return the name and the images of a pair, in turn of published methods and of methods that run here.

    It is a random part of at least 96 pixels a side; the order of the methods is random.
    """
    random = np.random.default_rng([seed, number])
    published = _published(data)
    if number % 2 == 0 and published:
        name, first, second = published[number // 2 % len(published)]
    else:
        name, first, second = _computed(photos[number // 2 % len(photos)], random)
    if random.random() < 0.5:
        first, second = second, first
    return name, *_same_part(first, second, random)


def _same_part(first: Array, second: Array, random: Random) -> tuple[Array, Array]:
    height, width = (int(random.integers(96, side + 1)) for side in first.shape[:2])
    top, left = (
        int(random.integers(0, s - n + 1)) for s, n in zip(first.shape, (height, width), strict=False)
    )
    part = np.s_[top : top + height, left : left + width]
    return np.ascontiguousarray(first[part]), np.ascontiguousarray(second[part])


@cache
def _published(data: Path) -> tuple[tuple[str, Array, Array], ...]:
    found = []
    for task, (folder, files) in PUBLISHED.items():
        for one, other in itertools.combinations(files, 2):
            if (data / folder / one).exists():
                images = (_read(data / folder / file) for file in (one, other))
                found.append((f"{task}: {one}, {other}", *images))
    return tuple(found)


def _read(path: Path) -> Array:
    if path.suffix == ".npy":
        return np.clip(np.load(path), 0, 1)
    with Image.open(path) as image:
        return np.asarray(image)


def _computed(photo: str, random: Random) -> tuple[str, Array, Array]:
    """Return the outputs of two upsamplers or of two denoisers."""
    pixels = photographs.photograph(photo)
    if random.random() < 0.5:
        factor = int(random.integers(2, 5))
        names = random.choice(list(UPSAMPLERS), 2, replace=False)
        images = [_upsampled(pixels, factor, UPSAMPLERS[name]) for name in names]
        return f"{photo} x{factor}: {names[0]}, {names[1]}", *images
    sigma = random.uniform(5, 25) / 255
    noisy = np.clip(pixels + sigma * random.standard_normal(pixels.shape), 0, 1)
    names = random.choice(list(DENOISERS), 2, replace=False)
    images = [_bytes(DENOISERS[name](noisy, sigma)) for name in names]
    return f"{photo}, sigma {255 * sigma:.0f}: {names[0]}, {names[1]}", *images


def _upsampled(pixels: Array, factor: int, way: Image.Resampling) -> Array:
    image = Image.fromarray(_bytes(pixels))
    width, height = image.width // factor * factor, image.height // factor * factor
    small = image.crop((0, 0, width, height)).resize(
        (width // factor, height // factor), Image.Resampling.BICUBIC
    )
    return np.asarray(small.resize((width, height), way))


def _bytes(values: Array) -> Array:
    return np.uint8(np.round(255 * np.clip(values, 0, 1)))


def _tv(noisy: Array, sigma: float) -> Array:
    from skimage.restoration import denoise_tv_chambolle

    return denoise_tv_chambolle(noisy, 1.2 * sigma, channel_axis=-1)


def _nl_means(noisy: Array, sigma: float) -> Array:
    from skimage.restoration import denoise_nl_means

    return denoise_nl_means(noisy, 5, 6, 0.6 * sigma, sigma=sigma, channel_axis=-1)


def _bilateral(noisy: Array, sigma: float) -> Array:
    from skimage.restoration import denoise_bilateral

    return denoise_bilateral(noisy, win_size=5, sigma_color=2 * sigma, sigma_spatial=2, channel_axis=-1)


def _wiener(noisy: Array, sigma: float) -> Array:
    from scipy.signal import wiener

    return np.stack([wiener(noisy[..., c], 5, sigma**2) for c in range(noisy.shape[2])], axis=-1)


def _median(noisy: Array, sigma: float) -> Array:
    from scipy.ndimage import median_filter

    return median_filter(noisy, (3, 3, 1))


DENOISERS = {
    "total variation": _tv,
    "non-local means": _nl_means,
    "bilateral": _bilateral,
    "Wiener": _wiener,
    "median": _median,
}
