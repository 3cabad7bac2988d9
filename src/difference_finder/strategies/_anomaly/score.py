"""How far measures are from what they usually are, at places of like activity."""

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

__all__ = ["judged"]

FLOOR = 4e-6
"""What counts as no energy: the square of half a step of 8 bits."""

LEAST_LOG, LEAST_RATIO, LEAST_SHIFT = 0.2, 0.07, 0.25 / 255
"""The least robust standard deviation of the logarithm of an energy, of that of a ratio, and of a shift."""

COLOURFUL = 16.0
"""How much the contrast of a colour between blocks counts as activity: JPEG moves colours beside coloured
edges."""

POWER = 3
"""How measures become one: by the mean of this power, so that one that speaks alone is heard."""

CLASSES, STEPS = 12, 256
"""Classes of activity, and steps of its logarithm (as many as a byte has)."""

SAMPLE, LEAST_SAMPLE = 16384, 64
"""About how many blocks tell what is usual, and how many at least do in each class; small images have fewer
classes."""


def judged(blocks: Blocks, averages: Array, inside: Array | None, workers: int | None) -> Array:
    """Return how strange each block is.

    Parameters
    ----------
    blocks
        The means over blocks.
    averages
        Shape (widths, K, h, w): these, averaged.
    inside
        Shape (h, w), True where blocks count; None if all do.
    workers
        How many threads to use; None for one on each core.

    Returns
    -------
    array
        Shape (h, w), float32, at least 0.
    """
    import numpy as np

    sample = _sample(averages.shape[-2:], inside)
    cut = _Cut.of(blocks, sample)
    averages[:, -1] *= cut.near(averages)
    if (kernels := native()) is not None:
        out = np.empty(averages.shape[-2:], np.float32)
        kernels.anomaly_scores(
            averages,
            BANDS,
            blocks.colours,
            blocks.three,
            sample,
            (cut.shift, cut.ratio),
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
        for strange in _measures(planes, blocks, cut, sample):
            total += np.maximum(strange, 0) ** POWER
            count += 1
    return (total / np.float32(count)) ** np.float32(1 / POWER)


def _measures(planes: Array, blocks: Blocks, cut: _Cut, sample: Array) -> Iterator[Array]:
    """Yield how strange each block is, one measure after the other."""
    import numpy as np

    ends, number = planes[-1], blocks.products
    total = np.zeros_like(ends)
    for k in range(BANDS):
        band = planes[number * k : number * (k + 1)]
        middle, gap, both = band[:3]
        total += middle
        usual = _Usual(np.log(_positive(middle)), sample)
        yield usual.strange(np.log(_positive(gap)), LEAST_LOG)
        # What is usual in the gap is added to both: beside noise in one image alone any contrast of the other
        # is small, and differences of small contrasts would be great changes.
        base = middle + gap / 4 + usual.typical()
        ratio = _ratio(base + both, base - both)
        yield np.abs(usual.strange(ratio, LEAST_RATIO, cut.ratio * ends))
        if blocks.three:
            truth, gap_truth, middle_truth = band[3:]
            errors = base + truth - 2 * middle_truth
            ratio = _ratio(errors + both - gap_truth, errors - both + gap_truth)
            yield np.abs(usual.strange(ratio, LEAST_RATIO, cut.ratio * ends))
            follows = gap_truth / np.sqrt(_positive(truth))
            yield np.abs(_Usual(np.log(_positive(truth)), sample).strange(follows, LEAST_SHIFT))
    shifts, contrasts = planes[number * BANDS : -blocks.colours], planes[-blocks.colours : -1]
    for channel in range(blocks.colours):
        activity = total + COLOURFUL * contrasts[channel - 1] if channel else total
        usual = _Usual(np.log(_positive(activity)), sample)
        yield np.abs(usual.strange(shifts[channel], LEAST_SHIFT, cut.shift * ends))
        if blocks.three:
            first = shifts[blocks.colours + channel]
            nearer = np.abs(first + shifts[channel]) - np.abs(first)
            yield np.abs(usual.strange(nearer, LEAST_SHIFT, cut.shift * ends))


def _positive(energy: Array) -> Array:
    """Return energies that are not zero."""
    import numpy as np

    return np.maximum(energy, np.float32(0)) + np.float32(FLOOR)


def _ratio(one: Array, other: Array) -> Array:
    """Return the logarithm of the ratio of two energies."""
    import numpy as np

    return np.log(_positive(one) / _positive(other))


@dataclass(frozen=True)
class _Cut:
    """What noise does where pixels are black or white.

    There it is cut off. Noise in one image alone then moves the mean, by 0.4 of its standard deviation, and
    has less energy than elsewhere: no difference that counts. All channels move together, so brightness moves
    as far as they do, while its noise is less than theirs where each channel has its own.

    Parameters
    ----------
    shift, ratio
        How far a shift, and the logarithm of a ratio, may come from that where all pixels are at an end.
    noise
        How far a block differs by noise.
    brightness
        Which plane has the shift of brightness.
    """

    shift: float
    ratio: float
    noise: float
    brightness: int

    @staticmethod
    def of(blocks: Blocks, sample: Array) -> _Cut:
        """Measure the noise, where nothing is cut off if there are such places."""
        free = sample[blocks.planes[-1].ravel()[sample] == 0]
        places = free if len(free) >= LEAST_SAMPLE else sample
        middle, gap, both = (plane.ravel()[places] for plane in blocks.planes[:3])
        base = middle + gap / 4
        energies = [_median(base - both), _median(base + both)]
        more = abs(energies[1] - energies[0])
        brightness = BANDS * blocks.products
        shift = blocks.planes[brightness].ravel()[sample]
        noise = 1.4826 * _median(abs(shift - _median(shift)))
        # Twice: what is usual may be cut off at the other end.
        cut = 2 * 0.46 * math.sqrt(more * 4 / 3) / blocks.quieter
        return _Cut(cut, 1.1 * more / (max(energies) + 1e-12), noise, brightness)

    def near(self, averages: Array) -> Array:
        """Tell where brightness differs by no more than noise does."""
        return abs(averages[:, self.brightness]) < 6 * self.noise


class _Usual:
    """What a measure usually is at places of like activity.

    Parameters
    ----------
    level
        Shape (h, w): logarithms of energies.
    sample
        Which blocks tell.
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

    def typical(self) -> Array:
        """Return the exponential of what was usual last, for every block."""
        import numpy as np

        exponential: Array = np.exp(self._last)[self._step]
        return exponential

    def strange(self, values: Array, least: float, forgiven: Any = None) -> Array:
        """Return how far values are from the usual ones, in robust standard deviations, with their sign.

        Parameters
        ----------
        values
            Shape (h, w).
        least
            The least standard deviation.
        forgiven
            How far values may be away without counting.
        """
        import numpy as np

        seen = values.ravel()[self._sample]
        medians, spreads = [], []
        for k in range(len(self._classes)):
            chosen = seen[self._of == k]
            medians.append(_median(chosen))
            spreads.append(max(1.4826 * _median(abs(chosen - np.float32(medians[-1]))), least))
        usual, spread = (
            np.interp(np.arange(STEPS), self._centres, found).astype(np.float32)
            for found in (medians, spreads)
        )
        self._last = usual
        away: Array = values - usual[self._step]
        if forgiven is not None:
            away = np.sign(away) * np.maximum(np.abs(away) - forgiven, 0)
        away *= (1 / spread)[self._step]
        return away


def _class_count(sample: Array) -> int:
    return max(1, min(CLASSES, len(sample) // LEAST_SAMPLE))


def _classes(counts: Array, number: int) -> list[int]:
    """Return where classes of nearly equal size end, as the step after their last one."""
    ends: list[int] = []
    left, seen = int(counts.sum()), 0
    for step, count in enumerate(counts.tolist()):
        seen += count
        if seen and seen * (number - len(ends)) >= left:
            ends.append(step + 1)
            left, seen = left - seen, 0
    return ends


def _sample(shape: tuple[int, ...], inside: Array | None) -> Array:
    """Return the numbers of blocks on a grid, of those that count."""
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
    """Return the median; the upper one of two."""
    import numpy as np

    middle = len(values) // 2
    return float(np.partition(values, middle)[middle])
