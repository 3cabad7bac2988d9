"""Baselines that no test uses anymore."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from difference_finder.baselines.names import file_of_folder, folder_name
from difference_finder.baselines.pictures import baseline_suffixes

__all__ = ["Ran", "Stale", "find_stale"]


@dataclass
class Ran:
    """The tests of a run.

    Parameters
    ----------
    collected
        Ids of the tests of each test file.
    partial
        Test files with deselected tests.
    passed
        Ids of the tests that passed, and have therefore used all of their baselines.
    everything
        Whether no test was omitted silently, as by ``--lf``.
    """

    collected: dict[str, set[str]] = field(default_factory=dict)
    partial: set[str] = field(default_factory=set)
    passed: set[str] = field(default_factory=set)
    everything: bool = True

    def complete(self) -> set[str]:
        """Return the test files in which every test passed."""
        if not self.everything:
            return set()
        return {
            file
            for file, tests in self.collected.items()
            if file not in self.partial and tests <= self.passed
        }


@dataclass(frozen=True)
class Stale:
    """Baselines that no test uses, and baselines that may be in use."""

    unused: list[Path]
    unknown: list[Path]


def find_stale(root: Path, baselines: Path, used: set[str], ran: Ran) -> Stale:
    """Find baselines that no test used.

    Parameters
    ----------
    root
        Folder that the paths of test files are relative to.
    baselines
        Folder of the baselines.
    used
        Names of the baselines that were used: paths relative to their folder, without suffix.
    ran
        Tests of the run. A baseline may still be in use if a test of its file did not pass, and is unused if
        its test file does not exist.
    """
    complete = {folder_name(file): file for file in ran.complete()}
    unused: list[Path] = []
    unknown: list[Path] = []
    for path in _files(baselines):
        below = path.relative_to(baselines)
        folder = below.parent.as_posix()
        if below.as_posix().removesuffix(path.suffix) in used:
            continue
        (unused if folder in complete or _is_gone(root, folder, ran.collected) else unknown).append(path)
    return Stale(unused, unknown)


def _files(baselines: Path) -> Iterator[Path]:
    for path in sorted(baselines.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(baselines).parts)
        if path.suffix.lower() in baseline_suffixes() and path.is_file() and not hidden:
            yield path


def _is_gone(root: Path, folder: str, collected: Mapping[str, object]) -> bool:
    """Return whether the test file of a folder of pictures no longer exists."""
    if any(folder_name(file) == folder for file in collected):
        return False
    file = file_of_folder(folder)
    return not (root / f"{file}.py").is_file() and not (root / file).is_file()
