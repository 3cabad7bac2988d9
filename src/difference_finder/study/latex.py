"""Text for LaTeX: special characters escaped."""

from __future__ import annotations

import re

from difference_finder.text import escape_controls

__all__ = ["escape_latex", "unescape_latex"]

SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"{\char34}",
    "'": "{'}",
    "`": "{`}",
    "\u2020": r"$\dagger$",
    "\u2021": r"$\ddagger$",
    "\u2191": r"$\uparrow$",
    "\u2193": r"$\downarrow$",
    "\u2248": r"$\approx$",
    "\u00d7": r"$\times$",
    "\u2212": r"$-$",
    "\u221e": r"$\infty$",
    "\u2026": r"\ldots{}",
    "\u2013": "--",
    "-": "{-}",
}
"""Characters that LaTeX reads as commands or ligatures, or that not all of its fonts have."""


def escape_latex(text: str) -> str:
    r"""Return a text with the special characters of LaTeX escaped.

    Examples
    --------
    >>> print(escape_latex("50% of a_b"))
    50\% of a\_b
    """
    # A sign before a number is a minus, not a hyphen.
    signed = re.sub(r"(?<!\S)-(?=\d)", "\u2212", escape_controls(text))
    return "".join(SPECIAL.get(letter, letter) for letter in signed)


def unescape_latex(text: str) -> str:
    r"""Return the text whose special characters were escaped by :func:`escape_latex`.

    Examples
    --------
    >>> unescape_latex(escape_latex("50% of a_b -- ↑"))
    '50% of a_b -- ↑'
    """
    letters = {escaped: letter for letter, escaped in SPECIAL.items()}
    known = "|".join(re.escape(escaped) for escaped in sorted(letters, key=len, reverse=True))
    return re.sub(known, lambda found: letters[found[0]], text)
