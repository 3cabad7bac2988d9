"""The plot of distributions."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import PSNR, lines, study, with_groups

from difference_finder.errors import InputError
from difference_finder.study.plots import draw_plot
from difference_finder.study.plots.box import FEW, MOST_BEYOND
from difference_finder.study.table import Scores

pytest.importorskip("matplotlib")


def boxes(axes):
    """Return lower and upper quartile of each box, by its row."""
    return {round(bar.get_y() + 0.31): (bar.get_x(), bar.get_x() + bar.get_width()) for bar in axes.patches}


def test_boxes_are_quartiles_and_diamonds_are_the_means_of_the_study() -> None:
    made = study()
    [axes] = draw_plot(made, "box").figure.axes
    table = made.scores.tables[PSNR]
    for place, row in enumerate(table):
        assert boxes(axes)[place] == pytest.approx(tuple(np.quantile(row, (0.25, 0.75))))
        [points] = [line for line in lines(axes, "points") if round(line.get_ydata()[1]) == place]
        assert sorted(points.get_xdata()) == pytest.approx(sorted(row))
    means = [mean.mean for mean in made.means if mean.metric == PSNR]
    assert [float(line.get_xdata()[0]) for line in lines(axes, "mean")] == pytest.approx(means)
    assert axes.yaxis_inverted()
    weights = [label.get_fontweight() for label in axes.get_yticklabels()]
    assert weights == ["bold", "normal", "normal"]


def test_each_data_set_has_a_panel_with_its_own_means() -> None:
    made = study(("Set5",) * 5 + ("Set14",) * 14)
    first, second = draw_plot(made, "box", width=7.0).figure.axes
    table = made.scores.tables[PSNR]
    assert first.get_title(loc="left") == "Set5 (n = 5)"
    for axes, images in ((first, slice(0, 5)), (second, slice(5, 19))):
        drawn = [float(line.get_xdata()[0]) for line in lines(axes, "mean")]
        assert drawn == pytest.approx(table[:, images].mean(axis=1))
    chosen = draw_plot(made, "box", data_sets="Set14")
    [only] = chosen.figure.axes
    assert only.get_title(loc="left") == "Set14 (n = 14)"
    assert "of 3 methods on 14 images in 1 of 2 data sets." in chosen.caption


def test_images_are_counted_in_the_data_sets_that_are_shown() -> None:
    def change(tables):
        tables[PSNR][1, [0, 7]] = np.nan
        return tables

    made = study(("Set5",) * 5 + ("Set14",) * 14, change=change)
    drawn = draw_plot(made, "box", data_sets="Set14")
    assert "on 13 images in 1 of 2 data sets." in drawn.caption
    assert "Left out is 1 of 14 images on which PSNR-Y is not a finite number for every method (missing:" in (
        drawn.caption
    )
    assert "Left out are 2 of 19 images" in draw_plot(made, "box").caption


def test_points_are_means_of_groups() -> None:
    made = with_groups(study(), 4)
    drawn = draw_plot(made, "box")
    [axes] = drawn.figure.axes
    groups = [made.scores.tables[PSNR][0, start : start + 4].mean() for start in range(0, 19, 4)]
    assert sorted(lines(axes, "points")[0].get_xdata()) == pytest.approx(sorted(groups))
    means = [mean.mean for mean in made.means if mean.metric == PSNR]
    assert [float(line.get_xdata()[0]) for line in lines(axes, "mean")] == pytest.approx(means)
    assert "Each dot is one mean of a group." in drawn.caption
    assert "Diamonds are means (each group counts once)." in drawn.caption


def many(extra: int):
    """Return a study of many images, some of whose scores are far away."""
    made = study(("a",) * (100 + extra))
    rng = np.random.default_rng(0)
    table = np.concatenate([rng.normal(30, 1, (3, 100)), 60 + rng.random((3, extra))], axis=1)
    scores = made.scores
    tables = {**scores.tables, PSNR: table}
    given = Scores(scores.names, None, scores.methods, scores.metrics, tables, None)
    object.__setattr__(made, "scores", given)
    return made, table


def test_of_many_images_only_those_beyond_the_whiskers_are_points() -> None:
    made, table = many(3)
    drawn = draw_plot(made, "box")
    [axes] = drawn.figure.axes
    for place, row in enumerate(table):
        low, high = np.quantile(row, (0.25, 0.75))
        reach = 1.5 * (high - low)
        beyond = row[(row < low - reach) | (row > high + reach)]
        assert sorted(lines(axes, "points")[place].get_xdata()) == pytest.approx(sorted(beyond))
    assert "Dots are those beyond the whiskers." in drawn.caption
    assert "are not drawn" not in drawn.caption
    assert table.shape[1] > FEW


def test_points_that_are_not_drawn_are_counted() -> None:
    made, _ = many(0)
    table = np.concatenate([np.full((3, 700), 30.0), 30 + np.arange(1, 151) * np.ones((3, 1))], axis=1)
    scores = Scores(tuple(map(str, range(850))), None, made.scores.methods, (PSNR,), {PSNR: table}, None)
    facts = {**made.record, "images": 850, "metrics": made.record["metrics"][:1]}
    object.__setattr__(made, "scores", scores)
    object.__setattr__(made, "record", facts)
    drawn = draw_plot(made, "box")
    assert f"{3 * (150 - MOST_BEYOND)} further dots, nearer to the whiskers, are not drawn." in drawn.caption
    points = lines(drawn.figure.axes[0], "points")[0].get_xdata()
    assert sorted(points) == pytest.approx(np.arange(151 - MOST_BEYOND, 151) + 30)


def test_too_many_panels_are_an_error() -> None:
    made = study(tuple(f"set {number}" for number in range(13)))
    with pytest.raises(InputError, match="'box' would have 13 panels, and at most 12 can be read"):
        draw_plot(made, "box")
    assert len(draw_plot(made, "box", data_sets=("set 1", "set 2")).figure.axes) == 2
