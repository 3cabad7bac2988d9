"""``difference-finder rank``."""

import json

import numpy as np
import pytest

from difference_finder.errors import StoppedError
from difference_finder.study.run.store import Store
from folders import method_folders, tables
from planted_methods import planted_folders

pytestmark = pytest.mark.usefixtures("one_process")


@pytest.fixture
def given(tmp_path) -> list[str]:
    folders = method_folders(tmp_path, ["v1/a", "v1/b", "v2/c"], ["ours", "edsr", "bicubic"])
    return ["--reference", "GT", *(f"{name}={folder.name}" for name, folder in folders.items())]


def test_a_table_of_means(processes, run, given, tmp_path) -> None:
    code, out, err = run("rank", *given)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "3 methods, 3 images each, protocol default; * is the best mean"
    assert lines[1].split() == ["method", "psnr", "ssim"]
    assert [line.split()[0] for line in lines[2:5]] == ["ours", "edsr", "bicubic"]
    assert [line.count("*") for line in lines[2:5]] == [2, 0, 0]
    assert lines[-1] == "wrote study/scores.csv, study/study.json"
    rows = (tmp_path / "study" / "scores.csv").read_text().splitlines()
    assert rows[0] == "image,group,method,metric,score"
    assert len(rows) == 1 + 3 * 3 * 2
    assert [row.rpartition(",")[0] for row in rows[1:4]] == [
        "v1/a,,ours,psnr", "v1/a,,ours,ssim", "v1/a,,edsr,psnr"
    ]  # fmt: skip
    ours = [float(row.rpartition(",")[2]) for row in rows if ",ours,psnr," in row]
    assert float(lines[2].split()[1]) == pytest.approx(np.mean(ours), rel=1e-4)


def test_verdict_and_crops_are_told(run, tmp_path) -> None:
    folders = method_folders(tmp_path, [f"{n}" for n in range(8)], ["ours", "edsr", "bicubic"], size=64)
    words = ["--reference", "GT", *(f"{name}={name}" for name in folders), "--ours", "edsr"]
    code, out, err = run("rank", *words, "--metric", "psnr", "--crop-size", "32", "--seed", "3")
    assert (code, err) == (0, "")
    record = json.loads((tmp_path / "study" / "study.json").read_text())
    told = " ".join(out.split())
    assert record["verdicts"]["ours"] == "edsr"
    assert record["verdicts"]["text"] in told
    assert "crops of edsr, selected by mse: best: 32x32 at" in told
    assert record["crops"]["settings"]["sizes"] == [32]
    assert record["crops"]["settings"]["seed"] == record["seed"] == 3
    code, out, _ = run("rank", *words, "--metric", "psnr", "--crops", "none", "-o", "other")
    assert (code, "by crops" in out) == (0, False)


def test_kinds_are_told_and_recorded(run, tmp_path) -> None:
    planted_folders(tmp_path, ("ours", "bright"), 2)
    words = ["--reference", "GT", "ours=ours", "bright=bright", "--metric", "psnr"]
    code, out, err = run("rank", *words, "--kinds")
    assert (code, err) == (0, "")
    record = json.loads((tmp_path / "study" / "study.json").read_text())
    assert record["kinds"]["text"] in " ".join(out.split())
    assert [rival["rival"] for rival in record["kinds"]["rivals"]] == ["bright"]
    assert " levels brighter in bright" in " ".join(out.split())  # the crops
    code, out, _ = run("rank", *words, "--json")
    assert json.loads(out)["kinds"] is None
    code, _, err = run("rank", "--reference", "GT", "ours=ours", "--kinds", "-o", "one")
    assert code == 2
    assert "'ours' is the only method; pass another method, or leave --kinds out" in err


def test_json_is_one_document_and_writes_nothing_unless_asked(run, given, tmp_path) -> None:
    code, out, err = run("rank", *given, "--json", "--group", "parent", "--protocol", "basicsr")
    assert (code, err) == (0, "")
    record = json.loads(out)
    assert not (tmp_path / "study").exists()
    assert record["scores"]["groups"] == ["v1", "v1", "v2"]
    assert record["protocol"]["name"] == "basicsr"
    assert len(record["scores"]["tables"]["ssim"]["edsr"]) == 3
    assert {mean["method"] for mean in record["means"] if mean["best"]} == {"ours"}
    code, out, _ = run("rank", *given, "--json", "--group", "parent", "--protocol", "basicsr", "-o", "out")
    again = json.loads(out)
    assert again == record
    del again["scores"]
    assert json.loads((tmp_path / "out" / "study.json").read_text()) == again


