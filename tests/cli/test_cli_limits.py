"""Limits of changed pixels, and the states of pairs."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import numpy as np
import pytest


@pytest.fixture
def pair(save):
    """Two pages that differ in 25 pixels: a block of 16 and one of 9."""
    page = np.full((100, 100, 3), 240, np.uint8)
    other = page.copy()
    other[12:16, 34:38] = 0
    other[50:53, 60:63] = 0
    return save(page, "a/page.png"), save(other, "b/page.png")


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (("--max-changed", "0"), 1, "threshold: 25 changed pixels, above 0"),
        (("--max-changed", "24"), 1, "threshold: 25 changed pixels, above 24"),
        (("--max-changed", "25"), 0, ""),
        (("--max-changed", "0.24%"), 1, "threshold: changed is 0.0025, above 0.0024"),
        (("--max-changed", "0.25%"), 0, ""),
        (("--max-cluster", "15"), 1, "threshold: largest cluster of 16 changed pixels, above 15"),
        (("--max-cluster", "16"), 0, ""),
        (("--max-cluster", "16", "--max-changed", "30", "--fail-above", "0.5"), 0, ""),
        (("--max-changed", "30", "--fail-above", "0.001"), 1, "mae is 0.0023"),
        (("--max-cluster", "16", "--metric", "mae", "--fail-above", "0.9"), 0, ""),
        (("--max-cluster", "15", "--metric", "mae", "--fail-above", "0.9"), 1, "largest cluster of 16"),
        (("--max-cluster", "16", "--metric", "mae", "--fail-above", "0.001"), 1, "mae is 0.0023"),
        (("--max-changed", "24", "--strategy", "difference"), 1, "25 changed pixels, above 24"),
        (("--max-changed", "24", "--metric", "changed:threshold=0.99"), 0, ""),
        (
            ("--max-changed", "-1"),
            2,
            "must be a whole number of pixels or a share such as 0.1%",
        ),
        (("--max-changed", "1.5"), 2, "not '1.5'"),
        (("--max-changed", "101%"), 2, "--max-changed must be a share from 0% to 100%, not '101%'"),
        (("--max-changed", "nan"), 2, "not 'nan'"),
    ],
)
def test_limits_of_a_pair(run, pair, options, code, message) -> None:
    got, _, err = run("diff", *pair, *options)
    assert (got, message in err) == (code, True), err


def test_changed_pixels_are_the_map_unless_another_is_asked_for(run, pair) -> None:
    record = json.loads(run("diff", *pair, "--max-changed", "0", "--json")[1])
    assert (record["options"]["strategy"]["name"], list(record["scores"])) == ("local", ["changed"])
    assert sorted(region["area"] for region in record["regions"]) == [9, 16]
    record = json.loads(run("diff", *pair, "--max-changed", "0", "--json", "--strategy", "difference")[1])
    assert list(record["scores"]) == ["mae", "psnr", "ssim", "changed"]
    assert record["score_facts"]["changed"]["changed_pixels"] == 25


def test_limits_are_about_two_images(run, pair) -> None:
    code, _, err = run("diff", *pair, "--reference", pair[0], "--max-changed", "0")
    assert (code, "leave --reference out" in err) == (2, True)


def test_limits_in_every_record(run, pair, tmp_path) -> None:
    code, out, _ = run(
        "diff", "a", "b", "--max-changed", "0", "--max-cluster", "20", "--junit", "j.xml", "-o", "out"
    )
    assert code == 1, out
    record = json.loads((tmp_path / "out/page.json").read_text())
    assert [limit["value"] for limit in record["threshold"]["limits"]] == [25, 16]
    assert [limit["exceeded"] for limit in record["threshold"]["limits"]] == [True, False]
    assert record["state"] == "changed"
    suite = ElementTree.parse(tmp_path / "j.xml")
    assert suite.find(".//failure").get("message") == "25 changed pixels, above 0"
    properties = [(node.get("name"), node.get("value")) for node in suite.iterfind(".//property")][1:]
    assert properties == [
        ("score", "changed pixels"),
        ("fail-above", "0"),
        ("score", "largest cluster"),
        ("fail-above", "20"),
    ]


def test_states_of_a_run(run, pair, save, tmp_path) -> None:
    page = np.full((100, 100, 3), 240, np.uint8)
    for name in ("a/same.png", "b/same.png", "a/old.png", "b/fresh.png", "a/wide.png"):
        save(page, name)
    save(page[:, :90], "b/wide.png")
    for folder in ("a", "b"):
        (tmp_path / folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken" + folder.encode())
    slight = page.copy()
    slight[5, 5] = 238
    save(page, "a/slight.png"), save(slight, "b/slight.png")
    code, out, _ = run("diff", "a", "b", "--json", "--unmatched", "report", "-o", "out")
    done = json.loads(out)
    states = {row["name"]: row["state"] for row in done["pairs"]}
    assert states == {
        "broken": "failed",
        "fresh": "new",
        "old": "deleted",
        "page": "changed",
        "same": "same",
        "slight": "changed",
        "wide": "size",
    }
    counts = {"failed": 1, "size": 1, "changed": 2, "deleted": 1, "new": 1, "same": 1}
    assert (code, done["summary"]["states"]) == (3, counts)
    header, *rows = (tmp_path / "out/summary.csv").read_text().splitlines()
    column = header.split(",").index("state")
    assert {row.split(",")[0]: row.split(",")[column] for row in rows} == states
    _, out, _ = run("diff", "a", "b", "--json", "--unmatched", "report", "--max-changed", "0.5%")
    states = {row["name"]: row["state"] for row in json.loads(out)["pairs"]}
    assert (states["slight"], states["page"], states["old"]) == ("same", "same", "deleted")


@pytest.mark.parametrize("limit", [("--max-changed", "0"), ("--fail-above", "0")])
def test_pixels_that_the_metric_forgives_are_stated_and_exceed_no_limit(run, save, limit) -> None:
    page = np.full((40, 60, 3), 200, np.uint8)
    other = page.copy()
    other[20, 30] = 199
    files = save(page, "a.png"), save(other, "b.png")
    chosen = ("--metric", "changed", "--strategy", "local")
    code, out, _ = run("diff", *files, *chosen, *limit)
    assert code == 0
    assert "unequal: 1 pixel differs, which changed forgives (allowed)" in out
    assert "the map is zero: no pixel counts as changed" in out
    record = json.loads(run("diff", *files, *chosen, *limit, "--json")[1])
    assert (record["identical"], record["state"]) == (False, "same")


@pytest.mark.parametrize(
    "options",
    [
        ("--metric", "mse", "--protocol", "basicsr:crop_border=4"),
        ("--metric", "changed", "--protocol", "basicsr:crop_border=4"),
        ("--metric", "changed", "--pre", "crop_border"),
        ("--metric", "mse", "--metric", "changed", "--pre", "crop_border"),  # the first decides
    ],
)
def test_pixels_that_are_not_measured_are_not_forgiven(run, save, options) -> None:
    page = np.full((60, 60, 3), 200, np.uint8)
    other = page.copy()
    other[0, 0] = 0
    files = save(page, "a.png"), save(other, "b.png")
    code, out, _ = run("diff", *files, *options, "--strategy", "local", "--fail-above", "0", "--json")
    assert (code, json.loads(out)["unequal"][0]["allowed"]) == (1, False)
