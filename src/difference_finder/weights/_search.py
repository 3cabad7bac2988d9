"""Look for trained numbers, check them, keep them."""

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
    """A file that holds a set of numbers, or should.

    Parameters
    ----------
    kind
        "cache", "torch hub" or "package NAME".
    path
        The file.
    arrays
        The numbers, if they are those that were published.
    problem
        Why they are not, or None.
    """

    kind: str
    path: Path
    arrays: Arrays | None
    problem: str | None = None


def locate(name: str) -> list[WeightsFile]:
    """Look for a set of numbers until it is found.

    Returns
    -------
    list of Place
        The files that exist, in the order in which they were looked at; the last is good if any is.
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
    """Return sets of numbers by name.

    Parameters
    ----------
    names
        Which sets, of ``NAMES``.
    given
        A file that holds at least one of them; the others are looked for.

    Raises
    ------
    WeightsError
        If one is nowhere, or not what was published; the message names the command that fetches it.
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
                f"the weights '{name}' ({PUBLISHED[name].what}) are not on this machine;"
                f" {REMEDY} {name}{refused}"
            )
        sets[name] = places[-1].arrays
    return sets


def _from_given(path: Path, names: tuple[str, ...]) -> dict[str, Arrays]:
    if not path.is_file():
        raise WeightsError(f"there is no file of weights '{path}'; give another, or leave it out")
    held = read_checked(path, names)
    return {name: held[name] for name in names if name in held}


def read_checked(path: Path, names: Iterable[str]) -> dict[str, Arrays]:
    """Return the sets of a file, each checked to be what was published.

    Raises
    ------
    WeightsError
        If it holds none of ``names``, or if those that it holds have other numbers.
    """
    held = read(path)
    wanted = {name: held[name] for name in names if name in held}
    if not wanted:
        raise WeightsError(
            f"'{path}' holds {' and '.join(held)}, not {' or '.join(names)}; give another file"
        )
    # What lies in our cache was checked before, and has its own checksum.
    unknown = [name for name in wanted if path != cache_file(name)]
    strange = [name for name in unknown if fingerprint(wanted[name]) != PUBLISHED[name].fingerprint]
    # A file that is known as a whole needs no other proof.
    if strange and sha256_of(path) not in KNOWN_FILES.values():
        raise WeightsError(
            f"the numbers of '{strange[0]}' in '{path}' are not those that were published;"
            f" {REMEDY} {strange[0]}"
        )
    return wanted


def save(name: str, arrays: Arrays) -> Path:
    """Keep a set of numbers in our cache and return its file, which appears whole or not at all.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    path = cache_file(name)
    make_folder(path.parent)
    write_whole(path, write_archive(name, arrays))
    return path
