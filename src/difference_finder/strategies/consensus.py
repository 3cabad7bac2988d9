"""What several measures agree on."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays import as_kind, namespace, to_numpy
from difference_finder.registry import strategy

Array = Any

LEVEL = 5.0
"""The greatest value of pairs that differ by noise or by JPEG compression alone is 1 to 4.5."""


@strategy("consensus", signed=False, score="peak", level=LEVEL)
def consensus(
    reference: Array,
    candidate: Array,
    metric: Any,
    *,
    mask: Array | None = None,
    truth: Array | None = None,
    data_range: float | None = None,
) -> tuple[Array, Array]:
    """Where the images differ as they do not differ elsewhere, by several measures; ignores the metric.

    Parameters
    ----------
    reference, candidate
        Shape (N, C, H, W). Three channels are red, green and blue.
    metric
        Not used: the score is the greatest value of the map.
    mask
        Shape (N, 1, H, W), True where pixels count.
    truth
        What both are measured against, where there is such an image. Then it also counts where one of the two
        is nearer to it than elsewhere.
    data_range
        The range of the values; where it is unknown, that of the two images.

    Returns
    -------
    tuple of array
        The map (N, 1, H, W) in robust standard deviations of what is usual in this pair, at least 0: about 0.7
        at most places, over 5 where it is no chance. Its greatest value (N,).

    Notes
    -----
    The measures are the energy of the difference in four bands of fineness, the ratio of the contrasts of the
    two images in each band, and the averaged difference of brightness and of colours, each at two widths (of 3
    and 7 pixels). Each is compared with its median and its median absolute deviation at places of like
    contrast, so that noise, and differences that sit on every edge, do not count. The mean of the fourth powers
    joins them.

    Where four fifths of the pixels are equal, and lie together, as in two screenshots, nothing is usual: every
    pixel that differs has 5 or more.

    Computed in float32 on the CPU.
    """
    import numpy as np

    span = _span(reference, candidate) if data_range is None else data_range
    arrays = [None if image is None else to_numpy(image) for image in (reference, candidate, truth, mask)]
    maps = [
        _of_sample(*(None if a is None else a[n] for a in arrays), span) for n in range(candidate.shape[0])
    ]
    values = np.stack(maps)[:, None]
    return as_kind(values, candidate), values.max(axis=(1, 2, 3)).astype(np.float64)


def _of_sample(first: Array, second: Array, truth: Array | None, mask: Array | None, span: float) -> Array:
    """Return the map (H, W) of one sample."""
    import numpy as np

    from difference_finder.clean import is_clean
    from difference_finder.strategies._evidence import evidence

    inside = None if mask is None else mask[0]
    first, second, truth = (
        None if image is None else (image / span).astype(np.float32) for image in (first, second, truth)
    )
    gap = np.abs(second - first).max(axis=0)
    if inside is not None:
        gap = np.where(inside, gap, np.float32(0))
    if is_clean(gap, inside, 0.0):
        return np.where(gap > 0, np.float32(LEVEL) * (1 + 20 * gap), np.float32(0))
    values = evidence(first, second, truth, inside)
    return values if inside is None else np.where(inside, values, np.float32(0))


def _span(reference: Array, candidate: Array) -> float:
    """Return how far the values of both images reach."""
    xp = namespace(reference)
    low = min(float(xp.min(image)) for image in (reference, candidate))
    high = max(float(xp.max(image)) for image in (reference, candidate))
    return high - low or 1.0
