"""What several measures agree on."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays import as_kind, namespace, to_numpy
from difference_finder.errors import DataRangeError
from difference_finder.registry import strategy
from difference_finder.strategies.difference import difference

Array = Any

LEVEL = 5.0
"""The greatest value of photographs that differ by noise or by JPEG compression alone is 1 to 4.3."""

LEAST_SPAN = 1e-37
"""The least range of values; the greatest is one over it."""


@strategy("consensus", signed=False, score="mae", level=LEVEL, title="consensus (robust standard deviations)")
def consensus(
    reference: Array,
    candidate: Array,
    metric: Any,
    *,
    mask: Array | None = None,
    truth: Array | None = None,
    divisors: tuple[float, float] | None = None,
    data_range: float | None = None,
    workers: int | None = None,
) -> tuple[Array, Array]:
    """Where the images differ as they do not differ elsewhere, by several measures; ignores the metric.

    Parameters
    ----------
    reference, candidate
        Shape (N, C, H, W). Three channels are red, green and blue.
    metric
        Not used: the score is the mean absolute error.
    mask
        Shape (N, 1, H, W), True where pixels count.
    truth
        What both are measured against, where there is such an image. Then it also counts where one of the two
        is nearer to it than elsewhere.
    divisors
        Where the images are integers as stored: what to divide each by.
    data_range
        The range of the values; where it is unknown, that of the two images.
    workers
        How many threads to use; None for one on each core.

    Returns
    -------
    tuple of array
        The map (N, 1, H, W), float32, in robust standard deviations of what is usual in this pair, at least
        0: about 0.8 at most places, over 5 where it is no chance. The mean absolute error (N,).

    Raises
    ------
    DataRangeError
        If the range does not fit into float32.

    Notes
    -----
    The measures are the energy of the difference in four bands of fineness, the ratio of the contrasts
    of the two images in each band, and the averaged difference of brightness and of colours, each at two
    widths (of 3 and 10 pixels). Each is compared with its median and its median absolute deviation at places
    of like contrast, so that noise, and differences that sit on every edge, do not count. The mean of the
    third powers joins them, so that one that speaks alone is heard.

    Where four fifths of the pixels are equal, and lie together, as in two screenshots, nothing is usual:
    every pixel that differs has 5 or more.

    Computed in float32 on the CPU. The finest detail of the map is about 6 pixels wide.
    """
    import numpy as np

    gaps, errors = difference(
        reference, candidate, metric, mask=mask, divisors=divisors, reduce="max", workers=workers
    )
    span = _span(reference, candidate) if data_range is None else data_range
    if not LEAST_SPAN < span < 1 / LEAST_SPAN:
        raise DataRangeError(
            f"consensus computes in float32, into which a range of values of {span:g} does not fit;"
            " rescale the images"
        )
    arrays = [None if image is None else to_numpy(image) for image in (reference, candidate, truth)]
    scales = [divisor * span for divisor in (*(divisors or (1.0, 1.0)), 1.0)]
    maps = [
        _of_sample([a[n] for a in arrays if a is not None], scales, gap, inside, span, workers)
        for n, (gap, inside) in enumerate(zip(*_planes(gaps, mask), strict=True))
    ]
    return as_kind(np.stack(maps)[:, None], candidate), errors


def _of_sample(
    images: list[Array],
    scales: list[float],
    gap: Array,
    inside: Array | None,
    span: float,
    workers: int | None,
) -> Array:
    """Return the map (H, W) of one sample."""
    import numpy as np

    from difference_finder.clean import is_clean
    from difference_finder.strategies._evidence import evidence

    if is_clean(gap, inside, 0.0, workers):
        found = np.where(gap > 0, LEVEL * (1 + 20 / span * gap), 0.0)
    else:
        found = evidence(images, scales[: len(images)], inside, workers)
    return (found if inside is None else np.where(inside, found, 0.0)).astype(np.float32, copy=False)


def _planes(gaps: Array, mask: Array | None) -> tuple[list[Array], list[Array | None]]:
    """Return of every sample the greatest gap of the channels (H, W), 0 where masked, and its mask (H, W)."""
    import numpy as np

    planes = list(to_numpy(gaps).max(axis=1) if gaps.shape[1] > 1 else to_numpy(gaps)[:, 0])
    if mask is None:
        return planes, [None] * len(planes)
    insides = list(np.broadcast_to(to_numpy(mask)[:, 0], (len(planes), *planes[0].shape)))
    return [np.where(*three) for three in zip(insides, planes, [0] * len(planes), strict=True)], insides


def _span(reference: Array, candidate: Array) -> float:
    """Return how far the values of both images reach."""
    xp = namespace(reference)
    low = min(float(xp.min(image)) for image in (reference, candidate))
    high = max(float(xp.max(image)) for image in (reference, candidate))
    return high - low or 1.0
