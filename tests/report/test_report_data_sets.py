"""The report of a study of several data sets: its table, its error rows and the pictures of its data sets."""

from __future__ import annotations

import shutil

import pytest

from difference_finder import rank_data_sets
from difference_finder.report import report
from difference_finder.study.study import Study
from report.test_report import document, run
from study_files import SETS, TEXT, write_images

pytestmark = pytest.mark.usefixtures("one_process")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Return a folder with a study of two data sets, in which a file of a run cannot be read."""
    folder = tmp_path_factory.mktemp("sets")
    write_images(folder)
    (folder / "results/edsr-1/Set14/zebra.png").write_bytes(b"no image")
    (folder / "study.toml").write_text(TEXT)
    rank_data_sets(folder / "study.toml", folder / "study", workers=1)
    return folder


def test_error_rows_name_the_run(root, tmp_path) -> None:
    shown = document(report(root / "study", tmp_path / "page.html").path)
    assert [(row["name"], row["method"], row["stage"]) for row in shown["errors"]] == [
        ("Set14/zebra", "edsr [1]", "read")
    ]
    assert shown["methods"] == ["ours", "edsr"]
    assert shown["summary"].startswith("5 images, 2 methods, ")
    assert shown["summary"].endswith(", 2 data sets (each weighs the same)")


def test_means_are_those_of_the_study(root, tmp_path) -> None:
    shown = document(report(root / "study", tmp_path / "page.html").path)
    study = Study.open(root / "study")
    means = {(row["metric"], row["method"]): row["mean"] for row in shown["record"]["means"]}
    assert means == {(mean.metric, mean.method): mean.mean for mean in study.means}


def test_pictures_come_from_the_studies_of_data_sets(root, tmp_path) -> None:
    made = report(root / "study", tmp_path / "page.html")
    entries = document(made.path)["entries"]
    assert [entry["name"] for entry in entries] == [
        f"{name}/{image}" for name in SETS for image in sorted(SETS[name])
    ]
    assert (made.entries, made.pictured) == (5, 5)
    assert entries[0]["facts"] == [["data set", "Set5"], ["study of the data set", "data-sets/Set5"]]
    labels = [[layer["label"] for layer in e["layers"] if layer["role"] == "method"] for e in entries]
    assert labels == [["ours", "edsr [0]", "edsr [1]"]] * 4 + [["ours", "edsr [0]"]]
    assert any("zebra.png" in note for note in entries[-1]["notes"])
    assert report(root / "study", tmp_path / "none.html", images="none").pictured == 0


def test_studies_of_data_sets_that_are_gone_are_told(root, tmp_path) -> None:
    shutil.copytree(root / "study", tmp_path / "study")
    shutil.rmtree(tmp_path / "study/data-sets/Set5")
    made = report(tmp_path / "study", tmp_path / "page.html")
    entries = document(made.path)["entries"]
    assert made.pictured == 3
    assert all("data-sets/Set5" in entry["notes"][0] for entry in entries[:2])
    opened = report(Study.open(root / "study"), tmp_path / "other.html")
    assert opened.pictured == 0
    assert "pass the folder of the study" in document(opened.path)["entries"][0]["notes"][0]


def test_the_command_writes_the_report_of_a_study_of_data_sets(root, tmp_path, capsys) -> None:
    assert run("report", str(root / "study"), "-o", str(tmp_path / "page.html")) == 0
    assert ": 5 images, " in capsys.readouterr().out


def test_the_page_lists_the_error_of_a_run(root, tmp_path, visit) -> None:
    made = report(root / "study", tmp_path / "page.html")
    page = visit(made.path)
    page.locator("[data-tab=errors]").click()
    row = page.locator("[role=tabpanel] li").first
    assert "Set14/zebra" in row.inner_text()
    assert "edsr [1]" in row.inner_text()
    page.locator("[data-tab=about]").click()
    assert "data-sets/Set5" in page.locator("[role=tabpanel]").inner_text()
    page.locator("[data-tab=methods]").click()
    assert "psnr@basicsr-y" in page.locator("[role=tabpanel]").first.inner_text()
