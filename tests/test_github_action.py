"""The workflow of the guide and action.yml, run step by step in a shell, as GitHub Actions runs them."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from difference_finder.cli._github import error_commands, step_summary
from difference_finder.cli._worst_pairs import ListedPair, WorstPairs

yaml = pytest.importorskip("yaml")
ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
GUIDE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
OURS = "OWNER/difference-finder@main"

INSTALL = "Install difference-finder"

SKIPPED = ["actions/checkout@v4", "actions/setup-python@v5", "actions/upload-artifact@v4"]
"""Actions of others, which only GitHub can run."""

SCRIPT = """
import shutil, sys
from pathlib import Path
shutil.copytree("drawn", sys.argv[1])
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> dict[str, str]:
    """Return variables of an environment into which the action was installed, without a compiler or network.

    The environment sees the packages of this one, but not the sources of the project.
    """
    for module in ("pip", "scikit_build_core"):
        pytest.importorskip(module)
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    seen = [path for path in sys.path if path.endswith("site-packages")]
    (site / "seen.pth").write_text("\n".join(seen))
    # "0" turns the isolation off: the variable has the sense of the option without "no".
    quick = {"PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0", "SKBUILD_WHEEL_CMAKE": "0"}
    path = os.pathsep.join([sysconfig.get_path("scripts", vars={"base": str(folder)}), os.environ["PATH"]])
    variables = {**quick, "PATH": path, "PYTHONPATH": ""}
    (step,) = [step for step in ACTION["runs"]["steps"] if step["name"] == INSTALL]
    runner = Runner(folder, variables)
    runner.steps([step], {})
    assert not runner.failed, runner.log
    return variables


@dataclass
class Runner:
    """Runs steps as GitHub does, and keeps what they wrote."""

    folder: Path
    variables: dict[str, str]
    skipped: list[str] = field(default_factory=list)
    log: str = ""
    failed: bool = False
    installs: bool = True

    def steps(self, steps: list[dict], inputs: dict[str, str]) -> dict[str, dict[str, str]]:
        """Run steps; return the outputs of each by its id."""
        outputs: dict[str, dict[str, str]] = {}
        for step in steps:
            if self.failed != (step.get("if") == "failure()"):
                continue
            used = step.get("uses", "")
            if used == OURS:
                self.outputs = self.action(step["with"])
            elif used:
                self.skipped.append(used)
                self.log += f"skipped: {used}\n"
            elif self.installs or step["name"] != INSTALL:
                environment = {key: filled(value, inputs) for key, value in step.get("env", {}).items()}
                outputs[step.get("id", "")] = self.run(step["run"], environment)
        return outputs

    def action(self, given: dict[str, str]) -> dict[str, str]:
        """Run the steps of action.yml; return its outputs."""
        inputs = {name: str(facts.get("default", "")) for name, facts in ACTION["inputs"].items()}
        assert set(given) <= set(inputs)
        outputs = self.steps(ACTION["runs"]["steps"], {**inputs, **given})
        found = {}
        for name, facts in ACTION["outputs"].items():
            _, step, _, key = re.fullmatch(r"\$\{\{ (.*) \}\}", facts["value"])[1].split(".")
            found[name] = outputs.get(step, {}).get(key, "")
        return found

    def run(self, script: str, environment: dict[str, str]) -> dict[str, str]:
        file = self.folder / ".github-script"
        file.write_text(script)
        output = self.folder / ".github-output"
        output.write_text("")
        github = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.folder / ".github-summary"),
            "GITHUB_WORKSPACE": str(self.folder),
            "RUNNER_TEMP": str(self.folder),
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(file)],
            cwd=self.folder,
            env={**os.environ, **self.variables, **github, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        self.log += done.stdout + done.stderr
        self.failed = self.failed or done.returncode != 0
        return dict(line.split("=", 1) for line in output.read_text().splitlines())

    @property
    def summary(self) -> str:
        return (self.folder / ".github-summary").read_text(encoding="utf-8")


def filled(value: str, inputs: dict[str, str]) -> str:
    """Return a value with the inputs in the places of their expressions."""
    return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: inputs[found[1]], value)


@pytest.fixture
def workflow() -> list[dict]:
    """Return the steps of the workflow in the guide."""
    (text,) = [block for block in re.findall(r"^```yaml\n(.*?)^```", GUIDE, re.M | re.S) if "jobs:" in block]
    ((_, job),) = yaml.safe_load(text)["jobs"].items()
    assert job["runs-on"] == "ubuntu-latest"
    return job["steps"]


@pytest.fixture
def runner(installed, tmp_path) -> Runner:
    """Return a runner in a project with two baselines, and a script that draws the same pictures."""
    for folder in ("before", "drawn"):
        (tmp_path / folder).mkdir()
        for name in ("a", "b"):
            Image.fromarray(np.full((40, 48, 3), 200, np.uint8)).save(tmp_path / folder / f"{name}.png")
    (tmp_path / "draw.py").write_text(SCRIPT)
    return Runner(tmp_path, installed, installs=False)


def change(path: Path) -> None:
    picture = np.full((40, 48, 3), 200, np.uint8)
    picture[10:20, 10:20] = 0
    Image.fromarray(picture).save(path)


