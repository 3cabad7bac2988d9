"""Messages about folders that hold no finished study."""

from __future__ import annotations

import pytest

from difference_finder import rank
from difference_finder.errors import StudyError
from difference_finder.study.study import Study
from folders import method_folders


def told(folder) -> str:
    with pytest.raises(StudyError) as error:
        Study.open(folder)
    return str(error.value)


def test_studies_in_the_folder_are_named(tmp_path) -> None:
    folders = method_folders(tmp_path, ["a"], ("ours",))
    rank(tmp_path / "GT", folders, "psnr", output=tmp_path / "study", workers=1)
    said = told(tmp_path)
    assert "holds no finished study, but its folders do: study; pass one of them, such as" in said
    assert str(tmp_path / "study") in said
    assert Study.open(tmp_path / "study")


def test_an_empty_folder_and_no_folder(tmp_path) -> None:
    assert "since it has no study.json; pass one, which rank writes" in told(tmp_path)
    assert "is not a folder; pass the folder of a finished study" in told(tmp_path / "nowhere")


def test_a_study_that_was_begun_is_resumed(tmp_path) -> None:
    (tmp_path / "manifest.jsonl").write_text("{}")
    assert "holds an unfinished study; run the same command again, which resumes it" in told(tmp_path)


def test_a_damaged_record_is_told(tmp_path) -> None:
    (tmp_path / "study.json").write_text("{}")
    message = (
        "holds no finished study: its record is damaged: the record has no 'reference'; run the study again"
    )
    assert message in told(tmp_path)
