"""The command ``plot``."""

import shlex
from pathlib import Path

import pytest

from difference_finder import rank, rank_data_sets
from difference_finder.cli import main
from difference_finder.study.study import Study
from folders import method_folders

pytestmark = pytest.mark.usefixtures("one_process")

pytest.importorskip("matplotlib")


GUIDE = (Path(__file__).parents[2] / "docs" / "plots.md").read_text(encoding="utf-8")
COMMANDS = [line.partition("  #")[0] for line in GUIDE.splitlines() if line.startswith("difference-finder ")]


@pytest.fixture(scope="module")
def study(one_process, tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("cli_plot")
    folders = method_folders(folder, [f"{number}" for number in range(6)], ("ours", "edsr"), size=48)
    how = {"workers": 1, "crops": None, "kinds": True}
    rank(folder / "GT", folders, ["psnr", "ssim"], output=folder / "study", **how)
    return folder / "study"


def plot(study: Path, *arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(["plot", str(study), *arguments])
    return int(stop.value.code or 0)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["box", "paired", "pareto", "cd", "profile", "by-difficulty", "kinds"])
def test_each_plot_is_written_as_python_draws_it(study, tmp_path, capsys, kind) -> None:
    output = tmp_path / "a.pdf"
    assert plot(study, "--kind", kind, "-o", str(output), "--caption") == 0
    drawn = Study.open(study).plot(kind)
    assert output.read_bytes() == drawn.to_bytes("pdf")
    told = capsys.readouterr()
    assert told.out == f"{drawn.caption}\n"
    assert told.err == f"wrote {tmp_path / 'a.pdf.tex'}, {output}\n"
    assert "6 images" in drawn.caption
    assert "\\begin{figure}[t]" in (tmp_path / "a.pdf.tex").read_text(encoding="utf-8")


def test_the_default_file_is_named_after_the_plot(study, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert plot(study, "--kind", "cd") == 0
    assert capsys.readouterr().out == "wrote cd.pdf.tex, cd.pdf\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cd.pdf", "cd.pdf.tex"]


def test_several_files_are_written(study, tmp_path, capsys) -> None:
    files = [tmp_path / name for name in ("a.pdf", "b.png", "a.pdf")]
    assert plot(study, "--kind", "box", *(f"-o{file}" for file in files)) == 0
    assert capsys.readouterr().out == f"wrote {tmp_path / 'a.pdf.tex'}, {files[0]}, {files[1]}\n"
    drawn = Study.open(study).plot("box")
    assert [file.read_bytes() for file in files[:2]] == [drawn.to_bytes("pdf"), drawn.to_bytes("png")]


def test_options_reach_the_plot(study, tmp_path) -> None:
    output = tmp_path / "a.png"
    options = ["--x", "ssim", "--y", "psnr", "--width", "3", "--height", "2", "--font-size", "9"]
    options += ["--font", "DejaVu Serif", "--dpi", "100", "--label", "edsr=EDSR", "--method", "edsr"]
    assert plot(study, "--kind", "pareto", "-o", str(output), *options) == 0
    drawn = Study.open(study).plot(
        "pareto", x="ssim", y="psnr", width=3, height=2, font_size=9, font="DejaVu Serif", dpi=100,
        labels={"edsr": "EDSR"}, methods="edsr",
    )  # fmt: skip
    assert output.read_bytes() == drawn.to_bytes("png")
    assert "of 1 method, means over 6 images" in drawn.caption
    assert plot(study, "--kind", "cd", "-o", str(output), "--post-hoc", "conover", "--metric", "ssim") == 0
    conover = Study.open(study).plot("cd", metrics="ssim", post_hoc="conover")
    assert output.read_bytes() == conover.to_bytes("png")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--kind", "bars"], "'bars' is not one of"),
        ([], "Missing option '--kind'"),
        (["--kind", "box", "--x", "psnr"], "the plot 'box' has no --x; it has --metric, --data-set"),
        (["--kind", "cd", "--metric", "psnrr"], "no metric in this study 'psnrr'; did you mean 'psnr'"),
        (
            ["--kind", "cd", "--data-set", "Set5"],
            "the plot 'cd' has no --data-set; it has --metric, --post-hoc",
        ),
        (["--kind", "box", "-o", "a.pdf", "-o", "a.docx"], "'a.docx' must end in .pdf, .svg or .png"),
        (["--kind", "box", "--label", "ours"], "--label is NAME=TEXT, not 'ours'"),
        (["--kind", "box", "--width", "1"], "--width must be a number of inches from 2 to 40, not 1.0"),
        (["--kind", "pareto", "--x", "runtime"], "no metric or number in this study 'runtime'"),
    ],
)
def test_wrong_options_are_usage_errors(study, capsys, monkeypatch, tmp_path, options, message) -> None:
    monkeypatch.chdir(tmp_path)
    assert plot(study, *options) == 2
    assert message in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_study_of_data_sets_gives_the_plots_of_the_guide(tmp_path, capsys, monkeypatch) -> None:
    for name in ("Set5", "Set14"):
        method_folders(tmp_path / name, ["a", "b", "c"], ("ours", "edsr"), size=48)
    numbers = {"ours": 0.2, "edsr": 9.0}
    rank_data_sets(
        {
            "metrics": ["psnr", "ssim"],
            "reference": str(tmp_path / "{dataset}/GT"),
            "crops": "none",
            "data-sets": {"Set5": {}, "Set14": {}},
            "methods": {
                name: {"folder": str(tmp_path / "{dataset}/{method}"), "numbers": {"runtime": value}}
                for name, value in numbers.items()
            },
            "numbers": {"runtime": {"unit": "s", "lower_is_better": True}},
        },
        tmp_path / "study",
        workers=1,
    )
    monkeypatch.chdir(tmp_path)
    capsys.readouterr()
    for kind in ("box", "paired", "pareto", "cd", "profile", "by-difficulty"):
        assert plot(Path("study"), "--kind", kind, "-o", "a.svg", "--caption") == 0
        assert "6 images" in capsys.readouterr().out
    assert plot(Path("study"), "--kind", "pareto", "-o", "a.svg", "--caption") == 0
    assert "against Runtime (s, lower is better)" in capsys.readouterr().out
    assert plot(Path("study"), "--kind", "box", "--data-set", "Set14", "-o", "b.svg", "--caption") == 0
    assert "on 3 images in 1 of 2 data sets" in capsys.readouterr().out
    for command in COMMANDS:
        with pytest.raises(SystemExit) as stop:
            main(shlex.split(command)[1:])
        assert not stop.value.code
