"""Check the GitHub workflows as far as one machine can, and run their steps.

    python .ci/check_workflows.py                          # all checks
    python .ci/check_workflows.py --run tests.yml lint     # the shell steps of a job, in a copy of the commit

The checks: the schemas of GitHub (check-jsonschema), actionlint, zizmor and shellcheck where they are
installed; the syntax of every shell step; that the files and extras which steps name exist; that every job is
limited in time and in permissions; that the tested versions of Python are the classifiers of the package.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).parent))
from set_address import ROOT, version

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))

SCHEMAS = {
    "vendor.github-workflows": WORKFLOWS,
    "vendor.dependabot": [GITHUB / "dependabot.yml"],
    "vendor.github-actions": [ROOT / "action.yml"],
    "vendor.citation-file-format": [ROOT / "CITATION.cff"],
}

EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")

LOCAL = {"github.repository": "OWNER/difference-finder", "github.token": ""}
"""Values of expressions in a run on this machine."""


def main() -> None:
    """Read the arguments; check, or run a job."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", nargs=2, metavar=("WORKFLOW", "JOB"))
    given = parser.parse_args()
    if given.run:
        sys.exit(run_job(*given.run))
    wrong = [line for path in WORKFLOWS for line in problems(path)] + python_problems()
    for line in wrong:
        print(line)
    sys.exit(bool(wrong) | tools())


def problems(path: Path) -> list[str]:
    """Return what is wrong with a workflow, one line each."""
    found, workflow = [], yaml.safe_load(path.read_text(encoding="utf-8"))
    if "permissions" not in workflow:
        found.append(f"{path.name}: no permissions, so that the token may write")
    for name, job in workflow["jobs"].items():
        where = f"{path.name}, {name}"
        if "uses" in job:
            if not (ROOT / job["uses"]).is_file():
                found.append(f"{where}: {job['uses']} does not exist")
            continue
        if "timeout-minutes" not in job:
            found.append(f"{where}: no timeout-minutes")
        for step in job["steps"]:
            if "run" in step:
                found += [f"{where}: {line}" for line in step_problems(step["run"])]
    return found


def step_problems(script: str) -> list[str]:
    """Return what is wrong with the script of a step."""
    found = []
    # What an expression contains would be read as shell: names and texts of strangers go through variables.
    found += [f"'{one}' belongs into env" for one in EXPRESSION.findall(script) if not _is_safe(one)]
    plain = EXPRESSION.sub("expression", script)
    done = subprocess.run(["bash", "-n"], input=plain, text=True, capture_output=True, check=False)
    found += done.stderr.splitlines()
    if shutil.which("shellcheck"):
        done = subprocess.run(
            ["shellcheck", "--shell=bash", "--format=gcc", "-"], input=plain, text=True, capture_output=True,
            check=False,
        )  # fmt: skip
        found += done.stdout.splitlines()
    for file in re.findall(r"(?:^|\s)(\.ci/[\w./-]+|tests/[\w./-]+)", script):
        if not (ROOT / file).exists():
            found.append(f"{file} does not exist")
    extras = project()["optional-dependencies"]
    for names in re.findall(r"'\.\[([\w,-]+)\]'", script):
        found += [f"there is no extra '{name}'" for name in names.split(",") if name not in extras]
    return found


def _is_safe(expression: str) -> bool:
    return expression.startswith(("matrix.", "runner."))


def python_problems() -> list[str]:
    """Return the versions of Python that are tested and not classified, or the other way round."""
    tested = set()
    for job in yaml.safe_load((GITHUB / "workflows/tests.yml").read_text(encoding="utf-8"))["jobs"].values():
        matrix = job.get("strategy", {}).get("matrix", {})
        tested |= {*matrix.get("python", []), *(row["python"] for row in matrix.get("include", []))}
    lines = " ".join(project()["classifiers"])
    classified = set(re.findall(r"Python :: (3\.\d+)", lines))
    built = {f"3.{one[3:-2]}" for one in _pyproject()["tool"]["cibuildwheel"]["build"]}
    found = []
    if tested != classified:
        found.append(
            f"tests.yml tests {sorted(tested)}, classifiers of pyproject.toml are {sorted(classified)}"
        )
    if built != classified:
        found.append(
            f"wheels are for {sorted(built)}, classifiers of pyproject.toml are {sorted(classified)}"
        )
    return found


def project() -> dict:
    """Return the table ``project`` of pyproject.toml."""
    return _pyproject()["project"]


def _pyproject() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def tools() -> int:
    """Run the tools that are installed, and name those that are not; return 1 if one finds something."""
    commands = [
        ["check-jsonschema", "--builtin-schema", schema, *map(str, files)]
        for schema, files in SCHEMAS.items()
    ]
    commands.append(["actionlint", "-color", *map(str, WORKFLOWS)])
    zizmor = ["zizmor", "--offline", "--quiet", "--no-progress", "--config"]
    commands.append([*zizmor, str(GITHUB / "zizmor.yml"), str(GITHUB)])
    code = 0
    for command in commands:
        if shutil.which(command[0]) is None:
            print(f"{command[0]} is not installed: not run")
            continue
        code |= subprocess.run(command, check=False).returncode != 0
    if shutil.which("shellcheck") is None:
        print("shellcheck is not installed: not run")
    return code


def run_job(workflow: str, name: str) -> int:
    """Run the shell steps of a job as GitHub does, in a copy of the commit and a fresh environment."""
    document = yaml.safe_load((GITHUB / "workflows" / workflow).read_text(encoding="utf-8"))
    job = document["jobs"][name]
    matrix = job.get("strategy", {}).get("matrix", {})
    values = {f"matrix.{key}": one[0] for key, one in matrix.items() if key != "include"}
    values |= {**LOCAL, "github.ref_name": f"v{version(ROOT)}"}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "repository")
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(copy)], check=True)
        venv.create(Path(folder, "venv"), with_pip=True)
        path = f"{Path(folder, 'venv', 'bin')}{os.pathsep}{os.environ['PATH']}"
        for step in job["steps"]:
            title = step.get("name", step.get("uses", ""))
            if "run" not in step:
                print(f"== {title}: only GitHub runs it")
                continue
            print(f"== {title}", flush=True)
            variables = {key: resolved(str(one), values) for key, one in step.get("env", {}).items()}
            done = subprocess.run(
                ["bash", "-eo", "pipefail", "-c", resolved(step["run"], values)],
                cwd=copy, env={**os.environ, **variables, "PATH": path}, check=False,
            )  # fmt: skip
            if done.returncode:
                print(f"exit code {done.returncode}")
                return 1
    return 0


def resolved(text: str, values: dict[str, str]) -> str:
    """Return text with the values of its expressions.

    Raises
    ------
    ValueError
        If the value of an expression is not known on this machine.
    """

    def value(found: re.Match[str]) -> str:
        if found[1].startswith("runner.os == 'Windows' && "):
            windows, other = re.findall(r"'([\w-]+)'", found[1])[1:]
            return windows if sys.platform == "win32" else other
        if found[1] not in values:
            raise ValueError(f"the value of '{found[1]}' is known to GitHub alone")
        return values[found[1]]

    return EXPRESSION.sub(value, text)


if __name__ == "__main__":
    main()
