import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from difference_finder.parts.registry import metrics
from difference_finder.pipeline.run_manifest import JOURNAL
from pictures import photograph
from waiting import LONG, until


@pytest.fixture
def files(save, photo_pair) -> list[Path]:
    return [save(image, f"{name}/photo.png") for image, name in zip(photo_pair, ("a", "b"), strict=True)]


def test_a_pair_gives_files_and_tells_the_regions(run, files, tmp_path) -> None:
    code, out, err = run("diff", *files)
    assert (code, err) == (0, "")
    assert out.startswith("photo: mae ")
    assert "psnr" in out
    assert "1 region, strongest first" in out
    names = sorted(path.name for path in (tmp_path / "differences").iterdir())
    assert names == ["photo.heatmap.png", "photo.json", "photo.map.npy", "photo.panel.png"]
    record = json.loads((tmp_path / "differences" / "photo.json").read_text())
    region = record["regions"][0]
    assert region["x"] <= 40
    assert region["x"] + region["width"] >= 60
    map_ = np.load(tmp_path / "differences" / "photo.map.npy")
    assert (map_.dtype, map_.shape) == (np.float32, (96, 128))


def test_json_is_one_document_and_writes_no_files_unless_asked(run, files, tmp_path) -> None:
    code, out, err = run("diff", *files, "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["ok"] is True
    assert not (tmp_path / "differences").exists()
    _, out, _ = run("diff", *files, "--json", "-o", "out", "--strategy", "difference")
    record = json.loads(out)
    assert record["threshold"] is None
    assert record == json.loads((tmp_path / "out" / "photo.json").read_text())
    assert record["map"]["scale"]["gain"] == 1


def test_parts_and_settings(run, files) -> None:
    code, out, _ = run(
        "diff",
        *files,
        "--json",
        "--strategy",
        "gradient:wrt=1",
        "--metric",
        "ssim:sigma=2",
        "--metric",
        "mse",
        "--pre",
        "highpass_filter:factor=0.2",
        "--pre",
        "normalize",
        "--post",
        "absolute",
        "--post",
        "smooth:sigma=1",
    )
    assert code == 0
    record = json.loads(out)
    assert record["metric"]["name"] == "ssim:sigma=2"
    assert list(record["scores"]) == ["ssim:sigma=2", "mse"]
    assert record["options"]["strategy"] == {"name": "gradient", "wrt": 1}
    assert [part["name"] for part in record["options"]["pre_processor"]] == ["highpass_filter", "normalize"]
    assert [part["name"] for part in record["options"]["post_processor"]] == ["absolute", "smooth"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), 0),
        (("--fail-above", "0.5"), 0),
        (("--fail-above", "0.0001"), 1),
        (("--metric", "ssim", "--fail-below", "0.1"), 0),
        (("--metric", "ssim", "--fail-below", "0.9999"), 1),
        (("--metric", "mse", "--fail-above", "0.00001"), 1),
        (("--metric", "ssim", "--fail-above", "0.5"), 2),
        (("--metric", "mse", "--fail-below", "0.5"), 2),
        (("--strategy", "gradient", "--metric", "psnr", "--fail-below", "90"), 1),
        (("--gain", "5", "--vmax", "0.1"), 2),
        (("--metric", "lpisp"), 2),
        (("--strategy", "gradient", "--metric", "mse:k=1"), 2),
        (("--device", "nonsense"), 2),
        (("--protocol", "nonsense"), 2),
        (("--fail-above", "nan"), 2),
        (("--gain", "5"), 2),
        (("--data-range", "0"), 2),
        (("--data-range", "nan"), 2),
        (("--background", "nonsense"), 2),
        (("--metric", "lpips:net=resnet"), 2),
        (("--metric", "ssim", "--metric", "lpips:net=resnet"), 2),
        (("--metric", "lpips:weights=nowhere.pth"), 2),
        (("--strategy", "gradcam", "--metric", "ssim"), 2),
        (("--metric", "ssim:sigma=abc"), 2),
        (("--metric", "ssim:window_size=3.5"), 2),
        (("--metric", "ssim:sigma=nan"), 2),
        (("--metric", "ssim:sigma=1,sigma=2"), 2),
        (("--post", "regions:gap=x"), 2),
        (("--strategy", "difference:tolerance=abc"), 2),
        (("--strategy", "gradient:wrt=7"), 3),
        (("--post", "regions:border=0.6"), 3),
        (("--post", "regions:sigma=-1"), 3),
        (("--metric", "ssim:k1=-1", "--strategy", "gradient"), 3),
        (("--reduce", "none"), 2),
        (("--max-pixels", "100"), 3),
    ],
)
def test_exit_codes(run, files, options: tuple[str, ...], code: int) -> None:
    got, out, err = run("diff", *files, *options, "--json")
    assert got == code, err
    assert "Traceback" not in err
    assert code == 0 or "rror: " in err or "threshold: " in err
    if code != 2:
        json.loads(out)
    if code == 1:
        assert err.startswith("threshold: ")


