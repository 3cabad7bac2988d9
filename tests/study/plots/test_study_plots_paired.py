"""The plot of paired differences."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import PSNR, lines, study, with_groups

from difference_finder.errors import InputError
from difference_finder.study.plots import draw_plot
from difference_finder.study.plots.paired import MOST_STEPS

pytest.importorskip("matplotlib")


def heights(axes) -> list[float]:
    return [bar.get_height() for bar in axes.patches if bar.get_label() != "interval" and bar.get_width() < 1]


def test_bars_are_the_sorted_differences() -> None:
    made = study()
    first, second = draw_plot(made, "paired").figure.axes
    table = made.scores.tables[PSNR]
    assert heights(first) == pytest.approx(sorted(table[0] - table[1]))
    assert heights(second) == pytest.approx(sorted(table[0] - table[2]))


def test_lower_scores_are_advantages_where_lower_is_better() -> None:
    made = study()
    first, _ = draw_plot(made, "paired", metrics="lpips").figure.axes
    table = made.scores.tables["lpips"]
    assert heights(first) == pytest.approx(sorted(table[1] - table[0]))


def test_mean_interval_and_verdict_are_those_of_the_study() -> None:
    made = study(("Set5",) * 5 + ("Set14",) * 14)
    drawn = draw_plot(made, "paired")
    outcomes = [outcome for outcome in made.verdicts.outcomes if outcome.metric == PSNR]
    for axes, outcome in zip(drawn.figure.axes, outcomes, strict=True):
        [mean] = lines(axes, "mean")
        assert mean.get_ydata()[0] == pytest.approx(outcome.paired.mean)
        [band] = [bar for bar in axes.patches if bar.get_label() == "interval"]
        ends = band.get_window_extent().transformed(axes.transData.inverted())
        assert (ends.y0, ends.y1) == pytest.approx(outcome.paired.interval)
        title = axes.get_title(loc="left").splitlines()
        assert title[:2] == [f"vs. {outcome.rival}", f"ours {outcome.word}"]
        assert title[2].startswith("+")
        assert title[2].endswith("p < 0.0001")
    assert "sign-flip permutation test of the mean difference, family-wise level 0.05" in drawn.caption
    assert "max-T correction for 6 comparisons" in drawn.caption


def test_groups_are_bars() -> None:
    made = with_groups(study(), 4)
    first, _ = draw_plot(made, "paired").figure.axes
    gaps = made.scores.tables[PSNR][0] - made.scores.tables[PSNR][1]
    assert heights(first) == pytest.approx(
        sorted(gaps[start : start + 4].mean() for start in range(0, 19, 4))
    )
    assert first.get_xlabel() == "groups, sorted"


def test_infinite_differences_are_arrowheads_at_their_end() -> None:
    def change(tables):
        tables[PSNR][0, 3] = np.inf
        tables[PSNR][1, :2] = np.inf
        return tables

    first, _ = draw_plot(study(change=change), "paired").figure.axes
    heads = {line.get_marker(): list(line.get_xdata()) for line in lines(first, "infinite")}
    assert heads == {"^": [19], "v": [1, 2]}


def test_the_verdict_names_the_method_that_it_is_about() -> None:
    def change(tables):
        tables[PSNR][1] = tables[PSNR][0] + np.linspace(1, 2, 19)
        tables[PSNR][2] = tables[PSNR][0] + np.resize([0.1, -0.1, 0], 19)
        return tables

    axes = draw_plot(study(change=change), "paired").figure.axes
    worse, alike = (own.get_title(loc="left").splitlines() for own in axes)
    assert worse[1] == "ours worse"
    assert worse[2].startswith("\u22121.50 dB")
    assert alike[1] == "no difference shown"


def test_a_rival_with_only_infinite_differences_has_no_scale() -> None:
    def change(tables):
        tables[PSNR][1] = np.inf
        return tables

    drawn = draw_plot(study(change=change), "paired")
    first, second = drawn.figure.axes
    assert [text.get_text() for text in first.texts] == ["no finite difference"]
    assert list(first.get_yticks()) == []
    assert [list(line.get_xdata()) for line in lines(first, "infinite")] == [list(range(1, 20))]
    assert not second.texts
    assert max(map(abs, second.get_ylim())) > 0.1
    assert "scales of their own" not in drawn.caption
    assert "do not enter means: edsr 19." in drawn.caption


def test_without_any_finite_difference_there_is_no_plot() -> None:
    def change(tables):
        tables[PSNR][:] = np.inf
        return tables

    with pytest.raises(InputError, match="no image has a finite difference between 'ours' and a rival"):
        draw_plot(study(change=change), "paired")


def test_equal_scores_are_no_axis_of_rounding_errors() -> None:
    def change(tables):
        tables[PSNR][1] = tables[PSNR][0]
        return tables

    first, second = draw_plot(study(change=change), "paired").figure.axes
    assert [text.get_text() for text in first.texts] == ["all differences are 0"]
    assert list(first.get_yticks()) == [0]
    assert not second.texts


def test_many_images_are_steps_and_all_of_them_are_counted() -> None:
    made = study(("a",) * 5000)
    drawn = draw_plot(made, "paired")
    table = made.scores.tables[PSNR]
    values = np.sort(table[0] - table[1])
    below, above = [patch for patch in drawn.figure.axes[0].patches if hasattr(patch, "get_data")]
    steps = below.get_data().values + above.get_data().values
    assert len(steps) == MOST_STEPS
    assert (steps[0], steps[-1]) == pytest.approx((values[0], values[-1]))
    assert np.interp(np.linspace(0, 4999, MOST_STEPS), np.arange(5000), values) == pytest.approx(
        steps, abs=0.02
    )
    assert "5000 images" in drawn.caption


def test_unlike_rivals_have_scales_of_their_own() -> None:
    def change(tables):
        tables[PSNR][2] -= 20
        return tables

    drawn = draw_plot(study(change=change), "paired")
    first, second = drawn.figure.axes
    assert second.get_ylim()[1] > 10 * first.get_ylim()[1]
    assert "Panels have scales of their own." in drawn.caption
    alike = draw_plot(study(), "paired")
    assert alike.figure.axes[0].get_ylim() == alike.figure.axes[1].get_ylim()
    assert "scales of their own" not in alike.caption


def test_the_first_panel_of_each_row_names_its_metric() -> None:
    made = study(methods=("ours", "a", "b", "c"))
    axes = draw_plot(made, "paired", metrics=("psnr", "lpips")).figure.axes
    named = [own.get_ylabel() for own in axes if own.axison]
    assert named == ["advantage in PSNR-Y (dB)", "", "advantage in PSNR-Y (dB)",
                     "advantage in LPIPS", "", "advantage in LPIPS"]  # fmt: skip
