"""Values that gather at multiples of a step."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from difference_finder.kinds.place import Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

SMALLEST, GREATEST = 4.0, 64.0
"""Steps of banding that are searched for, in levels."""

STEPS = 280
"""Number of steps that are tried: a step is right to 0.5 per cent."""


class Steps(NamedTuple):
    """Concentration of values at multiples of a step, in the second image more than in the first."""

    size: float
    concentration: float
    share: float


def steps(place: Place) -> Steps:
    """Return the step of levels at which the values of the second image gather most."""
    import numpy as np

    sizes, _ = _step_waves()
    first, second = place.measure(_gatherings)
    excess = second - np.maximum(first, 0)
    best = int(np.argmax(excess))
    size = float(sizes[best])
    values = place.first_values
    gap = np.rint(values / size) * size - values
    square, product = (float(np.vdot(gap, other)) / place.count for other in (gap, place.gap_values))
    total = len(gap) * place.energy + place.colour_energy
    share = product * abs(product) / max(1e-9, square) / total
    return Steps(size, float(excess[best]), min(1.0, share))


def _gatherings(place: Place) -> tuple[Array, Array]:
    """Return how much the values of both images gather at multiples of each step, -1 to 1."""
    import numpy as np

    if place.changed == "first":
        first, second = place.swapped.measure(_gatherings)
        return second, first
    _, waves = _step_waves()
    counts = np.stack([_histogram(values) for values in (place.first_values, place.second_values)])
    first, second = counts @ waves
    return first, second


@cache
def _step_waves() -> tuple[Array, Array]:
    """Return the steps that are tried, and the cosine of each half level with the step as its period."""
    import numpy as np

    sizes = SMALLEST * (GREATEST / SMALLEST) ** (np.arange(STEPS) / (STEPS - 1))
    angles = np.outer(np.arange(512, dtype=np.float32) / 2, 2 * np.pi / sizes)
    return sizes, np.cos(angles.astype(np.float32))


def _histogram(values: Array) -> Array:
    """Return the share of each half level among the values."""
    import numpy as np

    bins = np.clip(values.ravel() * 2 + np.float32(0.5), 0, 511).astype(np.intp)
    return np.bincount(bins, minlength=512).astype(np.float32) / max(1, values.size)
