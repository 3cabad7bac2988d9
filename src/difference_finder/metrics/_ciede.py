"""The colour difference CIEDE2000 of CIELAB colours, with its derivative."""

from __future__ import annotations

import math
from typing import Any

from difference_finder.arrays.backend import namespace

__all__ = ["Difference"]

Array = Any

STRETCH = 25.0**7
"""Seventh power of the chroma around which colours count as grey."""

# The terms of T: cos(number * hue + angle) times a factor.
HUE_TERMS = ((1, -30, -0.17), (2, 0, 0.24), (3, 6, 0.32), (4, -63, -0.20))


class Difference:
    """The difference of two arrays of colours.

    Parameters
    ----------
    first, second
        L, a and b of the colours; arrays of one shape.

    Notes
    -----
    The attributes are the quantities of Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula:
    implementation notes, supplementary test data, and mathematical observations", Color Res. Appl. 30(1),
    2005, doi:10.1002/col.20070. Angles are in radians.
    """

    def __init__(self, first: tuple[Array, Array, Array], second: tuple[Array, Array, Array]) -> None:
        (l1, a1, b1), (l2, a2, b2) = self.first, self.second = first, second
        self.chroma = _length(a2, b2)
        self.mean_chroma = (_length(a1, b1) + self.chroma) / 2
        self.g = 1.5 - _saturation(self.mean_chroma) / 2
        self.p1, self.p2 = self.g * a1, self.g * a2
        self.d1, self.d2 = _length(self.p1, b1), _length(self.p2, b2)
        self.d = (self.d1 + self.d2) / 2
        hue = _hue(self.p1, b1, self.d1)
        self.turn = _turned(_hue(self.p2, b2, self.d2) - hue, (self.d1 > 0) & (self.d2 > 0))
        self.hue = (hue + self.turn / 2) % math.tau
        self.low = (l1 + l2) / 2 - 50
        self.t, self.sl = self._hue_terms()[0], self._lightness_scale()[0]
        self.sc, self.sh = 1 + 0.045 * self.d, 1 + 0.015 * self.d * self.t
        self.dh = 2 * _root(self.d1 * self.d2) * namespace(self.d).sin(self.turn / 2)
        self.u, self.v, self.w = (l2 - l1) / self.sl, (self.d2 - self.d1) / self.sc, self.dh / self.sh
        self.rt = self._rotation()[0]

    def value(self) -> Array:
        """Return the difference, at least 0."""
        square = self.u**2 + self.v**2 + self.w**2 + self.rt * self.v * self.w
        return _root(namespace(square).clip(square, 0, None))

    def slope(self) -> tuple[Array, Array, Array]:
        """Return the derivative with respect to L, a and b of the second colours.

        It is zero where the colours are equal; the hue of a grey does not contribute.
        """
        half = _share(1, 2 * self.value())
        by_u, by_v = 2 * self.u * half, (2 * self.v + self.rt * self.w) * half
        by_w, by_rt = (2 * self.w + self.rt * self.v) * half, self.v * self.w * half
        by_lightness = by_u / self.sl * (1 - self.u / 2 * self._lightness_scale()[1])
        by_sh = -by_w * self.w / self.sh
        rotation = self._rotation()
        by_d = -0.045 * by_v * self.v / self.sc + 0.015 * self.t * by_sh + by_rt * rotation[1]
        by_hue = by_sh * 0.015 * self.d * self._hue_terms()[1] + by_rt * rotation[2]
        return (by_lightness, *self._by_colour(by_v / self.sc, by_d, by_w / self.sh, by_hue))

    def _by_colour(self, by_gap: Array, by_d: Array, by_dh: Array, by_hue: Array) -> tuple[Array, Array]:
        """Return the derivative with respect to a and b from those of chromas and hues."""
        xp = namespace(by_d)
        (_, a1, b1), (_, a2, b2) = self.first, self.second
        by_turn = by_dh * xp.sqrt(self.d1 * self.d2) * xp.cos(self.turn / 2) + by_hue / 2
        by_d1 = by_d / 2 - by_gap + by_dh * self.dh * _share(0.5, self.d1)
        by_d2 = by_d / 2 + by_gap + by_dh * self.dh * _share(0.5, self.d2)
        one, other = _share(1, self.d1), _share(1, self.d2)
        both = one * other > 0  # else no hue is turned
        turning = xp.where(both, by_turn, xp.zeros_like(by_turn))
        from_first = xp.where(both, by_hue, xp.zeros_like(by_hue)) - turning
        by_p1 = by_d1 * self.p1 * one - from_first * b1 * one**2
        by_p2 = by_d2 * self.p2 * other - turning * b2 * other**2
        by_b2 = by_d2 * b2 * other + turning * self.p2 * other**2
        by_mean = (by_p1 * a1 + by_p2 * a2) * -_saturation_slope(self.mean_chroma) / 2
        along = by_mean / 2 * _share(1, self.chroma)
        return by_p2 * self.g + along * a2, by_b2 + along * b2

    def _hue_terms(self) -> tuple[Array, Array]:
        """Return T and its derivative with respect to the mean hue."""
        xp = namespace(self.hue)
        terms = [(k, k * self.hue + math.radians(angle), factor) for k, angle, factor in HUE_TERMS]
        value = 1 + sum(factor * xp.cos(place) for _, place, factor in terms)
        return value, -sum(factor * k * xp.sin(place) for k, place, factor in terms)

    def _lightness_scale(self) -> tuple[Array, Array]:
        """Return S_L and its derivative with respect to the mean lightness."""
        square = self.low**2
        root = (20 + square) ** 0.5
        return 1 + 0.015 * square / root, 0.015 * self.low * (2 / root - square / root**3)

    def _rotation(self) -> tuple[Array, Array, Array]:
        """Return R_T and its derivatives with respect to the mean chroma and the mean hue."""
        xp = namespace(self.hue)
        away = (self.hue - math.radians(275)) / math.radians(25)
        angle = math.radians(60) * xp.exp(-(away**2))  # twice the rotation
        by_angle = -xp.cos(angle) * 2 * _saturation(self.d)
        by_chroma = -xp.sin(angle) * 2 * _saturation_slope(self.d)
        by_hue = by_angle * angle * -2 * away / math.radians(25)
        return -xp.sin(angle) * 2 * _saturation(self.d), by_chroma, by_hue


