"""Values that gather at multiples of a step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from difference_finder.arrays.native import native
from difference_finder.kinds.place import Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

SMALLEST, GREATEST = 4.0, 64.0
"""Steps of banding that are searched for, in levels."""

BINS = 512
"""Number of half levels."""

LENGTH, BETWEEN = 2048, 6
"""Length of the Fourier transform of a histogram; number of frequencies that are tried between two of it."""

FREQUENCIES = (int(LENGTH / (2 * GREATEST)), int(LENGTH / (2 * SMALLEST)))
"""The lowest and the highest frequency that are tried, in periods in ``LENGTH`` half levels."""


EQUAL = 0.05
"""Difference of two gatherings that count as equal."""

LOW, HIGH, ENDS = 0.01, 0.99, 3
"""Shares of the values between which they spread; number of half levels at an end of all levels."""


class Steps(NamedTuple):
    """Concentration of values at multiples of a step, in the second image more than in the first."""

    size: float
    concentration: float
    share: float


def steps(place: Place) -> Steps:
    """Return the step of levels at which the values of the second image gather most."""
    (size, excess), _ = place.measure(gatherings)
    square, product = place.measure(rounding)
    total = len(place.first) * place.energy + place.colour_energy
    share = product * abs(product) / max(1e-9, square) / total
    return Steps(size, excess, min(1.0, share))


def rounding(place: Place) -> tuple[float, float]:
    """Return how the change of the first image to multiples of the step explains the difference.

    Returns
    -------
    tuple of float
        Means over the core, summed over the channels, of the square of that change, and of its product with
        the difference.
    """
    (size, _), _ = place.measure(gatherings)
    square, product = _rounding_sums(place, size)
    return square / place.count, product / place.count


Gathering = tuple[float, float]


def gatherings(place: Place) -> tuple[Gathering, Gathering]:
    """Return the step at which the second image gathers most, and the step at which the first does.

    With each step, in levels, how much more the values of that image gather at its multiples than the values
    of the other image, up to 1.
    """
    if place.changed == "first":
        first, second = place.swapped.measure(gatherings)
        return second, first
    return in_levels(*strongest_gathering(place.measure(half_levels), LENGTH, *FREQUENCIES, BETWEEN))


def in_levels(first: Gathering, second: Gathering) -> tuple[Gathering, Gathering]:
    """Return the gatherings of the second and the first image in levels, from steps in half levels."""
    return (second[0] / 2, second[1]), (first[0] / 2, first[1])


def strongest_gathering(
    shares: Array, length: int, lowest: int, highest: int, between: int
) -> list[Gathering]:
    """Return where the values of each of two images gather most beyond the other.

    Parameters
    ----------
    shares
        Shares of the values in bins, float32 of shape (2, N).
    length, lowest, highest
        Frequencies are tried from ``lowest`` to ``highest`` periods in ``length`` bins.
    between
        Number of frequencies that are tried at last between the best and its neighbours.

    Returns
    -------
    list of tuple
        For both images, the step in bins and the excess there, at most 1. Of a step and its multiples, the
        largest at which nearly as many values gather is returned.
    """
    import numpy as np

    if (kernels := native()) is not None:
        return kernels.strongest_gathering(shares, length, lowest, highest, between)  # type: ignore[no-any-return]
    bins = np.arange(shares.shape[1])
    coarse = shares @ np.cos(2 * np.pi / length * np.outer(bins, np.arange(lowest, highest + 1)))
    found = []
    for image in (0, 1):
        best = lowest + int(_excess(coarse, image).argmax())
        near = best + np.arange(-between, between + 1) / between
        near = near[(near >= lowest) & (near <= highest)] / length
        excess = _excess(shares @ np.cos(2 * np.pi * np.outer(bins, near)), image)
        strongest = float(near[excess.argmax()])
        # Multiples of 20 are multiples of 4 and 5 as well.
        lower = strongest / np.arange(1, int(strongest * length / lowest) + 1)
        lower[0], most = strongest, float(excess.max())
        excess = _excess(shares @ np.cos(2 * np.pi * np.outer(bins, lower)), image)
        chosen = int(np.flatnonzero(excess >= most - EQUAL)[-1])
        found.append((1 / float(lower[chosen]), float(excess[chosen])))
    return found


def _excess(gatherings: Array, image: int) -> Array:
    """Return how much more the values of one image gather than those of the other."""
    import numpy as np

    excess: Array = gatherings[image] - np.maximum(gatherings[1 - image], 0)
    return excess


def _rounding_sums(place: Place, step: float) -> tuple[float, float]:
    """Return the sums over the core for any step; see :func:`rounding` for their means."""
    import numpy as np

    if (kernels := native()) is not None:
        return kernels.rounding_sums(place.first[None], place.second[None], place.core, step)  # type: ignore[no-any-return]
    values = place.values(place.first)
    change = np.rint(values / np.float32(step)) * np.float32(step) - values
    return float(np.vdot(change, change)), float(np.vdot(change, place.values(place.gap)))


class Spread(NamedTuple):
    """How the values of an image spread.

    Parameters
    ----------
    low, high
        The half levels at the shares ``LOW`` and ``HIGH`` of all values.
    ends
        Share of the values in the first and the last ``ENDS`` half levels.
    """

    low: int
    high: int
    ends: float


def spreads(place: Place) -> tuple[Spread, Spread]:
    """Return how the values of both images spread in the core."""
    if place.changed == "first":
        first, second = place.swapped.measure(spreads)
        return second, first
    first, second = (_spread_of(shares) for shares in place.measure(half_levels))
    return first, second


def _spread_of(shares: Array) -> Spread:
    import numpy as np

    low, high = np.searchsorted(np.cumsum(shares), (LOW, HIGH))
    return Spread(int(low), int(high), float(shares[:ENDS].sum() + shares[-ENDS:].sum()))


def span_of_values(place: Place) -> float:
    """Return the 99th minus the 1st percentile of the values of the second image, in levels."""
    _, spread = place.measure(spreads)
    return (spread.high - spread.low) / 2


def half_levels(place: Place) -> Array:
    """Return the shares of the half levels among the values of both images in the core, (2, N)."""
    import numpy as np

    if place.changed == "first":
        return place.swapped.measure(half_levels)[::-1]
    kernels = native()
    shares = np.empty((2, BINS), np.float32)
    for row, image in enumerate((place.first, place.second)):
        if kernels is not None:
            kernels.half_level_shares(image[None], place.core, shares[row : row + 1])
        else:
            values = place.values(image).ravel()
            bins = np.clip(values * 2 + np.float32(0.5), 0, BINS - 1).astype(np.intp)
            shares[row] = np.bincount(bins, minlength=BINS) / max(1, values.size)
    return shares
