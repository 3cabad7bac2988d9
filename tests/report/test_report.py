"""Reports as files, without a browser."""

import base64
import hashlib
import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from difference_finder import rank
from difference_finder.cli import main
from difference_finder.drawing.map_facts import MapFacts
from difference_finder.errors import InputError, MissingDependencyError, StudyError
from difference_finder.page import shell
from difference_finder.page.document import comparison_entry
from difference_finder.page.layers import map_layer
from difference_finder.report import report
from folders import method_folders

pytestmark = pytest.mark.usefixtures("one_process")


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    return int(stop.value.code or 0)


def document(page: Path) -> dict:
    """Return the document of a page."""
    return json.loads(re.search(r'id="difference-document">(.*?)</script>', page.read_text())[1])


def decoded(png: bytes) -> np.ndarray:
    import io

    from PIL import Image

    return np.asarray(Image.open(io.BytesIO(png)))


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("report")
    folders = method_folders(folder, ["cat", "sub/dog"], size=72)
    rank(folder / "GT", folders, ["psnr", "ssim"], output=folder / "study", workers=1, crop_sizes=[24])
    return folder


@pytest.fixture(scope="module")
def differences(root) -> Path:
    """Return the output of ``diff`` on two folders with one unreadable pair."""
    for name, data in (("GT", b"no picture"), ("ours", b"no picture")):
        (root / "bad" / name).mkdir(parents=True)
        (root / "bad" / name / "=broken.png").write_bytes(data)
        for path in (root / name).rglob("*.png"):
            target = root / "bad" / name / path.relative_to(root / name)
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(path.read_bytes())
    output = root / "differences"
    assert (
        run("diff", str(root / "bad/GT"), str(root / "bad/ours"), "-o", str(output), "--write", "map,json")
        == 3
    )
    return output


def test_a_study_becomes_one_page_with_its_whole_record(root, tmp_path, capsys) -> None:
    page = tmp_path / "new" / "report.html"
    assert run("report", str(root / "study"), "-o", str(page)) == 0
    assert "2 images" in capsys.readouterr().out
    assert [path.name for path in page.parent.iterdir()] == ["report.html"]
    shown, stored = document(page), json.loads((root / "study/study.json").read_text())
    assert shown["schema"] == 2
    assert shown["kind"] == "study"
    assert shown["title"] == "ours against edsr"
    assert {**shown["record"], "means": None, "verdicts": None, "errors": None, "crops": None} == {
        **stored,
        "means": None,
        "verdicts": None,
        "errors": None,
        "crops": None,
    }
    assert shown["verdicts"]["text"] == stored["verdicts"]["text"]
    labels = [layer["label"] for layer in shown["entries"][1]["layers"]]
    assert labels == ["Reference", "ours", "edsr", "|ours \u2212 Reference|", "|edsr \u2212 Reference|"]
    assert np.shape(shown["scores"]["psnr"]) == (2, 2)
    assert "percentile" in shown["crops"]["best"][0]["disclosure"]


def test_a_record_that_calls_caveats_remarks_is_reported(root, tmp_path) -> None:
    shutil.copytree(root / "study", tmp_path / "study")
    file = tmp_path / "study/study.json"
    stored = json.loads(file.read_text())
    caveats = stored["verdicts"].pop("caveats")
    stored["verdicts"]["remarks"] = caveats
    file.write_text(json.dumps(stored))
    shown = document(report(tmp_path / "study", tmp_path / "report.html", images="none").path)
    assert shown["verdicts"]["caveats"] == caveats != []
    assert "remarks" not in shown["verdicts"]


def test_pictures_are_the_pixels_of_the_files(root, tmp_path) -> None:
    from PIL import Image

    page = report(root / "study", tmp_path / "report.html").path
    shown, text = document(page), page.read_text()
    for layer, method in zip(shown["entries"][0]["layers"][:3], ("GT", "ours", "edsr"), strict=True):
        address = re.search(rf'id="{layer["source"]["id"]}">data:image/png;base64,(.*?)<', text)[1]
        wanted = np.asarray(Image.open(root / method / "cat.png"))
        np.testing.assert_array_equal(decoded(base64.b64decode(address)), wanted)
        assert (layer["low"], layer["high"], layer["depth"]) == (0, 255, 8)


