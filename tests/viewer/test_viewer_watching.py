"""Folders that grow while they are viewed."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from difference_finder import Finder
from difference_finder.errors import ReadError, StudyError
from difference_finder.viewer.album import Album
from difference_finder.viewer.outputs import album_of_records
from difference_finder.viewer.watching import WatchedAlbum
from waiting import until


def write_result(folder, name: str, level: int, images) -> None:
    """Write a comparison as diff does."""
    files = []
    for role, value in (("a", 100), ("b", level)):
        path = images / f"{name}_{role}.png"
        pixels = np.full((40, 60, 3), 100, np.uint8)
        pixels[10:20, 10:20] = value
        Image.fromarray(pixels).save(path)
        files.append(path)
    finder = Finder(strategy="difference", metric="psnr")
    finder.compare(*files).save(folder / name, ("map", "json"))


@pytest.fixture
def watched(tmp_path):
    results, images = tmp_path / "results", tmp_path / "images"
    results.mkdir()
    images.mkdir()
    return results, images, WatchedAlbum(results, lambda: album_of_records(results))


def test_an_empty_folder_fills(watched) -> None:
    results, images, album = watched
    assert album.document()["entries"] == []
    assert not album.refresh()
    write_result(results, "epoch1", 200, images)
    assert album.refresh()
    assert not album.refresh()
    assert len(album.document()["entries"]) == 1
    write_result(results, "epoch2", 150, images)
    assert album.refresh()
    assert len(album.document()["entries"]) == 2


def test_a_result_keeps_its_id_until_it_is_written_anew(watched) -> None:
    results, images, album = watched
    write_result(results, "one", 200, images)
    album.refresh()
    [before] = album.document()["entries"]
    write_result(results, "two", 150, images)
    album.refresh()
    same, other = album.document()["entries"]
    assert same["id"] == before["id"] != other["id"]
    layers = album.entry(before["id"])["layers"]
    record = results / "one.json"
    record.write_text(json.dumps(json.loads(record.read_text()), indent=1))
    album.refresh()
    assert album.document()["entries"][0]["id"] != before["id"]
    assert album.entry(album.document()["entries"][0]["id"])["layers"][0]["id"] != layers[0]["id"]


def test_the_album_stays_while_a_file_cannot_be_read(tmp_path) -> None:
    made, problem = [], []

    def make() -> Album:
        if problem:
            raise ReadError(problem[0])
        made.append(1)
        return Album([], lambda: {"number": len(made)})

    album = WatchedAlbum(tmp_path, make)
    (tmp_path / "one.json").write_text("{")
    problem.append("'one.json' is damaged")
    assert not album.refresh()
    assert album.document()["number"] == 1
    problem.clear()
    assert album.refresh()
    assert album.document()["number"] == 2


def test_results_are_shown_until_the_folder_is_empty(watched) -> None:
    results, images, album = watched
    assert "contains neither a finished study nor records" in album.waiting
    write_result(results, "one", 200, images)
    assert album.refresh()
    assert album.waiting == ""
    (results / "study.json").write_text("{")
    broken = WatchedAlbum(results, lambda: _raise(StudyError("'study.json' is damaged")))
    assert broken.waiting == "'study.json' is damaged"
    album._make = lambda: _raise(StudyError("'study.json' is damaged"))
    assert not album.refresh()
    assert len(album.document()["entries"]) == 1
    for path in results.iterdir():
        path.unlink()
    assert album.refresh()
    assert album.document()["entries"] == []


def _raise(error: Exception) -> Album:
    raise error


def test_pictures_of_a_watched_run_cannot_be_accepted(run_of_few) -> None:
    output = Path("out")
    album = WatchedAlbum(output, lambda: album_of_records(output))
    assert album_of_records(output).decisions is not None
    assert album.decisions is None
    document = album.document()
    assert document["run"]["writable"] is False
    assert not any("accept" in entry for entry in document["entries"])


def test_results_appear_in_the_open_page(browser, viewing, tmp_path) -> None:
    results, images = tmp_path / "results", tmp_path / "images"
    results.mkdir()
    images.mkdir()
    write_result(results, "epoch1", 200, images)
    with viewing(results, "--watch") as running:
        page = browser.new_page(viewport={"width": 1200, "height": 800})
        page.goto(running.address)
        page.wait_for_selector("difference-pane canvas")
        page.keyboard.press("w")
        write_result(results, "epoch2", 150, images)
        entries = "() => document.querySelector('difference-page').document.entries.map(({ name }) => name)"
        until(lambda: len(page.evaluate(entries)) == 2, lambda: page.wait_for_timeout(50))
        assert page.locator("[data-mode=slider]").get_attribute("aria-pressed") == "true"
        open_name = "() => document.querySelector('difference-page').entry.name"
        assert page.evaluate(open_name) == page.evaluate(entries)[0]
        page.close()
