"""What a record says of how it was made: parts, versions, and what reading decided."""

from __future__ import annotations

import contextlib
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from difference_finder.model import Image
from difference_finder.parts import Part

__all__ = ["described", "notes_of", "versions"]


def described(part: Part) -> dict[str, Any]:
    """Return a part and its settings, ready for JSON."""
    plain = bool | int | float | str | None
    return {
        "name": part.name,
        **{key: value if isinstance(value, plain) else repr(value) for key, value in part.settings.items()},
    }


@cache
def _library_versions() -> dict[str, str]:
    names = ("difference-finder", "numpy", "scipy", "pillow", "imagecodecs", "tifffile")
    found = {}
    for name in names:
        with contextlib.suppress(PackageNotFoundError):  # run from its source, the program is not installed
            found[name] = version(name)
    return found


def versions() -> dict[str, str]:
    """Return the versions of this package and of the libraries that compute and read."""
    torch = sys.modules.get("torch")
    return {**_library_versions(), **({} if torch is None else {"torch": str(torch.__version__)})}


def notes_of(reference: Image, candidate: Image) -> list[str]:
    """Return what reading had to decide, saying of which image unless it is both."""
    both = [note for note in reference.notes if note in candidate.notes]
    own = [
        f"{role}: {note}"
        for role, image in (("reference", reference), ("candidate", candidate))
        for note in image.notes
        if note not in both
    ]
    return [*both, *own]
