"""How ``diff`` and ``rank`` pair files, and what they say about files without a pair."""

import csv
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from difference_finder import Finder, rank
from difference_finder.errors import PairingError, UnequalWarning
from difference_finder.study.results import Results
from folders import method_folders
from pictures import photograph

pytestmark = pytest.mark.usefixtures("one_process")


@pytest.fixture
def folders(save, tmp_path) -> tuple[Path, Path]:
    """Two pairs of equal images, an image of the first folder alone, and one of the second alone."""
    for number, name in enumerate(("one", "two")):
        for folder in "pq":
            save(photograph(12, 12, number), f"{folder}/{name}.png")
    save(photograph(12, 12, 2), "p/old.png")
    save(photograph(12, 12, 3), "q/fresh.png")
    return tmp_path / "p", tmp_path / "q"


@pytest.fixture
def pair(save, tmp_path) -> tuple[Path, Path]:
    """Two folders of one equal image."""
    for folder in "pq":
        save(photograph(12, 12), f"{folder}/a.png")
    return tmp_path / "p", tmp_path / "q"


def test_unmatched_images_stop_the_command_by_default(run, folders, tmp_path) -> None:
    code, out, err = run("diff", "p", "q", "-o", "out")
    assert (code, out) == (2, "")
    assert "2 of 4 names are unmatched: 'p' lacks fresh; 'q' lacks old; add or remove these files, or" in err
    assert "use --unmatched report to compare all others" in err
    assert not (tmp_path / "out" / "summary.csv").exists()


def test_reported_images_are_rows_and_the_others_are_compared(run, folders, tmp_path) -> None:
    code, out, err = run("diff", "p", "q", "-o", "out", "--unmatched", "report")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert "  new     fresh: 'q/fresh.png' has no match in 'p'" in lines
    assert "  deleted old: 'p/old.png' has no match in 'q'" in lines
    assert "images without a match, reported: 1 deleted, 1 new\n2 pairs compared, 0 failed" in out
    rows = {
        row["name"]: row
        for row in csv.DictReader((tmp_path / "out" / "summary.csv").read_text().splitlines())
    }
    assert list(rows) == ["fresh", "old", "one", "two"]
    assert [rows["old"][key] for key in ("ok", "first", "second")] == ["False", "p/old.png", ""]
    assert rows["fresh"]["error"] == "'q/fresh.png' has no match in 'p'"
    assert rows["one"]["ok"] == "True"


def test_reported_images_count_as_exceeded_under_a_limit(run, folders) -> None:
    code, out, err = run("diff", "p", "q", "--unmatched", "report", "--fail-above", "0", "--json")
    assert code == 1
    document = json.loads(out)
    by_name = {pair["name"]: pair for pair in document["pairs"]}
    assert (by_name["old"]["error"], by_name["old"]["second"]) == ("deleted", None)
    assert by_name["old"]["threshold"]["exceeded"] is True
    assert (by_name["fresh"]["error"], by_name["fresh"]["first"]) == ("new", None)
    summary = document["summary"]
    assert (summary["pairs"], summary["failed"], summary["exceeded"], summary["unequal"]) == (2, 0, 2, 0)
    assert summary["threshold"]["exceeded"] is True
    assert summary["unmatched"] == {"deleted": ["old"], "new": ["fresh"], "ambiguous": []}
    assert "threshold: 2 files unmatched or not read" in err
    arguments = ("diff", "p", "q", "--unmatched", "report", "--fail-above", "0", "--json")
    assert run(*arguments, "--allow", "files")[0] == 0


def test_ignored_images_are_counted(run, folders) -> None:
    code, out, err = run("diff", "p", "q", "--unmatched", "ignore", "--fail-above", "0")
    assert (code, err) == (0, "")
    assert "images without a match, left out: 1 deleted, 1 new\n2 pairs compared" in out
    document = json.loads(run("diff", "p", "q", "--unmatched", "ignore", "--json")[1])
    assert [pair["name"] for pair in document["pairs"]] == ["one", "two"]
    assert document["summary"]["unmatched"]["deleted"] == ["old"]


