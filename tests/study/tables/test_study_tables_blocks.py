"""Tables that are wider than a page: their estimated width, and the blocks that they are divided into."""

from __future__ import annotations

import re

import pytest

from difference_finder.errors import InputError
from difference_finder.study.tables import TableOptions, fit_to_paper, render, tabulate
from difference_finder.study.tables import blocks as division
from difference_finder.study.tables.widths import text_width
from made_study import METRICS, made_study

SETS = ("Set5", "Set14", "BSD100", "Urban100", "Manga109", "DIV2K-val")
FOUR = ("ours", "edsr", "bicubic", "SwinIR-light (M=180)")
OWN = {
    "runtime": {"unit": "s", "values": {"ours": 0.12, "edsr": 0.5}, "lower_is_better": True},
    "parameters": {
        "unit": "",
        "values": {"ours": 11.9e6, "edsr": 43e6, "bicubic": 0},
        "lower_is_better": True,
    },
}

MEASURED = (
    (1, {}, 9.27),
    (2, {}, 11.85),
    (4, {}, 17.01),
    (5, {"own": ("runtime", "parameters")}, 21.57),
    (4, {"transpose": True, "own": "runtime"}, 5.88),
    (4, {"metrics": "psnr"}, 9.20),
)
"""Tables, and their widths in inches as pdfTeX 1.40.24 sets them in Computer Modern at 10 points."""


def made(last: int, **options):
    """Return the table of four methods on data sets, up to the one at a place."""
    names = tuple(name for name in SETS[: last + 1] for _ in range(7))
    return tabulate(made_study(names, methods=FOUR, own=OWN), TableOptions.checked(**options))


@pytest.mark.parametrize(("last", "options", "inches"), MEASURED)
def test_widths_are_estimated_a_little_too_wide(last, options, inches) -> None:
    (block,) = fit_to_paper(made(last, width=40, **options)).blocks
    found = fit_to_paper(made(last, width=40, **options)).width
    assert inches <= found <= 1.04 * inches
    assert block.width == made(last, **options).layout().width


def test_a_table_that_fits_is_one_block_without_a_remark() -> None:
    fitted = fit_to_paper(made(4, transpose=True, own="runtime"))
    assert (len(fitted.blocks), fitted.remarks) == (1, ())
    assert fitted.blocks[0] == fitted.table.layout()


@pytest.mark.parametrize("width", [None, 5.5, 4.8, 3.25])
@pytest.mark.parametrize("options", [{}, {"own": ("runtime", "parameters")}, {"metrics": "psnr"}])
def test_blocks_fit_and_have_every_cell_once(width, options) -> None:
    table = made(5, width=width, **options)
    fitted = fit_to_paper(table)
    assert len(fitted.blocks) > 1 and fitted.width <= (width or 6.75)
    assert len({block.width for block in fitted.blocks}) == 1
    for place in range(len(FOUR)):
        rows = [block.rows[place] for block in fitted.blocks]
        assert {row[0].text for row in rows} == {FOUR[place]}
        cells = [entry for row in rows for entry in row[1:] if entry.text]
        assert cells == list(table.layout().rows[place][1:])
    heads = [span.text for block in fitted.blocks for span in block.headings[-1][1:] if span.text]
    assert heads == [column.heading for column in fitted.table.columns]
    for block in fitted.blocks:
        assert {sum(span.width for span in spans) for spans in block.headings} == {block.width}


def test_columns_of_a_data_set_stay_together() -> None:
    blocks = fit_to_paper(made(5, own="parameters")).blocks
    spans = [[(span.text, span.width) for span in block.headings[0][1:] if span.text] for block in blocks]
    counts = {name: f"{name} (7 images)" for name in SETS}
    assert spans == [
        [(counts["Set5"], 3), (counts["Set14"], 3)],
        [(counts["BSD100"], 3), (counts["Urban100"], 3)],
        [(counts["Manga109"], 3), (counts["DIV2K-val"], 3)],
        [("Average", 3)],
    ]


