"""Exposures and tone mapping of FLIP for radiance. Images have shape (N, 3, H, W), at least 0."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from difference_finder.arrays.backend import namespace, to_numpy
from difference_finder.errors import DataRangeError
from difference_finder.text import setting

__all__ = ["TONEMAPPERS", "Exposed", "find_exposures"]

Array = Any

LUMINANCE = (0.2126, 0.7152, 0.0722)

BRIGHT = 0.85
"""Tone-mapped value of the luminance from which the least and the greatest exposure are derived."""

DARKEST = 1e-6
"""The least maximum luminance of a reference from which exposures are derived."""

CURVES = {
    "aces": (0.6 * 0.6 * 2.51, 0.6 * 0.03, 0.0, 0.6 * 0.6 * 2.43, 0.6 * 0.59, 0.14),
    "hable": (0.231683, 0.013791, 0.0, 0.18, 0.3, 0.018),
    "reinhard": (0.0, 1.0, 0.0, 0.0, 1.0, 1.0),
}
"""Coefficients of (k0 x^2 + k1 x + k2) / (k3 x^2 + k4 x + k5)."""

TONEMAPPERS = tuple(CURVES)


def find_exposures(
    reference: Array,
    inside: Array | None,
    tonemapper: str,
    ends: tuple[float, float] | None,
    count: int | None,
) -> list[float]:
    """Return the exposures at which radiance is shown, in stops.

    Parameters
    ----------
    reference
        The reference.
    inside
        Mask of shape (1, 1, H, W), True where pixels count; None if all do.
    tonemapper
        Name of the tone mapping.
    ends
        Least and greatest exposure; None to derive them from the luminance of the reference.
    count
        Number of exposures; None for one for each stop.

    Raises
    ------
    DataRangeError
        If exposures cannot be derived, because the reference is black.
    """
    start, stop = ends or _derive_ends(reference, inside, tonemapper)
    many = count or max(2, math.ceil(stop - start))
    return [start + (stop - start) * number / (many - 1) for number in range(many)]


def _derive_ends(reference: Array, inside: Array | None, tonemapper: str) -> tuple[float, float]:
    import numpy as np

    luminance = to_numpy(_luminance(reference))
    luminance = luminance.ravel() if inside is None else luminance[to_numpy(inside)]
    half = luminance.size // 2
    brightest, middle = float(luminance.max()), float(np.partition(luminance, half)[half])
    if not DARKEST <= brightest < np.inf:
        raise DataRangeError(
            f"the greatest luminance of the reference is {brightest:g}, from which"
            f" {setting('flip', 'mode', 'hdr')} finds no exposures; rescale the images, or give"
            f" start_exposure and stop_exposure, or {setting('flip', 'mode', 'ldr')}"
        )
    level = _invert(tonemapper)
    return math.log2(level / brightest), math.log2(level / max(middle, float(np.finfo(np.float32).eps)))


def _invert(tonemapper: str) -> float:
    """Return the value that a curve maps to BRIGHT."""
    k = CURVES[tonemapper]
    a, b, c = (over - BRIGHT * under for over, under in zip(k[:3], k[3:], strict=True))
    if a == 0:
        return -c / b
    half = -b / (2 * a)
    return half + math.sqrt(half * half - c / a)


@dataclass(frozen=True)
class Exposed:
    """Radiance, tone-mapped at an exposure.

    Parameters
    ----------
    radiance
        The image.
    exposure
        Exposure in stops.
    tonemapper
        Name of the tone mapping.
    """

    radiance: Array
    exposure: float
    tonemapper: str

    @property
    def shown(self) -> Array:
        """Linear RGB before it is clamped to 0 to 1."""
        over, under = self._curve()
        return self._light() / under if self.tonemapper == "reinhard" else over / under

    def adjoint(self, slope: Array) -> Array:
        """Return the derivative with respect to the radiance from that with respect to :attr:`shown`."""
        xp, light, k = namespace(slope), self._light(), CURVES[self.tonemapper]
        over, under = self._curve()
        if self.tonemapper == "reinhard":
            along = xp.sum(light * slope, axis=1, keepdims=True) / under**2
            by_light = slope / under - xp.concat([weight * along for weight in LUMINANCE], axis=1)
        else:
            by_over, by_under = 2 * k[0] * light + k[1], 2 * k[3] * light + k[4]
            by_light = slope * (by_over * under - over * by_under) / under**2
        return xp.where(light < _glare(light), 2.0**self.exposure * by_light, xp.zeros_like(slope))

    def _light(self) -> Array:
        light = 2.0**self.exposure * self.radiance
        return namespace(light).clip(light, None, _glare(light))

    def _curve(self) -> tuple[Array, Array]:
        """Return the numerator and the denominator of the curve; of Reinhard's for the luminance."""
        k, x = CURVES[self.tonemapper], self._light()
        if self.tonemapper == "reinhard":
            x = _luminance(x)
        return k[0] * x**2 + k[1] * x + k[2], k[3] * x**2 + k[4] * x + k[5]


def _luminance(image: Array) -> Array:
    return sum(weight * image[:, k : k + 1] for k, weight in enumerate(LUMINANCE))


def _glare(light: Array) -> float:
    """Return the light from which a curve is at its end, whose fourth power is finite."""
    return 1e60 if light.dtype == namespace(light).float64 else 1e7
