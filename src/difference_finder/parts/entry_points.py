"""Entry points of installed packages, through which these add parts."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterable
from typing import Any

__all__ = ["entry_points", "warn_left_out"]

DESCRIPTIONS = (".dist-info", ".egg-info")
"""Endings of the folders that describe installed packages."""


def entry_points(group: str) -> Iterable[Any]:
    """Return the entry points of all installed packages in a group.

    Parameters
    ----------
    group
        Name of the group, such as "difference_finder.kinds".

    Notes
    -----
    Importing ``importlib.metadata`` takes as long as importing all of this package. It is imported only if a
    file ``entry_points.txt`` contains the group, or if packages lie elsewhere than in folders.
    """
    if not _is_announced(group.encode()):
        return ()
    from importlib import metadata

    return metadata.entry_points(group=group)


def warn_left_out(kind: str, point: Any, error: Exception) -> None:
    """Warn that the part of an entry point cannot be loaded, and name its package."""
    package = getattr(point, "dist", None)
    source = f"the module '{point.module}'" if package is None else f"{package.name} {package.version}"
    cause = " ".join(str(error).split()) or "no message"
    warnings.warn(
        f"the {kind} '{point.name}' of {source} is left out, because it cannot be loaded:"
        f" {type(error).__name__}: {cause}; update or uninstall {source}",
        UserWarning,
        stacklevel=3,
    )


def _is_announced(group: bytes) -> bool:
    """Tell whether an installed package may have entry points in a group."""
    from importlib.machinery import PathFinder

    finders = [finder for finder in sys.meta_path if finder is not PathFinder]
    if any(hasattr(finder, "find_distributions") for finder in finders):
        return True
    return any(_announces(folder or ".", group) for folder in sys.path)


def _announces(folder: str, group: bytes) -> bool:
    """Tell whether a package in a folder has the group; an archive may have it."""
    try:
        names = os.listdir(folder)  # noqa: PTH208  a Path for each of many names is slow
    except NotADirectoryError:
        return True
    except OSError:  # a path that does not exist, or may not be read
        return False
    described = (name for name in names if name.endswith(DESCRIPTIONS))
    return any(_contains(f"{folder}/{name}/entry_points.txt", group) for name in described)


def _contains(path: str, group: bytes) -> bool:
    try:
        with open(path, "rb") as file:  # noqa: PTH123  see above
            return group in file.read()
    except OSError:  # most packages have no entry points
        return False
