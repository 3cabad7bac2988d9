"""Shifts of the content of a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from difference_finder.arrays.gaussian import half_gaussian
from difference_finder.arrays.native import native
from difference_finder.kinds._displacement import (
    best_position,
    displacement_response,
    follow_displacement,
    translated,
)
from difference_finder.kinds._moments import Moments, moments
from difference_finder.kinds._planes import shrunk, smooth
from difference_finder.kinds.place import Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

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

STILL_HERE = 0.5
"""Squared correlation from which the content is still at its place, so that no far shift is searched for."""

EDGE = 3
"""Width of the blended edge of a retouch, in pixels."""

REACH = 32
"""Greatest shift of content that is searched for, in pixels."""


class Shift(NamedTuple):
    """A shift of the content of a region, in pixels, and the share that it explains."""

    rows: float
    columns: float
    share: float


NONE = Shift(0.0, 0.0, 0.0)
"""No shift."""


def small_shift(place: Place) -> Shift:
    """Return the shift by parts of a pixel that turns the first image into the second."""
    first, second = place.luma_first, place.luma_second
    if min(first.shape) < SHORTEST:
        return NONE
    found = follow_displacement(first, second, place.core, NEAREST)
    if found is None:
        return NONE
    sums = displacement_response(place.base, place.luma_gap, place.sample, *found)
    return Shift(*found, place.share(*sums))


def far_shift(place: Place) -> Shift:
    """Return the shift by whole pixels at which the first image resembles the second best."""
    if not may_be_far(place):
        return NONE
    assert place.nearby is not None
    target = place.luma_second - smooth(place.luma_second, DETAIL)
    wide = place.nearby("first", REACH)
    wide = wide - smooth(wide, DETAIL)
    weight, _ = place.measure(compare_detail)
    row, column = best_position(wide, target, weight)
    found = wide[row : row + target.shape[0], column : column + target.shape[1]]
    return shift_from(place, row, column, moments(found, target, weight))


def may_be_far(place: Place) -> bool:
    """Tell whether the content may be elsewhere: it is not at its place, which has surroundings."""
    return place.nearby is not None and min(place.core.shape) >= 2 and _here(place) < STILL_HERE


def shift_from(place: Place, row: int, column: int, detail: Moments) -> Shift:
    """Return the shift from a part of the surroundings, by its position and the moments of its detail."""
    here, there = _here(place), _correlation_of(place, detail) ** 2
    share = (there - here) / (1 - here) if here < there else 0.0
    return Shift(REACH - float(row), REACH - float(column), share)


def _here(place: Place) -> float:
    """Return the squared correlation of the detail of both images."""
    return _correlation_of(place, place.measure(compare_detail)[1]) ** 2


def compare_detail(place: Place) -> tuple[Array, Moments]:
    """Compare the detail of both lumas in the inner part of the core.

    Returns
    -------
    weight
        1 in the core without its edge, where retouches are blended, else 0, (h, w); the core itself if
        nothing is left.
    moments
        Variances and covariance of the detail.
    """
    import numpy as np

    first, second, core = place.luma_first, place.luma_second, place.core
    if (kernels := native()) is not None:
        weight = np.empty(core.shape, np.float32)
        sums = kernels.compare_detail(first, second, core, half_gaussian(DETAIL), EDGE, weight)
        return weight, Moments.of_sums(*sums)
    weight = _inner(core)
    one, other = (plane - smooth(plane, DETAIL) for plane in (first, second))
    return weight, moments(one, other, weight)


def _correlation_of(place: Place, found: Moments) -> float:
    """Return the correlation of the detail of two images without their noise, 0 to 1."""
    noise = place.background.energy / 2
    first, second = found.first - noise, found.second - noise
    if min(first, second) <= max(noise / 4, 1.0):
        return 0.0
    return float(min(1.0, max(0.0, found.covariance / (first * second) ** 0.5)))


def _inner(core: Array) -> Array:
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
