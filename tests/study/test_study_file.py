"""Study files: what they say, what is wrong in them, and studies of several data sets."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

from difference_finder import rank, rank_data_sets
from difference_finder.errors import (
    DuplicateNameError,
    InputError,
    PairingError,
    StudyError,
    UnknownNameError,
)
from difference_finder.study.plan.data_sets import plan_data_sets
from difference_finder.study.plan.study_file import StudyFile
from difference_finder.study.study import Study
from folders import method_folders, tables
from study_files import SETS, TEXT, write_images


@pytest.fixture
def root(tmp_path):
    """Return a folder with two data sets of two methods, of which the second has two runs."""
    write_images(tmp_path)
    return tmp_path


@pytest.fixture
def file(root):
    (root / "study.toml").write_text(TEXT)
    return root / "study.toml"


def luma_psnr(first, second, border: int) -> float:
    """Return PSNR of Y as BasicSR defines it, in float64."""
    weights = np.array([65.481, 128.553, 24.966])
    planes = [np.asarray(Image.open(path)) / 255 @ weights + 16 for path in (first, second)]
    inner = [plane[border:-border, border:-border] for plane in planes]
    return float(10 * np.log10(255**2 / np.mean((inner[0] - inner[1]) ** 2)))


def test_scores_equal_an_independent_computation(root, file) -> None:
    study = rank_data_sets(file, workers=1)
    assert study.scores.metrics == ("psnr@basicsr-y", "ssim")
    assert study.scores.names == tuple(f"{name}/{image}" for name in SETS for image in sorted(SETS[name]))
    expected = {"ours": [], "edsr": []}
    for name, border in (("Set5", 4), ("Set14", 2)):
        for image in sorted(SETS[name]):
            truth = root / "data" / name / f"{image}.png"
            own = root / "results" / "ours" / name / f"{image}_x4.png"
            expected["ours"].append(luma_psnr(truth, own, border))
            runs = [root / "results" / f"edsr-{run}" / name / f"{image}.png" for run in (0, 1)]
            expected["edsr"].append(np.mean([luma_psnr(truth, run, border) for run in runs]))
    for method, scores in expected.items():
        np.testing.assert_allclose(study.scores.of("psnr@basicsr-y", method), scores, rtol=1e-9)
    mean = next(mean for mean in study.means if (mean.metric, mean.method) == ("psnr@basicsr-y", "ours"))
    assert mean.data_sets == 2
    assert mean.mean == pytest.approx((np.mean(expected["ours"][:2]) + np.mean(expected["ours"][2:])) / 2)


def test_the_record_tells_data_sets_runs_labels_and_numbers(root, file) -> None:
    study = rank_data_sets(file, root / "out", workers=1)
    record = Study.open(root / "out").record
    assert record == study.record
    assert record["data_sets"]["Set5"]["study"] == "data-sets/Set5"
    assert record["data_sets"]["Set5"]["protocols"] == {
        "psnr@basicsr-y:crop_border=4": "basicsr-y:crop_border=4",
        "ssim": "default",
    }
    assert record["metrics"][0]["protocol"]["settings"] == {"crop_border": "by data set"}
    assert list(record["runs"]) == ["edsr"]
    assert record["runs"]["edsr"]["runs"] == ["edsr [0]", "edsr [1]"]
    assert (record["labels"], record["paired_by"]) == ({"ours": "Ours"}, "name")
    assert record["own"]["runtime"]["values"] == {"ours": 0.12, "edsr": 0.5}
    assert record["statistics"]["relevant"] == {"psnr@basicsr-y": 0.05}
    again = Study.open(root / "out")
    assert again.to_dict() == study.to_dict()
    printed = study.table(own="runtime")
    assert printed.startswith("| Method | Set5 (2 images) PSNR-Y (dB)")
    assert "| Ours " in printed and "Runtime (s)" in printed
    assert "2 runs" in " ".join(str(study).split())


def test_labels_of_the_file_reach_tables_plots_and_figures_of_each_data_set(root, file) -> None:
    text = "crop_sizes = [16]\n" + TEXT.replace("border = 4\n", 'border = 4\nlabel = "Set 5"\n')
    file.write_text(text.replace('runs = ["0", "1"]\n', "").replace("{method}-{run}", "{method}-0"))
    study = rank_data_sets(file, root / "out", workers=1)
    assert study.record["labels"] == {"Set5": "Set 5", "ours": "Ours"}
    whole = study.table("latex")
    assert "Set 5 (2 images)" in whole and "Ours" in whole and "PSNR{-}Y (dB)" in whole
    part = Study.open(root / "out/data-sets/Set5")
    assert part.record["labels"] == {"ours": "Ours"}
    figure = part.figure(crops=2)
    shown = [label.text for label in figure.sheet.labels]
    assert "Ours" in shown and "ours" not in shown
    assert "Crops of the reference, Ours and edsr" in figure.caption
    names = {fact["label"] for fact in part.to_dict()["metrics"]}
    assert names == {"PSNR-Y", "SSIM"} == {fact["label"] for fact in study.to_dict()["metrics"]}
    assert "Values: PSNR-Y (dB, higher is better) and SSIM" in figure.caption
    assert "PSNR-Y (dB)" in part.table() and "| Ours " in part.table()
    assert part.plot("box").caption.startswith("PSNR-Y (dB, higher is better)")
    assert "Mine" in [label.text for label in part.figure(crops=2, labels={"ours": "Mine"}).sheet.labels]


def test_psnr_of_the_mean_error_is_averaged_over_runs(root, file) -> None:
    study = rank_data_sets(file, root / "out", workers=1)
    rows = []
    for name, border in (("Set5", 4), ("Set14", 2)):
        truth, edsr = root / "data" / name, [root / f"results/edsr-{run}" / name for run in (0, 1)]
        images = [f"{image}.png" for image in SETS[name]]
        rows.append([[luma_psnr(truth / one, run / one, border) for one in images] for run in edsr])
    errors = [[np.mean(10 ** (-np.array(run) / 10)) for run in own] for own in rows]
    expected = np.mean([-10 * np.log10(np.mean(run)) for run in zip(*errors, strict=True)])
    for found in (study, Study.open(root / "out")):
        (mean,) = [m for m in found.means if (m.metric, m.method) == ("psnr@basicsr-y", "edsr")]
        assert mean.pooled == pytest.approx(expected, rel=1e-9)
    again = Study.from_scores(root / "out/scores.csv", ours="ours")
    assert again.runs is None


def test_volumes_of_some_data_sets_are_refused(root) -> None:
    text = TEXT.replace('"psnr@basicsr-y", "ssim"', '"psnr"').replace("relevant = {psnr = 0.05}\n", "")
    text = text.replace("border = 4", 'group = "^(.)"\nmetrics = ["psnr@fastmri:volume=group"]')
    text = text.replace("border = 2\n", "")
    for path in root.glob("*/**/*.png"):
        Image.open(path).convert("L").save(path)
    (root / "study.toml").write_text(text)
    message = "'psnr' takes the files of a group for the slices of a volume on 'Set5', and not on 'Set14'"
    with pytest.raises(InputError, match=message):
        plan_data_sets(StudyFile.read(root / "study.toml"))


def test_runs_have_the_label_of_their_method(root, file) -> None:
    file.write_text(TEXT.replace('runs = ["0", "1"]\n', 'runs = ["0", "1"]\nlabel = "EDSR"\n'))
    rank_data_sets(file, root / "out", workers=1)
    part = Study.open(root / "out/data-sets/Set14")
    assert part.record["labels"] == {"ours": "Ours", "edsr [0]": "EDSR [0]", "edsr [1]": "EDSR [1]"}


def test_one_name_with_two_labels_is_refused() -> None:
    given = {
        "data-sets": {"x": {"reference": "GT", "label": "Set X"}},
        "methods": {"x": {"folder": "x", "label": "Method X"}},
    }
    message = r"data-sets\.x and methods\.x have one name and two labels, 'Set X' and 'Method X'; rename one"
    with pytest.raises(InputError, match=message):
        StudyFile.from_dict(given)


def test_notes_count_images_once_and_protocols_differ_by_data_set(root, file) -> None:
    # Both runs of edsr have an alpha channel on each of the five images.
    for path in (root / "results").glob("edsr-*/*/*.png"):
        image = Image.open(path)
        image.putalpha(128)
        image.save(path)
    text = TEXT.replace('"psnr@basicsr-y", "ssim"]', '"psnr"]\nprotocol = "basicsr-y"')
    file.write_text(text.replace("{psnr = 0.05}", "{}"))
    study = rank_data_sets(file, workers=1)
    counts = {row["note"]: (row["method"], row["images"]) for row in study.record["notes"]}
    (alpha,) = [found for note, found in counts.items() if "alpha" in note]
    assert alpha == ("edsr", 5)
    settings = {"crop_border": "by data set"}
    assert study.record["protocol"]["settings"] == settings
    assert "protocol basicsr-y:crop_border=by data set" in " ".join(str(study).split())


def test_each_data_set_is_a_study_with_images(root, file) -> None:
    study = rank_data_sets(file, root / "out", workers=1)
    part = Study.open(root / "out" / "data-sets" / "Set14")
    assert part.path("zebra", "ours") == root / "results" / "ours" / "Set14" / "zebra_x4.png"
    with pytest.raises(
        StudyError, match=r"in the studies of its data sets, .*data-sets/Set5, data-sets/Set14"
    ):
        study.path("Set14/zebra", "ours")
    with pytest.raises(InputError, match="this study has Set5, Set14; choose one by data_set"):
        study.figure()


@pytest.mark.slow
def test_a_resumed_study_has_the_same_bytes(processes, root, file) -> None:
    rank_data_sets(file, root / "whole", workers=1)
    rank_data_sets(file, root / "out", workers=1)
    for path in (root / "out" / "data-sets" / "Set14" / "parts").iterdir():
        path.unlink()
    (root / "out" / "study.json").unlink()
    (root / "out" / "scores.csv").unlink()
    rank_data_sets(file, root / "out", workers=2)
    for name in SETS:
        assert tables(root / "out/data-sets" / name) == tables(root / "whole/data-sets" / name)
    for name in ("scores.csv", "study.json", "difficulty.csv"):
        assert (root / "out" / name).read_bytes() == (root / "whole" / name).read_bytes()


def test_a_mapping_is_a_study_file(root) -> None:
    study = rank_data_sets(
        {
            "metrics": "mse",
            "crops": "none",
            "data-sets": {name: str(root / "data" / name) for name in SETS},
            "methods": {
                "ours": str(root / "results/ours/{dataset}/{image}_x4.png"),
                "edsr": str(root / "results/edsr-0/{dataset}"),
            },
        },
        workers=1,
    )
    alone = rank(
        root / "data/Set5",
        {"ours": str(root / "results/ours/Set5/{image}_x4.png"), "edsr": root / "results/edsr-0/Set5"},
        "mse",
        crops=None,
        workers=1,
    )
    found = study.scores.of_data_set("Set5")
    np.testing.assert_array_equal(found.tables["mse"], alone.scores.tables["mse"])


def test_groups_stay_within_their_data_set(root, file) -> None:
    file.write_text(TEXT.replace("[data-sets.Set14]", '[data-sets.Set14]\ngroup = "^(.)"'))
    study = rank_data_sets(file, workers=1)
    assert study.scores.groups == ("bird", "butterfly", "b", "c", "z")
    assert study.record["groups"] == {"by": "^(.)", "count": 5}


@pytest.mark.filterwarnings("ignore:6 files that were looked at hold 16 bits")
def test_suspicions_and_decisions_name_their_data_set(tmp_path) -> None:
    rng = np.random.default_rng(0)
    for name, moved in (("a", 0), ("b", 1)):
        for number in range(3):
            truth = rng.normal(0.5, 0.1, (4, 60, 60))
            for _ in range(4):
                truth = (truth + np.roll(truth, 1, 1) + np.roll(truth, 1, 2)) / 3
            for folder, values in (("gt", truth), ("ours", np.roll(truth, moved, 2) + 0.001)):
                (tmp_path / folder / name).mkdir(parents=True, exist_ok=True)
                twelve_bits = np.clip(4095 * values[0, 2:50, 2:50], 0, 4095).astype(np.uint16)
                np.save(tmp_path / folder / name / f"{number}.npy", twelve_bits)
    study = rank_data_sets(
        {
            "metrics": "mse",
            "data-sets": {name: str(tmp_path / "gt" / name) for name in "ab"},
            "methods": {"ours": str(tmp_path / "ours/{dataset}")},
        },
        workers=1,
    )
    assert {row["method"] for row in study.record["suspicions"]} == {"ours on b"}
    assert "ours on b would be" in " ".join(str(study).split())
    notes = study.record["options"]["data_set"]["notes"]
    assert [note.partition(":")[0] for note in notes] == ["a", "b"]
    assert f"note: {notes[1]}" in " ".join(str(study).split())


def test_bad_images_are_error_rows_with_their_data_set(root, file) -> None:
    (root / "results/edsr-1/Set14/zebra.png").write_bytes(b"no image")
    study = rank_data_sets(file, workers=1)
    assert {(error.name, error.method, error.stage) for error in study.errors} == {
        ("Set14/zebra", "edsr [1]", "read")
    }
    assert np.isnan(study.scores.of("ssim", "edsr")[4])
    assert not np.isnan(study.scores.of("ssim", "ours")).any()


def test_a_folder_with_another_study_is_refused(root, file) -> None:
    method_folders(root / "plain", ["a"])
    rank(root / "plain/GT", {"ours": root / "plain/ours"}, "mse", output=root / "out", crops=None, workers=1)
    with pytest.raises(StudyError, match="holds a study of another kind"):
        rank_data_sets(file, root / "out")
    rank_data_sets(file, root / "sets", workers=1)
    file.write_text(TEXT.replace("border = 2", "border = 3"))
    with pytest.raises(StudyError, match="holds another study"):
        rank_data_sets(file, root / "sets", workers=1)


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("{run}/{dataset}", "{run}/{datset}", r"contains \{datset\}, .*; did you mean \{dataset\}\?"),
        ("{run}/{dataset}", "{run}/{metod}", r"contains \{metod\}, .*; did you mean \{method\}\?"),
        ("{run}/{dataset}", "{run}/{dataset}/{imge}.png", r"\{imge\}, .*; did you mean \{image\}\?"),
        (
            "{run}/{dataset}",
            "{run}/{dataset}/{zzz}",
            r"contains \{zzz\}, which stands for nothing here: '.*'$",
        ),
    ],
)
def test_misspelled_placeholders_are_told(root, file, right, wrong, told) -> None:
    file.write_text(TEXT.replace(right, wrong))
    with pytest.raises(StudyError, match=told):
        plan_data_sets(StudyFile.read(file))


def test_folders_may_have_braces_in_their_names(tmp_path) -> None:
    method_folders(tmp_path / "a{x}", ["1", "2"])
    given = {
        "metrics": ["mse"], "crops": "none", "data-sets": {"a": {"reference": str(tmp_path / "a{x}/GT")}},
        "methods": {name: {"folder": str(tmp_path / "a{x}" / name)} for name in ("ours", "edsr")},
    }  # fmt: skip
    assert plan_data_sets(StudyFile.from_dict(given)).images == 2


def test_missing_folders_name_the_data_set(root, file) -> None:
    file.write_text(TEXT.replace("{run}/{dataset}", "{run}/{dataset}_x4"))
    with pytest.raises(PairingError, match=r"data set 'Set5': method 'edsr \[0\]': '.*' is not a folder"):
        plan_data_sets(StudyFile.read(file))


def test_a_border_without_effect_is_an_error(file) -> None:
    file.write_text(TEXT.replace("psnr@basicsr-y", "psnr"))
    with pytest.raises(InputError, match="data set 'Set5': border = 4 has no effect"):
        plan_data_sets(StudyFile.read(file))


def test_a_data_set_may_have_protocols_of_its_own(file) -> None:
    own = '[data-sets.Set14]\nmetrics = ["psnr@wang-matlab", "ssim"]'
    file.write_text(TEXT.replace("[data-sets.Set14]\nborder = 2", own))
    plan = plan_data_sets(StudyFile.read(file))
    assert plan.manifests["Set14"].measurement.metrics == ("psnr@wang-matlab", "ssim")
    assert plan.metrics == ("psnr@basicsr-y", "ssim")


@pytest.mark.parametrize(
    ("old", "new", "error", "message"),
    [
        ("metrics =", "metric =", UnknownNameError, "'metric'; did you mean 'metrics'"),
        ("border = 4", "boarder = 4", UnknownNameError, "data-sets.Set5.boarder"),
        ("border = 4", "border = -1", InputError, "data-sets.Set5.border must be a whole number"),
        ("border = 4", 'metrics = ["ssim"]', InputError, "the metrics of the study in their order"),
        ('label = "Ours"', "label = 1", InputError, "methods.ours.label must be a string, not 1"),
        (
            'runs = ["0", "1"]',
            "",
            InputError,
            "has no runs, and its folder 'results/{method}-{run}/{dataset}'",
        ),
        ('runs = ["0", "1"]', 'runs = ["0", "0"]', DuplicateNameError, "names '0' twice"),
        ("runtime = 0.5", 'runtime = "fast"', InputError, "numbers.runtime must be a number, not 'fast'"),
        ("[numbers.runtime]", "[numbers.runtimes]", UnknownNameError, "did you mean 'runtime'"),
        ('ours = "ours"', 'ours = "our"', UnknownNameError, "no method in this study 'our'"),
        ("[data-sets.Set14]", "[data-sets.SET5]", DuplicateNameError, "differ only in case"),
        ("[data-sets.Set14]", '[data-sets."a/b"]', InputError, "cannot be the name of a folder"),
        (
            'reference = "data/{dataset}"',
            "",
            InputError,
            'data-sets.Set5 has no reference; add reference = "',
        ),
        ("draws = 999", "draw = 999", UnknownNameError, "statistics.draw"),
    ],
)
def test_what_is_wrong_is_named(file, old, new, error, message) -> None:
    assert old in TEXT
    file.write_text(TEXT.replace(old, new, 1))
    with pytest.raises(StudyError) as failed:
        StudyFile.read(file)
    assert str(failed.value).startswith(f"'{file}': ")
    assert message in str(failed.value)
    assert isinstance(failed.value.__cause__, error)


def test_a_file_that_is_not_toml(tmp_path) -> None:
    (tmp_path / "study.toml").write_text("metrics = [")
    with pytest.raises(StudyError, match="is not a TOML file: Invalid value"):
        StudyFile.read(tmp_path / "study.toml")
    with pytest.raises(StudyError, match="cannot read the study file"):
        StudyFile.read(tmp_path / "nothing.toml")
    with pytest.raises(InputError, match=r"no data-sets; add a table such as \[data-sets.NAME\]"):
        StudyFile.from_dict({"methods": {"ours": "results"}})


def test_the_command_runs_a_study_file(root, file, monkeypatch, capsys) -> None:
    from difference_finder.cli import main

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            main(["rank", *arguments])
        return (int(stop.value.code or 0), *capsys.readouterr())

    monkeypatch.chdir(root)
    code, out, _ = run("study.toml", "-o", "out", "--workers", "1")
    assert code == 0
    assert "2 methods, 5 images each in 2 data sets (each weighs the same)" in out
    assert "wrote out/scores.csv, out/study.json" in out
    record = json.loads((root / "out/study.json").read_text())
    assert list(record["data_sets"]) == list(SETS)
    code, _, err = run("study.toml", "-o", "out", "--metric", "ssim")
    assert code == 2
    assert "--metric is set by the study file 'study.toml'; write metrics = [\"ssim\"] there" in err
    code, _, err = run("nothing.toml")
    assert (code, "cannot read the study file 'nothing.toml'" in err) == (2, True)
