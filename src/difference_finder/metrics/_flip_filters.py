"""Filters of FLIP: the contrast sensitivity of the eye, and edges and points."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from difference_finder.arrays.filters import correlate_axis, correlate_axis_adjoint

__all__ = ["FeatureTaps", "Separable", "feature_taps", "reach", "sensitivity"]

Array = Any

SENSITIVITY = (
    ((1.0, 0.0047), (0.0, 1e-5)),
    ((1.0, 0.0053), (0.0, 1e-5)),
    ((34.1, 0.04), (13.5, 0.025)),
)
"""Weights a and widths b of the two Gaussians of Y, Cx and Cz: a sqrt(pi / b) exp(-(pi x)^2 / b), x in
degrees."""

FEATURE_WIDTH = 0.082
"""Width of the filters of edges and points in degrees, which is two standard deviations."""


@dataclass(frozen=True)
class Separable:
    """A sum of separable filters of planes (N, H, W), whose edges are repeated.

    Parameters
    ----------
    terms
        Taps of each term along rows (the vertical axis) and columns.
    """

    terms: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...]

    def apply(self, plane: Array) -> Array:
        """Return the filtered planes, (N, H, W)."""
        return sum(correlate_axis(correlate_axis(plane, down, -2), across, -1) for down, across in self.terms)

    def adjoint(self, slope: Array) -> Array:
        """Return the derivative with respect to the planes from that with respect to the filtered planes."""
        return sum(
            correlate_axis_adjoint(correlate_axis_adjoint(slope, across, -1), down, -2)
            for down, across in self.terms
        )


def reach(ppd: float) -> int:
    """Return how many pixels the filters reach, for ``ppd`` pixels per degree of visual angle."""
    return max(_sensitivity_radius(ppd), _feature_radius(ppd))


def _sensitivity_radius(ppd: float) -> int:
    widest = max(width for channel in SENSITIVITY for _, width in channel)
    return math.ceil(3 * math.sqrt(widest / (2 * math.pi**2)) * ppd)


def _feature_radius(ppd: float) -> int:
    return math.ceil(3 * FEATURE_WIDTH * ppd / 2)


def sensitivity(ppd: float) -> tuple[Separable, Separable, Separable]:
    """Return the filters of Y, Cx and Cz.

    Parameters
    ----------
    ppd
        Pixels per degree of visual angle.
    """
    radius = _sensitivity_radius(ppd)
    red, green, blue = (_channel(gaussians, radius, ppd) for gaussians in SENSITIVITY)
    return red, green, blue


def _channel(gaussians: tuple[tuple[float, float], ...], radius: int, ppd: float) -> Separable:
    places = [number / ppd for number in range(-radius, radius + 1)]
    lines = [
        (weight * math.sqrt(math.pi / width), [math.exp(-((math.pi * x) ** 2) / width) for x in places])
        for weight, width in gaussians
        if weight
    ]
    total = sum(weight * sum(line) ** 2 for weight, line in lines)
    return Separable(
        tuple((tuple(weight / total * value for value in line), tuple(line)) for weight, line in lines)
    )


@dataclass(frozen=True)
class FeatureTaps:
    """Filters of the first and second derivative, along columns and along rows.

    Parameters
    ----------
    edges, points
        Horizontal and vertical filter.
    """

    edges: tuple[Separable, Separable]
    points: tuple[Separable, Separable]


def feature_taps(ppd: float) -> FeatureTaps:
    """Return the filters of edges and points.

    Parameters
    ----------
    ppd
        Pixels per degree of visual angle.
    """
    deviation = FEATURE_WIDTH * ppd / 2
    radius = _feature_radius(ppd)
    places = range(-radius, radius + 1)
    bell = [math.exp(-(x**2) / (2 * deviation**2)) for x in places]
    smooth = _normalised(bell)
    edge = _normalised([-x * value for x, value in zip(places, bell, strict=True)])
    point = _normalised([(x**2 / deviation**2 - 1) * v for x, v in zip(places, bell, strict=True)])
    return FeatureTaps(
        (Separable(((smooth, edge),)), Separable(((edge, smooth),))),
        (Separable(((smooth, point),)), Separable(((point, smooth),))),
    )


def _normalised(taps: list[float]) -> tuple[float, ...]:
    """Return taps whose positive values sum to 1, and whose negative values sum to -1."""
    above, below = sum(v for v in taps if v > 0), -sum(v for v in taps if v < 0)
    return tuple(value / above if value > 0 else value / below if value < 0 else 0.0 for value in taps)
