"""Comparisons strip by strip, against comparisons of the same files as a whole."""

import numpy as np
import pytest
import tifffile

from difference_finder.errors import DataRangeError, InputError, ReadError, ShapeMismatchError
from difference_finder.finder import Finder
from difference_finder.pipeline import large_files, strip_pairs
from difference_finder.pipeline.large_files import needs_strips
from difference_finder.pipeline.strips import compare_in_strips

STRATEGIES = {
    "difference": {"strategy": "difference", "also": ["psnr", "ssim", "mae", "rmse", "mse"]},
    "greatest difference": {"strategy": "difference", "reduce": "max"},
    "ssim": {"strategy": "local", "metric": "ssim", "also": ["psnr"]},
    "ssim with edges": {"strategy": "local", "metric": "ssim:padding=reflect,window_size=7"},
    "squared error": {"strategy": "local", "metric": "mse", "also": ["ssim:padding=same"]},
    "consensus": {"strategy": "consensus", "also": ["psnr", "ssim"]},
}
"""Options of the finder."""


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Return the files of an edit, of another noise, and of equal images, by names."""
    folder, rng = tmp_path_factory.mktemp("strips"), np.random.default_rng(2)
    blocks = rng.integers(0, 256, (17, 22, 3)).repeat(6, 0).repeat(6, 1)[:97, :131]
    first = np.clip(blocks * 0.5 + 60 + rng.normal(0, 3, blocks.shape), 0, 255).astype(np.uint8)
    edit, noise = first.copy(), np.clip(first + rng.normal(0, 4, first.shape), 0, 255).astype(np.uint8)
    edit[30:45, 20:60] = 255 - edit[30:45, 20:60]
    edit[0, 3], edit[96, 100], edit[70:73, 5:120] = 0, 0, 0
    noise[50:80, 60:90] = np.clip(noise[50:80, 60:90] + 40.0, 0, 255)
    found = {}
    for name, second in {"edit": edit, "noise": noise, "equal": first}.items():
        found[name] = [folder / f"{name}-{number}.tif" for number in (1, 2)]
        for path, image in zip(found[name], (first, second), strict=True):
            tifffile.imwrite(path, image, photometric="rgb", tile=(16, 32), compression="zlib")
    return found


def same(record, known, path=""):
    """Compare two records: texts and integers exactly, floats to 1e-6."""
    assert type(record) is type(known), path
    if isinstance(known, dict):
        assert record.keys() == known.keys(), path
        for key in known:
            same(record[key], known[key], f"{path}.{key}")
    elif isinstance(known, list):
        assert len(record) == len(known), path
        for number, pair in enumerate(zip(record, known, strict=True)):
            same(*pair, f"{path}[{number}]")
    elif isinstance(known, float):
        assert record == pytest.approx(known, rel=1e-6, abs=1e-6), path
    else:
        assert record == known, path


@pytest.mark.parametrize("rows", [None, 13])
@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("name", ["edit", "noise", "equal"])
def test_the_record_and_the_map_are_those_of_whole_images(files, name, strategy, rows):
    finder = Finder(**STRATEGIES[strategy])
    known = finder.compare(*files[name])
    if strategy == "consensus" and name == "noise":
        with pytest.raises(InputError, match=r"typical difference of the whole image.*strategy='difference'"):
            compare_in_strips(finder.options, files[name], known.name, rows=rows)
        return
    found = compare_in_strips(finder.options, files[name], known.name, 2, rows=rows)
    record, whole = found.to_dict(), known.to_dict()
    notes = record.pop("notes")
    assert set(whole.pop("notes")) <= set(notes)
    assert any("kinds of change" in note for note in notes)
    whole["transform"] = None  # not looked for in strips, as a note says
    for region in whole["regions"]:
        region |= {"kinds": [], "text": ""}
    same(record, whole)
    plane = found.plane.read(0, 97)
    assert np.abs(plane - np.asarray(known.map)).max() <= 1e-6
    found.plane.close()


def test_single_pixels_are_found_at_all_edges(tmp_path):
    rng = np.random.default_rng(0)
    first = rng.integers(0, 256, (67, 40), dtype=np.uint8)
    np.save(tmp_path / "a.npy", first)
    finder = Finder(strategy="local", metric="ssim", also=["ssim:padding=same"])
    for row in (0, 4, 5, 10, 11, 22, 33, 55, 56, 61, 66):
        second = first.copy()
        second[row, rng.integers(40)] ^= 200
        np.save(tmp_path / "b.npy", second)
        paths = [tmp_path / "a.npy", tmp_path / "b.npy"]
        known = finder.compare(*paths)
        for rows in (1, 13, 67):
            found = compare_in_strips(finder.options, paths, "a", rows=rows)
            assert np.abs(found.plane.read(0, 67) - np.asarray(known.map)).max() <= 1e-6
            assert found.scores == pytest.approx(known.scores, abs=1e-9)
            found.plane.close()


def test_floats_need_a_range_unless_they_lie_in_the_unit_interval(tmp_path):
    rng = np.random.default_rng(0)
    paths = [tmp_path / "a.npy", tmp_path / "b.npy"]
    images = [rng.random((40, 50), dtype=np.float32) for _ in paths]
    for path, image in zip(paths, images, strict=True):
        np.save(path, image)
    finder = Finder(strategy="difference", also=["psnr"])
    known = finder.compare(*paths)
    assert compare_in_strips(finder.options, paths, "a", rows=9).scores == pytest.approx(known.scores)
    images[1][30] = 7
    np.save(paths[1], images[1])
    with pytest.raises(DataRangeError, match="in the rows 27 to 35; pass data_range"):
        compare_in_strips(finder.options, paths, "a", rows=9)
    finder = Finder(strategy="difference", also=["psnr"], data_range=8.0)
    known = finder.compare(*paths)
    assert compare_in_strips(finder.options, paths, "a", rows=9).scores == pytest.approx(known.scores)
    images[1][20, 3] = np.nan
    np.save(paths[1], images[1])
    with pytest.raises(InputError, match="not finite in the rows 18 to 26"):
        compare_in_strips(finder.options, paths, "a", rows=9)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"strategy": "gradient"}, "strategies of images in strips are consensus, difference, local"),
        ({"strategy": "difference:tolerance=1"}, "leave out the tolerance"),
        ({"strategy": "local", "metric": "gmsd"}, "metrics in strips are mae, mse, psnr, rmse, ssim"),
        ({"strategy": "difference", "also": ["ms-ssim"]}, "'ms-ssim' is measured on whole images"),
        ({"strategy": "difference", "also": ["ssim:downsample=true"]}, "downsample=False"),
        ({"strategy": "difference", "pre_processor": "blur"}, "pre-processor 'blur' needs whole images"),
        ({"strategy": "difference", "post_processor": "smooth"}, "post-processor 'smooth' needs whole"),
        ({"strategy": "difference", "protocol": "basicsr-y"}, "protocol='default'"),
        ({"strategy": "difference", "ignore": [(0, 0, 5, 5)]}, "ignore is not possible"),
        ({"strategy": "difference", "bands": "1"}, "bands is not possible"),
        ({"strategy": "difference", "pages": "2"}, "pages='2' is not possible"),
        ({"strategy": "difference", "reduce": "none"}, "a map of one channel"),
    ],
    ids=str,
)
def test_what_needs_whole_images_is_refused(files, options, message):
    with pytest.raises(InputError, match=message):
        compare_in_strips(Finder(**options).options, files["edit"], "edit")


def test_files_of_two_sizes_are_refused(files, tmp_path):
    np.save(tmp_path / "b.npy", np.zeros((97, 130, 3), np.uint8))
    with pytest.raises(ShapeMismatchError, match=r"131x97, second image .* is 130x97"):
        compare_in_strips(Finder(strategy="difference").options, [files["edit"][0], tmp_path / "b.npy"], "a")


def test_no_file_is_left_after_an_error(files, tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    damaged = tmp_path / "b.tif"
    content = bytearray(files["edit"][1].read_bytes())
    content[len(content) // 2 :] = bytes(len(content) - len(content) // 2)
    damaged.write_bytes(content)
    with pytest.raises(ReadError):
        compare_in_strips(
            Finder(strategy="difference").options, [files["edit"][0], damaged], "a", folder=folder, rows=16
        )
    assert not list(folder.iterdir())


def test_progress_is_told_after_each_strip(files):
    told = []

    class Progress:
        def __init__(self, count):
            told.append(count)

        def __enter__(self):
            return told.append

        def __exit__(self, *error):
            told.append("end")

    options = Finder(strategy="difference").options
    compare_in_strips(options, files["edit"], "edit", rows=40, progress=Progress)
    assert told == [3, "edit", "edit", "edit", "end"]


def test_large_files_need_strips(files, monkeypatch):
    options = Finder(strategy="difference").options
    assert not needs_strips(options, files["edit"])
    monkeypatch.setattr(large_files, "SMALLEST_BYTES", 0)
    monkeypatch.setattr(large_files, "DEFAULT_MAX_PIXELS", 97 * 131)
    assert not needs_strips(options, files["edit"])
    monkeypatch.setattr(large_files, "DEFAULT_MAX_PIXELS", 97 * 131 - 1)
    assert needs_strips(options, files["edit"])
    assert not needs_strips(options, [*files["edit"], files["edit"][0]])
    assert not needs_strips(Finder(strategy="difference", max_pixels=1000).options, files["edit"])
    assert not needs_strips(options, ["missing.tif", "missing.tif"])


def test_strips_begin_where_tiles_begin(files):
    opened = strip_pairs.open_strip_pair(
        Finder(strategy="difference").options.measurement, files["edit"], "edit", None, 5
    )
    assert opened.rows == 97  # the image is smaller than a strip
    for file, most, rows in ((512, 170, 128), (16, 170, 160), (1, 170, 170)):
        sources = [type("File", (), {"step": file, "row_bytes": strip_pairs.STRIP_BYTES // most})] * 2
        assert strip_pairs._fitting_rows(sources) == rows
