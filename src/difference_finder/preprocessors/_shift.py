"""How far one picture is shifted against another, to a fraction of a pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["shift_between"]

FINEST = 100
"""Shifts are found to a hundredth of a pixel."""

ROUNDS = 8
"""How often the rest of the shift is looked for at most: a window that stays in place draws each estimate
towards zero, the less the smaller the rest."""

LEAST = 0.1
"""The least correlation of the gradients with which two pictures show the same. That of two photographs of
different things is 0.02 at most, whatever their shift; that of one photograph and a noisy or compressed copy
0.3 to 1."""

CHANCE = 10.0
"""In small pictures more than that is needed: this over the root of the number of pixels. Of a thousand pairs
of noise none agrees so well by chance."""

FAR = 4.0
"""How many robust standard deviations above the median the difference of a place is that shows another thing.
At edges that are not yet in place it is more than of noise."""

SHORTEST = 8
"""Sides below this many pixels show no shift that could be told from change."""

Plane = Any


def shift_between(
    first: Plane, second: Plane, inside: NDArray[np.bool_] | None, reach: tuple[int, int]
) -> tuple[float, float] | None:
    """Return by how many rows and columns ``second`` is shifted against ``first``.

    Parameters
    ----------
    first, second
        Shape (H, W), finite.
    inside
        Which pixels count, in both; None for all.
    reach
        The greatest shift along each axis.

    Returns
    -------
    tuple of float or None
        What is at (y, x) in ``first`` is at (y + rows, x + columns) in ``second``. None where the two have
        nothing in common that would tell.

    Notes
    -----
    Whole pixels are those of the highest peak of the phase correlation or of the plain one, whichever makes
    the gradients of both agree best; (0, 0) is one of the choices. The rest is the maximum of the correlation
    evaluated on a grid of hundredths of a pixel by a product with a matrix of waves (M. Guizar-Sicairos, S.
    T. Thurman, J. R. Fienup, Opt. Lett. 33(2), 2008, doi:10.1364/OL.33.000156), looked for anew after what
    was found is undone.
    """
    import numpy as np

    planes = [np.asarray(plane, np.float64) for plane in (first, second)]
    seen = np.ones(planes[0].shape) if inside is None else inside.astype(np.float64)
    choices = list(dict.fromkeys([(0, 0), *_whole_shifts(planes[0], planes[1], seen, reach)]))
    agreements = [_agreement(*_overlap(planes, seen, shift)) for shift in choices]
    best = int(np.argmax(np.round(agreements, 9)))
    (a, b), weight = _overlap(planes, seen, choices[best])
    if not agreements[best] > max(LEAST, CHANCE / max(1.0, weight.sum()) ** 0.5):
        return None
    rows, columns = _rest(a, b, weight)
    # Of noise and artefacts a few hundredths of a pixel may be made, which to undo would bring nothing.
    if (rows or columns) and not _undone(a, b, weight, (rows, columns)) > agreements[best]:
        rows = columns = 0.0
    return choices[best][0] + rows, choices[best][1] + columns


def _whole_shifts(first: Plane, second: Plane, seen: Plane, reach: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the peaks of the phase correlation and of the plain one, within reach."""
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
    """Return the plane less its mean, faded out towards the edges, zero where nothing counts."""
    import numpy as np

    total = weight.sum()
    centred = (plane - (plane * weight).sum() / total if total else plane) * weight
    for axis, side in enumerate(plane.shape):
        fade = np.sin(np.pi * (np.arange(side) + 0.5) / side) ** 2 if side >= SHORTEST else np.ones(side)
        centred = centred * np.expand_dims(fade, 1 - axis)
    return centred


def _overlap(planes: list[Plane], seen: Plane, shift: tuple[int, int]) -> tuple[tuple[Plane, Plane], Plane]:
    """Return what both show, the second moved back by whole pixels, and which pixels of it count."""
    here, there = [], []
    for step, side in zip(shift, seen.shape, strict=True):
        here.append(slice(max(0, -step), side - max(0, step)))
        there.append(slice(max(0, step), side - max(0, -step)))
    a, b = planes[0][tuple(here)], planes[1][tuple(there)]
    return (a, b), seen[tuple(here)] * seen[tuple(there)]


def _agreement(planes: tuple[Plane, Plane], weight: Plane) -> float:
    """Return the correlation of the gradients of both, of slightly blurred pictures."""
    import numpy as np
    from scipy.ndimage import gaussian_filter, minimum_filter

    whole = minimum_filter(weight, 7, mode="nearest")  # where no masked pixel has a part in the gradient
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


def _rest(first: Plane, second: Plane, weight: Plane) -> tuple[float, float]:
    """Return the shift of two planes that differ by less than a pixel or so."""
    from scipy.ndimage import minimum_filter

    from difference_finder.preprocessors._move import moved

    # A pixel that is made of others counts if these do.
    kept = minimum_filter(weight, 5, mode="nearest")
    if not kept.any():
        return 0.0, 0.0
    total = [0.0, 0.0]
    weight = kept
    for round_ in range(ROUNDS):
        back = moved(second[None, None], total[0], total[1], "fourier")[0, 0]
        if round_:
            weight = _alike(first, back, kept, weight)
        step = _peak(_windowed(first, weight), _windowed(back, weight))
        total = [total[0] + step[0], total[1] + step[1]]
        if round_ and max(map(abs, step)) < 1 / FINEST:
            break
    return round(total[0], 2), round(total[1], 2)


def _alike(first: Plane, second: Plane, kept: Plane, before: Plane) -> Plane:
    """Return where two planes show the same, but for gain and offset; other places would draw the shift.

    Gain and offset are those of the places that were found alike before.
    """
    import numpy as np
    from scipy.ndimage import gaussian_filter

    alike, seen = before > 0.5 * before.max(), kept > 0
    x, y = second[alike], first[alike]
    spread = float(((x - x.mean()) ** 2).mean())
    gain = float(((x - x.mean()) * (y - y.mean())).mean()) / spread if spread else 1.0
    misses = gaussian_filter(np.where(seen, np.abs(first - y.mean() - gain * (second - x.mean())), 0), 2.0)
    usual = float(np.median(misses[seen]))
    near = misses <= usual + FAR * 1.4826 * float(np.median(np.abs(misses[seen] - usual)))
    # Faded, because the edge of what is left out is an edge in both planes.
    return kept * gaussian_filter(near.astype(np.float64), 2.0)


def _undone(first: Plane, second: Plane, weight: Plane, shift: tuple[float, float]) -> float:
    """Return the agreement once a shift by part of a pixel is undone."""
    from difference_finder.preprocessors._move import moved

    back = moved(second[None, None], *shift, "fourier")[0, 0]
    return _agreement((first, back), weight)


def _peak(first: Plane, second: Plane) -> tuple[float, float]:
    """Return where the correlation of two planes is greatest, within one pixel, to a hundredth."""
    import numpy as np
    from scipy import fft

    product = fft.fft2(second)
    product *= fft.fft2(first).conj()
    place = (0.0, 0.0)
    # To a tenth first, then to a hundredth: two small grids cost a fifth of a large one.
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
        if peaks.max() > middle:  # otherwise it stays in the middle, also of a plain of equal heights
            rows, columns = np.unravel_index(int(np.argmax(peaks)), peaks.shape)
            place = float(grids[0][rows]), float(grids[1][columns])
    return place
