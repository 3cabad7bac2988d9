"""The command ``figure``."""

from pathlib import Path

import pytest

from difference_finder import rank
from difference_finder.cli import main
from difference_finder.study.study import Study
from folders import method_folders
from planted_methods import planted_folders

pytestmark = pytest.mark.usefixtures("one_process")

pytest.importorskip("matplotlib")


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("cli_figure")
    folders = method_folders(folder, ["cat"], ("ours", "edsr", "a,b"), size=72)
    rank(folder / "GT", folders, ["psnr", "ssim"], output=folder / "study", workers=1, crop_sizes=[24])
    return folder


def figure(root: Path, *arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(["figure", str(root / "study"), *arguments])
    return int(stop.value.code or 0)


@pytest.mark.parametrize("suffix", ["pdf", "svg", "png", "pgf"])
def test_the_figure_and_its_latex_are_written(root, tmp_path, capsys, suffix) -> None:
    output = tmp_path / f"out.{suffix}"
    assert figure(root, "-o", str(output), "--methods", "edsr,ours", "--width", "3.5") == 0
    told = capsys.readouterr().out
    assert "row 1, ours best: cat, 24x24 at (" in told
    assert f"{output}" in told
    assert output.stat().st_size > 1000
    latex = (tmp_path / f"out.{suffix}.tex").read_text()
    assert "\\begin{figure}[t]" in latex
    assert "Not shown: a,b." in latex


def test_all_options_arrive(root, tmp_path) -> None:
    output = tmp_path / "out.svg"
    options = ["--crops", "2", "--random", "--crop", "cat:1,2,16", "--metric", "ssim", "--values", "image"]
    options += [
        "--errors",
        "below",
        "--gain",
        "7",
        "--colormap",
        "grey",
        "--display",
        "0,0.5",
        "--font-size",
        "6",
    ]
    options += [
        "--interpolation",
        "lanczos",
        "--title",
        "Some title",
        "--label",
        "ours=Ours=x",
        "--row-label",
        "R1",
    ]
    options += ["--methods", "a,b", "--methods", "ours", "--font", "DejaVu Serif", "--dpi", "200"]
    assert figure(root, "-o", str(output), *options) == 0
    drawn, latex = output.read_text(), (tmp_path / "out.svg.tex").read_text()
    for text in (
        "Some title",
        "Ours=x",
        "R1",
        "Chosen by hand",
        "SSIM \u2191",
        "error \u00d77",
        "a,b",
        "Random",
    ):
        assert text in drawn, text
    assert "DejaVu Serif" in drawn
    assert "shown from 0 to 0.5" in latex
    assert "chosen by hand" in latex
    assert "of the whole image" in latex
    assert "lanczos interpolation" in latex


@pytest.mark.parametrize("layout", ["overview", "inset"])
def test_layouts_letters_and_captions_arrive(root, tmp_path, layout) -> None:
    output = tmp_path / "out.svg"
    options = ["--layout", layout, "--letters", "rows", "--caption", "short", "--values", "none"]
    assert figure(root, "-o", str(output), *options) == 0
    drawn, latex = output.read_text(), (tmp_path / "out.svg.tex").read_text()
    assert "(a) " in drawn and "(b) " in drawn
    assert ("lines join to their boxes" in latex) == (layout == "inset")
    assert "Crops selected by mse from" in latex
    assert "percentile" not in latex


def test_several_outputs_are_written_at_once_each_with_its_latex(root, tmp_path, capsys) -> None:
    outputs = [tmp_path / name for name in ("a.pdf", "a.png")]
    assert figure(root, "-o", str(outputs[0]), "-o", str(outputs[1]), "--methods", "ours,edsr") == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pdf", "a.pdf.tex", "a.png", "a.png.tex"]
    assert capsys.readouterr().out.count("wrote ") == 2
    assert "a.pdf" not in (tmp_path / "a.png.tex").read_text()


def test_rows_are_named_as_in_the_figure(root, tmp_path, capsys) -> None:
    output = tmp_path / "a.svg"
    options = ["--crop", "cat:0,0,8", "--row-label", "Eyes", "--letters", "rows", "--metric", "ssim"]
    assert figure(root, "-o", str(output), *options) == 0
    told = capsys.readouterr().out.splitlines()
    drawn = Study.open(root / "study").figure(
        places=["cat:0,0,8"], row_labels=["Eyes"], letters="rows", metrics="ssim"
    )
    assert drawn.titles[0] == "(a) Eyes" and drawn.titles[-1].endswith("Chosen by hand")
    assert set(drawn.titles) <= {label.text for label in drawn.sheet.labels}
    for number, title in enumerate(drawn.titles, 1):
        assert told[number - 1].startswith(f"row {number}, {title}: cat, ")
    last = len(drawn.titles)
    assert f"note: row {last} has no ssim: an image of 8x8 is smaller than the window" in "\n".join(told)
    assert "use window" not in (tmp_path / "a.svg.tex").read_text()


def test_a_figure_that_is_higher_than_a_page_is_refused_unless_it_is_allowed(root, tmp_path, capsys) -> None:
    output = tmp_path / "a.svg"
    options = ["-o", str(output), "--crops", "15", "--errors", "below", "--max-height", "3"]
    assert figure(root, *options) == 2
    told = capsys.readouterr().err
    assert "crops and 3 methods, and a page has 3; show fewer crops (--crops)" in told
    assert not output.exists()
    height = told.rpartition("--max-height ")[2].strip()
    assert figure(root, *options[:-1], height) == 0
    assert output.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--methods", "our"], "no method in this study 'our'; did you mean 'ours'"),
        (["-o", "figure.bmp"], "must end in .pdf, .png, .svg, .pgf or .tex"),
        (["--crops", "1"], "pass --crops 2 or more"),
        (["--label", "ours"], "--label is NAME=TEXT, not 'ours'"),
        (["--layout", "inset", "--errors", "beside"], "--layout inset has no room for --errors beside"),
        (["--layout", "inset", "--gain", "3"], "--gain 3 scales error maps, and --layout inset shows none"),
        (["-o", "a.pdf", "-o", "b.bmp"], "must end in .pdf, .png, .svg, .pgf or .tex"),
        (["--display", "1,0"], "--display takes black first, and 1 is more than 0; pass --display 0,1"),
        (["--gain", "-1"], "gain must be a positive number such as 5, not -1.0"),
    ],
)
def test_wrong_usage_is_one_line(root, capsys, monkeypatch, tmp_path, arguments, words) -> None:
    monkeypatch.chdir(tmp_path)
    assert figure(root, *arguments) == 2
    assert words in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_folder_without_a_study_is_told(tmp_path, capsys) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["figure", str(tmp_path)])
    assert stop.value.code == 2
    assert "holds no finished study" in capsys.readouterr().err


@pytest.fixture(scope="module")
def kinds_root(tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("cli_figure_kinds")
    folders = planted_folders(folder, ("ours", "bright"), 2)
    rank(folder / "GT", folders, "psnr", output=folder / "study", workers=1, crop_sizes=[32], kinds=True)
    return folder


def test_crops_of_one_kind(kinds_root, tmp_path, capsys) -> None:
    output = tmp_path / "out.svg"
    assert figure(kinds_root, "-o", str(output), "--crops-kind", "brighter", "--crops", "1") == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.startswith("row 1, Median: brighter: ") for line in told[:-1]] == [True]
    assert told[0].endswith("; the change is brighter")
    assert "with the first kind brighter" in (tmp_path / "out.svg.tex").read_text()


def test_a_kind_that_is_not_there_is_named_as_an_option(root, kinds_root, capsys) -> None:
    assert figure(kinds_root, "--crops-kind", "banding") == 2
    assert "--crops-kind banding: no window has this first kind; the windows have" in capsys.readouterr().err
    assert figure(root, "--crops-kind", "banding") == 2
    assert "did not measure; run it again with --kinds" in capsys.readouterr().err
