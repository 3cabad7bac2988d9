import errno
import io
import os
import stat
import threading
from pathlib import Path

import pytest

from difference_finder.errors import DifferenceFinderError, InputError
from difference_finder.storage.atomic import deliver, write_whole


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_writes_and_replaces(tmp_path):
    path = tmp_path / "a.bin"
    write_whole(path, b"one")
    write_whole(str(path), b"two")
    assert path.read_bytes() == b"two"
    assert names(tmp_path) == ["a.bin"]


@pytest.mark.parametrize(
    "step", ["os.fsync", "pathlib.Path.replace", "disk full"], ids=["sync", "replace", "disk full"]
)
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_failure_in_the_middle_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, step, error):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")

    def fail(*_args, **_kwargs):
        raise error

    if step == "disk full":
        real = Path.open

        def open_full(self, mode="r", **options):
            file = real(self, mode, **options)
            return type(
                "Full", (), {"__enter__": lambda s: s, "__exit__": lambda *_: file.close(), "write": fail}
            )()

        monkeypatch.setattr(Path, "open", open_full)
    else:
        monkeypatch.setattr(step, fail)
    with pytest.raises(InputError if isinstance(error, OSError) else KeyboardInterrupt) as caught:
        write_whole(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.bin"]
    if isinstance(error, OSError):
        assert str(caught.value) == f"cannot write '{path}': the disk is full; free some space"


def test_many_writers_of_one_file_do_not_meet(tmp_path):
    path = tmp_path / "a.bin"
    contents = [bytes([i]) * 100_000 for i in range(16)]
    errors = []

    def work(content):
        try:
            for _ in range(5):
                write_whole(path, content)
                if path.read_bytes() not in contents:
                    errors.append("half a file")
        except DifferenceFinderError as error:
            errors.append(str(error))

    threads = [threading.Thread(target=work, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert names(tmp_path) == ["a.bin"]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda folder: folder / "missing" / "a.bin", "its folder does not exist"),
        (lambda folder: folder, "a folder of that name exists"),
        (lambda folder: folder / ("x" * 300), "the name is too long"),
        (lambda folder: folder / "file" / "a.bin", "a file has the name of its folder"),
        (lambda folder: f"{folder}/a\x00b", "null"),
        (lambda folder: folder / "no\nsuch\udcff" / "a.bin", "its folder does not exist"),
    ],
)
def test_what_cannot_be_written_is_said_in_one_line(tmp_path, make, words):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InputError, match=words) as caught:
        write_whole(make(tmp_path), b"data")
    assert str(caught.value).startswith("cannot write '")
    assert len(str(caught.value).splitlines()) == 1
    str(caught.value).encode()
    assert names(tmp_path) == ["file"]


@pytest.mark.skipif(
    os.name == "nt" or getattr(os, "geteuid", int)() == 0, reason="permissions do not bind root"
)
def test_missing_permission(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(InputError, match="permission denied"):
            write_whole(tmp_path / "a.bin", b"data")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.EACCES, "permission denied; choose another folder"),
        (errno.EROFS, "the file system is read-only"),
        (errno.EDQUOT, "the disk quota is used up"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_the_system_s_reasons_in_words(tmp_path, monkeypatch, code, words):
    def refuse(self, mode="r", **_options):
        raise OSError(code, os.strerror(code), str(self))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match=words):
        write_whole(tmp_path / "a.bin", b"data")


def test_longest_possible_name(tmp_path):
    write_whole(tmp_path / ("x" * 255), b"data")
    assert names(tmp_path) == ["x" * 255]


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions, links and devices")
def test_permissions_links_and_devices(tmp_path):
    old = os.umask(0o022)
    try:
        write_whole(tmp_path / "a.bin", b"data")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a.bin").stat().st_mode) == 0o644
    link = tmp_path / "link"
    link.symlink_to("a.bin")
    write_whole(link, b"through")
    assert link.is_symlink()
    assert (tmp_path / "a.bin").read_bytes() == b"through"
    write_whole("/dev/null", b"data")
    assert not Path("/dev/null").is_file()


def test_deliver_writes_to_paths_and_open_files(tmp_path):
    buffer = io.BytesIO()
    assert deliver(buffer, b"data") is buffer
    assert buffer.getvalue() == b"data"
    assert deliver(tmp_path / "a", b"data") == tmp_path / "a"
    assert deliver(str(tmp_path / "b"), b"data") == tmp_path / "b"
