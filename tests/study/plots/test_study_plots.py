"""What all plots share: files, captions, names, choices and errors."""

from __future__ import annotations

import itertools
import re
import sys
from pathlib import Path

import numpy as np
import pytest
from drawn import HOSTILE, OWN, PSNR, faults, study, texts, with_groups

from difference_finder.errors import (
    DuplicateNameError,
    InputError,
    MissingDependencyError,
    UnknownNameError,
    UnsupportedFormatError,
)
from difference_finder.study.plan.statistics_settings import StatisticsSettings
from difference_finder.study.plots import draw_plot, get_plot, list_plots, plot, plot_names
from difference_finder.study.short_names import distinct_names
from difference_finder.study.study import Study
from difference_finder.study.table import Scores
from difference_finder.text import speak_as
from made_study import METRICS

pytest.importorskip("matplotlib")

KINDS = ("box", "paired", "pareto", "cd", "profile", "by-difficulty")
"""The plots of scores alone; kinds of change are measured on images."""


def test_every_module_is_a_plot() -> None:
    assert plot_names() == sorted([*KINDS, "kinds"])
    for one in list_plots():
        assert one.summary.endswith(".")
        assert get_plot(one.name) == one


def test_a_second_plot_of_a_name_is_refused() -> None:
    with pytest.raises(DuplicateNameError, match=r"plot 'box' exists already in .*plots\.box; give the one"):
        plot("box", summary="Another.")(lambda drawing: [])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [3.3, pytest.param(7.0, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "made",
    [
        study(own=OWN),
        study(("Set5",) * 5 + ("Set14",) * 14),
        study(methods=HOSTILE),
        study(methods=tuple(f"method {number}" for number in range(30))),
    ],
    ids=["plain", "data sets", "hostile names", "30 methods"],
)
def test_all_text_can_be_read(made, width, kind) -> None:
    """No text is cut off or over another one, and all have at least 7 points."""
    assert not faults(draw_plot(made, kind, width=width))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "pareto"])
def test_two_metrics_can_be_read(kind) -> None:
    assert not faults(draw_plot(study(), kind, metrics=("psnr", "lpips")))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_study_gives_the_same_bytes(kind) -> None:
    plots = [draw_plot(study(), kind) for _ in range(2)]
    for name, start in {"pdf": b"%PDF", "svg": b"<?xml", "png": b"\x89PNG"}.items():
        first, second = (drawn.to_bytes(name) for drawn in plots)
        assert first == second
        assert first.startswith(start)
        assert not re.search(rb"CreationDate|dc:date|tIME", first)


@pytest.mark.parametrize("kind", KINDS)
def test_fonts_of_pdf_are_embedded_as_type_42(kind) -> None:
    import matplotlib

    with matplotlib.rc_context({"pdf.compression": 0}):
        content = draw_plot(study(), kind).to_bytes("pdf")
    assert b"/FontFile2" in content
    assert b"/Type3" not in content
    assert b"STIXGeneral" in content


@pytest.mark.slow
def test_the_page_is_as_wide_as_asked_for() -> None:
    import io

    from PIL import Image

    for kind in KINDS:
        drawn = draw_plot(study(), kind, width=3.25, height=3.0, dpi=100)
        with Image.open(io.BytesIO(drawn.to_bytes("png"))) as picture:
            assert picture.size == (325, 300)


def test_settings_of_the_user_stay(tmp_path) -> None:
    import matplotlib

    with matplotlib.rc_context({"lines.linewidth": 7.5, "text.parse_math": True}):
        draw_plot(study(), "profile", tmp_path / "a.pdf")
        assert matplotlib.rcParams["lines.linewidth"] == 7.5
        assert matplotlib.rcParams["text.parse_math"] is True


@pytest.mark.parametrize(("suffix", "snippet"), [("pdf", True), ("svg", True), ("png", False)])
def test_latex_is_written_beside_vector_graphics(tmp_path, suffix, snippet) -> None:
    drawn = draw_plot(study(), "box")
    paths = drawn.save(tmp_path / f"scores.{suffix}")
    assert paths[-1] == tmp_path / f"scores.{suffix}"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in paths)
    assert (tmp_path / f"scores.{suffix}.tex").exists() == snippet
    if snippet:
        latex = (tmp_path / f"scores.{suffix}.tex").read_text(encoding="utf-8")
        assert "of 3 methods on 19 images" in latex
        assert "\\label{fig:scores}" in latex
        assert ("\\includegraphics" in latex) == (suffix == "pdf")


