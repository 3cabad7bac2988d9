"""Options of ``rank`` that a study file sets: each has a key, the error names it, and the key works."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest

from difference_finder.cli import _study_file_run as run_of_files
from difference_finder.cli.rank_command import command
from difference_finder.study.plan.data_sets import plan_data_sets
from difference_finder.study.plan.study_file import StudyFile
from study_files import write_images

FILE = """
[methods]
ours = "results/{method}/{dataset}/{image}_x4.png"
edsr = "results/edsr-0/{dataset}"

[data-sets.Set5]
reference = "data/Set5"

[statistics]
"""

SAMPLES = {
    "chosen": (["--metric", "ssim", "--metric", "mse"], 'metrics = ["ssim", "mse"]'),
    "data_sets": (["--data-set", "Set14=data/Set14"], 'reference = "data/Set14" under [data-sets.Set14]'),
    "reference": (["--reference", "data"], 'reference = "data"'),
    "ours": (["--ours", "edsr"], 'ours = "edsr"'),
    "crops": (["--crops", "none"], 'crops = "none"'),
    "crop_sizes": (["--crop-size", "16", "--crop-size", "24"], "crop_sizes = [16, 24]"),
    "crop_border": (["--crop-border", "2"], "crop_border = 2"),
    "kinds": (["--kinds"], "kinds = true"),
    "protocol": (["--protocol", "basicsr-y"], 'protocol = "basicsr-y"'),
    "data_range": (["--data-range", "255"], "data_range = 255"),
    "fit": (["--fit", "crop"], 'fit = "crop"'),
    "background": (["--background", "black"], 'background = "black"'),
    "max_pixels": (["--max-pixels", "9999"], "max_pixels = 9999"),
    "mask": (["--mask", "data/Set5/bird.png"], 'mask = "data/Set5/bird.png"'),
    "ignore": (["--ignore", "1,2,3,4"], 'ignore = ["1,2,3,4"]'),
    "pages": (["--pages", "1"], 'pages = "1"'),
    "bands": (["--bands", "1,2,3"], 'bands = "1,2,3"'),
    "nan": (["--nan", "mask"], 'nan = "mask"'),
    "axes": (["--axes", "HWC"], 'axes = "HWC"'),
    "device": (["--device", "cpu"], 'device = "cpu"'),
    "group": (["--group", "^b|z"], 'group = "^b|z"'),
    "pairing": (["--pairing", "order"], 'pairing = "order"'),
    "unmatched": (["--unmatched", "ignore"], 'unmatched = "ignore"'),
    "level": (["--level", "0.01"], "level = 0.01 under [statistics]"),
    "draws": (["--draws", "99"], "draws = 99 under [statistics]"),
    "correction": (["--correction", "holm"], 'correction = "holm" under [statistics]'),
    "primary": (["--primary", "ssim"], 'primary = ["ssim"] under [statistics]'),
    "relevant": (
        ["--relevant", "psnr=0.1,ssim=1e-3"],
        "relevant = {psnr = 0.1, ssim = 0.001} under [statistics]",
    ),
    "over": (["--over", "data-sets"], 'over = "data-sets" under [statistics]'),
    "post_hoc": (["--post-hoc", "conover"], 'post_hoc = "conover" under [statistics]'),
    "seed": (["--seed", "3"], "seed = 3 under [statistics]"),
}


def test_every_option_is_of_the_run_of_scores_or_has_a_key() -> None:
    known = {*run_of_files.study_file_keys(), *run_of_files.RUN, *run_of_files.OF_SCORES}
    assert {str(one.name) for one in command.params} == known
    assert set(SAMPLES) == set(run_of_files.study_file_keys())


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Change to a folder with the images of two data sets, and a study file."""
    write_images(tmp_path)
    (tmp_path / "study.toml").write_text(FILE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", SAMPLES)
def test_the_error_names_the_key_and_the_key_works(place, capsys, name) -> None:
    from difference_finder.cli import main

    arguments, entry = SAMPLES[name]
    with pytest.raises(SystemExit) as stop:
        main(["rank", "study.toml", *arguments, "-o", "out"])
    told = " ".join(capsys.readouterr().err.split())
    assert stop.value.code == 2
    assert (
        f"{arguments[0]} is set by the study file 'study.toml'; write {entry} there, and leave it out" in told
    )

    line, _, table = entry.partition(" under ")
    parts = [FILE, table, line] if name == "data_sets" else [FILE, line] if table else [line, FILE]
    (place / "study.toml").write_text("\n".join(parts))
    plain = facts_of(StudyFile.from_dict(tomllib.loads(FILE)))
    planned = facts_of(StudyFile.read(place / "study.toml"))
    # Some samples state what holds anyway: that they are accepted is all that can be seen.
    assert planned != plain or name in ("reference", "device")


def facts_of(file: StudyFile) -> tuple:
    """Return what is planned for a study file."""
    plan = plan_data_sets(file)
    return (
        plan.statistics,
        plan.seed,
        plan.metrics,
        {name: replace(one, folders=(), versions={}) for name, one in plan.manifests.items()},
    )


def test_scores_are_no_option_of_a_study_file(place, capsys) -> None:
    from difference_finder.cli import main

    (place / "scores.csv").write_text("image,method,psnr\na,ours,1\n")
    with pytest.raises(SystemExit):
        main(["rank", "study.toml", "--scores", "scores.csv", "-o", "out"])
    told = " ".join(capsys.readouterr().err.split())
    assert "--scores is about scores that were measured elsewhere, and 'study.toml' describes images" in told
