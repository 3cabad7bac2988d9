"""The files that reporters draw from a record."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from difference_finder.parts.registry import reporters
from difference_finder.storage.atomic import make_folder, write_whole
from difference_finder.threads import map_in_order, run_both

__all__ = ["SUMMARY", "render", "write_rendered"]

SUMMARY = "summary.csv"
"""The table of the pairs of two folders."""


def render(record: dict[str, Any], choice: Any, threads: int = 1) -> list[tuple[str, bytes]]:
    """Return the suffix and the content of the file that each reporter makes of a record."""
    parts = reporters.resolve(choice)
    if len(parts) == 2 and threads > 1:  # a pool takes as long to import as a small picture to draw
        contents: Iterable[bytes] = run_both(*(partial(part.render, record) for part in parts))
    else:
        contents = map_in_order(lambda part: part.render(record), parts, min(threads, len(parts)) or 1)
    return [(part.suffix, content) for part, content in zip(parts, contents, strict=True)]


def write_rendered(path: str | Path, rendered: list[tuple[str, bytes]]) -> list[Path]:
    """Write files whose names begin with ``path``, making their folder; return their paths."""
    make_folder(Path(path).parent)
    written = [(Path(f"{path}{suffix}"), content) for suffix, content in rendered]
    for target, content in written:
        write_whole(target, content)
    return [target for target, _ in written]