def test_folders_are_methods_by_their_name(run, given, tmp_path) -> None:
    code, out, _ = run(
        "rank", "--reference", "GT", "ours", "again=ours/", "edsr/", "--metric", "mse", "--json"
    )
    assert code == 0
    record = json.loads(out)
    assert list(record["methods"]) == ["ours", "again", "edsr"]
    assert [mean["best"] for mean in record["means"]] == [True, True, False]
    code, _, err = run("rank", "--reference", "GT", "ours", "ours=edsr")
    assert code == 2
    assert "two methods are called 'ours'; write NAME=edsr with another name" in err


def test_a_broken_image_is_an_error_row(run, given, tmp_path) -> None:
    (tmp_path / "edsr" / "v1" / "b.png").write_bytes(b"broken")
    code, out, err = run("rank", *given)
    assert code == 3
    assert err.startswith("error: cannot read '")
    assert err.endswith("[v1/b, edsr, read]\n")
    assert err.count("\n") == 1
    assert "psnr: means of the 2 of 3 images with a finite score for every method" in out
    assert "  missing: edsr 1" in out
    (error,) = json.loads((tmp_path / "study" / "study.json").read_text())["errors"]
    assert (error["name"], error["method"], error["stage"]) == ("v1/b", "edsr", "read")
    assert "\nv1/b,,edsr,psnr,\n" in (tmp_path / "study" / "scores.csv").read_text()
    before = tables(tmp_path / "study")
    assert run("rank", *given)[0] == 3
    assert tables(tmp_path / "study") == before


def test_identical_images_are_told(run, given, tmp_path) -> None:
    (tmp_path / "ours" / "v2" / "c.png").write_bytes((tmp_path / "GT" / "v2" / "c.png").read_bytes())
    code, out, _ = run("rank", *given, "--metric", "psnr")
    assert code == 0
    assert "psnr: means of the 2 of 3 images" in out
    assert "  infinite (identical images): ours 1" in out
    assert ",ours,psnr,inf\n" in (tmp_path / "study" / "scores.csv").read_text()


def test_what_was_decided_is_told(run, given, tmp_path, save) -> None:
    save(np.full((24, 32), 9, np.uint8), "edsr/v1/a.png")
    code, out, _ = run("rank", *given, "--protocol", "basicsr:crop_border=2")
    assert code == 0
    assert "note: 2 pixels at each side are not measured (protocol basicsr:crop_border=2)\n" in out
    assert "note: the one channel of the candidate was repeated 3 times (edsr 1)\n" in out
    assert json.loads((tmp_path / "study" / "study.json").read_text())["paired_by"] == "name"


def test_files_matched_by_order_are_told(run, given, tmp_path) -> None:
    for number, path in enumerate(sorted((tmp_path / "edsr").rglob("*.png"))):
        path.rename(path.with_name(f"result{'abc'[number]}.png"))
    code, _, err = run("rank", *given, "--metric", "mse")
    assert code == 2
    assert "rename the files, or use --pairing order" in err
    code, out, err = run("rank", *given, "--metric", "mse", "--pairing", "order")
    assert (code, err) == (0, "")
    assert "paired by order: v1/a.png = v1/a.png = v1/resulta.png = v1/a.png, v1/b.png = " in " ".join(
        out.split()
    )
    assert "Files were paired by their order, not by name." in " ".join(out.split())
    assert json.loads((tmp_path / "study" / "study.json").read_text())["paired_by"] == "order"


def test_what_is_missing_is_listed_before_the_work_begins(run, given, tmp_path) -> None:
    (tmp_path / "bicubic" / "v1" / "a.png").unlink()
    (tmp_path / "GT" / "v2" / "c.png").unlink()
    code, _, err = run("rank", *given)
    assert code == 2
    assert "2 of 3 names are unmatched: 'GT' lacks v2/c; 'bicubic' lacks v1/a" in err
    assert not (tmp_path / "study").exists()


