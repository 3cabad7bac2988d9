"""The commands and the Python of README, of the guide and of CONTRIBUTING do what they say."""

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from PIL import Image, ImageOps

from difference_finder.cli import main
from difference_finder.cli._demo_images import make_folders, make_pair
from missing import skipped

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")

PAGES = (
    "ci", "compare", "figures", "from-0.0.4", "maps", "metrics", "notebooks", "output-folder", "parts",
    "python", "reports", "studies", "tables",
)  # fmt: skip
"""Pages of the guide whose commands and Python run on the pictures of the fixture below."""

WRITTEN = sorted(
    path.relative_to(ROOT).as_posix()
    for place in ("*.md", "tutorials/*.md")
    for path in (ROOT / "docs").glob(place)
)
"""Pages of the guide and of the site that are written by hand."""

MADE = ("all-parts/", "commands/")
"""Folders of pages that are made when the site is built; tests/test_site.py checks links to them."""

GUIDE = "\n".join((ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in PAGES)


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


COMMANDS = [
    line.partition("  #")[0].rstrip()
    for block in blocks(GUIDE, "console")
    for line in block.splitlines()
    if line.startswith("diff") and "weights fetch" not in line  # which needs the network
]
VIEW = [command for command in COMMANDS if " view " in command]  # which runs until its page is closed
RANK = next(command for command in COMMANDS if " rank " in command)


def takes_time(command: str) -> Any:
    """Return a command of the guide as a parameter, slow if it draws figures or plots."""
    drawn = " figure " in command or " plot " in command
    return pytest.param(command, marks=pytest.mark.slow if drawn else (), id=command)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory) -> Path:
    """Return a folder with the pictures that the guide speaks of."""
    folder: Path = tmp_path_factory.mktemp("pictures")
    make_pair(folder)
    make_folders(folder)
    for name, source in (("before", "original"), ("after", "retouched")):
        shutil.rmtree(folder / name)
        for number in range(2):
            with Image.open(folder / f"{source}.png") as picture:
                (folder / name).mkdir(exist_ok=True)
                picture.rotate(180 * number).save(folder / name / f"{number}.png")
                (folder / "masks").mkdir(exist_ok=True)
                picture.convert("L").point(lambda level: 255 * (level > 40)).save(
                    folder / "masks" / f"{number}.png"
                )
    return folder


@pytest.fixture(scope="module")
def study(pictures: Path, tmp_path_factory) -> Path:
    """Return a folder with the pictures and the study of the guide."""
    folder = tmp_path_factory.mktemp("study") / "folder"
    shutil.copytree(pictures, folder)
    done = run(RANK, folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a folder for the test alone, with a study if what it runs reads one."""
    words = request.node.callspec.params.get("command", request.node.callspec.params.get("code"))
    reads_a_study = re.search(r"\bstudy\b", words) and not re.search(r"\brank\b", words)
    source = request.getfixturevalue("study" if reads_a_study else "pictures")
    shutil.copytree(source, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_there_are_commands_to_check() -> None:
    assert len(COMMANDS) >= 8


@pytest.mark.parametrize("command", [takes_time(command) for command in COMMANDS if command not in VIEW])
def test_every_command_runs(command: str, folder: Path, request: pytest.FixtureRequest) -> None:
    if "lpips" in command:
        request.getfixturevalue("real_weights")
    for word, package in {"engine ray": "ray", "engine slurm": "submitit", "parquet": "pyarrow"}.items():
        if word in command:
            pytest.importorskip(package)
    if " figure " in command:
        pytest.importorskip("matplotlib")
    for one in command.split(" && "):
        done = run(one, folder)
        assert done.returncode == 0, done.stderr
        assert done.stdout


@pytest.mark.parametrize("command", VIEW)
def test_every_viewer_opens(command: str, folder: Path) -> None:
    pytest.importorskip("starlette")
    pytest.importorskip("uvicorn")
    arguments = [sys.executable, "-m", "difference_finder", *shlex.split(command)[1:], "--no-browser"]
    with subprocess.Popen(arguments, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        address = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", process.stdout.readline())[0]
        with urlopen(address) as page:
            assert b"<difference-page>" in page.read()
        process.terminate()


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in this process: in one of its own, each would import numpy and others again."""
    program, *arguments = shlex.split(command)
    assert program == "difference-finder"
    out, err = io.StringIO(), io.StringIO()
    with chdir(folder), redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as stop:
        main(arguments)
    return subprocess.CompletedProcess(command, stop.value.code, out.getvalue(), err.getvalue())


@pytest.mark.parametrize("command", [command for command in COMMANDS if "original.png" in command][:1])
def test_a_process_of_its_own_prints_the_same(command: str, folder: Path) -> None:
    arguments = [sys.executable, "-m", "difference_finder", *shlex.split(command)[1:]]
    done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, check=False)
    here = run(command, folder)
    assert (done.returncode, done.stdout, done.stderr) == (here.returncode, here.stdout, here.stderr)


