"""Names shortened for figures and plots, so that they fit and still differ."""

from __future__ import annotations

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
        none, or are equal from the start, they are numbered.

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
    if fits(name):
        return name
    for kept in range(len(name) - 1, 1, -1):
        text = f"{name[: kept - kept // 2]}{ELLIPSIS}{name[len(name) - kept // 2 :]}"
        if fits(text):
            return text
    return name[:1] + ELLIPSIS


def _without_end(name: str, fits: Callable[[str], bool]) -> str:
    if fits(name):
        return name
    ends = (name[:kept] + ELLIPSIS for kept in range(len(name) - 1, 0, -1))
    return next(filter(fits, ends), name[:1] + ELLIPSIS)


def _without_start(name: str, fits: Callable[[str], bool]) -> str:
    return _without_end(name[::-1], lambda text: fits(text[::-1]))[::-1]


def _numbered(name: str, number: int, fits: Callable[[str], bool]) -> str:
    end = f" ({number})"
    return _without_end(name, lambda text: fits(text + end)) + end
