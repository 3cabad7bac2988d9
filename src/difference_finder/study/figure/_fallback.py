"""Installed fonts that have the letters which a font lacks."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

__all__ = ["fonts_with", "lacking", "quiet_about_weights"]


class WithoutWeights(logging.Filter):
    """A filter of records about weights that a font lacks; each has its own, since they may be nested."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is about something else."""
        return "Failed to find font weight" not in record.getMessage()


def lacking(families: Sequence[str], texts: Iterable[str]) -> list[str]:
    """Return the letters of texts that no font of some families has."""
    letters = sorted({letter for text in texts for letter in text})
    codes = [_codes(_path_of(family)) for family in families]
    return [letter for letter in letters if not any(ord(letter) in known for known in codes)]


def fonts_with(letters: Sequence[str]) -> list[str]:
    """Return as few installed fonts as possible that have as many letters as possible.

    Parameters
    ----------
    letters
        Letters, of which any font may have some.

    Returns
    -------
    list of str
        Names of fonts, first the one that has most of the letters. Fonts that matplotlib brings with it do
        not count: some of them have symbols in the place of letters.
    """
    known = {name: _codes(path) for name, path in _installed()}
    wanted, found = {ord(letter) for letter in letters}, []
    while wanted:
        name = min(known, key=lambda one: (-len(wanted & known[one]), one), default="")
        if not name or not wanted & known[name]:
            break
        found.append(name)
        wanted -= known[name]
    return found


@contextmanager
def quiet_about_weights() -> Iterator[None]:
    """Keep matplotlib from reporting that a reserve font has no bold letters, for which others stand in."""
    log, own = logging.getLogger("matplotlib.font_manager"), WithoutWeights()
    log.addFilter(own)
    try:
        yield
    finally:
        log.removeFilter(own)


def _installed() -> list[tuple[str, str]]:
    """Return name and path of each upright font of normal weight, outlines of TrueType first."""
    import matplotlib
    from matplotlib import font_manager

    own = Path(matplotlib.get_data_path())
    upright = {
        font.name: font.fname
        for font in sorted(font_manager.fontManager.ttflist, key=lambda font: (font.fname, font.name))
        if font.style == "normal"
        and str(font.weight) in ("400", "normal", "regular", "book")
        and own not in Path(font.fname).parents
    }
    return sorted(upright.items(), key=lambda item: (not item[1].lower().endswith(".ttf"), item[0]))


def _path_of(family: str) -> str:
    from matplotlib import font_manager

    return str(font_manager.findfont(font_manager.FontProperties(family=family)))


@lru_cache(maxsize=512)
def _codes(path: str) -> frozenset[int]:
    """Return the code points of a font; none of a font that cannot be drawn, such as one of pictures."""
    from matplotlib import font_manager

    try:
        return frozenset(font_manager.get_font(path).get_charmap())
    except (OSError, RuntimeError, ValueError):
        return frozenset()