@pytest.mark.parametrize("option", ["--gain", "--vmax"])
@pytest.mark.parametrize("value", ["0", "-1", "nan", "inf"])
def test_scales_of_pictures(run, files, option: str, value: str) -> None:
    code, _, err = run("diff", *files, option, value)
    assert code == 2
    assert "must be a positive and finite number" in err
    assert run("diff", *files, "--strategy", "gradient", "--gain", "5")[0] == 2


def test_a_threshold_on_a_score_that_cannot_be_had_is_exceeded(run, save) -> None:
    first, second = (save(photograph(6, 6) // factor, f"{factor}.png") for factor in (1, 2))
    assert run("diff", first, second, "--metric", "ssim", "--fail-below", "0.5", "--json")[0] == 1


def test_identical_pictures(run, files) -> None:
    code, out, _ = run("diff", files[0], files[0], "--fail-above", "0")
    assert code == 0
    assert "no difference: all pixels are equal" in out
    assert "psnr Infinity dB" in out


def test_in_pictures_of_one_pixel_it_is_the_region(run, save) -> None:
    first, second = (save(np.full((1, 1, 3), value, np.uint8), f"{value}.png") for value in (9, 14))
    code, out, _ = run("diff", first, second)
    assert code == 0
    assert "no region stands out" not in out
    [region] = json.loads(run("diff", first, second, "--json")[1])["regions"]
    assert (region["x"], region["y"], region["width"], region["height"]) == (0, 0, 1, 1)


def test_a_pair_that_cannot_be_compared(run, files, save) -> None:
    broken = files[0].with_name("broken.png")
    broken.write_bytes(files[0].read_bytes()[:200])
    code, out, err = run("diff", broken, files[1])
    assert (code, out) == (3, "")
    assert err.startswith("error: cannot read")
    assert err.count("\n") == 1
    code, out, err = run("diff", broken, files[1], "--json")
    assert code == 3
    assert json.loads(out)["ok"] is False
    other = save(photograph(95, 128), "c/photo.png")
    code, _, err = run("diff", files[0], other)
    assert code == 3
    assert "128x96" in err
    assert "128x95" in err
    assert run("diff", files[0], other, "--fit", "crop")[0] == 0


def test_wrong_usage(run, files, tmp_path) -> None:
    assert run("diff", files[0], tmp_path / "nothing.png")[0] == 2
    code, _, err = run("diff", files[0], tmp_path / "a")
    assert code == 2
    assert "is a file and" in err
    assert run("nonsense")[0] == 2
    assert run("diff", "--nonsense")[0] == 2


@pytest.fixture
def folders(save, tmp_path) -> tuple[Path, Path]:
    for number, name in enumerate(("one", "sub/two", "=three")):
        save(photograph(40, 48, number), f"x/{name}.png")
        save(photograph(40, 48, number + 9), f"y/{name}.jpg")
    return tmp_path / "x", tmp_path / "y"


def test_folders(run, folders, tmp_path) -> None:
    code, out, _ = run("diff", *folders, "-o", "out")
    assert code == 0
    assert "3 pairs compared, 0 failed" in out
    assert (tmp_path / "out" / "sub" / "two.panel.png").is_file()
    rows = list(csv.DictReader((tmp_path / "out" / "summary.csv").read_text().splitlines()))
    assert [row["name"] for row in rows] == ["'=three", "one", "sub/two"]
    record = json.loads((tmp_path / "out" / "one.json").read_text())
    assert float(rows[1]["psnr"]) == pytest.approx(record["scores"]["psnr"])
    summary = json.loads(run("diff", *folders, "--json")[1])["summary"]
    mean = np.mean([float(row["mae"]) for row in rows])
    assert summary["scores"]["mae"]["mean"] == pytest.approx(mean)


def test_folders_with_a_bad_pair(run, folders, tmp_path) -> None:
    (folders[1] / "one.jpg").write_bytes(b"\xff\xd8\xff\xe0broken")
    code, out, err = run("diff", *folders, "-o", "out", "--json")
    assert code == 3
    document = json.loads(out)
    assert [pair["ok"] for pair in document["pairs"]] == [True, False, True]
    assert document["summary"]["failed"] == 1
    assert err.count("error: ") == 1
    rows = list(csv.DictReader((tmp_path / "out" / "summary.csv").read_text().splitlines()))
    assert rows[1]["ok"] == "False"
    assert "one.jpg" in rows[1]["error"]
    assert (tmp_path / "out" / "sub" / "two.map.npy").is_file()


def test_folders_that_do_not_match(run, folders) -> None:
    (folders[1] / "one.jpg").unlink()
    code, _, err = run("diff", *folders)
    assert code == 2
    assert "lacks one" in err


def test_a_folder_that_cannot_be_made_is_refused_before_the_work(run, files, folders, tmp_path) -> None:
    (tmp_path / "out").write_text("a file in the way")
    for inputs in (files, folders):
        code, out, err = run("diff", *inputs, "-o", tmp_path / "out" / "deep")
        assert (code, out) == (2, "")
        assert "cannot make folder" in err
        assert err.count("\n") == 1
    assert run("demo", "-o", tmp_path / "out" / "deep")[0] == 2


def test_what_cannot_be_written_is_an_error_row_and_leaves_no_half_set(run, files, tmp_path) -> None:
    (tmp_path / "out" / "photo.map.npy").mkdir(parents=True)
    code, _, err = run("diff", *files, "-o", "out")
    assert code == 3
    assert "photo.map.npy': a folder of that name exists" in err
    assert "write]" in err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["photo.map.npy"]


def test_an_output_inside_an_input_is_refused(run, folders) -> None:
    for output in (folders[0], folders[1] / "deep" / "out"):
        code, _, err = run("diff", *folders, "-o", output)
        assert code == 2
        assert "lies in the input folder" in err


def test_files_of_several_images_are_compared_image_by_image(run, tmp_path) -> None:
    batch = np.random.default_rng(0).random((5, 3, 40, 40))
    other = batch.copy()
    other[3] = 1 - other[3]
    np.save(tmp_path / "one.npy", batch)
    np.save(tmp_path / "two.npy", other)
    code, out, err = run("diff", "one.npy", "two.npy", "--fail-above", "0")
    assert code == 1, err
    assert "5 pages compared, 1 with a difference; page 4 has the worst score, and decides" in out
    record = json.loads((tmp_path / "differences/one_vs_two.json").read_text())
    assert record["pages"]["decides"] == 4
    assert [page["identical"] for page in record["pages"]["each"]] == [True, True, True, False, True]
    assert record["scores"] == record["pages"]["each"][3]["scores"]
    assert record["score"] == pytest.approx(np.abs(other[3] - batch[3]).mean(), rel=1e-5)
    table = (tmp_path / "differences/one_vs_two.pages.csv").read_text().splitlines()
    assert table[0].startswith("number,mae,psnr,ssim,identical,regions,x,y,width,height")
    assert [row.partition(",")[0] for row in table[1:]] == ["1", "2", "3", "4", "5"]
    assert (tmp_path / "differences/one_vs_two.pages.png").read_bytes().startswith(b"\x89PNG")
    code, out, err = run("diff", "one.npy", "two.npy", "--fail-above", "0", "--pages", "1:3")
    assert code == 1
    assert "unequal: page 4 differs in 1600 pixels and was not compared (--allow pages accepts it)" in out
    assert "no difference" not in out
    code, out, _ = run("diff", "one.npy", "two.npy", "--fail-above", "0", "--pages", "2", "--allow", "pages")
    assert code == 0
    assert "unequal: page 1 not looked at (allowed)" in out
    assert "unequal: pages from 3 on not looked at (allowed)" in out
    assert "no difference" not in out
    assert run("diff", "one.npy", "two.npy", "--pages", "6")[0] == 3


def test_the_page_beyond_a_limit_decides(run, tmp_path) -> None:
    """The page with the greatest mean absolute error need not be the one with the least SSIM."""
    rng = np.random.default_rng(0)
    pages = np.stack([rng.random((1, 64, 64)), np.full((1, 64, 64), 0.5)])
    other = pages.copy()
    other[0] = 0.6 * pages[0] + 0.2
    other[1] += rng.normal(0, 0.05, (1, 64, 64))
    np.save(tmp_path / "one.npy", pages)
    np.save(tmp_path / "two.npy", other)
    scores = {}
    for metric in ("mae", "ssim"):
        _, out, _ = run("diff", "one.npy", "two.npy", "--metric", metric, "--json")
        scores[metric] = [page["scores"][metric] for page in json.loads(out)["pages"]["each"]]
    assert scores["mae"][0] > scores["mae"][1]
    assert scores["ssim"][0] > scores["ssim"][1]
    limit = str((scores["ssim"][0] + scores["ssim"][1]) / 2)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "one.npy").rename(tmp_path / "a/x.npy")
    (tmp_path / "two.npy").rename(tmp_path / "b/x.npy")
    for first, second in (("a/x.npy", "b/x.npy"), ("a", "b")):
        code, out, err = run("diff", first, second, "--metric", "ssim", "--fail-below", limit, "-o", "out")
        assert code == 1, out + err
        record = json.loads((tmp_path / "out/x.json").read_text())
        assert record["pages"]["decides"] == 2
        assert "threshold: ssim is " in err
        assert "below" in err


def test_json_is_strict_whatever_the_values(run, tmp_path) -> None:
    for scale in (1e-300, 1e30, 1e300):
        images = scale * np.random.default_rng(0).random((2, 30, 30))
        np.save(tmp_path / "x.npy", images[0])
        np.save(tmp_path / "y.npy", images[1])
        code, out, err = run("diff", "x.npy", "y.npy", "--json")
        assert code in (0, 3)
        json.loads(out, parse_constant=pytest.fail)
        assert "Warning" not in err


def test_thresholds_are_in_the_json_and_told_with_failures_too(run, files, folders) -> None:
    _, out, _ = run("diff", *files, "--json", "--fail-above", "0.001")
    record = json.loads(out)
    limit = {"score": "mae", "above": 0.001, "below": None}
    assert record["threshold"] == {
        "limits": [{**limit, "value": record["scores"]["mae"], "exceeded": True}],
        "exceeded": True,
        "score_exceeded": True,
        "text": f"mae is {record['scores']['mae']:.5g}, above 0.001",
    }
    (folders[1] / "one.jpg").write_bytes(b"\xff\xd8\xff\xe0broken")
    code, out, err = run("diff", *folders, "--json", "--fail-above", "0.001")
    assert code == 3
    assert json.loads(out)["summary"]["threshold"] == {"limits": [limit], "exceeded": True}
    assert "threshold: mae is above 0.001, or has no value, in 2 of 3 pairs" in err


def test_names_of_any_letters_stay_on_one_line(run, save, capsys) -> None:
    names = ("new\nline", "esc\x1b[31mred", "日本 🐈", os.fsdecode(b"\xff\xfe"))
    for number, name in enumerate(names):
        save(photograph(20, 24, number), f"p/{name}.png")
        save(photograph(20, 24, number + 9), f"q/{name}.png")
    code, out, err = run("diff", "p", "q", "-o", "out")
    assert code == 0, err
    assert "\x1b" not in out
    assert len(out.splitlines()) == 12
    assert sum(line.startswith("  changed ") for line in out.splitlines()) == len(names)
    code, out, _ = run("diff", "p", "q", "--json")
    assert out.isascii()
    assert {pair["name"] for pair in json.loads(out)["pairs"]} == set(names)


def test_two_files_of_one_stem_paired_by_order_keep_both_results(run, save, tmp_path) -> None:
    for folder in ("p", "q"):
        for suffix in ("png", "jpg"):
            save(photograph(20, 24), f"{folder}/a.{suffix}")
    assert run("diff", "p", "q", "-o", "out", "--pairing", "order")[0] == 0
    assert sorted(path.name for path in (tmp_path / "out").glob("*.json")) == ["a.jpg.json", "a.png.json"]


def test_a_map_that_cancels_says_so(run, tmp_path) -> None:
    first = np.full((3, 30, 30), 0.4)
    second = first.copy()
    second[0, 5:9, 5:9] += 0.5
    second[1, 5:9, 5:9] -= 0.3
    second[2, 5:9, 5:9] -= 0.2
    np.save(tmp_path / "x.npy", first)
    np.save(tmp_path / "y.npy", second)
    _, out, _ = run("diff", "x.npy", "y.npy", "--strategy", "gradient", "--metric", "mse", "--post", "clamp")
    assert "no difference" not in out
    assert "1 region" in run("diff", "x.npy", "y.npy", "--strategy", "gradient", "--reduce", "abs")[1]


@pytest.mark.parametrize("letter", "=+-@")
def test_names_are_no_formulas(run, save, tmp_path, letter: str) -> None:
    for folder in ("p", "q"):
        save(photograph(20, 24), f"{folder}/{letter}1.png")
    assert run("diff", "p", "q", "-o", "out")[0] == 0
    assert f"\n'{letter}1,True" in (tmp_path / "out" / "summary.csv").read_text()


def test_an_error_inside_the_program_is_one_line(run, files, monkeypatch) -> None:
    monkeypatch.setattr("difference_finder.cli._diff_run.compare_match", lambda *_: 1 / 0)
    code, _, err = run("diff", *files)
    assert code == 70
    assert err.startswith("error: ZeroDivisionError: division by zero")
    assert err.count("\n") == 1


def test_tiff_maps_and_gain(run, files, tmp_path) -> None:
    tifffile = pytest.importorskip("tifffile")
    given = ("--strategy", "difference", "-o", "out", "--map-format", "tiff", "--gain", "2")
    assert run("diff", *files, *given)[0] == 0
    stored = tifffile.imread(tmp_path / "out" / "photo.map.tif")
    assert (stored.dtype, stored.shape) == (np.uint16, (96, 128))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["heatmap"], {"photo.heatmap.png"}),
        (["json,map"], {"photo.json", "photo.map.npy"}),
        (["panel", "map, panel"], {"photo.panel.png", "photo.map.npy"}),
        (["map,map_tiff"], {"photo.map.npy", "photo.map.tif"}),
    ],
)
def test_files_are_chosen(run, files, tmp_path, given: list[str], expected: set[str]) -> None:
    options = [word for names in given for word in ("--write", names)]
    code, out, _ = run("diff", *files, "-o", "out", *options)
    assert code == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == expected
    assert all(name in out for name in expected)
    assert "mae" in out


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--write", "map", "--vmax", "0.2"], "--vmax scales pictures, but --write leaves them out"),
        (
            ["--write", "heatmap", "--map-format", "tiff"],
            "--map-format sets the format of the map, but --write leaves the map out: heatmap",
        ),
        (["--write", "heatmap:vmax=0.5", "--vmax", "0.2"], "both fix the colour scale; pass one"),
    ],
)
def test_options_about_files_that_are_not_written(run, files, options: list[str], complaint: str) -> None:
    code, _, err = run("diff", *files, "-o", "out", *options)
    assert code == 2
    assert complaint in err


