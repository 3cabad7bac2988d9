"""Means over blocks of pixels: energies in frequency bands, shifts of brightness and of colours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.filters import enlarge
from difference_finder.arrays.gaussian import blur
from difference_finder.arrays.luma import BT601
from difference_finder.arrays.native import TYPES, align_strides, native
from difference_finder.arrays.percentiles import quantile
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

__all__ = ["BANDS", "BLOCK", "Blocks", "average_blocks", "enlarge_blocks", "find_whole_blocks"]

BLOCK = 4
"""Side of a block in pixels."""

BANDS = 4
"""Number of bands. The finest is the detail within blocks of 2x2 pixels; the others lie between the means of
these blocks and their blurs."""

BLURS = (1.0, 3**0.5, 1.7)
"""Standard deviations of successive blurs: two at half the size of the images, the last at a quarter. In
pixels of the half size, the total blurs are 1, 2 and 4."""

CONTRAST = 1.0
"""Standard deviation, in blocks, of the blur that is subtracted from colours to get their contrast."""

PIXELS, LEAST_DIFFERENT = 32768, 64
"""Approximate number of pixels that the channel weights are computed from, and the least number of blocks of
2x2 pixels that must differ."""

LEAST_FINE = 1e-8
"""Least sum of squares within a block of 2x2 pixels that counts as a difference."""

LEAST_WEIGHT = 0.1
"""Share of brightness that is the plain mean of the channels, so that no channel is left out."""

WEIGHT_STEPS = 4096
"""Channel weights are multiples of 1 / WEIGHT_STEPS."""

END = 1.5 / 255
"""Greatest distance to black or white of a pixel that counts as clipped."""


@dataclass(frozen=True, eq=False)
class Blocks:
    """Means over blocks.

    Parameters
    ----------
    planes
        Planes of shape (K, h, w), float32: for each of the four bands the products of the band-passed images;
        then the shifts of the colours; then the contrasts of all colours but brightness; then the share of
        clipped pixels. With the mean m of both images and their difference g, the products are mm, gg and
        gm; with a reference r, also rr, gr and mr. The shifts are second minus first and, with a reference,
        first minus reference.
    colours
        Number of colours, brightness included.
    has_reference
        Whether there is a reference.
    brightness_noise
        Standard deviation of noise in brightness over its standard deviation in one channel, if the channels
        have independent noise.
    """

    planes: Array
    colours: int
    has_reference: bool
    brightness_noise: float

    @property
    def products(self) -> int:
        """Number of products of each band."""
        return 6 if self.has_reference else 3


def average_blocks(
    images: Sequence[Array], divisors: Sequence[float], mask: Array | None, workers: int | None
) -> Blocks:
    """Return the means over blocks of two images (C, H, W), or of two images and a reference."""
    import numpy as np

    has_reference = len(images) == 3
    small, smaller = (None if mask is None else find_whole_blocks(mask, size) for size in (2, BLOCK))
    matrix = _colours(len(images[0]))
    matrix[0] = _brightness_weights(images, divisors, mask, matrix[0])
    rows, columns = (-(-side // BLOCK) for side in images[0].shape[-2:])
    number, colours = (6 if has_reference else 3), len(matrix)
    planes = np.empty((number * BANDS + (3 if has_reference else 2) * colours, rows, columns), np.float32)
    bands = [planes[number * k : number * (k + 1)] for k in range(BANDS)]
    halves, moved, means = _average_pixels(images, divisors, matrix[0], bands[0], planes[-1], workers)
    fine = blur(halves, BLURS[0], small, workers, wide=False)
    coarse = blur(fine, BLURS[1], small, workers, wide=False)
    _multiply(halves, fine, bands[1], workers)
    quarter = _multiply(fine, coarse, bands[2], workers)
    _multiply(quarter, blur(quarter, BLURS[2], smaller, workers, wide=False), bands[3], workers)
    tints = _mixed(matrix[1:], means)
    if len(tints):
        tints -= blur(tints, CONTRAST, smaller, workers, wide=False)
    planes[number * BANDS : -1] = np.concatenate([*(_mixed(matrix, shift) for shift in moved), tints**2])
    return Blocks(planes, len(matrix), has_reference, float(np.sqrt((matrix[0] ** 2).sum())))


def _colours(channels: int) -> Array:
    """Return the weights (K, C) of brightness and of the other colours (BT.601 for three channels)."""
    import numpy as np

    if channels == 1:
        return np.ones((1, 1))
    if channels == 3:
        grey = np.array(BT601)
        return np.stack([grey, 0.564 * (np.eye(3)[2] - grey), 0.713 * (np.eye(3)[0] - grey)])
    mean = np.full(channels, 1 / channels)
    return np.concatenate([mean[None], 0.5 * (np.eye(channels) - mean)])


def _brightness_weights(
    images: Sequence[Array], divisors: Sequence[float], mask: Array | None, default: Array
) -> Array:
    """Return the channel weights (C,) that minimise the fine differences of the first two images.

    A change of all channels then stands out most: channels with independent noise get equal weights, and the
    coarse colours of a JPEG hardly count. Without enough differences the default weights are returned.
    """
    import numpy as np

    if len(default) == 1:
        return default
    h, w = (2 * (side // 2) for side in images[0].shape[-2:])
    step = 2 * max(1, int(math.sqrt(h * w / PIXELS)))
    corners = [np.s_[..., y:h:step, x:w:step] for y in (0, 1) for x in (0, 1)]
    gaps = [
        images[1][at] / np.float64(divisors[1]) - images[0][at] / np.float64(divisors[0]) for at in corners
    ]
    mean = (gaps[0] + gaps[1] + gaps[2] + gaps[3]) / 4
    fine = np.stack([gap - mean for gap in gaps]).reshape(len(gaps), len(default), -1)
    sizes = np.einsum("bcp,bcp->p", fine, fine)
    known = sizes > LEAST_FINE
    if mask is not None:
        known &= np.all([mask[at].ravel() for at in corners], axis=0)
    if np.count_nonzero(known) < LEAST_DIFFERENT:
        return default
    # Without the greatest differences: an edge may have caused them.
    known &= sizes <= (1 + 1e-6) * quantile(sizes[known], 0.75)
    fine[..., ~known] = 0
    covariance = np.einsum("bip,bjp->ij", fine, fine)
    covariance += 1e-3 * np.trace(covariance) * np.eye(len(default))
    weights = np.maximum(np.linalg.solve(covariance, np.ones(len(default))), 0)
    mixed = LEAST_WEIGHT / len(default) + (1 - LEAST_WEIGHT) * weights / weights.sum()
    # Multiples of a step, so that sums in another order give the same weights.
    stepped: Array = np.round(mixed * WEIGHT_STEPS) / WEIGHT_STEPS
    return stepped


def _mixed(matrix: Array, channels: Array) -> Array:
    """Return weighted sums (K, h, w) of channels (C, h, w)."""
    import numpy as np

    # Not a matrix product: the threads of BLAS keep the cores busy for a while after it.
    sums: Array = np.einsum("kc,chw->khw", matrix.astype(np.float32), channels.astype(np.float32, copy=False))
    return sums


def _average_pixels(
    images: Sequence[Array],
    divisors: Sequence[float],
    weights: Array,
    products: Array,
    ends: Array,
    workers: int | None,
) -> tuple[Array, Array, Array]:
    """Write the products of the finest band (P, h, w) and the share of clipped pixels (h, w).

    Returns
    -------
    tuple of array
        Brightness at half the size (S, 2h, 2w), the shifts of the channels (1 or 2, C, h, w), and the mean
        of the first two images, by channel (C, h, w).
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
    shift = [floats[1] - floats[0], *(floats[0] - reference for reference in floats[2:])]
    return halves, _means(np.stack(shift), BLOCK), _means((floats[0] + floats[1]) / 2, BLOCK)


