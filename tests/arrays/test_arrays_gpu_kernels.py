"""The kernels for a GPU by Triton's interpreter, against the reference implementation in float64."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("triton")

from gpu_cases import CASES, QUICK

TESTS = Path(__file__).parents[1]


def result_of(program: str, *arguments: str, **environment: str) -> dict:
    """Run a program that prints JSON in a process of its own, which imports Triton anew."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(TESTS / program), *arguments],
        env={**os.environ, "DIFFERENCE_FINDER_TRITON": "cpu", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def quick() -> dict:
    return result_of("gpu_cases.py", *QUICK, TRITON_INTERPRET="1")


@pytest.fixture(scope="module")
def thorough() -> dict:
    return result_of("gpu_cases.py", *(name for name in CASES if name not in QUICK), TRITON_INTERPRET="1")


def check(found: dict) -> None:
    """A score may differ by 1e-6, a value of a gradient or a map by 2e-5 of the greatest."""
    assert found["kernels"] > 0
    for name, difference in found["differences"].items():
        assert difference <= (1e-6 if name.startswith("score") else 2e-5), name


@pytest.mark.slow
@pytest.mark.parametrize("name", QUICK)
def test_kernels_agree_with_the_reference_implementation(name: str, quick: dict) -> None:
    check(quick["cases"][name])


@pytest.mark.nightly
@pytest.mark.parametrize("name", [name for name in CASES if name not in QUICK])
def test_more_kernels_agree_with_the_reference_implementation(name: str, thorough: dict) -> None:
    check(thorough["cases"][name])


@pytest.mark.slow
def test_identical_images_and_pixels_that_are_no_number(quick: dict) -> None:
    """The score of identical images is exact, no number stays one, and a run repeats the one before."""
    for spec, found in quick["oddities"].items():
        assert found["kernels"] > 0, spec
        assert (found["identical"], found["gradient"]) == (found["right"], 0.0), spec
        assert found["no number"], spec
        assert found["repeated"], spec


@pytest.mark.nightly
def test_kernels_compile_for_a_gpu_and_fit_into_its_registers(tmp_path) -> None:
    """What the interpreter cannot tell: types, and registers that spill into memory."""
    found = result_of("gpu_compiled.py", "90", TRITON_INTERPRET="0", TRITON_CACHE_DIR=str(tmp_path))
    assert {one["kernel"] for one in found["compiled"]} >= {
        "forward",
        "backward",
        "halve",
        "errors",
        "compare",
        "back_to_pixels",
    }
    for one in found["compiled"]:
        assert one["registers"] <= 168, one
        assert one["spilled"] == 0, one
