"""Matching of the files of two or more folders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from pathlib import Path
from typing import Any

from difference_finder.errors import InputError, PairingError
from difference_finder.storage.listing import FolderListing, list_folder
from difference_finder.storage.match import MODES, UNMATCHED, Match
from difference_finder.storage.naming import RULES, Names, link_names, natural_key
from difference_finder.storage.unmatched import Unmatched, refuse_unmatched
from difference_finder.text import join_names, option

__all__ = [
    "Matching",
    "describe_pairs",
    "files_by_name",
    "match_folders",
]

FEW, MANY = 3, 20
"""Numbers of pairs that a description shows: of files paired by a rule about names, and by order."""


@dataclass(frozen=True)
class Matching:
    """The files of several folders: those that belong together, and all others.

    Parameters
    ----------
    folders
        The folders.
    matches
        Files that belong together, in order of name.
    unmatched
        Images that lack a file of some folder, or have several, in order of name.
    """

    folders: tuple[FolderListing, ...]
    matches: tuple[Match, ...]
    unmatched: tuple[Unmatched, ...] = ()

    @property
    def rule(self) -> str:
        """The loosest rule that paired files."""
        return max((match.rule for match in self.matches), key=RULES.index, default=RULES[0])

    def examples(self) -> list[str]:
        """Return files that were paired by the loosest rule, such as "r_7.png = 0007.png"."""
        found = [match for match in self.matches if match.rule == self.rule != RULES[0]]
        return [
            " = ".join(
                folder.below(path).as_posix() for folder, path in zip(self.folders, match.paths, strict=True)
            )
            for match in found
        ]


def match_folders(
    folders: Sequence[str | Path], suffixes: Iterable[str], mode: str = "auto", unmatched: str = "error"
) -> Matching:
    """Match the images of several folders.

    Parameters
    ----------
    folders
        Two or more folders. They are searched recursively, without hidden files. The files of each are
        matched with the files of the first.
    suffixes
        Suffixes of image files, in lower case with the dot.
    mode
        "name": by path below the folder, without suffix; "order": the n-th file of each folder, with numbers
        in order of value; "auto": by name, and names that differ may match without regard to case, to
        leading zeros, and to what all names of a folder start and end with.
    unmatched
        "error" refuses images that lack a file of some folder or have several, "report" and "ignore" return
        them.

    Returns
    -------
    Matching
        The matches and the other files. A file is matched only if one file of each folder can belong to it.

    Raises
    ------
    PairingError
        If a folder holds no image, or files cannot be matched.
    """
    if mode not in MODES:
        raise InputError(f"{option('pairing')} must be one of {', '.join(MODES)}, not '{mode}'")
    if unmatched not in UNMATCHED:
        raise InputError(f"{option('unmatched')} must be one of {', '.join(UNMATCHED)}, not '{unmatched}'")
    known = frozenset(suffixes)
    listings = tuple(list_folder(folder, known) for folder in folders)
    if unmatched != "report" or not any(listing.images for listing in listings):
        for listing in listings:
            _check_images(listing, known)
    if mode == "order":
        return Matching(listings, tuple(_by_order(listings)))
    matching = _by_name(listings, exact=mode == "name")
    if unmatched == "error" or (unmatched == "ignore" and not matching.matches):
        refuse_unmatched(listings, matching.unmatched, len(matching.matches))
    return matching


def files_by_name(folder: str | Path, suffixes: Iterable[str]) -> dict[str, Path]:
    """Return the images of a folder, keyed by their path below it, without suffix.

    Raises
    ------
    PairingError
        If the folder holds no image, or several of one name.
    """
    known = frozenset(suffixes)
    listing = list_folder(folder, known)
    _check_images(listing, known)
    groups = listing.by_name()
    double = [Unmatched(name, (tuple(paths),)) for name, paths in groups.items() if len(paths) > 1]
    refuse_unmatched((listing,), double, len(groups) - len(double))
    return {name: paths[0] for name, paths in groups.items()}


def _check_images(listing: FolderListing, suffixes: frozenset[str]) -> None:
    if not listing.images:
        raise PairingError(f"folder '{listing.root}' holds no image ({', '.join(sorted(suffixes))})")


class _Rows:
    """The images of the first folder with their files in the others, and the files that are left."""

    def __init__(self, listings: Sequence[FolderListing]) -> None:
        self.groups = [listing.by_name() for listing in listings]
        self.names = [Names(list(group)) for group in self.groups]
        self.files: list[list[tuple[Any, ...]]] = [[tuple(files)] for files in self.groups[0].values()]
        self.rules: list[list[str]] = [[] for _ in self.files]
        self.extra: dict[str, list[tuple[Any, ...]]] = {}

    def add(self, folder: int, exact: bool) -> None:
        """Add the files of a folder to the rows."""
        files = list(self.groups[folder].values())
        links = link_names(self.names[0], self.names[folder], exact)
        found: dict[int, tuple[Any, ...]] = {}
        taken = {theirs for theirs, _ in links.pairs.values()}
        for ours, (theirs, rule) in links.pairs.items():
            found[ours] = tuple(files[theirs])
            self.rules[ours].append(rule)
        for ours_all, theirs_all in links.ambiguous:
            taken.update(theirs_all)
            firsts = [file for ours in ours_all for file in self.files[ours][0]]
            for ours in set(ours_all) - set(links.pairs):
                found[ours] = tuple(file for theirs in theirs_all for file in files[theirs])
                # Several files of the first folder keep the row from being matched.
                self.files[ours][0] = tuple(dict.fromkeys([*self.files[ours][0], *firsts]))
        for position, row in enumerate(self.files):
            row.append(found.get(position, ()))
        for theirs, name in enumerate(self.names[folder].names):
            if theirs not in taken:
                row = self.extra.setdefault(name, [()] * len(self.groups))
                row[folder] = tuple(files[theirs])


def _by_name(listings: tuple[FolderListing, ...], exact: bool) -> Matching:
    rows = _Rows(listings)
    for folder in range(1, len(listings)):
        rows.add(folder, exact)
    matches, others = [], [Unmatched(name, tuple(files)) for name, files in rows.extra.items()]
    for name, files, rules in zip(rows.names[0].names, rows.files, rows.rules, strict=True):
        if all(len(candidates) == 1 for candidates in files):
            rule = reduce(lambda one, other: max(one, other, key=RULES.index), rules, RULES[0])
            matches.append(Match(name, tuple(candidates[0] for candidates in files), rule))
        else:
            others.append(Unmatched(name, tuple(files)))
    return Matching(
        listings,
        tuple(sorted(matches, key=lambda match: match.name)),
        tuple(sorted(others, key=lambda row: row.name)),
    )


def _by_order(listings: Sequence[FolderListing]) -> list[Match]:
    counts = [len(listing.images) for listing in listings]
    if len(set(counts)) > 1:
        sizes = ", ".join(
            f"'{listing.root}' holds {count}" for listing, count in zip(listings, counts, strict=True)
        )
        raise PairingError(f"folders with different numbers of images cannot be paired by order: {sizes}")
    ordered = [sorted(listing.images, key=partial(_order_key, listing)) for listing in listings]
    first = listings[0]
    stems = Counter(first.name(path) for path in ordered[0])
    # Two files of one stem keep their suffixes, so that no result overwrites another.
    names = [
        first.below(path).as_posix() if stems[first.name(path)] > 1 else first.name(path)
        for path in ordered[0]
    ]
    return [
        Match(name, paths, "order") for name, paths in zip(names, zip(*ordered, strict=True), strict=True)
    ]


def _order_key(listing: FolderListing, path: Any) -> list[list[tuple[int, int, str]]]:
    return [natural_key(part) for part in listing.below(path).parts]


def describe_pairs(rule: str, examples: Sequence[str]) -> str:
    """Return a sentence about a rule that paired files, with examples; empty for plain names.

    Examples
    --------
    >>> describe_pairs("number", ["r_7.png = 0007.png"])
    'paired by number: r_7.png = 0007.png'
    """
    if rule == RULES[0]:
        return ""
    return f"paired by {rule}: {join_names(examples, MANY if rule == 'order' else FEW)}"
