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


class Steps(NamedTuple):
    """Concentration of values at multiples of a step, in the second image more than in the first."""

    size: float
    concentration: float
    share: float


def steps(place: Place) -> Steps:
    """Return the step of levels at which the values of the second image gather most."""
    import numpy as np

    lowest, highest = (int(LENGTH / (2 * size)) for size in (GREATEST, SMALLEST))
    excess = _excess(place.measure(_gatherings))[lowest : highest + 1]
    near = (lowest + int(excess.argmax()) + np.linspace(-1, 1, 2 * BETWEEN + 1)) / LENGTH
    near = near[(near >= lowest / LENGTH) & (near <= highest / LENGTH)].astype(np.float32)
    waves = np.cos(np.arange(BINS, dtype=np.float32)[:, None] * (np.float32(2 * np.pi) * near))
    excess = _excess(np.stack(place.measure(half_levels)) @ waves)
    best = int(excess.argmax())
    size = 1 / (2 * float(near[best]))
    square, product = _rounding_means(place, size)
    total = len(place.first) * place.energy + place.colour_energy
    share = product * abs(product) / max(1e-9, square) / total
    return Steps(size, float(excess[best]), min(1.0, share))


def _excess(gatherings: Array) -> Array:
    """Return how much more the values of the second image gather than those of the first."""
    import numpy as np

    first, second = gatherings
    excess: Array = second - np.maximum(first, 0)
    return excess


def _gatherings(place: Place) -> Array:
    """Return how much the values of both images gather at the phase 0 of each frequency, -1 to 1, (2, K).

    Frequency k has k periods in ``LENGTH`` half levels.
    """
    import numpy as np

    if place.changed == "first":
        return place.swapped.measure(_gatherings)[::-1]
    return np.fft.rfft(np.stack(place.measure(half_levels)), LENGTH).real


def _rounding_means(place: Place, step: float) -> tuple[float, float]:
    """Return how the change of the first image to multiples of a step explains the difference.

    Returns
    -------
    tuple of float
        Means over the core, summed over the channels, of the square of that change, and of its product with
        the difference.
    """
    import numpy as np

    if (kernels := native()) is not None:
        square, product = kernels.rounding_sums(place.first[None], place.second[None], place.core, step)
        return square / place.count, product / place.count
    values = place.values(place.first)
    change = np.rint(values / np.float32(step)) * np.float32(step) - values
    square, product = (float(np.vdot(change, other)) for other in (change, place.values(place.gap)))
    return square / place.count, product / place.count


def span_of_values(place: Place) -> float:
    """Return the 99th minus the 1st percentile of the values of the second image, in levels."""
    import numpy as np

    below = np.cumsum(place.measure(half_levels)[1])
    low, high = np.searchsorted(below, (0.01, 0.99))
    return float(high - low) / 2


def half_levels(place: Place) -> tuple[Array, Array]:
    """Return the shares of the half levels among the values of both images in the core, each (512,)."""
    import numpy as np

    if place.changed == "first":
        first, second = place.swapped.measure(half_levels)
        return second, first
    kernels = native()
    shares = np.empty((2, BINS), np.float32)
    for row, image in enumerate((place.first, place.second)):
        if kernels is not None:
            kernels.half_level_shares(image[None], place.core, shares[row : row + 1])
        else:
            values = place.values(image).ravel()
            bins = np.clip(values * 2 + np.float32(0.5), 0, BINS - 1).astype(np.intp)
            shares[row] = np.bincount(bins, minlength=BINS) / max(1, values.size)
    return shares[0], shares[1]
