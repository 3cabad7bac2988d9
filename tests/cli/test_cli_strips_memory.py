"""Memory of ``diff`` for files with more pixels than are read as a whole."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

HEIGHT, WIDTH = 17_000, 16_000
"""272 million pixels, more than the default of ``--max-pixels``."""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "wait4"), reason="the system tells no peak of memory")
def test_a_pair_of_272_million_pixels_takes_less_than_half_a_gigabyte(tmp_path):
    for name in ("a.npy", "b.npy"):  # zeros take no place on the disk
        image = np.lib.format.open_memmap(tmp_path / name, "w+", np.uint8, (HEIGHT, WIDTH))
        image[9000:9020, 100:180] = 50
        if name == "b.npy":
            image[16_999, 15_999] = 255
        image.flush()
        del image
    command = [
        sys.executable,
        "-m",
        "difference_finder",
        "diff",
        "a.npy",
        "b.npy",
        "--strategy",
        "difference",
    ]
    command += ["--metric", "mae", "-o", "out", "--write", "map,json"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    record = json.loads((tmp_path / "out" / "a_vs_b.json").read_text())
    assert any("compared in" in note and "strips" in note for note in record["notes"])
    (region,) = record["regions"]
    assert (region["x"], region["y"], region["area"]) == (15_999, 16_999, 1)
    assert record["score"] == pytest.approx(1 / HEIGHT / WIDTH)
    assert np.load(tmp_path / "out" / "a_vs_b.map.npy", mmap_mode="r")[16_999, 15_999] == 1
    unit = 1024 if sys.platform.startswith("linux") else 1  # macOS counts bytes
    assert usage.ru_maxrss * unit < 2**29
