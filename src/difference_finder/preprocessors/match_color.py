"""Correction of the colours of one image to another."""

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
"""Width of blocks in pixels, and the least and greatest number of blocks along a side. The means of blocks
hold little noise, and no detail that one image may lack; both would change the gain."""

TUKEY = 4.685
"""Least z-score of a block with weight 0 (95 % efficiency under Gaussian noise)."""

SPREAD = 1e-3
"""Least standard deviation of a channel, in data ranges, that determines a gain."""


@preprocessor("match_color", pair=True, corrects=True)
def match_color(pair: Pair) -> Pair:
    """Match each channel of the second image to the first by a gain and an offset.

    Parameters
    ----------
    pair
        The two images. If there is a reference, both are matched to it.

    Returns
    -------
    Pair
        The pair with the matched image times the gain plus the offset, for each channel of each sample; gains
        and offsets are in the notes. A constant channel gets only an offset. Values are not clipped.

    Notes
    -----
    The gain and the offset are a robust linear fit of the means of blocks of pixels, which hold little noise
    and no detail that one image may lack. Outlying blocks have less weight or none (Tukey's biweight), so a
    retouched place has no influence. A gain that is not positive, as of a negative, is not applied. The
    scores before the correction are kept as raw scores.

    Align shifted images first, because misalignment lowers the gain.

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
        lines = _fit_lines(target, image, pair.mask, pair.data_range)
        pair = replace(pair, **{role: _apply_lines(image, lines, pair.mask)}).noted(
            _describe_lines(role, lines)
        )
    return pair


def _apply_lines(image: Array, lines: NDArray[Any], mask: Array | None) -> Array:
    """Return an image (N, C, H, W) times gains plus offsets (N, C, 2); 0 where masked."""
    xp = namespace(image)
    known = xp.asarray(lines, dtype=image.dtype, **on_device_of(image))
    changed = image * known[..., :1, None] + known[..., 1:, None]
    return fill_masked(changed, mask, 0.0)


def _fit_lines(
    target: Array, image: Array, mask: Array | None, data_range: float | None
) -> NDArray[np.float64]:
    """Return the gain and the offset of each channel of each sample, (N, C, 2)."""
    import numpy as np

    first, second = to_numpy(target), to_numpy(image)
    inside = None if mask is None else to_numpy(mask)
    lines = np.empty((*first.shape[:2], 2))
    for n, c in np.ndindex(first.shape[:2]):
        seen = np.ones(first.shape[2:], bool) if inside is None else inside[n, 0]
        y, x, counts = _blocks(first[n, c], second[n, c], seen)
        lines[n, c] = _fit_line(x, y, counts, data_range)
    return lines


def _blocks(first: Any, second: Any, seen: NDArray[np.bool_]) -> tuple[Any, Any, Any]:
    """Return the block means of both images, and the number of pixels of each block."""
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


def _fit_line(x: Any, y: Any, counts: Any, data_range: float | None) -> tuple[float, float]:
    """Return the gain and the offset of the robust line through points; 1 and 0 without a positive gain."""
    import numpy as np

    scale = data_range or float(np.abs(y).max()) or 1.0
    weights = counts.astype(np.float64)
    gain, offset = _least_squares(x, y, weights, scale)
    for round_ in range(30):
        residuals = np.abs(y - gain * x - offset)
        spread = 1.4826 * float(np.median(residuals))
        if spread <= 1e-9 * scale:
            break
        # The first rounds weigh by the inverse of the distance, which limits the effect of outliers; outliers
        # are rejected only once the line is near the right one.
        far = residuals / (TUKEY * spread)
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


def _describe_lines(role: str, lines: NDArray[Any]) -> str:
    """Return a note with the gains and offsets."""
    several = len(lines) > 1
    words = []
    for n, sample in enumerate(lines[:8]):
        for c, (gain, offset) in enumerate(sample):
            where = ", ".join([f"sample {n}"] * several + [f"channel {c}"] * (len(sample) > 1))
            words.append(f"times {gain:.4g} plus {offset:.4g}{f' ({where})' if where else ''}")
    return f"match_color: {role} image {'; '.join(words)}{'; ...' if len(lines) > 8 else ''}"
