"""Folders that are made, files that are delivered, and files that no reader reads."""

import io
from pathlib import Path

import pytest

from difference_finder.errors import InputError
from difference_finder.storage.atomic import deliver, make_folder
from difference_finder.storage.listing import list_folder
from difference_finder.storage.matching import match_folders
from difference_finder.storage.unread import unread_differences

SUFFIXES = (".png", ".jpg")


def test_a_folder_is_made_with_its_parents_and_may_exist(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b" / "c"
    assert make_folder(folder) == folder
    (folder / "kept.txt").write_text("")
    assert make_folder(folder) == folder
    assert [path.name for path in folder.iterdir()] == ["kept.txt"]
    with pytest.raises(InputError, match="a file of that name exists; choose another"):
        make_folder(folder / "kept.txt")


def test_bytes_are_delivered_to_paths_and_to_open_files(tmp_path: Path) -> None:
    for path in (tmp_path / "a", str(tmp_path / "b")):
        assert deliver(path, b"bytes") == Path(path)
        assert Path(path).read_bytes() == b"bytes"
    buffer = io.BytesIO()
    assert deliver(buffer, b"bytes") is buffer
    assert buffer.getvalue() == b"bytes"


def test_unread_files_differ_by_absence_and_by_bytes(tmp_path: Path) -> None:
    for name, files in {
        "p": {"a.txt": "1", "b.txt": "1", "c.txt": "1"},
        "q": {"a.txt": "1", "b.txt": "2"},
    }.items():
        (tmp_path / name).mkdir()
        for file, text in files.items():
            (tmp_path / name / file).write_text(text)
    first, second = (list_folder(tmp_path / name, SUFFIXES) for name in "pq")
    found = unread_differences(first, second)
    assert [(one.name, one.cause) for one in found] == [
        ("b.txt", "'b.txt' is not read; its bytes differ"),
        ("c.txt", f"'c.txt' is not read; only '{tmp_path / 'p'}' holds it"),
    ]
    assert (found[1].first, found[1].second) == (tmp_path / "p" / "c.txt", None)
    assert [one.name for one in unread_differences(second, first)] == ["b.txt", "c.txt"]


def test_files_of_one_stem_keep_their_suffixes_in_order(tmp_path: Path) -> None:
    for name, files in {"p": ("a.jpg", "a.png", "b.png"), "q": ("1.png", "2.png", "3.png")}.items():
        (tmp_path / name).mkdir()
        for file in files:
            (tmp_path / name / file).touch()
    matches = match_folders([tmp_path / "p", tmp_path / "q"], SUFFIXES, mode="order").matches
    assert [match.name for match in matches] == ["a.jpg", "a.png", "b"]
    assert [match.paths[1].name for match in matches] == ["1.png", "2.png", "3.png"]
