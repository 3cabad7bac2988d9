"""What kernels hold besides the images and the result stays small, whatever the size of the images."""

import subprocess
import sys

import pytest

from kernels_compare import needs_kernels
from waiting import LONG

resource = pytest.importorskip("resource")
pytestmark = needs_kernels

CHILD = """
import resource, sys
import numpy as np
from difference_finder.arrays.jobs import make_job
from difference_finder.parts.registry import metrics, strategies

def peak():
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 2**20 if sys.platform == "darwin" else most / 2**10

work, side = sys.argv[1], int(sys.argv[2])
rng = np.random.default_rng(0)
first = rng.random((1, 1, side, side), dtype=np.float32)
second = first * np.float32(0.9)

def run(first, second):
    if work == "difference":
        return strategies.get(work)(first, second, None, reduce="mean", workers=2)
    part = metrics.get(work)
    settings = {"data_range": 1.0} if part.accepts("data_range") else {}
    return part.kernel_function(make_job("gradient", first, [second], None, 2), **settings)

run(first[..., :256, :256], second[..., :256, :256])  # what is loaded once does not count
room = np.ones_like(first)  # a result of this size is held either way
before = peak()
del room
result = run(first, second)
print(peak() - before)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "work",
    [
        "ssim",
        "ms-ssim",
        "mse",
        "psnr",
        "gmsd",
        "mae",
        "difference",
        pytest.param("flip", marks=pytest.mark.nightly),
    ],
)
def test_memory_over_images_and_result(work: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, work, "5000"], capture_output=True, text=True, check=True, timeout=LONG
    )
    assert float(done.stdout) < 64
