"""A finished folder takes the place of another in a single step, and what killed processes left goes."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from difference_finder.storage import folders, parts
from difference_finder.storage.folders import exchange, part_folder, replace_folder

LEFT = """
import os, signal
from pathlib import Path
from difference_finder.storage.folders import part_folder

folder = part_folder(Path.cwd())
(folder / "data").mkdir(parents=True)
(folder / "data" / "1.js").touch()
os.kill(os.getpid(), signal.SIGKILL)
"""


def folder(path: Path, text: str) -> Path:
    path.mkdir()
    (path / "page.html").write_text(text)
    return path


def contents(root: Path) -> dict[str, str]:
    return {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("can", [True, False])
def test_a_folder_is_replaced(can: bool, tmp_path, monkeypatch) -> None:
    target, new = folder(tmp_path / "pages", "old"), folder(part_folder(tmp_path), "new")
    if not can:
        monkeypatch.setattr(folders, "exchange", lambda first, second: False)
    replace_folder(new, target)
    assert contents(tmp_path) == {"pages/page.html": "new"}
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]


def test_a_new_folder_is_moved(tmp_path) -> None:
    replace_folder(folder(part_folder(tmp_path), "new"), tmp_path / "pages")
    assert contents(tmp_path) == {"pages/page.html": "new"}


@pytest.mark.parametrize("can", [True, False])
def test_an_error_leaves_the_older_folder(can: bool, tmp_path, monkeypatch) -> None:
    target, new = folder(tmp_path / "pages", "old"), folder(part_folder(tmp_path), "new")

    def fail(*_) -> bool:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(folders, "exchange", fail if can else lambda first, second: False)
    if not can:
        real = Path.rename
        monkeypatch.setattr(Path, "rename", lambda self, to: fail() if self == new else real(self, to))
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        replace_folder(new, target)
    assert contents(target) == {"page.html": "old"}


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="needs a system that exchanges names")
def test_two_names_are_exchanged(tmp_path) -> None:
    first, second = folder(tmp_path / "a", "1"), folder(tmp_path / "b", "2")
    if not exchange(first, second):
        pytest.skip("needs a file system that exchanges names")
    assert contents(tmp_path) == {"a/page.html": "2", "b/page.html": "1"}
    with pytest.raises(FileNotFoundError):
        exchange(first, tmp_path / "nothing")


@pytest.mark.skipif(os.name == "nt", reason="processes are not looked up on Windows")
def test_the_folder_of_a_killed_process_is_removed(tmp_path) -> None:
    done = subprocess.run([sys.executable, "-c", LEFT], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == -9, done.stderr
    assert len(list(tmp_path.iterdir())) == 1
    own = part_folder(tmp_path)
    own.mkdir()
    parts.sweep(tmp_path)
    assert list(tmp_path.iterdir()) == [own]
