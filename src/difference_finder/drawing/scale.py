"""Scales of drawn maps: the value of the last colour, and its description."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.percentiles import count_above, count_below, robust_maximum
from difference_finder.errors import InputError
from difference_finder.text import option

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.drawing.error_unit import ErrorUnit

__all__ = [
    "MINUS",
    "TIMES",
    "ZERO",
    "Scale",
    "choose_scale",
    "format_number",
    "format_percent",
    "fractions_outside",
    "ticks",
]

MINUS = "\u2212"
TIMES = "\u00d7"

ZERO = ", the map is zero"
"""End of the description of a map without a value other than 0."""

STEPS = (1, 2, 5)
"""First digits of the ends of scales."""

LEVEL_STEPS = (1, 1.5, 2, 3, 4, 5, 6, 8)
"""The same in levels: coarser steps would darken maps of squared errors."""

USUAL_GAIN = 20
TOLERANCE = 1e-6
"""0.1 in float32 is 0.1000000015: rounding must neither reduce the gain nor count as saturation."""


@dataclass(frozen=True, eq=False)
class Scale:
    """The values of the ends of a colormap.

    Parameters
    ----------
    vmin, vmax
        Values of the first and the last colour.
    gain
        Greatest possible difference divided by ``vmax``; None without a greatest difference.
    label
        Description of the scale: "0 … 0.1 (x10)", with a multiplication sign; in levels "0 … 25 levels".
    unit
        Unit in which the values are read; None for the values of the map.
    """

    vmin: float
    vmax: float
    gain: float | None
    label: str
    unit: ErrorUnit | None = field(default=None, repr=False)

    def read(self, value: float) -> float:
        """Return a value of the map in the unit of the scale."""
        return value if self.unit is None else self.unit.levels_of(value)


def choose_scale(
    map: NDArray[np.floating],
    signed: bool,
    unit_range: float | None,
    vmax: float | None = None,
    gain: float | None = None,
    known: tuple[float, float] | None = None,
    level: float | None = None,
    errors: ErrorUnit | None = None,
) -> Scale:
    """Choose and describe the scale of a map.

    Parameters
    ----------
    map
        Map of shape (H, W).
    signed
        Whether values of both signs have a meaning; the scale is then symmetric about 0.
    unit_range
        Greatest possible difference; None without one.
    vmax
        Value of the last colour; None to derive it from the map.
    gain
        Gain that sets ``vmax`` to ``unit_range / gain``; None to derive it from the map.
    known
        Maximum and 99.5th percentile of the absolute values; None to compute them.
    level
        Value above which a place is significant; places below it are drawn in dark colours. None if unknown.
    errors
        Unit in which a map without a greatest difference is read; None for its values.

    Returns
    -------
    Scale
        Without ``vmax`` and ``gain``, ``vmax`` is the 99.5th percentile of the absolute values (their maximum
        if the percentile is 0), rounded up: to ``unit_range`` divided by 1, 2, 5, 10, 20 (50, 100, ... for
        tiny differences) if there is one, to a round number of levels in a map of errors, or to 1, 2 or 5
        times a power of ten.

    Raises
    ------
    InputError
        If ``vmax`` or ``gain`` is not a positive number, if both are given, or ``gain`` without a unit range.

    Examples
    --------
    >>> import numpy as np
    >>> choose_scale(np.full((4, 4), 0.07), signed=True, unit_range=1.0)
    Scale(vmin=-0.1, vmax=0.1, gain=10.0, label='\u22120.1 … 0.1 (\u00d710)')
    """
    unit = _unit(unit_range)
    peak, percentile = known or _sizes(map)
    if vmax is None and gain is None:
        vmax, gain = _automatic(max(percentile or peak, 2 * (level or 0.0)), unit, errors)
    elif vmax is None:
        gain = _positive("gain", gain)
        if unit is None:
            raise InputError(
                f"{option('gain', gain)} has no effect: this map has no greatest possible value; pass"
                f" {option('vmax')} instead"
            )
        vmax = unit / gain
    elif gain is None:
        vmax = _positive("vmax", vmax)
        gain = unit / vmax if unit else None
    else:
        raise InputError(
            f"{option('vmax', vmax)} and {option('gain', gain)} both fix the scale; pass one of them"
        )
    scale = Scale(-vmax if signed else 0.0, vmax, gain, "", errors)
    return replace(scale, label=f"{_label(scale)}{ZERO if peak == 0 else ''}")


def _sizes(map: NDArray[np.floating]) -> tuple[float, float]:
    """Return the maximum and the 99.5th percentile of the absolute finite values."""
    import numpy as np

    finite = map[np.isfinite(map)]
    return (float(np.abs(finite).max()), robust_maximum(finite)) if finite.size else (0.0, 0.0)


def _automatic(top: float, unit: float | None, errors: ErrorUnit | None) -> tuple[float, float | None]:
    if errors is not None:
        return errors.value_of(_round_up(errors.levels_of(top), LEVEL_STEPS) if top else 1.0), None
    if top == 0:
        return (unit, 1.0) if unit else (1.0, None)
    if unit is None:
        return _round_up(top), None
    gain = _round_down(unit / top * (1 + TOLERANCE))
    return unit / gain, gain


def _unit(unit_range: float | None) -> float | None:
    """Return the unit range if it is far from the limits of float64, or None."""
    return float(unit_range) if unit_range is not None and 1e-200 < unit_range < 1e200 else None


def _positive(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1e-200 < value < 1e200:
        raise InputError(f"{option(name)} must be a positive number, not {value!r}")
    return float(value)


def _round_down(value: float) -> float:
    """Return the greatest of 1, 2, 5 times a power of ten that is not above ``value``."""
    exponent = math.floor(math.log10(value))
    steps = [float(f"{digit}e{power}") for power in (exponent - 1, exponent, exponent + 1) for digit in STEPS]
    return max(step for step in steps if step <= value)


def _round_up(value: float, digits: Sequence[float] = STEPS) -> float:
    """Return the least of some digits times a power of ten that is not below ``value``."""
    exponent = math.floor(math.log10(value))
    steps = [
        float(f"{digit}e{power}") for power in (exponent - 1, exponent, exponent + 1) for digit in digits
    ]
    return min(step for step in steps if step >= value * (1 - TOLERANCE))


def _label(scale: Scale) -> str:
    label = f"{format_number(scale.read(scale.vmin))} … {format_number(scale.read(scale.vmax))}"
    if scale.unit is not None:
        label += f" {scale.unit.name}"
    if (gain := scale.gain) is None:
        return label
    return f"{label} ({TIMES}{format_number(gain, 3)}{', strongly amplified' if gain > USUAL_GAIN else ''})"


def format_number(value: float, digits: int = 4) -> str:
    """Return the short text of a number, such as 0.05 and 1e-5."""
    text = f"{value:.{digits}g}"
    mantissa, e, exponent = text.partition("e")
    return (mantissa + (f"e{int(exponent)}" if e else "")).replace("-", MINUS, mantissa.startswith("-"))


def format_percent(fraction: float) -> str:
    """Return a fraction in per cent; only 0 reads as 0 %, and only 1 as 100 %."""
    percent = 100 * fraction
    if 0 < percent < 0.01:
        return "< 0.01 %"
    return f"{math.floor(percent * 10) / 10:.4g} %" if percent > 99 else f"{percent:.2g} %"


def fractions_outside(map: NDArray[np.floating], scale: Scale) -> tuple[float, float]:
    """Return the fractions of the pixels below and above the scale."""
    slack = TOLERANCE * scale.vmax
    below, above = count_below(map, scale.vmin - slack), count_above(map, scale.vmax + slack)
    return below / map.size, above / map.size


def ticks(scale: Scale, count: int) -> list[float]:
    """Return the values to label: both ends, 0, and round values in steps of about 1 / ``count``.

    Of squared errors, round numbers of levels are labelled if they are not too close to each other.
    """
    top = scale.read(scale.vmax)
    step = _round_up(top / count)
    if scale.unit is None:
        last = int((top - 0.6 * step) / step)
        inner = [index * step for index in range(1, last + 1)]
    else:
        inner = list(_spaced(scale, [index * step for index in range(1, int(top / step) + 1)], count))
    upper = [0.0, *inner, scale.vmax]
    return upper if scale.vmin == 0 else [-value for value in reversed(upper[1:])] + upper


def _spaced(scale: Scale, levels: Sequence[float], count: int) -> Iterator[float]:
    """Yield the values of levels that are far enough from each other, from 0 and from the end."""
    least, last = 0.6 / count * scale.vmax, 0.0
    for value in map(scale.unit.value_of, levels):  # type: ignore[union-attr]
        if last + least <= value <= scale.vmax - least:
            yield value
            last = value
