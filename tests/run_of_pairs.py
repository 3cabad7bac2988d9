"""A run of 200 pairs in every state, for tests of its page."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

COUNT = 200
STATES = {"failed": 1, "size": 1, "changed": 5, "deleted": 1, "new": 1, "same": 191}
CHANGED = (7, 40, 99, 123, 150)
"""Numbers of the changed pairs; a pair with a higher number differs more."""
BROKEN, LARGER, DELETED, NEW = 12, 11, 15, 14
FEW = tuple(sorted({*range(5), *CHANGED, BROKEN, LARGER, DELETED, NEW}))
"""Numbers of the pairs of a smaller run in which each state occurs, too."""


def name_of(number: int) -> str:
    """Return the name of a pair; some lie in a folder, and need quotes in a shell."""
    return f"sub 'a'/page-{number:03}" if number % 4 == 0 else f"page-{number:03}"


def picture(number: int, changed: bool = False, height: int = 30) -> np.ndarray:
    pixels = np.full((height, 40, 3), 255, np.uint8)
    pixels[:6] = np.random.default_rng(number).integers(0, 200, 3)
    if changed:
        pixels[12:20, 10 : 12 + number // 20] = (200, 30, 30)
    return pixels


def write_folders(root: Path, numbers: Iterable[int]) -> None:
    """Write the folders "before" and "after"."""
    for number in numbers:
        for folder in ("before", "after"):
            path = root / folder / f"{name_of(number)}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            new = folder == "after"
            height = 34 if new and number == LARGER else 30
            Image.fromarray(picture(number, new and number in CHANGED, height)).save(path)
    (root / "after" / f"{name_of(BROKEN)}.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    (root / "after" / f"{name_of(DELETED)}.png").unlink()
    (root / "before" / f"{name_of(NEW)}.png").unlink()


def finish_run(root: Path, numbers: Iterable[int]) -> Path:
    """Write "before", "after" and "out", the output of ``diff``; paths are relative to the folder."""
    from difference_finder.cli import main

    write_folders(root, numbers)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit) as stop:
        patch.chdir(root)
        arguments = ["--strategy", "difference", "--fail-above", "0", "--unmatched", "report"]
        main(["diff", "before", "after", "-o", "out", "--write", "map,json", *arguments])
    assert stop.value.code == 3
    return root


@pytest.fixture(scope="session")
def finished_run(tmp_path_factory) -> Path:
    """A folder with the run of all pairs."""
    return finish_run(tmp_path_factory.mktemp("run"), range(COUNT))


@pytest.fixture(scope="session")
def finished_run_of_few(tmp_path_factory) -> Path:
    """A folder with the run of few pairs."""
    return finish_run(tmp_path_factory.mktemp("run"), FEW)


def copied(run: Path, folder: Path, monkeypatch) -> Path:
    root = folder / "run"
    shutil.copytree(run, root)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def run_folder(finished_run, tmp_path, monkeypatch) -> Path:
    """A copy of the run, which is the working directory."""
    return copied(finished_run, tmp_path, monkeypatch)


@pytest.fixture
def run_of_few(finished_run_of_few, tmp_path, monkeypatch) -> Path:
    """A copy of the run of few pairs, which is the working directory."""
    return copied(finished_run_of_few, tmp_path, monkeypatch)