def test_other_options_in_the_same_folder_are_refused(run, given) -> None:
    assert run("rank", *given, "--metric", "mse")[0] == 0
    code, _, err = run("rank", *given, "--metric", "mse", "--protocol", "basicsr-y:crop_border=2")
    assert code == 2
    assert err == (
        "error: 'study' holds another study (--protocol default, now --protocol basicsr-y:crop_border=2);"
        " choose another folder, or repeat the command with the settings of that study\n"
    )
    _, _, err = run("rank", *given, "--metric", "ssim", "--crops", "none", "--ignore", "0,0,2,2", "--kinds")
    assert "(--crops mse, now --crops none; no --kinds, now --kinds; --metric mse, now --metric ssim;" in err
    assert "; no --ignore, now --ignore 0,0,2,2)" in err
    assert run("rank", *given, "--metric", "mse", "--workers", "1", "--timeout", "9")[0] == 0


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--metric", "sssim"], "did you mean 'ssim'"),
        (["--protocol", "nothing"], "no protocol 'nothing'"),
        (["--group", "x"], "matches nothing in 3 of 3 names"),
        (["--timeout", "0"], "timeout must be a positive"),
        (["--data-range", "-1"], "--data-range must be a positive"),
        (["--ignore", "1,2"], "1,2"),
        (["--background", "nonsense"], "nonsense"),
        (["--device", "nonsense"], "nonsense"),
        (["-o", "GT/study"], "lies in the input folder"),
        (["more=nowhere"], "method 'more': 'nowhere' is not a folder"),
        (
            ["more=edsr/{imge}.png"],
            "'edsr/{imge}.png' contains {imge}, which stands for nothing; did you mean",
        ),
        (["--shard-size", "0"], "shard-size"),
    ],
)
def test_wrong_usage(run, given, tmp_path, options, complaint) -> None:
    code, out, err = run("rank", *given, *options)
    assert (code, out) == (2, "")
    assert complaint in err
    assert not (tmp_path / "study").exists()


def test_a_study_that_cannot_go_on_is_exit_code_4(processes, run, given, monkeypatch) -> None:
    def full(self, labels=None):
        raise StoppedError("cannot write 'x': the disk is full; free some space")

    monkeypatch.setattr(Store, "finish", full)
    code, _, err = run("rank", *given, "--metric", "mse")
    assert code == 4
    assert "3 of 3 images are done; rerun the same command to resume" in err
    assert "error: cannot write 'x': the disk is full" in err


def test_settings_of_the_statistics(run, given, tmp_path) -> None:
    options = ["--level", "0.01", "--draws", "199", "--correction", "holm", "--primary", "psnr"]
    code, out, err = run("rank", *given, *options, "--relevant", "psnr=0.5,ssim=0.01", "--json")
    assert (code, err) == (0, "")
    record = json.loads(out)
    assert record["statistics"] == {
        "level": 0.01, "draws": 199, "correction": "holm", "primary": ["psnr"],
        "relevant": {"psnr": 0.5, "ssim": 0.01}, "over": "images", "post_hoc": None,
    }  # fmt: skip
    verdicts = record["verdicts"]
    assert (verdicts["level"], verdicts["correction"]) == (0.01, "holm")
    assert {outcome["word"] for outcome in verdicts["outcomes"]} <= {"better", "equivalent", "undecided"}
    assert [outcome["primary"] for outcome in verdicts["outcomes"]] == [True, True, False, False]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--relevant", "psnr"], "--relevant takes METRIC=SIZE with a size above 0"),
        (["--relevant", "psnr=0"], "such as psnr=0.05, not 'psnr=0'"),
        (["--relevant", "psnr=1,psnr=2"], "names 'psnr' twice"),
        (["--relevant", "lpips=1"], "no metric in this study 'lpips'"),
        (["--primary", "lpips"], "no metric in this study 'lpips'"),
        (["--level", "1.5"], "--level must be a number between 0 and 1"),
        (
            ["--over", "data-sets"],
            "--over data-sets needs the scores of several data sets",
        ),
        (["--correction", "none"], "'none' is not one of 'max-t', 'holm'"),
    ],
)
def test_wrong_settings_of_the_statistics(run, given, options, complaint) -> None:
    code, _, err = run("rank", *given, *options)
    assert code == 2
    assert complaint in err


