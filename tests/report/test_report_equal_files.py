"""Pairs with equal bytes, which ``diff`` does not decode, are shown with their images."""

from pathlib import Path

import pytest

from difference_finder.report import report
from difference_finder.report.comparison_page import recorded_entry
from difference_finder.report.output_folder import OutputFolder
from difference_finder.viewer.outputs import album_of_records
from pictures import photograph


@pytest.fixture
def out(save, tmp_path, monkeypatch) -> Path:
    """The output of ``diff`` of a pair with equal bytes, and of one that differs."""
    from difference_finder.cli import main

    for number, folder in ((number, folder) for number in range(2) for folder in "ab"):
        save(photograph(40, 40, number + 5 * (folder == "b" and number == 1)), f"{folder}/{number}.png")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main(["diff", "a", "b", "-o", "out", "--write", "map,json"])
    return tmp_path / "out"


def test_the_viewer_opens_a_pair_with_equal_bytes(out) -> None:
    album = album_of_records(out)
    names = {entry["name"]: entry["id"] for entry in album.document()["entries"]}
    entry = album.entry(names["0"])
    assert entry["errors"] == []
    assert (entry["measure"]["black"], entry["measure"]["white"]) == (0.0, 1.0)
    assert [layer["role"] for layer in entry["layers"] if layer["kind"] == "image"] == ["first", "second"]


def test_the_report_shows_the_images_of_a_pair_with_equal_bytes(out, tmp_path) -> None:
    written = OutputFolder(out)
    path, record = next((path, one) for path, one in written.records.items() if one["name"] == "0")
    assert record["pictures"]["black"] is None
    entry = recorded_entry(record, path)
    assert not [note for note in entry.facts["notes"] if "not shown" in note]
    assert [layer.facts["role"] for layer in entry.layers if layer.facts["kind"] == "image"] == [
        "first",
        "second",
    ]
    assert report(out, tmp_path / "page.html").pictured == 2
