"""Text for LaTeX: special characters escaped."""

from __future__ import annotations

import re

from difference_finder.text import escape_controls

__all__ = ["engine_note", "escape_latex", "unescape_latex"]

LATIN = 0x17F
"""Last letter of Latin Extended-A, up to which LaTeX knows letters in UTF-8 without a package."""

SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "[": "{[}",  # else an argument of the end of a row, or of a rule before it
    "]": "{]}",
    "*": "{*}",
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


PUNCTUATION = "\u2018\u2019\u201c\u201d\u2014\u2022\u20ac\u2122"
"""Further characters that LaTeX knows without a package."""


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


def engine_note(text: str) -> str:
    """Return the comment about letters that pdfLaTeX does not know, with its line break; "" without any.

    Examples
    --------
    >>> print(engine_note("Müller"), end="")
    >>> print(engine_note("\u03bc-net"), end="")
    % the letters \u03bc need XeLaTeX or LuaLaTeX, and a font that has them
    """
    known = "".join(SPECIAL) + PUNCTUATION
    letters = sorted({letter for letter in text if ord(letter) > LATIN and letter not in known})
    if not letters:
        return ""
    return f"% the letters {' '.join(letters)} need XeLaTeX or LuaLaTeX, and a font that has them\n"


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
