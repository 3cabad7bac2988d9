"""Baselines that no test uses anymore."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from difference_finder.baselines.names import file_of_folder, folder_name
from difference_finder.baselines.variants import split_name
from difference_finder.readers import image_suffix

__all__ = ["Ran", "Stale", "find_stale"]

NAMED_AFTER_TEST = re.compile(r"(\w+\.)*test\w*(\[.*\])?(-[0-9a-f]{8,16})?(\.\d+)?")
"""File names that baselines get from their tests, except from tests with unusual names."""


@dataclass
class Ran:
    """The tests of a run.

    Parameters
    ----------
    tests
        Tests of each test file, with those that were deselected: by id, the file name of the first picture of
        the test, and whether it may have pictures, since it uses the fixture.
    passed
        Ids of the tests that passed, and have therefore used all of their baselines.
    everything
        Whether no test was omitted silently, as by ``--lf``.
    """

    tests: dict[str, dict[str, tuple[str, bool]]] = field(default_factory=dict)
    passed: set[str] = field(default_factory=set)
    everything: bool = True

    @cached_property
    def files(self) -> dict[str, str]:
        """The test files by the names of their folders of pictures."""
        return {folder_name(file): file for file in self.tests}

    def needs(self, folder: str, name: str) -> bool:
        """Return whether a test that did not pass may use a baseline that no other test used.

        Parameters
        ----------
        folder
            Folder of the pictures of a test file that was collected.
        name
            File name of the baseline, without marker and suffix.

        Notes
        -----
        A baseline that is named after a test belongs to this test alone. A baseline with another name may
        belong to any test of the file that uses the fixture.
        """
        if not self.everything:
            return True
        tests = self.tests[self.files[folder]]
        left = [test for id_, test in tests.items() if id_ not in self.passed]
        if any(re.fullmatch(rf"{re.escape(first)}(\.\d+)?", name) for first, _ in left):
            return True
        return not NAMED_AFTER_TEST.fullmatch(name) and any(may_use for _, may_use in left)


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
        Tests of the run. A baseline may still be in use if its test did not pass, and is unused if its test
        file does not exist.
    """
    unused: list[Path] = []
    unknown: list[Path] = []
    for path in _files(baselines):
        below = path.relative_to(baselines)
        folder = below.parent.as_posix()
        name = split_name(path)[0]
        if (below.parent / name).as_posix() in used:
            continue
        needed = ran.needs(folder, name) if folder in ran.files else not _is_gone(root, folder)
        (unknown if needed else unused).append(path)
    return Stale(unused, unknown)


def _files(baselines: Path) -> Iterator[Path]:
    for path in sorted(baselines.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(baselines).parts)
        if image_suffix(path) and path.is_file() and not hidden:
            yield path


def _is_gone(root: Path, folder: str) -> bool:
    """Return whether the test file of a folder of pictures no longer exists."""
    file = file_of_folder(folder)
    return not (root / f"{file}.py").is_file() and not (root / file).is_file()
