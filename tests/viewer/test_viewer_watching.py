"""Folders that grow while they are viewed."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from difference_finder import Finder, Study, rank
from difference_finder.errors import ReadError, StudyError
from difference_finder.viewer.album import Album
from difference_finder.viewer.outputs import album_of_records
from difference_finder.viewer.studies import album_of_study
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


def write_study(root, levels: dict[str, int], shift: int = 0) -> None:
    """Write the images of two methods, each with a bright square, and rank them."""
    for name, level in levels.items():
        for role, value in (("GT", 100), ("ours", level), ("rival", level - 40)):
            pixels = np.full((40, 60, 3), 100, np.uint8)
            pixels[10:20, 10 + shift : 20 + shift] = value
            (root / role).mkdir(exist_ok=True)
            Image.fromarray(pixels).save(root / role / f"{name}.png")
    methods = {name: root / name for name in ("ours", "rival")}
    rank(root / "GT", methods, ["psnr"], output=root / "study")


def remove_results(root) -> None:
    import shutil

    shutil.rmtree(root / "study")


@pytest.mark.slow
def test_images_of_a_study_keep_their_ids_while_their_files_are_the_same(tmp_path) -> None:
    folder = tmp_path / "study"
    write_study(tmp_path, {"one": 200, "two": 180})
    album = WatchedAlbum(folder, lambda: album_of_study(Study.open(folder), folder=folder))
    document = album.document()
    assert document["folder"] == str(folder.resolve())
    before = {entry["name"]: entry["id"] for entry in document["entries"]}
    layers = album.entry(before["one"])["layers"]
    remove_results(tmp_path)
    write_study(tmp_path, {"two": 181, "three": 170})
    assert album.refresh()
    after = {entry["name"]: entry["id"] for entry in album.document()["entries"]}
    assert set(after) == {"one", "two", "three"}
    assert after["one"] == before["one"]
    assert after["two"] != before["two"]  # its pictures have changed
    # A page that has opened the image goes on asking for its tiles.
    assert album.layer(layers[0]["id"]).tile(0, 0, 0) is not None
    assert album.entry(after["one"])["layers"] == layers


@pytest.mark.slow
def test_ids_of_images_change_with_the_measurement_and_the_folders(tmp_path) -> None:
    write_study(tmp_path, {"one": 200})
    folder = tmp_path / "study"

    def ids() -> list[str]:
        album = album_of_study(Study.open(folder), folder=folder)
        return [entry["id"] for entry in album.document()["entries"]]

    before = ids()
    assert ids() == before
    remove_results(tmp_path)
    methods = {name: tmp_path / name for name in ("ours", "rival")}
    rank(tmp_path / "GT", methods, ["psnr"], ignore=["0,0,5,5"], output=folder)
    assert ids() != before
    (folder / "inputs.csv").unlink()
    assert ids() != ids()


@pytest.mark.nightly
def test_the_chosen_part_of_an_image_stays_when_its_study_is_written_anew(browser, viewing, tmp_path) -> None:
    write_study(tmp_path, {"one": 200, "two": 180})
    with viewing(tmp_path / "study", "--watch") as running:
        page = browser.new_page(viewport={"width": 1200, "height": 800})
        page.goto(running.address)
        page.wait_for_selector("difference-pane canvas")
        view = """() => {
          const { entry, state, viewport } = document.querySelector('difference-page');
          const { marked, framed } = viewport;
          return [entry.name, entry.layers.length, marked?.x, framed?.width, state.gain];
        }"""
        page.evaluate("document.querySelector('difference-page').change({ entry: 1, gain: 2 })")
        until(lambda: page.evaluate(view)[1] > 0, lambda: page.wait_for_timeout(50))
        page.evaluate("document.querySelector('difference-page').embedding.select([10, 8, 16, 12])")
        before = page.evaluate(view)
        assert before[0] == "two"
        remove_results(tmp_path)
        write_study(tmp_path, {"three": 170, "two": 190}, shift=5)
        entries = "() => document.querySelector('difference-page').document.entries.length"
        until(lambda: page.evaluate(entries) == 3, lambda: page.wait_for_timeout(50))
        until(lambda: page.evaluate(view)[1] > 0, lambda: page.wait_for_timeout(50))
        assert page.evaluate(view) == before
        page.close()
