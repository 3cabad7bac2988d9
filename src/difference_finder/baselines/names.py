"""File names for tests and pictures."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from urllib.parse import quote, unquote

from difference_finder.errors import InputError

__all__ = ["file_name", "file_of_folder", "folder_name", "picture_name"]

LONGEST = 160
"""The length at which names are cut: most file systems allow 255 bytes, and suffixes follow."""

SAFE = "[](),=+ "
"""Punctuation that is kept. "@" is not: it stands before the marker of a further valid baseline."""

DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}


def file_name(name: str) -> str:
    """Return a unique file name for a name.

    Parameters
    ----------
    name
        Any non-empty text.

    Returns
    -------
    str
        ASCII, without suffix. Characters that file systems refuse or interpret are percent-encoded; a digest
        replaces the end of a long name. A digest also follows a name with upper-case letters: names that
        differ in case alone are then different files on every file system.

    Raises
    ------
    InputError
        If the name is empty or not text.

    Examples
    --------
    >>> file_name("test_plot[a/b]"), file_name("../x"), file_name("100 %"), file_name("Hero")
    ('test_plot[a%2Fb]', '%2E.%2Fx', '100 %25', 'Hero-72a9345f')
    """
    return _distinct(_safe_name(name), name)


def picture_name(classes: Sequence[str], test: str) -> str:
    """Return the unique file name of the first picture of a test.

    Parameters
    ----------
    classes
        Names of the classes that contain the test, outermost first.
    test
        Name of the test, with the id of its parameters.

    Returns
    -------
    str
        The names with dots between them, made safe as by :func:`file_name`. Upper-case letters of classes,
        which are common, need no digest.

    Examples
    --------
    >>> picture_name(["TestPlot"], "test_colours[rgb]"), picture_name([], "test_colours[RGB]")
    ('TestPlot.test_colours[rgb]', 'test_colours[RGB]-d4b1b08e')
    """
    return _distinct(_safe_name(".".join((*classes, test))), test)


def _distinct(safe: str, name: str) -> str:
    """Add a digest to a safe name if the case of its letters matters; names that were cut have one."""
    if len(safe) <= LONGEST and any("A" <= letter <= "Z" for letter in name):
        return f"{safe}-{_digest(safe)[:8]}"
    return safe


def _safe_name(name: str) -> str:
    if not isinstance(name, str) or not name:
        raise InputError(f"the name of a picture must be a non-empty string, not {name!r}")
    safe = quote(name, safe=SAFE, errors="surrogatepass")
    if safe[0] in ". " or safe.partition(".")[0].upper() in DEVICES:
        safe = f"%{ord(safe[0]):02X}{safe[1:]}"
    if safe[-1] in ". ":
        safe = f"{safe[:-1]}%{ord(safe[-1]):02X}"
    if len(safe) > LONGEST:
        safe = f"{safe[:LONGEST]}-{_digest(safe)[:16]}"
    return safe


def _digest(safe: str) -> str:
    return hashlib.sha256(safe.encode()).hexdigest()


def folder_name(test_file: str) -> str:
    """Return the folder of the pictures of a test file, relative to the folder of all pictures.

    Parameters
    ----------
    test_file
        Path relative to the root of the project, with forward slashes.

    Examples
    --------
    >>> folder_name("tests/test_plots.py")
    'tests/test_plots'
    """
    return "/".join(_safe_name(part) for part in test_file.removesuffix(".py").split("/"))


def file_of_folder(folder: str) -> str:
    """Invert :func:`folder_name`; the path has no suffix, and cut names are not restored."""
    return unquote(folder, errors="surrogatepass")
