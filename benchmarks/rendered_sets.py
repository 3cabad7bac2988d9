"""Sets of rendered pairs: those on which the constants of ``changed`` were chosen, and those that count.

A set for reporting has other numbers, other families of fonts and, the last one, other words and heights.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from font_files import SYSTEM, font_path
from rendered_pairs import HEIGHTS, WORDS, Material


@dataclass(frozen=True)
class RenderedSet:
    """A set of pairs.

    Parameters
    ----------
    title
        Heading of the table of its error rates.
    use
        What the pairs were used for.
    start
        Number of the first pair.
    fonts
        Names of fonts.
    words, heights
        Words and heights of the text.
    count
        Number of pairs in the report.
    """

    title: str
    use: str
    start: int
    fonts: tuple[str, ...]
    words: tuple[str, ...] = WORDS
    heights: tuple[int, ...] = HEIGHTS
    count: int = 600

    def material(self, system: Path = SYSTEM) -> Material:
        """Return what the text is made of; ``system`` is the folder with fonts of Debian packages."""
        return Material(tuple(font_path(name, system) for name in self.fonts), self.words, self.heights)


SETS = {
    "tuning": RenderedSet(
        "Pairs for tuning",
        "Constants were chosen on them.",
        0,
        (
            *("DejaVuSans", "DejaVuSans-Bold", "DejaVuSerif", "DejaVuSansMono", "STIXGeneral", "cmtt10"),
            *("Roboto-Regular", "Roboto-Bold", "SourceSansPro-Regular", "SourceSerifPro-Regular"),
            "Lato-Regular",
        ),
    ),
    "further": RenderedSet(
        "Further pairs for tuning",
        "Constants were chosen on them and on others in these fonts and those above: 600 of these kinds, 1800"
        " that are the same (hinting, scale, rasteriser, part moved), and 600 with another letter.",
        100_000,
        (
            *("Roboto-Light", "Roboto-Medium", "Roboto-Italic", "SourceSansPro-Semibold", "SourceSansPro-It"),
            *("SourceSerifPro-Bold", "Lato-Light", "Lato-Bold", "Lato-Italic", "DejaVuSansMono-Bold"),
            *("DejaVuSerif-Bold", "DejaVuSans-Oblique", "STIXGeneralBol", "STIXGeneralItalic"),
        ),
        (
            *("vector", "record", "number", "little", "second", "header"),
            *("garden", "travel", "winter", "bottle", "season", "kernel"),
        ),
        (10, 11, 13, 14, 15, 18, 24),
    ),
    "earlier": RenderedSet(
        "Earlier pairs for reporting",
        "No constant was chosen on them, but errors of an earlier version on them showed what to look for.",
        200_000,
        (
            *("Caladea-Regular", "Caladea-Bold", "Manrope-Regular", "Manrope-Bold"),
            *("RedHatDisplay-Regular", "RedHatDisplay-Bold", "cmss10", "cmr10"),
        ),
    ),
    "fresh": RenderedSet(
        "Fresh pairs for reporting",
        "Other fonts, words and heights, judged after tuning; then the stricter of two values of one constant"
        " was kept.",
        300_000,
        (
            *("LiberationSans-Regular", "LiberationSans-Bold", "LiberationSerif-Regular"),
            *("LiberationMono-Regular", "OpenSans-Regular", "OpenSans-Semibold", "Carlito-Regular"),
            *("Carlito-Bold", "FiraCode-Regular", "Inter-Regular", "Inter-SemiBold"),
        ),
        (
            *("status", "window", "filter", "change", "before", "planet"),
            *("silver", "market", "random", "export", "yellow", "height"),
        ),
        (10, 11, 12, 13, 15, 18, 22, 26),
        count=1200,
    ),
}
"""The sets in the order of the report."""
