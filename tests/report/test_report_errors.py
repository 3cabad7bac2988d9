"""Error maps of reports and of the viewer: the same numbers as in the figure, from the stored values."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from difference_finder import rank
from difference_finder.page.document import comparison_entry
from difference_finder.report import report
from difference_finder.study.images import Place, measure_crops
from difference_finder.viewer.outputs import album_of_records
from difference_finder.viewer.studies import album_of_study
from report.test_report import document, run

pytestmark = pytest.mark.usefixtures("one_process")

ERROR = 0.02


def coded(layer, png: bytes) -> np.ndarray:
    """Return the values that a map carries; NaN where pixels do not count."""
    pixels = np.asarray(Image.open(io.BytesIO(png))).astype(np.float64)
    values = layer["low"] + (256 * pixels[..., 0] + pixels[..., 1]) / 65535 * (layer["high"] - layer["low"])
    return np.where(pixels[..., 2] == 255, values, np.nan)


def of_report(source, tmp_path) -> dict:
    """Return the error layers of the first entry of a report, each with its values."""
    page = report(source, tmp_path / "page.html").path
    text = page.read_text()
    layers = [layer for layer in document(page)["entries"][0]["layers"] if layer["role"] == "error"]
    pngs = [
        re.search(rf'id="{layer["source"]["id"]}">data:image/png;base64,(.*?)<', text)[1] for layer in layers
    ]
    return {
        layer["method"]: (layer, coded(layer, base64.b64decode(png)))
        for layer, png in zip(layers, pngs, strict=True)
    }


def of_viewer(album) -> dict:
    """Return the error layers of the first entry of an album, each with its values."""
    layers = album.entry(album.document()["entries"][0]["id"])["layers"]
    return {
        layer["method"]: (layer, coded(layer, album.layer(layer["id"]).tile(0, 0, 0)))
        for layer in layers
        if layer["role"] == "error"
    }


def reference_image(top: float) -> np.ndarray:
    image = np.random.default_rng(4).random((24, 40)) * top
    image[12, 20] = top
    return image.astype(np.float32)


def study_of(tmp_path, reference, candidate, **options):
    for name, image in (("GT", reference), ("ours", candidate)):
        (tmp_path / name).mkdir()
        np.save(tmp_path / name / "a.npy", image)
    return rank(tmp_path / "GT", {"ours": tmp_path / "ours"}, ["mse"], crop_sizes=[8], **options)


@pytest.mark.parametrize(
    ("top", "options", "span"),
    [
        (0.5, {"protocol": "fastmri"}, 0.5),  # the greatest value of the reference
        (0.5, {}, 1.0),
        (0.5, {"data_range": 0.25}, 0.25),
        (0.99, {}, 1.0),  # the candidate leaves [0, 1], the reference does not
        (200.0, {"protocol": "fastmri"}, 200.0),
    ],
)
def test_figure_report_and_viewer_state_one_error_of_one_range(tmp_path, top, options, span) -> None:
    reference = reference_image(top)
    study = study_of(tmp_path, reference, reference + np.float32(ERROR), **options)
    [crop] = measure_crops(study, [Place("hand", "a", 0, 0, 24)], ["ours"], [])
    assert crop.range_known
    maps = {"report": of_report(study, tmp_path)["ours"], "viewer": of_viewer(album_of_study(study))["ours"]}
    np.testing.assert_allclose(crop.errors["ours"], ERROR / span, rtol=2e-3)
    for name, (layer, values) in maps.items():
        assert (layer["unit"], layer["unit_range"], layer["depth"]) == ("of the data range", 1.0, 16), name
        step = (layer["high"] - layer["low"]) / 65535
        np.testing.assert_allclose(values[:, :24], crop.errors["ours"], atol=step, err_msg=name)


def test_errors_beyond_the_data_range_do_not_saturate(tmp_path) -> None:
    reference = reference_image(0.25)
    study = study_of(tmp_path, reference, reference + 0.75, protocol="fastmri")
    for _, values in (of_report(study, tmp_path)["ours"], of_viewer(album_of_study(study))["ours"]):
        np.testing.assert_allclose(values, 3.0, rtol=1e-4)


def test_masked_pixels_have_no_error_and_do_not_count_for_the_range(tmp_path) -> None:
    reference = reference_image(0.5)
    reference[2, 3] = 0.9
    candidate = reference + np.float32(ERROR)
    candidate[20, 30] = np.nan
    study = study_of(tmp_path, reference, candidate, protocol="fastmri", ignore=["0,0,10,5"])
    hidden = np.zeros(reference.shape, bool)
    hidden[:5, :10] = hidden[20, 30] = True
    [crop] = measure_crops(study, [Place("hand", "a", 0, 0, 24)], ["ours"], [])
    found = [of_report(study, tmp_path)["ours"][1], of_viewer(album_of_study(study))["ours"][1]]
    for values in (*found, crop.errors["ours"]):
        part = hidden[:, : values.shape[1]]
        np.testing.assert_array_equal(np.isnan(values), part)
        np.testing.assert_allclose(values[~part], ERROR / 0.5, rtol=2e-3)


@pytest.mark.parametrize("third", [False, True])
def test_pairs_of_more_than_8_bits_have_the_errors_of_their_values(tmp_path, third) -> None:
    first = np.random.default_rng(4).integers(0, 60_000, (24, 40), dtype=np.uint16)
    images = {"a": first, "b": first + np.uint16(3), "c": first + np.uint16(1)}
    for name, image in images.items():
        Image.fromarray(image).save(tmp_path / f"{name}.png")
    paths = [str(tmp_path / f"{name}.png") for name in images]
    given = [*paths[:2], "--reference", paths[2]] if third else paths[:2]
    assert run("diff", *given, "-o", str(tmp_path / "out"), "--write", "map,json") == 0
    wanted = {"a.png": 1, "b.png": 2} if third else {"b.png": 3}
    for found in (of_report(tmp_path / "out", tmp_path), of_viewer(album_of_records(tmp_path / "out"))):
        assert set(found) == set(wanted)
        for name, (layer, values) in found.items():
            assert layer["unit"] == "of the data range"
            # The codes of the viewer are 1/65535 apart, the span of the images.
            np.testing.assert_allclose(values, wanted[name] / 65535, atol=0.51 / 65535)


def test_a_page_of_a_comparison_has_the_errors_of_its_values() -> None:
    from difference_finder import Finder

    first = reference_image(0.5)
    comparison = Finder(metric="psnr", protocol="fastmri").compare(first, first + np.float32(ERROR))
    layer = comparison_entry(comparison.to_dict(arrays=True)).layers[-1]
    assert (layer.facts["role"], layer.facts["unit"]) == ("error", "of the data range")
    np.testing.assert_allclose(coded(layer.facts, layer.png), ERROR / 0.5, rtol=2e-3)


def test_pairs_of_8_bits_have_no_further_maps(photo_pair) -> None:
    from difference_finder import Finder

    record = Finder(strategy="difference").compare(*photo_pair).to_dict(arrays=True)
    assert "errors" not in record["arrays"]
    assert [layer.facts["role"] for layer in comparison_entry(record).layers] == ["first", "second", "map"]


def test_a_limit_of_pixels_is_kept_for_reports(tmp_path, monkeypatch) -> None:
    from difference_finder import readers

    image = np.zeros((64, 64), np.uint8)
    for name in "ab":
        Image.fromarray(image).save(tmp_path / f"{name}.png")
        image[5:20, 5:20] = 200
    paths = [str(tmp_path / f"{name}.png") for name in "ab"]
    out = tmp_path / "out"
    monkeypatch.setattr(readers, "DEFAULT_MAX_PIXELS", 1000)
    assert run("diff", *paths, "-o", str(tmp_path / "refused")) != 0
    assert run("diff", *paths, "-o", str(out), "--max-pixels", "5000", "--write", "map,json") == 0
    made = report(out, tmp_path / "r.html")
    assert (made.entries, made.pictured) == (1, 1)
    assert [layer["kind"] for layer in document(made.path)["entries"][0]["layers"]] == ["image"] * 2 + ["map"]
    album = album_of_records(out)
    assert not album.entry(album.document()["entries"][0]["id"])["errors"]


def test_only_existing_pictures_are_counted(tmp_path, capsys) -> None:
    folders = {name: tmp_path / name for name in ("a", "b")}
    for number, folder in enumerate(folders.values()):
        folder.mkdir()
        for name in "xyz":
            Image.fromarray(np.full((16, 16), 100 * number, np.uint8)).save(folder / f"{name}.png")
    out = tmp_path / "out"
    assert run("diff", *map(str, folders.values()), "-o", str(out), "--write", "map,json") == 0
    (folders["b"] / "y.png").unlink()
    made = report(out, tmp_path / "r.html")
    assert (made.entries, made.pictured) == (3, 2)
    assert run("report", str(out), "-o", str(tmp_path / "s.html")) == 0
    assert "3 images, 2 with pictures" in capsys.readouterr().out
