"""Whether numbers in the affixes of names describe the folders, or number the images."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["Ends", "Tokens", "number_images", "value_of"]

Tokens = tuple[str, ...]

Ends = tuple[Tokens, Tokens]
"""The tokens that all names of a folder start with, and those that they end with."""


def number_images(
    removed: tuple[Ends, Ends], common: tuple[Ends, Ends], keys: Sequence[Sequence[Tokens | None]]
) -> bool:
    """Tell whether numbers that are removed from the names of two folders may number the images.

    A folder may hold a part of the images, such as ``1_1`` and ``1_2`` of scene 1, whose names have a number
    in common. So ``scene1_07`` is not ``scene2_07``, and ``2024-01-05`` is not ``2024-02-05``.

    Parameters
    ----------
    removed
        Tokens that are removed from the names of the first and of the second folder.
    common
        All tokens that the names of each folder have in common.
    keys
        Folder and tokens of each name of both folders without the removed tokens.

    Notes
    -----
    Names that numbers tell apart must have equal numbers next to these, and one folder alone may have more.
    Where a name has several numbers, a folder must not have them in common at both ends, since the other end
    could be removed as well, unless words tell which part of the name is left. Names without other numbers
    may differ in numbered words: ``run1_cat`` is ``run2_cat``, but ``1_cat`` is not ``2_cat``.
    """
    first, second = (_numbers_of(ends) for ends in removed)
    if removed[0] == removed[1] or not any((*first, *second)):
        return False
    left = max((len(_numbers(key[1:])) for side in keys for key in side if key), default=0)
    if not left:
        return any(_differ_in_a_number(*ends) for ends in zip(*removed, strict=True))
    if not (_extend(first, second) or _extend(second, first)):
        return True
    several = left + min(sum(map(len, first)), sum(map(len, second))) > 1
    return several and any(
        all(_numbers_of(common[side])) and not _are_anchored(removed[side], keys[side]) for side in (0, 1)
    )


def value_of(token: str) -> str:
    """Return a whole number without leading zeros, and any other token as it is."""
    return token.lstrip("0") or "0" if token.isdecimal() else token


def _are_anchored(removed: Ends, keys: Sequence[Tokens | None]) -> bool:
    """Tell whether no other part of a name has the words and the punctuation of the part that is left."""
    for key in keys:
        part = _shape((key or ())[1:])
        whole = [*_shape(removed[0]), *part, *_shape(removed[1])]
        places = range(len(whole) - len(part) + 1)
        if sum(whole[place : place + len(part)] == part for place in places) > 1:
            return False
    return True


def _shape(tokens: Tokens) -> list[str]:
    """Return tokens with a zero for each number."""
    return ["0" if token[0].isdecimal() else token for token in tokens]


def _extend(fewer: Ends, more: Ends) -> bool:
    """Tell whether numbers extend others to the outside, at the start and at the end."""
    (start, end), (wider_start, wider_end) = fewer, more
    return wider_start[len(wider_start) - len(start) :] == start and wider_end[: len(end)] == end


def _numbers_of(ends: Ends) -> Ends:
    return _numbers(ends[0]), _numbers(ends[1])


def _numbers(tokens: Tokens) -> Tokens:
    """Return the numbers among tokens without leading zeros, except scales such as "x4"."""
    before = ("", *tokens)
    return tuple(
        value_of(token)
        for word, token in zip(before, tokens, strict=False)
        if token[0].isdecimal() and word != "x"
    )


def _differ_in_a_number(first: Tokens, second: Tokens) -> bool:
    """Tell whether two affixes differ only in numbers, of which one does not belong to a word."""
    if _shape(first) != _shape(second):
        return False
    before = ("", *first)
    return any(
        ours != theirs and not word.isalpha()
        for word, ours, theirs in zip(before, first, second, strict=False)
    )