def test_chosen_files_take_settings(run, files, tmp_path) -> None:
    assert run("diff", *files, "-o", "magma", "--write", "heatmap")[0] == 0
    assert run("diff", *files, "-o", "grey", "--write", "heatmap:colormap=grey,vmax=0.5")[0] == 0
    magma, grey = (tmp_path / name / "photo.heatmap.png" for name in ("magma", "grey"))
    assert magma.read_bytes() != grey.read_bytes()


def test_chosen_maps_have_the_chosen_format(run, files, tmp_path) -> None:
    assert run("diff", *files, "-o", "out", "--write", "map", "--map-format", "tiff", "--json")[0] == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["photo.map.tif"]


def test_the_record_does_not_depend_on_the_files(run, files, tmp_path) -> None:
    given = ("--strategy", "difference", "--gain", "3", "--json")
    whole = json.loads(run("diff", *files, "-o", "one", *given)[1])
    some = json.loads(run("diff", *files, "-o", "two", *given, "--write", "map")[1])
    stored = json.loads((tmp_path / "one" / "photo.json").read_text())
    assert whole == some == {**stored, "threshold": whole["threshold"]}
    assert whole["map"]["scale"]["gain"] == 3


def test_files_that_nobody_makes(run, files) -> None:
    for names in ("heatmp", "map,heatmp"):
        code, _, err = run("diff", *files, "-o", "out", "--write", names)
        assert code == 2
        assert "no reporter 'heatmp'; did you mean 'heatmap'" in err
    code, _, err = run("diff", *files, "--json", "--write", "map")
    assert code == 2
    assert "--write selects files, but --json writes none; pass -o as well" in err


