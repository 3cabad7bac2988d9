"""Two versions of a photograph that differ harmlessly; one of them contains an artefact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from planted.artefacts import DENOISED, plant, treat

Array = Any
Random = np.random.Generator


@dataclass(frozen=True)
class Case:
    """Two images, their reference, and the mask of the artefact.

    Parameters
    ----------
    first, second, reference
        (H, W, 3), or (H, W, 1) of a grey photograph, in [0, 1]; the artefact is in the second.
    mask
        (H, W), True in the artefact.
    before, after
        The image without and with the artefact, before noise was added and values were rounded. Both and the
        images are exchanged if the artefact is lost noise.
    kind, background, photograph
        Names.
    """

    first: Array
    second: Array
    reference: Array
    mask: Array
    before: Array
    after: Array
    kind: str
    background: str
    photograph: str
    size: int


def noise(photo: Array, kind: str, size: int, strength: float, random: Random) -> tuple[Array, ...]:
    """Add independent noise to both images."""
    sigma = random.uniform(3, 8) / 255
    treated, mask = plant(photo, kind, size, strength, random)
    first, second = (image + sigma * random.standard_normal(photo.shape) for image in (photo, treated))
    return first, second, mask, photo, treated


def upsamplers(photo: Array, kind: str, size: int, strength: float, random: Random) -> tuple[Array, ...]:
    """Enlarge a small image in two ways; the harmless differences are at edges."""
    ways = [
        Image.Resampling.BICUBIC,
        Image.Resampling.LANCZOS,
        Image.Resampling.HAMMING,
        Image.Resampling.BILINEAR,
    ]
    one, other = random.choice(4, 2, replace=False)
    h, w = photo.shape[:2]
    small = _resized(photo, w // 2, h // 2, Image.Resampling.BICUBIC)
    plain = _resized(small, w, h, ways[other])
    treated, mask = plant(plain, kind, size, strength, random)
    return _resized(small, w, h, ways[one]), treated, mask, plain, treated


def whole(photo: Array, kind: str, size: int, strength: float, random: Random) -> tuple[Array, ...]:
    """Change the whole photograph; the mask is a square inside it."""
    h, w = photo.shape[:2]
    top, left = random.integers(8, h - size - 8), random.integers(8, w - size - 8)
    mask = np.zeros((h, w), bool)
    mask[top : top + size, left : left + size] = True
    treated = treat(photo, kind, strength, random)
    return photo, treated, mask, photo, treated


def denoisers(photo: Array, kind: str, size: int, strength: float, random: Random) -> tuple[Array, ...]:
    """Denoise one image in two ways."""
    from skimage.restoration import denoise_bilateral, denoise_nl_means, denoise_tv_chambolle

    sigma = 12 / 255
    noisy = photo + sigma * random.standard_normal(photo.shape)
    ways = [
        lambda x: denoise_tv_chambolle(x, 0.06, channel_axis=-1),
        lambda x: denoise_nl_means(x, 5, 6, 0.6 * sigma, sigma=sigma, channel_axis=-1),
        lambda x: denoise_bilateral(x, win_size=7, sigma_color=0.12, sigma_spatial=2, channel_axis=-1),
    ]
    one, other = random.choice(3, 2, replace=False)
    plain = ways[other](np.clip(noisy, 0, 1))
    treated, mask = plant(plain, kind, size, strength, random)
    return ways[one](np.clip(noisy, 0, 1)), treated, mask, plain, treated


BACKGROUNDS = {"noise": noise, "upsamplers": upsamplers, "denoisers": denoisers, "whole": whole}


def case(background: str, name: str, photo: Array, kind: str, size: int, strength: float, seed: int) -> Case:
    """Return a case, rounded to 8 bits."""
    random = np.random.default_rng(seed)
    first, second, mask, before, after = BACKGROUNDS[background](photo, kind, size, strength, random)
    if kind in DENOISED:
        first, second, before, after = second, first, after, before
    first, second, reference = (
        np.round(np.clip(image, 0, 1) * 255) / 255 for image in (first, second, photo)
    )
    return Case(first, second, reference, mask, before, after, kind, background, name, size)


def _resized(image: Array, width: int, height: int, way: Any) -> Array:
    planes = [
        Image.fromarray(plane.astype(np.float32)).resize((width, height), way)
        for plane in np.moveaxis(image, -1, 0)
    ]
    return np.stack([np.asarray(plane, np.float64) for plane in planes], axis=-1)
