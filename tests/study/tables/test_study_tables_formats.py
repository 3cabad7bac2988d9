"""Tables as text: values and marks in each format, and names that a format would read as commands."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser

import pytest

from difference_finder.errors import UnknownNameError, UnsupportedFormatError
from difference_finder.study.study import Study
from difference_finder.study.tables import FORMATS, TableOptions, fit_to_paper, render, tabulate
from difference_finder.study.tables.formats import format_of
from latex_cells import cells_of_latex
from made_study import made_study

HOSTILE = ("a_b & $c^2$ {d}%#~\\e", "<script>alert(1)</script>|x", "=1+1\nnew`line`*[z](y)\"'")


def text(format: str, study: Study | None = None, **options) -> str:
    return render(tabulate(study or made_study(), TableOptions.checked(**options)), format)


@pytest.mark.parametrize("transpose", [False, True])
@pytest.mark.parametrize("methods", [("ours", "edsr", "bicubic"), HOSTILE])
def test_latex_is_well_formed(methods, transpose) -> None:
    study = made_study(methods=methods)
    written = text("latex", study, transpose=transpose, caption="100 % & more", label="tab:sr set_5")
    rows = cells_of_latex(written)
    width = len(re.search(r"\\begin\{tabular\}\{([lr]+)\}", written)[1])
    assert {sum(wide for _, wide in row) for row in rows} == {width}
    assert "\\label{tab:sr-set_5}" in written
    assert "\\caption{100 \\% \\& more}" in written
    assert all(rule in written for rule in ("\\toprule", "\\midrule", "\\bottomrule"))
    blocks = len(fit_to_paper(tabulate(study, TableOptions.checked(transpose=transpose))).blocks)
    assert not transpose or written.count("\\midrule") == 4 * blocks - 1


def test_names_are_no_arguments_of_the_end_of_a_row() -> None:
    rows = text("latex", made_study(None, methods=("[1] ours", "*edsr", "bicubic"))).splitlines()
    assert [row.partition(" &")[0].strip() for row in rows if " & " in row][-3:] == [
        "{[}1{]} ours", "{*}edsr", "bicubic"
    ]  # fmt: skip


def test_letters_that_need_another_engine_are_named() -> None:
    written = text("latex", made_study(None, methods=("\u03bc-net", "M\u00fcller\u2019s", "\u6211")))
    assert written.startswith(
        "% the letters \u03bc \u6211 need XeLaTeX or LuaLaTeX, and a font that has them\n% needs"
    )
    assert text("latex").startswith("% needs")


def test_a_name_is_no_enumeration_in_typst() -> None:
    written = text("typst", made_study(None, methods=("1. ours", "2.5 M", "30.")))
    assert "[1\\. ours]" in written and "[2.5 M]" in written and "[30\\.]" in written


def test_latex_marks_the_best_and_the_second_best() -> None:
    written = text("latex", metrics="psnr", data_sets=["Set14"])
    ours, edsr, bicubic = (cell.text for (cell,) in tabulate(
        made_study(), TableOptions.checked(metrics="psnr", data_sets=["Set14"])
    ).cells)  # fmt: skip
    assert f"ours & \\textbf{{{ours}}} \\\\" in written
    assert f"edsr & \\underline{{{edsr}}} \\\\" in written
    assert f"bicubic & {bicubic} \\\\" in written
    assert "\\rlap{$\\dagger$}" in text("latex", made_study(None))


def test_wide_tables_span_both_columns_of_the_page() -> None:
    assert "\\begin{table*}[t]" in text("latex")
    assert "\\begin{table*}[t]" in text("latex", metrics="psnr")
    assert "\\begin{table}[t]" in text("latex", metrics="psnr", average=False)
    assert "\\begin{table}[t]" in text("latex", metrics="psnr", width=3.25)


def test_markdown_has_one_row_of_headings() -> None:
    lines = text("markdown", metrics=["psnr", "lpips"], data_sets="Set5").splitlines()
    assert [cell.strip() for cell in lines[0].strip("|").split("|")] == [
        "Method",
        "Set5 (5 images) PSNR-Y (dB) \u2191",
        "Set5 (5 images) LPIPS \u2193",
    ]
    assert re.fullmatch(r"\| -+ \| -+: \| -+: \|", lines[1])
    assert {line.count("|") for line in lines[:5]} == {4}


def test_markdown_escapes_names() -> None:
    lines = text("markdown", made_study(None, methods=HOSTILE), metrics="psnr").splitlines()
    table = [line for line in lines if line.startswith("|")]
    assert len(table) == 5
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table} == {3}
    assert "<script>" not in "\n".join(lines).replace("\\<", "")
    assert "\\[z\\](y)" in table[4]


class Cells(HTMLParser):
    """Collects the text of cells, and the names of all elements."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[tuple[str, int]]] = []
        self.tags: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append(tag)
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append(("", int(dict(attrs).get("colspan", 1))))
            assert tag == "td" or dict(attrs)["scope"] in ("row", "col", "colgroup")

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data) -> None:
        if self.rows and self.rows[-1] and {"td", "th"} & set(self.open):
            last, width = self.rows[-1][-1]
            self.rows[-1][-1] = (last + data, width)