def test_list(run) -> None:
    code, out, _ = run("list")
    assert code == 0
    for word in ("ms-ssim", "highpass_filter", "factor=0.1", "seed-0.0.4", "jpeg"):
        assert word in out
    tables = json.loads(run("list", "metrics", "--json")[1])
    names = [*metrics.names(), "torchmetrics:NAME", "piq:NAME", "pyiqa:NAME"]
    assert [row["name"] for row in tables["metrics"]] == names


def test_demo_finds_what_was_retouched(run, tmp_path) -> None:
    code, out, _ = run("demo")
    assert code == 0
    assert out.count(": found, region") == 3
    assert "3 regions" in out
    assert (tmp_path / "demo" / "cat.panel.png").is_file()


def test_demo_writes_folders_and_commands_that_run(run, tmp_path) -> None:
    code, out, _ = run("demo", "--folders")
    assert code == 0
    compared, ranked = [line.split()[1:] for line in out.splitlines() if "  difference-finder " in line]
    assert run(*compared)[0] == 1
    with (tmp_path / "differences" / "summary.csv").open() as file:
        states = {row["name"]: row["state"] for row in csv.DictReader(file)}
    assert states == {
        "chart": "changed", "help": "deleted", "login": "changed", "news": "size", "orders": "same",
        "settings": "new", "start": "same",
    }  # fmt: skip
    code, out, _ = run(*ranked, "--json", "--workers", "1")
    assert code == 0
    means = {row["method"]: row["mean"] for row in json.loads(out)["means"] if row["metric"] == "psnr"}
    assert means["ours"] > means["rival"] > means["bilinear"] > 30


