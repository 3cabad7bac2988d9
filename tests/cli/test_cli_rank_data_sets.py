"""The command ``rank --data-set``: several data sets by options, as by a study file."""

from __future__ import annotations

import json

import pytest

from study_files import SETS, write_images

FILE = """
metrics = ["psnr@basicsr-y:crop_border=4", "ssim"]
ours = "edsr"
unmatched = "report"

[data-sets]
Set5 = "data/Set5"
Set14 = "data/Set14"

[methods]
ours = "results/{method}/{dataset}/{image}_x4.png"
edsr = "results/edsr-0/{dataset}"

[statistics]
draws = 499
seed = 3
level = 0.1
correction = "holm"
primary = "psnr"
relevant = {psnr = 0.05}
post_hoc = "nemenyi"
"""

OPTIONS = (
    *(f"--data-set={name}=data/{name}" for name in SETS),
    "ours=results/ours/{dataset}/{image}_x4.png",
    "edsr=results/edsr-0/{dataset}",
    *("--metric=psnr@basicsr-y:crop_border=4", "--metric=ssim", "--ours=edsr", "--unmatched=report"),
    *("--draws=499", "--seed=3", "--level=0.1", "--correction=holm", "--primary=psnr"),
    *("--relevant=psnr=0.05", "--post-hoc=nemenyi", "--workers=1"),
)


@pytest.fixture
def run(tmp_path, monkeypatch, capsys, one_process):
    """Return a function that runs the command in a folder with the images of two data sets."""
    from difference_finder.cli import main

    write_images(tmp_path)
    (tmp_path / "study.toml").write_text(FILE)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            main(["rank", *arguments])
        return (int(stop.value.code or 0), *capsys.readouterr())

    return call


def test_options_and_a_file_give_the_same_study(run, tmp_path) -> None:
    code, told, _ = run(*OPTIONS, "-o", "by-options")
    assert code == 0
    assert "2 methods, 5 images each in 2 data sets (each weighs the same)" in told
    assert run("study.toml", "-o", "by-file", "--workers", "1")[0] == 0
    for name in ("study.json", "scores.csv", "difficulty.csv"):
        assert (tmp_path / "by-options" / name).read_bytes() == (tmp_path / "by-file" / name).read_bytes()
    record = json.loads((tmp_path / "by-options/study.json").read_text())
    assert list(record["data_sets"]) == list(SETS)
    assert (record["ours"], record["seed"], record["statistics"]["level"]) == ("edsr", 3, 0.1)


def test_messages_name_options(run, tmp_path) -> None:
    (tmp_path / "results/edsr-0/Set14/zebra.png").unlink()
    without = [one for one in OPTIONS if one != "--unmatched=report"]
    code, _, err = run(*without, "-o", "out")
    assert code == 2
    assert "data set 'Set14': 1 of 3 names are unmatched" in err
    assert err.rstrip().endswith("or use --unmatched report to compare all others")
    code, _, err = run(*OPTIONS, "-o", "out")
    assert (code, "Set14/zebra" in err) == (3, True)
    (tmp_path / "study.toml").write_text(FILE.replace('unmatched = "report"', ""))
    code, _, err = run("study.toml", "-o", "other")
    assert code == 2
    assert err.rstrip().endswith('or use unmatched = "report" to compare all others')


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--data-set=Set5", "a=b"],
            "--data-set takes NAME=REFERENCE, such as Set5=data/Set5/HR, not 'Set5'",
        ),
        (["--data-set=a=data/Set5", "--data-set=a=data/Set14", "a=b"], "two data sets are called 'a'"),
        (["--data-set=a=data/Set5"], "missing NAME=DIR"),
        (["--data-set=a=data/Set5", "results/{dataset}"], "write NAME=results/{dataset}"),
        (["--data-set=a=data/Set5", "a=results/{run}/{dataset}"], "only a study file states"),
        (["--data-set=a=data/Set5", "a=b", "--reference=data/Set5"], "--reference does not apply"),
        (
            ["--data-set=a=data/Set5", "a=results/ours/Set5", "--kinds"],
            "--kinds measures the change from ours to each rival, and 'a' is the only method; add another",
        ),
        (
            ["--data-set=a=data/Set5", "a=b", "--crop-size=8", "--crops=none"],
            "crop_sizes set which crops are selected, and --crops none selects none; leave one of them out",
        ),
        (["--data-set=a=data/Set5", "a=nothing"], "data set 'a': method 'a': 'nothing' is not a folder"),
        (["--data-set=a/b=data/Set5", "a=b"], "'a/b', which contains '/', cannot be the name of a folder"),
        (["study.toml", "--data-set=a=data/Set5"], "--data-set is set by the study file"),
    ],
)
def test_what_is_wrong_is_named(run, arguments, message) -> None:
    code, _, err = run(*arguments, "-o", "out")
    assert code == 2
    assert message in " ".join(err.split())


def test_kinds_and_sizes_of_crops_are_keys(run, tmp_path, capsys) -> None:
    from difference_finder.cli import main

    (tmp_path / "study.toml").write_text(f"kinds = true\ncrop_sizes = [12]\ncrop_border = 1\n{FILE}")
    code, told, _ = run("study.toml", "-o", "out", "--workers", "1")
    assert code == 0
    for name in SETS:
        own = json.loads((tmp_path / "out/data-sets" / name / "study.json").read_text())
        assert own["kinds"]["rivals"][0]["rival"] == "ours"
        assert own["crops"]["settings"]["sizes"] == [12] and own["crops"]["settings"]["border"] == 1
        assert f"kinds of change on {name}: {own['kinds']['text']}" in " ".join(told.split())
    with pytest.raises(SystemExit):
        main(["plot", "out", "--kind", "kinds", "-o", "kinds.pdf"])
    assert "pass the folder of one, such as data-sets/Set5 in the folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("kinds = true", "kinds = true compares one image of each method, and methods.edsr has runs"),
        ("crop_sizes = [16]", "crop_sizes set which crops are selected, and a study with runs, such as"),
    ],
)
def test_what_runs_exclude_is_an_error(run, tmp_path, line, message) -> None:
    edsr = 'edsr = {folder = "results/edsr-{run}/{dataset}", runs = ["0"]}'
    text = FILE.replace('edsr = "results/edsr-0/{dataset}"', edsr)
    (tmp_path / "study.toml").write_text(f"{line}\n{text}")
    code, _, err = run("study.toml", "-o", "out")
    assert (code, message in " ".join(err.split())) == (2, True)


def test_settings_of_crops_without_crops_are_an_error(run) -> None:
    words = ["--reference", "data/Set5", "a=results/edsr-0/Set5", "--crops", "none", "--crop-size", "8"]
    code, _, err = run(*words, "-o", "out")
    assert code == 2
    assert "--crop-size sets which crops are selected, and --crops none selects none" in " ".join(err.split())
