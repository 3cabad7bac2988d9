"""Memory of ``diff`` for files with more pixels than are read as a whole."""

import json
import subprocess
import sys

import numpy as np
import pytest

HEIGHT, WIDTH = 17_000, 16_000
"""272 million pixels, more than the default of ``--max-pixels``."""

PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Prints the peak memory of a command. Its parent must be small, because a process inherits the peak of the
one that starts it."""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the system tells no peak of memory")
def test_a_pair_of_272_million_pixels_takes_less_than_half_a_gigabyte(tmp_path):
    for name in ("a.npy", "b.npy"):  # zeros take no place on the disk
        image = np.lib.format.open_memmap(tmp_path / name, "w+", np.uint8, (HEIGHT, WIDTH))
        image[9000:9020, 100:180] = 50
        if name == "b.npy":
            image[16_999, 15_999] = 255
        image.flush()
        del image
    options = ["--strategy", "difference", "--metric", "mae", "-o", "out", "--write", "map,json"]
    command = [sys.executable, "-m", "difference_finder", "diff", "a.npy", "b.npy", *options]
    measured = subprocess.run(
        [sys.executable, "-c", PEAK, *command], cwd=tmp_path, stdout=subprocess.PIPE, text=True, check=True
    )
    record = json.loads((tmp_path / "out" / "a_vs_b.json").read_text())
    assert any("compared in" in note and "strips" in note for note in record["notes"])
    (region,) = record["regions"]
    assert (region["x"], region["y"], region["area"]) == (15_999, 16_999, 1)
    assert record["score"] == pytest.approx(1 / HEIGHT / WIDTH)
    assert np.load(tmp_path / "out" / "a_vs_b.map.npy", mmap_mode="r")[16_999, 15_999] == 1
    unit = 1024 if sys.platform.startswith("linux") else 1  # macOS counts bytes
    assert int(measured.stdout) * unit < 2**29
