"""JPEG compression."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from difference_finder.arrays.luma import BT601
from difference_finder.images.patches import PatchPair
from difference_finder.images.transform import Estimate
from difference_finder.parts.registry import transform

Array = Any

LUMA = (
    (16, 11, 10, 16, 24, 40, 51, 61),
    (12, 12, 14, 19, 26, 58, 60, 55),
    (14, 13, 16, 24, 40, 57, 69, 56),
    (14, 17, 22, 29, 51, 87, 80, 62),
    (18, 22, 37, 56, 68, 109, 103, 77),
    (24, 35, 55, 64, 81, 104, 113, 92),
    (49, 64, 78, 87, 103, 121, 120, 101),
    (72, 92, 95, 98, 112, 100, 103, 99),
)
"""Steps of the luma at quality 50 (ITU-T T.81, table K.1)."""

LOW = tuple((u, v) for u in range(6) for v in range(6) if 0 < u + v < 6)
"""Frequencies at which the steps are looked for."""

LEAST_TURN = 0.6
"""Least coefficient in steps that a lattice does not round to 0, with some margin."""

FEWEST = 60
"""Least number of coefficients that are not rounded to zero."""

LATTICE = 0.35
"""Least mean cosine of coefficients on the lattice of a quality; it is 1 without the rounding of pixels."""

BLOCKS, FIRST_BLOCKS, UNSURE = 1024, 64, 2.5
"""Numbers of blocks that are compared with possible qualities, and with all qualities to find these; how far
below ``LATTICE`` the score of a possible quality may be, in standard deviations of a mean cosine."""

TRIED = 4
"""Number of qualities that are tried, best first."""

SUBSAMPLINGS: tuple[str, ...] = ("420", "444", "422")

FEW, SPARSE = 8, 3
"""Number of patches on which the qualities are tried; one of how many patches is looked at before."""

REACH = 4
"""Width of the border of a patch, in pixels, whose chroma depends on the surroundings of the patch."""

FAINT = 3 / 255
"""Greatest difference of the luma, root mean square in data ranges, for which the highest qualities are
tried: the rounding of pixels hides their lattices."""

FAINTEST, PROMISING = 0.7 / 255, 0.7
"""Least difference of the luma, root mean square in data ranges, for which the rounding of pixels hides no
quality from a first test; greatest share of its energy that a quality leaves there."""

FINE = range(100, 90, -1)

ROUNDING, BEYOND = 1.5, 0.1
"""Greatest change of a coefficient by the rounding of pixels; least share of the coefficients that change by
more than rounding to the steps of the highest qualities if another change was made."""


@transform(
    "jpeg", free=1, unit="quality", example={"quality": 60, "subsampling": "420"}, reach=REACH, least=0.85
)
def jpeg(pair: PatchPair) -> Iterator[Estimate]:
    """JPEG compression of the first image with the usual tables.

    Parameters
    ----------
    pair
        Patches of the two images.

    Yields
    ------
    Estimate
        The quality from 1 to 100, which is the strength, and the subsampling of the chroma.
    """
    import numpy as np

    if pair.channels not in (1, 3) or not pair.bounded or abs(pair.step - 1 / 255) > 1e-6:
        return
    qualities, subsamplings = _likely_qualities(pair), SUBSAMPLINGS
    energies = np.square(_luma(pair.difference[::SPARSE])).mean(axis=(1, 2))
    if not qualities and energies.mean() < FAINT**2 and _may_be_fine(pair):
        qualities, subsamplings = list(FINE), SUBSAMPLINGS[:2]
    if energies.mean() > FAINTEST**2:
        qualities = [quality for quality in qualities if _is_promising(pair, energies, quality)]
    tried = [
        (_residual(pair, quality, subsampling), quality, subsampling)
        for subsampling in subsamplings[: 1 if pair.channels == 1 else 3]
        for quality in qualities
    ]
    if not tried:
        return
    _, quality, subsampling = min(tried)
    known = {"quality": quality, "subsampling": subsampling}
    predicted = _compressed_patches(pair.first, known)
    yield Estimate(known, 1, float(quality), f"compressed by JPEG with quality {quality}", predicted)


def _may_be_fine(pair: PatchPair) -> bool:
    """Tell whether the low frequencies change by no more than the rounding of the highest qualities."""
    import numpy as np

    first, second = (_coefficients(patches, FIRST_BLOCKS) for patches in (pair.first, pair.second))
    most = _steps(FINE[-1])[:, None] / 2 + ROUNDING
    return float((np.abs(second - first) > most).mean()) < BEYOND


def _is_promising(pair: PatchPair, energies: Array, quality: int) -> bool:
    """Tell whether a quality explains some of the luma of two patches, which do not differ most or least.

    The energies are the mean squares of the difference of the luma in one of ``SPARSE`` patches.
    """
    middle = energies.argsort()[[len(energies) // 2, 3 * len(energies) // 4]]
    two = SPARSE * middle
    predicted = _compressed_patches(pair.first[two], {"quality": quality, "subsampling": SUBSAMPLINGS[1]})
    left = _luma(pair.second[two] - predicted)
    return float((left**2).mean()) < PROMISING * float(energies[middle].mean())


def _residual(pair: PatchPair, quality: int, subsampling: str) -> float:
    """Return the mean square of what compression does not explain at some patches."""
    import numpy as np

    few = slice(None, None, max(1, len(pair.corners) // FEW))
    predicted = _compressed_patches(pair.first[few], {"quality": quality, "subsampling": subsampling})
    inner = slice(REACH, -REACH)
    return float(np.square((pair.second[few] - predicted)[..., inner, inner]).mean())


@jpeg.apply
def apply_jpeg(images: Array, *, quality: int, subsampling: str) -> Array:
    """Return the images compressed and decompressed."""
    import numpy as np

    return np.stack([_compressed(image, quality, subsampling) for image in images]).astype(images.dtype)


def _compressed(image: Array, quality: int, subsampling: str) -> Array:
    """Return an image (C, H, W) compressed and decompressed."""
    import imagecodecs
    import numpy as np

    pixels = np.round(255 * np.clip(image, 0, 1)).astype(np.uint8).transpose(1, 2, 0)
    pixels = np.ascontiguousarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
    given: dict[str, Any] = {} if pixels.ndim == 2 else {"subsampling": subsampling}
    done = imagecodecs.jpeg8_decode(imagecodecs.jpeg8_encode(pixels, level=quality, **given))
    return np.divide(done.reshape(*done.shape[:2], -1).transpose(2, 0, 1), 255.0, dtype=np.float32)


def _compressed_patches(patches: Array, known: dict[str, Any]) -> Array:
    """Return patches (P, C, S, S) compressed as one image; their sides hold whole blocks."""
    count, channels, side, _ = patches.shape
    column = patches.transpose(1, 0, 2, 3).reshape(channels, count * side, side)
    done = _compressed(column, **known)
    return done.reshape(channels, count, side, side).transpose(1, 0, 2, 3)


def _likely_qualities(pair: PatchPair) -> list[int]:
    """Return the qualities whose steps fit the second image and not the first, the best first."""
    possible = _possible_qualities(_coefficients(pair.second, FIRST_BLOCKS))
    if not possible:
        return []
    scores = {}
    after, before = (_coefficients(patches, BLOCKS) for patches in (pair.second, pair.first))
    for quality in possible:
        steps = _steps(quality)
        score, count = _fit(after, steps)
        if count >= FEWEST and score >= LATTICE and score > _fit(before, steps)[0] + 0.1:
            scores[quality] = score * count**0.5
    return sorted(scores, key=lambda quality: -scores[quality])[:TRIED]


def _possible_qualities(coefficients: Array) -> list[int]:
    """Return the qualities that coefficients of few blocks do not rule out."""
    import numpy as np

    qualities = range(1, 101)
    steps = np.array([_steps(quality) for quality in qualities], np.float32)
    turns = coefficients / steps[:, :, None]
    kept = np.abs(turns) > LEAST_TURN
    counts = kept.sum(axis=(1, 2))
    means = np.where(kept, np.cos(np.float32(2 * np.pi) * turns), 0).sum(axis=(1, 2)) / np.maximum(counts, 1)
    # The variance of a cosine of any phase is 1/2.
    possible = means >= LATTICE - UNSURE / np.sqrt(2 * np.maximum(counts, 1))
    return [quality for quality, fits in zip(qualities, possible, strict=True) if fits]


@functools.cache
def _steps(quality: int) -> Array:
    """Return the steps of the low frequencies at a quality, as libjpeg scales its tables."""
    import numpy as np

    factor = 5000 // quality if quality < 50 else 200 - 2 * quality
    table = np.clip((np.array(LUMA) * factor + 50) // 100, 1, 255)
    return np.array([table[place] for place in LOW])


def _fit(coefficients: Array, steps: Array) -> tuple[float, int]:
    """Return the mean cosine of the coefficients that a lattice does not round to 0, and their number."""
    import numpy as np

    turns = coefficients / steps[:, None].astype(np.float32)
    kept = np.abs(turns) > LEAST_TURN
    count = int(kept.sum())
    return (float(np.cos(2 * np.pi * turns[kept]).mean()) if count else 0.0), count


def _luma(patches: Array) -> Array:
    """Return the luma of patches, (P, S, S)."""
    import numpy as np

    weights = np.array(BT601 if patches.shape[1] == 3 else (1.0,), patches.dtype)
    return np.einsum("c,pchw->phw", weights, patches)


def _coefficients(patches: Array, most: int) -> Array:
    """Return the coefficients of the luma of some blocks at the low frequencies, (frequencies, blocks)."""
    import numpy as np

    count, _, side, _ = patches.shape
    across = side // 8
    chosen = np.arange(0, count * across**2, max(1, count * across**2 // most))
    patch, row, column = np.unravel_index(chosen, (count, across, across))
    cut = patches.reshape(count, -1, across, 8, across, 8)[patch, :, row, :, column]  # (blocks, C, 8, 8)
    blocks = _luma(cut) * np.float32(255) - 128
    wave = _cosines().astype(np.float32)
    all_of_them = (wave @ blocks @ wave.T).reshape(len(blocks), 64)
    return all_of_them[:, [8 * u + v for u, v in LOW]].T


@functools.cache
def _cosines() -> Array:
    """Return the orthonormal discrete cosine transform of 8 values."""
    import numpy as np

    steps = np.arange(8)
    waves = np.cos(np.pi * (2 * steps + 1) * steps[:, None] / 16) / 2
    waves[0] /= 2**0.5
    return waves