def test_ambiguous_names_are_rows_too(run, pair, save) -> None:
    save(photograph(12, 12, 1), "q/b.png")
    for suffix in ("png", "jpg"):
        save(photograph(12, 12, 1), f"p/b.{suffix}")
    code, out, _ = run("diff", "p", "q", "--unmatched", "report", "--fail-above", "0", "--json")
    assert code == 1
    row = json.loads(out)["pairs"][1]
    assert (row["error"], row["first"], row["second"]) == ("ambiguous", None, "q/b.png")
    assert row["cause"] == "ambiguous files: 'b.jpg', 'b.png' in 'p'; 'b.png' in 'q'"


def test_images_without_a_match_are_failures_in_junit(run, folders) -> None:
    run("diff", "p", "q", "--unmatched", "report", "--fail-above", "0", "--junit", "j.xml", "--json")
    root = ET.parse("j.xml").getroot()
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("4", "2", "0")
    failures = {case.get("name"): case.find("failure") for case in root.iter("testcase")}
    assert [(name, failure.get("type")) for name, failure in failures.items() if failure is not None] == [
        ("fresh", "New"),
        ("old", "Deleted"),
    ]
    assert failures["old"].text == failures["old"].get("message") == "'p/old.png' has no match in 'q'"


@pytest.mark.parametrize("change", ["bytes", "size", "missing"])
def test_unread_files_that_differ_are_told_and_exceed_a_limit(run, pair, change: str) -> None:
    (pair[0] / "a.psd").write_bytes(b"layers")
    if change != "missing":
        (pair[1] / "a.psd").write_bytes(b"layerS" if change == "bytes" else b"layers and more")
    how = "only 'p' holds it" if change == "missing" else "its bytes differ"
    code, out, err = run("diff", "p", "q")
    assert code == 0
    assert f"  changed a.psd: 'a.psd' is not read; {how}\n" in out
    assert "1 file of first not read: a.psd\n" in out
    code, out, err = run("diff", "p", "q", "--fail-above", "0", "--json", "--junit", "j.xml")
    assert code == 1
    assert f"unread: 'a.psd' is not read; {how}\n" in err
    summary = json.loads(out)["summary"]
    assert (summary["pairs"], summary["exceeded"]) == (1, 1)
    assert summary["unread"] == {"first": ["a.psd"], "second": [] if change == "missing" else ["a.psd"]}
    (suite,) = ET.parse("j.xml").getroot()
    assert suite.get("failures") == "1"
    assert suite.find("testcase[@name='a.psd']/failure").get("message") == f"'a.psd' is not read; {how}"
    assert "1 file of first not read: a.psd" in suite.find("system-out").text
    assert run("diff", "p", "q", "--fail-above", "0", "--allow", "unread")[0] == 0


