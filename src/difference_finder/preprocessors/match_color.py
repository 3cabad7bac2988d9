"""Colours brought to those of the reference."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import namespace, on_device_of, to_numpy
from difference_finder.arrays.masked import fill_masked
from difference_finder.images.pair import Pair
from difference_finder.parts.registry import preprocessor

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Array = Any

BLOCK, FEWEST, MOST = 8, 8, 64
"""Blocks are 8 pixels wide, or wide enough that no more than 64 lie along a side, or narrow enough for 8.
Their
means hold little noise, and no detail that one image may lack, both of which would change the gain."""

TUKEY = 4.685
"""From how many robust standard deviations on a block counts for nothing (95 % efficiency under noise)."""

SPREAD = 1e-3
"""The least standard deviation, in data ranges, with which a channel shows what its gain is."""


@preprocessor("match_color", pair=True, corrects=True)
def match_color(pair: Pair) -> Pair:
    """Bring each channel of the candidate to the reference by one gain and one offset.

    Parameters
    ----------
    pair
        The two images. Where there is a third that both are measured against, both are brought to it.

    Returns
    -------
    Pair
        The candidate times the gain plus the offset, for each channel of each sample; both are in the notes.
        A channel that is flat gets an offset alone. Values may leave the range: nothing is clipped.

    Notes
    -----
    The gain and the offset minimise the squared distance of the means of blocks of pixels, in which noise and
    detail that one image lacks have no part; blocks that do not follow the others count less, and nothing
    where they are far off (Tukey's biweight), so that a place that was retouched has no influence. A gain
    that is not positive, that of a negative, is not applied. Scores of the pair before are kept beside those
    after.

    Align images first that are shifted against each other: what does not lie over each other lowers the gain.

    References
    ----------
    P. W. Holland, R. E. Welsch, "Robust regression using iteratively reweighted least-squares", Commun.
    Stat. A 6(9), 1977. doi:10.1080/03610927708827533

    Examples
    --------
    >>> import numpy as np
    >>> scene = np.random.default_rng(0).random((1, 3, 32, 32))
    >>> done = match_color(Pair(scene, 0.5 * scene + 0.1, 1.0))
    >>> bool(np.allclose(done.second, scene)), done.notes[-1].partition(" (")[0]
    (True, 'match_color: second image times 2 plus -0.2')
    """
    target = pair.first if pair.reference is None else pair.reference
    roles = ["second"] if pair.reference is None else ["first", "second"]
    for role in roles:
        image = getattr(pair, role)
        lines = _lines(target, image, pair.mask, pair.data_range)
        pair = replace(pair, **{role: _changed(image, lines, pair.mask)}).noted(_told(role, lines))
    return pair


def _changed(image: Array, lines: NDArray[Any], mask: Array | None) -> Array:
    """Return an image (N, C, H, W) times gains plus offsets (N, C, 2); 0 where masked."""
    xp = namespace(image)
    known = xp.asarray(lines, dtype=image.dtype, **on_device_of(image))
    changed = image * known[..., :1, None] + known[..., 1:, None]
    return fill_masked(changed, mask, 0.0)


def _lines(target: Array, image: Array, mask: Array | None, data_range: float | None) -> NDArray[np.float64]:
    """Return gain and offset of each channel of each sample, (N, C, 2)."""
    import numpy as np

    first, second = to_numpy(target), to_numpy(image)
    inside = None if mask is None else to_numpy(mask)
    lines = np.empty((*first.shape[:2], 2))
    for n, c in np.ndindex(first.shape[:2]):
        seen = np.ones(first.shape[2:], bool) if inside is None else inside[n, 0]
        y, x, counts = _blocks(first[n, c], second[n, c], seen)
        lines[n, c] = _line(x, y, counts, data_range)
    return lines


def _blocks(first: Any, second: Any, seen: NDArray[np.bool_]) -> tuple[Any, Any, Any]:
    """Return the means of both images in blocks, and how many pixels each is of."""
    import numpy as np

    counts_along = [min(max(side // BLOCK, FEWEST), MOST) for side in seen.shape]
    starts = [np.unique(np.arange(n) * side // n) for n, side in zip(counts_along, seen.shape, strict=True)]

    def sums(plane: Any) -> Any:
        rows = np.add.reduceat(np.asarray(plane, np.float64), starts[0], axis=0)
        return np.add.reduceat(rows, starts[1], axis=1).ravel()

    counts = sums(seen)
    some = counts > 0
    means = [sums(np.where(seen, plane, 0))[some] / counts[some] for plane in (first, second)]
    return means[0], means[1], counts[some]


def _line(x: Any, y: Any, counts: Any, data_range: float | None) -> tuple[float, float]:
    """Return gain and offset of the robust line through points; 1 and 0 where there is none that helps."""
    import numpy as np

    scale = data_range or float(np.abs(y).max()) or 1.0
    weights = counts.astype(np.float64)
    gain, offset = _least_squares(x, y, weights, scale)
    for round_ in range(30):
        misses = np.abs(y - gain * x - offset)
        spread = 1.4826 * float(np.median(misses))
        if spread <= 1e-9 * scale:
            break
        # The first rounds weigh by the inverse of the distance, whose line outliers cannot draw far; only a
        # line that is near the right one may tell what an outlier is.
        far = misses / (TUKEY * spread)
        trust = 1 / np.maximum(far, 1e-2) if round_ < 10 else np.clip(1 - far**2, 0, None) ** 2
        last = gain, offset
        gain, offset = _least_squares(x, y, counts * trust, scale)
        if round_ > 10 and abs(gain - last[0]) + abs(offset - last[1]) / scale < 1e-9:
            break
    return (gain, offset) if gain > 0 else (1.0, 0.0)


def _least_squares(x: Any, y: Any, weights: Any, scale: float) -> tuple[float, float]:
    total = weights.sum()
    centre_x, centre_y = (float((weights * v).sum() / total) for v in (x, y))
    variance = float((weights * (x - centre_x) ** 2).sum() / total)
    if variance <= (SPREAD * scale) ** 2:
        return 1.0, centre_y - centre_x
    gain = float((weights * (x - centre_x) * (y - centre_y)).sum() / total) / variance
    return gain, centre_y - gain * centre_x


def _told(role: str, lines: NDArray[Any]) -> str:
    """Return the gains and offsets in words."""
    several = len(lines) > 1
    words = []
    for n, sample in enumerate(lines[:8]):
        for c, (gain, offset) in enumerate(sample):
            where = ", ".join([f"sample {n}"] * several + [f"channel {c}"] * (len(sample) > 1))
            words.append(f"times {gain:.4g} plus {offset:.4g}{f' ({where})' if where else ''}")
    return f"match_color: {role} image {'; '.join(words)}{'; ...' if len(lines) > 8 else ''}"
