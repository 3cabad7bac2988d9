"""From pixels to means over blocks: energies in bands of fineness, shifts of brightness and colours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.filters import enlarge
from difference_finder.arrays.gaussian import blur
from difference_finder.arrays.luma import BT601
from difference_finder.arrays.native import TYPES, align_strides, native
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

__all__ = ["BANDS", "BLOCK", "Blocks", "blocks_of", "enlarged", "whole_blocks"]

BLOCK = 4
"""Side of a block in pixels."""

BANDS = 4
"""The finest is what lies within blocks of 2x2 pixels; then between those means and their blurs."""

BLURS = (1.0, 3**0.5, 1.7)
"""Standard deviations of the blurs, each of the one before: two at half the size of the images, the last at a
quarter; seen from half the size 1, 2 and 4."""

CONTRAST = 1.0
"""Standard deviation of the blur, in blocks, from which colours differ by their contrast."""

PIXELS, LEAST_DIFFERENT = 32768, 64
"""About how many pixels tell how channels are weighed, and how many blocks of 2x2 must differ."""

LEAST_FINE = 1e-8
"""The least sum of squares within a block of 2x2 that is a difference."""

LEAST_WEIGHT = 0.1
"""The share of brightness in which all channels weigh the same, so that none is left out."""

WEIGHT_STEPS = 4096
"""Weights of channels are whole multiples of 1 / WEIGHT_STEPS."""

END = 1.5 / 255
"""How near to black or white a pixel is at the end of the range."""


@dataclass(frozen=True)
class Blocks:
    """Means over blocks.

    Parameters
    ----------
    planes
        Shape (K, h, w), float32. For each of the four bands the products of what the images have there; then
        the shifts of the colours, then the contrasts of all but brightness, then the share of pixels that
        are at an end of the range. The products are, with the middle m of both images and their gap g: mm,
        gg, gm; with a truth t also tt, gt, mt. The shifts are those of the second image against the first
        and, with a truth, of the first against that.
    colours
        How many colours there are.
    three
        Whether there is a truth.
    quieter
        The noise of brightness, where every channel has noise of its own, in units of theirs.
    """

    planes: Array
    colours: int
    three: bool
    quieter: float

    @property
    def products(self) -> int:
        """How many products each band has."""
        return 6 if self.three else 3


def blocks_of(
    images: Sequence[Array], divisors: Sequence[float], mask: Array | None, workers: int | None
) -> Blocks:
    """Return the means over blocks of two or three images (C, H, W)."""
    import numpy as np

    three = len(images) == 3
    small, smaller = (None if mask is None else whole_blocks(mask, size) for size in (2, BLOCK))
    matrix = _colours(len(images[0]))
    matrix[0] = _quietest(images, divisors, mask, matrix[0])
    rows, columns = (-(-side // BLOCK) for side in images[0].shape[-2:])
    number, colours = (6 if three else 3), len(matrix)
    planes = np.empty((number * BANDS + (3 if three else 2) * colours, rows, columns), np.float32)
    bands = [planes[number * k : number * (k + 1)] for k in range(BANDS)]
    halves, moved, means = _halved(images, divisors, matrix[0], bands[0], planes[-1], workers)
    fine = blur(halves, BLURS[0], small, workers)
    coarse = blur(fine, BLURS[1], small, workers)
    _multiply(halves, fine, bands[1], workers)
    quarter = _multiply(fine, coarse, bands[2], workers)
    _multiply(quarter, blur(quarter, BLURS[2], smaller, workers), bands[3], workers)
    tints = _mixed(matrix[1:], means)
    if len(tints):
        tints -= blur(tints, CONTRAST, smaller, workers)
    planes[number * BANDS : -1] = np.concatenate([*(_mixed(matrix, shift) for shift in moved), tints**2])
    return Blocks(planes, len(matrix), three, float(np.sqrt((matrix[0] ** 2).sum())))


def _colours(channels: int) -> Array:
    """Return weights (K, C): of brightness, and of the colours beside it (BT.601 for three channels)."""
    import numpy as np

    if channels == 1:
        return np.ones((1, 1))
    if channels == 3:
        grey = np.array(BT601)
        return np.stack([grey, 0.564 * (np.eye(3)[2] - grey), 0.713 * (np.eye(3)[0] - grey)])
    mean = np.full(channels, 1 / channels)
    return np.concatenate([mean[None], 0.5 * (np.eye(channels) - mean)])


def _quietest(images: Sequence[Array], divisors: Sequence[float], mask: Array | None, usual: Array) -> Array:
    """Return weights (C,) of the channels with which the fine differences of the first two images are least.

    What happens to all channels alike then stands out most: where each has noise of its own they weigh the
    same, and where only colours are coarse, as in JPEG, these hardly count.
    """
    import numpy as np

    if len(usual) == 1:
        return usual
    h, w = (2 * (side // 2) for side in images[0].shape[-2:])
    step = 2 * max(1, int(math.sqrt(h * w / PIXELS)))
    corners = [np.s_[..., y:h:step, x:w:step] for y in (0, 1) for x in (0, 1)]
    gaps = [
        images[1][at] / np.float64(divisors[1]) - images[0][at] / np.float64(divisors[0]) for at in corners
    ]
    mean = (gaps[0] + gaps[1] + gaps[2] + gaps[3]) / 4
    fine = np.stack([gap - mean for gap in gaps]).reshape(len(gaps), len(usual), -1)
    sizes = np.einsum("bcp,bcp->p", fine, fine)
    known = sizes > LEAST_FINE
    if mask is not None:
        known &= np.all([mask[at].ravel() for at in corners], axis=0)
    if np.count_nonzero(known) < LEAST_DIFFERENT:
        return usual
    # Without the greatest, which an edge may have made.
    known &= sizes <= (1 + 1e-6) * np.quantile(sizes[known], 0.75)
    fine[..., ~known] = 0
    covariance = np.einsum("bip,bjp->ij", fine, fine)
    covariance += 1e-3 * np.trace(covariance) * np.eye(len(usual))
    weights = np.maximum(np.linalg.solve(covariance, np.ones(len(usual))), 0)
    mixed = LEAST_WEIGHT / len(usual) + (1 - LEAST_WEIGHT) * weights / weights.sum()
    # In whole steps, so that a sum in another order gives the same weights.
    stepped: Array = np.round(mixed * WEIGHT_STEPS) / WEIGHT_STEPS
    return stepped


def _mixed(matrix: Array, channels: Array) -> Array:
    """Return weighted sums (K, h, w) of channels (C, h, w)."""
    import numpy as np

    # Not by a product of matrices, whose threads keep the cores busy for a while when it is done.
    sums: Array = np.einsum("kc,chw->khw", matrix.astype(np.float32), channels.astype(np.float32, copy=False))
    return sums


def _halved(
    images: Sequence[Array],
    divisors: Sequence[float],
    weights: Array,
    products: Array,
    ends: Array,
    workers: int | None,
) -> tuple[Array, Array, Array]:
    """Write the products of the finest band (P, h, w) and the share of pixels at an end of the range (h, w).

    Returns
    -------
    tuple of array
        Brightness at half the size (S, 2h, 2w), the shifts of the channels (1 or 2, C, h, w), and the means
        of those of the first two images (C, h, w).
    """
    import numpy as np

    rows, columns = ends.shape
    if (kernels := native()) is not None:
        halves = np.empty((len(images), 2 * rows, 2 * columns), np.float32)
        shifts = np.empty((len(images) - 1, len(images[0]), rows, columns), np.float32)
        given = [align_strides(_known(image))[None] for image in images]
        means = np.empty((len(images[0]), rows, columns), np.float32)
        out = (halves, products, shifts, means, ends)
        kernels.block_statistics(given, list(divisors), weights.tolist(), END, *out, worker_count(workers))
        return halves, shifts, means
    floats = [_filled(image / np.float32(divisor)) for image, divisor in zip(images, divisors, strict=True)]
    grey = np.stack([_mixed(weights[None], image)[0] for image in floats])
    halves = _means(grey, 2)
    products[:] = _multiplied(grey - halves.repeat(2, -1).repeat(2, -2), BLOCK)
    pair = np.stack(floats[:2])
    at_end: Any = ((abs(pair) <= END) | (abs(pair - 1) <= END)).any(axis=(0, 1))
    ends[:] = _means(at_end, BLOCK)
    shift = [floats[1] - floats[0], *(floats[0] - truth for truth in floats[2:])]
    return halves, _means(np.stack(shift), BLOCK), _means((floats[0] + floats[1]) / 2, BLOCK)


def _known(image: Array) -> Array:
    """Return an image of a type that kernels take."""
    return image if image.dtype.name in TYPES else image.astype("float32")


def _multiply(fine: Array, coarse: Array, products: Array, workers: int | None) -> Array:
    """Write mean products of what lies between two finenesses; return the means of the coarse one."""
    import numpy as np

    size = fine.shape[-1] // products.shape[-1]
    if (kernels := native()) is not None:
        means = np.empty((len(coarse), *products.shape[1:]), np.float32)
        kernels.band_products(fine, coarse, size, products, means, worker_count(workers))
        return means
    products[:] = _multiplied(fine - coarse, size)
    return _means(coarse, size)


def _multiplied(signals: Array, size: int) -> Array:
    """Return the products of signals, means over blocks: see :class:`Blocks`."""
    import numpy as np

    gap, middle = signals[1] - signals[0], (signals[0] + signals[1]) / 2
    products = [middle * middle, gap * gap, gap * middle]
    products += [product for truth in signals[2:] for product in (truth * truth, gap * truth, middle * truth)]
    return _means(np.stack(products), size)


def _means(planes: Array, size: int) -> Array:
    """Average blocks of ``size`` x ``size`` of the last two axes."""
    h, w = (side // size for side in planes.shape[-2:])
    blocks = planes.reshape(*planes.shape[:-2], h, size, w, size)
    means: Array = blocks.mean(axis=(-3, -1), dtype="float32")
    return means


def _filled(planes: Array) -> Array:
    """Repeat the last row and column up to a whole number of blocks."""
    import numpy as np

    missing = [(0, -side % BLOCK) for side in planes.shape[-2:]]
    return np.pad(planes, [(0, 0)] * (planes.ndim - 2) + missing, mode="edge")


def whole_blocks(mask: Array, size: int = BLOCK) -> Array:
    """Tell of each block of ``size`` whether all its pixels count."""
    whole: Array = _means(_filled(mask), size) == 1
    return whole


def enlarged(blocks: Array, height: int, width: int, workers: int | None) -> Array:
    """Return values of blocks (h, w) as values of pixels, interpolated between the centres of blocks."""
    import numpy as np

    if (kernels := native()) is not None:
        out = np.empty((height, width), np.float32)
        kernels.upsample(blocks, BLOCK, out, worker_count(workers))
        return out
    return np.ascontiguousarray(enlarge(blocks, *(BLOCK * side for side in blocks.shape))[:height, :width])