def test_the_same_study_gives_the_same_bytes(root, tmp_path) -> None:
    one = report(root / "study", tmp_path / "a.html", workers=1).path.read_bytes()
    assert report(root / "study", tmp_path / "b.html", workers=3).path.read_bytes() == one
    for name in ("a", "b"):
        report(root / "study", tmp_path / name)
    files = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.*"))
    assert len(files) == 4
    assert all((tmp_path / "a" / f).read_bytes() == (tmp_path / "b" / f).read_bytes() for f in files)


def test_only_the_script_of_the_page_may_run(root, tmp_path) -> None:
    text = report(root / "study", tmp_path / "report.html").path.read_text()
    policy = re.search(r'Content-Security-Policy" content="(.*?)"', text)[1]
    script = re.search(r"<script>(.*?)</script>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; script-src 'sha256-{digest}';")
    assert "unsafe" not in policy
    addresses = set(re.findall(r"https?://[\w./-]+", re.sub(r"/\*.*?\*/", "", script, flags=re.DOTALL)))
    assert {address.split("/")[2] for address in addresses} <= {"www.w3.org", "lit.dev"}  # names, not loaded


def test_a_large_report_becomes_a_folder(root, tmp_path, capsys) -> None:
    assert run("report", str(root / "study"), "-o", str(tmp_path / "big.html"), "--max-size", "0.01") == 0
    assert str(tmp_path / "big" / "report.html") in capsys.readouterr().out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["big"]
    names = sorted(path.name for path in (tmp_path / "big" / "data").iterdir())
    assert names == ["000000.js", "000001.js", "thumbnails-0000.js"]
    again = report(root / "study", tmp_path / "big", images="crops")
    assert again.path == tmp_path / "big" / "report.html"


@pytest.mark.parametrize("images", ["all", "crops", "none"])
def test_which_pictures_are_in_it(root, tmp_path, images) -> None:
    made = report(root / "study", tmp_path / "report.html", images=images)
    shown = [bool(entry["layers"]) for entry in document(made.path)["entries"]]
    assert sum(shown) == made.pictured
    assert made.pictured == {"all": 2, "none": 0}.get(images, sum(shown))
    assert made.entries == 2


def test_missing_files_leave_a_note_and_the_scores(root, tmp_path) -> None:
    folders = method_folders(tmp_path, ["cat"], size=48)
    rank(tmp_path / "GT", folders, ["psnr"], output=tmp_path / "study", workers=1, crop_sizes=[24])
    (tmp_path / "edsr" / "cat.png").unlink()
    entry = document(report(tmp_path / "study", tmp_path / "a.html").path)["entries"][0]
    assert [layer["label"] for layer in entry["layers"]] == ["Reference", "ours", "|ours \u2212 Reference|"]
    assert "does not exist" in entry["notes"][0]
    (tmp_path / "GT" / "cat.png").unlink()
    entry = document(report(tmp_path / "study", tmp_path / "b.html").path)["entries"][0]
    assert entry["layers"] == []
    assert entry["notes"]


def test_the_output_of_diff_becomes_a_page_with_its_errors(root, differences, tmp_path) -> None:
    shown = document(report(differences, tmp_path / "report.html").path)
    assert shown["kind"] == "comparison"
    assert [entry["name"] for entry in shown["entries"]] == ["=broken", "cat", "sub/dog"]
    assert [row["name"] for row in shown["errors"]] == ["=broken"]
    layers = shown["entries"][1]["layers"]
    assert [layer["kind"] for layer in layers] == ["image", "image", "map"]
    assert [layer["label"] for layer in layers[:2]] == ["GT/cat.png", "ours/cat.png"]
    stored = json.loads((differences / "cat.json").read_text())
    assert shown["entries"][1]["regions"] == stored["regions"]
    assert shown["scores"]["psnr"][0] == [None, stored["scores"]["psnr"], pytest.approx(27, abs=10)]
    assert layers[2]["vmax"] == pytest.approx(stored["map"]["scale"]["vmax"])


