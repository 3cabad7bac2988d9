"""Smoothing of a place: three kinds that resemble each other."""

from __future__ import annotations

from typing import NamedTuple

from difference_finder.kinds._models import blurs, lost_texture
from difference_finder.kinds.place import Place, surprise

NARROW = 4.5
"""Greatest standard deviation of a blur that leaves the content recognizable, in pixels."""


class Smoothing(NamedTuple):
    """How surprisingly well each kind of smoothing explains a place, and the best of them."""

    blur: float
    texture: float
    removal: float
    best: float


def smoothing(place: Place) -> Smoothing:
    """Return how well a blur, a filter that keeps edges, and a wide blur explain the second image."""
    shares = place.measure(smoothing_shares)
    blur, texture, removal = (surprise(place.luma_share * share) for share in shares)
    return Smoothing(blur, texture, removal, max(blur, texture, removal))


def smoothing_shares(place: Place) -> tuple[float, float, float]:
    """Return the shares that a blur, a filter that keeps edges, and a wide blur explain.

    If the second image has more detail, it may also be a sharpened first image: with the images exchanged,
    the reverse of a blur counts as well.
    """
    shares = place.measure(blurs)
    if place.changed == "first":
        opposite = place.swapped.measure(blurs)
        shares = {sigma: max(share, -opposite[sigma]) for sigma, share in shares.items()}
    return (
        max(share for sigma, share in shares.items() if sigma <= NARROW),
        place.measure(lost_texture),
        max(share for sigma, share in shares.items() if sigma > NARROW),
    )


def fine_loss(place: Place) -> float:
    """Return the per cent of the energy of fine detail that the second image lacks."""
    first, second = (bands[0] for bands in place.bands)
    return 100 * (1 - second / first) if first > 0 else 0.0


def contrast_loss(place: Place) -> float:
    """Return the per cent of the contrast of coarse structure that the second image lacks."""
    first, second = (bands[2] for bands in place.bands)
    return 100 * (1 - (second / first) ** 0.5) if first > 0 else 0.0
