"""Anomalies of a pair of images, by several measures."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays.backend import cast_like, to_numpy
from difference_finder.arrays.filters import max_filter
from difference_finder.arrays.masked import span
from difference_finder.errors import DataRangeError
from difference_finder.parts.registry import strategy
from difference_finder.strategies.difference import difference

Array = Any

LEVEL = 5.0
"""Level of the map that counts as an anomaly. Photographs that differ only by noise or by JPEG compression
reach 1 to 4.3."""

REACH = 16
"""Distance in pixels beyond which a difference does not make an equal place an anomaly: three standard
deviations of the windows between the two widths. It is the halo of a region."""

LEAST_SPAN = 1e-37
"""Least data range; the greatest is one over it."""


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
    """Show anomalies: where the images differ in another way than elsewhere; ignores the metric.

    Parameters
    ----------
    first, second
        Images of shape (N, C, H, W). Three channels are red, green and blue.
    metric
        Not used: the score is the mean absolute error.
    mask
        Mask of shape (N, 1, H, W); True where pixels count.
    reference
        Image of shape (N, C, H, W) that both are measured against, or None. With it, places where one image
        is closer to the reference than elsewhere are anomalies too.
    divisors
        Divisors of both images if they hold integers as stored; None for floats.
    data_range
        Range of the values; None for the range of the two images.
    workers
        Number of threads; None for one on each core.

    Returns
    -------
    tuple of array
        The map (N, 1, H, W), float32, at least 0: the anomaly in robust standard deviations of this pair,
        about 0.8 at most pixels and above 5 at an anomaly. The mean absolute error (N,).

    Raises
    ------
    DataRangeError
        If the range does not fit into float32.

    Notes
    -----
    The measures are the energy of the difference in four frequency bands, the ratio of the contrasts of the
    two images in each band, and the local mean of the difference of brightness and of colours, each with two
    window widths (3 and 10 pixels). Each becomes a robust z-score, by its median and its median absolute
    deviation among places of similar contrast, so that noise, and differences at every edge, do not count.
    The map is the power mean of the z-scores with exponent 3: one large z-score suffices. Brightness is the
    weighted mean of the channels in which the pair has the least fine-scale difference.

    The map is 0 where no pixel within 16 pixels differs.

    There is no typical difference in two cases, and then all pixels that differ, and no others, have 5 or
    more. In an edited image, as in two screenshots, the pixels that differ lie among equal ones: at least
    four fifths of the pixels are equal, or compact areas with content are equal, or equal areas lie beside
    areas that changed systematically. After a total change, as between a page and its inverse, or with
    another gain, nine tenths of the blocks of 8x8 pixels differ systematically: their difference has one sign
    or follows the values, which noise, compression and resampling never do. Somewhat fewer suffice where no
    anomaly is found. The pre-processor ``match_color`` removes a gain, so that other differences are found.

    Computed in float32 on the CPU. The finest detail of the map is about 6 pixels wide.
    """
    import numpy as np

    gaps, errors = difference(
        first, second, metric, mask=mask, divisors=divisors, reduce="max", workers=workers
    )
    gaps = to_numpy(gaps)
    planes = gaps[:, 0] if gaps.shape[1] == 1 else gaps.max(axis=1)
    images = [to_numpy(image) for image in (first, second, reference) if image is not None]
    ranges: Array = [data_range] * len(planes)
    if data_range is None:
        ranges = to_numpy(span((first, second), mask)).ravel()
    maps = []
    for n, gap in enumerate(planes):
        inside = None if mask is None else to_numpy(mask)[n, 0]
        known = float(ranges[n]) or 1.0
        scales = [divisor * known for divisor in (*(divisors or (1.0, 1.0)), 1.0)]
        maps.append(_map_sample([image[n] for image in images], scales, gap, inside, known, workers))
    return cast_like(np.stack(maps)[:, None], second), errors


def _map_sample(
    images: list[Array],
    scales: list[float],
    gap: Array,
    inside: Array | None,
    data_range: float,
    workers: int | None,
) -> Array:
    """Return the map (H, W) of one sample; masked pixels have arbitrary values."""
    import numpy as np

    from difference_finder.arrays.change import measure_change
    from difference_finder.arrays.sparsity import is_clean
    from difference_finder.strategies._anomaly import compute_anomaly_map

    if not LEAST_SPAN < data_range < 1 / LEAST_SPAN:
        raise DataRangeError(
            f"consensus computes in float32, but the data range {data_range:g} does not fit into float32;"
            " rescale the images"
        )
    sparse = is_clean(gap, inside, 0.0, workers)
    change = None if sparse else measure_change(images[0], images[1], (scales[0], scales[1]), inside)
    if change is None or change.is_edit:
        return differing_map(gap, data_range)
    anomaly = compute_anomaly_map(images, scales[: len(images)], inside, workers)
    if change.is_total or (change.is_systematic and anomaly.max() < LEVEL):
        return np.where(gap > 0, LEVEL + anomaly, 0.0).astype(np.float32)
    return _within_reach(anomaly, gap)


def differing_map(gap: Array, data_range: float) -> Array:
    """Return the map (H, W) in which all pixels that differ, and no others, are anomalies.

    Parameters
    ----------
    gap
        Greatest difference of the channels, (H, W).
    data_range
        Range of the values.
    """
    import numpy as np

    return np.where(gap > 0, LEVEL * (1 + 20 / data_range * gap), 0.0).astype(np.float32)


def _within_reach(anomaly: Array, gap: Array) -> Array:
    """Return the map with 0 where no pixel differs within REACH, by blocks of a quarter of this distance."""
    import numpy as np

    if not _has_equal_stretches(gap):
        return anomaly
    side = REACH // 4
    missing = [(0, -length % side) for length in gap.shape]
    rows, columns = ((length + extra) // side for length, (_, extra) in zip(gap.shape, missing, strict=True))
    different: Array = np.pad(gap > 0, missing).reshape(rows, side, columns, side).any(axis=(1, 3))
    if different.all():
        return anomaly
    near = np.asarray(max_filter(different[None, None].astype(np.float32), REACH // side)[0, 0] > 0)
    if near.all():
        return anomaly
    pixels = near.repeat(side, axis=0).repeat(side, axis=1)[: gap.shape[0], : gap.shape[1]]
    return np.where(pixels, anomaly, anomaly.dtype.type(0))


def _has_equal_stretches(gap: Array) -> bool:
    """Tell whether REACH equal pixels lie side by side in some of the rows that any equal square crosses.

    Blocks are counted from the left and from the right, so that those at both edges are found.
    """
    rows, width = gap[::REACH] > 0, gap.shape[1] // REACH * REACH
    if not width:
        return True
    parts = (part.reshape(len(rows), -1, REACH) for part in (rows[:, :width], rows[:, -width:]))
    return not all(part.any(axis=2).all() for part in parts)
