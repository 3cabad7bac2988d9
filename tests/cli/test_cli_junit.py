"""The JUnit file of ``diff``."""

import hashlib
import json
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

ROOT = {"name", "tests", "failures", "errors", "time"}


@pytest.fixture
def folders(photo_pair, save, tmp_path):
    """Three pairs: one identical, one that differs, one that cannot be read."""
    first, second = photo_pair
    for folder, image in (("before", first), ("after", second)):
        save(first, f"{folder}/same.png")
        save(image, f"{folder}/sub/other.png")
        save(image, f"{folder}/torn.png")
    (tmp_path / "after" / "torn.png").write_bytes(b"\x89PNG\r\n\x1a\nand no more")
    return tmp_path / "before", tmp_path / "after"


def cases(path) -> dict[str, ET.Element]:
    return {case.get("name"): case for case in ET.parse(path).getroot().iter("testcase")}


def test_folders_give_a_case_for_each_pair(run, folders, tmp_path) -> None:
    code, out, _ = run("diff", *folders, "--fail-above", "0.001", "--junit", "reports/junit.xml", "-o", "out")
    assert code == 3
    assert "torn" in out
    root = ET.parse("reports/junit.xml").getroot()
    (suite,) = root
    counts = {"tests": "3", "failures": "1", "errors": "1"}
    assert root.tag == "testsuites"
    assert counts.items() <= root.attrib.items()
    assert set(root.attrib) == ROOT
    assert set(suite.attrib) == {*ROOT, "timestamp"}
    assert counts.items() <= suite.attrib.items()
    assert suite.get("name") == f"{folders[0]} and {folders[1]}"
    properties = {item.get("name"): item.get("value") for item in suite.iter("property")}
    assert properties["fail-above"] == "0.001"
    found = cases("reports/junit.xml")
    assert {name for case in found.values() for name in case.attrib} == {"name", "classname", "time"}
    assert list(found) == ["same", "sub/other", "torn"]
    assert [child.tag for child in found["same"]] == ["system-out"]
    assert [child.tag for child in found["sub/other"]] == ["failure", "system-out"]
    assert [child.tag for child in found["torn"]] == ["error"]
    spent = [float(case.get("time")) for case in found.values()]
    assert all(0 < seconds < 60 for seconds in spent[:2])
    assert float(suite.get("time")) == pytest.approx(sum(spent), abs=0.002)


def test_a_failure_tells_score_limit_regions_and_files(run, folders, tmp_path) -> None:
    run("diff", *folders, "--fail-above", "0.001", "--junit", "junit.xml", "-o", "out")
    case = cases("junit.xml")["sub/other"]
    failure, output = case
    record = json.loads((tmp_path / "out/sub/other.json").read_bytes())
    (score,) = ET.parse("junit.xml").iterfind(".//property[@name='score']")
    value = record["scores"][score.get("value")]
    assert failure.get("type") == "ThresholdExceeded"
    assert failure.get("message") == f"{score.get('value')} is {value:.5g}, above 0.001"
    box = record["regions"][0]
    row = rf"1\s+{box['x']}\s+{box['y']}\s+{box['width']}\s+{box['height']}\s"
    assert re.search(row, failure.text)
    assert str(folders[1] / "sub/other.png") in failure.text
    assert "wrote out/sub/other.panel.png" in failure.text
    digest = hashlib.sha256((tmp_path / "out/sub/other.json").read_bytes()).hexdigest()
    assert f"sha256:{digest}" in output.text
    assert "[[ATTACHMENT|out/sub/other.panel.png]]" in output.text


def test_an_error_tells_its_kind_and_cause(run, folders) -> None:
    run("diff", *folders, "--fail-above", "1", "--junit", "junit.xml", "--json")
    (error,) = cases("junit.xml")["torn"]
    assert error.get("type") == "ReadError"
    assert "torn.png" in error.get("message")
    assert "[read]" in error.text


@pytest.mark.parametrize(("limit", "tag", "code"), [("0.5", None, 0), ("0.0001", "failure", 1)])
def test_one_pair(run, photo_pair, save, limit: str, tag: str | None, code: int) -> None:
    files = [save(image, f"{name}.png") for image, name in zip(photo_pair, "ab", strict=True)]
    done, out, _ = run("diff", *files, "--fail-above", limit, "--junit", "junit.xml", "--json")
    assert done == code
    assert json.loads(out)["threshold"]["exceeded"] is (tag == "failure")
    (case,) = cases("junit.xml").values()
    assert [child.tag for child in case] == [*([tag] if tag else []), "system-out"]


def test_names_may_hold_anything(run, photo_pair, save, tmp_path) -> None:
    """Control characters, mark-up and bytes that are no text have no place in XML."""
    name = "a<b>&\"'\x01\x1b]]>\udcff\n.png"
    for folder in ("before", "after"):
        save(photo_pair[folder == "after"], f"{folder}/x.png").rename(tmp_path / folder / name)
    code, _, _ = run("diff", "before", "after", "--fail-above", "0", "--junit", "junit.xml", "--json")
    assert code == 1
    (case,) = cases("junit.xml").values()
    assert case.get("name") == "a<b>&\"'\\x01\\x1b]]>\\udcff\\n"
    assert "]]>" in case.find("failure").text


def test_a_score_without_a_value_fails(run, save) -> None:
    first, second = (save(np.full((4, 4), value, np.uint8), f"{value}.png") for value in (0, 1))
    limits = ("--metric", "ssim", "--fail-below", "0.5")
    assert run("diff", first, second, *limits, "--junit", "junit.xml", "--json")[0] == 1
    (case,) = cases("junit.xml").values()
    assert "ssim has no value" in case.find("failure").get("message")


def test_the_file_appears_whole_or_the_command_says_why(run, photo_pair, save, tmp_path) -> None:
    first = save(photo_pair[0], "a.png")
    code, _, err = run("diff", first, first, "--junit", "junit.xml")
    assert (code, "--fail-above" in err) == (2, True)
    (tmp_path / "file").write_text("")
    code, _, err = run("diff", first, first, "--fail-above", "1", "--junit", "file/junit.xml", "--json")
    assert (code, "file" in err) == (2, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png", "file"]


def test_another_program_reads_it(run, folders) -> None:
    """The oracle is a reader of JUnit files that nobody here wrote."""
    junitparser = pytest.importorskip("junitparser")
    run("diff", *folders, "--fail-above", "0.001", "--junit", "junit.xml", "--json")
    (suite,) = junitparser.JUnitXml.fromfile("junit.xml")
    results = {case.name: [type(result).__name__ for result in case.result] for case in suite}
    assert results == {"same": [], "sub/other": ["Failure"], "torn": ["Error"]}
    assert (suite.tests, suite.failures, suite.errors) == (3, 1, 1)
    stated = suite.time
    suite.update_statistics()
    assert (suite.tests, suite.failures, suite.errors) == (3, 1, 1)
    assert suite.time == pytest.approx(stated, abs=0.002)


def test_an_infinite_gap_is_a_number(run, photo_pair, save) -> None:
    """Where the second image is the reference itself, its PSNR is infinite."""
    first, second = (save(image, f"{name}.png") for image, name in zip(photo_pair, "ab", strict=True))
    options = ("--reference", second, "--metric", "psnr", "--fail-below", "0", "--junit", "junit.xml")
    assert run("diff", first, second, *options, "--json")[0] == 1
    (case,) = cases("junit.xml").values()
    assert case.find("failure").get("message") == "psnr gap is -inf, below 0"
