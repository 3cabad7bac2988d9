"""Which names of two folders belong together: equal names, and names that differ in case, affixes or zeros.

Two folders often hold the same images under names that differ by a rule: ``0801.png`` and ``0801x4.png``,
``r_7.png`` and ``0007.png``. Names are split into tokens (words, numbers, punctuation). Tokens that all names
of a folder have in common, at their start or end, are its affixes. Affixes are removed only where names do
not match without, and of several ways the one that removes the fewest decides. If it leaves names unmatched,
they stay unmatched: another way might pair the wrong images.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product, takewhile

from difference_finder.storage._affixes import Ends, Tokens, number_images, value_of

__all__ = ["RULES", "Links", "Names", "link_names", "natural_key"]

RULES = ("name", "case", "stem", "number", "order")
"""The rules that pair files, the strictest first."""

SCALE = r"(?=[xX][0-9]+(?:[\W_]|$))"
"""What follows a word before a scale, as in "babyx4"."""

TOKENS = re.compile(
    rf"[0-9]+(?:\.[0-9]+)*|[A-Z]*[^\W\d_A-Z]+?{SCALE}|[A-Z]+?{SCALE}|[A-Z]*[^\W\d_A-Z]+|[A-Z]+|.", re.DOTALL
)
"""Numbers, also decimal ones; words, which end where capital letters begin; and single other characters."""


@dataclass
class Links:
    """Which names of two folders belong together.

    Parameters
    ----------
    pairs
        For a name of the first folder, its position to the position in the second and the rule that paired
        them.
    ambiguous
        Positions of the names in both folders that might belong together in several ways.
    """

    pairs: dict[int, tuple[int, str]] = field(default_factory=dict)
    ambiguous: list[tuple[list[int], list[int]]] = field(default_factory=list)


class Names:
    """The names of the images of a folder, and their keys with and without affixes.

    Parameters
    ----------
    names
        Names from :meth:`~difference_finder.storage.listing.FolderListing.by_name`, each once.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = list(names)
        self._keys: dict[tuple[bool, bool, bool], list[Tokens | None]] = {}

    @cached_property
    def folded(self) -> list[str]:
        """The names in lower case."""
        return [_fold(name) for name in self.names]

    @cached_property
    def folders(self) -> list[str]:
        """The folder of each name, in lower case, with its slash."""
        return [_fold("".join(name.rpartition("/")[:2])) for name in self.names]

    @cached_property
    def tokens(self) -> list[Tokens]:
        """The tokens of each name without its folder, in lower case."""
        return [
            tuple(_fold(token) for token in TOKENS.findall(name.rpartition("/")[2])) for name in self.names
        ]

    def affixes(self, front: bool = True, back: bool = True) -> Ends:
        """Return the tokens that all names start with, and that all names end with.

        Parameters
        ----------
        front, back
            Whether to look for the start and for the end. A folder of one name has no affixes.
        """
        rows: list[Tokens] = self.tokens if len(self.names) > 1 else []
        start = _common(rows) if front else ()
        rest = [row[len(start) :][::-1] for row in rows]
        return start, (_common(rest)[::-1] if back else ())

    def keys(self, front: bool, back: bool, zeros: bool = True) -> list[Tokens | None]:
        """Return folder and tokens of each name without affixes; None where no letter or digit is left.

        Parameters
        ----------
        front, back
            Whether the tokens that all names start with, and end with, are removed.
        zeros
            Whether whole numbers keep their leading zeros.
        """
        choice = front, back, zeros
        if choice not in self._keys:
            self._keys[choice] = (
                self._rests(front, back)
                if zeros
                else [key and (key[0], *map(value_of, key[1:])) for key in self.keys(front, back)]
            )
        return self._keys[choice]

    def _rests(self, front: bool, back: bool) -> list[Tokens | None]:
        start, end = self.affixes(front, back)
        rests = [row[len(start) : len(row) - len(end)] for row in self.tokens]
        return [
            (folder, *rest) if any(token[0].isalnum() for token in rest) else None
            for folder, rest in zip(self.folders, rests, strict=True)
        ]


def link_names(first: Names, second: Names, exact: bool = False) -> Links:
    """Return which names of two folders belong together.

    Parameters
    ----------
    first, second
        Names of both folders.
    exact
        Whether only equal names belong together.

    Examples
    --------
    >>> link_names(Names(["r_8", "r_10"]), Names(["0008", "0010"])).pairs
    {0: (0, 'number'), 1: (1, 'number')}
    >>> link_names(Names(["cat", "dog"]), Names(["catx4", "dogx4"])).pairs
    {0: (0, 'stem'), 1: (1, 'stem')}
    """
    whole = _Linking(len(first.names), len(second.names))
    whole.add("name", first.names, second.names)
    if exact:
        return whole.links
    whole.add("case", first.folded, second.folded)
    if whole.unfinished:
        whole.add("number", *(side.keys(False, False, False) for side in (first, second)))
    ways = _ways(first, second)
    best = [whole.links]
    while not any(way.pairs or way.ambiguous for way in best):
        if (following := next(ways, None)) is None:
            return Links()
        best = following
    return _agreed(best)


