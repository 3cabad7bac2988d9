"""How strange each place of a pair is, beside the other places of the same pair.

Two images of one scene differ everywhere a little: by noise, by resampling, by compression. What matters is where
they differ as they do not differ elsewhere. So every measure of the difference is compared with what it is at
places of the same activity (contrast of that fineness): its median there is taken away, and what is left is divided
by the robust standard deviation there. Differences that sit on every edge vanish, and so does noise.

The measures, each averaged over two widths:

- energy: that of the difference, in four bands of fineness;
- change: the ratio of the energies of the two images in each band, so what was blurred or has texture that it
  should not have, even where noise hides it;
- shift: the difference itself, of brightness and of colours;
- with a truth: the ratio of the energies of the two errors, the difference of the sizes of their shifts, and how
  far the difference follows the truth.

All is computed at half the size of the images; the finest band is what lies within blocks of 2x2 pixels.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from difference_finder.filters import blur

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Plane = NDArray[Any]

__all__ = ["evidence"]

WIDTHS = (1.5, 3.5)
"""Standard deviations of the averages, in pixels at half the size."""

BANDS = (1.0, 2.0, 4.0)
"""Standard deviations between which the coarser bands lie, in pixels at half the size."""

FLOOR = 4e-6
"""What counts as no energy: the square of half a step of 8 bits."""

LEAST_LOG, LEAST_RATIO, LEAST_SHIFT = 0.2, 0.1, 0.25 / 255
"""The least robust standard deviation of the logarithm of an energy, of that of a ratio, and of a shift."""

POWER = 4
"""How measures become one: by the mean of this power, so that one that speaks alone is heard."""

CLASSES, STEPS, SAMPLE = 12, 256, 32768
"""Classes of activity, steps between them, and how many places at most tell what is usual."""


def evidence(first: Plane, second: Plane, truth: Plane | None = None, mask: Plane | None = None) -> Plane:
    """Return how strange each place is, in robust standard deviations.

    Parameters
    ----------
    first, second
        Shape (C, H, W), values in units of the data range.
    truth
        What both are measured against, of that shape, or None.
    mask
        Shape (H, W), True where pixels count; None if all do.

    Returns
    -------
    array
        Shape (H, W), float32, at least 0: below 1 at most places, and 0 where the images are equal everywhere.
    """
    import numpy as np

    h, w = first.shape[-2:]
    inside = None if mask is None else _half(_even(mask.astype(np.float32))) == 1
    total: Any = 0.0
    count = 0
    for strange in _measures(
        *(x if x is None else _colours(_even(x)) for x in (first, second, truth)), inside
    ):
        total += np.maximum(strange, 0) ** POWER
        count += 1
    combined = blur((total / count) ** (1 / POWER), WIDTHS[0], inside)
    return _doubled(combined.astype(np.float32))[:h, :w]


def _measures(first: Any, second: Any, truth: Any, inside: Plane | None) -> Iterator[Plane]:
    """Yield how strange each place is, one measure after the other."""
    import numpy as np

    gaps = [b - a for a, b in zip(first, second, strict=True)]
    gap, middle = _Signal(gaps[0], inside), _Signal((first[0] + second[0]) / 2, inside)
    cut = _Cut(first, second, gap, middle, inside)
    errors = (
        [] if truth is None else [[a - t for a, t in zip(x, truth, strict=True)] for x in (first, second)]
    )
    bands = [_Signal(error[0], inside) for error in errors]
    true = None if truth is None else _Signal(truth[0], inside)
    halves = [_half(x) for x in gaps]
    for width in WIDTHS:

        def mean(values: Plane, width: float = width) -> Plane:
            return blur(values, width, inside)

        ends = mean(cut.ends)
        total: Any = 0.0
        for k in range(len(BANDS) + 1):
            active, energy, along = (
                mean(product(k)) for product in (middle.energy, gap.energy, lambda k: gap.times(middle, k))
            )
            total = total + active
            usual = _Usual(active, inside)
            yield usual.strange(np.log(energy + FLOOR), LEAST_LOG)
            ratio = _ratio(active + energy / 4 + along, active + energy / 4 - along)
            yield np.abs(usual.strange(ratio, LEAST_RATIO, cut.ratio * ends))
            if true is not None:
                ratio = _ratio(*(mean(signal.energy(k)) for signal in reversed(bands)))
                yield np.abs(usual.strange(ratio, LEAST_RATIO, cut.ratio * ends))
                of_truth = mean(true.energy(k))
                follows = mean(gap.times(true, k)) / np.sqrt(of_truth + FLOOR)
                yield np.abs(_Usual(of_truth, inside).strange(follows, LEAST_SHIFT))
        usual = _Usual(total, inside)
        for channel, half in enumerate(halves):
            yield np.abs(usual.strange(mean(half), LEAST_SHIFT, cut.shift * ends))
            if errors:
                one, other = (np.abs(mean(_half(error[channel]))) for error in errors)
                yield np.abs(usual.strange(other - one, LEAST_SHIFT, cut.shift * ends))


class _Signal:
    """A plane at full size and at half the size, and its bands."""

    def __init__(self, plane: Plane, inside: Plane | None) -> None:
        self.plane = plane
        self.half = _half(plane)
        blurred = [self.half, *(blur(self.half, sigma, inside) for sigma in BANDS)]
        self.bands = [fine - coarse for fine, coarse in zip(blurred, blurred[1:], strict=False)]

    def times(self, other: _Signal, k: int) -> Plane:
        """Return the product of the k-th bands of two signals at each place."""
        if k:
            product: Plane = self.bands[k - 1] * other.bands[k - 1]
            return product
        return _half(self.plane * other.plane) - self.half * other.half

    def energy(self, k: int) -> Plane:
        """Return the square of the k-th band at each place."""
        return self.times(self, k)


class _Cut:
    """What noise does where pixels are black or white.

    There it is cut off. Noise in one image alone then moves the mean, by 0.4 of its standard deviation, and has
    less energy than elsewhere: no difference that counts.

    Attributes
    ----------
    ends
        The share of pixels that are at an end of the range and differ by no more than noise.
    shift, ratio
        How far a shift, and the logarithm of a ratio, may come from that where all are.
    """

    def __init__(self, first: Any, second: Any, gap: _Signal, middle: _Signal, inside: Plane | None) -> None:
        import numpy as np

        base, along = middle.energy(0) + gap.energy(0) / 4, gap.times(middle, 0)
        energies = [_typical(base + sign * along, inside) for sign in (-1, 1)]
        more = abs(energies[1] - energies[0])
        self.shift = 0.5 * math.sqrt(more * 4 / 3)
        self.ratio = 1.1 * more / (max(energies) + 1e-12)
        noise = 1.4826 * _typical(np.abs(gap.half - _typical(gap.half, inside)), inside)
        # The average of four has half the noise.
        near = np.abs(gap.plane) < 4 * 2 * noise
        grey = [image[0] for image in (first, second)]
        at_end = [(image <= END) | (image >= 1 - END) for image in grey]
        self.ends = _half(((at_end[0] | at_end[1]) & near).astype(np.float32))


END = 1.5 / 255
"""How near to black or white a pixel is at the end of the range."""


class _Usual:
    """What a measure usually is at places of like activity.

    Parameters
    ----------
    activity
        Shape (h, w), energies.
    inside
        Where places count.
    """

    def __init__(self, activity: Plane, inside: Plane | None) -> None:
        import numpy as np

        level = np.log(np.maximum(activity, 0) + FLOOR)
        self._inside = inside
        seen = _sampled(level, inside)
        edges = np.unique(np.quantile(seen, np.linspace(0, 1, CLASSES + 1)))
        order = np.argsort(seen, kind="stable")
        cuts = np.searchsorted(seen[order], edges[1:-1])
        self._classes = [places for places in np.split(order, cuts) if places.size]
        self._centres = [float(np.median(seen[places])) for places in self._classes]
        low, high = self._centres[0], self._centres[-1]
        scale = (STEPS - 1) / (high - low) if high > low else 0.0
        self._steps = np.linspace(low, high, STEPS)
        self._step = np.clip((level - low) * scale + 0.5, 0, STEPS - 1).astype(np.uint8)

    def strange(self, values: Plane, least: float, forgiven: Any = None) -> Plane:
        """Return how far values are from the usual ones, in robust standard deviations, with their sign.

        Parameters
        ----------
        least
            The least standard deviation.
        forgiven
            How far values may be away without counting.
        """
        import numpy as np

        seen = _sampled(values, self._inside)
        medians, spreads = [], []
        for places in self._classes:
            median = float(np.median(seen[places]))
            medians.append(median)
            spreads.append(max(1.4826 * float(np.median(np.abs(seen[places] - median))), least))
        usual, spread = (
            np.interp(self._steps, self._centres, found).astype(np.float32) for found in (medians, spreads)
        )
        away: Plane = values - usual[self._step]
        if forgiven is not None:
            away = np.sign(away) * np.maximum(np.abs(away) - forgiven, 0)
        away *= (1 / spread)[self._step]
        return away


def _ratio(one: Plane, other: Plane) -> Plane:
    """Return the logarithm of the ratio of two energies."""
    import numpy as np

    ratio: Plane = np.log((np.maximum(one, 0) + FLOOR) / (np.maximum(other, 0) + FLOOR))
    return ratio


def _sampled(values: Plane, inside: Plane | None) -> Plane:
    """Return values at places on a grid, those that count."""
    step = max(1, round(math.sqrt(values.size / SAMPLE)))
    grid = values[::step, ::step]
    if inside is None:
        return grid.ravel()
    kept: Plane = grid[inside[::step, ::step]]
    return kept if kept.size else values[inside] if inside.any() else values.ravel()


def _typical(values: Plane, inside: Plane | None) -> float:
    import numpy as np

    return float(np.median(_sampled(values, inside)))


def _colours(image: Plane) -> list[Plane]:
    """Return brightness and, of several channels, how the colours lie beside it (BT.601 for three channels)."""
    if len(image) == 1:
        return [image[0]]
    if len(image) == 3:
        red, green, blue = image
        grey = 0.299 * red + 0.587 * green + 0.114 * blue
        return [grey, 0.564 * (blue - grey), 0.713 * (red - grey)]
    mean = image.mean(axis=0)
    return [mean, *(0.5 * (channel - mean) for channel in image)]


def _even(image: Plane) -> Plane:
    """Repeat the last row and column of sides that are odd."""
    import numpy as np

    odd = [(0, side % 2) for side in image.shape[-2:]]
    return np.pad(image, [(0, 0)] * (image.ndim - 2) + odd, mode="edge") if any(b for _, b in odd) else image


def _half(plane: Plane) -> Plane:
    """Average blocks of 2x2 pixels."""
    return (plane[0::2, 0::2] + plane[1::2, 0::2] + plane[0::2, 1::2] + plane[1::2, 1::2]) / 4


def _doubled(plane: Plane) -> Plane:
    """Return twice the size, interpolated between the centres of pixels."""
    import numpy as np

    for axis in (0, 1):
        plane = np.moveaxis(plane, axis, 0)
        before, after = np.concatenate([plane[:1], plane[:-1]]), np.concatenate([plane[1:], plane[-1:]])
        both = np.stack([0.75 * plane + 0.25 * before, 0.75 * plane + 0.25 * after], axis=1)
        plane = np.moveaxis(both.reshape(2 * len(plane), *plane.shape[1:]), 0, axis)
    return plane
