"""The commands and the Python of README and CONTRIBUTING do what they say."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from PIL import Image, ImageOps

from difference_finder.cli.demo_command import make_pair

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


COMMANDS = [
    line
    for block in blocks(README, "console")
    for line in block.splitlines()
    if line.startswith("diff") and "weights fetch" not in line  # which needs the network
]
VIEW = [command for command in COMMANDS if " view " in command]  # which runs until its page is closed
RANK = next(command for command in COMMANDS if " rank " in command)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_pair(tmp_path)
    for name, source in (("before", "original"), ("after", "retouched")):
        for number in range(2):
            with Image.open(tmp_path / f"{source}.png") as picture:
                (tmp_path / name).mkdir(exist_ok=True)
                picture.rotate(180 * number).save(tmp_path / name / f"{number}.png")
                (tmp_path / "masks").mkdir(exist_ok=True)
                picture.convert("L").point(lambda level: 255 * (level > 40)).save(
                    tmp_path / "masks" / f"{number}.png"
                )
    return tmp_path


def test_there_are_commands_to_check() -> None:
    assert len(COMMANDS) >= 8


@pytest.mark.parametrize("command", [command for command in COMMANDS if command not in VIEW])
def test_every_command_runs(command: str, folder: Path, request: pytest.FixtureRequest) -> None:
    if "lpips" in command:
        request.getfixturevalue("real_weights")
    for word, package in {"engine ray": "ray", "engine slurm": "submitit", "parquet": "pyarrow"}.items():
        if word in command:
            pytest.importorskip(package)
    if " figure " in command:
        pytest.importorskip("matplotlib")
    if " study" in command and " rank " not in command:
        run(RANK, folder)
    for one in command.split(" && "):
        done = run(one, folder)
        assert done.returncode == 0, done.stderr
        assert done.stdout


@pytest.mark.parametrize("command", VIEW)
def test_every_viewer_opens(command: str, folder: Path) -> None:
    pytest.importorskip("starlette")
    pytest.importorskip("uvicorn")
    if " study" in command:
        run(RANK, folder)
    arguments = [sys.executable, "-m", "difference_finder", *shlex.split(command)[1:], "--no-browser"]
    with subprocess.Popen(arguments, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        address = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", process.stdout.readline())[0]
        with urlopen(address) as page:
            assert b"<difference-page>" in page.read()
        process.terminate()


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    arguments = [sys.executable, "-m", "difference_finder", *shlex.split(command)[1:]]
    return subprocess.run(arguments, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("code", blocks(README, "python"))
def test_every_piece_of_python_runs(code: str, folder: Path, monkeypatch) -> None:
    if "import torch" in code:
        pytest.importorskip("torch")
    if ".figure(" in code:
        pytest.importorskip("matplotlib")
    if '"study"' in code:
        run(RANK, folder)
    monkeypatch.chdir(folder)
    exec(compile(code, "README.md", "exec"), {"__name__": "__main__"})


@pytest.mark.parametrize("with_gradient", [True, False])
def test_the_metric_of_the_guide_keeps_the_contracts(with_gradient: bool) -> None:
    """It is added as a file would be, and the contract tests run over it."""
    (code,) = blocks((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), "python")
    if not with_gradient:
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


def test_pictures_and_links_exist() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target.startswith("http") or (ROOT / target).exists(), target
