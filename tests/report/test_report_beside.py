"""A page with its pictures in a folder next to it: what a full disk leaves of the older page."""

import errno
import os
import re
from pathlib import Path

import numpy as np
import pytest

from difference_finder.errors import DiskFullError
from difference_finder.page.document import Entry
from difference_finder.page.layers import image_layer
from difference_finder.report._writing import write_report

SCRIPTS = re.compile(r'"script":"([^"]+)"')

FAULTY = ((os, "fsync"), (Path, "rename"), (Path, "replace"))
"""Operations that a full disk refuses; files are opened and written in between."""


def write(page: Path, level: int, most: float = -1.0) -> None:
    """Write a page of one entry; a picture of one level is its only layer."""
    layer = image_layer("first", "first", np.full((4, 5, 3), level, np.uint8), (0, 255))
    document = {"title": "pictures", "crops": None}
    write_report(page, document, [Entry({"name": "a"}, (layer,))], most, lambda _: None, beside=True)


def shown(page: Path) -> dict[str, bytes]:
    """Return the scripts that a page names, with their contents; all of them exist."""
    names = set(SCRIPTS.findall(page.read_text()))
    return {name: (page.parent / name).read_bytes() for name in names}


def others(page: Path) -> list[str]:
    """Return the names of all other files and folders."""
    return sorted(str(path.relative_to(page.parent)) for path in page.parent.rglob("*") if path != page)


class Disk:
    """A disk that is full from one operation on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, full_from: int) -> None:
        self.done = 0
        for owner, name in FAULTY:
            original = getattr(owner, name)

            def call(*given: object, original=original) -> object:
                self.done += 1
                if 0 < full_from <= self.done:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                return original(*given)

            monkeypatch.setattr(owner, name, call)


def test_a_full_disk_leaves_the_older_page_with_its_pictures(tmp_path, monkeypatch) -> None:
    page = tmp_path / "index.html"
    write(page, 1)
    old, old_text = shown(page), page.read_bytes()
    kept = others(page)
    assert old
    with monkeypatch.context() as patched:
        disk = Disk(patched, 0)
        write(page, 2)
    assert disk.done >= 4
    write(page, 1)
    for number in range(1, disk.done + 1):
        with monkeypatch.context() as patched, pytest.raises(DiskFullError):
            Disk(patched, number)
            write(page, 2)
        assert page.read_bytes() == old_text
        assert shown(page) == old
        assert others(page) == kept
    write(page, 2)
    assert shown(page).values() != old.values()
    assert others(page) == ["index-data", *shown(page)] != kept


def test_the_same_page_again_keeps_its_pictures_on_a_full_disk(tmp_path, monkeypatch) -> None:
    page = tmp_path / "index.html"
    write(page, 1)
    old = shown(page)
    for number in range(1, 9):
        with monkeypatch.context() as patched:
            Disk(patched, number)
            try:
                write(page, 1)
            except DiskFullError:
                assert shown(page) == old
    write(page, 1)
    assert shown(page) == old


def test_a_full_disk_leaves_no_folder_of_a_first_page(tmp_path, monkeypatch) -> None:
    with monkeypatch.context() as patched, pytest.raises(DiskFullError):
        Disk(patched, 3)
        write(tmp_path / "index.html", 1)
    assert list(tmp_path.iterdir()) == []


def test_only_pictures_of_pages_are_removed(tmp_path) -> None:
    page, mine = tmp_path / "index.html", tmp_path / "index-data" / "mine.js"
    write(page, 1)
    (tmp_path / "index-data" / "000000.js").write_text("of an earlier version")
    mine.write_text("")
    write(page, 2)
    assert len(others(page)) == 3
    write(page, 1, most=1e6)
    assert not shown(page)
    assert others(page) == ["index-data", "index-data/mine.js"]
    mine.unlink()
    write(page, 1)
    write(page, 1, most=1e6)
    assert others(page) == []