def test_a_block_of_numbers_of_ones_own_has_one_row_of_headings() -> None:
    *others, last = fit_to_paper(made(4, own=("runtime", "parameters"))).blocks
    assert {len(block.headings) for block in others} == {2}
    assert [[span.text for span in spans] for spans in last.headings] == [
        ["Method", "Runtime (s) \u2193", "Parameters \u2193", "", "", "", ""]
    ]


def test_units_of_wide_tables_are_in_the_notes() -> None:
    wide = fit_to_paper(made(5))
    assert wide.blocks[0].headings[1][1].text == "PSNR-Y \u2191"
    assert wide.table.notes[-1] == "PSNR-Y in dB."
    own = fit_to_paper(made(5, own="runtime")).table.columns[-1]
    assert own.heading == "Runtime (s) \u2193"
    assert fit_to_paper(made(0, average=False)).table == made(0, average=False)


def test_remarks_state_widths_and_remedies() -> None:
    remark, other = fit_to_paper(made(5)).remarks
    assert other == "with transpose=True, 1 block is enough"
    assert re.fullmatch(
        r"the table is about 20\.\d inches wide in text of 10 points, more than 6\.75 inches \(width\), and"
        r" is divided into 4 blocks of about 6\.\d inches",
        remark,
    )
    remarks = fit_to_paper(made(5, width=2)).remarks
    assert "blocks of one column are still about" in remarks[1]
    assert "more than 2 inches (width); shorten names by labels" in remarks[1]
    assert "rows, more than fit a page; choose fewer methods, data_sets or metrics" in remarks[2]


def test_transposed_tables_are_divided_between_methods() -> None:
    methods = tuple(f"a method of number {number}" for number in range(9))
    table = tabulate(made_study(methods=methods), TableOptions.checked(transpose=True))
    blocks = fit_to_paper(table).blocks
    assert [span.text for block in blocks for span in block.headings[0][2:] if span.text] == list(methods)
    assert {block.labels for block in blocks} == {2}
    # Without "(dB)", there is one block fewer.
    assert {block.rows[0][1].text for block in blocks} == {"PSNR-Y \u2191"}


def test_each_way_to_head_a_table_is_divided_once(monkeypatch) -> None:
    methods = tuple(f"a method of number {number:03}" for number in range(120))
    table = tabulate(made_study(methods=methods, metrics=METRICS[:1]), TableOptions.checked(transpose=True))
    parts, headed = [], []
    part, by_column = division._part, division._by_column
    monkeypatch.setattr(division, "_part", lambda *given: parts.append(given) or part(*given))
    monkeypatch.setattr(division, "_by_column", lambda spans: headed.append(spans) or by_column(spans))
    fitted = fit_to_paper(table)
    # With and without units, and numbers of images: none is divided again and again until its blocks fit.
    assert len(headed) == 4
    assert len(parts) <= 2 * 4 * len(fitted.blocks)
    assert [span.text for block in fitted.blocks for span in block.headings[0][2:] if span.text] == [*methods]


@pytest.mark.parametrize(("format", "start"), [("latex", "% "), ("typst", "// ")])
def test_formats_for_paper_have_the_blocks_and_say_so(format, start) -> None:
    table = made(5)
    written = render(table, format)
    assert f"{start}{fit_to_paper(table).remarks[0]}" in written
    assert written.count("Manga109") == 1 and written.count("SwinIR") == 4
    assert "PSNR" in written and "in dB." in written


@pytest.mark.parametrize("format", ["csv", "html", "markdown"])
def test_formats_without_pages_refuse_a_width(format) -> None:
    assert render(made(5), format).count("Manga109") >= 1
    message = f"width=5 is the width of a table on paper, and {format} has no pages; .* formats latex, typst"
    with pytest.raises(InputError, match=message):
        render(made(5, width=5), format)


def test_letters_of_other_scripts_are_wide() -> None:
    assert text_width("\u6f22\u5b57") == 20
    assert text_width("W", bold=True) > text_width("W") > text_width("i")
