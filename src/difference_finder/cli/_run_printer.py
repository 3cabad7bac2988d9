"""The output of ``diff`` of two folders: text, one JSON document, or JSON lines."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from difference_finder.cli._text import format_failure
from difference_finder.pipeline.states import STATES
from difference_finder.text import escape_controls

if TYPE_CHECKING:
    from difference_finder.cli._pair_result import PairResult
    from difference_finder.cli._worst_pairs import ListedPair, WorstPairs

__all__ = ["DOCUMENT", "LINES", "RunPrinter", "color_allowed", "counts_line", "dump", "failure_lines"]

DOCUMENT, LINES = "document", "lines"
"""The forms of JSON."""

WIDTH, MOST_LINES, LONGEST_CAUSE = 80, 20, 4
"""Columns of the list, its greatest number of lines, and the greatest number of lines about one error."""

COLOURS = {"failed": "red", "size": "magenta", "changed": "yellow", "deleted": "cyan", "new": "cyan"}

INDENT = 10
"""Columns before the names of the pairs, for their states."""


class RunPrinter:
    """The standard output of a run of two folders.

    Parameters
    ----------
    form
        "document" for one JSON document, "lines" for JSON lines; None for text.
    quiet
        Whether text consists of the failures alone.
    color
        Whether text is coloured; None to colour it on a terminal.
    """

    def __init__(self, form: str | None, quiet: bool, color: bool | None) -> None:
        self.form, self.quiet, self.color = form, quiet, color
        self._first = True

    def start(self) -> None:
        """Print the start of a JSON document."""
        if self.form == DOCUMENT:
            click.echo('{"schema": 2, "pairs": [', nl=False)

    def add(self, pair: PairResult) -> None:
        """Print a finished pair as JSON; text does not list pairs while the run goes."""
        if self.form == DOCUMENT:
            click.echo(("" if self._first else ",") + "\n" + dump(pair.record), nl=False)
        elif self.form == LINES:
            click.echo(dump(pair.record, compact=True))
        if self.form is not None and not pair.record["ok"]:
            click.echo(format_failure(pair.record), err=True)
        self._first = False

    def finish(self, totals: dict[str, Any], worst: WorstPairs, text: Sequence[str]) -> None:
        """Print the failures and the summary.

        Parameters
        ----------
        totals
            Summary of all pairs, ready for JSON.
        worst
            The failures.
        text
            Lines about all pairs.
        """
        if self.form == DOCUMENT:
            click.echo(f'\n], "summary": {dump(totals)}}}')
        elif self.form == LINES:
            click.echo(dump({"schema": 2, "summary": totals}, compact=True))
        else:
            for line in failure_lines(worst):
                click.echo(line, color=self.color)
            if not self.quiet:
                click.echo("\n".join([*text, counts_line(worst.states)]))


def failure_lines(worst: WorstPairs) -> list[str]:
    """Return a coloured list of the pairs that are not the same, worst first; empty if there are none."""
    if not worst.count:
        return []
    lines: list[str] = []
    shown = 0
    for listed in worst.worst():
        entry = _entry(listed)
        if lines and len(lines) + len(entry) > MOST_LINES:
            break
        lines += entry
        shown += 1
    title = f"{worst.count} not the same{', worst first' * (worst.count > 1)}:"
    more = [f"  and {worst.count - shown} more"] if worst.count > shown else []
    return [title, *lines, *more]


def counts_line(states: dict[str, int]) -> str:
    """Return the number of pairs of each state on one line.

    Examples
    --------
    >>> counts_line({"changed": 3, "new": 0, "same": 197})
    'states: 3 changed, 197 same'
    """
    counts = [f"{states[state]} {state}" for state in STATES if states.get(state)]
    return f"states: {', '.join(counts) or 'no pairs'}"


def _entry(listed: ListedPair) -> list[str]:
    """Return the lines about a pair: its state and name, and why; only an error takes several lines."""
    import textwrap

    from rich.cells import cell_len

    name, detail = (
        _shortened(escape_controls(listed.name), WIDTH - INDENT - 1),
        escape_controls(listed.detail),
    )
    start = "  " + click.style(listed.state.ljust(INDENT - 2), fg=COLOURS[listed.state])
    room = WIDTH - INDENT - cell_len(name) - 2
    if cell_len(detail) <= room:
        return [f"{start}{name}: {detail}" if detail else f"{start}{name}"]
    if listed.state != "failed":
        return [f"{start}{name}: {_cut(detail, room)}" if room > INDENT else f"{start}{name}"]
    limits: dict[str, Any] = {"max_lines": LONGEST_CAUSE, "placeholder": " …", "break_on_hyphens": False}
    wrapped = textwrap.wrap(detail, WIDTH - INDENT, **limits)
    return [f"{start}{name}:", *(" " * INDENT + line for line in wrapped)]


def _cut(text: str, width: int) -> str:
    """Return the start of a text that fits into some columns."""
    from rich.cells import set_cell_size

    return set_cell_size(text, width - 1).rstrip() + "…"


def _shortened(name: str, width: int) -> str:
    """Return a name without its middle if it is too long."""
    from rich.cells import cell_len, set_cell_size

    if cell_len(name) <= width:
        return name
    end = name[-(width // 2 - 1) :]
    while cell_len(end) > width // 2 - 1:
        end = end[1:]
    return set_cell_size(name, width - 1 - cell_len(end)).rstrip() + "…" + end


def color_allowed(chosen: bool | None) -> bool | None:
    """Return whether text is coloured; None if that depends on the terminal."""
    if chosen is not None:
        return chosen
    return False if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" else None


def dump(record: Any, compact: bool = False) -> str:
    """Return JSON, on one line if it is compact."""
    # Only ASCII, because a terminal or a pipe may have any encoding.
    if compact:
        return json.dumps(record, separators=(",", ":"), allow_nan=False)
    return json.dumps(record, indent=2, allow_nan=False)
