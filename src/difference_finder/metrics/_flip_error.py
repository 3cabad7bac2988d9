"""The error map of FLIP for two images of a screen, and its derivative."""

from __future__ import annotations

import math
from typing import Any

from difference_finder.arrays.backend import namespace
from difference_finder.metrics import _flip_colour as colour
from difference_finder.metrics._flip_filters import feature_taps, sensitivity

__all__ = ["Appearance", "error", "error_slope"]

Array = Any

COLOUR_POWER, FEATURE_POWER = 0.7, 0.5
GREATEST = colour.greatest_distance() ** COLOUR_POWER
"""The greatest colour error."""

KNEE, SHARE = 0.4 * GREATEST, 0.95
"""Colour error up to which errors take up SHARE of the range from 0 to 1."""

ROUNDING = 4e-12, 2e-3
"""Length of a vector of values from 0 to 1 that may be rounding alone, and has no direction: in float64, and
in float32."""


class Appearance:
    """What the eye sees of images.

    Parameters
    ----------
    rgb
        Linear RGB from 0 to 1, shape (N, 3, H, W).
    ppd
        Pixels per degree of visual angle.

    Attributes
    ----------
    filtered
        Linear RGB of the images as the contrast sensitivity of the eye blurs them, not clamped.
    lab
        CIELAB of the blurred images, with the Hunt effect.
    edges, points
        Horizontal and vertical first and second derivative of the luma, shape (2, N, H, W).
    """

    def __init__(self, rgb: Array, ppd: float) -> None:
        planes, found, xp = colour.opponent(rgb), feature_taps(ppd), namespace(rgb)
        blurred = [own.apply(planes[:, number]) for number, own in enumerate(sensitivity(ppd))]
        luma = (planes[:, 0] + colour.BLACK) / 116
        self.ppd = ppd
        self.filtered = colour.rgb_of_opponent(xp.stack(blurred, axis=1))
        self.lab = colour.hunt_lab(colour.clamp(self.filtered))
        self.edges = xp.stack([taps.apply(luma) for taps in found.edges], axis=0)
        self.points = xp.stack([taps.apply(luma) for taps in found.points], axis=0)

    def back_to_rgb(self, by_lab: Array, by_edges: Array, by_points: Array) -> Array:
        """Return the derivative with respect to linear RGB from those of the three properties."""
        by_clamped = colour.hunt_lab_adjoint(colour.clamp(self.filtered), by_lab)
        by_filtered = colour.rgb_of_opponent_adjoint(colour.clamp_adjoint(self.filtered, by_clamped))
        planes = [own.adjoint(by_filtered[:, k]) for k, own in enumerate(sensitivity(self.ppd))]
        found = feature_taps(self.ppd)
        for own, slopes in ((found.edges, by_edges), (found.points, by_points)):
            planes[0] = planes[0] + sum(taps.adjoint(slopes[k]) for k, taps in enumerate(own)) / 116
        return colour.opponent_adjoint(namespace(by_lab).stack(planes, axis=1))


def error(reference: Appearance, candidate: Appearance) -> Array:
    """Return the error of each pixel, shape (N, H, W), from 0 to 1."""
    xp = namespace(candidate.lab)
    colours, features = _Colours(reference, candidate), _Features(reference, candidate)
    seen = colours.error > 0
    found = _filled(colours.error, seen) ** (1 - features.error)
    return xp.where(seen, found, xp.zeros_like(found))


def error_slope(reference: Appearance, candidate: Appearance, weights: Array) -> Array:
    """Return the derivative of a weighted sum of the errors with respect to linear RGB of the candidate.

    Parameters
    ----------
    reference, candidate
        Both images.
    weights
        Weight of the error of each pixel, shape (N, H, W).
    """
    xp = namespace(candidate.lab)
    colours, features = _Colours(reference, candidate), _Features(reference, candidate)
    seen = colours.error > 0
    base, power, none = _filled(colours.error, seen), 1 - features.error, xp.zeros_like(weights)
    by_colour = xp.where(seen, weights * power * base ** (power - 1), none)
    by_feature = xp.where(seen, -weights * xp.log(base) * base**power, none)
    by_edges, by_points = features.slopes(by_feature)
    return candidate.back_to_rgb(colours.slope(by_colour), by_edges, by_points)


