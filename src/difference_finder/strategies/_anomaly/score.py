"""Robust z-scores of measures among blocks of similar activity, and the anomaly of each block."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.native import native
from difference_finder.strategies._anomaly.blocks import BANDS, Blocks
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

__all__ = ["score_blocks"]

FLOOR = 4e-6
"""Energy that counts as zero: the square of half a step of 8 bits."""

LEAST_LOG, LEAST_RATIO, LEAST_SHIFT = 0.2, 0.07, 0.25 / 255
"""Least robust standard deviations: of the log of an energy, of the log of a ratio, and of a shift."""

COLOURFUL = 16.0
"""Weight of the contrast of a colour in its activity, because JPEG shifts colours near coloured edges."""

POWER = 3
"""Exponent of the mean over z-scores: with a high power one large z-score suffices."""

CLASSES, STEPS = 12, 256
"""Number of classes of activity, and of steps of its logarithm (the values of a byte)."""

SAMPLE, LEAST_SAMPLE = 16384, 64
"""Approximate number of blocks that typical values are computed from, and the least number in each class;
small images have fewer classes."""


def score_blocks(blocks: Blocks, averages: Array, inside: Array | None, workers: int | None) -> Array:
    """Return the anomaly of each block: the power mean of its z-scores.

    Parameters
    ----------
    blocks
        Means over blocks.
    averages
        Planes of ``blocks``, averaged with each window: shape (widths, K, h, w).
    inside
        Mask of shape (h, w); True where blocks count. None if all count.
    workers
        Number of threads; None for one on each core.

    Returns
    -------
    array
        Anomaly of shape (h, w), float32, at least 0.
    """
    import numpy as np

    sample = _sample(averages.shape[-2:], inside)
    clipping = _Clipping.measure(blocks, sample)
    averages[:, -1] *= clipping.is_noise(averages)
    if (kernels := native()) is not None:
        out = np.empty(averages.shape[-2:], np.float32)
        kernels.anomaly_scores(
            averages,
            BANDS,
            blocks.colours,
            blocks.has_reference,
            sample,
            (clipping.shift, clipping.ratio),
            [FLOOR, LEAST_LOG, LEAST_RATIO, LEAST_SHIFT],
            COLOURFUL,
            _class_count(sample),
            POWER,
            out,
            worker_count(workers),
        )
        return out
    total = np.zeros(averages.shape[-2:], np.float32)
    count = 0
    for planes in averages:
        for z_score in _z_scores(planes, blocks, clipping, sample):
            total += np.maximum(z_score, 0) ** POWER
            count += 1
    return (total / np.float32(count)) ** np.float32(1 / POWER)


def _z_scores(planes: Array, blocks: Blocks, clipping: _Clipping, sample: Array) -> Iterator[Array]:
    """Yield the z-scores of all blocks, one measure after the other."""
    import numpy as np

    ends, number = planes[-1], blocks.products
    total = np.zeros_like(ends)
    for k in range(BANDS):
        band = planes[number * k : number * (k + 1)]
        middle, gap, both = band[:3]
        total += middle
        typical = _Typical(np.log(_positive(middle)), sample)
        yield typical.z_scores(np.log(_positive(gap)), LEAST_LOG)
        # The typical energy of the difference is added to both: where one image alone has noise, the contrast
        # of the other is small beside it, and a small change of contrast would be a large ratio.
        base = middle + gap / 4 + typical.last_exponential()
        ratio = _ratio(base + both, base - both)
        yield np.abs(typical.z_scores(ratio, LEAST_RATIO, clipping.ratio * ends))
        if blocks.has_reference:
            reference, gap_reference, middle_reference = band[3:]
            errors = base + reference - 2 * middle_reference
            ratio = _ratio(errors + both - gap_reference, errors - both + gap_reference)
            yield np.abs(typical.z_scores(ratio, LEAST_RATIO, clipping.ratio * ends))
            correlation = gap_reference / np.sqrt(_positive(reference))
            own = _Typical(np.log(_positive(reference)), sample)
            yield np.abs(own.z_scores(correlation, LEAST_SHIFT))
    shifts, contrasts = planes[number * BANDS : -blocks.colours], planes[-blocks.colours : -1]
    for channel in range(blocks.colours):
        activity = total + COLOURFUL * contrasts[channel - 1] if channel else total
        typical = _Typical(np.log(_positive(activity)), sample)
        yield np.abs(typical.z_scores(shifts[channel], LEAST_SHIFT, clipping.shift * ends))
        if blocks.has_reference:
            first = shifts[blocks.colours + channel]
            nearer = np.abs(first + shifts[channel]) - np.abs(first)
            yield np.abs(typical.z_scores(nearer, LEAST_SHIFT, clipping.shift * ends))


def _positive(energy: Array) -> Array:
    """Return energies above zero."""
    import numpy as np

    return np.maximum(energy, np.float32(0)) + np.float32(FLOOR)


def _ratio(one: Array, other: Array) -> Array:
    """Return the logarithm of the ratio of two energies."""
    import numpy as np

    return np.log(_positive(one) / _positive(other))


@dataclass(frozen=True, eq=False)
class _Clipping:
    """The effect of clipping on noise at black and white pixels.

    Clipped noise in one image alone shifts the mean by 0.4 of its standard deviation, and has less energy
    than elsewhere; neither is an anomaly. All channels shift together, so brightness shifts as far as they
    do, although independent noise of the channels is smaller in brightness.

    Parameters
    ----------
    shift, ratio
        Largest shift, and largest logarithm of a ratio, that clipping causes where all pixels are clipped.
    noise
        Robust standard deviation of the shift of brightness.
    brightness
        Index of the plane with the shift of brightness.
    """

    shift: float
    ratio: float
    noise: float
    brightness: int

    @staticmethod
    def measure(blocks: Blocks, sample: Array) -> _Clipping:
        """Measure the noise, in blocks without clipped pixels if there are enough of them."""
        free = sample[blocks.planes[-1].ravel()[sample] == 0]
        places = free if len(free) >= LEAST_SAMPLE else sample
        middle, gap, both = (plane.ravel()[places] for plane in blocks.planes[:3])
        base = middle + gap / 4
        energies = [_median(base - both), _median(base + both)]
        more = abs(energies[1] - energies[0])
        brightness = BANDS * blocks.products
        shift = blocks.planes[brightness].ravel()[sample]
        noise = 1.4826 * _median(abs(shift - _median(shift)))
        # Twice, because typical blocks may be clipped at the other end of the range.
        clipped = 2 * 0.46 * math.sqrt(more * 4 / 3) / blocks.brightness_noise
        return _Clipping(clipped, 1.1 * more / (max(energies) + 1e-12), noise, brightness)

    def is_noise(self, averages: Array) -> Array:
        """Return where the shift of brightness is within the noise."""
        return abs(averages[:, self.brightness]) < 6 * self.noise


class _Typical:
    """Typical values of measures, in classes of blocks with similar activity.

    Parameters
    ----------
    level
        Logarithm of the activity, of shape (h, w).
    sample
        Indices of the blocks that typical values are computed from.
    """

    def __init__(self, level: Array, sample: Array) -> None:
        import numpy as np

        seen = level.ravel()[sample]
        low, high = seen.min(), seen.max()
        scale = np.float32((STEPS - 1) / (high - low)) if high > low else np.float32(0)
        self._step = np.clip((level - low) * scale + np.float32(0.5), 0, STEPS - 1).astype(np.uint8)
        self._sample = sample
        steps = self._step.ravel()[sample]
        self._classes = _classes(np.bincount(steps, minlength=STEPS), _class_count(sample))
        self._of = np.searchsorted(self._classes, steps, side="right")
        self._centres = [float(np.mean(steps[self._of == k])) for k in range(len(self._classes))]

    def last_exponential(self) -> Array:
        """Return for every block the exponential of the typical value of the last measure."""
        import numpy as np

        exponential: Array = np.exp(self._last)[self._step]
        return exponential

    def z_scores(self, values: Array, least: float, tolerance: Any = None) -> Array:
        """Return the signed robust z-score of each value among blocks of similar activity.

        Parameters
        ----------
        values
            Values of one measure, of shape (h, w).
        least
            Least standard deviation.
        tolerance
            Distance from the typical value that has a z-score of 0: a number, or an array (h, w).
        """
        import numpy as np

        seen = values.ravel()[self._sample]
        medians, spreads = [], []
        for k in range(len(self._classes)):
            chosen = seen[self._of == k]
            medians.append(_median(chosen))
            spreads.append(max(1.4826 * _median(abs(chosen - np.float32(medians[-1]))), least))
        typical, spread = (
            np.interp(np.arange(STEPS), self._centres, found).astype(np.float32)
            for found in (medians, spreads)
        )
        self._last = typical
        away: Array = values - typical[self._step]
        if tolerance is not None:
            away = np.sign(away) * np.maximum(np.abs(away) - tolerance, 0)
        away *= (1 / spread)[self._step]
        return away


def _class_count(sample: Array) -> int:
    return max(1, min(CLASSES, len(sample) // LEAST_SAMPLE))


def _classes(counts: Array, number: int) -> list[int]:
    """Return the ends of classes of nearly equal size, each as the step after its last one."""
    ends: list[int] = []
    left, seen = int(counts.sum()), 0
    for step, count in enumerate(counts.tolist()):
        seen += count
        if seen and seen * (number - len(ends)) >= left:
            ends.append(step + 1)
            left, seen = left - seen, 0
    return ends


def _sample(shape: tuple[int, ...], inside: Array | None) -> Array:
    """Return the indices of blocks on a grid that count."""
    import numpy as np

    h, w = shape
    step = max(1, round(math.sqrt(h * w / SAMPLE)))
    numbers = np.arange(h * w, dtype=np.int32).reshape(h, w)
    grid = numbers[::step, ::step].ravel()
    if inside is None or not inside.any():
        return grid
    counting = grid[inside.ravel()[grid]]
    return counting if counting.size else numbers[inside]


def _median(values: Array) -> float:
    """Return the median; the upper one of an even number of values."""
    import numpy as np

    middle = len(values) // 2
    return float(np.partition(values, middle)[middle])
