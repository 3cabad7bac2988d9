"""Sections of a Markdown file that different benchmarks write."""

from __future__ import annotations

import re
from pathlib import Path


def write_section(path: Path, text: str) -> None:
    """Replace the section of a file that has the title of the text, or append it.

    Parameters
    ----------
    path
        The file; it is made if it does not exist.
    text
        The section. Its first line is the title, "# ..." or "## ..."; it ends before the next title of this
        level, or of a higher one.
    """
    title = text.split("\n", 1)[0]
    level = len(title) - len(title.lstrip("#"))
    whole = path.read_text() if path.exists() else ""
    sections = [section for section in re.split(rf"(?m)^(?=#{{1,{level}}} )", whole) if section.strip()]
    new = text.rstrip() + "\n"
    known = [number for number, section in enumerate(sections) if section.split("\n", 1)[0] == title]
    if known:
        sections[known[0]] = new
    else:
        sections.append(new)
    path.write_text("\n".join(section.rstrip() + "\n" for section in sections))