def natural_key(text: str) -> list[tuple[int, int, str]]:
    """Return a key that sorts numbers within text by their value.

    Examples
    --------
    >>> sorted(["img10", "img9", "img1"], key=natural_key)
    ['img1', 'img9', 'img10']
    """
    parts = re.split(r"([0-9]+)", text)
    return [(0, int(part), part) if part.isdecimal() else (1, 0, part) for part in parts if part]


class _Linking:
    """Links that grow rule by rule; a later rule looks only at the names that earlier ones left."""

    def __init__(self, firsts: int, seconds: int) -> None:
        self.links = Links()
        self.left = set(range(firsts)), set(range(seconds))

    @property
    def unfinished(self) -> bool:
        return all(self.left)

    def add(
        self, rule: str, first: Sequence[str | Tokens | None], second: Sequence[str | Tokens | None]
    ) -> None:
        """Link names with equal keys, if no other name of their folders has the same key."""
        if not self.unfinished:
            return
        groups = _positions(first), _positions(second)
        for key, ours in groups[0].items():
            theirs = groups[1].get(key, [])
            if self.left[0].isdisjoint(ours) or self.left[1].isdisjoint(theirs):
                continue
            if len(ours) == len(theirs) == 1:
                self.links.pairs[ours[0]] = (theirs[0], rule)
            else:
                self.links.ambiguous.append((ours, theirs))
            self.left[0].difference_update(ours)
            self.left[1].difference_update(theirs)


def _ways(first: Names, second: Names) -> Iterator[list[Links]]:
    """Yield the links with one affix removed in all possible ways, with two, three and four."""
    choices = sorted(product((False, True), repeat=4), key=sum)
    for count in range(1, 5):
        ways = (_link_without(first, second, choice) for choice in choices if sum(choice) == count)
        yield [way for way in ways if way.pairs or way.ambiguous]


def _link_without(first: Names, second: Names, cut: tuple[bool, ...]) -> Links:
    """Link names without affixes: those at the start and end of the first, and of the second folder's names.

    Nothing is linked if a folder lacks an affix that is to be removed.
    """
    ours, theirs = (cut[0], cut[1]), (cut[2], cut[3])
    affixes = first.affixes(*ours), second.affixes(*theirs)
    found = Links()
    if not all(affix for affix, wanted in zip((*affixes[0], *affixes[1]), cut, strict=True) if wanted):
        return found
    keys = first.keys(*ours), second.keys(*theirs)
    if number_images(affixes, (first.affixes(), second.affixes()), keys):
        return found
    linking = _Linking(len(first.names), len(second.names))
    linking.add("stem", *keys)
    linking.add("number", first.keys(*ours, False), second.keys(*theirs, False))
    return linking.links


def _agreed(ways: list[Links]) -> Links:
    """Return the links of the way with the most pairs; nothing is paired where ways disagree."""
    partners: dict[int, set[int]] = defaultdict(set)
    owners: dict[int, set[int]] = defaultdict(set)
    for way in ways:
        for ours, (theirs, _) in way.pairs.items():
            partners[ours].add(theirs)
            owners[theirs].add(ours)
    disputed = [([ours], sorted(found)) for ours, found in partners.items() if len(found) > 1]
    disputed += [(sorted(found), [theirs]) for theirs, found in owners.items() if len(found) > 1]
    if disputed:
        return Links({}, disputed)
    return max(ways, key=lambda way: len(way.pairs))


def _positions(keys: Sequence[str | Tokens | None]) -> dict[str | Tokens, list[int]]:
    groups: dict[str | Tokens, list[int]] = defaultdict(list)
    for position, key in enumerate(keys):
        if key is not None:
            groups[key].append(position)
    return groups


def _common(rows: Sequence[Tokens]) -> Tokens:
    """Return the tokens that all rows start with: those that the least and the greatest row share."""
    if not rows:
        return ()
    ends = zip(min(rows), max(rows), strict=False)
    return tuple(one for one, _ in takewhile(lambda both: both[0] == both[1], ends))


def _fold(text: str) -> str:
    return unicodedata.normalize("NFC", text.casefold())