def test_three_images_keep_their_roles(root, tmp_path) -> None:
    images = [str(root / name / "cat.png") for name in ("ours", "edsr")]
    output = tmp_path / "out"
    assert run("diff", *images, "--reference", str(root / "GT/cat.png"), "-o", str(output)) == 0
    layers = document(report(output, tmp_path / "report.html").path)["entries"][0]["layers"]
    assert [layer["role"] for layer in layers] == ["first", "second", "reference", "map"]
    assert layers[3]["signed"]


@pytest.mark.parametrize("form", ["npy", "tiff"])
def test_masks_and_both_kinds_of_maps(root, tmp_path, form) -> None:
    images = [str(root / name / "cat.png") for name in ("GT", "ours")]
    options = ["--ignore", "0,0,10,5", "--map-format", form, "--strategy", "difference", "--vmax", "0.3"]
    assert run("diff", *images, "-o", str(tmp_path / "out"), *options) == 0
    page = report(tmp_path / "out", tmp_path / "report.html").path
    layer = document(page)["entries"][0]["layers"][2]
    assert layer["vmax"] == 0.3
    address = re.search(rf'id="{layer["source"]["id"]}">data:image/png;base64,(.*?)<', page.read_text())[1]
    pixels = decoded(base64.b64decode(address))
    assert (pixels[:5, :10, 2] == 0).all()
    assert (pixels[5:, :, 2] == 255).all()


def test_a_page_that_diff_writes(root, tmp_path) -> None:
    images = [str(root / name / "cat.png") for name in ("GT", "ours")]
    options = ["--strategy", "difference", "--gain", "5", "-o", str(tmp_path)]
    assert run("diff", *images, "--write", "html", *options) == 0
    page = next(tmp_path.glob("*.html"))
    layers = document(page)["entries"][0]["layers"]
    assert layers[2]["vmax"] == pytest.approx(0.2)
    assert all(layer["source"]["url"].startswith("data:image/png;base64,") for layer in layers)


@pytest.mark.parametrize("signed", [False, True])
def test_codes_of_maps_give_the_values_again(signed) -> None:
    plane = np.random.default_rng(0).normal(0, 1, (20, 30)).astype(np.float32)
    plane = plane if signed else np.abs(plane)
    plane[0, :3] = 0, np.nan, np.inf
    mask = np.ones(plane.shape, bool)
    mask[5:8] = False
    layer = map_layer("m", MapFacts(plane, "m", signed, None, [], mask=mask))
    pixels = decoded(layer.png).astype(int)
    low, high = layer.facts["low"], layer.facts["high"]
    values = low + (256 * pixels[..., 0] + pixels[..., 1]) / 65535 * (high - low)
    good = np.isfinite(plane) & mask
    assert np.abs(values - plane)[good].max() <= 0.5001 * (high - low) / 65535
    assert values[0, 0] == pytest.approx(0, abs=1e-12)
    assert pixels[0, 1:3, 2].tolist() == [128, 128]
    assert (pixels[5:8, :, 2] == 0).all()


@pytest.mark.parametrize("plane", [np.zeros((1, 1)), np.full((2, 3), np.nan), np.full((2, 2), 3e38)])
def test_maps_without_a_span_have_a_scale(plane) -> None:
    facts = map_layer("m", MapFacts(plane.astype(np.float32), "m", False, None, [])).facts
    assert facts["low"] < facts["high"]
    assert facts["vmax"] > 0


def test_a_record_without_pictures_is_refused(tmp_path) -> None:
    from difference_finder.parts.registry import reporters

    with pytest.raises(InputError, match="no pictures"):
        reporters.get("html")({"name": "x"}, tmp_path / "x.html")
    assert comparison_entry({"name": "x", "ok": False}).layers == ()


