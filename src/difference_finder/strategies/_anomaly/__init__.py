"""How strange each place of a pair is, beside the other places of the same pair.

Two images of one scene differ everywhere a little: by noise, by resampling, by compression. What matters is
where they differ as they do not differ elsewhere. So every measure of the difference is compared with what
it is at places of the same activity (contrast of that fineness): its median there is taken away, and what is
left is divided by the robust standard deviation there. Differences that sit on every edge vanish, and so
does noise.

Brightness is the weighted mean of the channels that has the least fine difference: the plain mean where each
channel has noise of its own, nearly luma in a JPEG.

The measures, each averaged over two widths:

- energy: that of the difference, in four bands of fineness;
- change: the ratio of the energies of the two images in each band, so what was blurred or has texture that it
  should not have, even where noise hides it;
- shift: the difference itself, of brightness and of colours;
- with a truth: the ratio of the energies of the two errors, the difference of the sizes of their shifts, and
  how far the difference follows the truth.

``blocks`` makes of the images means over blocks of 4x4 pixels, ``judge`` compares these.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.gaussian import blur
from difference_finder.strategies._anomaly.blocks import blocks_of, enlarged, whole_blocks
from difference_finder.strategies._anomaly.score import judged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

__all__ = ["evidence"]

WIDTHS = (0.7, 2.5)
"""Standard deviations of the averages, in blocks: 3 and 10 pixels."""


def evidence(
    images: Sequence[Array],
    divisors: Sequence[float],
    mask: Array | None = None,
    workers: int | None = None,
) -> Array:
    """Return how strange each place is, in robust standard deviations.

    Parameters
    ----------
    images
        The first, the second, and what both are measured against, if there is such an image. Shape (C, H, W).
    divisors
        What the values of each image are divided by, to lie between 0 and 1.
    mask
        Shape (H, W), True where pixels count; None if all do.
    workers
        How many threads to use; None for one on each core.

    Returns
    -------
    array
        Shape (H, W), float32, at least 0: below 1 at most places, and 0 where the images are equal
        everywhere.
    """
    import numpy as np

    h, w = images[0].shape[-2:]
    inside = None if mask is None else whole_blocks(mask)
    blocks = blocks_of(images, divisors, mask, workers)
    averages = np.empty((len(WIDTHS), *blocks.planes.shape), np.float32)
    for width, average in zip(WIDTHS, averages, strict=True):
        blur(blocks.planes, width, inside, workers, out=average)
    strange = judged(blocks, averages, inside, workers)
    return enlarged(blur(strange, WIDTHS[0], inside, workers), h, w, workers)
