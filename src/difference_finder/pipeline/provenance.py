"""How a record was made: parts, versions of libraries, and notes of readers."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from functools import cache
from typing import Any

from difference_finder._version import __version__
from difference_finder.images.image import ROLES, Image
from difference_finder.parts.part import Part

__all__ = ["described", "library_versions", "notes_of", "versions"]

GUESTS = {name.replace("-", "_"): name for name in ("torchmetrics", "piq", "pyiqa")}
"""Packages that may compute a score, by the names of their modules."""


def described(part: Part) -> dict[str, Any]:
    """Return a part and its settings, ready for JSON."""
    plain = bool | int | float | str | None
    return {
        "name": part.name,
        **{key: value if isinstance(value, plain) else repr(value) for key, value in part.settings.items()},
    }


@cache
def library_versions() -> dict[str, str]:
    """Return the versions of this package and of the libraries that it requires."""
    found = {"difference-finder": __version__}
    installed = _installed()
    for name in ("numpy", "scipy", "pillow", "imagecodecs", "tifffile"):
        if name in installed:
            found[name] = installed[name]
            continue
        from importlib.metadata import PackageNotFoundError, version

        with contextlib.suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def _installed() -> dict[str, str]:
    """Return versions by the names of the folders that describe installed packages.

    ``importlib.metadata`` would read the descriptions themselves; importing it and asking it for six versions
    takes 20 ms.
    """
    versions: dict[str, str] = {}
    for folder in sys.path:
        with contextlib.suppress(OSError):
            for entry in os.listdir(folder or "."):  # noqa: PTH208  a Path for each of many names is slow
                if entry.endswith(".dist-info"):
                    name, _, number = entry.removesuffix(".dist-info").partition("-")
                    versions.setdefault(name.lower(), number)
    return versions


def versions() -> dict[str, str]:
    """Return the versions of this package and of the libraries that compute and read."""
    torch = sys.modules.get("torch")
    return {
        **library_versions(),
        **({} if torch is None else {"torch": str(torch.__version__)}),
        **{package: _version(package) for module, package in GUESTS.items() if module in sys.modules},
    }


@cache
def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"


def notes_of(images: Sequence[Image], roles: Sequence[str] = ROLES) -> list[str]:
    """Return the notes of the images, each with the role of its image unless all images have it."""
    common = [note for note in images[0].notes if all(note in image.notes for image in images)]
    own = [
        f"{role}: {note}"
        for role, image in zip(roles, images, strict=False)
        for note in image.notes
        if note not in common
    ]
    return [*common, *own]
