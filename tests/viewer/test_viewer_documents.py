"""Documents of pairs, folders, outputs of diff, and studies."""

import json

import numpy as np
import pytest

from difference_finder import Finder, rank
from difference_finder.errors import InputError
from difference_finder.pipeline.folders import match_sources
from difference_finder.storage.match import Match
from difference_finder.viewer.cache import Cache
from difference_finder.viewer.outputs import album_of_records
from difference_finder.viewer.pairs import album_of_pairs
from difference_finder.viewer.studies import album_of_study
from pages_of_text import inserted
from pages_of_text import page as rows_of_text
from viewer.conftest import Page, map_values

pytestmark = pytest.mark.usefixtures("one_process")

KEYS = {
    "schema", "kind", "title", "summary", "record", "ours", "methods", "metrics", "scores", "groups",
    "errors", "verdicts", "crops", "entries",
}  # fmt: skip

LAYER = {
    "id", "role", "label", "width", "height", "kind", "signed", "unit", "low", "high", "channels", "depth",
    "source", "vmax", "unit_range", "positive", "errors", "method", "note", "light", "stored",
}  # fmt: skip


def roles(entry) -> list[str]:
    return [layer["role"] for layer in entry["layers"]]


@pytest.fixture
def folders(photo_pair, tmp_path, save):
    for name, image in zip(("before", "after"), photo_pair, strict=True):
        for number in range(3):
            save(np.roll(image, number, axis=1), f"{name}/{number}.png")
    return tmp_path / "before", tmp_path / "after"


def test_images_of_a_pair_are_listed_before_it_is_compared(
    photo_pair, save, page_of_pair, monkeypatch
) -> None:
    first, second = (save(image, f"{name}.png") for image, name in zip(photo_pair, "ab", strict=True))
    page = page_of_pair(first, second)
    compared = []
    from difference_finder.viewer import pairs

    whole = pairs.map_images
    monkeypatch.setattr(pairs, "map_images", lambda *a, **k: compared.append(1) or whole(*a, **k))
    document = page.document()
    assert set(document) == KEYS
    assert (document["schema"], document["kind"]) == (2, "comparison")
    [entry] = document["entries"]
    assert roles(entry) == ["first", "second"]
    assert [layer["label"] for layer in entry["layers"]] == ["a.png", "b.png"]
    assert not compared
    opened = page.json(entry["load"])
    assert compared == [1]
    assert roles(opened) == ["first", "second", "map"]
    assert opened["layers"][:2] == entry["layers"]
    assert all(set(layer) == LAYER for layer in opened["layers"])
    record = Finder(strategy="difference").compare(first, second).to_dict()
    assert opened["record"]["scores"] == record["scores"]
    assert opened["regions"] == json.loads(json.dumps(record["regions"]))
    assert opened["layers"][2]["vmax"] == opened["record"]["map"]["scale"]["vmax"]
    facts = dict(opened["facts"])
    assert facts["Second"] == f"{second} (128 \u00d7 96, uint8)"
    assert float(facts["mae"]) == pytest.approx(record["scores"]["mae"], rel=1e-3)
    page.picture(opened["layers"][2])
    assert compared == [1]  # the map is cached


def entries_of(page: Page) -> list[dict]:
    """Return the entry at each step, as a page asks for it."""
    [entry] = page.document()["entries"]
    steps = []
    while "load" in entry:
        entry = page.json(entry["load"])
        steps.append(entry)
    return steps


@pytest.fixture
def large_pair(photo_pair, save, monkeypatch):
    """Two small images that are opened like large ones."""
    from difference_finder.viewer import pairs

    monkeypatch.setattr(pairs, "LARGE", 1)
    return [save(image, f"{name}.png") for image, name in zip(photo_pair, "ab", strict=True)]


def test_a_large_pair_shows_its_map_before_it_is_scored(large_pair, page_of_pair) -> None:
    cache = Cache()
    page = page_of_pair(*large_pair, cache=cache)
    early, complete = entries_of(page)
    assert cache.nbytes == 128 * 96 * (3 + 3 + 4)  # two images of 8 bits, and one map of float32
    assert roles(early) == roles(complete) == ["first", "second", "map"]
    assert early["layers"] == complete["layers"]
    assert not {"record", "regions", "facts", "statements"} & set(early)
    record = Finder(strategy="difference").compare(*large_pair).to_dict()
    assert complete["record"]["scores"] == record["scores"]
    assert complete["layers"][2]["vmax"] == complete["record"]["map"]["scale"]["vmax"]


