"""Estimated widths of tables on paper, in text of 10 points."""

from __future__ import annotations

from functools import lru_cache

from difference_finder.study.tables.model import Entry, Layout
from difference_finder.text import escape_controls

__all__ = ["INCH", "column_widths", "text_width"]

INCH = 72.27
"""Points of an inch in TeX."""

GAP = 12.0
"""Space of a column at both sides, in points: twice ``\\tabcolsep``."""

BOLD = 1.15
"""Width of bold text relative to upright text."""

WIDTHS = {
    **dict.fromkeys("ijl.,;:!'|", 2.8),
    **dict.fromkeys("frst()[]-I ", 3.8),
    **dict.fromkeys("abcdeghknopquvxyz/JS\u2191\u2193\u2020\u2021", 5.2),
    **dict.fromkeys("mw+=<>\u00d7\u2212\u2248\u221e%&", 7.9),
    **dict.fromkeys("MW", 9.8),
    **dict.fromkeys("0123456789", 5.0),
}
"""Widths of letters of Computer Modern at 10 points; Times is narrower."""

CAPITAL, WIDE = 7.3, 10.0
"""Widths of other Latin letters, and of all others."""

LATIN = 0x17F


@lru_cache(65_536)
def text_width(text: str, bold: bool = False) -> float:
    """Return the estimated width of a text in points.

    Parameters
    ----------
    text
        One line of text.
    bold
        Whether it is bold.

    Examples
    --------
    >>> text_width("27.31")
    22.8
    """
    widths = (WIDTHS.get(one, CAPITAL if ord(one) <= LATIN else WIDE) for one in escape_controls(text))
    return (BOLD if bold else 1.0) * sum(widths)


def column_widths(layout: Layout) -> list[float]:
    """Return the estimated width of each column with the space at its sides, in points.

    A heading over several columns that is wider than they are widens all of them.
    """
    found = [GAP + max(map(_entry_width, column), default=0.0) for column in zip(*layout.rows, strict=True)]
    found = found or [GAP] * layout.width
    for spans in reversed(layout.headings):
        place = 0
        for span in spans:
            own = range(place, place + span.width)
            lacking = GAP + text_width(span.text) - sum(found[column] for column in own)
            for column in own:
                found[column] += max(0.0, lacking) / span.width
            place += span.width
    return found


def _entry_width(entry: Entry) -> float:
    return text_width(entry.text, entry.bold)  # marks stand beside their column
