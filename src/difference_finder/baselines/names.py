"""Names of tests and pictures as names of files."""

from __future__ import annotations

import hashlib
from urllib.parse import quote, unquote

from difference_finder.errors import InputError

__all__ = ["file_name", "file_of_folder", "folder_name"]

LONGEST = 160
"""Longer names are cut: most file systems take 255 bytes, and suffixes follow."""

SAFE = "[](),=+@ "
DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}


def file_name(name: str) -> str:
    """Return the name of a file that stands for a name, and for no other.

    Parameters
    ----------
    name
        Any text.

    Returns
    -------
    str
        ASCII, without suffix. What a file system may refuse or take for something else is written as in URLs;
        of a long name the end becomes its digest.

    Raises
    ------
    InputError
        If there is no name.

    Examples
    --------
    >>> file_name("test_plot[a/b]"), file_name("../x"), file_name("100 %")
    ('test_plot[a%2Fb]', '%2E.%2Fx', '100 %25')
    """
    if not isinstance(name, str) or not name:
        raise InputError(f"the name of a picture is a text that is not empty, not {name!r}")
    safe = quote(name, safe=SAFE, errors="surrogatepass")
    if safe[0] in ". " or safe.partition(".")[0].upper() in DEVICES:
        safe = f"%{ord(safe[0]):02X}{safe[1:]}"
    if safe[-1] in ". ":
        safe = f"{safe[:-1]}%{ord(safe[-1]):02X}"
    if len(safe) > LONGEST:
        safe = f"{safe[:LONGEST]}-{hashlib.sha256(safe.encode()).hexdigest()[:16]}"
    return safe


def folder_name(test_file: str) -> str:
    """Return the folder of the pictures of a test file, below that of all pictures.

    Parameters
    ----------
    test_file
        The path below the root of the project, with forward slashes.

    Examples
    --------
    >>> folder_name("tests/test_plots.py")
    'tests/test_plots'
    """
    return "/".join(file_name(part) for part in test_file.removesuffix(".py").split("/"))


def file_of_folder(folder: str) -> str:
    """Return the path without suffix that :func:`folder_name` was given, unless it was cut."""
    return unquote(folder, errors="surrogatepass")
