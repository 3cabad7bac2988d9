"""Baselines that no test uses any more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from difference_finder.baselines.names import file_of_folder, folder_name
from difference_finder.baselines.pictures import suffixes

__all__ = ["Ran", "Stale", "find_stale"]


@dataclass
class Ran:
    """What of the tests ran.

    Parameters
    ----------
    collected
        For each test file the ids of its tests.
    partial
        Test files of which some tests were left out.
    passed
        The ids of the tests that passed, and so have used all baselines that they use.
    everything
        Whether nothing was left out without a trace, as ``--lf`` does.
    """

    collected: dict[str, set[str]] = field(default_factory=dict)
    partial: set[str] = field(default_factory=set)
    passed: set[str] = field(default_factory=set)
    everything: bool = True

    def whole(self) -> set[str]:
        """Return the test files all of whose tests passed."""
        if not self.everything:
            return set()
        return {
            file
            for file, tests in self.collected.items()
            if file not in self.partial and tests <= self.passed
        }


@dataclass(frozen=True)
class Stale:
    """Baselines that no test uses, and those of which this run cannot tell."""

    unused: list[Path]
    unknown: list[Path]


def find_stale(root: Path, baselines: Path, used: set[str], ran: Ran) -> Stale:
    """Find baselines that no test used.

    Parameters
    ----------
    root
        The folder that the paths of test files begin at.
    baselines
        The folder of the baselines.
    used
        The names of those that were used: paths below their folder, without suffix.
    ran
        What of the tests ran. A baseline of a test file that did not pass as a whole may still be in use; one
        of a file that is no longer there is not.
    """
    whole = {folder_name(file): file for file in ran.whole()}
    unused: list[Path] = []
    unknown: list[Path] = []
    for path in _files(baselines):
        below = path.relative_to(baselines)
        folder = below.parent.as_posix()
        if below.as_posix().removesuffix(path.suffix) in used:
            continue
        (unused if folder in whole or _is_gone(root, folder, ran.collected) else unknown).append(path)
    return Stale(unused, unknown)


def _files(baselines: Path) -> Iterator[Path]:
    for path in sorted(baselines.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(baselines).parts)
        if path.suffix.lower() in suffixes() and path.is_file() and not hidden:
            yield path


def _is_gone(root: Path, folder: str, collected: Mapping[str, object]) -> bool:
    """Tell whether there is no test file whose pictures lie in a folder."""
    if any(folder_name(file) == folder for file in collected):
        return False
    file = file_of_folder(folder)
    return not (root / f"{file}.py").is_file() and not (root / file).is_file()
