"""Replaced content."""

from __future__ import annotations

from difference_finder.kinds._ink import EMPTY, EQUAL, ink
from difference_finder.kinds._moments import base_moments
from difference_finder.kinds._others import KNOWN, explained
from difference_finder.kinds._shifts import far_shift
from difference_finder.kinds.place import Finding, Place
from difference_finder.parts.registry import kind

SIMILAR = 0.4
"""Correlation of two photographs above which they show the same content."""

LEAST_RATIO = 0.1
"""Least ratio of the variances of two photographs of which both have content."""

OTHER = 0.5
"""Least energy of the varying difference, as a share of the sum of the variances; other content has 1."""

CONTENT = 9.0
"""Least variance of a photograph with content, in squared levels."""


@kind("replaced", unit="%", weights=(6.0, 9.0), bias=2.0)
def replaced(place: Place) -> Finding | None:
    """Replaced: both images have content, but not the same; per cent of the content that differs."""
    found = place.measure(ink)
    if found is None:
        return _replaced_photograph(place)
    first, second = found.counts
    if min(first, second) <= EMPTY * max(first, second) or found.overlap >= EQUAL:
        return None
    differing = 100 * (1 - found.overlap)
    return Finding(differing, (1.0, 0.0), f"content replaced, {differing:.0f} % of its shape")


def _replaced_photograph(place: Place) -> Finding | None:
    if place.measure(explained) > KNOWN or place.measure(far_shift).share > KNOWN:
        return None
    *variances, product = place.measure(base_moments)
    if min(variances) < max(CONTENT, LEAST_RATIO * max(variances)):
        return None
    if place.varying_energy < OTHER * sum(variances):
        return None
    correlation = product / (variances[0] * variances[1]) ** 0.5
    if correlation > SIMILAR:
        return None
    differing = 100 * (1 - max(0.0, correlation))
    return Finding(differing, (0.0, 1 - max(0.0, correlation)), f"content replaced, {differing:.0f} % of it")
