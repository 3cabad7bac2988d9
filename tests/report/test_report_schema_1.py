"""Folders that ``diff`` wrote with records of schema 1, in which the roles of images had other names."""

import json
import shutil
from pathlib import Path

import pytest

from difference_finder import Finder
from difference_finder.report import report
from difference_finder.report.output_folder import OutputFolder
from difference_finder.viewer.outputs import album_of_records
from report.test_report import document

RECORDED = Path(__file__).parent / "schema_1"


@pytest.fixture(autouse=True)
def _recorded(tmp_path, monkeypatch) -> None:
    """Go to a copy of the recorded folders: the paths in the records are relative."""
    monkeypatch.chdir(shutil.copytree(RECORDED, tmp_path / "recorded"))


@pytest.mark.parametrize(
    ("folder", "roles"), [("two", ["first", "second"]), ("three", ["first", "second", "reference"])]
)
def test_a_record_is_converted_to_the_present_schema(folder, roles) -> None:
    stored = json.loads(Path(folder, "cat.json").read_bytes())
    assert stored["schema"] == 1
    [record] = OutputFolder(Path(folder)).records.values()
    present = Finder(strategy="difference").compare(*(f"images/{role}/cat.png" for role in roles[:2]))
    assert record["schema"] == present.to_dict()["schema"] == 2
    assert "candidate" not in record
    assert "truth" not in record
    for role in roles:
        assert record[role]["name"] == f"images/{role}/cat.png"
    assert (record["reference"] is None) is ("reference" not in roles)
    same = set(stored) - {"schema", "reference", "candidate", "truth"}
    assert {key: record[key] for key in same} == {key: stored[key] for key in same}


@pytest.mark.parametrize(
    ("folder", "roles"), [("two", ["first", "second"]), ("three", ["first", "second", "reference"])]
)
def test_a_report_and_the_viewer_show_the_images_and_the_map(tmp_path, folder, roles) -> None:
    made = report(folder, tmp_path / "r.html")
    shown = document(made.path)
    assert (made.entries, made.pictured) == (2, 2)
    album = album_of_records(Path(folder))
    seen = album.document()
    states = [[entry["state"] for entry in one["entries"]] for one in (shown, seen)]
    assert states == [["size", "changed"]] * 2
    for entry in (shown["entries"][1], album.entry(seen["entries"][1]["id"])):
        assert entry["name"] == "cat"
        assert [layer["role"] for layer in entry["layers"]] == [*roles, "map"]
        labels = [f"{role}/cat.png" for role in roles]
        assert [layer["label"] for layer in entry["layers"][: len(roles)]] == labels
        assert not entry.get("errors")
    assert [row["name"] for row in shown["errors"]] == [row["name"] for row in seen["errors"]] == ["dog"]


def test_records_of_unknown_schemas_are_ignored() -> None:
    path = Path("two", "cat.json")
    path.write_text(json.dumps({**json.loads(path.read_bytes()), "schema": 3}))
    assert OutputFolder(Path("two")).records == {}