def test_the_command_takes_columns(run, tmp_path) -> None:
    columns = ["psnr@basicsr-y:crop_border=4", "psnr", "ssim:sigma=1@skimage-wang"]
    method_folders(tmp_path, ["a", "b", "c"], size=40)
    given = ["rank", "--reference", "GT", "ours=ours", "edsr=edsr", "--crops", "none"]
    chosen = [word for column in columns for word in ("--metric", column)]
    code, out, err = run(*given, *chosen, "--protocol", "basicsr", "--primary", "psnr@basicsr-y")
    assert (code, err) == (0, "")
    assert out.splitlines()[1].split() == ["method", *columns]
    code, _, err = run(*given, "--metric", "psnr", "--metric", "psnr", "-o", "twice")
    assert (code, err) == (2, "error: metric 'psnr' is given twice; give it once\n")
    code, _, err = run(*given[:-1], "ssim@basicsr", "-o", "crops")
    assert code == 2
    assert "pass --protocol basicsr and the metric 'ssim'" in err


def test_scores_measured_elsewhere(run, tmp_path) -> None:
    rows = [
        f"img{n},{method},{30 + n + better},{n}" for n in range(8) for method, better in (("a", 1), ("b", 0))
    ]
    (tmp_path / "wide.csv").write_text("\n".join(["image,method,psnr,FID", *rows[:-1]]) + "\n")
    where = ["--scores", str(tmp_path / "wide.csv"), "-o", str(tmp_path / "out")]
    code, out, err = run("rank", *where, "--lower-is-better", "FID", "--post-hoc", "nemenyi", "--ours", "b")
    assert code == 3 and err == "error: the scores have no row for b [img7, b, read]\n"
    assert (
        "b was compared with a" not in out
        and "Of 2 comparisons on 7 images, b was significantly worse" in out
    )
    assert "all pairs in psnr" in out
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"scores.csv", "study.json"}
    code, out, _ = run("rank", *where[:2], "--metric", "psnr", "--json")
    assert code == 3 and json.loads(out)["metrics"][0]["unit"] == "dB"
    code, _, err = run("figure", str(tmp_path / "out"), "-o", str(tmp_path / "f.png"))
    assert code == 2 and "were measured elsewhere" in err


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ([], "the direction of FID is unknown; state it by --higher-is-better FID or --lower-is-better FID"),
        (
            ["--lower-is-better", "FID", "a=b"],
            "--scores reads the scores of all methods from a file; leave 'a=b' out",
        ),
        (["--protocol", "basicsr-y"], "--protocol is about the measurement of images, and --scores reads"),
        (["--reference", "."], "--reference is about the measurement of images"),
        (["--lower-is-better", "FID", "--group", "x"], "--group x matches nothing in 1 of 1 names"),
    ],
)
def test_wrong_uses_of_scores(run, tmp_path, options, complaint) -> None:
    (tmp_path / "wide.csv").write_text("image,method,FID\ncat,a,1\ncat,b,2\n")
    code, _, err = run("rank", "--scores", str(tmp_path / "wide.csv"), *options)
    assert code == 2 and complaint in err


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "missing NAME=DIR; pass folders of images, or scores by --scores FILE"),
        (["a=b"], "missing --reference GT"),
        (
            ["a=b", "--reference", ".", "--lower-is-better", "FID"],
            "--lower-is-better is about metrics of --scores",
        ),
    ],
)
def test_what_a_study_of_images_needs(run, arguments, complaint) -> None:
    code, _, err = run("rank", *arguments)
    assert code == 2 and complaint in err


def test_all_pairs_and_difficulty(run, given) -> None:
    code, out, _ = run("rank", *given, "--post-hoc", "conover", "--by-difficulty")
    assert code == 0
    assert "Conover test at level 0.05):" in " ".join(out.split())
    assert "means by high-frequency content of the reference:\nmetric  images" in out
    assert "means of the worst 1 % of images" in out
