"""Anomaly detection in a pair of images: each place is compared with the other places of the same pair.

Two images of one scene differ slightly everywhere: by noise, resampling or compression. An anomaly is a
place where they differ in another way than elsewhere. Each measure of the difference becomes a robust
z-score among places of similar activity (local contrast at the same scale): its median over these places is
subtracted, and the rest is divided by the robust standard deviation over these places. Differences that
occur at every edge have small z-scores, and so has noise.

Brightness is the weighted mean of the channels with the least fine-scale difference: the plain mean if each
channel has independent noise, nearly luma in a JPEG.

The measures, each averaged with two window widths:

- energy: the energy of the difference, in four frequency bands;
- change: the ratio of the energies of the two images in each band; it shows blurred or added texture, even
  under noise;
- shift: the difference itself, of brightness and of colours;
- with a reference: the ratio of the energies of the two errors, the difference of the sizes of their shifts,
  and the correlation of the difference with the reference.

``blocks`` computes means over blocks of 4x4 pixels, ``score`` computes the z-scores of these means.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.gaussian import blur
from difference_finder.strategies._anomaly.blocks import average_blocks, enlarge_blocks, find_whole_blocks
from difference_finder.strategies._anomaly.score import score_blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

__all__ = ["compute_anomaly_map"]

WIDTHS = (0.7, 2.5)
"""Standard deviations of the two Gaussian windows, in blocks: 3 and 10 pixels."""


def compute_anomaly_map(
    images: Sequence[Array],
    divisors: Sequence[float],
    mask: Array | None = None,
    workers: int | None = None,
) -> Array:
    """Return the anomaly of each pixel, in robust standard deviations.

    Parameters
    ----------
    images
        First image, second image, and the reference if there is one; each of shape (C, H, W).
    divisors
        Divisor of each image; it scales the values to 0 to 1.
    mask
        Mask of shape (H, W); True where pixels count. None if all count.
    workers
        Number of threads; None for one on each core.

    Returns
    -------
    array
        Anomaly of shape (H, W), float32, at least 0: below 1 at most pixels, and 0 everywhere if the images
        are equal.
    """
    import numpy as np

    h, w = images[0].shape[-2:]
    inside = None if mask is None else find_whole_blocks(mask)
    blocks = average_blocks(images, divisors, mask, workers)
    averages = np.empty((len(WIDTHS), *blocks.planes.shape), np.float32)
    for width, average in zip(WIDTHS, averages, strict=True):
        blur(blocks.planes, width, inside, workers, out=average, wide=False)
    anomaly = score_blocks(blocks, averages, inside, workers)
    anomaly = blur(anomaly, WIDTHS[0], inside, workers, wide=False)
    return enlarge_blocks(anomaly, h, w, workers)
