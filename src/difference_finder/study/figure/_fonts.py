"""The measurement of texts in a font, and the letters that it lacks."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError, MissingDependencyError, UnknownNameError

if TYPE_CHECKING:
    from difference_finder.study.figure._sheet import Run

__all__ = ["DEFAULT_FONT", "MIN_SCALE", "Typeface", "import_matplotlib"]

DEFAULT_FONT = "DejaVu Sans"
"""The default font, which matplotlib includes, so that figures are the same on all machines; it has
arrows."""

MIN_SCALE = 0.66
"""Minimum scale of a text that is reduced to fit."""

ELLIPSIS = "\u2026"


def import_matplotlib(feature: str = "the figure") -> Any:
    """Import and return matplotlib, which a feature needs.

    Raises
    ------
    MissingDependencyError
        If it is not installed.
    """
    try:
        import matplotlib
    except ImportError as error:
        raise MissingDependencyError.for_extra(feature, "matplotlib", "figures") from error
    return matplotlib


class Typeface:
    """A font, which measures and fits texts.

    Parameters
    ----------
    name
        Name of the font on this machine.
    size
        Size in points.

    Raises
    ------
    UnknownNameError
        If this machine has no such font.
    InputError
        If the size is out of range.
    """

    def __init__(self, name: str = DEFAULT_FONT, size: float = 7.0) -> None:
        import_matplotlib()
        from matplotlib import font_manager

        if isinstance(size, bool) or not isinstance(size, int | float) or not 3 <= size <= 40:
            raise InputError(f"font_size must be a number of points from 3 to 40, not {size!r}")
        known = set(font_manager.get_font_names())
        if name not in known:
            raise UnknownNameError.among("font on this machine", str(name), known)
        self.name, self.size = name, float(size)
        self.families = list(dict.fromkeys([name, DEFAULT_FONT]))

    @property
    def line(self) -> float:
        """The distance between lines, in points."""
        return 1.2 * self.size

    @property
    def rise(self) -> float:
        """The height of letters above the baseline, in points."""
        return 0.78 * self.size

    def properties(self, bold: bool) -> Any:
        """Return the font for matplotlib; letters that it lacks are taken from the default font."""
        from matplotlib.font_manager import FontProperties

        return FontProperties(family=self.families, weight="bold" if bold else "normal", size=100)

    def width(self, runs: Iterable[Run], size: float | None = None) -> float:
        """Return the width of a line in points."""
        wide = sum(_width(tuple(self.families), text, bold) for text, bold in runs)
        return wide * (size or self.size) / 100

    def fitted(self, runs: tuple[Run, ...], room: float, end: str = "") -> tuple[tuple[Run, ...], float]:
        """Return a line and its font size, reduced, or shortened before its end, to fit a width."""
        wide = self.width(runs)
        if wide <= room:
            return runs, self.size
        if wide * MIN_SCALE <= room:
            return runs, self.size * room / wide
        text, bold = "".join(piece for piece, _ in runs), any(bold for _, bold in runs)
        end = ELLIPSIS + end
        text = text.removesuffix(end[1:])
        while len(text) > 1 and self.width([(text + end, bold)]) * MIN_SCALE > room:
            text = text[:-1]
        if end != ELLIPSIS and len(text) == 1:
            return self.fitted(runs, room)
        return ((text.rstrip() + end, bold),), self.size * MIN_SCALE

    def shortened(self, text: str, room: float) -> str:
        """Return a name, shortened at its start if it is too long: image names differ at their end."""
        if self.width([(text, False)]) * MIN_SCALE <= room:
            return text
        while len(text) > 1 and self.width([(ELLIPSIS + text, False)]) * MIN_SCALE > room:
            text = text[1:]
        return ELLIPSIS + text

    def split(self, text: str, room: float) -> list[str]:
        """Return a text as one line, or as two if one does not fit."""
        if self.width([(text, False)]) <= room:
            return [text]
        breaks = [i for i, letter in enumerate(text) if letter in " _-/+," and 0 < i < len(text) - 1]
        if not breaks:
            return [text]
        halves = [(text[: i + 1].rstrip(), text[i + 1 :].lstrip()) for i in breaks]
        return list(min(halves, key=lambda pair: max(self.width([(half, False)]) for half in pair)))

    def warn_of_missing(self, texts: Iterable[str]) -> None:
        """Warn of letters that the font lacks."""
        from matplotlib import font_manager

        fonts = [
            font_manager.get_font(font_manager.findfont(font_manager.FontProperties(family=family)))
            for family in self.families
        ]
        letters = sorted({letter for text in texts for letter in text})
        lacking = [c for c in letters if not any(font.get_char_index(ord(c)) for font in fonts)]
        if lacking:
            warnings.warn(
                f"the font '{self.name}' has no letters {' '.join(lacking)}; choose another font, or other"
                " labels",
                UserWarning,
                stacklevel=2,
            )


@lru_cache(maxsize=4096)
def _width(families: tuple[str, ...], text: str, bold: bool) -> float:
    """Return the width of a text at a font size of 100 points."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=list(families), weight="bold" if bold else "normal", size=100)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # warn_of_missing reports missing letters once
        width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width)
