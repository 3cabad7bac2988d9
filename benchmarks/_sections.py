"""Sections of a document that several scripts write."""

from __future__ import annotations

import re
from pathlib import Path


def write_section(path: Path, heading: str, text: str) -> None:
    """Replace the section with a heading of the first level, or append it; other sections stay.

    Parameters
    ----------
    path
        The document.
    heading
        The heading without ``#``.
    text
        The text below the heading.
    """
    parts = sections(path.read_text()) if path.exists() else {}
    parts[heading] = f"# {heading}\n\n{text.strip()}\n"
    path.write_text("\n".join(part.strip() + "\n" for part in parts.values()))


def sections(document: str) -> dict[str, str]:
    """Return the sections of a document by their headings of the first level."""
    parts = re.split(r"(?m)^(?=# )", document)
    return {part.partition("\n")[0].removeprefix("# "): part for part in parts if part.strip()}
