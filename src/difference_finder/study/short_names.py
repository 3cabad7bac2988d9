"""Names shortened for figures and plots, so that they fit and still differ."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence

from difference_finder.errors import InputError
from difference_finder.text import option

__all__ = ["check_different", "distinct_names"]

ELLIPSIS = "\u2026"


def distinct_names(names: Sequence[str], fits: Callable[[str], bool]) -> list[str]:
    """Return names that fit and differ, shortened in their middle, at their end or at their start.

    Parameters
    ----------
    names
        Names, on one line each.
    fits
        Function that tells whether a text fits.

    Returns
    -------
    list of str
        Shortened names, all in the same way: the first of the three in which they differ. If they differ in
        none, what the long names have in common at both ends is cut; if they still do not differ, or are
        equal from the start, they are numbered.

    Examples
    --------
    >>> distinct_names(["ours", "a_network_of_ours", "a_network_of_others"], lambda text: len(text) <= 9)
    ['ours', 'a_ne\u2026ours', 'a_ne\u2026hers']
    """
    ways = (_without_middle, _without_end, _without_start)
    for way in ways:
        found = [way(name, fits) for name in names]
        if len(set(found)) == len(found):
            return found
    found = _around_differences(names, fits)
    if len(set(found)) == len(found):
        return found
    return [_numbered(name, number, fits) for number, name in enumerate(names, 1)]


def check_different(shown: Mapping[str, str]) -> None:
    """Raise an error if two methods have the same displayed name.

    Parameters
    ----------
    shown
        Displayed names by name.

    Raises
    ------
    InputError
        If two are equal.
    """
    owners: dict[str, str] = {}
    for name, text in shown.items():
        if text in owners:
            raise InputError(
                f"'{owners[text]}' and '{name}' are both displayed as '{text}'; give them different"
                f" {option('labels')}"
            )
        owners[text] = name


def _without_middle(name: str, fits: Callable[[str], bool]) -> str:
    return _longest(
        name,
        lambda kept: f"{name[: kept - kept // 2]}{ELLIPSIS}{name[len(name) - kept // 2 :]}",
        fits,
    )


def _without_end(name: str, fits: Callable[[str], bool]) -> str:
    return _longest(name, lambda kept: name[:kept] + ELLIPSIS, fits)


def _around_differences(names: Sequence[str], fits: Callable[[str], bool]) -> list[str]:
    """Return names without the ends that the long ones share, of which as much is kept as fits."""
    long = [name for name in names if not fits(name)]
    head = _common_length(long)
    tail = min(_common_length([name[::-1] for name in long]), min(map(len, long)) - head)

    def shortened(name: str, kept: int) -> str:
        start, end = max(0, head - kept), min(len(name), len(name) - tail + kept)
        return f"{ELLIPSIS if start else ''}{name[start:end]}{ELLIPSIS if end < len(name) else ''}"

    found = []
    for name in names:
        texts = [shortened(name, kept) for kept in range(max(head, tail), -1, -1)]
        found.append(name if fits(name) else next(filter(fits, texts), texts[-1]))
    return [_without_end(text, fits) for text in found]


def _common_length(names: Sequence[str]) -> int:
    """Return the number of letters that all names begin with."""
    same = (len(set(letters)) == 1 for letters in zip(*names, strict=False))
    return sum(itertools.takewhile(bool, same))


def _longest(name: str, shortened: Callable[[int], str], fits: Callable[[str], bool]) -> str:
    """Return a name, or the longest of its shortened texts that fits, of at least one letter."""
    if fits(name):
        return name
    kept, above = 1, len(name)
    while above - kept > 1:
        middle = (kept + above) // 2
        kept, above = (middle, above) if fits(shortened(middle)) else (kept, middle)
    return shortened(kept)


def _without_start(name: str, fits: Callable[[str], bool]) -> str:
    return _without_end(name[::-1], lambda text: fits(text[::-1]))[::-1]


def _numbered(name: str, number: int, fits: Callable[[str], bool]) -> str:
    end = f" ({number})"
    return _without_end(name, lambda text: fits(text + end)) + end
