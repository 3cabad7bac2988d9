"""The texts around the panels of a figure: names above them and values beneath them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from difference_finder.study.figure._content import Content, Row, joined
from difference_finder.study.figure._fonts import Typeface
from difference_finder.study.figure._sheet import Run
from difference_finder.study.results import REFERENCE
from difference_finder.text import format_decimal

__all__ = ["Cells", "least_side", "number_side"]

LONGEST_METRIC = 48.0
"""The same for the name of a metric."""

LONGEST_WORD = 32.0
"""Width of a word of a name, in points, up to which panels are made wide enough for it."""


class Cells:
    """The texts of panels of one width, each kind of text in one size.

    Parameters
    ----------
    content, face
        Content of the figure, and its font.
    side
        Width of the panels in points.
    named
        Width of the names above them; None for the same.
    error_names
        Whether the names of error maps, with a line of their own, stand in the same rows.
    """

    def __init__(
        self,
        content: Content,
        face: Typeface,
        side: float,
        named: float | None = None,
        error_names: bool = False,
    ) -> None:
        self.content, self.face, self.side = content, face, side
        self.named = side if named is None else named
        self.error_names = error_names

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """The lines of the name of each role."""
        heads = self.content.heads
        lines = self.face.in_lines(tuple(heads.values()), self.named)
        return {role: lines[name] for role, name in heads.items()}

    @cached_property
    def name_size(self) -> float:
        """The size of the names."""
        lines = [line for lines in self.names.values() for line in lines]
        lines += [self.error_name] * self.error_names
        return self.face.common_size([[Run(line)] for line in lines], self.named)

    def heading(self, roles: Iterable[str]) -> float:
        """Return the height of the names above a line of panels."""
        most = max(len(self.names[role]) for role in roles) + self.error_names
        return most * self.face.line + 0.15 * self.face.size

    @property
    def error_name(self) -> str:
        """The name of the error maps, with their gain."""
        return f"error \u00d7{format_decimal(self.content.scale.gain)}"

    @cached_property
    def one_line(self) -> bool:
        """Whether all values of a panel fit into one line."""
        heads = [Run(measure.short_heading) for measure in self.content.measures]
        lines = [heads, *(list(runs) for row in self.content.rows for runs in row.values.values())]
        return all(self.face.needed(joined(line)) <= self.side for line in lines)

    @cached_property
    def headings(self) -> list[Run]:
        """The names of the metrics, without their units where these do not fit beneath a panel."""
        measures = self.content.measures
        full = [Run(measure.heading) for measure in measures]
        lines = [joined(full)] if self.one_line else [[run] for run in full]
        if all(self.face.needed(line) <= self.side for line in lines):
            return full
        names = [measure.short_heading for measure in measures]
        short = self.face.shortened(names, self.side)
        return [Run(short[name]) for name in names]

    def lines(self, row: Row, role: str) -> list[list[Run]]:
        """Return the lines beneath a panel: the values of a method, or the names of the metrics."""
        runs = self.headings if role == REFERENCE else list(row.values[role])
        return [joined(runs)] if self.one_line and runs else [[run] for run in runs]

    @cached_property
    def value_size(self) -> float:
        """The size of the values."""
        rows, roles = self.content.rows, self.content.roles
        return self.face.common_size(
            [line for row in rows for r in roles for line in self.lines(row, r)], self.side
        )

    @property
    def values(self) -> float:
        """The height of the values beneath a panel."""
        count = len(self.content.measures)
        return (1 if self.one_line else count) * self.face.line + 0.2 * self.face.size if count else 0.0


def least_side(content: Content, face: Typeface) -> float:
    """Return the width of panels for values one above another, and for names without breaks inside words."""
    words = [min(face.longest_piece(name), LONGEST_WORD) for name in content.heads.values()]
    return max([*words, number_side(content, face)])


def number_side(content: Content, face: Typeface) -> float:
    """Return the width of panels for values one above another, which are never shortened.

    Long names of metrics, which the caption states in full, may be.
    """
    runs = [run for row in content.rows for runs in row.values.values() for run in runs]
    names = [min(face.needed([Run(one.short_heading)]), LONGEST_METRIC) for one in content.measures]
    return max([*names, *(face.needed([run]) for run in runs)], default=0.0)