@pytest.mark.slow
def test_the_workflow_passes_and_fails(runner, workflow) -> None:
    runner.installs = True
    runner.steps(workflow, {})
    assert not runner.failed, runner.log
    assert runner.skipped == SKIPPED[:2]
    assert all(f"skipped: {used}\n" in runner.log for used in runner.skipped)
    assert runner.outputs == {"exit-code": "0", "counts": '{"same":2}'}
    assert "::error" not in runner.log
    assert "states: 2 same" in runner.summary
    change(runner.folder / "drawn/b.png")
    again = Runner(runner.folder, runner.variables, installs=False)
    shutil.rmtree(runner.folder / "after")
    again.steps(workflow, {})
    assert again.failed
    assert again.skipped == SKIPPED
    assert again.outputs == {"exit-code": "1", "counts": '{"changed":1,"same":1}'}
    assert "::error file=after/b.png,title=changed%3A b::100 changed pixels, above 0" in again.log
    assert "| <code>b</code> | changed |" in again.summary
    assert "<code>differences/b.panel.png</code>" in again.summary


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "code", "counts"),
    [
        ({"limits": "--max-changed 100"}, "0", {"same": 2}),
        ({"limits": "--max-changed 99"}, "1", {"changed": 1, "same": 1}),
        ({"options": "--ignore '10,10, 10,10'"}, "0", {"same": 2}),
        ({"limits": "--nonsense"}, "2", {}),
    ],
)
def test_inputs_of_the_action(runner, given: dict[str, str], code: str, counts: dict[str, int]) -> None:
    change(runner.folder / "drawn/b.png")
    outputs = runner.action({"before": "before", "after": "drawn", **given})
    assert outputs["exit-code"] == code, runner.log
    assert json.loads(outputs["counts"]) == counts
    assert runner.failed == (code != "0")


@pytest.mark.slow
def test_new_and_deleted_pictures_fail_the_action(runner) -> None:
    (runner.folder / "drawn/b.png").rename(runner.folder / "drawn/$(touch x) `x`, :c|.png")
    outputs = runner.action({"before": "before", "after": "drawn", "output": "out put"})
    assert outputs["exit-code"] == "1", runner.log
    assert json.loads(outputs["counts"]) == {"deleted": 1, "new": 1, "same": 1}
    assert (runner.folder / "out put/run.jsonl").is_file()
    assert not (runner.folder / "x").exists()


@pytest.mark.slow
def test_options_that_cannot_be_split_fail_the_action(runner) -> None:
    assert runner.action({"before": "before", "after": "drawn", "limits": "--max-changed '0"}) == {
        "exit-code": "",
        "counts": "",
    }
    assert runner.failed
    assert "No closing quotation" in runner.log


def test_the_action_describes_its_inputs() -> None:
    assert all(
        facts.get("description") for facts in [*ACTION["inputs"].values(), *ACTION["outputs"].values()]
    )
    expressions = re.findall(r"\$\{\{ (.*?) \}\}", (ROOT / "action.yml").read_text())
    named = {name.removeprefix("inputs.") for name in expressions if name.startswith("inputs.")}
    assert named == set(ACTION["inputs"])
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")  # a value inside a script could be code
        assert shlex.quote(step.get("shell", "bash")) == "bash"


HOSTILE = "a|b`<img src=x>\n::error::%0A,title=*_[x](y)\x1b@user #1"


def test_annotations_are_escaped() -> None:
    listed = ListedPair(HOSTILE, "changed", "50% of\r\nit: a,b", True, f"dir/{HOSTILE}", None)
    (line,) = error_commands([listed])
    assert "\n" not in line
    assert "\r" not in line
    properties, _, message = line.removeprefix("::error ").partition("::")
    assert message == "50%25 of%0D%0Ait: a,b"
    file, title = properties.split(",")
    assert file.startswith("file=dir/a|b`<img src=x>%0A%3A%3Aerror%3A%3A%250A%2Ctitle=")
    assert title.startswith("title=changed%3A a|b`")
    assert len(error_commands([listed] * 30)) == 10


def test_the_step_summary_is_escaped_and_bounded(monkeypatch) -> None:
    worst = WorstPairs()
    listed = ListedPair(HOSTILE, "changed", "cause | of\nmany\x00" * 100, True, "", Path("out", HOSTILE))
    worst.count = 25
    monkeypatch.setattr(worst, "worst", lambda: [listed] * 20)
    lines = step_summary("a and b", worst).splitlines()
    rows = [line for line in lines if line.startswith("| <code>")]
    assert len(rows) == 20
    assert all(row.count("|") == 5 for row in rows)
    assert not set("`<>*[]@#\x1b\x00") & set(re.sub("</?code>|&#", "", rows[0]))
    assert "and 5 more" in lines


def test_a_summary_that_cannot_be_written_is_a_warning(tmp_path, monkeypatch, capsys) -> None:
    from difference_finder.cli._github import tell_github

    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "missing" / "summary"))
    tell_github("a and b", WorstPairs())
    assert capsys.readouterr().err.startswith("warning: cannot write the step summary")