def test_a_plain_difference_is_shown_until_a_slower_map_is_computed(large_pair) -> None:
    pair = [Match("x", tuple(large_pair))]
    page = Page(album_of_pairs(Finder(strategy="consensus"), pair, "consensus"))
    plain, mapped, complete = entries_of(page)
    assert roles(plain) == roles(mapped) == roles(complete) == ["first", "second", "map"]
    assert plain["layers"][2]["label"] == "Difference (the map follows)"
    expected = Finder(strategy="difference").compare(*large_pair).map
    step = plain["layers"][2]["high"] / 65535
    np.testing.assert_allclose(
        map_values(plain["layers"][2], page.picture(plain["layers"][2])), np.asarray(expected), atol=step
    )
    assert mapped["layers"] == complete["layers"]
    assert mapped["layers"][2]["label"].startswith("Consensus")
    expected = Finder(strategy="consensus").compare(*large_pair).map
    step = (mapped["layers"][2]["high"] - mapped["layers"][2]["low"]) / 65535
    np.testing.assert_allclose(
        map_values(mapped["layers"][2], page.picture(mapped["layers"][2])), np.asarray(expected), atol=step
    )


def test_a_large_pair_that_cannot_be_compared_has_one_entry(large_pair, save) -> None:
    small = save(np.zeros((8, 8, 3), np.uint8), "small.png")
    page = Page(album_of_pairs(Finder(strategy="difference"), [Match("x", (large_pair[0], small))], "x"))
    [entry] = entries_of(page)
    assert roles(entry) == ["first", "second"]
    assert "shape mismatch" in entry["errors"][0]


def test_three_images(photo_pair, save, page_of_pair) -> None:
    first, second = photo_pair
    paths = [save(image, f"{name}/x.png") for name, image in (("a", first), ("b", second), ("gt", first))]
    finder = Finder(strategy="advantage", metric="psnr")
    page = Page(album_of_pairs(finder, [Match("x", tuple(paths))], "three"))
    entry = page.entry()
    assert roles(entry) == ["first", "second", "reference", "map"]
    assert [layer["label"] for layer in entry["layers"][:3]] == ["a/x.png", "b/x.png", "gt/x.png"]
    assert entry["layers"][3]["signed"]
    assert entry["layers"][3]["positive"]
    assert entry["layers"][3]["errors"] == {"power": 2, "size": 1 / 255, "name": "levels"}
    assert [region["advantage"]["better"] for region in entry["regions"]] == ["first"]
    best = "most at 1, where it is identical to the reference"
    assert entry["statements"] == [f"The first is better in 1 place, {best}; the second in none."]


def test_pairs_that_cannot_be_compared_are_shown_with_the_reason(
    photo_pair, save, page_of_pair, tmp_path
) -> None:
    first = save(photo_pair[0], "a.png")
    small = save(photo_pair[1][:50], "b.png")
    entry = page_of_pair(first, small).entry()
    assert roles(entry) == ["first", "second"]
    assert ["shape mismatch" in error for error in entry["errors"]] == [True]
    (tmp_path / "broken.png").write_bytes(first.read_bytes()[:500])
    page = page_of_pair(first, tmp_path / "broken.png")
    assert roles(page.document()["entries"][0]) == ["first"]
    entry = page.entry()
    assert roles(entry) == ["first"]
    assert ["broken.png" in error for error in entry["errors"]] == [True]
    entry = page_of_pair(first, tmp_path / "gone.png").entry()
    assert ["no longer exists" in error for error in entry["errors"]] == [True]


