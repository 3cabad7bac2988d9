"""The command ``table``."""

from pathlib import Path

import pytest

from difference_finder import rank
from difference_finder.cli import main
from difference_finder.study.study import Study
from folders import method_folders


@pytest.fixture(scope="module")
def study(one_process, tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("cli_table")
    folders = method_folders(folder, [f"{number}" for number in range(6)], ("ours", "edsr"))
    rank(folder / "GT", folders, ["psnr", "ssim"], output=folder / "study", workers=1, crops=None)
    return folder / "study"


def table(study: Path, *arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(["table", str(study), *arguments])
    return int(stop.value.code or 0)


def test_the_table_is_printed(study, capsys) -> None:
    assert table(study) == 0
    printed = capsys.readouterr().out
    assert printed == Study.open(study).table()
    means = {mean.method: mean.mean for mean in Study.open(study).means if mean.metric == "psnr"}
    assert f"**{means['ours']:.2f}**" in printed
    assert f"<u>{means['edsr']:.2f}</u>" in printed


@pytest.mark.parametrize(
    ("name", "start"), [("t.tex", "% needs"), ("t.html", "<table"), ("t.typ", "#figure(")]
)
def test_the_suffix_chooses_the_format(study, tmp_path, capsys, name, start) -> None:
    assert table(study, "-o", str(tmp_path / name)) == 0
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)
    assert capsys.readouterr().out == f"wrote {tmp_path / name}\n"


def test_options_reach_the_table(study, capsys) -> None:
    options = [
        "--metric",
        "ssim",
        "--method",
        "edsr",
        "--method",
        "ours",
        "--decimals",
        "ssim=3",
        "--transpose",
    ]
    options += ["--label", "edsr=EDSR", "--caption", "Means", "--no-significance", "--order", "mean"]
    assert table(study, *options, "--format", "csv") == 0
    assert [line.split(",")[3] for line in capsys.readouterr().out.splitlines()] == ["method", "ours", "edsr"]
    assert table(study, *options, "--format", "latex", "--tex-label", "tab:a") == 0
    written = capsys.readouterr().out
    assert "Metric & \\multicolumn{1}{c}{ours} & \\multicolumn{1}{c}{EDSR} \\\\" in written
    assert "\\label{tab:a}" in written
    assert "dagger" not in written


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--metric", "psnrr"], "no metric in this study 'psnrr'; did you mean 'psnr'"),
        (
            ["--decimals", "psnr"],
            "--decimals takes METRIC=N with a whole number N, such as psnr=2, not 'psnr'",
        ),
        (["--decimals", "psnr=1,psnr=2"], "--decimals names 'psnr' twice"),
        (["--decimals", "psnr=99"], "--decimals must be a whole number from 0 to 15 for 'psnr', not 99"),
        (["--label", "ours"], "--label is NAME=TEXT, not 'ours'"),
        (["--label", "ours=a", "--label", "ours=b"], "--label names 'ours' twice"),
        (["-o", "table.docx"], "name the format by --format"),
        (["--own", "runtime"], "runtime"),
    ],
)
def test_wrong_options_are_usage_errors(study, capsys, monkeypatch, tmp_path, options, message) -> None:
    monkeypatch.chdir(tmp_path)
    assert table(study, *options) == 2
    assert message in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_table_wider_than_the_page_is_divided_and_the_terminal_says_so(study, tmp_path, capsys) -> None:
    target = tmp_path / "t.tex"
    assert table(study, "-o", str(target), "--width", "1.8") == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"wrote {target}"
    assert told[1].startswith("note: the table is about 2.") and "more than 1.8 inches (--width)" in told[1]
    assert told[1].endswith("and is divided into 2 blocks of about 1.6 inches")
    assert target.read_text().count("ours &") == 2
    assert table(study, "--format", "latex", "--width", "1.8") == 0
    printed = capsys.readouterr()
    assert printed.out == target.read_text() and printed.err == f"{told[1]}\n"
    assert table(study, "--width", "1.8") == 2
    assert (
        "--width 1.8 is the width of a table on paper, and markdown has no pages" in capsys.readouterr().err
    )
