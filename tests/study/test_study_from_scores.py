"""Studies of scores that were measured elsewhere: tables that are read, verdicts, and what has no images."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from difference_finder.errors import (
    DifferenceFinderError,
    DuplicateNameError,
    InputError,
    ReadError,
    StudyError,
    UnknownNameError,
)
from difference_finder.report import report
from difference_finder.study.results import Results
from difference_finder.study.score_rows import read_scores
from difference_finder.study.study import Study
from difference_finder.viewer.studies import album_of_study

METHODS = ("ours", "edsr")


def scores_of(data_sets=("Set5", "B100"), images=6) -> np.ndarray:
    """Return PSNR and LPIPS of two methods, shape (data sets, images, methods, metrics)."""
    generator = np.random.default_rng(0)
    shape = (len(data_sets), images, 2, 2)
    return np.round(generator.normal(0, 1, shape) + np.array([[31.0, 0.2], [30.0, 0.3]]), 4)


def wide_rows(**extra) -> list[dict]:
    rows = [
        {"data_set": name, "image": f"img{i}", "method": method, "PSNR": own[0], "lpips": own[1]}
        for name, part in zip(("Set5", "B100"), scores_of(), strict=True)
        for i, image in enumerate(part)
        for method, own in zip(METHODS, image, strict=True)
    ]
    return [row | {name: give(row) for name, give in extra.items()} for row in rows]


def text_of(rows: list[dict], comma: str = ",") -> str:
    head = comma.join(rows[0])
    return "\n".join([head, *(comma.join(map(str, row.values())) for row in rows)]) + "\n"


def test_a_wide_table_has_a_column_for_each_metric(tmp_path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(text_of(wide_rows()))
    study = Study.from_scores(path, draws=199)
    scores = study.scores
    assert (scores.methods, scores.metrics) == (METHODS, ("PSNR", "lpips"))
    assert scores.names[:2] == ("Set5/img0", "Set5/img1") and scores.names[6] == "B100/img0"
    assert scores.data_sets == ("Set5",) * 6 + ("B100",) * 6 and scores.groups is None
    np.testing.assert_array_equal(scores.tables["PSNR"], scores_of()[..., 0].reshape(12, 2).T)
    np.testing.assert_array_equal(scores.tables["lpips"], scores_of()[..., 1].reshape(12, 2).T)
    assert study.higher_is_better == {"PSNR": True, "lpips": False}
    assert [facts["unit"] for facts in study.record["metrics"]] == ["dB", ""]
    assert study.errors == () and study.ours == "ours"


@pytest.mark.parametrize("comma", [";", "\t"])
def test_other_delimiters_and_a_byte_order_mark(tmp_path, comma) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("\ufeff" + text_of(wide_rows(), comma) + "\n\n", encoding="utf-8")
    assert read_scores(path).scores.metrics == ("PSNR", "lpips")


def test_a_long_table_has_a_row_for_each_metric() -> None:
    rows = [
        {
            "Image": row["image"],
            "Dataset": row["data_set"],
            "method": row["method"],
            "metric": m,
            "score": row[m],
        }
        for m in ("PSNR", "lpips")
        for row in wide_rows()
    ]
    found, expected = read_scores(rows).scores, read_scores(wide_rows()).scores
    assert (found.names, found.data_sets, found.metrics) == (
        expected.names,
        expected.data_sets,
        expected.metrics,
    )
    np.testing.assert_array_equal(found.tables["lpips"], expected.tables["lpips"])


@pytest.mark.parametrize("data_sets", [True, False])
@pytest.mark.parametrize("grouped", [True, False])
def test_our_own_table_is_read_again(tmp_path, data_sets, grouped) -> None:
    rows = wide_rows(**({"group": lambda row: f"={row['image'][-1]}"} if grouped else {}))
    if not data_sets:
        rows = [{key: value for key, value in row.items() if key != "data_set"} for row in rows[:12]]
    first = Study.from_scores(rows, output=tmp_path / "out")
    again = Study.from_scores(tmp_path / "out" / "scores.csv", output=tmp_path / "again")
    for name in ("names", "groups", "data_sets", "methods", "metrics"):
        assert getattr(again.scores, name) == getattr(first.scores, name)
    assert (tmp_path / "again" / "scores.csv").read_bytes() == (tmp_path / "out" / "scores.csv").read_bytes()
    assert again.verdicts.to_dict() == first.verdicts.to_dict()
    assert (first.scores.groups is not None) == grouped


def test_a_data_frame_is_a_table() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(wide_rows())
    frame.loc[3, "PSNR"] = math.nan
    found = read_scores(frame)
    assert math.isnan(found.scores.of("PSNR", "edsr")[1])
    assert [(error.name, error.cause) for error in found.errors] == [("Set5/img1", "row 4 has no number")]


def test_a_column_that_a_data_frame_has_twice_is_an_error() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame([["cat", "a", 1.0, 2.0]], columns=["image", "method", "psnr", "psnr"])
    with pytest.raises(DuplicateNameError, match="columns 3 and 4 are both called 'psnr'"):
        read_scores(frame)


def test_whatever_gives_records_is_a_table() -> None:
    class Frame:
        columns = ("image", "method", "psnr")

        def to_dict(self, kind: str) -> list[dict]:
            assert kind == "records"
            return [{"image": 7, "method": "a", "psnr": 1.5}, {"image": 7, "method": "b", "psnr": math.nan}]

    found = read_scores(Frame())
    assert found.scores.names == ("7",) and found.scores.of("psnr", "a").tolist() == [1.5]
    assert [error.cause for error in found.errors] == ["row 2 has no number"]


def test_the_verdict_is_that_of_measured_scores() -> None:
    study = Study.from_scores(wide_rows(), draws=499, relevant={"PSNR": 3.0}, primary="PSNR")
    ours, theirs = study.scores.tables["PSNR"]
    outcome = study.verdicts.outcomes[0]
    parts = (ours - theirs).reshape(2, 6)
    assert outcome.paired.mean == pytest.approx(parts.mean(axis=1).mean())
    assert outcome.margin == 3.0 and outcome.paired.data_sets == 2
    assert "on 12 images in 2 data sets (each data set weighs the same)" in study.verdicts.text
    assert "2 methods, 12 images each in 2 data sets (each weighs the same), measured elsewhere;" in " ".join(
        str(study).split()
    )
    assert "no crops: the scores were measured elsewhere, so that there are no images" in " ".join(
        str(study).split()
    )


def test_headings_count_the_images_of_the_means() -> None:
    rows = wide_rows()
    for row in rows[:4]:
        row["PSNR"] = math.inf if row["method"] == rows[0]["method"] else row["PSNR"]
    study = Study.from_scores(rows, draws=499)
    n = study.means[0].n
    assert n < 12
    text = " ".join(str(study).split())
    assert f"2 methods, means over {n} to 12 of 12 images in 2 data sets (each weighs the same)" in text
    start = text.index("on each data set")
    own = study.verdicts.outcomes[0].by_data_set[0].paired
    assert f" {own.n_finite} and {own.n_infinite} infinite " in text[start:]


def test_without_a_common_image_no_group_is_counted() -> None:
    rows = wide_rows()
    for row in rows:
        row["PSNR"] = math.inf
    assert "2 methods, means over 0 to 12 of 12 images in 0 to 2 data sets" in str(
        Study.from_scores(rows, draws=499)
    )


def test_directions_are_known_or_stated() -> None:
    rows = [row | {"FID": 1.0, "ssim:sigma=2": 0.9} for row in wide_rows()]
    with pytest.raises(
        InputError, match=r"direction of FID is unknown; state it by higher_is_better='FID' or"
    ):
        Study.from_scores(rows)
    study = Study.from_scores(rows, lower_is_better="FID")
    assert study.higher_is_better == {"PSNR": True, "lpips": False, "FID": False, "ssim:sigma=2": True}
    assert Study.from_scores(rows, higher_is_better=["FID", "lpips"]).higher_is_better["lpips"] is True
    chosen = Study.from_scores(rows, metrics=["ssim", "PSNR"], lower_is_better="FID")
    assert chosen.scores.metrics == ("ssim:sigma=2", "PSNR")
    with pytest.raises(UnknownNameError, match="no metric in this study 'niqe'"):
        Study.from_scores(rows, lower_is_better="niqe")
    with pytest.raises(DuplicateNameError, match="'FID' is named by higher_is_better and lower_is_better"):
        Study.from_scores(rows, lower_is_better="FID", higher_is_better="FID")


def test_missing_rows_and_cells_are_reported() -> None:
    rows = wide_rows()
    rows[2]["PSNR"] = " NA "
    del rows[5]
    found = read_scores(rows)
    assert [(error.name, error.method, error.metric, error.cause) for error in found.errors] == [
        ("Set5/img1", "ours", "PSNR", "row 3 has no number"),
        ("Set5/img2", "edsr", None, "the scores have no row for edsr"),
    ]
    study = Study.from_scores(rows, draws=99)
    mean = next(mean for mean in study.means if (mean.metric, mean.method) == ("PSNR", "edsr"))
    assert (mean.n, mean.images, mean.missing) == (10, 12, 1)
    assert [error["cause"] for error in study.to_dict()["errors"]] == [error.cause for error in found.errors]
    long = [{"image": "a", "method": m, "metric": k, "score": 1} for m, k in (("x", "psnr"), ("y", "ssim"))]
    causes = [(error.method, error.metric, error.cause) for error in read_scores(long).errors]
    assert causes == [("x", "ssim", "there is no row"), ("y", "psnr", "there is no row")]


def test_infinite_scores_are_read() -> None:
    rows = wide_rows()
    rows[0]["PSNR"], rows[1]["PSNR"] = "inf", "Infinity"
    assert read_scores(rows).scores.of("PSNR", "ours")[0] == math.inf


def test_runs_are_averaged() -> None:
    rows = [
        row | {"seed": run, "PSNR": row["PSNR"] + shift}
        for row in wide_rows()
        for run, shift in ((0, 0.0), (1, 0.5))
        if row["method"] == "ours" or run == 0
    ]
    study = Study.from_scores(rows, draws=99)
    expected = read_scores(wide_rows()).scores
    assert study.scores.methods == METHODS
    np.testing.assert_allclose(study.scores.of("PSNR", "ours"), expected.of("PSNR", "ours") + 0.25)
    np.testing.assert_array_equal(study.scores.of("PSNR", "edsr"), expected.of("PSNR", "edsr"))
    spread = study.record["runs"]["ours"]["spread"]["PSNR"]
    assert spread["std"] == pytest.approx(0.5 / math.sqrt(2))
    assert "Scores of ours are means of 2 runs" in study.verdicts.text


def test_a_rule_gives_the_groups_of_names() -> None:
    study = Study.from_scores(wide_rows(), group="img[01]|img[2-5]", draws=99)
    assert study.scores.groups[0] == "img0"
    assert study.record["groups"] == {"by": "img[01]|img[2-5]", "count": 12}
    grouped = wide_rows(group=lambda row: "g")
    assert Study.from_scores(grouped, draws=99).record["groups"] == {"by": "column 'group'", "count": 2}
    with pytest.raises(InputError, match="and so does the column 'group' of the scores"):
        Study.from_scores(grouped, group="parent")


ROW = {"image": "cat", "method": "ours", "psnr": 30.0}


@pytest.mark.parametrize(
    ("rows", "error", "message"),
    [
        (
            [ROW, ROW],
            DuplicateNameError,
            "row 2 repeats row 1: image 'cat', method 'ours', metric 'psnr'; keep",
        ),
        (
            [ROW | {"psnr": "high"}],
            InputError,
            "row 1 has 'high' in the column 'psnr', which is not a number",
        ),
        ([ROW | {"method": ""}], InputError, "row 1 has no method; add one"),
        ([ROW | {"image": None}], InputError, "row 1 has no image; add one"),
        ([{"image": "cat", "psnr": 1}], InputError, "no column 'method'; their columns are: image, psnr"),
        ([{"image": "cat", "method": "a"}], InputError, "the scores have no metric; add a column 'metric'"),
        ([ROW | {"score": 1}], InputError, "the scores have no metric"),
        ([ROW | {"metric": "psnr"}], InputError, "no column 'score'"),
        ([ROW | {"metric": "psnr", "score": 1}], InputError, "and the column 'psnr' besides; remove"),
        (
            [ROW | {"dataset": "a", "data-set": "b"}],
            DuplicateNameError,
            "'dataset' and 'data-set' both are the",
        ),
        ([ROW | {"dataset": ""}], InputError, "row 1 has no data set"),
        (
            [ROW | {"group": "a"}, ROW | {"method": "b", "group": "b"}],
            InputError,
            "row 2 has the group 'b' of image 'cat', which had the group 'a'",
        ),
        (
            [ROW | {"group": "a"}, ROW | {"image": "dog", "group": ""}],
            InputError,
            "1 of 2 images have no group: dog",
        ),
        (
            [ROW | {"PSNR": 1.0}],
            DuplicateNameError,
            "column 4 has the metric 'PSNR', and column 3 has 'psnr'; write both in one way",
        ),
        (
            [
                {"image": "cat", "method": "ours", "metric": "MS-SSIM", "score": 1},
                {"image": "dog", "method": "ours", "metric": "ms_ssim", "score": 1},
            ],
            DuplicateNameError,
            "row 2 has the metric 'ms_ssim', and row 1 has 'MS-SSIM'; write both in one way",
        ),
        (
            [ROW, ROW | {"image": "dog"}, ROW | {"method": "Ours"}],
            DuplicateNameError,
            "row 3 has the method 'Ours', and row 1 has 'ours'; write both in one way",
        ),
        (
            [ROW | {"dataset": "Set5"}, ROW | {"dataset": "set5", "image": "dog"}],
            DuplicateNameError,
            "row 2 has the data set 'set5', and row 1 has 'Set5'",
        ),
        (
            [ROW | {"dataset": "Set5"}, ROW | {"dataset": "Set5", "image": "Set5/cat", "method": "edsr"}],
            DuplicateNameError,
            "row 2 has the image 'Set5/cat' of data set 'Set5', and row 1 has 'cat', which is the same image",
        ),
        ([], InputError, "no column 'image'"),
        (ROW, InputError, "scores must be the path of a CSV file, a DataFrame, or a list of rows, not dict"),
        ([1], InputError, "row 1 must map columns to values, not int"),
    ],
)
def test_tables_that_cannot_be_read(rows, error, message) -> None:
    with pytest.raises(error, match=message):
        read_scores(rows)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "image,method,psnr\ncat,a,30\n\ncat,b,29\ncat,a,31\n",
            "line 5 repeats line 2: image 'cat', method 'a'",
        ),
        ("image,method,psnr\ncat,a,30\ncat,b\n", "line 3 has 2 cells for 3 columns"),
        ("image,method,psnr\ncat,a,30 dB\n", "line 2 has '30 dB' in the column 'psnr'"),
        ("image,method,psnr,psnr\ncat,a,1,2\n", "columns 3 and 4 are both called 'psnr'"),
        ("image,method,psnr\n", "the scores have columns and no row"),
        ("", "is empty"),
    ],
)
def test_files_that_cannot_be_read_name_the_line(tmp_path, text, message) -> None:
    path = tmp_path / "scores.csv"
    path.write_text(text)
    with pytest.raises(DifferenceFinderError, match=message):
        read_scores(path)
    with pytest.raises(ReadError, match="cannot read the scores"):
        read_scores(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"ours": "nobody"}, UnknownNameError, "no method in these scores 'nobody'"),
        ({"seed": -1}, InputError, "seed must be a whole number, at least 0"),
        ({"level": 2}, InputError, "level must be a number between 0 and 1"),
        ({"metrics": "ssim"}, UnknownNameError, "no metric in this study 'ssim'"),
        ({"post_hoc": "tukey"}, UnknownNameError, "no post-hoc test"),
        (
            {"metrics": ["PSNR", "lpips", "PSNR"]},
            DuplicateNameError,
            r"metrics='PSNR' and metrics='PSNR' both name the metric 'PSNR'; keep one of them",
        ),
        (
            {"lower_is_better": ["lpips", "lpips"]},
            DuplicateNameError,
            "both name the metric 'lpips'; keep one of them",
        ),
    ],
)
def test_invalid_settings_are_errors(settings, error, message) -> None:
    with pytest.raises(error, match=message):
        Study.from_scores(wide_rows(), **settings)
    rows = [{key: value for key, value in row.items() if key != "data_set"} for row in wide_rows()[:12]]
    with pytest.raises(InputError, match="needs the scores of several data sets"):
        Study.from_scores(rows, over="data-sets")


def test_the_folder_holds_the_study(tmp_path) -> None:
    study = Study.from_scores(wide_rows(), output=tmp_path / "out", ours="edsr", post_hoc="conover", draws=99)
    again = Results.open(tmp_path / "out")
    assert again.ours == "edsr" and again.scores.data_sets == study.scores.data_sets
    assert again.to_dict() == study.to_dict()
    record = json.loads((tmp_path / "out" / "study.json").read_bytes())
    assert record["measured_elsewhere"] == {"file": None, "sha256": None}
    assert record["difficulty"] is None and record["all_pairs"]["PSNR"]["post_hoc"] == "conover"
    Study.from_scores(wide_rows(), output=tmp_path / "out", draws=99)  # may be written again
    scores = tmp_path / "out" / "scores.csv"
    with pytest.raises(StudyError, match="would be overwritten; choose another folder"):
        Study.from_scores(scores, output=tmp_path / "out")
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "study.json").write_text("{}")
    with pytest.raises(StudyError, match="holds a study of images; choose another folder"):
        Study.from_scores(scores, output=tmp_path / "images")


def test_what_needs_images_says_that_there_are_none(tmp_path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(text_of(wide_rows()))
    study = Study.from_scores(path, output=tmp_path / "out", draws=99)
    assert study.record["measured_elsewhere"]["file"] == str(path)
    assert len(study.record["measured_elsewhere"]["sha256"]) == 64
    message = "were measured elsewhere, in '.*wide.csv', so that there are no images to show"
    for use in (
        lambda: study.path("Set5/img0", "ours"),
        lambda: study.figure(tmp_path / "f.pdf"),
        lambda: album_of_study(study),
    ):
        with pytest.raises(StudyError, match=message):
            use()
    assert study.crops is None and study.by_difficulty() == [] and len(study.worst()) == 4
    page = report(tmp_path / "out", tmp_path / "page.html")
    assert "Set5/img0" in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page is not None


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        (
            {"relevant": {"psnr": 0.05}},
            "relevant is about the comparison of methods, and there is one method",
        ),
        ({"primary": "psnr"}, "primary is about the comparison of methods, and there is one method; add a"),
        ({"post_hoc": "nemenyi"}, "all pairs need at least 2 methods, not 1; add a method"),
    ],
)
def test_one_method_has_nothing_to_compare(setting, message) -> None:
    rows = [{"image": f"{n}", "method": "ours", "psnr": 30.0 + n} for n in range(4)]
    assert [mean.mean for mean in Study.from_scores(rows).means] == [31.5]
    with pytest.raises(InputError, match=message):
        Study.from_scores(rows, **setting)
