import pytest

from difference_finder.storage import equal_bytes
from difference_finder.storage.equal_bytes import have_equal_bytes


@pytest.mark.parametrize(
    ("first", "second", "equal"),
    [
        (b"", b"", True),
        (b"abcdefgh", b"abcdefgh", True),
        (b"abcdefg", b"abcdefgh", False),
        (b"abcdefgh", b"abcdefgH", False),
        (b"Abcdefgh", b"abcdefgh", False),
        (b"abcd", b"abcd", True),
    ],
)
def test_contents_are_compared_in_chunks(first, second, equal, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(equal_bytes, "CHUNK", 4)
    (tmp_path / "first").write_bytes(first)
    (tmp_path / "second").write_bytes(second)
    assert have_equal_bytes(tmp_path / "first", tmp_path / "second") is equal


def test_nothing_is_read_of_files_of_different_lengths(tmp_path, monkeypatch) -> None:
    (tmp_path / "first").write_bytes(b"abc")
    (tmp_path / "second").write_bytes(b"abcd")
    monkeypatch.setattr("pathlib.Path.open", lambda *_: pytest.fail("a file was opened"))
    assert not have_equal_bytes(tmp_path / "first", tmp_path / "second")


def test_a_file_that_cannot_be_read_is_an_error(tmp_path) -> None:
    with pytest.raises(FileNotFoundError):
        have_equal_bytes(tmp_path / "missing", tmp_path / "missing")
