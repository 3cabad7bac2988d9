"""``diff`` of files with equal bytes: the table, the records and the JUnit file."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from difference_finder.pipeline import compare_sources
from difference_finder.pipeline.equal_files import NOTE

LIMIT = ("--metric", "ssim", "--fail-below", "0.999")


@pytest.fixture
def folders(save, photo_pair, tmp_path) -> tuple[Path, Path]:
    """Two folders with three pairs: equal, different, and a pointer to a picture."""
    for side, image in zip(("a", "b"), photo_pair, strict=True):
        save(photo_pair[0], f"{side}/equal.png")
        save(image, f"{side}/other.png")
        (tmp_path / side / "pointer.png").write_text("version https://git-lfs.github.com/spec/v1\n")
    return tmp_path / "a", tmp_path / "b"


@pytest.fixture
def decoded(monkeypatch) -> list[str]:
    """The names of the pairs that are decoded."""
    names: list[str] = []
    real = compare_sources.compare_sources

    def spy(options, sources, name=None, threads=1):
        names.append(str(name))
        return real(options, sources, name, threads)

    monkeypatch.setattr(compare_sources, "compare_sources", spy)
    return names


def test_folders(run, folders, decoded, tmp_path) -> None:
    code, out, _ = run("diff", *folders, *LIMIT, "-o", "out", "--write", "json", "--junit", "junit.xml")
    assert code == 3
    assert "2 pairs compared, 1 failed" in out
    assert "Git LFS pointer" in " ".join(out.split())
    assert sorted(decoded) == ["other", "pointer"]
    table = list(csv.DictReader((tmp_path / "out" / "summary.csv").read_text().splitlines()))
    assert [(row["name"], row["ok"], row["identical"]) for row in table] == [
        ("equal", "True", "True"),
        ("other", "True", "False"),
        ("pointer", "False", ""),
    ]
    assert table[0]["ssim"] == "1.0"
    cases = ElementTree.parse(tmp_path / "junit.xml").getroot().iter("testcase")
    kinds = {case.get("name"): [child.tag for child in case if child.tag != "system-out"] for case in cases}
    assert kinds == {"equal": [], "other": ["failure"], "pointer": ["error"]}
    record = json.loads((tmp_path / "out" / "equal.json").read_text())
    assert (record["identical"], record["notes"]) == (True, [NOTE])
    assert (record["first"]["width"], record["first"]["height"]) == (128, 96)


def test_a_page_shows_the_output(run, folders) -> None:
    run("diff", *folders, *LIMIT, "-o", "out", "--write", "json,map")
    run("diff", *folders, *LIMIT, "-o", "out", "--write", "json")
    code, out, err = run("report", "out", "-o", "page.html")
    assert (code, err) == (0, "")
    assert "3 images" in out


def test_a_pair(run, folders, decoded) -> None:
    pair = [folder / "equal.png" for folder in folders]
    code, out, _ = run("diff", *pair, "--json", *LIMIT)
    record = json.loads(out)
    assert (code, record["identical"], record["threshold"]["exceeded"]) == (0, True, False)
    assert (record["scores"]["ssim"], record["regions"], record["unequal"]) == (1.0, [], [])
    code, out, _ = run("diff", *pair, "--write", "json")
    assert f"note: {NOTE}" in out
    assert "no difference: all pixels are equal" in out
    assert decoded == []


def test_pictures_that_are_asked_for_are_drawn(run, folders, decoded, tmp_path) -> None:
    pair = [folder / "equal.png" for folder in folders]
    run("diff", *pair, "--write", "heatmap", "-o", "out")
    assert decoded == ["equal"]
    assert (tmp_path / "out" / "equal.heatmap.png").exists()


def test_scores_of_equal_files_are_held_against_the_limits(run, folders) -> None:
    """A limit that identical images exceed is exceeded by equal files as well."""
    code, _, err = run("diff", *[folder / "equal.png" for folder in folders], "--json", "--metric", "ssim",
                       "--fail-below", "2")  # fmt: skip
    assert code == 1
    assert "ssim is 1, below 2" in err


def test_the_summary_counts_pairs_that_were_not_decoded(run, folders) -> None:
    _, out, _ = run("diff", *folders)
    assert "  1 pair of files with equal bytes, not decoded" in out
    assert json.loads(run("diff", *folders, "--json")[1])["summary"]["not_decoded"] == 1
    assert "not decoded" not in run("diff", *folders, "--write-all")[1]


@pytest.mark.parametrize(
    ("setting", "message"),
    [("ssim:sigma=-1", "sigma"), ("ssim:window_size=4", "window_size"), ("changed:threshold=5", "threshold")],
)
def test_settings_that_are_impossible_are_noticed(run, save, photo_pair, decoded, setting, message) -> None:
    for side in ("a", "b"):
        save(photo_pair[0], f"{side}/equal.png")
    limit = ("--fail-below", "0.5") if setting.startswith("ssim") else ("--fail-above", "0.5")
    code, out, _ = run("diff", "a", "b", "--metric", setting, *limit, "--json")
    (record,) = json.loads(out)["pairs"]
    assert (code, decoded) == (1, ["equal"])
    assert any(message in note for note in record["notes"])


def test_settings_that_are_possible_leave_files_undecoded(run, folders, decoded) -> None:
    run("diff", *folders, "--metric", "ssim:sigma=2", "--metric", "changed:threshold=0.1")
    assert "equal" not in decoded
