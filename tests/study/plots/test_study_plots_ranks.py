"""The critical-difference diagram, the performance profiles, and means by difficulty."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import PSNR, faults, lines, study, texts, with_groups

from difference_finder.errors import InputError
from difference_finder.study.plots import draw_plot
from difference_finder.study.plots.cd import _tracks

pytest.importorskip("matplotlib")

NAMES = ("ours", "a", "b", "c", "d")


def noisy(tables):
    """Change scores so that neighbours by rank do not differ significantly."""
    rng = np.random.default_rng(3)
    for name, table in tables.items():
        tables[name] = rng.normal(0, 1, table.shape) + 30 - 0.35 * np.arange(len(table))[:, None]
    return tables


def ranks_at(axes, positions):
    """Return the mean ranks at horizontal positions, by the ticks of the diagram."""
    [line] = lines(axes, "axis")
    numbers = [text for text in axes.texts if text.get_text().isdecimal()]
    xs, values = zip(*sorted((text.get_position()[0], int(text.get_text())) for text in numbers), strict=True)
    assert min(line.get_xdata()) == pytest.approx(xs[0])
    slope = (values[-1] - values[0]) / (xs[-1] - xs[0])
    return [values[0] + slope * (x - xs[0]) for x in positions]


def test_methods_stand_at_their_mean_ranks() -> None:
    made = study(methods=NAMES, change=noisy)
    drawn = draw_plot(made, "cd")
    [axes] = drawn.figure.axes
    found = made.all_pairs()[PSNR]
    for name, rank in zip(NAMES, found.mean_ranks, strict=True):
        [line] = lines(axes, name)
        assert ranks_at(axes, [line.get_xdata()[0]]) == pytest.approx([rank])
    shown = [text for text, *_ in texts(drawn)]
    for name, rank in zip(NAMES, found.mean_ranks, strict=True):
        assert f"{name} {rank:.2f}" in shown or f"{rank:.2f} {name}" in shown


def test_a_long_name_takes_the_room_that_the_names_on_the_other_side_leave() -> None:
    name = "SharpNet (ours)"
    drawn = draw_plot(study(labels={"ours": name}), "cd")
    assert any(text.startswith(name) for text, *_ in texts(drawn))
    both = draw_plot(study(labels={"ours": name, "bicubic": "Interpolation"}), "cd")
    assert faults(both) == []


def test_bars_join_the_methods_that_do_not_differ() -> None:
    made = study(methods=NAMES, change=noisy)
    [axes] = draw_plot(made, "cd").figure.axes
    found = made.all_pairs()[PSNR]
    assert found.cliques
    ranks = dict(zip(NAMES, found.mean_ranks, strict=True))
    expected = [(min(map(ranks.get, clique)), max(map(ranks.get, clique))) for clique in found.cliques]
    drawn = [ranks_at(axes, line.get_xdata()) for line in lines(axes, "group")]
    assert np.array(drawn) == pytest.approx(np.array(expected), abs=0.12)  # they reach a little beyond


def test_the_critical_difference_is_drawn_to_scale() -> None:
    made = study(methods=NAMES, change=noisy)
    drawn = draw_plot(made, "cd")
    found = made.all_pairs()[PSNR]
    [axes] = drawn.figure.axes
    [line] = lines(axes, "critical difference")
    low, high = ranks_at(axes, line.get_xdata())
    assert high - low == pytest.approx(found.critical_difference)
    assert f"CD = {found.critical_difference:.3g}" in [text for text, *_ in texts(drawn)]
    assert "by Nemenyi's test (family-wise level 0.05 over all pairs of a metric)" in drawn.caption
    assert "Friedman's test: p" in drawn.caption


def test_a_critical_difference_beyond_all_ranks_stays_on_the_page() -> None:
    made = study(("a",) * 2)
    found = made.all_pairs()[PSNR]
    assert found.critical_difference > 2
    drawn = draw_plot(made, "cd")
    [line] = lines(drawn.figure.axes[0], "critical difference")
    low, high = ranks_at(drawn.figure.axes[0], line.get_xdata())
    assert high - low == pytest.approx(found.critical_difference)
    assert max(line.get_xdata()) < drawn.width
    assert not faults(drawn)


def test_conovers_test_has_no_critical_difference() -> None:
    made = study(methods=NAMES, change=noisy)
    drawn = draw_plot(made, "cd", post_hoc="conover")
    assert not lines(drawn.figure.axes[0], "critical difference")
    assert "by Conover's test with Holm's correction" in drawn.caption
    pairs = made.all_pairs(post_hoc="conover")[PSNR]
    assert len(lines(drawn.figure.axes[0], "group")) == len(pairs.cliques)


def test_equal_methods_are_warned_of() -> None:
    def equal(tables):
        rng = np.random.default_rng(1)
        return {name: rng.normal(0, 1, table.shape) for name, table in tables.items()}

    assert "not significant, so that differences of pairs" in draw_plot(study(change=equal), "cd").caption
    two = draw_plot(study(methods=("ours", "edsr")), "cd")
    assert "Friedman's test needs at least 3 methods." in two.caption


def test_spans_of_one_track_do_not_touch() -> None:
    assert _tracks([(1.0, 2.0), (1.5, 3.0), (2.5, 4.0), (4.0, 5.0)]) == [0, 1, 0, 1]


def test_profiles_are_those_of_the_study() -> None:
    made = study(("Set5",) * 5 + ("Set14",) * 14)
    drawn = draw_plot(made, "profile", metrics=("psnr", "lpips"))
    for axes, metric in zip(drawn.figure.axes, (PSNR, "lpips"), strict=True):
        found = made.profiles()[metric]
        for name, shares in zip(found.methods, found.shares, strict=True):
            [line] = lines(axes, name)
            assert list(line.get_xdata()) == pytest.approx(found.distances)
            assert list(line.get_ydata()) == pytest.approx(100 * np.array(shares))
        assert len(axes.collections) == 3
    assert "pointwise 95 % bootstrap intervals" in drawn.caption
    assert "No test is made." in drawn.caption


def test_the_end_of_the_axis_of_a_profile_is_stated_with_what_lies_beyond() -> None:
    made = study()
    drawn = draw_plot(made, "profile")
    table = made.scores.tables[PSNR]
    gaps = table.max(axis=0) - table
    end = np.quantile(gaps, 0.95)
    assert drawn.figure.axes[0].get_xlim()[1] == pytest.approx(end)
    beyond = (gaps > end).sum()
    told = f"The axis of PSNR-Y ends at {end:.3g} dB; further from the best are {beyond} of 57 scores."
    assert told in drawn.caption


def test_a_profile_of_all_scores_says_nothing_about_its_end() -> None:
    def change(tables):
        tables[PSNR][1:] = tables[PSNR][0] - 2
        return tables

    drawn = draw_plot(study(change=change), "profile")
    assert drawn.figure.axes[0].get_xlim()[1] == pytest.approx(2.1)
    assert "ends at" not in drawn.caption


def test_among_many_methods_only_ours_has_a_band() -> None:
    drawn = draw_plot(study(methods=NAMES, change=noisy), "profile")
    assert len(drawn.figure.axes[0].collections) == 1
    assert "Bands of ours are pointwise" in drawn.caption
    without = draw_plot(study(methods=NAMES, change=noisy), "profile", methods=("a", "b", "c", "d"))
    assert not without.figure.axes[0].collections
    assert "Bands" not in without.caption


def test_means_by_thirds_and_advantages_are_drawn() -> None:
    made = study()
    left, right = draw_plot(made, "by-difficulty").figure.axes
    thirds = made.by_difficulty()
    every = [mean for third in thirds for mean in third.means if mean.metric == PSNR]
    means = {name: [mean.mean for mean in every if mean.method == name] for name in made.scores.methods}
    for name, values in means.items():
        assert list(lines(left, name)[0].get_ydata()) == pytest.approx(values)
    gaps = np.array(means["ours"]) - np.array(means["edsr"])
    assert list(lines(right, "edsr")[0].get_ydata()) == pytest.approx(gaps)
    assert [label.get_text() for label in left.get_xticklabels()] == [
        f"{third.name}\n(n = {third.images})" for third in thirds
    ]


def test_thirds_count_the_images_of_their_means() -> None:
    def change(tables):
        tables[PSNR][1, :2] = np.inf
        tables[PSNR][0, 8] = np.nan
        return tables

    own = draw_plot(study(change=change), "by-difficulty").figure.axes[0]
    assert [label.get_text() for label in own.get_xticklabels()] == [
        "low\n(n = 5)",
        "middle\n(n = 5)",
        "high\n(n = 6)",
    ]


def test_groups_are_counted_where_means_are_those_of_groups() -> None:
    own = draw_plot(with_groups(study(), 4), "by-difficulty").figure.axes[0]
    assert [label.get_text() for label in own.get_xticklabels()] == [
        "low\n(n = 2)",
        "middle\n(n = 2)",
        "high\n(n = 1)",
    ]


def test_without_finite_scores_of_all_methods_there_are_no_thirds() -> None:
    def change(tables):
        tables[PSNR][1] = np.inf
        return tables

    with pytest.raises(InputError, match="no image has a finite score of every method in"):
        draw_plot(study(change=change), "by-difficulty")


def test_images_of_unknown_content_are_counted() -> None:
    made = study()
    made.high_frequency[:2] = np.nan
    assert (
        "2 images left out: the content is unknown, or the data set has fewer"
        in draw_plot(made, "by-difficulty").caption
    )


def test_lower_means_are_advantages_where_lower_is_better() -> None:
    made = study()
    drawn = draw_plot(made, "by-difficulty", metrics="lpips")
    thirds = made.by_difficulty()
    means = {(third.name, mean.method): mean.mean for third in thirds for mean in third.means[6:]}
    gaps = [means[third.name, "edsr"] - means[third.name, "ours"] for third in thirds]
    assert list(lines(drawn.figure.axes[1], "edsr")[0].get_ydata()) == pytest.approx(gaps)