@pytest.mark.parametrize("fit", ["crop", "resize"])
def test_images_of_different_sizes_are_fitted(photo_pair, save, page_of_pair, fit) -> None:
    first, second = photo_pair
    height, width = second.shape[0] - 10, second.shape[1] - 20
    paths = save(first, "a.png"), save(second[:height, :width], "b.png")
    page = page_of_pair(*paths, finder=Finder(strategy="difference", fit=fit))
    layers = page.entry()["layers"]
    sizes = [(layer["width"], layer["height"]) for layer in layers]
    whole, part = first.shape[1::-1], (width, height)
    assert sizes == ([whole, part, part] if fit == "crop" else [whole] * 3)
    for layer, (w, h) in zip(layers, sizes, strict=True):
        assert page.picture(layer).shape == (h, w, 3)


def test_padded_images_lie_on_the_common_area(save, page_of_pair) -> None:
    first = rows_of_text(seed=3)
    second = inserted(first, 44, 12)
    second[100, 50] ^= 255
    finder = Finder(strategy="difference", fit="pad")
    page = page_of_pair(save(first, "a.png"), save(second, "b.png"), finder=finder)
    entry = page.entry()
    assert roles(entry) == ["first", "second", "map", "error"]
    assert {(layer["width"], layer["height"]) for layer in entry["layers"]} == {(90, 132)}
    pictures = [page.picture(layer) for layer in entry["layers"][:2]]
    assert set(np.unique(pictures[0][44:56])) == {176, 208}
    assert np.array_equal(pictures[0][56:], first[44:])
    assert np.array_equal(pictures[1], second)
    assert [(box["y"], box["height"]) for box in entry["regions"]] == [(44, 12), (100, 1)]
    assert any("12 rows inserted at y = 44; 1 other pixel differs" in note for note in entry["notes"])


def test_a_changed_file_is_reported(photo_pair, save, page_of_pair) -> None:
    from difference_finder.viewer.cache import Cache

    first, second = (save(image, f"{name}.png") for image, name in zip(photo_pair, "ab", strict=True))
    page = page_of_pair(first, second, cache=Cache(capacity=1))
    layer = page.document()["entries"][0]["layers"][1]  # the first layer was used last
    save(photo_pair[0][:40], "b.png")
    answer = page.get(f"{layer['source']['base']}0/0_0.png")
    assert answer.status_code == 409
    assert "has changed" in answer.text
    second.unlink()
    assert page.get(f"{layer['source']['base']}0/0_0.png").status_code == 409


def test_pictures_are_the_same_when_nothing_is_kept(photo_pair, save, page_of_pair) -> None:
    from difference_finder.viewer.cache import Cache

    paths = [save(image, f"{name}.png") for image, name in zip(photo_pair, "ab", strict=True)]
    uncached, cached = (page_of_pair(*paths, cache=cache) for cache in (Cache(capacity=1), None))
    for one, other in zip(uncached.entry()["layers"], cached.entry()["layers"], strict=True):
        assert np.array_equal(uncached.picture(one), cached.picture(other))


def test_two_folders_are_opened_one_by_one(folders) -> None:
    finder = Finder(strategy="difference")
    page = Page(album_of_pairs(finder, match_sources(finder.options, folders).matches, "folders"))
    entries = page.document()["entries"]
    assert [entry["name"] for entry in entries] == ["0", "1", "2"]
    assert all(entry["layers"] == [] for entry in entries)
    ids = [layer["id"] for number in range(3) for layer in page.entry(number)["layers"]]
    assert len(set(ids)) == 9


def run(*arguments) -> None:
    from difference_finder.cli import main

    with pytest.raises(SystemExit) as stop:
        main(list(map(str, arguments)))
    assert stop.value.code in (0, 3)