def test_interrupts(tmp_path, save) -> None:
    for number in range(60):
        save(photograph(300, 300, number), f"x/{number:02}.png")
    (tmp_path / "y").symlink_to(tmp_path / "x")
    for sent, expected in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        out = tmp_path / f"out{expected}"
        process = subprocess.Popen(
            [sys.executable, "-m", "difference_finder", "diff", "x", "y", "-o", out],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ},
        )
        until(lambda out=out, process=process: (out / "03.json").exists() or process.poll() is not None)
        process.send_signal(sent)
        _, err = process.communicate(timeout=LONG)
        assert process.returncode == expected, err
        assert b"Traceback" not in err
        for path in out.rglob("*.json"):  # what is there is whole
            json.loads(path.read_text())
        others = [path.name for path in out.rglob("*") if path.suffix not in (".png", ".npy", ".json")]
        assert others == [JOURNAL]


def test_masks_and_ignored_rectangles(run, files, save) -> None:
    mask = np.full((96, 128), 255, np.uint8)
    mask[25:50, 35:65] = 0
    for option in (["--mask", save(mask, "mask.png")], ["--ignore", "35,25,30,25"]):
        code, out, _ = run("diff", *files, *option, "--json")
        record = json.loads(out)
        assert (code, record["regions"], record["score"]) == (0, [], 0)
        assert any(note.startswith("masked: 6.1 % of the pixels, by ") for note in record["notes"])
    code, out, _ = run("diff", *files, "--ignore", "0,0,50,96", "--ignore", "50,0,50,40")
    assert code == 0
    assert "by 2 ignored rectangles (0,0,50,96 50,0,50,40)" in out
    code, _, err = run("diff", *files, "--ignore", "1,2,3")
    assert code == 2
    assert "X,Y,WIDTH,HEIGHT" in err
    code, _, err = run("diff", *files, "--ignore", "500,0,5,5")
    assert (code, "lies outside" in err) == (3, True)
    code, _, err = run("diff", *files, "--mask", save(mask[:9], "small.png"))
    assert (code, "is 128x9, first image" in err) == (3, True)


