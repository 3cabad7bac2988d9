"""blazediff: the fastest pixel difference of two files in a Python process."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from _rows import Missing

from peers import REQUIREMENTS

NAME = "blazediff"


def count_changed(reference: Path, candidate: Path) -> Callable[[], int]:
    """Return a function that counts the pixels that differ visibly, of two files."""
    try:
        from blazediff import compare
    except ImportError as error:
        raise Missing(f"{NAME} cannot be imported ({error}): {REQUIREMENTS}") from error
    paths = str(reference), str(candidate)

    def run() -> int:
        result: Any = compare(*paths)
        return int(result.diff_count)

    return run


def installed() -> str:
    """Return the version."""
    return version(NAME)
