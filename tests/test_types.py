"""The types that ``mypy --strict`` sees in a user's program."""

import subprocess
import sys

import pytest

pytest.importorskip("mypy")

PROGRAM = """
from pathlib import Path

import numpy as np

from difference_finder import Comparison, FailedPair, Finder, gradient, local_map, score, score_many

image = np.zeros((8, 8), np.float32)
reveal_type(score("ssim", "a.png", Path("b.png"), data_range=1.0))
reveal_type(gradient("mse", image, image, workers=1)[1])
reveal_type(local_map("mse", "a.png", "b.png")[0])
reveal_type(score_many("psnr", image, [image]))

finder = Finder(strategy="difference", metric="ssim", data_range=1.0)
reveal_type(finder.run_on_image(image, image, True)[1])
reveal_type(finder.run_on_directory("a", "b", return_metric=True)[1])
reveal_type(finder.compare(image, image).ok)


def tell(item: Comparison | FailedPair) -> str:
    if item.ok:
        reveal_type(item)
        return item.metric
    return item.cause


for item in finder.stream("a", "b"):
    tell(item)
"""

REVEALED = [
    "float",
    "NDArray",
    "float",
    "NDArray",
    "float | list[float]",
    "list[float | list[float] | None]",
    "Literal[True]",
    "difference_finder.pipeline.comparison.Comparison",
]


def test_a_strict_program_has_types(tmp_path) -> None:
    file = tmp_path / "program.py"
    file.write_text(PROGRAM)
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    revealed = [line for line in done.stdout.splitlines() if "Revealed type" in line]
    assert len(revealed) == len(REVEALED), done.stdout + done.stderr
    for line, expected in zip(revealed, REVEALED, strict=True):
        shown = line.replace("numpy.ndarray", "NDArray").replace("builtins.", "")
        assert expected in shown, line
    errors = [line for line in done.stdout.splitlines() if ": error:" in line]
    assert errors == []


def test_a_wrong_option_is_an_error(tmp_path) -> None:
    file = tmp_path / "program.py"
    file.write_text('from difference_finder import score\nscore("ssim", "a.png", "b.png", dta_range=1.0)\n')
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "error" in done.stdout
    assert "score" in done.stdout