class _Colours:
    """The difference of the colours of two images, with the error from 0 to 1 of each pixel."""

    def __init__(self, reference: Appearance, candidate: Appearance) -> None:
        xp = namespace(candidate.lab)
        self.gap = candidate.lab - reference.lab
        self.chroma = _length(self.gap[:, 1], self.gap[:, 2])
        self.distance = xp.abs(self.gap[:, 0]) + self.chroma
        self.powered = _power(self.distance, COLOUR_POWER)
        above = SHARE + (self.powered - KNEE) / (GREATEST - KNEE) * (1 - SHARE)
        self.error = xp.where(self.powered < KNEE, SHARE / KNEE * self.powered, above)

    def slope(self, by_error: Array) -> Array:
        """Return the derivative with respect to the colours of the candidate, zero where they are equal."""
        xp = namespace(by_error)
        steep = (1 - SHARE) / (GREATEST - KNEE)
        by_powered = xp.where(self.powered < KNEE, by_error * (SHARE / KNEE), by_error * steep)
        some = self.distance > 0
        rising = COLOUR_POWER * _filled(self.distance, some) ** (COLOUR_POWER - 1)
        by_distance = xp.where(some, by_powered * rising, xp.zeros_like(by_error))
        turned = [by_distance * _share(self.gap[:, k], self.chroma, 100) for k in (1, 2)]
        return xp.stack([by_distance * xp.sign(self.gap[:, 0]), *turned], axis=1)


class _Features:
    """The difference of edges and points of two images, with the error from 0 to 1 of each pixel."""

    def __init__(self, reference: Appearance, candidate: Appearance) -> None:
        xp = namespace(candidate.lab)
        self.sides = (candidate.edges, candidate.points)
        self.sizes = [_length(*found) for found in self.sides]
        others = [_length(*found) for found in (reference.edges, reference.points)]
        self.gaps = [size - other for size, other in zip(self.sizes, others, strict=True)]
        self.greatest = xp.maximum(xp.abs(self.gaps[0]), xp.abs(self.gaps[1]))
        self.error = _power(self.greatest / math.sqrt(2), FEATURE_POWER)

    def slopes(self, by_error: Array) -> list[Array]:
        """Return the derivatives with respect to edges and points, zero where they are equal."""
        xp = namespace(by_error)
        some = self.greatest > _rounding(self.greatest)
        rising = FEATURE_POWER * (_filled(self.greatest, some) / math.sqrt(2)) ** (FEATURE_POWER - 1)
        by_greatest = xp.where(some, by_error * rising / math.sqrt(2), xp.zeros_like(by_error))
        edges = xp.abs(self.gaps[0]) >= xp.abs(self.gaps[1])
        chosen = (edges, ~edges)
        return [
            xp.where(own, by_greatest * xp.sign(gap), xp.zeros_like(gap)) * _share(side, size, 1)
            for own, gap, side, size in zip(chosen, self.gaps, self.sides, self.sizes, strict=True)
        ]


def _rounding(values: Array) -> float:
    return ROUNDING[0 if values.dtype == namespace(values).float64 else 1]


def _filled(values: Array, some: Array) -> Array:
    """Return values, and 1 where there are none."""
    xp = namespace(values)
    return xp.where(some, values, xp.ones_like(values))


def _power(values: Array, power: float) -> Array:
    """Return a power of values that are at least 0, without the derivative of zero."""
    xp, some = namespace(values), values > 0
    return xp.where(some, _filled(values, some) ** power, xp.zeros_like(values))


def _length(first: Array, second: Array) -> Array:
    """Return the lengths of vectors, without the derivative of zero."""
    return _power(first * first + second * second, 0.5)


def _share(parts: Array, whole: Array, span: float) -> Array:
    """Return parts over the whole, zero where it may be rounding of values from 0 to ``span``."""
    xp = namespace(whole)
    some = whole > span * _rounding(whole)
    return xp.where(some, parts / _filled(whole, some), xp.zeros_like(parts))
