"""Temporary files that collect a text, on disks that fail."""

import errno
import os
import tempfile

import pytest

from difference_finder.errors import DiskFullError, InputError
from difference_finder.storage.atomic import write_whole
from difference_finder.storage.spool import Spool


def test_a_text_comes_back_in_utf_8() -> None:
    spool = Spool()
    for text in ("ä\n", "b" * (3 << 20), "\udcff"):
        spool.write(text)
    assert b"".join(spool.pieces()) == "ä\n".encode() + b"b" * (3 << 20) + b"\\udcff"
    spool.close()
    spool.close()


class Failing:
    """A file on a disk that takes no more."""

    def __init__(self, number: int) -> None:
        self.number = number

    def fail(self, *_) -> None:
        raise OSError(self.number, os.strerror(self.number))

    write = seek = read = close = fail


@pytest.mark.parametrize(("number", "kind"), [(errno.ENOSPC, DiskFullError), (errno.EIO, InputError)])
def test_errors_name_the_folder_of_temporary_files(number: int, kind: type, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda: Failing(number))
    spool = Spool()
    reason = "the disk is full" if number == errno.ENOSPC else os.strerror(number)
    for use in (lambda: spool.write("a"), lambda: write_whole(tmp_path / "a", spool.pieces())):
        with pytest.raises(InputError) as caught:
            use()
        assert type(caught.value) is kind
        assert str(caught.value).startswith(f"cannot write '{tempfile.gettempdir()}': {reason}")
    spool.close()  # its content is of no use any more
    assert list(tmp_path.iterdir()) == []


def test_a_machine_without_a_folder_for_temporary_files(monkeypatch) -> None:
    def find() -> None:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found in [...]")

    monkeypatch.setattr(tempfile, "TemporaryFile", find)
    with pytest.raises(DiskFullError, match="no folder for temporary files can be written to; free some"):
        Spool()
