"""The scripts in .ci/ that check workflows and releases, and what they check in this repository."""

import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytest.importorskip("yaml")
ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def script(name: str):
    """Return a script as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / ".ci" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


address, release, workflows, oldest, distributions = map(
    script, ("set_address", "check_release", "check_workflows", "oldest", "check_distributions")
)


@pytest.mark.parametrize("path", workflows.WORKFLOWS, ids=lambda path: path.name)
def test_workflows_are_sound(path: Path) -> None:
    assert workflows.problems(path) == []


def test_tests_classifiers_and_wheels_are_for_the_same_versions_of_python() -> None:
    assert workflows.python_problems() == []
    oldest_python = min(re.findall(r"Python :: (3\.\d+)", " ".join(PROJECT["classifiers"])))
    assert PROJECT["requires-python"] == f">={oldest_python}"


@pytest.mark.parametrize(
    ("step", "found"),
    [
        ("python .ci/no_such_file.py", ".ci/no_such_file.py does not exist"),
        ("pip install '.[test,no_such_extra]'", "there is no extra 'no_such_extra'"),
        ("echo ${{ github.head_ref }}", "'github.head_ref' belongs into env"),
        ("if true; then echo", "syntax error"),
    ],
)
def test_unsound_steps_are_found(step: str, found: str) -> None:
    assert found in "\n".join(workflows.step_problems(step))


def test_a_job_without_limits_is_found(tmp_path: Path) -> None:
    file = tmp_path / "some.yml"
    file.write_text("jobs: {a: {steps: [{run: 'true'}]}, b: {uses: ./no_such.yml}}")
    assert workflows.problems(file) == [
        "some.yml: no permissions, so that the token may write",
        "some.yml, a: no timeout-minutes",
        "some.yml, b: ./no_such.yml does not exist",
    ]


def test_expressions_are_resolved_or_refused() -> None:
    values = {"matrix.python": "3.11"}
    assert workflows.resolved("python${{ matrix.python }} -V", values) == "python3.11 -V"
    with pytest.raises(ValueError, match=r"'github\.sha' is known to GitHub alone"):
        workflows.resolved("echo ${{ github.sha }}", values)


def test_this_version_can_be_released() -> None:
    assert release.problems(f"v{address.version(ROOT)}") == []
    assert "### Added" in release.notes()


def test_what_disagrees_with_a_tag_is_told(tmp_path: Path) -> None:
    (tmp_path / "src/difference_finder").mkdir(parents=True)
    (tmp_path / "src/difference_finder/_version.py").write_text('__version__ = "2.0.0"\n')
    (tmp_path / "CITATION.cff").write_text("version: 2.0.1\ndate-released: 2030-01-01\n")
    changes = tmp_path / "CHANGELOG.md"
    changes.write_text("## [Unreleased]\n\nold\n\n## [1.0.0] - 2029-01-01\n")
    assert release.problems("v2.1.0", tmp_path) == [
        "the tag is v2.1.0, the version in _version.py 2.0.0; tag v2.0.0",
        "CITATION.cff has version 2.0.1, _version.py 2.0.0",
        "CHANGELOG.md has no heading '## [2.0.0] - YYYY-MM-DD'",
    ]
    changes.write_text(
        "## [Unreleased]\n\n## [2.0.0] - 2030-01-02\n\nnew\n\n## [1.0.0] - 2029-01-01\n\nold\n"
    )
    assert release.problems("v2.0.0", tmp_path)[1:] == [
        "CITATION.cff has the date 2030-01-01, CHANGELOG.md 2030-01-02 for 2.0.0"
    ]
    assert release.notes(tmp_path) == "new\n"


def test_addresses_of_the_package_page_are_absolute() -> None:
    text = address.absolute(
        "![a](docs/a.png) [b](docs/b.md#c) [d](https://e.org) [f](#g)", "someone/name", "v1.0.0"
    )
    assert text == (
        "![a](https://raw.githubusercontent.com/someone/name/v1.0.0/docs/a.png)"
        " [b](https://github.com/someone/name/blob/v1.0.0/docs/b.md#c) [d](https://e.org) [f](#g)"
    )
    page = address.absolute((ROOT / "README.md").read_text(encoding="utf-8"), "someone/name", "v1.0.0")
    targets = re.findall(r"\]\(([^)]+)\)", page)
    assert len(targets) > 20
    assert [one for one in targets if not one.startswith(("https://", "#"))] == []


def test_the_placeholder_stands_only_where_the_script_replaces_it() -> None:
    done = subprocess.run(
        ["git", "grep", "-l", address.PLACEHOLDER], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode > 1:
        pytest.skip("needs a clone of the repository")
    own = {".ci/set_address.py", ".ci/check_workflows.py", "pyproject.toml"}
    assert set(done.stdout.split()) <= {*address.FILES, *own}


def test_every_dependency_states_its_oldest_version() -> None:
    lines = oldest.oldest(PROJECT)
    assert {line.partition("==")[0] for line in lines} >= {"numpy", "pillow", "pytest", "matplotlib"}
    lacking = {**PROJECT, "dependencies": ["numpy"]}
    with pytest.raises(ValueError, match=r"'numpy' in pyproject\.toml states no oldest version"):
        oldest.oldest(lacking)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("difference_finder-1.0.0-py3-none-any.whl", "without-kernels"),
        ("difference_finder-1.0.0-cp311-cp311-manylinux_2_28_x86_64.whl", "with-kernels"),
    ],
)
def test_wheels_without_kernels_are_told_from_others(name: str, said: str) -> None:
    assert distributions.expected(name) == said