def test_targets_with_other_content_are_refused(root, tmp_path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "thesis.tex").write_text("mine")
    (tmp_path / "page.html").mkdir()
    for name, words in {
        "file": "is a file",
        "folder": "not part of a report",
        "page.html": "is a folder",
    }.items():
        with pytest.raises(InputError, match=words):
            report(root / "study", tmp_path / name)
    with pytest.raises(InputError, match="not part of a report"):
        report(root / "study", tmp_path / "folder.html", max_size=0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder", "page.html"]
    assert (tmp_path / "folder" / "thesis.tex").read_text() == "mine"


def test_an_interrupted_report_leaves_no_files(root, tmp_path) -> None:
    def stop(total: int, name: str) -> None:
        raise KeyboardInterrupt

    for name in ("report.html", "folder"):
        with pytest.raises(KeyboardInterrupt):
            report(root / "study", tmp_path / name, step=stop)
    assert list(tmp_path.iterdir()) == []


def test_folders_without_results_are_refused(root, tmp_path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "package.json").write_text('{"schema": 1}')
    for name in ("empty", "other"):
        with pytest.raises(InputError, match="neither a finished study nor records"):
            report(tmp_path / name, tmp_path / "r.html")
    (tmp_path / "empty" / "study.json").write_text("{}")
    with pytest.raises(StudyError, match="no finished study"):
        report(tmp_path / "empty", tmp_path / "r.html")
    assert run("report", str(tmp_path / "other"), "-o", str(tmp_path / "r.html")) == 2


@pytest.mark.parametrize(
    "options", [{"images": "some"}, {"max_size": -1}, {"max_size": True}, {"max_size": float("nan")}]
)
def test_invalid_options_are_refused(root, tmp_path, options) -> None:
    with pytest.raises(InputError, match=f"^{next(iter(options))} must be"):
        report(root / "study", tmp_path / "r.html", **options)


def test_crops_need_a_study(differences, tmp_path) -> None:
    with pytest.raises(InputError, match="needs a study"):
        report(differences, tmp_path / "r.html", images="crops")


def test_a_damaged_record_is_an_error_row(differences, tmp_path) -> None:
    import shutil

    shutil.copytree(differences, tmp_path / "d")
    (tmp_path / "d" / "cat.json").write_text("{")
    (tmp_path / "d" / "sub" / "dog.map.npy").write_bytes(b"no numbers")
    shown = document(report(tmp_path / "d", tmp_path / "r.html").path)
    assert {row["name"]: row["stage"] for row in shown["errors"]}["cat"] == "read"
    entries = {entry["name"]: entry for entry in shown["entries"]}
    assert "the map is not shown" in entries["sub/dog"]["notes"][-1]


def test_a_missing_bundle_is_an_error_with_a_remedy(monkeypatch, root, tmp_path) -> None:
    monkeypatch.setattr(shell, "files", lambda _: tmp_path)
    shell.bundle.cache_clear()
    with pytest.raises(MissingDependencyError, match="npm run build"):
        report(root / "study", tmp_path / "r.html")
    shell.bundle.cache_clear()


@pytest.mark.parametrize("text", ["</script>", "<!--", "\u2028\u2029", "&amp;", "\ud800", "]]>", "'\"`\\"])
def test_json_in_a_script_has_no_markup(text) -> None:
    packed = shell.script_json({text: text})
    assert json.loads(packed) == {text: text}
    assert not set("<>&") & set(packed)
    assert packed.isascii()


def test_images_without_a_match_are_on_the_page(root, tmp_path) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "cat.png").write_bytes((root / "GT" / "cat.png").read_bytes())
    (tmp_path / "old" / "gone.png").write_bytes((root / "GT" / "cat.png").read_bytes())
    inputs, out = [str(tmp_path / name) for name in ("old", "new")], str(tmp_path / "out")
    assert run("diff", *inputs, "-o", out, "--write", "map,json", "--unmatched", "report") == 0
    assert run("report", out, "-o", str(tmp_path / "report.html")) == 0
    shown = document(tmp_path / "report.html")
    assert not shown["errors"]
    assert shown["run"]["states"] == {"deleted": 1, "same": 1}
    entry = shown["entries"][0]
    assert (entry["name"], entry["state"]) == ("gone", "deleted")
    assert entry["reason"] == f"'{inputs[0]}/gone.png' has no match in '{inputs[1]}'"
    assert [layer["role"] for layer in entry["layers"]] == ["first"]
    assert entry["command"] == f"rm -- {inputs[0]}/gone.png"
