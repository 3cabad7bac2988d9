"""The page of a test run in the folder of results."""

import errno
import json
import os
import re
from pathlib import Path

import numpy as np
import pytest

from baselines.test_baselines_plugin import said

TESTS = """
def test_same(image_difference, picture):
    image_difference(picture)

def test_changed(image_difference, picture):
    image_difference(picture)

def test_size(image_difference, picture):
    image_difference(picture)

def test_two(image_difference, picture):
    image_difference(picture, name="hero")

def test_gone(image_difference, picture):
    image_difference(picture)
"""

LATER = """
def test_same(image_difference, picture):
    image_difference(picture)

def test_changed(image_difference, picture):
    image_difference(picture[::-1])

def test_size(image_difference, picture):
    image_difference(picture[4:])

def test_two(image_difference, picture):
    image_difference(picture, name="hero")

def test_missing(image_difference, picture):
    image_difference(picture)
"""


def document(project) -> dict:
    text = (project.results / "index.html").read_text()
    return json.loads(re.search(r'id="difference-document">(.*?)</script>', text)[1])


@pytest.fixture
def failing(project):
    """A project with a picture in every state; the baseline of one test cannot be read."""
    project.write(test_it=TESTS)
    project.run("--image-update")
    project.write(test_it=LATER)
    (project.baselines / "test_it" / "hero.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    return project


@pytest.mark.parametrize("arguments", [(), pytest.param(("-n", "2"), marks=pytest.mark.slow)])
def test_the_page_lists_every_picture_failures_first(failing, arguments) -> None:
    if arguments:
        pytest.importorskip("xdist")
    result = failing.run(*arguments, fresh=bool(arguments))
    assert "page: image-results/index.html" in said(result)
    shown = document(failing)
    rows = [(entry["state"], entry["name"]) for entry in shown["entries"]]
    assert rows == [
        ("failed", "test_it/hero"),
        ("size", "test_it/test_size"),
        ("changed", "test_it/test_changed"),
        ("deleted", "test_it/test_gone.png"),
        ("new", "test_it/test_missing"),
        ("same", "test_it/test_same"),
    ]
    roles = [[layer["role"] for layer in entry["layers"]] for entry in shown["entries"]]
    assert roles == [["second"], ["first", "second"], ["first", "second"], ["first"], ["second"], []]
    commands = [entry["command"] for entry in shown["entries"]]
    update = "pytest test_it.py::test_{} --image-update"
    assert commands == [
        update.format("two"),
        update.format("size"),
        update.format("changed"),
        "rm -- image-baselines/test_it/test_gone.png",
        update.format("missing"),
        "",
    ]
    reasons = [entry["reason"] for entry in shown["entries"]]
    assert "the baseline cannot be read" in reasons[0]
    assert "128x92" in reasons[1]
    assert reasons[2].startswith("mae is ")
    assert shown["run"] == {
        "states": {"failed": 1, "size": 1, "changed": 1, "deleted": 1, "new": 1, "same": 1},
        "writable": False,
    }
    assert not any("accept" in entry for entry in shown["entries"])


def test_a_page_is_written_only_after_a_failure_and_then_kept_up_to_date(project) -> None:
    project.write(test_it=TESTS)
    project.run("--image-update")
    project.run()
    assert not project.results.exists()
    project.show(np.roll(np.load(project.root / "shown.npy"), 5, axis=0))
    project.run("test_it.py::test_same")
    assert document(project)["run"]["states"] == {"changed": 1}
    project.run("--image-update")
    assert document(project)["run"]["states"] == {"same": 5}
    assert document(project)["entries"][0]["reason"] == "the baseline was updated"


def test_a_project_without_pictures_gets_no_page(project) -> None:
    project.write(test_it="def test_fails():\n    assert False\n")
    project.run()
    assert not project.results.exists()


def test_commands_name_the_folder_of_the_baselines(project) -> None:
    project.write(test_it=TESTS)
    project.run("--image-baselines", "my known")
    commands = {entry["command"] for entry in document(project)["entries"]}
    assert "pytest test_it.py::test_same --image-update --image-baselines 'my known'" in commands


def test_a_page_that_cannot_be_written_is_a_line_of_the_summary(failing) -> None:
    (failing.results / "index.html").mkdir(parents=True)
    result = failing.run()
    assert "the page of the pictures was not written: cannot write" in said(result)
    assert result.parseoutcomes()["failed"] == 4


@pytest.mark.parametrize("update", [True, False])
def test_a_run_that_cannot_write_its_page_fails(project, monkeypatch, update: bool) -> None:
    replace = Path.replace

    def full(path: Path, target: Path) -> Path:
        if target.name == "index.html":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return replace(path, target)

    project.write(test_it=TESTS)
    project.run("--image-update")
    project.write(test_it=TESTS.replace("test_gone", "test_newer"))
    project.run()  # writes a page, since a baseline is missing
    if not update:
        project.write(test_it=TESTS)  # all of them pass
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        result = project.run(*["--image-update"] * update)
    assert "the page of the pictures was not written: cannot write" in said(result)
    assert "the disk is full; free some space" in said(result)
    assert "page: " not in said(result)
    assert result.parseoutcomes().get("failed", 0) == 0
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert project.run("--image-update").ret == 0


def test_the_viewer_accepts_pictures_of_tests(failing, monkeypatch) -> None:
    from pathlib import Path

    from difference_finder.viewer.outputs import album_of_records

    failing.run()
    monkeypatch.chdir(failing.root)
    album = album_of_records(Path("image-results"))
    for entry in album.document()["entries"]:
        if "accept" in entry:
            album.decisions.decide(entry["id"], "accept", entry["accept"]["digest"])
    failing.run().assert_outcomes(passed=5)
    assert not (failing.baselines / "test_it" / "test_gone.png").exists()


def test_a_large_page_keeps_its_pictures_next_to_it(failing, monkeypatch) -> None:
    from difference_finder.report import _report

    monkeypatch.setattr(_report, "MAX_SIZE", 0.001)
    failing.run()
    sources = {layer["source"]["type"] for entry in document(failing)["entries"] for layer in entry["layers"]}
    assert sources == {"shard"}
    scripts = {
        layer["source"]["script"] for entry in document(failing)["entries"] for layer in entry["layers"]
    }
    assert all((failing.results / script).is_file() for script in scripts)
    assert all(script.startswith("index-data/") for script in scripts)
