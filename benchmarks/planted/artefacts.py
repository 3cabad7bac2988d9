"""Typical artefacts of reconstruction, planted at places of known shape.

Each function takes a photograph (H, W, C) in [0, 1], of three channels or one, a strength (1 is the default
of the suite) and a generator, and returns the whole photograph with the artefact; :func:`plant` blends it in.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import ndimage

Array = Any
Random = np.random.Generator


def blur(image: Array, strength: float, _: Random) -> Array:
    """Blur the photograph."""
    return _blurred(image, 1.2 * strength)


def lost_texture(image: Array, strength: float, _: Random) -> Array:
    """Smooth fine texture and keep edges, as denoisers do."""
    window = 3 + 2 * round(strength)
    planes = [ndimage.median_filter(image[..., c], window) for c in range(image.shape[-1])]
    smooth = np.stack(planes, axis=-1)
    return image + np.clip(0.6 + 0.1 * strength, 0, 1) * (smooth - image)


def level(image: Array, strength: float, random: Random) -> Array:
    """Make the photograph slightly lighter or darker."""
    return image + random.choice([-1, 1]) * 0.008 * strength


def banding(image: Array, strength: float, _: Random) -> Array:
    """Reduce the number of grey levels."""
    step = 0.04 * strength
    return np.round(image / step) * step


def ringing(image: Array, strength: float, _: Random) -> Array:
    """Add ringing at edges: cut off high frequencies sharply, then sharpen."""
    h, w = image.shape[:2]
    fy, fx = np.fft.fftfreq(h)[:, None], np.fft.fftfreq(w)[None]
    keep = (np.hypot(fy, fx) < 0.17)[..., None]
    low = np.real(np.fft.ifft2(np.fft.fft2(image, axes=(0, 1)) * keep, axes=(0, 1)))
    echo = low - _blurred(image, 2.0)
    return image + 0.8 * strength * echo


def blocks(image: Array, strength: float, _: Random) -> Array:
    """Compress strongly as JPEG."""
    from PIL import Image

    held = io.BytesIO()
    quality = int(np.clip(round(34 / strength), 3, 90))
    pixels = np.uint8(np.round(np.clip(image, 0, 1) * 255))
    Image.fromarray(pixels[..., 0] if image.shape[-1] == 1 else pixels).save(held, "JPEG", quality=quality)
    return np.asarray(Image.open(held), np.float64).reshape(image.shape) / 255


def false_texture(image: Array, strength: float, random: Random) -> Array:
    """Add a fine pattern, as generative models invent."""
    noise = random.standard_normal(image.shape[:2])
    band = ndimage.gaussian_filter(noise, 1.0) - ndimage.gaussian_filter(noise, 2.5)
    local = np.sqrt(_blurred((image - _blurred(image, 3.0)) ** 2, 5.0).mean(axis=-1)) + 0.01
    return image + (0.4 * strength * local * band / band.std())[..., None]


def moved(image: Array, strength: float, random: Random) -> Array:
    """Shift by a fraction of a pixel."""
    angle = random.uniform(0, 2 * np.pi)
    by = (0.6 * strength * np.sin(angle), 0.6 * strength * np.cos(angle), 0)
    return ndimage.shift(image, by, order=3, mode="nearest")


def cast(image: Array, strength: float, random: Random) -> Array:
    """Add a slight colour cast and keep the brightness."""
    tint = random.standard_normal(3)
    tint -= tint @ np.array([0.299, 0.587, 0.114])
    return image + 0.015 * strength * tint / np.linalg.norm(tint)


def erased(image: Array, strength: float, _: Random) -> Array:
    """Replace the content by its wider surroundings."""
    return image + np.clip(0.45 * strength, 0, 1) * (_blurred(image, 7.0) - image)


ARTEFACTS: dict[str, Callable[[Array, float, Random], Array]] = {
    f.__name__: f
    for f in (blur, lost_texture, level, banding, ringing, blocks, false_texture, moved, cast, erased)
}


def sharpened(image: Array, strength: float, _: Random) -> Array:
    """Sharpen the photograph."""
    return image + 0.6 * strength * (image - _blurred(image, 1.2))


def contrast(image: Array, strength: float, random: Random) -> Array:
    """Raise or lower the contrast."""
    return image + random.choice([-1, 1]) * 0.15 * strength * (image - _blurred(image, 12.0))


def noisier(image: Array, strength: float, random: Random) -> Array:
    """Add noise."""
    return image + 0.012 * strength * random.standard_normal(image.shape)


def stripes(image: Array, strength: float, random: Random) -> Array:
    """Add a wave, as after an error in the Fourier domain."""
    rows, columns = np.mgrid[: image.shape[0], : image.shape[1]]
    angle, period = random.uniform(0, np.pi), random.uniform(4, 9)
    phase = 2 * np.pi * (np.cos(angle) * columns + np.sin(angle) * rows) / period
    return image + 0.012 * strength * np.sin(phase)[..., None]


def checkerboard(image: Array, strength: float, _: Random) -> Array:
    """Add a pattern with a period of two pixels, as after upsampling by a network."""
    rows, columns = np.mgrid[: image.shape[0], : image.shape[1]]
    return image + (0.008 * strength * (-1.0) ** (rows + columns))[..., None]


def relocated(image: Array, _: float, random: Random) -> Array:
    """Shift by many pixels."""
    rows, columns = random.integers(5, 21, 2) * random.choice([-1, 1], 2)
    return np.roll(image, (int(rows), int(columns)), (0, 1))


def replaced(image: Array, _: float, random: Random) -> Array:
    """Show content of another place."""
    h, w = image.shape[:2]
    return np.roll(image, (int(random.integers(h // 3, 2 * h // 3)), w // 2), (0, 1))


FURTHER: dict[str, Callable[[Array, float, Random], Array]] = {
    f.__name__: f for f in (sharpened, contrast, noisier, stripes, checkerboard, relocated, replaced)
}
"""Artefacts that are named, but not part of the suite that maps are measured with."""


def luma_noise(image: Array, strength: float, random: Random) -> Array:
    """Add the same noise to all channels."""
    return image + 0.012 * strength * random.standard_normal(image.shape[:2])[..., None]


NOISE: dict[str, Callable[[Array, float, Random], Array]] = {
    "luma_noise": luma_noise,
    "luma_denoised": luma_noise,
    "denoised": noisier,
}
"""Noise that is planted in addition; with the last two it is in the first image, and the second has none."""

DENOISED = ("luma_denoised", "denoised")
"""Names of noise in the first image."""


LEAST = 1.5 / 255
"""Least change of an artefact at the typical pixel of its place: a clear sky, for example, has no texture to
lose."""


def treat(image: Array, kind: str, strength: float, random: Random) -> Array:
    """Return a photograph with an artefact of a kind everywhere."""
    return {**ARTEFACTS, **FURTHER, **NOISE}[kind](image, strength, random)


def plant(image: Array, kind: str, size: int, strength: float, random: Random) -> tuple[Array, Array]:
    """Plant an artefact of a kind in a photograph, at a place that it changes.

    Returns
    -------
    tuple of array
        The photograph with the artefact, and the mask of the artefact, (H, W) bool, about ``size`` pixels
        across.
    """
    change = treat(image, kind, strength, random) - image
    seen = _blurred(np.abs(change).mean(axis=-1), 1.5)
    places = [_place(image.shape[:2], size, random) for _ in range(24)]
    typical = [float(np.median(seen[place])) for place in places]
    good = [place for place, value in zip(places, typical, strict=True) if value >= LEAST]
    mask = good[0] if good else places[int(np.argmax(typical))]
    soft = ndimage.gaussian_filter(mask.astype(float), 1.0)[..., None]
    return image + soft * change, mask


def _place(shape: tuple[int, int], size: int, random: Random) -> Array:
    """Return a rotated ellipse or rectangle inside the image."""
    h, w = shape
    margin = size // 2 + 8
    y, x = random.uniform(margin, h - margin), random.uniform(margin, w - margin)
    ratio, angle = random.uniform(0.6, 1.0), random.uniform(0, np.pi)
    rows, columns = np.mgrid[:h, :w]
    dy, dx = rows - y, columns - x
    u, v = dx * np.cos(angle) + dy * np.sin(angle), dy * np.cos(angle) - dx * np.sin(angle)
    a, b = size / 2, size / 2 * ratio
    if random.random() < 0.5:
        return (u / a) ** 2 + (v / b) ** 2 <= 1
    return (abs(u) <= 0.85 * a) & (abs(v) <= 0.85 * b)


def _blurred(image: Array, sigma: float) -> Array:
    return ndimage.gaussian_filter(image, (sigma, sigma, 0)[: image.ndim])