def _saturation(chroma: Array) -> Array:
    """Return sqrt(C^7 / (C^7 + 25^7)), from 0 to 1."""
    return _root(chroma**7 / (chroma**7 + STRETCH))


def _saturation_slope(chroma: Array) -> Array:
    return 3.5 * chroma**2.5 * STRETCH / (chroma**7 + STRETCH) ** 1.5


def _length(a: Array, b: Array) -> Array:
    return _root(a**2 + b**2)


def _root(square: Array) -> Array:
    """Return the square root, with a derivative of zero at zero."""
    xp = namespace(square)
    positive = square > 0
    return xp.where(
        positive, xp.sqrt(xp.where(positive, square, xp.ones_like(square))), xp.zeros_like(square)
    )


def _share(part: float, whole: Array) -> Array:
    """Return the part over the whole, zero where the whole is."""
    xp = namespace(whole)
    some = whole > 0
    return xp.where(some, part / xp.where(some, whole, xp.ones_like(whole)), xp.zeros_like(whole))


def _hue(a: Array, b: Array, chroma: Array) -> Array:
    """Return the hue from 0 to 2 pi; 0 for a grey, with a derivative of zero."""
    xp = namespace(a)
    some = chroma > 0
    return xp.atan2(xp.where(some, b, xp.zeros_like(b)), xp.where(some, a, xp.ones_like(a))) % math.tau


def _turned(turn: Array, hues: Array) -> Array:
    """Return the difference of two hues from -pi to pi; 0 where there is only one."""
    xp = namespace(turn)
    turn = xp.where(turn > math.pi, turn - math.tau, xp.where(turn < -math.pi, turn + math.tau, turn))
    return xp.where(hues, turn, xp.zeros_like(turn))
