"""The share of a difference that the models of changed content explain."""

from __future__ import annotations

from difference_finder.kinds._models import blurs, ringing
from difference_finder.kinds._shifts import small_shift
from difference_finder.kinds._smoothing import smoothing_shares
from difference_finder.kinds._steps import steps
from difference_finder.kinds.place import Place

KNOWN = 0.6
"""Share that a change of the given content explains from which no other content is looked for."""


def tint_share(place: Place) -> float:
    """Return the share of the energy of the difference that one constant colour explains, 0 to 1."""
    tint = sum((step - place.luma_shift) ** 2 for step in place.shift)
    return min(1.0, tint / (place.colour_energy + 1e-6)) * (1 - place.luma_share)


def level_share(place: Place) -> float:
    """Return the share of the energy of the difference that one constant luma explains, 0 to 1."""
    return min(1.0, place.luma_shift**2 / place.energy) * place.luma_share


def explained(place: Place) -> float:
    """Return the greatest share that a change of the given content explains, 0 to 1."""
    shares = [place.measure(small_shift).share]
    if place.growth[0] < 0:
        shares += place.measure(smoothing_shares)
    else:
        # Any fine pattern is lost in a blur, so that only more of the first image's own detail explains.
        shares += [-share for share in place.measure(blurs).values()]
    for view in (place, place.swapped):
        if view.growth[1] > 0:
            shares.append(view.measure(ringing))
    most = place.luma_share * max(0.0, *shares)
    return min(
        1.0, max(most, place.measure(level_share), place.measure(tint_share), place.measure(steps).share)
    )
