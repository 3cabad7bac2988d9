"""Search, verification and storage of weights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from difference_finder.errors import DifferenceFinderError, WeightsError
from difference_finder.storage.atomic import make_folder, write_whole
from difference_finder.weights._formats import read, write_archive
from difference_finder.weights._locations import cache_file, candidate_files
from difference_finder.weights._published import KNOWN_FILES, PUBLISHED, Arrays, fingerprint, sha256_of

__all__ = ["WeightsFile", "load", "locate", "read_checked", "save"]

REMEDY = "run: difference-finder weights fetch"


@dataclass(frozen=True)
class WeightsFile:
    """A file at a location of weights.

    Parameters
    ----------
    kind
        Location: "cache", "torch hub" or "package NAME".
    path
        The file.
    arrays
        Arrays of the set; None if they do not equal the published ones.
    problem
        Reason why ``arrays`` is None; None for a good file.
    """

    kind: str
    path: Path
    arrays: Arrays | None
    problem: str | None = None


def locate(name: str) -> list[WeightsFile]:
    """Search the locations of a set of weights until it is found.

    Returns
    -------
    list of WeightsFile
        Existing files in order of search, up to the first good one.
    """
    found: list[WeightsFile] = []
    for kind, path in candidate_files(name):
        if not path.is_file():
            continue
        try:
            found.append(WeightsFile(kind, path, read_checked(path, (name,))[name]))
        except DifferenceFinderError as error:
            found.append(WeightsFile(kind, path, None, str(error)))
        else:
            break
    return found


def load(names: Iterable[str], given: str | Path | None = None) -> dict[str, Arrays]:
    """Return sets of weights by name.

    Parameters
    ----------
    names
        Names of the sets, from ``NAMES``.
    given
        File with at least one of the sets; the others are searched for.

    Returns
    -------
    dict
        Arrays of each set by name.

    Raises
    ------
    WeightsError
        If a set is missing or differs from the published one; the message names the command that downloads
        it.
    """
    names = tuple(names)
    sets = {} if given is None else _from_given(Path(given).expanduser(), names)
    for name in names:
        if name in sets:
            continue
        places = locate(name)
        if not places or places[-1].arrays is None:
            refused = "".join(f"; {place.problem}" for place in places)
            raise WeightsError(
                f"the weights '{name}' ({PUBLISHED[name].description}) are not on this machine;"
                f" {REMEDY} {name}{refused}"
            )
        sets[name] = places[-1].arrays
    return sets


def _from_given(path: Path, names: tuple[str, ...]) -> dict[str, Arrays]:
    if not path.is_file():
        raise WeightsError(f"the file of weights '{path}' does not exist; give another, or leave it out")
    held = read_checked(path, names)
    return {name: held[name] for name in names if name in held}


def read_checked(path: Path, names: Iterable[str]) -> dict[str, Arrays]:
    """Return the sets in a file after comparing them with the published ones.

    Raises
    ------
    WeightsError
        If the file contains none of ``names``, or a set differs from the published one.
    """
    held = read(path)
    wanted = {name: held[name] for name in names if name in held}
    if not wanted:
        raise WeightsError(
            f"'{path}' contains {' and '.join(held)}, not {' or '.join(names)}; give another file"
        )
    # Files in the cache were checked before, and have a checksum of their own.
    unknown = [name for name in wanted if path != cache_file(name)]
    changed = [name for name in unknown if fingerprint(wanted[name]) != PUBLISHED[name].fingerprint]
    # A known checksum of the whole file is sufficient.
    if changed and sha256_of(path) not in KNOWN_FILES.values():
        raise WeightsError(
            f"the weights '{changed[0]}' in '{path}' differ from the published ones; {REMEDY} {changed[0]}"
        )
    return wanted


def save(name: str, arrays: Arrays) -> Path:
    """Write a set of weights to the cache, completely or not at all, and return its file.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    path = cache_file(name)
    make_folder(path.parent)
    write_whole(path, write_archive(name, arrays))
    return path