def test_a_folder_of_masks(run, folders, save) -> None:
    names = sorted(path.relative_to(folders[0]).with_suffix("") for path in folders[0].rglob("*.png"))
    for name in names:
        save(np.eye(40, 48).astype(np.uint8), f"masks/{name}.png")
    code, out, _ = run("diff", *folders, "--mask", "masks", "--json")
    assert code == 0
    assert all(pair["map"]["masked"] > 0.9 for pair in json.loads(out)["pairs"])
    Path(f"masks/{names[0]}.png").unlink()
    code, _, err = run("diff", *folders, "--mask", "masks")
    assert code == 2
    assert f"lacks {names[0]}" in err


def test_scores_before_a_correction_are_told(run, save, tmp_path) -> None:
    first = photograph(140, 160)
    files = [save(first[:128, :150], "a/x.png"), save(first[3:131, 5:155], "b/x.png")]
    code, out, err = run("diff", *files, "--pre", "align")
    assert code == 0
    assert "before correction: mae 0." in out
    assert "x=-5.00, y=-3.00 pixels; it was moved back" in out
    assert "unequal: 19200 pixels differ, but not in the measured values (allowed)" in out
    assert "no difference" not in out
    assert err.startswith("warning: pair 'x': align: shift of the second image")
    record = json.loads((tmp_path / "differences/x.json").read_text())
    assert set(record["raw_scores"]) == set(record["scores"]) == {"mae", "psnr", "ssim"}
    assert record["raw_scores"]["psnr"] < 25
    assert record["scores"]["psnr"] == "Infinity"
    code, out, _ = run("diff", "a", "b", "--pre", "align", "-o", "out")
    assert "raw psnr: mean " in out
    rows = list(csv.DictReader((tmp_path / "out/summary.csv").read_text().splitlines()))
    assert float(rows[0]["raw psnr"]) == record["raw_scores"]["psnr"]


def test_a_limit_on_changed_pixels_finds_a_single_pixel(run, save) -> None:
    page = np.full((40, 50, 3), 240, np.uint8)
    other = page.copy()
    other[12, 34] = 0
    first, second = save(page, "a/page.png"), save(other, "b/page.png")
    limit = ("--metric", "changed", "--strategy", "local", "--fail-above", "0")
    code, out, _ = run("diff", first, second, *limit)
    assert code == 1
    assert "changed pixels 1, largest cluster 1 pixel at 34,12 (1x1)" in out
    code, out, _ = run("diff", first, save(page, "c/page.png"), *limit)
    assert code == 0
    assert "changed pixels 0" in out
