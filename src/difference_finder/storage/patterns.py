"""Patterns of files, such as ``results/ours/{image}_x4.png``: a folder, and the names of the images in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from difference_finder.errors import InputError
from difference_finder.storage.paths import as_path

__all__ = ["IMAGE", "FilePattern", "nearest_placeholder", "placeholders_in", "split_pattern"]

IMAGE = "{image}"
"""The part of a pattern that stands for the name of an image."""


@dataclass(frozen=True)
class FilePattern:
    """The part of a pattern below its folder.

    Parameters
    ----------
    text
        The pattern, such as "x4/{image}_x4.png"; ``*`` stands for any characters except a slash. A pattern
        without a suffix stands for files with any suffix of an image.
    """

    text: str

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        parts = (
            {IMAGE: "(?P<image>.+)", "*": "[^/]*"}.get(part, re.escape(part))
            for part in re.split(r"(\{image\}|\*)", self.text)
        )
        return re.compile("".join(parts))

    def name(self, below: str, suffix: str) -> str | None:
        """Return the name of an image; None for a file that the pattern does not stand for.

        Parameters
        ----------
        below
            Path of the file below the folder.
        suffix
            Its suffix, which the pattern may omit.

        Examples
        --------
        >>> FilePattern("{image}_x4.png").name("Set5/baby_x4.png", ".png")
        'Set5/baby'
        >>> FilePattern("{image}_x4").name("baby_x4.png", ".png")
        'baby'
        >>> FilePattern("{image}_x4").name("baby.png", ".png") is None
        True
        """
        for text in (below, below[: len(below) - len(suffix)]):
            found = self._expression.fullmatch(text)
            if found:
                return found["image"]
        return None


def split_pattern(given: str | Path) -> tuple[str | Path, FilePattern | None]:
    """Return the folder of a pattern, and the pattern below it; None for a plain folder.

    Raises
    ------
    InputError
        If the pattern contains ``{image}`` twice, or a misspelling of it.

    Examples
    --------
    >>> split_pattern("results/ours/x4/{image}_x4.png")
    ('results/ours/x4', FilePattern(text='{image}_x4.png'))
    """
    text = str(given)
    _check_spelling(text)
    if IMAGE not in text or (isinstance(given, Path) and given.is_dir()) or as_path(given).is_dir():
        return given, None
    if text.count(IMAGE) > 1:
        raise InputError(
            f"'{given}' contains {IMAGE} more than once; use it once, and * for the other places"
        )
    parts = text.split("/")
    first = next(place for place, part in enumerate(parts) if IMAGE in part or "*" in part)
    return "/".join(parts[:first]) or ("/" if text.startswith("/") else "."), FilePattern(
        "/".join(parts[first:])
    )


def placeholders_in(text: str) -> list[str]:
    """Return the words in braces, with their braces.

    Examples
    --------
    >>> placeholders_in("results/{method}/{image}_x4.png")
    ['{method}', '{image}']
    """
    return re.findall(r"\{\w*\}", text)


def nearest_placeholder(word: str, known: Sequence[str]) -> str:
    """Return "; did you mean {dataset}?" for a misspelled word in braces; "" if none is near.

    Examples
    --------
    >>> nearest_placeholder("{datset}", ["{method}", "{dataset}"])
    '; did you mean {dataset}?'
    """
    near = get_close_matches(word[1:-1], [one[1:-1] for one in known], 1)
    return f"; did you mean {{{near[0]}}}?" if near else ""


def _check_spelling(text: str) -> None:
    """Raise an error if a path that does not exist has a misspelling of ``{image}``."""
    for word in placeholders_in(text):
        meant = "" if word == IMAGE else nearest_placeholder(word, [IMAGE])
        if meant and not as_path(text).exists():
            raise InputError(f"'{text}' contains {word}, which stands for nothing{meant}")
