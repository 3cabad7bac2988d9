"""What nearly every kind asks of a place, measured in all places by one kernel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from difference_finder.arrays.gaussian import half_gaussian
from difference_finder.arrays.native import TYPES, native
from difference_finder.kinds import _level, _waves
from difference_finder.kinds._core import ENOUGH, SHARE, SPREAD, STRONG, core_of_sums
from difference_finder.kinds._displacement import AROUND, CANDIDATES, RIDGE, SOFT, STEPS
from difference_finder.kinds._grids import block_energies
from difference_finder.kinds._models import (
    MEDIANS,
    SIGMAS,
    WIDTH,
    blurs,
    greatest_share,
    lost_texture,
    low_waves,
    ringing,
    shares_of,
)
from difference_finder.kinds._moments import Moments, base_moments, gap_moments
from difference_finder.kinds._others import KNOWN, explained
from difference_finder.kinds._planes import WIENER, luma_weights
from difference_finder.kinds._responses import NeighbourSums
from difference_finder.kinds._shifts import (
    DETAIL,
    EDGE,
    NEAREST,
    NONE,
    REACH,
    SHORTEST,
    Shift,
    compare_detail,
    far_shift,
    may_be_far,
    shift_from,
    small_shift,
)
from difference_finder.kinds._steps import (
    BETWEEN,
    BINS,
    ENDS,
    FREQUENCIES,
    HIGH,
    LENGTH,
    LOW,
    Spread,
    gatherings,
    half_levels,
    in_levels,
    rounding,
    spreads,
)
from difference_finder.kinds.noisier import gap_sums
from difference_finder.kinds.place import BANDS, Place
from difference_finder.kinds.scene import Scene
from difference_finder.threads import worker_count

__all__ = ["measure_together", "search_together"]


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
        images, waves = (place.first[None], place.second[None], place.inside), low_waves(height, width)
        arrays.append((*images, place.top, place.left, waves, planes[-1].reshape(-1, width), shares[-1]))
    variance = places[0].typical.noise_variance
    rules = _rules(len(places[0].first), variance)
    found = kernels.measure_places(arrays, *rules, worker_count(workers))
    for place, written, levels, facts in zip(places, planes, shares, found, strict=True):
        _keep(place, written, levels, facts, variance > 0)


def _rules(channels: int, variance: float) -> tuple[Any, ...]:
    """Return the settings of the kernel for images of some channels, with noise of a variance."""
    return (
        (luma_weights(channels), half_gaussian(SPREAD), STRONG, SHARE, ENOUGH),
        (WIENER, variance),
        [half_gaussian(sigma) for sigma in BANDS],
        ([half_gaussian(sigma) for sigma in SIGMAS], MEDIANS, half_gaussian(WIDTH)),
        half_gaussian(_level.SPREAD),
        (half_gaussian(DETAIL), EDGE),
        (half_gaussian(SOFT), STEPS, RIDGE, NEAREST, SHORTEST),
        (BINS, LENGTH, *FREQUENCIES, BETWEEN),
        (LOW, HIGH, ENDS),
        (_waves.SHORTEST, _waves.PERIODS, _waves.LONGEST_PERIOD),
    )


def _keep(place: Place, written: Any, shares: Any, facts: Any, reduced: bool) -> None:
    """Keep what the kernel measured; ``reduced`` tells whether it reduced the noise of the images."""
    core, bands, values, of_gap, grids, detail, of_bases = facts
    first, second, gap, weight, sample, base, other_base, inner = written
    place.__dict__.update(
        _core=core_of_sums((first, second, gap, weight), *core),
        sample=sample,
        _band_energies=[tuple(band) for band in bands],
    )
    place.keep(block_energies, grids)
    place.keep(compare_detail, (inner, Moments.of_sums(*detail)))
    _keep_values(place, shares, *values)
    _keep_gap(place, *of_gap)
    if reduced and not place.background.noise_variance:
        return  # kinds ask for images with their noise
    if not reduced:
        base, other_base = first, second
    place.__dict__["base"] = base
    place.swapped.__dict__["base"] = other_base
    _keep_bases(place, *of_bases)


def _keep_values(place: Place, shares: Any, gathered: Any, rounded: Any, spread: Any) -> None:
    """Keep how the values of both images are distributed."""
    place.keep(half_levels, shares)
    place.keep(gatherings, in_levels(*gathered))
    first, second = spread
    place.keep(spreads, (Spread(*first), Spread(*second)))
    for view, (square, product) in zip((place, place.swapped), rounded, strict=True):
        view.keep(rounding, (square / place.count, product / place.count))


def _keep_gap(place: Place, level: Any, wave: Any, neighbours: Any) -> None:
    """Keep what was measured in the difference of the lumas."""
    place.keep(_level.blurred_gap, level)
    place.keep(
        _waves.wave,
        _waves.NONE if wave is None else _waves.wave_of(_waves.Strongest(*wave), *place.sides),
    )
    place.keep(gap_sums, NeighbourSums(*neighbours))


def _keep_bases(
    place: Place, filters: Any, displacement: Any, displaced: Any, contrast: Any, bases: Any
) -> None:
    """Keep what was measured in the lumas without their noise."""
    place.keep(gap_moments, Moments.of_sums(*contrast))
    place.keep(base_moments, Moments.of_sums(*bases))
    place.keep(
        small_shift,
        NONE if displacement is None else Shift(displacement[0], displacement[1], place.share(*displaced)),
    )
    for view, responses in zip((place, place.swapped), filters, strict=True):
        _keep_filters(view, *responses)


def _keep_filters(place: Place, blurred: Any, medians: Any, echo: Any) -> None:
    """Keep how filters explain the difference, where the kernel evaluated them."""
    if blurred:
        place.keep(blurs, shares_of(place, blurred))
    if medians:
        place.keep(lost_texture, greatest_share(place, medians))
    if echo is not None:
        place.keep(ringing, place.share(*echo))


def search_together(scene: Scene, places: Sequence[Place], workers: int | None = None) -> None:
    """Search for the content of places in their surroundings where a kind asks for it, and keep the shifts.

    Without kernels nothing is searched for.

    Parameters
    ----------
    scene
        The scene of the places.
    places
        Some of its places.
    workers
        Number of threads; None for one on each core.
    """
    kernels, image = native(), scene.samples[0]
    if kernels is None or image.dtype.name not in TYPES:
        return
    searched = [place for place in places if place.measure(explained) < KNOWN and may_be_far(place)]
    if not searched:
        return
    windows = [
        (place.top - scene.top, place.left - scene.left, place.luma_second, place.measure(compare_detail)[0])
        for place in searched
    ]
    found = kernels.find_shifted(
        image,
        scene.scales["first"],
        luma_weights(image.shape[1]),
        windows,
        half_gaussian(DETAIL),
        REACH,
        CANDIDATES,
        AROUND,
        worker_count(workers),
    )
    for place, (row, column, detail) in zip(searched, found, strict=True):
        place.keep(far_shift, shift_from(place, row, column, Moments.of_sums(*detail)))
