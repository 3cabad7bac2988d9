"""The part of a report that is meant for the paper: the table of a study, and its figures."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from pathlib import Path

from difference_finder.errors import ReadError
from difference_finder.report.roots import Roots
from difference_finder.study.figure import caption_of
from difference_finder.study.results import Results
from difference_finder.study.tables import TableOptions, tabulate
from difference_finder.study.tables.formats.html import render
from difference_finder.text import escape_controls

__all__ = ["paper_section"]

TYPES = {".png": "image/png", ".svg": "image/svg+xml"}
"""Types of the figures that browsers show; PDF and PGF files are left out."""


def paper_section(study: Results, folder: Path | None, roots: Roots | None = None) -> str:
    """Return the table of a study and the figures in its folder as HTML, without scripts and styles.

    Parameters
    ----------
    study
        Results of the study.
    folder
        Folder of the study, whose ``.png`` and ``.svg`` files are shown; None for a study without a folder.
    roots
        Folders that files are read from; None for any.

    Raises
    ------
    ReadError
        If a figure cannot be read, or is a link to a file elsewhere.
    """
    table = render(tabulate(study, TableOptions.checked()), styled=False)
    found = (
        [] if folder is None else sorted(path for path in folder.iterdir() if path.suffix.lower() in TYPES)
    )
    if roots is not None:
        roots.check(found)
    figures = "".join(map(_figure, found))
    scrolled = f'<div class="wide" role="group" tabindex="0" aria-label="Table">{table}</div>'
    body = f"<h2>Table</h2>\n{scrolled}\n{figures}"
    return f'<section id="paper" aria-label="For the paper">\n{body}</section>\n'


def _figure(path: Path) -> str:
    """Return a figure with its name and its caption."""
    try:
        content = b64encode(path.read_bytes()).decode("ascii")
    except OSError as error:
        raise ReadError(
            f"cannot read the figure '{path}': {error.strerror}; remove it or restore it"
        ) from error
    name, caption = (escape(escape_controls(text)) for text in (path.name, caption_of(path)))
    address = f"data:{TYPES[path.suffix.lower()]};base64,{content}"
    return (
        f'<figure><img alt="{name}" src="{address}">'
        f"<figcaption><b>{name}</b> {caption}</figcaption></figure>\n"
    )
