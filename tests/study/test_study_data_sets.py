"""Scores of several data sets: each data set has the same weight, and groups stay within their data set."""

from __future__ import annotations

import numpy as np
import pytest

from difference_finder.errors import UnknownNameError
from difference_finder.study.remarks import list_order_remarks
from difference_finder.study.table import COLUMNS, Scores

DATA_SETS = ("Set5",) * 2 + ("Urban100",) * 4
TABLE = np.array([[36.0, 34.0, 20.0, 22.0, 24.0, 26.0], [34.0, 32.0, 21.0, 23.0, 25.0, 27.0]])


def scores(groups=None, table=TABLE) -> Scores:
    """Return scores in which a is better on the small data set, and b by less on the large one."""
    names = tuple(f"{own}/{number}" for number, own in enumerate(DATA_SETS))
    return Scores(names, groups, ("a", "b"), ("psnr",), {"psnr": table}, DATA_SETS)


def test_each_data_set_has_the_same_weight() -> None:
    a, b = scores().means({"psnr": True})
    assert (a.mean, b.mean) == ((35 + 23) / 2, (33 + 24) / 2)
    assert (a.best, a.n, a.data_sets, a.groups) == (True, 6, 2, None)


def test_a_data_set_has_means_of_its_own() -> None:
    part = scores().of_data_set("Urban100")
    assert part.names == ("Urban100/2", "Urban100/3", "Urban100/4", "Urban100/5")
    assert [mean.mean for mean in part.means({"psnr": True})] == [23.0, 24.0]
    assert part.data_sets is None
    with pytest.raises(UnknownNameError, match="no data set in this study 'Set14'"):
        scores().of_data_set("Set14")


def test_groups_of_two_data_sets_are_different_groups() -> None:
    grouped = scores(("x", "y", "x", "x", "x", "y"))
    a, _ = grouped.means({"psnr": True})
    assert (a.groups, a.data_sets) == (4, 2)
    assert a.mean == (35 + (22 + 26) / 2) / 2


def test_a_data_set_without_common_scores_is_not_counted() -> None:
    table = TABLE.copy()
    table[0, :2] = np.nan
    a, b = scores(table=table).means({"psnr": True})
    assert (a.mean, b.mean, a.n, a.data_sets) == (23.0, 24.0, 4, 1)


def test_a_line_says_that_images_rank_otherwise() -> None:
    assert list_order_remarks(scores(), {"psnr": True}) == []
    table = TABLE + np.array([[0.0] * 6, [0.0] * 2 + [0.9] * 4])
    assert list_order_remarks(scores(table=table), {"psnr": True}) == [
        "Means over images would rank the methods otherwise in psnr: b (27.600), a (27.000)."
    ]


@pytest.mark.parametrize("groups", [None, ("x", "y", "x", "x", "x", "=y")])
def test_the_table_has_a_column_for_the_data_set(groups) -> None:
    table = scores(groups)
    lines = b"".join(table.csv()).decode().splitlines()
    assert lines[0] == ",".join(("data_set", *COLUMNS))
    assert lines[1].startswith("Set5,Set5/0,")
    again = Scores.from_csv(iter(lines), 6, table.methods, table.metrics, grouped=groups is not None)
    assert (again.names, again.groups, again.data_sets) == (table.names, table.groups, table.data_sets)
    np.testing.assert_array_equal(again.tables["psnr"], TABLE)
    assert list(again.rows()) == list(table.rows())
    assert table.to_dict()["data_sets"] == list(DATA_SETS)