@pytest.mark.parametrize("transpose", [False, True])
def test_html_is_a_table_with_scopes(transpose) -> None:
    cells = Cells()
    cells.feed(text("html", made_study(methods=HOSTILE), transpose=transpose, caption="<b>"))
    assert cells.open == []
    assert "script" not in cells.tags
    assert len({sum(width for _, width in row) for row in cells.rows}) == 1
    names = cells.rows[0] if transpose else [row[0] for row in cells.rows[2:]]
    assert HOSTILE[1] in [name for name, _ in names]


def test_typst_has_balanced_brackets_and_all_cells() -> None:
    written = text("typst", made_study(methods=HOSTILE), caption="a#b", label="tab:x y")
    plain = re.sub(r"\\.", "", written)
    for first, last in ("()", "[]"):
        assert plain.count(first) == plain.count(last)
    assert "caption: [a\\#b]," in written
    assert written.endswith(") <tab:x-y>\n")
    table = tabulate(made_study(methods=HOSTILE))
    assert f"columns: {fit_to_paper(table).blocks[0].width}," in written
    assert written.count("#strong[") == sum(cell.rank == 1 for row in table.cells for cell in row)


def test_csv_has_every_mean_in_full_precision() -> None:
    study = made_study(methods=HOSTILE)
    table = tabulate(study)
    rows = list(csv.DictReader(io.StringIO(text("csv", study))))
    assert len(rows) == 9 * 3
    for number, column in enumerate(table.columns):
        for place in range(3):
            row, cell = rows[3 * number + place], table.cells[place][number]
            assert float(row["mean"]) == cell.value
            assert (row["images"], row["rank"]) == (str(cell.n), str(cell.rank or ""))
            assert row["data_set"] == (column.data_set or "average")
    assert rows[2]["method"] == "'" + HOSTILE[2]
    assert [row["verdict"] for row in rows[18:21]] == ["", "better", "better"]
    assert {row["family"] for row in rows} == {""}
    assert [row["label"] for row in rows[::3]] == ["PSNR-Y", "SSIM-Y", "LPIPS"] * 3


def test_csv_tells_primary_from_secondary_metrics() -> None:
    psnr = made_study().scores.metrics[0]
    statistics = {"level": 0.05, "draws": 999, "correction": "max-t", "primary": [psnr], "relevant": {}}
    own = {"parameters": {"unit": "", "values": {"ours": 11.9e6}, "lower_is_better": True}}
    study = made_study(statistics=statistics, own=own)
    rows = list(csv.DictReader(io.StringIO(text("csv", study, own="parameters"))))
    found = {row["metric"]: row["family"] for row in rows}
    assert list(found.values()) == ["primary", "secondary", "secondary", ""]
    assert [row["mean"] for row in rows[-3:]] == ["11900000.0", "", ""]


def test_formats_follow_suffixes() -> None:
    assert FORMATS == ("csv", "html", "latex", "markdown", "typst")
    named = {"t.tex": "latex", "t.MD": "markdown", "t.csv": "csv", "t.html": "html", "t.typ": "typst"}
    assert {name: format_of(name) for name in named} == named
    with pytest.raises(UnsupportedFormatError, match=r"'t.docx' has no suffix of a table \(\.csv, \.htm, "):
        format_of("t.docx")
    with pytest.raises(UnknownNameError, match="no format of tables 'tex'"):
        text("tex")


def test_a_study_writes_its_table(tmp_path) -> None:
    study = made_study()
    written = study.table(output=tmp_path / "table.tex", metrics="psnr")
    assert (
        (tmp_path / "table.tex").read_text(encoding="utf-8")
        == written
        == study.table("latex", metrics="psnr")
    )
    assert study.table() == study.table("markdown")


@pytest.mark.slow
def test_a_thousand_methods_are_a_table() -> None:
    methods = tuple(f"m{number:04}" for number in range(1000))
    study = made_study(None, methods=methods, metrics=(made_study().record["metrics"][0],))
    assert len(text("csv", study, significance=False).splitlines()) == 1001
