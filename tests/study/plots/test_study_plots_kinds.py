"""The plot of the kinds of change to each rival."""

from __future__ import annotations

import io
import itertools
from types import SimpleNamespace

import pytest

from difference_finder.errors import InputError
from difference_finder.study.kinds.counter import study_kinds
from difference_finder.study.kinds.counts import KindCount, RivalKinds
from difference_finder.study.plots.kinds import MOST_BARS, MOST_KINDS, OTHER, draw_kinds

matplotlib = pytest.importorskip("matplotlib")


def rival(name: str, images: int = 4, **counts: int) -> RivalKinds:
    """Return the counts of a rival; a kind that ends in "_of_ours" describes ours."""
    kinds = tuple(
        KindCount(
            kind.removesuffix("_of_ours"),
            "ours" if kind.endswith("_of_ours") else name,
            "%",
            n,
            n,
            1,
            1.0,
            n,
        )
        for kind, n in counts.items()
    )
    total = sum(counts.values())
    return RivalKinds(name, images, 0 if total else images, total, total, total, kinds)


def drawn(*rivals: RivalKinds):
    from matplotlib.figure import Figure

    axes = Figure(figsize=(7, 3)).add_subplot()
    study = SimpleNamespace(kinds=study_kinds("ours", "mse", 4, rivals))
    return axes, draw_kinds(study, axes)


def segments(axes) -> dict[str, dict[int, tuple[float, float]]]:
    """Return start and width of the segments of each kind, by the number of the bar."""
    return {
        bars.get_label(): {
            round(bar.get_y() + bar.get_height() / 2): (bar.get_x(), bar.get_width()) for bar in bars.patches
        }
        for bars in axes.containers
    }


def texts(axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def test_segments_are_the_shares_of_the_regions() -> None:
    axes, _ = drawn(
        rival("edsr", blurred=6, ringing=3, undetermined=1), rival("gan", blurred=1, ringing_of_ours=3)
    )
    found = segments(axes)
    assert list(found) == ["blurred", "ringing", "ringing in ours", "undetermined"]
    assert found["blurred"] == {0: pytest.approx((0, 0.6)), 1: pytest.approx((0, 0.25))}
    assert found["ringing"] == {0: pytest.approx((0.6, 0.3))}
    assert found["ringing in ours"] == {1: pytest.approx((0.25, 0.75))}
    assert found["undetermined"] == {0: pytest.approx((0.9, 0.1))}
    assert sorted(texts(axes)) == ["1", "1", "3", "3", "6"]


def test_bars_are_labelled_with_rival_and_count_from_the_top() -> None:
    axes, caption = drawn(rival("edsr", blurred=6), rival("$a_b$", blurred=1))
    assert [label.get_text() for label in axes.get_yticklabels()] == ["edsr\n6 regions", "$a_b$\n1 region"]
    assert axes.yaxis_inverted()
    assert "(edsr, 6 regions in 4 of 4 images; $a_b$, 1 region in 4 of 4 images)" in caption
    buffer = io.BytesIO()
    axes.figure.savefig(buffer, format="png")  # a dollar sign is no formula
    assert len(buffer.getvalue()) > 1000


def test_a_rival_without_regions_says_so() -> None:
    axes, caption = drawn(rival("same"))
    assert texts(axes) == ["no strong region"]
    assert "same, 0 regions in 0 of 4 images" in caption
    assert axes.get_legend() is None


def test_rare_kinds_are_one_segment() -> None:
    names = [f"kind{number}" for number in range(MOST_KINDS + 3)]
    axes, _ = drawn(rival("edsr", **{name: 20 - number for number, name in enumerate(names)}))
    found = segments(axes)
    assert list(found) == [*names[:MOST_KINDS], OTHER]
    assert found[OTHER][0][1] == pytest.approx((13 + 12 + 11) / sum(20 - n for n in range(MOST_KINDS + 3)))


def test_neighbours_differ_in_grey_or_in_pattern() -> None:
    counts = {f"kind{number}": 10 for number in range(MOST_KINDS + 2)}
    axes, _ = drawn(rival("edsr", **counts, undetermined=5))
    looks = []
    for bars in axes.containers:
        red, green, blue, _ = bars.patches[0].get_facecolor()
        looks.append((0.299 * red + 0.587 * green + 0.114 * blue, bars.patches[0].get_hatch()))
    for first, second in itertools.pairwise(looks):
        assert abs(first[0] - second[0]) > 0.08 or first[1] != second[1]
    shades = [grey for grey, _ in looks[:MOST_KINDS]]
    assert shades == sorted(shades)


def test_many_rivals_are_counted() -> None:
    axes, caption = drawn(*(rival(f"m{number}", blurred=1) for number in range(MOST_BARS + 5)))
    assert len(axes.get_yticklabels()) == MOST_BARS
    assert caption.endswith("5 rivals more are not shown.")


def test_a_study_without_kinds_is_refused() -> None:
    from matplotlib.figure import Figure

    with pytest.raises(
        InputError, match="did not measure the kinds of change; rank it again with kinds=True, into another"
    ):
        draw_kinds(SimpleNamespace(kinds=None, record={}), Figure().add_subplot())
