"""Shifts of the content of a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from difference_finder.kinds._planes import shrunk, translated
from difference_finder.kinds.place import Place, smooth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

SOFT, ROUNDS, RIDGE = 1.0, 3, 1e-3
"""Blur before a small shift is measured, in pixels; number of steps; least energy of the gradient."""

SHORTEST = 4
"""Least side of a place in which a small shift is measured, in pixels."""

NEAREST = 4.0
"""Greatest shift that the steps follow, in pixels."""

LEAST_CHANGED = 0.3
"""Least share of the old position of moved content that differs."""

LEFT = 0.35
"""Greatest difference that a shift leaves in a drawing, as a share of the greatest difference before."""

DETAIL = 6.0
"""Standard deviation of the blur whose result is not compared in the search for a shift, in pixels."""

EDGE = 3
"""Width of the blended edge of a retouch, in pixels."""

REACH = 32
"""Greatest shift of content that is searched for, in pixels."""


class Shift(NamedTuple):
    """A shift of the content of a region, in pixels, and the share that it explains."""

    rows: float
    columns: float
    share: float


def small_shift(place: Place) -> Shift:
    """Return the shift by parts of a pixel, by Gauss-Newton steps on both images slightly blurred."""
    import numpy as np

    first, second = (smooth(luma, SOFT) for luma in (place.luma_first, place.luma_second))
    total, warped, inside = np.zeros(2), first, place.core > 0
    if min(first.shape) < SHORTEST:
        return Shift(0.0, 0.0, 0.0)
    for _ in range(ROUNDS):
        slopes = np.stack(list(np.gradient((warped + second) / 2)))[:, inside]
        products = slopes @ slopes.T / place.count
        right = slopes @ (second - warped)[inside] / place.count
        total -= np.linalg.solve(products + RIDGE * np.eye(2), right)
        if np.hypot(*total) > NEAREST:
            return Shift(0.0, 0.0, 0.0)
        warped = translated(first, *total)
    base = place.base
    share = place.explain(translated(base, *total) - base)
    return Shift(float(total[0]), float(total[1]), share)


def far_shift(place: Place) -> Shift:
    """Return the shift by whole pixels at which the first image resembles the second best."""
    import numpy as np

    if place.nearby is None:
        return Shift(0.0, 0.0, 0.0)
    wide, weight = place.nearby("first", REACH), _inner(place.core)
    shape = [-(-side // 16) * 16 for side in wide.shape]
    wide, target = (plane - smooth(plane, DETAIL) for plane in (wide, place.luma_second))
    noise = place.typical.energy / 2
    spectra = [np.fft.rfft2(plane, shape) for plane in (wide, wide * wide, weight * target, weight)]
    products = spectra[1] * spectra[3].conj() - 2 * spectra[0] * spectra[2].conj()
    size = 2 * REACH + 1
    errors = np.fft.irfft2(products, shape)[:size, :size] + float((weight * target**2).sum())
    row, column = divmod(int(np.argmin(errors)), errors.shape[1])
    here, there = (
        _correlation(wide[y : y + target.shape[0], x : x + target.shape[1]], target, weight, noise) ** 2
        for y, x in ((REACH, REACH), (row, column))
    )
    share = (there - here) / (1 - here) if here < there else 0.0
    return Shift(REACH - float(row), REACH - float(column), share)


def _correlation(first: Array, second: Array, weight: Array, noise: float) -> float:
    """Return the correlation of two planes without noise of a variance, 0 to 1."""
    total = float(weight.sum())
    first, second = (plane - float((weight * plane).sum()) / total for plane in (first, second))
    variances = [float((weight * plane**2).sum()) / total - noise for plane in (first, second)]
    if min(variances) <= max(noise / 4, 1.0):
        return 0.0
    product = float((weight * first * second).sum()) / total
    return float(min(1.0, max(0.0, product / (variances[0] * variances[1]) ** 0.5)))


def _inner(core: Array) -> Array:
    """Return the core without its edge, where retouches are blended; the core itself if nothing is left."""
    import numpy as np

    inner = shrunk(core > 0, EDGE)
    return inner.astype(np.float32) if inner.any() else core


def has_left(place: Place, shift: Shift) -> bool:
    """Tell whether the content that was shifted is not at its old position any more."""
    if place.nearby is None:
        return True
    top, left = REACH - round(shift.rows), REACH - round(shift.columns)
    h, w = place.core.shape
    first, second = (
        place.nearby(role, REACH)[top : top + h, left : left + w] for role in ("first", "second")
    )
    return float(place.mean((first != second).astype(first.dtype))) >= LEAST_CHANGED


def leaves_little(place: Place, shift: Shift) -> bool:
    """Tell whether a shift explains the greatest difference too: no letter is another one."""
    import numpy as np

    if place.nearby is None:
        return True
    wide = translated(place.nearby("first", REACH), shift.rows, shift.columns)
    left = place.luma_second - wide[REACH:-REACH, REACH:-REACH]
    return float(np.abs(left * place.core).max()) <= LEFT * float(np.abs(place.luma_gap).max())
