"""``diff --in-strips``: files, exit codes and messages."""

import json

import numpy as np
import pytest
import tifffile

from difference_finder.drawing.scale import TIMES
from difference_finder.pipeline import large_files, strip_planes
from difference_finder.reporters import heatmap

DIFF = ("--strategy", "difference", "--metric", "psnr", "--in-strips")


@pytest.fixture
def files(tmp_path):
    """Write two images of which one place differs, and return their paths."""
    first = np.random.default_rng(0).integers(90, 120, (60, 90, 3), dtype=np.uint8)
    second = first.copy()
    second[20:40, 50:70] = 255
    paths = [tmp_path / "a.tif", tmp_path / "b.tif"]
    for path, image in zip(paths, (first, second), strict=True):
        tifffile.imwrite(path, image, photometric="rgb", rowsperstrip=8)
    return paths


def test_files_are_those_of_whole_images(run, files, tmp_path):
    code, out, err = run("diff", *files, *DIFF, "-o", "out")
    assert (code, err) == (0, "")
    assert "no panel is drawn of images in strips" in out
    assert "the kinds of change of regions" in out
    assert "1 region, strongest first" in out
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["a_vs_b.heatmap.png", "a_vs_b.json", "a_vs_b.map.npy"]
    run("diff", *files, *DIFF[:-1], "-o", "whole", "--write", "map,map_tiff,heatmap,json")
    assert np.array_equal(
        np.load(tmp_path / "out" / "a_vs_b.map.npy"), np.load(tmp_path / "whole" / "a_vs_b.map.npy")
    )
    # The picture has all pixels of a small map, so that both are the same.
    picture = "a_vs_b.heatmap.png"
    assert (tmp_path / "out" / picture).read_bytes() == (tmp_path / "whole" / picture).read_bytes()
    scales = [
        json.loads((tmp_path / folder / "a_vs_b.json").read_text())["map"] for folder in ("out", "whole")
    ]
    assert scales[0]["scale"] == scales[1]["scale"]


def test_the_map_as_tiff(run, files, tmp_path):
    code, _, _ = run("diff", *files, *DIFF, "-o", "out", "--map-format", "tiff", "--write", "map")
    assert code == 0
    run("diff", *files, *DIFF[:-1], "-o", "whole", "--map-format", "tiff", "--write", "map")
    found, known = (tifffile.TiffFile(tmp_path / name / "a_vs_b.map.tif") for name in ("out", "whole"))
    with found, known:
        assert np.array_equal(found.asarray(), known.asarray())
        assert json.loads(found.pages[0].description) == json.loads(known.pages[0].description)


def test_a_large_map_is_drawn_smaller_with_its_single_pixels(run, tmp_path, monkeypatch):
    monkeypatch.setattr(strip_planes, "LONGEST", 30)
    first = np.zeros((61, 90), np.uint8)
    second = first.copy()
    second[44, 71] = 255
    for name, image in (("a.npy", first), ("b.npy", second)):
        np.save(tmp_path / name, image)
    drawn, heading = {}, heatmap._heading

    def spy(view, *rest):
        drawn.update(view=view, text=heading(view, *rest))
        return drawn["text"]

    monkeypatch.setattr(heatmap, "_heading", spy)
    code, _, _ = run("diff", "a.npy", "b.npy", *DIFF, "-o", "out", "--write", "heatmap")
    assert code == 0
    plane = drawn["view"].facts.plane
    assert plane.shape == (21, 30)  # squares of 3 pixels
    assert np.argwhere(plane).tolist() == [[14, 23]]
    assert plane.max() == 1
    told = [line.text.replace(TIMES, "x") for line in drawn["text"]]
    assert any("90 x 61" in text and "strongest value of 3 x 3 pixels" in text for text in told)


def test_limits_and_json(run, files):
    code, out, err = run("diff", *files, *DIFF, "--json", "--fail-below", "30")
    assert code == 1
    record = json.loads(out)
    assert record["threshold"]["exceeded"]
    assert record["state"] == "changed"
    assert (record["regions"][0]["x"], record["regions"][0]["y"]) == (50, 20)
    assert "psnr is" in err
    code, out, _ = run("diff", *files, *DIFF, "--json=lines", "--fail-below", "3")
    assert code == 0
    assert len(out.splitlines()) == 2


def test_equal_images(run, files):
    code, out, _ = run("diff", files[0], files[0], "--in-strips", "-o", "out")
    assert code == 0
    assert "no difference: all pixels are equal" in out


def test_what_is_not_possible_is_told(run, files, tmp_path):
    code, _, err = run("diff", *files, *DIFF, "-o", "out", "--write", "panel")
    assert code == 3
    assert "panel draws whole images, not strips; of images in strips --write takes map, map_tiff" in err
    code, _, err = run("diff", *files, *DIFF, "-o", "out", "--mask", files[0])
    assert code == 3
    assert "--mask is not possible for images in strips; leave it out" in err
    code, _, err = run("diff", *files, "--in-strips", "--reference", files[0], "-o", "out")
    assert code == 3
    assert "--reference" in err
    code, _, err = run("diff", tmp_path, tmp_path, "--in-strips", "-o", "out")
    assert code == 2
    assert "--in-strips compares two files, not folders" in err
    assert not list((tmp_path / "out").iterdir())


def test_large_files_are_compared_in_strips(run, files, monkeypatch):
    monkeypatch.setattr(large_files, "SMALLEST_BYTES", 0)
    monkeypatch.setattr(large_files, "DEFAULT_MAX_PIXELS", 5399)
    code, out, _ = run("diff", *files, *DIFF[:-1], "-o", "out")
    assert code == 0
    assert "compared in 1 strip of 60 rows" in out
    code, out, _ = run("diff", *files, *DIFF[:-1], "-o", "out", "--max-pixels", "5400")
    assert code == 0
    assert "strip" not in out
