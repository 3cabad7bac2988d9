"""The kinds of change of a study as a paragraph and as a table."""

from __future__ import annotations

import math
from collections.abc import Sequence

from difference_finder.kinds.ranking import UNDETERMINED
from difference_finder.study.crops.crop import kind_words
from difference_finder.study.kinds.counts import KindCount, RivalKinds, StudyKinds
from difference_finder.study.statistics.paragraph import MOST_LINES, count_lines
from difference_finder.text import count_of, format_decimal

__all__ = ["count_words", "tabulate_kinds", "write_kinds"]

MOST_KINDS = 4
"""Maximum number of kinds that a sentence names; the others are one share."""

MOST_ROWS = 40
"""Maximum number of rows of a table."""


def write_kinds(found: StudyKinds) -> tuple[str, tuple[str, ...]]:
    """Report the kinds of change to each rival in one sentence, in at most 12 lines.

    Returns
    -------
    tuple
        The paragraph, and the names of the rivals that it leaves out.
    """
    text = (
        f"Strong regions are where the errors of {found.ours} and of a rival differ most in an image; their"
        f" kind is the change from {found.ours} to the rival, beyond what is typical of the two images."
    )
    for number, rival in enumerate(found.rivals):
        left = [one.rival for one in found.rivals[number:]]
        longer = f"{text} {_sentence(found, rival)}"
        if count_lines(longer if len(left) == 1 else f"{longer} {_rest(len(left) - 1)}") > MOST_LINES:
            return f"{text} {_rest(len(left))}", tuple(left)
        text = longer
    return text, ()


def _rest(count: int) -> str:
    return f"{count_of(count, 'rival')} more: see the table."


def _sentence(found: StudyKinds, rival: RivalKinds) -> str:
    """Report the kinds of change to one rival."""
    between = f"Between {found.ours} and {rival.rival}"
    missing = found.images - rival.images
    unmeasured = f" ({count_of(missing, 'image')} not measured)" if missing else ""
    if not rival.images:
        return f"{between}, no image was measured."
    if not rival.regions:
        return f"{between}, no strong region in {count_of(rival.images, 'image')}{unmeasured}."
    images = f"{rival.images - rival.images_without_regions} of {count_of(found.images, 'image')}"
    nearer = f"{found.ours} is nearer to the reference in {_share(rival.ours_nearer, rival.regions)} of them"
    listed = ", ".join(_listed(rival))
    return f"{between}, {count_of(rival.regions, 'region')} in {images}{unmeasured}: {listed}; {nearer}."


def _listed(rival: RivalKinds) -> list[str]:
    """Return the most frequent kinds with their shares, then the shares of the rest."""
    known = [count for count in rival.kinds if count.name != UNDETERMINED]
    texts = [
        f"{count_words(count, rival.rival)} {_share(count.regions, rival.regions)}"
        f" (median strength {_strength(count)})"
        for count in known[:MOST_KINDS]
    ]
    others = sum(count.regions for count in known[MOST_KINDS:])
    undetermined = rival.regions - sum(count.regions for count in known)
    rest = {"other kinds": others, UNDETERMINED: undetermined}
    return texts + [f"{name} {_share(count, rival.regions)}" for name, count in rest.items() if count]


def count_words(count: KindCount, rival: str) -> str:
    """Return the name of a kind in words, with the method that it describes if that is not the rival."""
    words = kind_words(count.name)
    return words if count.method == rival else f"{words} in {count.method}"


def tabulate_kinds(found: StudyKinds, rivals: Sequence[str]) -> tuple[list[list[str]], int]:
    """Return a table of the kinds of some rivals, under a heading, and the number of rows it leaves out."""
    heading = ["rival", "kind", "regions", "share", "of area", "images", "median", f"{found.ours} nearer"]
    rows = []
    for rival in found.rivals:
        if rival.rival in rivals:
            rows += [_row(rival, count) for count in rival.kinds] or [[rival.rival, "-", "0", *["-"] * 5]]
    return [heading, *rows[:MOST_ROWS]], max(0, len(rows) - MOST_ROWS)


def _row(rival: RivalKinds, count: KindCount) -> list[str]:
    return [
        rival.rival,
        count_words(count, rival.rival),
        str(count.regions),
        _share(count.regions, rival.regions),
        _share(count.area, rival.area),
        str(count.images),
        "-" if count.name == UNDETERMINED else _strength(count),
        _share(count.ours_nearer, count.regions),
    ]


def _strength(count: KindCount) -> str:
    if math.isnan(count.strength):
        return "unknown"
    number = format_decimal(count.strength, 2)
    unit = count.unit.removesuffix("s") if number == "1" else count.unit
    return f"{number} {unit}".rstrip()


def _share(part: int, whole: int) -> str:
    """Return a share in per cent, as a bound where rounding would make it 0 or 100."""
    share = 100 * part / whole
    if 0 < share < 0.5:
        return "< 1 %"
    return "> 99 %" if 99.5 < share < 100 else f"{share:.0f} %"
