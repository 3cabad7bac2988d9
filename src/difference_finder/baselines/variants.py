"""Several valid baselines of one picture: ``plot.png``, ``plot@2.png``, ``plot@linux.png``."""

from __future__ import annotations

import platform
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from difference_finder.readers import image_suffix, image_suffixes

__all__ = ["Baselines", "Variant", "find_baselines", "platforms", "split_name"]

MARKER = re.compile(r"(.*)@([0-9a-z]+)", re.DOTALL)
"""A file name without suffix that ends with the marker of a further baseline."""


@dataclass(frozen=True)
class Variant:
    """One valid baseline.

    Parameters
    ----------
    marker
        Marker in the file name: "" for none, a number, or a platform.
    paths
        Files with this marker. They differ in their suffixes, and only one should exist.
    """

    marker: str
    paths: tuple[Path, ...]


@dataclass(frozen=True)
class Baselines:
    """The baselines of a picture.

    Parameters
    ----------
    valid
        Baselines that are valid here: this platform's first, then the one without marker, then by number.
    elsewhere
        Baselines of other platforms.
    """

    valid: tuple[Variant, ...] = ()
    elsewhere: tuple[Path, ...] = field(default=())


def platforms() -> tuple[str, ...]:
    """Return the markers of this platform.

    Returns
    -------
    tuple of str
        ``sys.platform`` and ``platform.system()`` in lower case, without repetition: ("linux",),
        ("darwin",), ("win32", "windows").
    """
    return tuple(dict.fromkeys((sys.platform.lower(), platform.system().lower())))


def split_name(path: Path) -> tuple[str, str]:
    """Return the name of a baseline without marker and suffix, and its marker, which may be empty.

    Examples
    --------
    >>> split_name(Path("known/plot@2.png")), split_name(Path("plot.2.png"))
    (('plot', '2'), ('plot.2', ''))
    """
    suffix = image_suffix(path)
    stem = path.name[: -len(suffix)] if suffix else path.name
    found = MARKER.fullmatch(stem)
    return (found[1], found[2]) if found else (stem, "")


def find_baselines(folder: Path, name: str) -> Baselines:
    """Find the baselines of a picture.

    Parameters
    ----------
    folder
        Folder of all baselines.
    name
        Path of the baseline relative to the folder, with forward slashes, without marker and suffix.
    """
    plain = folder / name
    found: dict[str, list[Path]] = {}
    for suffix in image_suffixes():
        path = plain.with_name(f"{plain.name}{suffix}")
        if path.is_file():
            found.setdefault("", []).append(path)
    listed = sorted(plain.parent.iterdir()) if plain.parent.is_dir() else []
    for path in listed:
        stem, marker = split_name(path)
        if marker and stem == plain.name and image_suffix(path) and path.is_file():
            found.setdefault(marker, []).append(path)
    here = platforms()
    valid = sorted((marker for marker in found if _is_valid(marker, here)), key=lambda it: _order(it, here))
    return Baselines(
        tuple(Variant(marker, tuple(found[marker])) for marker in valid),
        tuple(path for marker, paths in found.items() if marker not in valid for path in paths),
    )


def _is_valid(marker: str, here: tuple[str, ...]) -> bool:
    return not marker or marker.isdecimal() or marker in here


def _order(marker: str, here: tuple[str, ...]) -> tuple[int, int]:
    """Return the place of a marker: this platform, no marker, numbers."""
    if marker in here:
        return 0, here.index(marker)
    return (2, int(marker)) if marker else (1, 0)
