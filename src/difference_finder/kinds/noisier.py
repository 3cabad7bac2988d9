"""Noise."""

from __future__ import annotations

import math

from difference_finder.kinds._grids import edges, grid
from difference_finder.kinds._models import blurs
from difference_finder.kinds._others import explained
from difference_finder.kinds._responses import NeighbourSums, neighbour_sums
from difference_finder.kinds._smoothing import smoothing
from difference_finder.kinds.place import Finding, Place
from difference_finder.parts.registry import kind

WHITE, PURE, FINEST = 0.5, 0.76, 0.86
"""Least share of the energy of the difference in the fine band; share of white noise in this band; and share
from which a difference is finer than white noise: a checkerboard has 1."""

COARSE = 0.2
"""Ratio of the energies in the middle and in the fine band from which a difference is not white at all; white
noise has 0.06."""

LEAST = 0.1
"""Least nearness to white noise."""

ALIKE = 0.3
"""Greatest correlation of the difference with itself one pixel further, in either direction. White noise has
none, planted noise up to 0.2; JPEG and blurs of directed content have more."""

EVEN, UNEVEN = 3.25, 4.5
"""Kurtosis of the difference up to which it is as even as normally distributed noise, which has 3, and from
which it is not noise at all. Detail varies from place to place; its changes have 4 and more."""

RELATED = 0.3
"""Share of the difference that the first image's own detail explains from which it is not noise at all."""


@kind("noisier", unit="levels", reverse="smoother", weights=(2.04, 4.28, 3.55, 3.28, 5.03), bias=4.7)
def noisier(place: Place) -> Finding | None:
    """Noise: the difference is fine and unrelated to the content; its standard deviation in levels."""
    if place.growth[0] <= 0:
        return None
    whiteness = _whiteness(place)
    if whiteness < LEAST or _neighbour_correlation(place) > ALIKE:
        return None
    evenness = _evenness(place)
    # A blur removes noise as it removes detail: what speaks for a sharpened image speaks for noise as well.
    removable = max(0.0, place.swapped.measure(smoothing).best)
    unexplained = evenness * (1 - place.measure(explained))
    signs = (
        unexplained,
        whiteness * unexplained,
        -_blocks(place),
        1 - place.luma_share,
        whiteness * evenness * _unrelated(place) * removable,
    )
    size = place.channel_energy**0.5
    return Finding(size, signs, f"noise of {size:.1f} levels more in the {place.changed}")


def _whiteness(place: Place) -> float:
    """Return how near the bands of the difference are to those of white noise, 0 to 1."""
    fine, middle, _ = place.gap_bands
    white = fine / place.energy
    if white < WHITE:
        return 0.0
    near = min(1.0, (white - WHITE) / (PURE - WHITE), (1 - white) / (1 - FINEST))
    return max(0.0, near) * max(0.0, 1 - middle / (COARSE * fine))


def gap_sums(place: Place) -> NeighbourSums:
    """Return the sums of the difference of the lumas minus its mean, over the core."""
    if place.changed == "first":
        return place.swapped.measure(gap_sums)
    return neighbour_sums(place.luma_gap, place.core, place.luma_shift)


def _neighbour_correlation(place: Place) -> float:
    """Return the greater correlation of neighbours, in rows or in columns, 0 to 1; white noise has none."""
    sums = place.measure(gap_sums)
    return max(abs(sums.beside), abs(sums.above)) / max(1e-9, sums.square)


def _evenness(place: Place) -> float:
    """Return how evenly the difference is spread, 0 to 1: as strong in flat as in textured parts."""
    sums = place.measure(gap_sums)
    kurtosis = sums.fourth * place.count / max(1e-9, sums.square) ** 2
    return min(1.0, max(0.0, (UNEVEN - kurtosis) / (UNEVEN - EVEN)))


def _unrelated(place: Place) -> float:
    """Return how little the first image's own detail explains, 0 to 1; sharpening is proportional to it."""
    own = max(0.0, *(-share for share in place.measure(blurs).values()))
    return max(0.0, 1 - own / RELATED)


def _blocks(place: Place) -> float:
    """Return how much more the first image shows blocks of JPEG, 0 to 4; those, too, remove fine detail.

    They count by the share of detail that is left: with little detail, anything looks like blocks.
    """
    inner, border = place.measure(grid), place.measure(edges)
    more = (inner.second - inner.first, border.first - border.second)
    return max(0.0, sum(min(2.0, max(-2.0, one)) for one in more)) * math.exp(-place.growth[0])