@pytest.mark.parametrize("code", blocks(GUIDE, "python"))
def test_every_piece_of_python_runs(code: str, folder: Path, monkeypatch) -> None:
    if "import torch" in code:
        pytest.importorskip("torch")
    if ".figure(" in code:
        pytest.importorskip("matplotlib")
    monkeypatch.chdir(folder)
    with skipped():  # the snippet needs a package of an extra
        exec(compile(code, "the guide", "exec"), {"__name__": "__main__"})


@pytest.mark.parametrize("with_gradient", [pytest.param(True, marks=pytest.mark.nightly), False])
def test_the_metric_of_the_guide_keeps_the_contracts(with_gradient: bool) -> None:
    """It is added as a file would be, and the contract tests run over it."""
    (code,) = blocks((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), "python")
    if not with_gradient:
        pytest.importorskip("torch")  # differentiates the metric
        code = code.partition("@huber.gradient")[0]
    script = (
        f"{code}\nimport sys, pytest\n"
        "sys.exit(pytest.main(['tests/contracts/test_contracts_metrics.py', '-k', 'huber', '--no-header']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("command", [line for line in COMMANDS if "--fail-" in line])
def test_the_thresholds_of_the_readme_can_fail(command: str, folder: Path) -> None:
    for path in (folder / "after").iterdir():
        with Image.open(path) as picture:
            ImageOps.invert(picture).save(path)
    done = run(command, folder)
    assert done.returncode == 1, done.stderr


def test_the_readme_is_short() -> None:
    assert README.count("\n") <= 150


def test_the_readme_runs_in_one_shell(tmp_path: Path) -> None:
    """Its lines run top to bottom, in an empty folder, without what installs and tests the package."""
    pytest.importorskip("matplotlib")
    lines = []
    for language, block in re.findall(r"^```(console|python)\n(.*?)^```", README, re.M | re.S):
        if language == "python":
            lines.append(f"python - <<'END'\n{block}END")
            continue
        for line in block.splitlines():
            *_, command = line.split("pip install . && ")
            if not command.startswith("pip install"):
                changed = " && exit 1; [ $? = 1 ]" if "--max-changed 0" in command else ""
                lines.append(f"{command}{changed}")
    assert len(lines) == 9
    script = "set -e\n" + "\n".join(lines)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env={**os.environ, "PATH": path}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    (listed,) = blocks(README, "text")
    (shown,) = re.findall(r"^5 not the same.*?settings[^\n]*\n", done.stdout, re.M | re.S)
    states = [[line.split()[:2] for line in text.splitlines()] for text in (shown, listed)]
    assert states[0] == states[1]
    for name in (
        "demo/cat.panel.png",
        "figure.pdf",
        "figure.pdf.tex",
        "table.tex",
        "study.html",
        "out/cat.json",
    ):
        assert (tmp_path / name).is_file(), name


@pytest.mark.parametrize("page", ["README.md", *WRITTEN])
def test_pictures_and_links_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)]+)\)", text):
        file, _, anchor = target.partition("#")
        if target.startswith("http") or file.startswith(MADE):
            continue
        path = (ROOT / page).parent / file if file else ROOT / page
        assert path.exists(), target
        if anchor:
            titles = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8").lower(), re.M)
            assert anchor in [re.sub(r"[^\w -]", "", one).replace(" ", "-") for one in titles], target
