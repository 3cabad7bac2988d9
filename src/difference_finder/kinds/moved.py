"""Moved content."""

from __future__ import annotations

import math

from difference_finder.kinds._ink import EMPTY, ink
from difference_finder.kinds._others import KNOWN, explained
from difference_finder.kinds._shifts import NONE, Shift, far_shift, has_left, leaves_little, small_shift
from difference_finder.kinds.place import Finding, Place, surprise
from difference_finder.parts.registry import kind

SURE = 0.6
"""Least share of a far shift."""

NEAR, FULL = 0.5, 0.9
"""Greatest shift by parts of a pixel, in shorter sides of the place; least share of a shift by more than the
longer side, because some content nearby resembles anything small."""

LEAST = 0.05
"""Least distance, in pixels."""

EXACT = 0.95
"""Least share that a shift explains in drawings, which hold similar content in many places."""

WORDS = (("right", "left"), ("down", "up"))


@kind("moved", unit="px", weights=(4.66,), bias=4.13)
def moved(place: Place) -> Finding | None:
    """Moved: the content of the first image at another position explains the second; distance in pixels."""
    drawn = place.measure(ink)
    if drawn is not None and min(drawn.counts) <= EMPTY * max(drawn.counts):  # content of one image alone
        return None
    found = place.measure(small_shift)
    if math.hypot(found.rows, found.columns) > NEAR * min(place.sides):
        found = NONE
    if place.measure(explained) < KNOWN and _is_plausible(place, far := place.measure(far_shift)):
        found = max(found, far, key=lambda shift: shift.share)
    if found.share <= 0 or not _is_whole(place, found):
        return None
    distance = math.hypot(found.rows, found.columns)
    if distance < LEAST:
        return None
    steps = [
        f"{abs(size):.1f} px {words[size < 0]}"
        for size, words in zip((found.columns, found.rows), WORDS, strict=True)
        if abs(size) >= LEAST
    ]
    sign = surprise(place.luma_share * found.share)
    return Finding(distance, (sign,), f"moved {' and '.join(steps)} in the second")


def _is_plausible(place: Place, shift: Shift) -> bool:
    """Tell whether content may come from so far: it overlaps its old place, or nearly all of it is found."""
    overlaps = math.hypot(shift.rows, shift.columns) <= max(place.sides)
    return shift.share > (SURE if overlaps else FULL)


def _is_whole(place: Place, shift: Shift) -> bool:
    """Tell whether a shift explains nearly all of a drawing."""
    if place.measure(ink) is None:
        return True
    return shift.share >= EXACT and leaves_little(place, shift) and has_left(place, shift)
