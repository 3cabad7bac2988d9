"""Estimation of the shift between two images, to a fraction of a pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["estimate_shift"]

FINEST = 100
"""Resolution of shifts: steps per pixel."""

ROUNDS = 8
"""Largest number of refinements: the fixed window biases each estimate towards zero, the less the smaller the
remaining shift."""

SOFT = 1.2
"""Standard deviation in pixels of the blur before shifts by fractions are measured. Drawings and photographs
that were averaged over pixels contain frequencies that they cannot resolve, which stay on the grid of pixels
and pull the estimate to whole pixels: by 0.35 pixels in small text without the blur, and by 0.05 with it."""

SURE = 2.0
"""Least shift by a fraction of a pixel, in standard errors; smaller ones are noise."""

LEAST = 0.1
"""Least correlation of the gradients of two images of one scene. Photographs of different scenes have at most
0.02 at any shift; a photograph and a noisy or compressed copy have 0.3 to 1."""

CHANCE = 10.0
"""Least correlation times the square root of the number of pixels, which is stricter for small images. None
of a thousand pairs of noise reached it."""

FAR = 4.0
"""Least z-score of the difference at a place where the images show different content. It is higher than for
noise because edges that are not yet aligned differ too."""

SHORTEST = 8
"""Least length of a side in pixels; shorter sides do not distinguish a shift from a change."""

Plane = Any


def estimate_shift(
    first: Plane, second: Plane, inside: NDArray[np.bool_] | None, reach: tuple[int, int]
) -> tuple[float, float] | None:
    """Return the shift of ``second`` against ``first`` in rows and columns.

    Parameters
    ----------
    first, second
        Planes of shape (H, W), finite.
    inside
        Mask of shape (H, W); True where pixels count in both. None if all count.
    reach
        Greatest shift along each axis, in pixels.

    Returns
    -------
    tuple of float or None
        Rows and columns: the content at (y, x) in ``first`` is at (y + rows, x + columns) in ``second``. None
        if the two have too little in common.

    Notes
    -----
    The whole pixels are the highest peak of the phase correlation or of the cross-correlation, or (0, 0),
    whichever makes the gradients correlate best. The remaining shift is the maximum of the cross-correlation
    of the blurred planes, evaluated on a grid of hundredths of a pixel by a matrix-multiply DFT
    (M. Guizar-Sicairos, S. T. Thurman, J. R. Fienup, Opt. Lett. 33(2), 2008, doi:10.1364/OL.33.000156); the
    estimate is repeated after the shift found so far is undone.
    """
    import numpy as np

    planes = [np.asarray(plane, np.float64) for plane in (first, second)]
    seen = np.ones(planes[0].shape) if inside is None else inside.astype(np.float64)
    candidates = list(dict.fromkeys([(0, 0), *_whole_shifts(planes[0], planes[1], seen, reach)]))
    agreements = [_agreement(*_overlap(planes, seen, shift)) for shift in candidates]
    best = int(np.argmax(np.round(agreements, 9)))
    (a, b), weight = _overlap(planes, seen, candidates[best])
    if not agreements[best] > max(LEAST, CHANCE / max(1.0, weight.sum()) ** 0.5):
        return None
    rows, columns = _subpixel_shift(a, b, weight)
    # Noise and artefacts may cause an estimate of a few hundredths of a pixel; undoing it would not help.
    if (rows or columns) and not _agreement_after(a, b, weight, (rows, columns)) > agreements[best]:
        rows = columns = 0.0
    return candidates[best][0] + rows, candidates[best][1] + columns


def _whole_shifts(first: Plane, second: Plane, seen: Plane, reach: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the peaks of the phase correlation and of the cross-correlation, within reach."""
    import numpy as np
    from scipy import fft

    shape = first.shape
    a, b = (fft.rfft2(_windowed(plane, seen)) for plane in (first, second))
    product = b * a.conj()
    size = np.abs(product)
    near = np.ones(shape, bool)
    for axis, most in enumerate(reach):
        steps = np.abs(fft.fftfreq(shape[axis], 1 / shape[axis]))
        near &= np.expand_dims(steps <= most, 1 - axis)
    found = []
    for spectrum in (product / np.where(size > 0, size, 1), product):
        peaks = np.where(near, fft.irfft2(spectrum, shape), -np.inf)
        place = np.unravel_index(int(np.argmax(peaks)), shape)
        rows, columns = (int(p) - n * (int(p) > n // 2) for p, n in zip(place, shape, strict=True))
        found.append((rows, columns))
    return found


def _windowed(plane: Plane, weight: Plane) -> Plane:
    """Return the plane minus its mean, faded to zero at the edges and where pixels do not count."""
    import numpy as np

    total = weight.sum()
    centred = (plane - (plane * weight).sum() / total if total else plane) * weight
    for axis, side in enumerate(plane.shape):
        fade = np.sin(np.pi * (np.arange(side) + 0.5) / side) ** 2 if side >= SHORTEST else np.ones(side)
        centred = centred * np.expand_dims(fade, 1 - axis)
    return centred


def _overlap(planes: list[Plane], seen: Plane, shift: tuple[int, int]) -> tuple[tuple[Plane, Plane], Plane]:
    """Return the common area of both planes, the second moved back by whole pixels, and its weight."""
    here, there = [], []
    for step, side in zip(shift, seen.shape, strict=True):
        here.append(slice(max(0, -step), side - max(0, step)))
        there.append(slice(max(0, step), side - max(0, -step)))
    a, b = planes[0][tuple(here)], planes[1][tuple(there)]
    return (a, b), seen[tuple(here)] * seen[tuple(there)]


def _agreement(planes: tuple[Plane, Plane], weight: Plane) -> float:
    """Return the correlation of the gradients of both planes, slightly blurred."""
    import numpy as np
    from scipy.ndimage import gaussian_filter, minimum_filter

    whole = minimum_filter(weight, 7, mode="nearest")  # where the gradient depends on no masked pixel
    soft = [gaussian_filter(plane, 1.0, truncate=2.0) for plane in planes]
    dot = squares_a = squares_b = 0.0
    for axis in (0, 1):
        if whole.shape[axis] < 2:
            continue
        a, b = (np.gradient(plane, axis=axis) for plane in soft)
        dot += float((a * b * whole).sum())
        squares_a += float((a * a * whole).sum())
        squares_b += float((b * b * whole).sum())
    product = squares_a * squares_b
    return dot / product**0.5 if product > 0 else 0.0


def _subpixel_shift(first: Plane, second: Plane, weight: Plane) -> tuple[float, float]:
    """Return the remaining shift of two planes, about a pixel at most."""
    from scipy.ndimage import gaussian_filter, minimum_filter

    from difference_finder.preprocessors._move import translate

    # A blurred and interpolated pixel counts if the pixels that it depends on count.
    kept = minimum_filter(weight, 9, mode="nearest")
    if not kept.any():
        return 0.0, 0.0
    first, second = (gaussian_filter(plane, SOFT, truncate=2.0) for plane in (first, second))
    total = [0.0, 0.0]
    weight = kept
    for round_ in range(ROUNDS):
        back = translate(second[None, None], total[0], total[1], "fourier")[0, 0]
        if round_:
            weight = _weigh_similar(first, back, kept, weight)
        step = _peak(_windowed(first, weight), _windowed(back, weight))
        total = [total[0] + step[0], total[1] + step[1]]
        if round_ and max(map(abs, step)) < 1 / FINEST:
            break
    back = translate(second[None, None], total[0], total[1], "fourier")[0, 0]
    errors = _standard_errors(first, back, weight)
    rows, columns = (s if abs(s) > SURE * error else 0.0 for s, error in zip(total, errors, strict=True))
    return round(rows, 2), round(columns, 2)


def _standard_errors(first: Plane, second: Plane, weight: Plane) -> list[float]:
    """Return the standard errors of the shift of two blurred planes, along rows and columns, in pixels.

    It is the bound of Cramer and Rao: the standard deviation of what is left of the difference, over the root
    of the energy of the gradient. A blur leaves noise with one degree of freedom in 4 pi SOFT squared pixels.
    """
    import numpy as np

    left = float((weight * (first - second) ** 2).sum() / max(1e-300, weight.sum()))
    area = 4 * np.pi * SOFT**2
    errors = []
    for axis in (0, 1):
        energy = float((weight * np.gradient(first, axis=axis) ** 2).sum()) if first.shape[axis] > 1 else 0.0
        errors.append((left * area / energy) ** 0.5 if energy > 0 else 0.0)
    return errors


def _weigh_similar(first: Plane, second: Plane, kept: Plane, before: Plane) -> Plane:
    """Return weights of the places where two planes are equal except for gain and offset.

    Other places would bias the shift. Gain and offset are fitted at the places that were similar before.
    """
    import numpy as np
    from scipy.ndimage import gaussian_filter

    similar, seen = before > 0.5 * before.max(), kept > 0
    x, y = second[similar], first[similar]
    spread = float(((x - x.mean()) ** 2).mean())
    gain = float(((x - x.mean()) * (y - y.mean())).mean()) / spread if spread else 1.0
    residuals = gaussian_filter(np.where(seen, np.abs(first - y.mean() - gain * (second - x.mean())), 0), 2.0)
    # Typical at places with content: where most of a page is flat, every letter would be a deviation.
    slopes = gaussian_filter(np.hypot(*(np.gradient(first, axis=axis) for axis in (0, 1))), 2.0)
    content = residuals[seen & (slopes >= slopes[seen].mean())]
    typical = float(np.median(content))
    near = residuals <= typical + FAR * 1.4826 * float(np.median(np.abs(content - typical)))
    # Blurred, because a sharp edge of the weights would be an edge in both planes.
    return kept * gaussian_filter(near.astype(np.float64), 2.0)


def _agreement_after(first: Plane, second: Plane, weight: Plane, shift: tuple[float, float]) -> float:
    """Return the agreement after a shift by a fraction of a pixel is undone."""
    from difference_finder.preprocessors._move import translate

    back = translate(second[None, None], *shift, "fourier")[0, 0]
    return _agreement((first, back), weight)


def _peak(first: Plane, second: Plane) -> tuple[float, float]:
    """Return the maximum of the cross-correlation of two planes, within one pixel, to a hundredth."""
    import numpy as np
    from scipy import fft

    product = fft.fft2(second)
    product *= fft.fft2(first).conj()
    place = (0.0, 0.0)
    # Tenths first, then hundredths: two small grids cost a fifth of one large grid.
    for step in (10 / FINEST, 1 / FINEST):
        steps = np.arange(-10, 11) * step
        grids = [
            centre + steps if side >= SHORTEST else np.zeros(1)
            for centre, side in zip(place, product.shape, strict=True)
        ]
        waves = [
            np.exp(2j * np.pi * np.outer(grid, fft.fftfreq(side)))
            for grid, side in zip(grids, product.shape, strict=True)
        ]
        peaks = (waves[0] @ product @ waves[1].T).real
        middle = peaks[len(grids[0]) // 2, len(grids[1]) // 2]
        if peaks.max() > middle:  # otherwise the middle is kept, also among equal values
            rows, columns = np.unravel_index(int(np.argmax(peaks)), peaks.shape)
            place = float(grids[0][rows]), float(grids[1][columns])
    return place