def test_equal_unread_files_are_only_listed(run, pair) -> None:
    for folder in pair:
        (folder / "notes.txt").write_text("the same")
        (folder / "Thumbs.db").write_text(str(folder))
        (folder / ".DS_Store").write_text(str(folder))
    code, out, err = run("diff", "p", "q", "--fail-above", "0", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["summary"]["unread"] == {"first": ["notes.txt"], "second": ["notes.txt"]}
    assert [row["name"] for row in json.loads(out)["pairs"]] == ["a"]


def test_the_rule_that_paired_files_is_told(run, save) -> None:
    for number in range(9, 11):
        save(photograph(12, 12, number), f"p/r_{number}.png")
        save(photograph(12, 12, number), f"q/{number:04}.png")
        save(photograph(12, 12, number), f"gt/{number}_gt.png")
    code, out, err = run("diff", "p", "q")
    assert (code, err) == (0, "")
    assert out.startswith(
        "paired by number: r_10.png = 0010.png, r_9.png = 0009.png\n2 pairs compared, 0 failed"
    )
    summary = json.loads(run("diff", "p", "q", "--json")[1])["summary"]
    assert summary["paired_by"] == "number"
    document = json.loads(run("diff", "p", "q", "--reference", "gt", "--json")[1])
    files = [(pair["first"]["name"], pair["reference"]["name"]) for pair in document["pairs"]]
    assert files == [("p/r_10.png", "gt/10_gt.png"), ("p/r_9.png", "gt/9_gt.png")]


def test_order_is_natural_and_only_on_demand(run, save) -> None:
    for number in (1, 2, 10):
        save(photograph(12, 12, number), f"p/{number}.png")
        save(photograph(12, 12, number), f"q/{'abc'[min(number, 3) - 1]}.png")
    code, _, err = run("diff", "p", "q")
    assert code == 2
    assert "rename the files, or use --pairing order to pair the n-th file of each folder" in err
    code, out, err = run("diff", "p", "q", "--pairing", "order", "--fail-above", "0")
    assert (code, err) == (0, "")
    assert "paired by order: 1.png = a.png, 2.png = b.png, 10.png = c.png\n" in out


def test_python_takes_the_same_choices(folders) -> None:
    (folders[0] / "notes.txt").write_text("once")
    with pytest.raises(PairingError, match="use unmatched='report'"):
        Finder().stream(*folders)
    finder = Finder(strategy="difference", unmatched="report", allow="unread")
    results = list(finder.stream(*folders))
    assert [(row.name, row.ok) for row in results] == [
        ("fresh", False),
        ("old", False),
        ("one", True),
        ("two", True),
    ]
    assert (results[1].stage, results[1].error, results[1].second) == ("pair", "deleted", None)
    assert len(list(Finder(unmatched="ignore", allow="unread").stream(*folders))) == 2
    with pytest.warns(UnequalWarning, match=r"^'notes.txt' is not read; only '.*p' holds it$") as caught:
        Finder(unmatched="ignore").stream(*folders)
    assert caught[0].filename == __file__


@pytest.fixture
def methods(tmp_path) -> dict[str, Path]:
    return method_folders(tmp_path, list("abcdef"), ["ours", "edsr"])


def test_an_image_that_a_method_lacks_is_an_error_row(run, methods, save, tmp_path) -> None:
    (methods["edsr"] / "b.png").unlink()
    save(photograph(24, 32), "edsr/extra.png")
    (methods["ours"] / "log.txt").write_text("epoch 1")
    words = ["--reference", "GT", "ours", "edsr", "--metric", "mse", "--unmatched", "report"]
    code, out, err = run("rank", *words)
    assert code == 3
    assert err == "error: 'GT/b.png' has no match in 'edsr' [b, edsr, pair]\n"
    assert "mse: means of the 5 of 6 images" in out
    assert "2 images without a match, reported: b, extra" in out
    assert "1 file of ours not read: log.txt" in out
    record = json.loads((tmp_path / "study" / "study.json").read_text())
    assert [row["kind"] for row in record["unmatched"]] == ["deleted", "new"]
    assert record["unread"] == {"ours": ["log.txt"]}
    study = Results.open(tmp_path / "study")
    assert study.path("b", "edsr") == methods["edsr"] / "b"
    assert study.path("b", "ours") == methods["ours"] / "b.png"
    assert study.scores.of("mse", "ours").tolist()[1] > 0
    assert str(study.scores.of("mse", "edsr").tolist()[1]) == "nan"
    assert run("rank", *words)[0] == 3  # resumes


def test_a_reference_with_two_files_fails_for_every_method(methods, save) -> None:
    save(photograph(24, 32), "GT/b.jpg")
    study = rank(methods["ours"].parent / "GT", methods, "mse", unmatched="report", workers=1)
    assert [(error.name, error.method, error.stage) for error in study.errors] == [
        ("b", "ours", "pair"),
        ("b", "edsr", "pair"),
    ]
    assert "'b.jpg', 'b.png' in" in study.errors[0].cause


def test_ignored_images_are_left_out_of_a_study(methods) -> None:
    (methods["edsr"] / "b.png").unlink()
    truth = methods["ours"].parent / "GT"
    with pytest.raises(PairingError, match=r"edsr' lacks b; .*unmatched='report'"):
        rank(truth, methods, "mse")
    study = rank(truth, methods, "mse", unmatched="ignore", workers=1)
    assert (study.scores.names, study.errors) == (tuple("acdef"), ())
    assert "1 image without a match, left out: b" in str(study)


def test_the_paragraph_says_how_files_were_paired(methods) -> None:
    truth = methods["ours"].parent / "GT"
    plain = rank(truth, methods, "mse", workers=1)
    for path in list(methods["ours"].iterdir()):
        path.rename(path.with_stem(f"{path.stem}_x4"))
    study = rank(truth, methods, "mse", workers=1)
    sentence = " Files were paired by name, without what all names of a folder start and end with."
    assert study.record["paired_by"] == "stem"
    assert sentence in study.verdicts.text
    assert study.verdicts.text.replace(sentence, "") == plain.verdicts.text
    assert "paired by stem: a.png = a_x4.png = a.png, " in str(study)
