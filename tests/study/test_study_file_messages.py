"""Settings and errors of study files: all settings of statistics, and messages whose advice works."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from difference_finder import rank_data_sets
from difference_finder.errors import (
    DataRangeError,
    DifferenceFinderError,
    InputError,
    PairingError,
    UnknownNameError,
)
from difference_finder.study.plan.data_sets import plan_data_sets
from difference_finder.study.plan.study_file import STATISTICS, StudyFile
from difference_finder.text import current_door
from study_files import TEXT, write_images


@pytest.fixture
def root(tmp_path):
    """Return a folder with the images of two data sets."""
    write_images(tmp_path)
    return tmp_path


@pytest.fixture
def file(root):
    (root / "study.toml").write_text(TEXT)
    return root / "study.toml"


def with_statistics(file, line: str) -> None:
    file.write_text(TEXT.partition("[statistics]")[0] + f"[statistics]\n{line}\n")


@pytest.mark.parametrize(
    ("line", "recorded"),
    [
        ("level = 0.01", {"level": 0.01}),
        ("draws = 99", {"draws": 99}),
        ('correction = "holm"', {"correction": "holm"}),
        ('primary = ["psnr"]', {"primary": ["psnr@basicsr-y"]}),
        ('primary = "ssim"', {"primary": ["ssim"]}),
        ("relevant = {psnr = 0.05, ssim = 0.01}", {"relevant": {"psnr@basicsr-y": 0.05, "ssim": 0.01}}),
        ('over = "data-sets"', {"over": "data-sets"}),
        ('post_hoc = "conover"', {"post_hoc": "conover"}),
    ],
)
def test_each_setting_of_the_statistics_counts(file, line, recorded) -> None:
    with_statistics(file, line)
    study = rank_data_sets(file, workers=1)
    known = {"level": 0.05, "draws": 9999, "correction": "max-t", "primary": [], "relevant": {}}
    expected = {**known, "over": "images", "post_hoc": None, **recorded}
    assert study.record["statistics"] == expected
    assert study.record["seed"] == 0
    assert (study.to_dict()["all_pairs"] is not None) == (line.startswith("post_hoc"))


def test_all_settings_of_the_statistics_are_those_of_rank() -> None:
    import inspect

    from difference_finder import rank
    from difference_finder.study.plan.statistics_settings import StatisticsSettings

    own = set(inspect.signature(StatisticsSettings.checked).parameters) - {"metrics"}
    assert set(STATISTICS) == own | {"seed"}
    assert set(STATISTICS) <= set(inspect.signature(rank).parameters)


def test_a_setting_changes_the_verdicts(file) -> None:

    def outcomes(line: str) -> list:
        with_statistics(file, f"draws = 999\n{line}")
        found: list = rank_data_sets(file, workers=1).to_dict()["verdicts"]["outcomes"]
        return found

    plain = outcomes("")
    assert outcomes("seed = 0") == plain
    assert outcomes("seed = 7") != plain
    assert outcomes('over = "data-sets"') != plain


@pytest.mark.parametrize(
    ("line", "error", "message"),
    [
        ("levels = 0.1", UnknownNameError, "'statistics.levels'; did you mean 'statistics.level'"),
        ("posthoc = 1", UnknownNameError, "did you mean 'statistics.post_hoc'"),
        ("level = 2", InputError, "level must be a number between 0 and 1, such as 0.05, not 2"),
        ("seed = -1", InputError, "seed must be a whole number, at least 0, not -1"),
        ("correction = 3", UnknownNameError, "no correction '3'"),
        ("primary = 3", InputError, "primary must be the names of metrics, not 3"),
        ('primary = "psnr-y"', UnknownNameError, "did you mean 'psnr@basicsr-y'"),
        ('relevant = "psnr"', InputError, "relevant must be a size for each metric"),
        ('over = "sets"', UnknownNameError, "no value of over 'sets'"),
        ('post_hoc = "tukey"', UnknownNameError, "no post-hoc test 'tukey'"),
    ],
)
def test_wrong_settings_of_the_statistics(file, line, error, message) -> None:
    with_statistics(file, line)
    with pytest.raises(DifferenceFinderError) as failed:
        plan_data_sets(StudyFile.read(file))
    assert message in str(failed.value)
    assert error in (type(failed.value), type(failed.value.__cause__))


def advice(message: str) -> str:
    """Return the line for the study file that a message suggests."""
    return message.partition("use ")[2].partition(" to ")[0]


def test_a_missing_image_suggests_a_key_that_works(root, file) -> None:
    (root / "results/edsr-1/Set14/zebra.png").unlink()
    with pytest.raises(PairingError) as failed:
        rank_data_sets(file, workers=1)
    message = str(failed.value)
    assert message.startswith("data set 'Set14': 1 of 3 names are unmatched: ")
    assert message.endswith('or use unmatched = "report" to compare all others')
    file.write_text(f"{advice(message)}\n{TEXT}")
    study = rank_data_sets(file, workers=1)
    assert [(error.name, error.method) for error in study.errors] == [("Set14/zebra", "edsr [1]")]
    file.write_text(TEXT.replace("[data-sets.Set14]", f"[data-sets.Set14]\n{advice(message)}"))
    assert rank_data_sets(file, workers=1).errors == study.errors


def test_another_size_suggests_a_key_that_works(root, file) -> None:
    path = root / "results/ours/Set5/bird_x4.png"
    Image.open(path).crop((0, 0, 44, 36)).save(path)
    study = rank_data_sets(file, workers=1)
    (cause,) = {error.cause for error in study.errors}
    assert 'fit = "crop"' in cause
    assert "--fit" not in cause
    file.write_text(f'fit = "crop"\n{TEXT}')
    assert not rank_data_sets(file, workers=1).errors


def test_an_unknown_range_suggests_a_key_that_works(tmp_path) -> None:
    for folder in ("gt", "ours"):
        (tmp_path / folder).mkdir()
        np.save(tmp_path / folder / "a.npy", np.linspace(-3, 7, 400).reshape(20, 20))
    given = {
        "metrics": "psnr",
        "data-sets": {"a": str(tmp_path / "gt")},
        "methods": {"ours": str(tmp_path / "ours")},
    }
    study = rank_data_sets(given, workers=1)
    (cause,) = {error.cause for error in study.errors}
    assert study.errors[0].error == DataRangeError.__name__
    assert "data_range" in cause
    assert "--data-range" not in cause
    assert not rank_data_sets({**given, "data_range": [-3, 7]}, workers=1).errors


@pytest.mark.parametrize("value", ["[1, 2]", "7"])
@pytest.mark.parametrize("key", ["background", "mask", "fit", "group", "protocol"])
def test_a_value_of_a_wrong_type_is_named(file, key, value) -> None:
    file.write_text(f"{key} = {value}\n{TEXT}")
    with pytest.raises(InputError, match=f"{key} must be"):
        plan_data_sets(StudyFile.read(file))


def test_a_data_set_with_an_unknown_protocol_is_named(file) -> None:
    file.write_text(TEXT.replace("border = 2", 'metrics = ["psnr@basicsr-yy", "ssim"]'))
    with pytest.raises(UnknownNameError, match="data set 'Set14': no protocol 'basicsr-yy'; did you mean"):
        plan_data_sets(StudyFile.read(file))
    assert current_door() == "python"


FOLDERS = """
[methods.ours.folder]
Set5 = "results/ours/Set5/{image}_x4.png"
Set14 = "results/edsr-0/Set14"
"""


def test_a_method_has_a_folder_of_its_own_on_each_data_set(root, file) -> None:
    head, _, tail = TEXT.partition("[methods.ours]\n")
    tail = "[methods.edsr]" + tail.partition("[methods.edsr]")[2]
    file.write_text(head + FOLDERS + tail)
    study = rank_data_sets(file, root / "out", workers=1)
    found = study.record["data_sets"]
    assert found["Set5"]["methods"]["ours"].endswith("results/ours/Set5")
    assert found["Set14"]["methods"]["ours"].endswith("results/edsr-0/Set14")
    np.testing.assert_array_equal(
        study.scores.of("ssim", "ours")[2:],
        rank_data_sets(
            {
                "data-sets": {"Set14": str(root / "data/Set14")},
                "methods": {"a": str(root / "results/edsr-0/Set14")},
            },
            workers=1,
        ).scores.of("ssim", "a"),
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Set14 =", "Set41 =", "no data set in this study (methods.ours.folder) 'Set41'; did you mean"),
        (
            'Set14 = "results/edsr-0/Set14"',
            "",
            'methods.ours.folder has no folder for Set14; add Set14 = "FOLDER"',
        ),
        ('"results/edsr-0/Set14"', "3", "methods.ours.folder.Set14 must be a string, not 3"),
        ("edsr-0", "edsr-{run}", "its folder 'results/edsr-{run}/Set14' {run}; use both or neither"),
    ],
)
def test_wrong_folders_of_data_sets(file, old, new, message) -> None:
    head = TEXT.partition("[methods.ours]\n")[0]
    file.write_text(head + FOLDERS.replace(old, new))
    with pytest.raises(DifferenceFinderError) as failed:
        StudyFile.read(file)
    assert message in str(failed.value)
