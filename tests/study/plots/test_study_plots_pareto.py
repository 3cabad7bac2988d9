"""The plot of one number against another."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import DRAWS, PSNR, lines, study, texts

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.study.plots import draw_plot
from difference_finder.study.plots._frontier import Box, frontier_of, place_labels, staircase
from difference_finder.study.statistics.paired import paired
from made_study import METHODS, METRICS

pytest.importorskip("matplotlib")

RUNTIME = {
    "unit": "s",
    "lower_is_better": True,
    "values": {"ours": 1.0, "edsr": 0.001, "bicubic": 2.0},
}


def points(axes, *names: str):
    """Return the drawn point of each method."""
    found = {}
    for container in axes.containers:
        marker = container.lines[0]
        found[container.get_label()] = (float(marker.get_xdata()[0]), float(marker.get_ydata()[0]))
    return [found[name] for name in names]


def test_points_are_the_means_of_the_study() -> None:
    made = study(("Set5",) * 5 + ("Set14",) * 14)
    [axes] = draw_plot(made, "pareto", x="lpips", y="psnr").figure.axes
    means = {(mean.metric, mean.method): mean.mean for mean in made.means}
    for name, point in zip(made.scores.methods, points(axes, *made.scores.methods), strict=True):
        assert point == pytest.approx((means["lpips", name], means[PSNR, name]))
    assert axes.get_xlabel() == "LPIPS \u2193"
    assert axes.get_ylabel() == "PSNR-Y (dB) \u2191"


def test_bars_are_the_intervals_of_the_differences_to_ours() -> None:
    made = study(own={"runtime": RUNTIME})
    drawn = draw_plot(made, "pareto", x="runtime", y="psnr")
    [axes] = drawn.figure.axes
    table = made.scores.tables[PSNR]
    spans = {box.get_label(): box.lines[2] for box in axes.containers}
    assert not spans["ours"]
    for place, name in ((1, "edsr"), (2, "bicubic")):
        ends = spans[name][0].get_segments()[0][:, 1]
        low, high = paired(table[place], table[0], higher_is_better=True, resamples=DRAWS).interval
        assert sorted(ends) == pytest.approx([table[0].mean() + low, table[0].mean() + high])
    assert "95 % bootstrap intervals (BCa) of the difference to ours" in drawn.caption


def test_methods_beyond_the_first_twenty_are_points_without_a_name() -> None:
    made = study(methods=("ours", *(f"m{number}" for number in range(30))))
    drawn = draw_plot(made, "pareto", x="lpips", y="psnr", width=7.0)
    [plain] = lines(drawn.figure.axes[0], "without a name")
    assert len(drawn.figure.axes[0].containers) == 20
    means = {(mean.metric, mean.method): mean.mean for mean in made.means}
    named = {container.get_label() for container in drawn.figure.axes[0].containers}
    rest = [name for name in made.scores.methods if name not in named]
    assert list(plain.get_xdata()) == pytest.approx([means["lpips", name] for name in rest])
    assert list(plain.get_ydata()) == pytest.approx([means[PSNR, name] for name in rest])
    assert "ours" in named


def test_the_frontier_follows_both_directions() -> None:
    made = study(own={"runtime": RUNTIME})
    drawn = draw_plot(made, "pareto", x="runtime", y="psnr")
    [axes] = drawn.figure.axes
    [line] = lines(axes, "frontier")
    (ours, edsr) = points(axes, "ours", "edsr")
    assert list(line.get_xdata()) == pytest.approx([edsr[0], ours[0], ours[0]])
    assert list(line.get_ydata()) == pytest.approx([edsr[1], edsr[1], ours[1]])
    assert "Pareto frontier, no method being better on both axes than edsr, ours." in drawn.caption


@pytest.mark.parametrize(
    ("x_higher", "y_higher", "expected"),
    [(False, True, [0, 2]), (True, True, [4, 3, 2]), (False, False, [0, 1]), (True, False, [4, 1])],
)
def test_frontiers_in_all_directions(x_higher, y_higher, expected) -> None:
    given = [(1.0, 2.0), (2.0, 1.0), (3.0, 5.0), (4.0, 4.0), (5.0, 1.5)]
    found = frontier_of(given, x_higher, y_higher)
    assert found == expected
    sign = np.array([1 if x_higher else -1, 1 if y_higher else -1])
    for place, point in enumerate(given):
        gaps = (np.array(given) - point) * sign
        beaten = ((gaps >= 0).all(axis=1) & (gaps > 0).any(axis=1)).any()
        assert beaten != (place in found)


def test_equal_points_share_the_frontier() -> None:
    assert frontier_of([(1.0, 1.0), (1.0, 1.0), (2.0, 1.0)], False, True) == [0, 1]
    assert staircase([(1.0, 1.0)]) == ([1.0], [1.0])


def test_an_axis_with_a_large_span_is_logarithmic() -> None:
    drawn = draw_plot(study(own={"runtime": RUNTIME}), "pareto")
    [axes] = drawn.figure.axes
    assert axes.get_xscale() == "log"
    assert axes.get_yscale() == "linear"
    assert "The axis of Runtime is logarithmic." in drawn.caption
    labels = [text for text, *_ in texts(drawn)]
    assert "0.01" in labels
    assert not any("$" in label for label in labels)
    near = {**RUNTIME, "values": {"ours": 1.0, "edsr": 2.0, "bicubic": 0.0}}
    drawn = draw_plot(study(own={"runtime": near}), "pareto")
    assert drawn.figure.axes[0].get_xscale() == "linear"
    assert "logarithmic" not in drawn.caption


@pytest.mark.parametrize(
    ("values", "shown"),
    [((11.9e6, 43.1e6, 0), {"0", "20M", "40M"}), ((1.2e4, 7.95e11, 3e6), {"1M", "1G"})],
)
def test_large_numbers_at_axes_have_no_exponent(values, shown) -> None:
    own = {"unit": "", "lower_is_better": True, "values": dict(zip(METHODS, values, strict=True))}
    drawn = draw_plot(study(own={"parameters": own}), "pareto", x="parameters", y="psnr")
    written = {text for text, *_ in texts(drawn)}
    assert shown <= written
    assert not any("e" in text and text[0].isdigit() for text in written)
    assert drawn.figure.axes[0].xaxis.get_offset_text().get_text() == ""


def test_methods_without_a_number_are_named() -> None:
    lacking = {**RUNTIME, "values": {"ours": 1.0, "bicubic": 2.0}}
    drawn = draw_plot(study(own={"runtime": lacking}), "pareto")
    assert "Not shown, without Runtime: edsr." in drawn.caption
    assert "edsr" not in [text for text, *_ in texts(drawn)]
    with pytest.raises(InputError, match="no method has both 'runtime' and 'psnr"):
        draw_plot(study(own={"runtime": {**RUNTIME, "values": {}}}), "pareto")


def test_a_number_without_direction_has_no_frontier() -> None:
    plain = {**RUNTIME, "lower_is_better": None}
    drawn = draw_plot(study(own={"runtime": plain}), "pareto")
    assert not lines(drawn.figure.axes[0], "frontier")
    assert "Without a direction of both axes there is no frontier." in drawn.caption


def arrow(drawn):
    """Return the direction of the arrow towards better values: signs in x and y."""
    notes = drawn.figure.axes[0].texts
    [drawn_arrow] = [note for note in notes if getattr(note, "arrow_patch", None) and not note.get_text()]
    head, tail = np.array(drawn_arrow.xy), np.array(drawn_arrow.xyann)
    return [int(sign) for sign in np.sign(np.round(head - tail, 6))]


def test_the_arrow_points_to_better_values() -> None:
    made = study(own={"runtime": RUNTIME, "size": {**RUNTIME, "lower_is_better": None}})
    assert arrow(draw_plot(made, "pareto", x="lpips", y="psnr")) == [-1, 1]
    assert arrow(draw_plot(made, "pareto", x="psnr", y="ssim")) == [1, 1]
    assert arrow(draw_plot(made, "pareto", x="psnr", y="runtime")) == [1, -1]
    assert arrow(draw_plot(made, "pareto", x="size", y="psnr")) == [0, 1]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"x": "speed"}, UnknownNameError, "no metric or number in this study 'speed'"),
        ({"x": "psnr", "y": "psnr"}, InputError, "x and y are both 'psnr@basicsr-y:crop_border=4'"),
    ],
)
def test_wrong_axes_are_errors(options, error, message) -> None:
    with pytest.raises(error, match=message):
        draw_plot(study(), "pareto", **options)


def test_a_single_metric_is_not_enough() -> None:
    with pytest.raises(InputError, match="has only 'lpips' to show; run it with a second metric"):
        draw_plot(study(metrics=(METRICS[2],)), "pareto")


def test_a_name_of_two_metrics_is_an_error() -> None:
    twice = ({**METRICS[2], "spec": "lpips:net=alex"}, {**METRICS[2], "spec": "lpips:net=vgg"}, METRICS[0])
    with pytest.raises(InputError, match="'lpips' is the name of lpips:net=alex, lpips:net=vgg; name one"):
        draw_plot(study(metrics=twice), "pareto", x="lpips", y="psnr")


def test_labels_avoid_points_lines_and_each_other() -> None:
    page = Box(0, 0, 100, 60)
    anchors = [(50.0, 30.0), (52.0, 31.0), (95.0, 30.0)]
    obstacles = [Box(x - 2, y - 2, x + 2, y + 2) for x, y in anchors]
    found = place_labels(anchors, [(20.0, 8.0)] * 3, obstacles, page)
    boxes = [box for box, _ in found]
    for place, box in enumerate(boxes):
        assert box.within(page)
        assert not any(box.overlap(other) for other in [*obstacles, *boxes[:place]])
    assert place_labels([(50.0, 30.0)], [(200.0, 8.0)], [], page) == [None]
