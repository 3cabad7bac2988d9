"""The command ``figure`` for a study of several data sets, of which it shows one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from difference_finder import rank_data_sets
from difference_finder.cli import main
from difference_finder.errors import InputError, StudyError, UnknownNameError
from difference_finder.study.study import Study
from folders import method_folders

pytestmark = pytest.mark.usefixtures("one_process")

pytest.importorskip("matplotlib")

SETS = ("Set5", "a b")

TEXT = """
metrics = ["psnr@basicsr-y"]
reference = "{dataset}/GT"
crop_sizes = [24]

[methods]
ours = "{dataset}/ours"
edsr = "{dataset}/edsr"

[statistics]
draws = 99
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("figure_sets")
    for number, name in enumerate(SETS):
        method_folders(folder / name, [f"image{number}"], ("ours", "edsr"), size=64)
    tables = "".join(f'[data-sets."{name}"]\nborder = 4\n' for name in SETS)
    (folder / "study.toml").write_text(TEXT + tables)
    made = rank_data_sets(folder / "study.toml", folder / "study", workers=1)
    assert [place.image for place in made.figure(data_set="a b", crops=2).places] == ["image1", "image1"]
    return folder


def figure(study: Path, *arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(["figure", str(study), *arguments])
    return int(stop.value.code or 0)


@pytest.mark.parametrize(("name", "image"), [(SETS[0], "image0"), (SETS[1], "image1")])
def test_the_images_of_the_data_set_are_drawn(root, tmp_path, capsys, name, image) -> None:
    output = tmp_path / "out.svg"
    assert (
        figure(root / "study", "--data-set", name, "--metric", "psnr", "--crops", "2", "-o", str(output)) == 0
    )
    assert f"row 1, ours best: {image}, 24x24 at (" in capsys.readouterr().out
    alone = tmp_path / "alone.svg"
    options = ("--metric", "psnr", "--crops", "2", "-o", str(alone))
    assert figure(root / "study/data-sets" / name, *options) == 0
    assert output.read_bytes() == alone.read_bytes()


def test_a_data_set_must_be_chosen_among_several(root, tmp_path, capsys) -> None:
    assert figure(root / "study", "-o", str(tmp_path / "out.svg")) == 2
    assert capsys.readouterr().err.strip() == (
        "error: a figure shows the images of one data set, and this study has Set5, a b;"
        " choose one by --data-set"
    )
    with pytest.raises(InputError, match=r"this study has Set5, a b; choose one by data_set$"):
        Study.open(root / "study").figure()


def test_unknown_data_sets_are_listed(root, tmp_path, capsys) -> None:
    assert figure(root / "study", "--data-set", "Set14", "-o", str(tmp_path / "out.svg")) == 2
    assert "no data set in this study 'Set14'" in capsys.readouterr().err
    with pytest.raises(UnknownNameError, match="no data set in this study 'x'; there are: Set5, a b"):
        Study.open(root / "study").of_data_set("x")
    with pytest.raises(UnknownNameError, match="no data set in this study 'Set5'; there is none"):
        Study.open(root / "study/data-sets/Set5").figure(data_set="Set5")


def test_a_study_that_is_gone_is_told(root, tmp_path) -> None:
    shutil.copytree(root / "study", tmp_path / "study")
    shutil.rmtree(tmp_path / "study/data-sets/Set5")
    with pytest.raises(StudyError, match="data-sets/Set5"):
        Study.open(tmp_path / "study").figure(data_set="Set5")
    without = Study.open(root / "study")
    object.__setattr__(without, "folder", None)
    with pytest.raises(
        StudyError, match=r"the study of the data set 'Set5' was not kept; run .* with output"
    ):
        without.figure(data_set="Set5")