def test_a_paper_of_the_same_name_is_not_overwritten(tmp_path) -> None:
    (tmp_path / "paper.pdf.tex").write_text("\\documentclass{article}")
    with pytest.raises(InputError, match=r"paper.pdf.tex' exists and was not written by difference-finder"):
        study().plot("box", tmp_path / "paper.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["paper.pdf.tex"]


@pytest.mark.parametrize("name", ["a.docx", "a", "a%b.pdf"])
def test_files_that_cannot_be_written_are_refused_before_anything_is_drawn(tmp_path, name) -> None:
    with pytest.raises(InputError, match=r"must end in .pdf, .svg or .png|LaTeX cannot include"):
        study().plot("box", tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_other_formats_are_refused() -> None:
    with pytest.raises(UnsupportedFormatError, match="a plot is drawn as pdf, svg or png, not 'eps'"):
        draw_plot(study(), "box").to_bytes("eps")


def test_names_are_written_as_they_are() -> None:
    drawn = draw_plot(study(methods=HOSTILE), "box")
    shown = [text for text, *_ in texts(drawn)]
    assert "$\\alpha^2$" in shown
    assert "two\\nlines\\t_{x}" in shown
    long = [text for text in shown if text.startswith("a very")]
    assert len(set(long)) == 2
    assert all("\u2026" in text for text in long)


def test_labels_replace_names_everywhere() -> None:
    labels = {"ours": "Ours (2 M)", "edsr": "EDSR", PSNR: "P"}
    for kind in KINDS:
        drawn = draw_plot(study(labels={"bicubic": "Bicubic"}), kind, labels=labels)
        shown = " ".join(text for text, *_ in texts(drawn))
        assert "EDSR" in shown
        assert "Bicubic" in shown
        assert "edsr" not in shown
        assert "bicubic" not in shown
        assert "P (dB" in drawn.caption


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["short", "a_b_c"], ["short", "a_b_c"]),
        (["resnet_small_v1_x4", "resnet_large_v1_x4"], ["resnet_s\u2026", "resnet_l\u2026"]),
        (["0_common_name_of_all", "1_common_name_of_all"], ["0_co\u2026_all", "1_co\u2026_all"]),
        (
            [f"a_common_head_step_{n}_and_a_common_tail" for n in range(3)],
            ["\u2026ep_0_an\u2026", "\u2026ep_1_an\u2026", "\u2026ep_2_an\u2026"],
        ),
        (["x" * 20, "x" * 21], ["xxxx\u2026 (1)", "xxxx\u2026 (2)"]),
    ],
)
def test_shortened_names_differ(names, expected) -> None:
    assert distinct_names(names, lambda text: len(text) <= 9) == expected


