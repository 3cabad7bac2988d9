"""Interruptions at any moment, and disks that are full."""

import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from difference_finder.cli import main
from difference_finder.storage import atomic
from pictures import photograph

MODULES = """
import os, signal, sys

class Interrupting:
    \"\"\"Interrupts the process when a number of modules have been looked for.\"\"\"

    left = int(sys.argv.pop(1))

    def find_spec(self, name, path=None, target=None):
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGINT)

from difference_finder.__main__ import main
sys.meta_path.insert(0, Interrupting())
main()
print("not interrupted")
"""

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")


def start(number: int, folder: Path, *words: str) -> subprocess.CompletedProcess:
    """Run the program and interrupt it at a module."""
    command = [sys.executable, "-c", MODULES, str(number), *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@posix
@pytest.mark.parametrize("number", [1, 2, 7, 20, 60, 120, 200, 300])
def test_an_interruption_while_modules_are_imported_is_one_line(number: int, tmp_path, save) -> None:
    for name in ("a.png", "b.png"):
        save(photograph(40, 40, ord(name[0])), name)
    done = start(number, tmp_path, "diff", "a.png", "b.png", "-o", "out")
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")
    assert not list(tmp_path.rglob("*.part"))


@posix
def test_interruptions_that_the_shell_ignores_are_ignored(tmp_path) -> None:
    command = [sys.executable, "-c", MODULES, "5", "list", "metrics"]
    ignored = ["bash", "-c", 'trap "" INT; exec "$@"', "bash", *command]
    done = subprocess.run(ignored, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "ssim" in done.stdout


def call(*words: object) -> int:
    with pytest.raises(SystemExit) as stop:
        main([str(word) for word in words])
    return stop.value.code


@pytest.fixture
def folders(save, tmp_path) -> list[Path]:
    for folder in "ab":
        for number in range(4):
            save(photograph(40, 40, number + (folder == "b")), f"{folder}/{number}.png")
    return [tmp_path / "a", tmp_path / "b"]


@pytest.mark.parametrize(
    ("stop", "word", "code"), [(KeyboardInterrupt, "interrupted", 130), (SystemExit, "terminated", 143)]
)
def test_an_interrupted_run_tells_how_much_is_done(
    stop, word, code, folders, tmp_path, monkeypatch, capsys
) -> None:
    from difference_finder.cli._table import SummaryTable

    seen = []

    def add(self, pair) -> None:
        seen.append(pair)
        if len(seen) == 3:
            raise stop(*([143] if stop is SystemExit else []))

    monkeypatch.setattr(SummaryTable, "add", add)
    assert call("diff", *folders, "-o", tmp_path / "out", "--workers", "1") == code
    assert capsys.readouterr().err == f"{word}: 2 of 4 pairs are done\n"


def fill(monkeypatch, after: int = 0) -> None:
    """Let the disk be full after a number of files."""
    written = []
    real = os.fsync

    def fsync(file: int) -> None:
        written.append(file)
        if len(written) > after:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(file)

    monkeypatch.setattr(atomic.os, "fsync", fsync)


@pytest.mark.parametrize("after", [0, 1, 3])
@pytest.mark.parametrize("command", ["diff", "pair", "rank", "report", "table"])
def test_a_full_disk_is_exit_code_4(command: str, after: int, folders, tmp_path, monkeypatch, capsys) -> None:
    out = tmp_path / "out"
    rank = ["rank", "--reference", folders[0], f"ours={folders[1]}", "--metric", "mse", "-o", out]
    words: dict[str, list[object]] = {
        "diff": ["diff", *folders, "-o", out, "--write", "map"],
        "pair": ["diff", folders[0] / "0.png", folders[1] / "1.png", "-o", out],
        "rank": rank,
        "report": ["report", out, "-o", tmp_path / "report.html"],
        "table": ["table", out, "-o", tmp_path / "table.tex"],
    }
    if command in ("report", "table"):
        if after:
            pytest.skip("writes one file")
        assert call(*rank) == 0
    capsys.readouterr()
    fill(monkeypatch, after)
    assert call(*words[command]) == 4
    err = capsys.readouterr().err
    assert re.search(r"error: .*the disk is full; free some space", err), err
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    "words", [["list", "metrics"], ["--help"], ["diff", "--help"], ["diff", "a/0.png", "b/1.png", "--json"]]
)
def test_a_full_disk_behind_standard_output_is_exit_code_4(words, folders, tmp_path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "difference_finder", *words], cwd=tmp_path, stdout=full,
            stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 4, done.stderr
    assert done.stderr == (
        "error: standard output, or the folder of temporary files, is on a full disk; free some space\n"
    )


def test_other_errors_of_the_system_are_not_full_disks(monkeypatch, capsys) -> None:
    from difference_finder.cli import list_command

    def fail(*_, **__) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(list_command, "_rows", fail)
    assert call("list", "metrics") == 70
    assert "OSError" in capsys.readouterr().err
