"""Changes of a whole picture, made with other libraries where these have them, with random strengths."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image
from scipy import ndimage

Array = Any
Random = np.random.Generator


@dataclass(frozen=True, eq=False)
class Made:
    """A changed picture.

    Parameters
    ----------
    second
        The changed picture, (H, W, 3) in 8 bits.
    strengths
        True parameters of the change by name; those that a transform must find to 10 %.
    neutral
        Value of each parameter that leaves a picture unchanged, if it is not 0: errors are relative to the
        distance from this value.
    """

    second: Array
    strengths: Mapping[str, Any]
    neutral: Mapping[str, float] | None = None


def _bytes(values: Array) -> Array:
    return np.uint8(np.round(np.clip(values, 0, 255)))


def _away(random: Random, low: float, high: float, gap: float) -> float:
    """Return a factor between two limits whose distance from 1 is at least ``gap``."""
    while True:
        factor = float(np.exp(random.uniform(np.log(low), np.log(high))))
        if abs(factor - 1) >= gap:
            return factor


def gain(first: Array, random: Random) -> Made:
    """Return the picture with a gain, an offset, or both."""
    way = random.integers(3)
    factor = 1.0 if way == 1 else _away(random, 0.7, 1.3, 0.03)
    offset = 0.0 if way == 0 else float(random.choice((-1, 1)) * random.uniform(3, 25))
    strengths = {"gain": factor} if way == 0 else {"offset": offset / 255}
    strengths = {"gain": factor, "offset": offset / 255} if way == 2 else strengths
    return Made(_bytes(factor * first.astype(float) + offset), strengths, {"gain": 1})


def channel_gain(first: Array, random: Random) -> Made:
    """Return the picture with a gain for each channel."""
    gains = [_away(random, 0.75, 1.2, 0.04) for _ in range(3)]
    return Made(_bytes(first * np.array(gains)), {"gains": tuple(gains)}, {"gains": 1})


def gamma(first: Array, random: Random) -> Made:
    """Return the picture with a gamma."""
    exponent = _away(random, 0.6, 1.7, 0.05)
    return Made(_bytes(255 * (first / 255) ** exponent), {"gamma": exponent}, {"gamma": 1})


def colour_matrix(first: Array, random: Random) -> Made:
    """Return the picture with its channels mixed by a random matrix."""
    matrix = np.eye(3) + random.uniform(-0.15, 0.15, (3, 3))
    matrix /= np.maximum(1, matrix.sum(axis=1, keepdims=True))
    return Made(_bytes(first.astype(float) @ matrix.T), {"matrix": tuple(map(tuple, matrix))})


def saturation(first: Array, random: Random) -> Made:
    """Return the picture with another saturation (Pillow), or in grey."""
    from PIL import ImageEnhance

    factor = 0.0 if random.random() < 0.3 else _away(random, 0.3, 1.7, 0.1)
    done = ImageEnhance.Color(Image.fromarray(first)).enhance(factor)
    return Made(np.asarray(done), {"saturation": factor}, {"saturation": 1})


def blur(first: Array, random: Random) -> Made:
    """Return the picture blurred by a Gaussian (scipy)."""
    sigma = float(np.exp(random.uniform(np.log(0.5), np.log(5))))
    return Made(_bytes(ndimage.gaussian_filter(first.astype(float), (sigma, sigma, 0))), {"sigma": sigma})


def sharpening(first: Array, random: Random) -> Made:
    """Return the picture sharpened by an unsharp mask (scikit-image)."""
    from skimage.filters import unsharp_mask

    amount, sigma = float(random.uniform(0.3, 1.5)), float(random.uniform(0.8, 3.5))
    done = [unsharp_mask(first[..., c] / 255, sigma, amount) for c in range(3)]
    return Made(_bytes(255 * np.stack(done, axis=-1)), {"amount": amount, "sigma": sigma})


def noise(first: Array, random: Random) -> Made:
    """Return the picture with Gaussian noise."""
    sigma = float(np.exp(random.uniform(np.log(1.5), np.log(25))))
    return Made(_bytes(first + sigma * random.standard_normal(first.shape)), {"sigma": sigma})


def jpeg(first: Array, random: Random) -> Made:
    """Return the picture compressed by JPEG (Pillow)."""
    quality = int(random.integers(15, 99))
    held = io.BytesIO()
    Image.fromarray(first).save(held, "JPEG", quality=quality, subsampling=int(random.choice((0, 2))))
    return Made(np.asarray(Image.open(held).convert("RGB")), {"quality": quality})


def shift(first: Array, random: Random) -> Made:
    """Return the picture moved by whole pixels, or by fractions (scipy, linear or cubic splines; Fourier)."""
    way = int(random.integers(4))
    y, x = random.uniform(-9, 9, 2) if way else random.integers(-20, 21, 2)
    y, x = (float(y), float(x)) if np.hypot(y, x) >= 0.2 else (1.0, -1.0)
    if way == 0:
        done = np.roll(first, (int(y), int(x)), axis=(0, 1))
    elif way < 3:
        done = ndimage.shift(first.astype(float), (y, x, 0), order=(1, 3)[way - 1], mode="nearest")
    else:
        spectrum = np.fft.fft2(first.astype(float), axes=(0, 1))
        moved = ndimage.fourier_shift(spectrum, (y, x, 0), axis=0)
        done = np.fft.ifft2(moved, axes=(0, 1)).real
    return Made(_bytes(done), {"x": x, "y": y})


def scale(first: Array, random: Random) -> tuple[Array, Made]:
    """Return the middle of the picture, and of the picture enlarged or reduced by up to 8 % (Pillow)."""
    factor = _away(random, 0.92, 1.08, 0.004)
    height, width = first.shape[:2]
    size = round(width * factor), round(height * factor)
    ways = (Image.Resampling.BILINEAR, Image.Resampling.BICUBIC, Image.Resampling.LANCZOS)
    done = np.asarray(Image.fromarray(first).resize(size, ways[int(random.integers(3))]))
    kept = int(0.9 * height), int(0.9 * width)
    true = (size[0] / width * size[1] / height) ** 0.5
    return _middle(first, kept), Made(_middle(done, kept), {"scale": true}, {"scale": 1})


def _middle(image: Array, size: tuple[int, int]) -> Array:
    top, left = (image.shape[0] - size[0]) // 2, (image.shape[1] - size[1]) // 2
    return np.ascontiguousarray(image[top : top + size[0], left : left + size[1]])


def orientation(first: Array, random: Random) -> Made:
    """Return the picture rotated by right angles, or mirrored."""
    square = first[: min(first.shape[:2]), : min(first.shape[:2])]
    ways = {
        "upside down": np.flipud(first),
        "mirrored": np.fliplr(first),
        "180": np.rot90(first, 2),
        "90": np.rot90(square, -1),
        "270": np.rot90(square),
        "transposed": square.transpose(1, 0, 2),
    }
    turn = str(random.choice(list(ways)))
    return Made(np.ascontiguousarray(ways[turn]), {"turn": turn})


def channel_order(first: Array, random: Random) -> Made:
    """Return the picture with its channels in another order."""
    orders = ((2, 1, 0), (2, 1, 0), (1, 0, 2), (0, 2, 1), (1, 2, 0), (2, 0, 1))
    order = orders[int(random.integers(len(orders)))]
    return Made(np.ascontiguousarray(first[..., list(order)]), {"order": order})


def row_order(first: Array, random: Random) -> Made:
    """Return the picture with its even and odd rows exchanged, or separated."""
    even = first[: len(first) // 2 * 2]
    if random.random() < 0.5:
        done = first.copy()
        done[: len(even)] = even.reshape(-1, 2, *even.shape[1:])[:, ::-1].reshape(even.shape)
        return Made(done, {"order": "exchanged"})
    return Made(np.concatenate([first[::2], first[1::2]]), {"order": "separated"})


def inversion(first: Array, random: Random) -> Made:
    """Return the negative."""
    return Made(255 - first, {})


def video_range(first: Array, random: Random) -> Made:
    """Return the picture in the range of video, or as if it had been in this range."""
    if random.random() < 0.5:
        return Made(_bytes(first * 219.0 / 255 + 16), {"direction": "to video"})
    return Made(_bytes((first.astype(float) - 16) * 255 / 219), {"direction": "from video"})


def bit_depth(first: Array, random: Random) -> Made:
    """Return the picture with fewer bits for each value (Pillow), or rounded to equally spaced values."""
    from PIL import ImageOps

    bits = int(random.integers(2, 7))
    if random.random() < 0.5:
        return Made(np.asarray(ImageOps.posterize(Image.fromarray(first), bits)), {"bits": bits})
    most = 2**bits - 1
    return Made(_bytes(np.round(first / 255 * most) * 255 / most), {"bits": bits})


def srgb(first: Array, random: Random) -> Made:
    """Return the picture decoded to linear light, or encoded once more."""
    v = first / 255
    if random.random() < 0.5:
        light = np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)
        return Made(_bytes(255 * light), {"direction": "decoded"})
    value = np.where(v <= 0.0031308, 12.92 * v, 1.055 * v ** (1 / 2.4) - 0.055)
    return Made(_bytes(255 * value), {"direction": "encoded"})


def rounding(first: Array, random: Random) -> Made:
    """Return the picture as if it had been floats, rounded down once and to the nearest level once."""
    hidden = np.clip(first + random.uniform(-0.5, 0.5, first.shape), 0, 255)
    return Made(np.uint8(np.floor(hidden)), {})


CHANGES: dict[str, Callable[[Array, Random], Made | tuple[Array, Made]]] = {
    function.__name__: function
    for function in (
        *(gain, channel_gain, gamma, colour_matrix, saturation, blur, sharpening, noise, jpeg, shift, scale),
        *(orientation, channel_order, row_order, inversion, video_range, srgb, bit_depth, rounding),
    )
}

"""Changes by name. A function takes a picture and returns the changed picture, or both images where the first
is only a part of the picture."""

COLOUR = frozenset({"channel_gain", "colour_matrix", "saturation", "channel_order"})
"""Changes that grey pictures do not show."""
