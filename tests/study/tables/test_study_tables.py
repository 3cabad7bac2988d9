"""The model of a table: means, ranks, marks, numbers of decimals and notes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.study.suspicions import list_suspicions
from difference_finder.study.tables import TableOptions, tabulate
from difference_finder.study.tables.numbers import format_own
from made_study import METRICS, WHOLE, made_study, metric

PSNR, SSIM = METRICS[0]["spec"], METRICS[1]["spec"]
OWN = {
    "runtime": {"unit": "s", "values": {"ours": 0.12, "edsr": 0.5}, "lower_is_better": True},
    "parameters": {
        "unit": "",
        "values": {"ours": 11.9e6, "edsr": 43e6, "bicubic": 0},
        "lower_is_better": None,
    },
}


def made_table(study=None, **options):
    return tabulate(study or made_study(), TableOptions.checked(**options))


def column_of(table, key: str, data_set: str = ""):
    """Return the cells of a column."""
    keys = [(column.key, column.data_set) for column in table.columns]
    return [row[keys.index((key, data_set))] for row in table.cells]


def test_cells_are_the_means_of_the_study() -> None:
    study, table = made_study(), made_table()
    assert [column.group for column in table.columns[::3]] == [
        "Set5 (5 images)",
        "Set14 (14 images)",
        "Average",
    ]
    rows = study.scores.tables[PSNR]
    for name, places in {"Set5": slice(0, 5), "Set14": slice(5, 19)}.items():
        found = [cell.value for cell in column_of(table, PSNR, name)]
        assert found == pytest.approx(rows[:, places].mean(axis=1), rel=1e-13)
    overall = (rows[:, :5].mean(axis=1) + rows[:, 5:].mean(axis=1)) / 2
    assert [cell.value for cell in column_of(table, PSNR)] == pytest.approx(overall, rel=1e-13)


def test_headings_name_channel_unit_and_direction() -> None:
    assert [column.heading for column in made_table().columns[:3]] == [
        "PSNR-Y (dB) \u2191",
        "SSIM-Y \u2191",
        "LPIPS \u2193",
    ]


def test_one_metric_under_two_protocols_has_two_headings() -> None:
    twice = (
        metric("psnr", True, "dB", [0, None], WHOLE),
        metric("psnr@basicsr", True, "dB", [0, None], WHOLE),
    )
    table = made_table(made_study(None, metrics=twice))
    assert [column.label for column in table.columns] == ["PSNR", "PSNR basicsr"]
    # A column has the same name where the other is not shown.
    alone = made_table(made_study(None, metrics=twice), metrics=["psnr@basicsr"])
    assert [column.label for column in alone.columns] == ["PSNR basicsr"]


@pytest.mark.parametrize(("key", "order"), [(PSNR, [1, 2, 0]), ("lpips", [0, 2, 1])])
def test_ranks_follow_the_direction(key, order) -> None:
    # Ours, edsr, bicubic fall in PSNR; LPIPS is made to fall with the noise, so that bicubic is best.
    assert [cell.rank for cell in column_of(made_table(), key)] == order


def test_equal_means_share_their_rank() -> None:
    def change(tables):
        tables[PSNR][1] = tables[PSNR][0]
        return tables

    assert [cell.rank for cell in column_of(made_table(made_study(change=change)), PSNR)] == [1, 1, 2]


def test_a_metric_without_direction_and_a_single_method_have_no_ranks() -> None:
    plain = (metric("hue", None, "", [None, None], WHOLE),)
    assert {cell.rank for row in made_table(made_study(None, metrics=plain)).cells for cell in row} == {0}
    table = made_table(made_study(None, methods=("ours",)))
    assert {(cell.rank, cell.word) for cell in table.cells[0]} == {(0, "")}


def test_daggers_stand_in_the_columns_that_are_tested() -> None:
    table = made_table()
    marks = {
        (column.data_set, cell.mark)
        for row in table.cells
        for column, cell in zip(table.columns, row, strict=True)
    }
    assert {mark for data_set, mark in marks if data_set} == {""}
    assert [cell.mark for cell in column_of(table, PSNR)] == ["", "\u2020", "\u2020"]
    assert [cell.mark for cell in column_of(table, "lpips")][2] == "\u2021"
    outcomes = {(o.metric, o.rival): o for o in made_study().verdicts.outcomes}
    assert column_of(table, PSNR)[1].adjusted_p == outcomes[PSNR, "edsr"].adjusted_p
    note = next(note for note in table.notes if "\u2020" in note)
    assert note.startswith("\u2020 ours is significantly better; \u2021 ours is significantly worse (at")
    assert "family-wise level 0.05, max-T correction for 6 comparisons" in note
    plain = made_table(significance=False)
    assert not any(cell.word for row in plain.cells for cell in row)
    assert not any("\u2020" in note for note in plain.notes)


def test_a_study_without_data_sets_marks_its_columns() -> None:
    table = made_table(made_study(None))
    assert not table.grouped
    assert [cell.mark for cell in column_of(table, PSNR)] == ["", "\u2020", "\u2020"]
    assert "Means over 19 images." in table.notes


def test_a_study_of_one_data_set_marks_its_columns() -> None:
    table = made_table(made_study(("Set14",) * 19))
    assert [column.group for column in table.columns] == ["Set14 (19 images)"] * 3
    assert [cell.mark for cell in column_of(table, PSNR, "Set14")] == ["", "\u2020", "\u2020"]
    note = next(note for note in table.notes if "\u2020" in note)
    assert "all data sets together" not in note
    # Of two data sets, one alone was not tested.
    alone = made_table(data_sets="Set14")
    assert {cell.mark for row in alone.cells for cell in row} == {""}


def test_means_of_groups_are_named() -> None:
    study = made_study(None)
    groups = tuple(str(number // 5) for number in range(19))
    object.__setattr__(study.scores, "groups", groups)
    assert "Means of the means of 4 groups (19 images)." in made_table(study).notes


def test_equivalence_has_a_mark() -> None:
    statistics = {"level": 0.05, "draws": 999, "correction": "max-t", "primary": [], "relevant": {PSNR: 5.0}}
    table = made_table(made_study(None, statistics=statistics))
    assert [cell.mark for cell in column_of(table, PSNR)] == ["", "\u2248", "\u2248"]
    assert "\u2248 equivalent to ours within the smallest relevant difference" in " ".join(table.notes)


def test_decimals_are_fixed_for_a_metric() -> None:
    table = made_table()
    texts = {
        column.key: [row[place].text for row in table.cells] for place, column in enumerate(table.columns)
    }
    assert {len(text.partition(".")[2]) for text in texts[PSNR]} == {2}
    assert {len(text.partition(".")[2]) for text in texts[SSIM]} == {4}
    assert {len(text.partition(".")[2]) for text in texts["lpips"]} == {4}
    chosen = made_table(decimals={"psnr": 3, "lpips": 1})
    assert len(column_of(chosen, PSNR)[0].text.partition(".")[2]) == 3
    assert len(column_of(chosen, "lpips")[0].text.partition(".")[2]) == 1


@pytest.mark.parametrize(
    ("size", "decimals"), [(3e-5, 8), (0.0026, 6), (0.05, 4), (0.4, 4), (7.0, 3), (123.0, 1)]
)
def test_decimals_of_an_unbounded_score_follow_its_size(size, decimals) -> None:
    study = made_study(
        None,
        metrics=(metric("mse", False, "", [0, None], WHOLE),),
        change=lambda tables: {"mse": np.full((3, 19), size) * np.array([[1.0], [0.99], [0.98]])},
    )
    assert len(column_of(made_table(study), "mse")[0].text.partition(".")[2]) == decimals


def test_numbers_that_print_the_same_are_explained() -> None:
    def change(tables):
        tables[PSNR][1] = tables[PSNR][0] - 1e-6
        return tables

    told = "Numbers that print the same, of which only some are marked, differ in further digits."
    assert told in made_table(made_study(change=change)).notes
    assert told not in made_table().notes


def test_means_that_do_not_cover_all_images_are_named() -> None:
    def change(tables):
        tables[PSNR][1, 0], tables[PSNR][0, 7] = np.inf, np.nan
        return tables

    table = made_table(made_study(change=change))
    assert column_of(table, PSNR, "Set5")[0].n == 4
    assert "PSNR-Y on Set5: means over the 4 of 5 images with a finite score of every method" in " ".join(
        table.notes
    )
    assert "PSNR-Y on Set14: means over the 13 of 14 images" in " ".join(table.notes)
    assert "PSNR-Y in the average: means over the 17 of 19 images" in " ".join(table.notes)


def test_all_metrics_are_named_together() -> None:
    def change(tables):
        for table in tables.values():
            table[1, 0] = np.nan  # the first image of Set5
        return tables

    def missing(*data_sets, labels=None, **options):
        notes = made_table(made_study(*data_sets, change=change), labels=labels or {}, **options).notes
        return [note.partition(":")[0] for note in notes if "with a finite score" in note]

    assert missing(labels={"Set5": "Set 5"}) == ["All metrics on Set 5", "All metrics in the average"]
    assert missing(metrics=["psnr", "lpips"]) == ["All metrics on Set5", "All metrics in the average"]
    assert missing(metrics=["psnr"]) == ["PSNR-Y on Set5", "PSNR-Y in the average"]
    assert missing(None) == ["All metrics"]


def test_headings_count_the_images_that_the_means_cover() -> None:
    def change(tables):
        for table in tables.values():
            table[1, 0] = np.nan  # the first image of Set5
        tables[PSNR][0, 7] = np.inf
        return tables

    groups = list(dict.fromkeys(c.group for c in made_table(made_study(change=change)).columns))
    assert groups == ["Set5 (4 images)", "Set14 (13 to 14 images)", "Average"]
    assert made_table(made_study(change=change), metrics="lpips").columns[1].group == "Set14 (14 images)"
    groups = list(dict.fromkeys(c.group for c in made_table().columns))
    assert groups == ["Set5 (5 images)", "Set14 (14 images)", "Average"]


def test_an_average_without_a_data_set_says_so() -> None:
    def change(tables):
        tables[PSNR][0, :5] = np.nan
        return tables

    notes = made_table(made_study(change=change)).notes
    assert "The average of PSNR-Y leaves out Set5." in notes

    def every(tables):
        for table in tables.values():
            table[0, :5] = np.nan
        return tables

    assert "The average of all metrics leaves out Set5." in made_table(made_study(change=every)).notes
    assert not any("leaves out" in note for note in made_table().notes)


def test_two_methods_of_one_label_are_an_error() -> None:
    with pytest.raises(InputError, match="'ours' and 'edsr' are both displayed as 'X'; give them diff"):
        made_table(labels={"ours": "X", "edsr": "X"})


def test_a_column_without_a_mean_shows_a_dash() -> None:
    def change(tables):
        tables[PSNR][2] = np.nan
        return tables

    cells = column_of(made_table(made_study(None, change=change)), PSNR)
    assert [(cell.text, cell.rank) for cell in cells] == [("\u2013", 0)] * 3
    assert all(math.isnan(cell.value) for cell in cells)
    notes = " ".join(made_table(made_study(None, change=change)).notes)
    assert "PSNR-Y: no mean, since none of 19 images has a finite score of every method" in notes


def test_metrics_methods_and_data_sets_are_chosen() -> None:
    table = made_table(metrics="lpips", methods=["bicubic", "ours"], data_sets=["Set14"])
    assert table.names == ("bicubic", "ours")
    assert [(column.key, column.data_set) for column in table.columns] == [("lpips", "Set14")]
    assert [row[0].rank for row in table.cells] == [1, 2]
    labelled = made_table(
        labels={"ours": "Ours", "Set5": "Set 5", "lpips": "LPIPS (Alex)", "average": "Mean"}
    )
    assert labelled.methods[0] == "Ours"
    assert labelled.columns[0].group == "Set 5 (5 images)"
    assert labelled.columns[-1].label == "LPIPS (Alex)"
    assert labelled.columns[-1].group == "Mean"


def test_methods_are_sorted_by_their_means() -> None:
    assert made_table(metrics="lpips", order="mean").names == ("bicubic", "edsr", "ours")
    assert made_table(metrics="psnr", order="mean").names == ("ours", "edsr", "bicubic")


def test_numbers_of_ones_own_are_columns() -> None:
    table = made_table(made_study(own=OWN), own=["runtime", "parameters"], decimals={"parameters": 0})
    assert [column.heading for column in table.columns[-2:]] == ["Runtime (s) \u2193", "Parameters"]
    assert [[cell.text for cell in row[-2:]] for row in table.cells] == [
        ["0.12", "11,900,000"],
        ["0.5", "43,000,000"],
        ["\u2013", "0"],
    ]
    assert [row[-2].rank for row in table.cells] == [1, 2, 0]
    assert "\u2013: Runtime was not given for this method." in table.notes
    both = {name: {**facts, "values": {"ours": 1.0}} for name, facts in OWN.items()}
    notes = made_table(made_study(own=both), own=["runtime", "parameters"]).notes
    assert "\u2013: Runtime, Parameters were not given for this method." in notes
    plain = made_table(made_study(own=OWN), own="parameters")
    assert [row[-1].text for row in plain.cells] == ["11.9M", "43.0M", "0"]


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (9999.4, "", "9999"),
        (9999.6, "", "10.0K"),
        (12_345, "", "12.3K"),
        (123_456, "", "123K"),
        (999_600, "", "1.00M"),
        (-1.19e7, "", "\u221211.9M"),
        (1.3e9, "", "1.30G"),
        (7.95e11, "", "795G"),
        (2e15, "", "2,000T"),
        (12_345.6, "ms", "12,346"),
        (1.19e7, "B", "11,900,000"),
        (0.000012, "s", "0.0000120"),
        (math.inf, "s", "\u221e"),
    ],
)
def test_large_numbers_have_no_exponent(value, unit, text) -> None:
    assert format_own(value, unit) == text


def test_transposed_numbers_of_ones_own_stand_beneath_no_data_set() -> None:
    layout = made_table(made_study(own=OWN), own=["runtime", "parameters"], transpose=True).layout()
    labels = [tuple(entry.text for entry in row[:2]) for row in layout.rows]
    assert labels[-5:] == [
        ("Average", "PSNR-Y (dB) \u2191"),
        ("", "SSIM-Y \u2191"),
        ("", "LPIPS \u2193"),
        ("Runtime (s) \u2193", ""),
        ("Parameters", ""),
    ]
    assert layout.rules[-1] == 9


def test_primary_and_secondary_metrics_are_named() -> None:
    statistics = {"level": 0.05, "draws": 999, "correction": "max-t", "primary": [PSNR], "relevant": {}}
    table = made_table(made_study(statistics=statistics))
    families = {column.key: column.family for column in table.columns}
    assert families == {PSNR: "primary", SSIM: "secondary", "lpips": "secondary"}
    told = "PSNR-Y primary, the other metrics secondary: tested if all primary ones are significant"
    assert told in " ".join(table.notes)
    assert {column.family for column in made_table().columns} == {""}
    assert not any("secondary" in note for note in made_table().notes)


def test_conventions_are_named_beneath() -> None:
    assert "Protocol: basicsr-y:crop_border=4 for PSNR-Y, SSIM-Y; default for LPIPS." in made_table().notes
    assert "Protocol: default." in made_table(metrics="lpips").notes


def test_scores_of_elsewhere_and_suspicions_are_named_beneath() -> None:
    elsewhere = made_table(made_study(measured_elsewhere={"file": None, "sha256": None}))
    assert "The scores were measured elsewhere." in elsewhere.notes
    assert not any("Protocol" in note for note in elsewhere.notes)
    shifted = {"kind": "shift", "method": "edsr", "images": 3, "looked_at": 5, "gain": 6.0, "detail": "left"}
    study = made_study(suspicions=[shifted])
    assert list_suspicions(study.record)
    assert set(list_suspicions(study.record)) <= set(made_table(study).notes)


def test_labels_for_references_are_plain() -> None:
    assert made_table(label="tab:our results_1").label == "tab:our-results_1"


@pytest.mark.parametrize("transpose", [False, True])
def test_layouts_are_rectangular(transpose) -> None:
    layout = made_table(made_study(own=OWN), own="runtime", transpose=transpose).layout()
    assert {sum(span.width for span in spans) for spans in layout.headings} == {layout.width}
    assert {len(row) for row in layout.rows} == {layout.width}
    assert layout.rules == ((3, 6, 9) if transpose else ())
    assert layout.labels == (2 if transpose else 1)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"metrics": "psnrr"}, UnknownNameError, "no metric in this study 'psnrr'"),
        ({"methods": "edsrr"}, UnknownNameError, "did you mean 'edsr'"),
        ({"data_sets": "Set6"}, UnknownNameError, "no data set in this study 'Set6'"),
        ({"own": "runtime"}, UnknownNameError, "runtime"),
        ({"order": "best"}, UnknownNameError, "no order of methods 'best'"),
        ({"labels": {"our": "Ours"}}, UnknownNameError, "did you mean 'ours'"),
        (
            {"transposed": True},
            UnknownNameError,
            "no option of tables 'transposed'; did you mean 'transpose'",
        ),
        ({"metrics": ["lpips", "lpips"]}, InputError, "metric 'lpips' is chosen twice"),
        ({"decimals": {"psnr": -1}}, InputError, "from 0 to 15 for 'psnr', not -1"),
        ({"width": 0.5}, InputError, "width must be a number of inches from 1 to 40, not 0.5"),
        ({"width": True}, InputError, "not True"),
        ({"decimals": {"psnr": True}}, InputError, "from 0 to 15 for 'psnr', not True"),
    ],
)
def test_wrong_options_are_errors(options, error, message) -> None:
    with pytest.raises(error, match=message):
        made_table(**options)
