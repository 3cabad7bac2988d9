"""What nearly every kind asks of a place, measured in all places by one kernel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from difference_finder.arrays.gaussian import half_gaussian
from difference_finder.arrays.native import native
from difference_finder.kinds._core import ENOUGH, SHARE, SPREAD, STRONG, core_of_sums
from difference_finder.kinds._displacement import RIDGE, SOFT, STEPS
from difference_finder.kinds._grids import block_energies
from difference_finder.kinds._models import SIGMAS, blurs, shares_of
from difference_finder.kinds._moments import Moments
from difference_finder.kinds._planes import WIENER, luma_weights
from difference_finder.kinds._shifts import (
    DETAIL,
    EDGE,
    NEAREST,
    NONE,
    SHORTEST,
    Shift,
    compare_detail,
    small_shift,
)
from difference_finder.kinds._steps import (
    BETWEEN,
    BINS,
    FREQUENCIES,
    LENGTH,
    gatherings,
    half_levels,
    in_levels,
    rounding,
)
from difference_finder.kinds.place import BANDS, Place
from difference_finder.threads import worker_count

__all__ = ["measure_together"]


def measure_together(places: Sequence[Place], workers: int | None = None) -> None:
    """Measure what nearly every kind asks for, and keep it in the places as if a kind had asked.

    Without kernels nothing is measured: the kinds then ask for each measurement.

    Parameters
    ----------
    places
        Places of one scene.
    workers
        Number of threads; None for one on each core.
    """
    import numpy as np

    kernels = native()
    if kernels is None or not places:
        return
    arrays, planes, shares = [], [], []
    for place in places:
        height, width = place.inside.shape
        planes.append(np.empty((8, height, width), np.float32))
        shares.append(np.empty((2, BINS), np.float32))
        images = place.first[None], place.second[None], place.inside
        arrays.append((*images, place.top, place.left, planes[-1].reshape(-1, width), shares[-1]))
    variance = places[0].typical.noise_variance
    found = kernels.measure_places(
        arrays,
        (luma_weights(len(places[0].first)), half_gaussian(SPREAD), STRONG, SHARE, ENOUGH),
        (WIENER, variance),
        [half_gaussian(sigma) for sigma in BANDS],
        [half_gaussian(sigma) for sigma in SIGMAS],
        (half_gaussian(DETAIL), EDGE),
        (half_gaussian(SOFT), STEPS, RIDGE, NEAREST, SHORTEST),
        (BINS, LENGTH, *FREQUENCIES, BETWEEN),
        worker_count(workers),
    )
    for place, written, levels, facts in zip(places, planes, shares, found, strict=True):
        _keep(place, written, levels, facts, variance > 0)


def _keep(place: Place, written: Any, shares: Any, facts: Any, reduced: bool) -> None:
    """Keep what the kernel measured; ``reduced`` tells whether it reduced the noise of the images."""
    core, bands, responses, displacement, displaced, gathered, grids, detail, rounded = facts
    first, second, gap, weight, sample, base, other_base, inner = written
    place.__dict__.update(
        _core=core_of_sums((first, second, gap, weight), *core),
        sample=sample,
        _band_energies=[tuple(band) for band in bands],
    )
    place.keep(half_levels, shares)
    place.keep(gatherings, in_levels(*gathered))
    place.keep(block_energies, grids)
    place.keep(compare_detail, (inner, Moments.of_sums(*detail)))
    for view, (square, product) in zip((place, place.swapped), rounded, strict=True):
        view.keep(rounding, (square / place.count, product / place.count))
    if reduced and not place.background.noise_variance:
        return  # kinds ask for images with their noise
    if not reduced:
        base, other_base = first, second
    place.__dict__["base"] = base
    place.swapped.__dict__["base"] = other_base
    place.keep(blurs, shares_of(place, responses))
    place.keep(
        small_shift,
        NONE if displacement is None else Shift(displacement[0], displacement[1], place.share(*displaced)),
    )
