"""What several measures agree on."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays.backend import cast_like, to_numpy
from difference_finder.arrays.masked import span
from difference_finder.errors import DataRangeError
from difference_finder.parts.registry import strategy
from difference_finder.strategies.difference import difference

Array = Any

LEVEL = 5.0
"""The greatest value of photographs that differ by noise or by JPEG compression alone is 1 to 4.3."""

LEAST_SPAN = 1e-37
"""The least range of values; the greatest is one over it."""


@strategy("consensus", signed=False, score="mae", level=LEVEL, title="consensus (robust standard deviations)")
def consensus(
    first: Array,
    second: Array,
    metric: Any,
    *,
    mask: Array | None = None,
    reference: Array | None = None,
    divisors: tuple[float, float] | None = None,
    data_range: float | None = None,
    workers: int | None = None,
) -> tuple[Array, Array]:
    """Where the images differ as they do not differ elsewhere, by several measures; ignores the metric.

    Parameters
    ----------
    first, second
        Shape (N, C, H, W). Three channels are red, green and blue.
    metric
        Not used: the score is the mean absolute error.
    mask
        Shape (N, 1, H, W), True where pixels count.
    reference
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
    third powers joins them, so that one that speaks alone is heard. Brightness is that weighted mean of the
    channels in which the pair has the least fine difference.

    Where four fifths of the pixels are equal, and lie together, as in two screenshots, nothing is usual:
    every pixel that differs has 5 or more.

    Computed in float32 on the CPU. The finest detail of the map is about 6 pixels wide.
    """
    import numpy as np

    gaps, errors = difference(
        first, second, metric, mask=mask, divisors=divisors, reduce="max", workers=workers
    )
    gaps = to_numpy(gaps)
    planes = gaps[:, 0] if gaps.shape[1] == 1 else gaps.max(axis=1)
    images = [to_numpy(image) for image in (first, second, reference) if image is not None]
    reaches: Array = [data_range] * len(planes)
    if data_range is None:
        reaches = to_numpy(span((first, second), mask)).ravel()
    maps = []
    for n, gap in enumerate(planes):
        inside = None if mask is None else to_numpy(mask)[n, 0]
        reach = float(reaches[n]) or 1.0
        scales = [divisor * reach for divisor in (*(divisors or (1.0, 1.0)), 1.0)]
        maps.append(_of_sample([image[n] for image in images], scales, gap, inside, reach, workers))
    return cast_like(np.stack(maps)[:, None], second), errors


def _of_sample(
    images: list[Array],
    scales: list[float],
    gap: Array,
    inside: Array | None,
    reach: float,
    workers: int | None,
) -> Array:
    """Return the map (H, W) of one sample; what it is where pixels do not count has no meaning."""
    import numpy as np

    from difference_finder.arrays.sparsity import is_clean
    from difference_finder.strategies._anomaly import evidence

    if not LEAST_SPAN < reach < 1 / LEAST_SPAN:
        raise DataRangeError(
            f"consensus computes in float32, into which a range of values of {reach:g} does not fit;"
            " rescale the images"
        )
    if is_clean(gap, inside, 0.0, workers):
        return np.where(gap > 0, LEVEL * (1 + 20 / reach * gap), 0.0).astype(np.float32)
    return evidence(images, scales[: len(images)], inside, workers)
