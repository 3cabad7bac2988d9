"""The measurement of texts in a font, and the letters that it lacks."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any

from difference_finder.errors import InputError, MissingDependencyError, UnknownNameError
from difference_finder.study.figure._fallback import fonts_with, lacking, quiet_about_weights
from difference_finder.study.figure._sheet import Run
from difference_finder.study.short_names import distinct_names
from difference_finder.text import option

__all__ = ["DEFAULT_FONT", "DEFAULT_SIZE", "MIN_SCALE", "Typeface", "import_matplotlib"]

DEFAULT_FONT = "STIXGeneral"
"""The default font, of the kind of Times. matplotlib includes it, so that figures are the same on all
machines."""

RESERVE = "DejaVu Sans"
"""The font, included in matplotlib, of letters that the chosen font lacks."""

TIMES = (
    "nimbus roman",
    "stix",
    "stix two text",
    "tex gyre termes",
    "times",
    "times new roman",
    "times roman",
)
"""Fonts of the kind of Times, in lower case, for which the default font stands in where they are missing."""

DEFAULT_SIZE = 8.0
"""The default size of the font in points."""

MIN_SCALE = 0.875
"""Minimum scale of a text that is reduced to fit: 7 points at the default size, which prints legibly."""

ELLIPSIS = "\u2026"

MOST_LINES = 3
"""Maximum number of lines of a name above a panel."""

ROOM_STEP = 0.25
"""Steps of the widths to which names are wrapped, in points."""

SHORT_STEP = 2.0
"""The same for names that do not fit and are shortened."""

EVEN_STEPS = 6
"""Steps of the bisection by which lines become even."""

BREAKS = r"[^ _\-/+,]+[ _\-/+,]*|[ _\-/+,]+"
"""Pieces of a name, after which it may be broken."""

CAPITALS = r"(?<=[a-z])(?=[A-Z])"
"""Where a piece that is too long is broken first: RealESRGAN becomes Real and ESRGAN."""


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
        Name of the font on this machine. A font of the kind of Times that is missing is replaced by the
        default font, with a warning.
    size
        Size in points.

    Raises
    ------
    UnknownNameError
        If this machine has no such font.
    InputError
        If the size is out of range.
    """

    def __init__(self, name: str = DEFAULT_FONT, size: float = DEFAULT_SIZE) -> None:
        import_matplotlib()
        from matplotlib import font_manager

        if isinstance(size, bool) or not isinstance(size, int | float) or not 3 <= size <= 40:
            raise InputError(f"{option('font_size')} must be a number of points from 3 to 40, not {size!r}")
        known = set(font_manager.get_font_names())
        if name not in known:
            if str(name).lower() not in TIMES:
                raise UnknownNameError.among("font on this machine", str(name), known)
            message = f"this machine has no font '{name}'; {DEFAULT_FONT}, of the same kind, is used"
            warnings.warn(message, UserWarning, stacklevel=3)
            name = DEFAULT_FONT
        self.name, self.size = name, float(size)
        self.families = list(dict.fromkeys([name, RESERVE]))
        self._lines: dict[tuple[str, float, int], list[str]] = {}
        self._fitting: dict[tuple[str, float, int], bool] = {}
        self._shortened: dict[tuple[tuple[str, ...], float, int], dict[str, list[str]]] = {}

    @property
    def line(self) -> float:
        """The distance between lines, in points."""
        return 1.2 * self.size

    @property
    def rise(self) -> float:
        """The height of letters above the baseline, in points."""
        return 0.78 * self.size

    @cached_property
    def digit_height(self) -> float:
        """The height of digits, in points."""
        return _height(tuple(self.families), "0") * self.size / 100

    def properties(self, bold: bool) -> Any:
        """Return the font for matplotlib; letters that it lacks are taken from the reserve."""
        from matplotlib.font_manager import FontProperties

        return FontProperties(family=self.families, weight="bold" if bold else "normal", size=100)

    def width(self, runs: Iterable[Run], size: float | None = None) -> float:
        """Return the width of a line in points."""
        wide = sum(_width(tuple(self.families), run.text, run.bold) for run in runs)
        return wide * (size or self.size) / 100

    def needed(self, runs: Iterable[Run]) -> float:
        """Return the width of a line at the minimum size, in points."""
        return MIN_SCALE * self.width(runs)

    def common_size(self, lines: Iterable[Iterable[Run]], room: float) -> float:
        """Return the size at which all lines fit a width, at least the minimum, so that they look alike."""
        widest = max((self.width(line) for line in lines), default=0.0)
        return self.size * min(1.0, max(MIN_SCALE, room / widest if widest else 1.0))

    def fitted(
        self, runs: tuple[Run, ...], room: float, end: str = "", size: float | None = None
    ) -> tuple[tuple[Run, ...], float]:
        """Return a line and its font size, reduced, or shortened before its end, to fit a width.

        ``size`` is the size to reduce; None for the size of the font.
        """
        size = size or self.size
        wide, least = self.width(runs, size), min(size, MIN_SCALE * self.size)
        if wide <= room + 1e-6:
            return runs, size
        if wide * least / size <= room:
            return runs, size * room / wide
        text, bold = "".join(run.text for run in runs), any(run.bold for run in runs)
        end = ELLIPSIS + end
        text = text.removesuffix(end[1:])
        while len(text) > 1 and self.width([Run(text + end, bold)], least) > room:
            text = text[:-1]
        if end != ELLIPSIS and len(text) == 1:
            return self.fitted(runs, room, size=size)
        return (Run(text.rstrip() + end, bold),), least

    def shortened(self, names: Sequence[str], room: float, bold: bool = False) -> dict[str, str]:
        """Return names shortened to one line of a width; those that differ still do."""
        every = list(dict.fromkeys(names))
        found = distinct_names(every, lambda text: self.needed([Run(text, bold)]) <= room)
        return dict(zip(every, found, strict=True))

    def in_lines(self, names: Sequence[str], room: float, most: int = MOST_LINES) -> dict[str, list[str]]:
        """Return names as at most ``most`` lines that fit a width, shortened so that those that differ do."""
        every = tuple(dict.fromkeys(names))
        if all(self._fits_in_lines(name, room, most) for name in every):
            return {name: self.wrapped(name, room, most) for name in every}
        room = math.floor(room / SHORT_STEP) * SHORT_STEP
        key = every, room, most
        if key not in self._shortened:
            found = distinct_names(every, lambda text: self._fits_in_lines(text, room, most))
            short = zip(every, found, strict=True)
            self._shortened[key] = {name: self.wrapped(text, room, most) for name, text in short}
        return self._shortened[key]

    def _fits_in_lines(self, text: str, room: float, most: int) -> bool:
        room = math.floor(room / ROOM_STEP) * ROOM_STEP
        key = text, room, most
        if key not in self._fitting:
            self._fitting[key] = all(self._fits(line, room) for line in self._wrapped(text, room, most))
        return self._fitting[key]

    def wrapped(self, text: str, room: float, most: int = MOST_LINES) -> list[str]:
        """Return a name as lines that fit a width, broken after spaces and punctuation, or else anywhere.

        The last of ``most`` lines may be too long. Lines are as even as possible.
        """
        room = math.floor(room / ROOM_STEP) * ROOM_STEP  # so that near widths share a result
        key = text, room, most
        if key not in self._lines:
            self._lines[key] = self._even(text, room, most)
        return self._lines[key]

    def _even(self, text: str, room: float, most: int) -> list[str]:
        """Return a name as few lines of nearly equal length."""
        lines = self._wrapped(text, room, most)
        low, high = room / len(lines), room
        for _ in range(EVEN_STEPS if len(lines) > 1 else 0):
            middle = (low + high) / 2
            found = self._wrapped(text, middle, most + 1)
            if len(found) <= len(lines):
                lines, high = found, middle
            else:
                low = middle
        return [line.strip() for line in lines]

    def _wrapped(self, text: str, room: float, most: int) -> list[str]:
        """Return a name as lines, each as long as possible."""
        lines = [""]
        for piece in self._pieces(text, room):
            if not lines[-1] or len(lines) == most or self._fits(lines[-1] + piece, room):
                lines[-1] += piece
            else:
                lines.append(piece)
        return lines

    def _pieces(self, text: str, room: float) -> Iterator[str]:
        """Yield the pieces of a name that stay together; pieces that are too long are divided."""
        for piece in re.findall(BREAKS, text):
            fits = self._fits(piece, room)
            for part in [piece] if fits else re.split(CAPITALS, piece):
                start = 0
                while len(part) - start > 1 and not self._fits(part[start:], room):
                    ends = range(len(part), start, -1)
                    end = next((end for end in ends if self._fits(part[start:end], room)), start + 1)
                    yield part[start:end]
                    start = end
                yield part[start:]

    def _fits(self, text: str, room: float) -> bool:
        return self.needed([Run(text.rstrip())]) <= room

    def longest_piece(self, text: str) -> float:
        """Return the minimum width of the longest piece of a name that stays together."""
        return max((self.needed([Run(piece.rstrip())]) for piece in re.findall(BREAKS, text)), default=0.0)

    def covers(self, texts: Iterable[str]) -> bool:
        """Return whether the font or its reserves have the letters of texts, after adding installed fonts.

        Where one was added, texts have other widths: lay them out again.
        """
        if not (missing := lacking(self.families, texts)):
            return True
        added = fonts_with(missing)
        self.families += added
        for known in (self._lines, self._fitting, self._shortened):
            known.clear()
        return not added

    def warn_of_missing(self, texts: Iterable[str]) -> None:
        """Warn of letters that no installed font has."""
        missing = lacking(self.families, texts)
        if missing:
            warnings.warn(
                f"neither the font '{self.name}' nor another on this machine has the letters"
                f" {' '.join(missing)}, which are drawn as boxes; install a font that has them, or change the"
                f" names with {option('labels')}",
                UserWarning,
                stacklevel=2,
            )


def _width(families: tuple[str, ...], text: str, bold: bool) -> float:
    """Return the width of a text at a font size of 100 points."""
    return _extent(families, text, bold)[0]


def _height(families: tuple[str, ...], text: str) -> float:
    """Return the height of a text above its baseline at a font size of 100 points."""
    _, height, descent = _extent(families, text, False)
    return height - descent


@lru_cache(maxsize=16384)
def _extent(families: tuple[str, ...], text: str, bold: bool) -> tuple[float, float, float]:
    """Return width, height and descent of a text at a font size of 100 points."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=list(families), weight="bold" if bold else "normal", size=100)
    with warnings.catch_warnings(), quiet_about_weights():
        warnings.simplefilter("ignore")  # warn_of_missing reports missing letters once
        width, height, descent = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width), float(height), float(descent)