def _known(image: Array) -> Array:
    """Return an image in a type that kernels take."""
    return image if image.dtype.name in TYPES else image.astype("float32")


def _multiply(fine: Array, coarse: Array, products: Array, workers: int | None) -> Array:
    """Write the mean products of the band between two blurs; return the means of the coarser blur."""
    import numpy as np

    size = fine.shape[-1] // products.shape[-1]
    if (kernels := native()) is not None:
        means = np.empty((len(coarse), *products.shape[1:]), np.float32)
        kernels.band_products(fine, coarse, size, products, means, worker_count(workers))
        return means
    products[:] = _multiplied(fine - coarse, size)
    return _means(coarse, size)


def _multiplied(signals: Array, size: int) -> Array:
    """Return the mean products of signals over blocks, as :class:`Blocks` lists them."""
    import numpy as np

    gap, middle = signals[1] - signals[0], (signals[0] + signals[1]) / 2
    products = [middle * middle, gap * gap, gap * middle]
    products += [product for ref in signals[2:] for product in (ref * ref, gap * ref, middle * ref)]
    return _means(np.stack(products), size)


def _means(planes: Array, size: int) -> Array:
    """Average blocks of ``size`` x ``size`` of the last two axes."""
    h, w = (side // size for side in planes.shape[-2:])
    blocks = planes.reshape(*planes.shape[:-2], h, size, w, size)
    means: Array = blocks.mean(axis=(-3, -1), dtype="float32")
    return means


def _filled(planes: Array) -> Array:
    """Repeat the last row and column until both sides are whole numbers of blocks."""
    import numpy as np

    missing = [(0, -side % BLOCK) for side in planes.shape[-2:]]
    return np.pad(planes, [(0, 0)] * (planes.ndim - 2) + missing, mode="edge")


def find_whole_blocks(mask: Array, size: int = BLOCK) -> Array:
    """Return for each block of ``size`` whether all its pixels count."""
    whole: Array = _means(_filled(mask), size) == 1
    return whole


def enlarge_blocks(blocks: Array, height: int, width: int, workers: int | None) -> Array:
    """Return values of blocks (h, w) at pixels, interpolated between the centres of blocks."""
    import numpy as np

    if (kernels := native()) is not None:
        out = np.empty((height, width), np.float32)
        kernels.upsample(blocks, BLOCK, out, worker_count(workers))
        return out
    return np.ascontiguousarray(enlarge(blocks, *(BLOCK * side for side in blocks.shape))[:height, :width])
