"""Means and variances of the features of two images, which may come in bands of rows."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from difference_finder.metrics._bands import is_recorded

__all__ = ["PairMoments", "Side", "merged"]

Array = Any


@dataclass(frozen=True)
class PairMoments:
    """Moments of each channel of two images, (N, K, 1, 1).

    Parameters
    ----------
    weight
        Number of places, or the sum of their shares.
    means
        Means of both images.
    variances
        Variances of both images.
    between
        Variance of their difference.
    """

    weight: Array
    means: tuple[Array, Array]
    variances: tuple[Array, Array]
    between: Array


class Side:
    """Rows of the features of one image, with the mean and the variance of each channel, (N, K, 1, 1).

    Parameters
    ----------
    rows
        Features of shape (N, K, h, w).
    share
        Weight of each place, (N, 1, h, w); None for equal weights.
    """

    def __init__(self, rows: Array, share: Array | None) -> None:
        self.rows, self._share = rows, share
        if share is not None:
            self._total = share.sum((2, 3), keepdim=True)
        self.mean = self._average(rows)
        self.variance = self._variance(rows, self.mean)

    @property
    def height(self) -> int:
        """Number of rows."""
        return int(self.rows.shape[2])

    def to(self, other: Side) -> PairMoments:
        """Return the moments of this side, the other side, and their difference."""
        weight = self.rows.shape[2] * self.rows.shape[3] if self._share is None else self._total
        difference = self.rows - other.rows
        between = self._variance(difference, self.mean - other.mean, spare=True)
        return PairMoments(weight, (self.mean, other.mean), (self.variance, other.variance), between)

    def _average(self, values: Array) -> Array:
        """Return the mean over the places; 0 where no place has a share, as in a band that is masked."""
        if self._share is None:
            return values.mean((2, 3), keepdim=True)
        total = self._total + (self._total == 0)
        return (values * self._share).sum((2, 3), keepdim=True) / total

    def _variance(self, values: Array, mean: Array, spare: bool = False) -> Array:
        """Return the variance of values, which may be overwritten if they are ``spare``."""
        if is_recorded(values):
            return self._average((values - mean) ** 2)
        return self._average((values.sub_(mean) if spare else values - mean).square_())


def merged(bands: Sequence[PairMoments]) -> PairMoments:
    """Return the moments of several bands as one: in float64, or unchanged where there is only one.

    The variance of all is the mean variance of the bands plus the variance of their means, without the
    cancellation of sums of squares (T. F. Chan, G. H. Golub, R. J. LeVeque, 1983,
    doi:10.1080/00031305.1983.10483115).
    """
    if len(bands) == 1:
        return bands[0]
    torch = sys.modules["torch"]
    wide = torch.float32 if bands[0].between.device.type == "mps" else torch.float64
    weights = [torch.as_tensor(band.weight, device=band.between.device).to(wide) for band in bands]
    total = sum(weights)
    divisor = total + (total == 0)  # bands that are masked have no weight and no moments

    def average(values: Sequence[Array]) -> Array:
        return sum(weight * value.to(wide) for weight, value in zip(weights, values, strict=True)) / divisor

    def moments(means: Sequence[Array], variances: Sequence[Array]) -> tuple[Array, Array]:
        mean = average(means)
        spread = [
            value.to(wide) + (one.to(wide) - mean) ** 2 for one, value in zip(means, variances, strict=True)
        ]
        return mean, average(spread)

    first, second = (
        moments([band.means[side] for band in bands], [band.variances[side] for band in bands])
        for side in (0, 1)
    )
    gaps = [band.means[0].to(wide) - band.means[1].to(wide) for band in bands]
    _, between = moments(gaps, [band.between for band in bands])
    return PairMoments(total, (first[0], second[0]), (first[1], second[1]), between)
