"""The change of a whole image in the output of ``diff``."""

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest

from difference_finder.finder import Finder
from difference_finder.images.contents import notes_with_unequal
from difference_finder.report.run_rows import read_rows
from pictures import photograph

SENTENCE = "the second looks like the first with gain 0.9"


@pytest.fixture
def files(save) -> list[Path]:
    first = photograph(208, 240)
    return [save(first, "a/photo.png"), save(np.round(0.9 * first).astype(np.uint8), "b/photo.png")]


def test_one_line_before_the_regions_and_the_scores_after_it_is_undone(run, files) -> None:
    code, out, _ = run("diff", *files)
    assert code == 0
    first, line, regions, *_ = out.splitlines()
    assert first.startswith("photo: mae 0.05")
    assert re.fullmatch(rf"  {SENTENCE}; undone, mae 0\.000\d+, psnr 6\d\.\d+ dB, ssim 0\.999\d+", line)
    assert regions == "  1 region, strongest first:"


def test_the_record_has_all_fields(run, files) -> None:
    record = json.loads(run("diff", *files, "--json")[1])
    transform = record["transform"]
    assert transform["parameters"] == {"gain": pytest.approx(0.9, abs=1e-3), "offset": 0.0}
    assert transform.pop("parameters")["gain"] == transform.pop("strength")
    assert transform == {
        "name": "gain",
        "unit": "times",
        "text": SENTENCE,
        "explained": pytest.approx(1, abs=1e-3),
        "score_after": pytest.approx(0, abs=5e-4),
        "scores_after": {
            "mae": transform["score_after"],
            "psnr": pytest.approx(61, abs=2),
            "ssim": pytest.approx(1, abs=1e-3),
        },
    }
    assert record["scores"]["psnr"] < 25


def test_a_local_change_and_equal_images_have_no_line(run, save, photo_pair) -> None:
    files = [save(image, f"{name}/photo.png") for image, name in zip(photo_pair, "ab", strict=True)]
    assert "looks like" not in run("diff", *files)[1]
    assert json.loads(run("diff", files[0], files[0], "--json")[1])["transform"] is None


def test_junit_panel_and_page_tell_it(run, files, tmp_path) -> None:
    code, _, _ = run("diff", *files, "--fail-above", "0.001", "--junit", "junit.xml", "--write", "html")
    assert code == 1
    text = (tmp_path / "junit.xml").read_text()
    assert f"{SENTENCE}; undone, mae 0.0" in text
    assert f', above 0.001; {SENTENCE}" type="ThresholdExceeded"' in text
    assert SENTENCE in (tmp_path / "differences" / "photo.html").read_text()


def test_the_table_has_a_column_of_it(run, files, save, tmp_path) -> None:
    for folder in "ab":
        save(photograph(208, 240, 5), f"{folder}/same.png")
    assert run("diff", "a", "b", "-o", "out")[0] == 0
    with (tmp_path / "out" / "summary.csv").open() as table:
        rows = {row["name"]: row["transform"] for row in csv.DictReader(table)}
    assert rows == {"photo": SENTENCE, "same": ""}
    [changed, same] = read_rows(tmp_path / "out", {})
    assert (changed.name, changed.transform, same.transform) == ("photo", SENTENCE, "")
    assert set(changed.scores) == {"mae", "psnr", "ssim"}


def test_notes_hold_the_sentence_with_the_scores() -> None:
    first = photograph(208, 240)
    record = Finder(strategy="difference").compare(first, 255 - first).to_dict()
    note = "the second looks like the first inverted (a negative); undone, mae 0"
    assert notes_with_unequal(record)[0] == note


def test_with_a_reference_there_are_no_scores_after() -> None:
    first = photograph(208, 240)
    done = Finder(strategy="advantage", metric="psnr").compare(first, 255 - first, photograph(208, 240, 1))
    assert done.transform.name == "inversion"
    assert (done.transform.score_after, done.transform.scores_after) == (None, {})


def test_scores_after_leave_out_the_border_that_a_shift_does_not_know() -> None:
    first = photograph(208, 240)
    done = Finder(strategy="difference", also="ssim").compare(first, np.roll(first, (3, -2), (0, 1)))
    assert done.transform.name == "shift"
    assert done.transform.scores_after == {"mae": 0.0, "ssim": 1.0}


def test_pages_of_batches_are_not_searched() -> None:
    first = np.stack([photograph(208, 240, seed) for seed in (1, 2)])
    assert Finder(strategy="difference", batch="all").compare(first, 255 - first).transform is None
    assert Finder(strategy="difference").compare(first, 255 - first).transform.name == "inversion"
