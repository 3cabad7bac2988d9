"""What ``diff`` tells GitHub Actions: annotations of the worst pairs, and the summary of the step."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from difference_finder.cli._run_printer import counts_line
from difference_finder.text import error_line, escape_controls

if TYPE_CHECKING:
    from difference_finder.cli._worst_pairs import ListedPair, WorstPairs

__all__ = ["error_commands", "step_summary", "tell_github"]

MOST_ANNOTATIONS = 10
"""GitHub shows this many errors of a step."""

LONGEST = 500
"""The most letters of a detail in a table or an annotation."""

PLAIN = frozenset(" /._")
"""Characters other than letters and digits that Markdown leaves alone."""


def tell_github(title: str, worst: WorstPairs) -> None:
    """Annotate the failed pairs on stderr, and append to the summary of the step, in GitHub Actions alone.

    Parameters
    ----------
    title
        Title of the summary: the two inputs.
    worst
        The pairs that are not the same.
    """
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    pairs = worst.worst()
    for line in error_commands([pair for pair in pairs if pair.failed]):
        click.echo(line, err=True)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if not summary:
        return
    try:
        with Path(summary).open("a", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(step_summary(title, worst))
    except OSError as error:
        click.echo(f"warning: cannot write the step summary '{summary}': {error_line(error)}", err=True)


def error_commands(pairs: Sequence[ListedPair]) -> list[str]:
    """Return a command for each of the worst pairs, which shows an error at the path of its image."""
    lines = []
    for pair in pairs[:MOST_ANNOTATIONS]:
        place = f"file={_property(_in_workspace(pair.image))}," if pair.image else ""
        title = _property(f"{pair.state}: {pair.name}")
        lines.append(f"::error {place}title={title}::{_message(pair.detail[:LONGEST] or pair.state)}")
    return lines


def step_summary(title: str, worst: WorstPairs) -> str:
    """Return Markdown: the number of pairs of each state, and a table of the worst pairs."""
    return "\n".join([f"### {_markdown(title)}", "", counts_line(worst.states), *_table(worst), "", ""])


def _table(worst: WorstPairs) -> Iterator[str]:
    pairs = worst.worst()
    if not pairs:
        return
    yield from ("", "| name | state | cause | picture |", "|---|---|---|---|")
    for pair in pairs:
        panel = "" if pair.panel is None else _code(pair.panel.as_posix())
        cause = _markdown(escape_controls(pair.detail)[:LONGEST])
        yield f"| {_code(pair.name)} | {pair.state} | {cause} | {panel} |"
    if worst.count > len(pairs):
        yield from ("", f"and {worst.count - len(pairs)} more")


def _in_workspace(path: str) -> str:
    """Return a path relative to the repository, as annotations name files; another path as it is."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    absolute = Path(path).absolute()
    if workspace and absolute.is_relative_to(workspace):
        return absolute.relative_to(workspace).as_posix()
    return path


def _message(text: str) -> str:
    """Escape the message of a command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape a property of a command, whose end is a colon or a comma."""
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def _code(text: str) -> str:
    return f"<code>{_markdown(escape_controls(text))}</code>"


def _markdown(text: str) -> str:
    """Return a text in which no character has a meaning in Markdown or HTML."""
    return "".join(c if c.isalnum() or c in PLAIN or not c.isascii() else f"&#{ord(c)};" for c in text)
