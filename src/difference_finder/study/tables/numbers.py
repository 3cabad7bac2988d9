"""The numbers of a table as text: decimals of metrics, and large numbers of one's own."""

from __future__ import annotations

import math
from collections.abc import Sequence

from difference_finder.study.metric_labels import NONE, MetricLabel
from difference_finder.text import format_decimal, typeset_minus

__all__ = ["LARGE", "decimals_of", "format_mean", "format_own"]

LARGE = 10_000
"""Size from which numbers of one's own are abbreviated, or have commas between thousands."""

PREFIXES = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "K"))

INFINITE = {math.inf: "\u221e", -math.inf: "\u2212\u221e"}


def decimals_of(label: MetricLabel, means: Sequence[float]) -> int:
    """Return the number of decimals of a metric, which all its columns share.

    Parameters
    ----------
    label
        Label of the metric.
    means
        All shown means.
    """
    if label.unit == "dB":
        return 2
    if label.bounded:
        return 4
    largest = max((abs(mean) for mean in means if math.isfinite(mean) and mean), default=1.0)
    exponent = math.floor(math.log10(largest))
    return 4 if exponent == -2 else min(8, max(0, 3 - exponent))


def format_mean(value: float, decimals: int) -> str:
    """Return a mean with a number of decimals; a dash for NaN."""
    return _special(value) or typeset_minus(f"{value:.{decimals}f}")


def format_own(value: float, unit: str, decimals: int | None = None) -> str:
    """Return a number of one's own, never with an exponent if it is large.

    Parameters
    ----------
    value
        The number; NaN for a missing one, which is a dash.
    unit
        Its unit; "" for none.
    decimals
        Number of decimals, with commas between thousands. By default, numbers below 10,000 have four
        significant digits. Larger ones without a unit have three and K, M, G or T for thousands, millions,
        billions and trillions; with a unit, they are rounded to integers with commas between thousands.

    Examples
    --------
    >>> [format_own(value, "") for value in (0.31, 1592, 12_300, 11.9e6, 7.95e11)]
    ['0.31', '1592', '12.3K', '11.9M', '795G']
    >>> format_own(12_300, "ms"), format_own(11.9e6, "", decimals=0)
    ('12,300', '11,900,000')
    """
    special = _special(value)
    if special:
        return special
    if decimals is not None:
        return typeset_minus(f"{value:,.{decimals}f}")
    if abs(value) < LARGE - 0.5:
        text = f"{value:.4g}"
        return format_decimal(value) if "e" in text else typeset_minus(text)
    return typeset_minus(f"{value:,.0f}" if unit else _abbreviated(value))


def _special(value: float) -> str:
    return NONE if math.isnan(value) else INFINITE.get(value, "")


def _abbreviated(value: float) -> str:
    """Return a number with three significant digits and a letter for its power of a thousand."""
    rounded = float(f"{value:.3g}")
    size, letter = next(known for known in PREFIXES if abs(rounded) >= known[0])
    scaled = rounded / size
    digits = max(0, 2 - math.floor(math.log10(abs(scaled))))
    return f"{scaled:,.{digits}f}{letter}"
