"""The sources of the documentation site: its lists are complete, its examples and tutorials run."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from difference_finder.cli._demo_images import make_folders, make_pair

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
TUTORIALS = ("study", "screenshots", "notebook", "training", "metric", "volumes")


def test_every_page_is_in_a_table_of_contents() -> None:
    pages = {path.relative_to(DOCS) for place in ("*.md", "tutorials/*.md") for path in DOCS.glob(place)}
    listed = set()
    for path in (DOCS / name for name in ("index.md", "guide.md", "project/index.md", "tutorials/index.md")):
        for block in re.findall(r"^```{toctree}\n(.*?)^```", path.read_text(encoding="utf-8"), re.M | re.S):
            names = re.findall(r"^[\w./-]+$", block, re.M)
            listed |= {(path.parent / f"{name}.md").resolve().relative_to(DOCS.resolve()) for name in names}
    assert pages - listed == {Path("index.md")}


def test_the_page_on_installation_lists_every_extra() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    rows = re.findall(r"^\| (`.*) \|.*\|$", (DOCS / "install.md").read_text(encoding="utf-8"), re.M)
    named = set(re.findall(r"`([\w-]+)`", " ".join(rows)))
    assert named == set(project["optional-dependencies"])


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    """Return a folder with the folder ``demo`` of the examples."""
    folder: Path = tmp_path_factory.mktemp("examples")
    make_pair(folder / "demo")
    make_folders(folder / "demo")
    return folder


@pytest.mark.nightly
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_runs_and_draws_one_picture(example: Path, demo: Path) -> None:
    """It runs as a script, in a process of its own."""
    pytest.importorskip("matplotlib")
    code = (
        "import runpy, sys, warnings, matplotlib.pyplot as plt\n"
        "plt.show = lambda: None\n"
        "runpy.run_path(sys.argv[1], run_name='__main__')\n"
        "assert len(plt.get_fignums()) == 1, plt.get_fignums()\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-c", code, str(example)], cwd=demo, capture_output=True,
        text=True, check=False, env={**os.environ, "MPLBACKEND": "agg"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def in_one_shell(text: str) -> str:
    """Return a script of all commands and of all Python of a page, in their order.

    The blocks of Python see the names of those before them, as in a notebook. A command with a comment
    that says so has to end with exit code 1.
    """
    lines, python = ["set -e"], ""
    for language, block in re.findall(r"^```(console|python)\n(.*?)^```", text, re.M | re.S):
        if language == "python":
            python += block
            lines.append(f"python - <<'END'\n{python}END")
        else:
            for line in block.splitlines():
                command, _, note = line.partition("  #")
                lines.append(f"{command}{' && exit 9; [ $? = 1 ]' if 'exit code 1' in note else ''}")
    return "\n".join(lines)


@pytest.mark.nightly
@pytest.mark.parametrize("name", TUTORIALS)
def test_every_tutorial_runs_in_an_empty_folder(name: str, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    page = (DOCS / "tutorials" / f"{name}.md").read_text(encoding="utf-8")
    if "torch.utils.tensorboard" in page:
        pytest.importorskip("torch")
        pytest.importorskip("tensorboard")
    script = in_one_shell(page)
    assert script.count("\n") >= 2
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env={**os.environ, "PATH": path},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    for block in re.findall(r"^```text\n(.*?)^```", page, re.M | re.S):
        assert without_numbers(block) in without_numbers(done.stdout), done.stdout


def without_numbers(text: str) -> str:
    """Return the words of a text; its numbers change with the constants of metrics."""
    return re.sub(r"\d[\d.,]*(?:e-\d+)?", "#", " ".join(text.split()))


def test_the_metric_of_the_page_on_parts_works() -> None:
    """In a process of its own, since it stays registered."""
    page = (DOCS / "add-a-part.md").read_text(encoding="utf-8")
    code = re.search(r"^```python\n(.*?)^```", page, re.M | re.S)[1]
    code += 'assert score("worst", np.zeros((8, 8)), np.full((8, 8), 0.25)) == 0.25\n'
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_list_of_tutorials_is_complete() -> None:
    pages = {path.stem for path in (DOCS / "tutorials").glob("*.md")}
    assert pages == {*TUTORIALS, "index"}


def test_every_number_of_the_page_on_statistics_is_in_the_record(demo: Path, tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from difference_finder import rank

    methods = {name: demo / "demo" / name for name in ("ours", "rival", "bilinear")}
    with ThreadPoolExecutor(1) as threads:
        rank(
            demo / "demo" / "truth", methods, ["mse"], crops=None, post_hoc="nemenyi", draws=99,
            relevant={"mse": 1e-5}, engine=threads, output=tmp_path / "study",
        )  # fmt: skip
    record = json.loads((tmp_path / "study" / "study.json").read_text(encoding="utf-8"))
    places = re.findall(
        r"\| `((?:means|verdicts|all_pairs|worst)[\w.\[\]]*)`", (DOCS / "statistics.md").read_text("utf-8")
    )
    assert len(places) >= 15
    for place in places:
        value = record
        for key in place.replace("[]", ".0").replace("METRIC", "mse").split("."):
            value = value[int(key)] if key.isdigit() else value[key]
