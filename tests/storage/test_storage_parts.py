"""Files that a killed process was writing are removed by the next one that writes into the folder."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from difference_finder.errors import DiskFullError, InputError
from difference_finder.storage import atomic, parts
from difference_finder.storage.atomic import write_whole

KILLED = """
import os, signal, sys
from difference_finder.storage.atomic import write_whole

def pieces():
    yield b"half"
    sys.stdout.write("writing\\n")
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)

write_whole("out.png", pieces())
"""


@pytest.fixture(autouse=True)
def _nothing_swept(monkeypatch) -> None:
    monkeypatch.setattr(parts, "_swept", {})


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="processes are not looked up on Windows")
def test_what_a_killed_process_left_is_removed(tmp_path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED], cwd=tmp_path, capture_output=True, check=False)
    assert done.stdout == b"writing\n", done.stderr
    (left,) = names(tmp_path)
    assert left.endswith(".part")
    write_whole(tmp_path / "next.png", b"whole")
    assert names(tmp_path) == ["next.png"]


def test_files_of_running_processes_and_of_other_machines_stay(tmp_path) -> None:
    own = parts.part_name()
    young, old = (f".{'0' * 8}-1-{digit * 16}.part" for digit in "ab")
    others = ["notes.part", f".{'c' * 16}.part"]
    for name in (own, young, old, *others):
        (tmp_path / name).write_bytes(b"half")
    os.utime(tmp_path / old, (0, 0))
    write_whole(tmp_path / "next.png", b"whole")
    assert names(tmp_path) == sorted([own, young, *others, "next.png"])


def test_a_folder_is_swept_once(tmp_path, monkeypatch) -> None:
    calls = []
    real = os.scandir
    monkeypatch.setattr(os, "scandir", lambda folder: calls.append(folder) or real(folder))
    for name in "abc":
        write_whole(tmp_path / name, b"whole")
    assert calls == [tmp_path]


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.ENOSPC, DiskFullError), (errno.EDQUOT, DiskFullError), (errno.EIO, InputError)],
)
def test_a_full_disk_has_its_own_error(number: int, kind: type, tmp_path, monkeypatch) -> None:
    def fail(*_) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(atomic.os, "fsync", fail)
    with pytest.raises(InputError) as caught:
        write_whole(tmp_path / "a", b"whole")
    assert type(caught.value) is kind
    assert names(tmp_path) == []