@pytest.mark.parametrize("form", ["npy", "tiff"])
def test_the_output_of_diff(folders, tmp_path, form) -> None:
    before, after = folders
    (after / "1.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    out = tmp_path / "out"
    run("diff", before, after, "-o", out, "--strategy", "difference", "--map-format", form)
    (out / "other.json").write_text('{"schema": 1}')
    (out / "broken.json").write_text("{")
    page = Page(album_of_records(out))
    document = page.document()
    assert set(document) == {*KEYS, "run"}
    assert document["run"] == {"states": {"failed": 1, "changed": 2}, "writable": True}
    assert [entry["name"] for entry in document["entries"]] == ["1", "0", "2"]
    assert [(error["name"], error["stage"]) for error in document["errors"]] == [("1", "compare")]
    assert "1.png" in document["errors"][0]["cause"] == document["entries"][0]["reason"]
    records = [json.loads((out / f"{name}.json").read_bytes()) for name in "02"]
    assert document["record"]["pairs"][1:] == records
    for metric in document["metrics"]:
        name = metric["spec"]
        assert document["scores"][name] == [[None, *(record["scores"][name] for record in records)]]
    psnr = next(metric for metric in document["metrics"] if metric["spec"] == "psnr")
    assert psnr == {"spec": "psnr", "higher_is_better": True, "unit": "dB"}
    assert document["entries"][2]["regions"] == records[1]["regions"] != []
    assert roles(page.entry(0)) == ["first"]
    entry = page.entry(2)
    assert roles(entry) == ["first", "second", "map"]
    expected = np.asarray(Finder(strategy="difference").compare(before / "2.png", after / "2.png").map)
    layer = entry["layers"][2]
    step = (layer["high"] - layer["low"]) / 65535
    assert np.abs(map_values(layer, page.picture(layer)) - expected).max() <= 1.01 * step


def test_the_output_of_diff_without_maps_or_images(folders, tmp_path) -> None:
    out = tmp_path / "out"
    run("diff", *folders, "-o", out, "--write", "json")
    (folders[1] / "0.png").unlink()
    page = Page(album_of_records(out))
    entry = page.entry(0)
    assert roles(entry) == ["first"]
    assert ["no longer exists" in error for error in entry["errors"]] == [True]
    assert any("there is no map" in note for note in entry["notes"])
    np.save(out / "1.map.npy", np.zeros(5))
    assert "not a map" in page.entry(1)["errors"][0]


def test_an_image_that_changed_since_it_was_compared_is_not_shown(folders, tmp_path) -> None:
    out = tmp_path / "out"
    run("diff", *folders, "-o", out)
    (folders[1] / "1.png").write_bytes((folders[0] / "0.png").read_bytes())
    page = Page(album_of_records(out))
    with pytest.warns(UserWarning, match=r"after/1.png' changed since diff compared it; run diff again"):
        entry = page.entry(1)
    assert roles(entry) == ["first", "map"]
    assert ["changed since diff compared it" in error for error in entry["errors"]] == [True]
    assert not page.entry(2)["errors"]


def test_images_on_remote_file_systems(folders, tmp_path) -> None:
    fsspec = pytest.importorskip("fsspec")
    out = tmp_path / "out"
    run("diff", *folders, "-o", out)
    record = json.loads((out / "1.json").read_bytes())
    for role, folder in zip(("first", "second"), folders, strict=True):
        fsspec.filesystem("memory").pipe_file(f"/view/{folder.name}/1.png", (folder / "1.png").read_bytes())
        record[role]["name"] = f"memory://view/{folder.name}/1.png"
        (folder / "1.png").unlink()
    (out / "1.json").write_text(json.dumps(record))
    entry = Page(album_of_records(out)).entry(1)
    assert not entry["errors"]
    assert roles(entry) == ["first", "second", "map"]
    assert [layer["label"] for layer in entry["layers"][:2]] == ["before/1.png", "after/1.png"]


def test_masked_pixels_in_the_output_of_diff_are_reported(folders, tmp_path) -> None:
    out = tmp_path / "out"
    run("diff", *folders, "-o", out, "--ignore", "0,0,20,20")
    notes = Page(album_of_records(out)).entry()["notes"]
    assert any(note.startswith("masked pixels are shown as no difference") for note in notes)


def test_another_folder_is_refused(tmp_path) -> None:
    with pytest.raises(InputError, match="neither a finished study nor records"):
        album_of_records(tmp_path)


@pytest.fixture
def study(photo_pair, rng, save, tmp_path):
    """Return a study of two images and three methods; one method lacks an image."""
    for number in range(2):
        image = np.roll(photo_pair[0], 9 * number, axis=0)
        save(image, f"GT/{number}.png")
        for name, size in (("ours", 5), ("edsr", 9), ("bicubic", 20)):
            noise = rng.integers(-size, size + 1, image.shape)
            save(np.clip(image + noise, 0, 255).astype(np.uint8), f"{name}/{number}.png")
    (tmp_path / "bicubic" / "1.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    methods = {name: tmp_path / name for name in ("ours", "edsr", "bicubic")}
    return rank(tmp_path / "GT", methods, ["psnr", "mse"], ignore=["0,0,10,10"])


def test_a_study(study, tmp_path) -> None:
    page = Page(album_of_study(study))
    document = page.document()
    assert set(document) == KEYS
    assert (document["kind"], document["ours"]) == ("study", "ours")
    assert document["methods"] == ["ours", "edsr", "bicubic"]
    psnr = {"spec": "psnr", "label": "PSNR", "higher_is_better": True, "unit": "dB"}
    assert document["metrics"][0] == psnr
    assert document["scores"]["psnr"][2] == [study.scores.of("psnr", "bicubic")[0], None]
    assert document["verdicts"]["text"]
    assert document["crops"]["best"][0]["disclosure"] == study.crops.best[0].disclosure()
    assert [error["name"] for error in document["errors"]] == ["1"]
    entry = page.entry(0)
    assert roles(entry) == ["reference", *["method"] * 3, *["error"] * 3]
    assert [layer["method"] for layer in entry["layers"]] == [None, *document["methods"] * 2]
    assert len({(layer["low"], layer["high"]) for layer in entry["layers"][4:]}) == 1
    broken = page.entry(1)
    assert roles(broken) == ["reference", *["method"] * 2, *["error"] * 2]
    assert ["bicubic" in error for error in broken["errors"]] == [True]


def test_error_maps_of_a_study_match_its_pixels(study, tmp_path) -> None:
    from difference_finder.readers import open_image

    page = Page(album_of_study(study))
    layer = page.entry(0)["layers"][5]
    images = [open_image(tmp_path / name / "0.png").pixels[0].astype(float) for name in ("GT", "edsr")]
    expected = np.abs(images[1] - images[0]).mean(axis=0) / 255
    expected[:10, :10] = np.nan  # masked in the study
    found = map_values(layer, page.picture(layer))
    assert np.array_equal(np.isnan(found), np.isnan(expected))
    assert np.nanmax(np.abs(found - expected)) <= 0.51 / 65535
    assert (layer["unit"], layer["unit_range"]) == ("of the data range", 1.0)


def test_a_study_reads_no_image_before_an_entry_is_opened(study, tmp_path, monkeypatch) -> None:
    page = Page(album_of_study(study))
    from difference_finder import readers

    def refuse(*_, **__):
        raise AssertionError("a file was read")

    monkeypatch.setattr(readers, "open_image", refuse)
    assert page.document()["entries"][0]["layers"] == []


@pytest.mark.slow
def test_a_stored_study_is_the_same(study, tmp_path) -> None:
    from difference_finder import Study

    methods = {name: tmp_path / name for name in ("ours", "edsr")}
    made = rank(tmp_path / "GT", methods, ["psnr"], output=tmp_path / "study")
    opened = [Page(album_of_study(one)).document() for one in (made, Study.open(tmp_path / "study"))]
    for document in opened:
        del document["entries"]
    assert opened[0] == opened[1]


def test_names_that_are_not_valid_text(tmp_path, photo_pair, save) -> None:
    path = save(photo_pair[0], "a.png")
    strange = tmp_path / "b\udcff<script>.png"
    try:
        strange.write_bytes(path.read_bytes())
    except (OSError, UnicodeError):
        pytest.skip("this file system takes no such names")
    page = Page(album_of_pairs(Finder(strategy="difference"), [Match("x", (path, strange))], str(strange)))
    answer = page.get("document.json")
    assert answer.content.isascii()
    assert page.entry()["layers"][1]["label"] == strange.name


@pytest.mark.parametrize("value", [0, 128])
def test_flat_and_identical_images(tmp_path, page_of_pair, value) -> None:
    np.save(tmp_path / "a.npy", np.full((30, 40), value, np.uint8))
    page = page_of_pair(tmp_path / "a.npy", tmp_path / "a.npy")
    layer = page.entry()["layers"][2]
    assert layer["high"] > layer["low"]
    assert (map_values(layer, page.picture(layer)) == 0).all()