def test_missing_matplotlib_is_named_with_its_remedy(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(
        MissingDependencyError, match=r"the plot needs matplotlib, .*; pip install 'matplotlib<4,>=3.8'"
    ):
        draw_plot(study(), "box")


@pytest.mark.parametrize(
    ("kind", "options", "error", "message"),
    [
        ("boxes", {}, UnknownNameError, "no plot 'boxes'; did you mean 'box'"),
        ("box", {"x": "psnr"}, UnknownNameError, "the plot 'box' has no x; it has metrics, data_sets"),
        (
            "kinds",
            {"metrics": "psnr"},
            UnknownNameError,
            "the plot 'kinds' has no metrics; it has none of its",
        ),
        ("pareto", {"metrics": "psnr"}, UnknownNameError, "the plot 'pareto' has no metrics; it has x, y"),
        ("box", {"metrics": "psnrr"}, UnknownNameError, "no metric in this study 'psnrr'"),
        ("box", {"methods": "nobody"}, UnknownNameError, "no method in this study 'nobody'"),
        ("box", {"data_sets": "Set5"}, UnknownNameError, "no data set in this study 'Set5'"),
        ("box", {"labels": {"nobody": "x"}}, UnknownNameError, "no name in this study 'nobody'"),
        ("box", {"font": "No Such Font"}, UnknownNameError, "no font on this machine 'No Such Font'"),
        ("box", {"width": 0.5}, InputError, "width must be a number of inches from 2 to 40, not 0.5"),
        ("box", {"height": "x"}, InputError, "height must be a number of inches from 0.5 to 40, not 'x'"),
        ("box", {"dpi": 3}, InputError, "dpi must be a whole number from 50 to 2400, not 3"),
        ("paired", {"height": 0.5}, InputError, r"does not fit into 3.5 x 0.5 inches with text of 8 points"),
        ("profile", {"methods": "ours"}, InputError, "'profile' compares at least 2 methods, and 1 is"),
        ("cd", {"methods": "ours"}, InputError, "'cd' compares at least 2 methods, and 1 is to be shown"),
        ("paired", {"methods": "ours"}, InputError, "compares 'ours' with its rivals, and there is none"),
        ("cd", {"post_hoc": "tukey"}, UnknownNameError, "no post-hoc test 'tukey'"),
        ("kinds", {}, InputError, "did not measure the kinds of change"),
    ],
)
def test_wrong_choices_are_errors(kind, options, error, message) -> None:
    with pytest.raises(error, match=message):
        draw_plot(study(), kind, **options)


def test_messages_name_options_as_the_command_does() -> None:
    with (
        speak_as("command"),
        pytest.raises(UnknownNameError, match="has no --x; it has --metric, --data-set"),
    ):
        draw_plot(study(), "box", x="psnr")


def test_a_metric_without_direction_is_drawn_but_not_compared() -> None:
    plain = ({**METRICS[0], "higher_is_better": None}, METRICS[2])
    made = study(metrics=plain)
    assert PSNR in [fact["spec"] for fact in made.record["metrics"]]
    assert draw_plot(made, "box").caption.startswith("PSNR-Y (dB) of 3 methods")
    for kind in ("paired", "cd", "profile"):
        with pytest.raises(InputError, match="has no direction, higher or lower is better"):
            draw_plot(made, kind, metrics="psnr")
        assert "LPIPS" in draw_plot(made, kind).caption


def test_primary_metrics_are_the_default() -> None:
    settings = {**StatisticsSettings().to_dict(), "primary": ["lpips"]}
    assert draw_plot(study(statistics=settings), "box").caption.startswith("LPIPS (lower is better)")


@pytest.mark.parametrize("kind", KINDS)
def test_few_images_and_methods_give_a_plot_or_a_reason(kind) -> None:
    for count in (1, 2):
        names = ("a",) * count
        for methods in (("ours",), ("ours", "edsr")):
            made = study(names, methods=methods)
            try:
                drawn = draw_plot(made, kind)
            except InputError as error:
                assert re.search(r"at least [23]|rivals|divided into thirds", str(error))
            else:
                assert f"{count} image" in drawn.caption
                assert not faults(drawn)


@pytest.mark.parametrize("kind", KINDS)
def test_missing_and_infinite_scores_are_counted_and_named(kind) -> None:
    def change(tables):
        table = tables[PSNR]
        table[0, 3], table[1, 4], table[:2, 6], table[2, 5] = np.inf, np.inf, np.inf, np.nan
        return tables

    drawn = draw_plot(study(change=change), kind)
    if kind == "paired":
        told = [
            "infinite differences, which are arrowheads and do not enter means: edsr 2, bicubic 2",
            "ties of two infinite scores, which do not enter means: edsr 1",
            "images left out for lack of a score: bicubic 1",
        ]
    elif kind in ("cd", "profile"):
        told = ["images without a score, which are left out: bicubic 1; with an infinite score, which count"]
    elif kind == "by-difficulty":
        told = ["Images without a finite PSNR-Y of every method are left out: 4 low."]
    else:
        told = [
            "Left out are 4 of 19 images on which PSNR-Y is not a finite number for every method (missing:"
            " bicubic 1; infinite: ours 2, edsr 2)."
        ]
    for text in told:
        assert text in drawn.caption


def test_a_metric_without_any_common_image_is_an_error() -> None:
    def change(tables):
        tables[PSNR][1] = np.nan
        return tables

    with pytest.raises(InputError, match="no image has a finite score of every method in 'psnr@basicsr"):
        draw_plot(study(change=change), "box")


@pytest.mark.parametrize("kind", KINDS)
def test_groups_are_the_units(kind) -> None:
    drawn = draw_plot(with_groups(study(), 4), kind)
    counted = "each group counts once" if kind == "by-difficulty" else "5 groups of 19 images"
    assert counted in drawn.caption
    assert not faults(drawn)


@pytest.mark.parametrize("kind", KINDS)
def test_captions_state_images_weights_and_protocols(kind) -> None:
    drawn = draw_plot(study(("Set5",) * 5 + ("Set14",) * 14), kind)
    assert "19 images" in drawn.caption
    assert "basicsr-y:crop_border=4" in drawn.caption
    if kind == "box":
        assert "Set14 (n = 14)" in [text for text, *_ in texts(drawn)]
    else:
        assert "each data set has the same weight" in drawn.caption


@pytest.mark.parametrize("kind", ["box", "paired", "pareto", "cd", "profile"])
def test_scores_that_were_measured_elsewhere_are_drawn(kind) -> None:
    rng = np.random.default_rng(0)
    rows = [
        {
            "image": str(n),
            "method": method,
            "psnr": 30 + place + rng.normal(),
            "lpips": 0.3 - rng.random() / 9,
        }
        for n in range(12)
        for place, method in enumerate(("edsr", "ours"))
    ]
    drawn = Study.from_scores(rows, ours="ours").plot(kind)
    assert "12 images" in drawn.caption
    assert drawn.caption.endswith("The scores were measured elsewhere.")


def test_difficulty_of_scores_measured_elsewhere_is_unknown() -> None:
    with pytest.raises(InputError, match="high-frequency content of the references of this study is unknown"):
        draw_plot(study(difficulty=False), "by-difficulty")


@pytest.mark.nightly
@pytest.mark.parametrize("kind", KINDS)
def test_a_thousand_methods_are_the_best_and_the_others_are_counted(kind) -> None:
    names = ("ours", *(f"m{number}" for number in range(999)))
    scores = study(("a",) * 4, methods=names).scores
    tables = {spec: table[::-1] for spec, table in scores.tables.items()}  # ours is the worst
    made = study(("a",) * 4, methods=names)
    turned = Scores(scores.names, None, names, scores.metrics, tables, scores.data_sets)
    made = Study(turned, (), made.record, None, dict, made.high_frequency)
    if kind == "paired":
        object.__setattr__(made, "record", {**made.record, "metrics": [METRICS[0]]})
    drawn = draw_plot(made, kind, width=7.0)
    counted = {
        "box": "23 methods with the best mean PSNR-Y, and ours; 976 further methods are not",
        "paired": "6 methods with the best mean PSNR-Y, and ours; 993 further methods are not",
        "pareto": "Points without a name: 988 methods.",
        "cd": "19 methods with the best mean PSNR-Y, and ours; 980 further methods are not",
    }.get(kind, "7 methods with the best mean PSNR-Y, and ours; 992 further methods are not")
    assert counted in drawn.caption
    shown = " ".join(text for text, *_ in texts(drawn))
    assert "m998" in shown
    if kind != "paired":
        assert "ours" in shown
    assert not faults(drawn)


def test_looks_differ_also_in_grey_and_for_colour_blind_readers() -> None:
    from matplotlib.colors import to_rgb

    from difference_finder.study.plots._style import COLOURS, look_of

    looks = [look_of(place) for place in range(64)]
    assert len({(look.colour, look.marker) for look in looks}) == 64
    assert len({look.marker for look in looks[:8]}) == len({str(look.line) for look in looks[:8]}) == 8
    grey = [float(np.dot(to_rgb(colour), (0.299, 0.587, 0.114))) for colour in COLOURS]
    assert min(abs(a - b) for a, b in itertools.pairwise(grey)) > 0.1  # neighbours
    # Deuteranopia and protanopia (Vienot, Brettel and Mollon 1999), on linear values.
    linear = np.array([to_rgb(colour) for colour in COLOURS]) ** 2.2
    for matrix in (
        [[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]],
        [[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]],
    ):
        seen = np.clip(linear @ np.array(matrix).T, 0, 1) ** (1 / 2.2)
        for place, first in enumerate(seen):
            for second in seen[place + 1 :]:
                assert np.linalg.norm(first - second) > 0.09


def test_a_plot_shows_itself() -> None:
    drawn = draw_plot(study(), "cd")
    assert repr(drawn) == "Plot(kind='cd', width=3.5)"
    assert drawn._repr_png_().startswith(b"\x89PNG")


def test_the_plot_of_the_guide_is_drawn(monkeypatch) -> None:
    from difference_finder.study.plots import _registry

    guide = (Path(__file__).parents[3] / "docs" / "plots.md").read_text(encoding="utf-8")
    [code] = re.findall(r"^```python\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)
    monkeypatch.setattr(_registry, "_found", dict(_registry._found))
    exec(compile(code, "plots.md", "exec"), {"__name__": "means"})
    monkeypatch.setattr("difference_finder.study.plots._plot.get_plot", _registry._found.__getitem__)
    drawn = draw_plot(study(), "means", metrics="lpips")
    assert drawn.caption == "Mean LPIPS (lower is better) of 3 methods."
    means = [mean.mean for mean in study().means if mean.metric == "lpips"]
    assert [bar.get_height() for bar in drawn.figure.axes[0].patches] == pytest.approx(means)
    assert not faults(drawn)
