"""Matching of the files of two or more folders by name."""

from __future__ import annotations

import os
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from difference_finder.errors import InputError, PairingError
from difference_finder.storage.paths import RemotePath, as_path
from difference_finder.text import join_names, option

__all__ = ["MODES", "Match", "files_by_name", "match_folders", "pair_name"]

MODES = ("auto", "name", "order")


@dataclass(frozen=True)
class Match:
    """Files that share a name, one from each folder.

    Parameters
    ----------
    name
        Path below the folder, without suffix, with forward slashes.
    paths
        File of each folder.
    """

    name: str
    paths: tuple[Path, ...]


def match_folders(folders: Sequence[str | Path], suffixes: Iterable[str], mode: str = "auto") -> list[Match]:
    """Match the images of several folders, in order of name.

    Parameters
    ----------
    folders
        Two or more folders. They are searched recursively, without hidden files.
    suffixes
        Suffixes of image files, in lower case with the dot.
    mode
        "name": by path below the folder, without suffix; "order": the n-th file of each folder; "auto": by
        name, or by order, with a warning, where no name matches and the folders hold equally many files.

    Returns
    -------
    list of Match
        The matches in order of name.

    Raises
    ------
    PairingError
        If a name is missing in a folder or ambiguous, or a folder holds no image.
    """
    if mode not in MODES:
        raise InputError(f"{option('pairing')} must be one of {', '.join(MODES)}, not '{mode}'")
    roots = [as_path(folder) for folder in folders]
    allowed = frozenset(suffixes)
    listings = [_listing(root, allowed) for root in roots]
    if mode == "order":
        return _by_order(roots, listings)
    named = [_by_name(root, files) for root, files in zip(roots, listings, strict=True)]
    shared = set(named[0]).intersection(*named[1:])
    if not shared and mode == "auto" and len({len(files) for files in listings}) == 1:
        matches = _by_order(roots, listings)
        pairs = join_names([" = ".join(str(path) for path in match.paths) for match in matches])
        warnings.warn(f"no file names match; files are paired by order: {pairs}", UserWarning, stacklevel=2)
        return matches
    _refuse_unmatched(roots, named, shared)
    return [Match(name, tuple(files[name] for files in named)) for name in sorted(shared)]


def files_by_name(folder: str | Path, suffixes: Iterable[str]) -> dict[str, Path]:
    """Return the images of a folder, keyed by their path below it, without suffix.

    Raises
    ------
    PairingError
        If the folder holds no image, or several of one name.
    """
    root = as_path(folder)
    return _by_name(root, _listing(root, frozenset(suffixes)))


def pair_name(first: str | Path, second: str | Path) -> str:
    """Return the name of a pair of two files: their common stem, or both stems.

    Examples
    --------
    >>> pair_name("ours/cat.png", "theirs/cat.jpg"), pair_name("cat.png", "dog.png")
    ('cat', 'cat_vs_dog')
    """
    stems = [Path(path).stem for path in (first, second)]
    return stems[0] if stems[0] == stems[1] else f"{stems[0]}_vs_{stems[1]}"


def _listing(root: Path, suffixes: frozenset[str]) -> list[Path]:
    if not root.is_dir():
        raise PairingError(f"'{root}' is not a folder; pass two folders or two files")
    walked = root.files() if isinstance(root, RemotePath) else _walk(root)
    files = sorted(path for path in walked if path.suffix.lower() in suffixes)
    if not files:
        raise PairingError(f"folder '{root}' holds no image ({', '.join(sorted(suffixes))})")
    return files


def _walk(root: Path) -> Iterator[Path]:
    """Yield all files below a folder except hidden ones; broken links are included, and fail when read."""

    def refuse(error: OSError) -> None:
        raise PairingError(f"folder '{error.filename}' cannot be listed: {error.strerror}") from error

    for folder, folders, names in os.walk(root, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(folder, name)
            if not name.startswith(".") and (path.is_file() or path.is_symlink()):
                yield path


def _by_name(root: Path, files: list[Path]) -> dict[str, Path]:
    groups: dict[str, list[Path]] = defaultdict(list)
    for path in files:
        groups[path.relative_to(root).with_suffix("").as_posix()].append(path)
    double = [
        f"{name} ({', '.join(p.name for p in paths)})" for name, paths in groups.items() if len(paths) > 1
    ]
    if double:
        raise PairingError(
            f"ambiguous names in '{root}': {join_names(double)};"
            f" keep one file for each name, or use {option('pairing', 'order')}"
        )
    return {name: paths[0] for name, paths in groups.items()}


def _by_order(roots: list[Path], listings: list[list[Path]]) -> list[Match]:
    counts = [len(files) for files in listings]
    if len(set(counts)) > 1:
        sizes = ", ".join(f"'{root}' holds {count}" for root, count in zip(roots, counts, strict=True))
        raise PairingError(f"folders with different numbers of images cannot be paired by order: {sizes}")
    firsts = [path.relative_to(roots[0]) for path in listings[0]]
    stems = Counter(path.with_suffix("") for path in firsts)
    # Two files of one stem keep their suffixes, so that no result overwrites another.
    names = [path if stems[path.with_suffix("")] > 1 else path.with_suffix("") for path in firsts]
    return [
        Match(name.as_posix(), paths) for name, paths in zip(names, zip(*listings, strict=True), strict=True)
    ]


def _refuse_unmatched(roots: list[Path], named: list[dict[str, Path]], shared: set[str]) -> None:
    everything = set().union(*named)
    missing = [
        f"'{root}' lacks {join_names(sorted(everything - set(files)))}"
        for root, files in zip(roots, named, strict=True)
        if everything - set(files)
    ]
    if missing:
        raise PairingError(
            f"{len(everything) - len(shared)} of {len(everything)} names are unmatched: {'; '.join(missing)};"
            " add or remove these files"
        )
