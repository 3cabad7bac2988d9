"""Work done side by side."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from difference_finder import Finder
from difference_finder.errors import ReadError
from difference_finder.pipeline.folders import MOST_PAIRS, compare_matches, match_sources
from difference_finder.threads import map_in_order, run_both
from waiting import LONG


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_results_come_in_order_and_few_are_kept(workers: int) -> None:
    begun, taken, most = 0, 0, 0
    lock = threading.Lock()

    def work(item: int) -> int:
        nonlocal begun, most
        with lock:
            begun += 1
            most = max(most, begun - taken)
        time.sleep(0.002 * (item % 3))
        return item * item

    for number, result in enumerate(map_in_order(work, range(40), workers)):
        taken += 1
        assert result == number * number
        time.sleep(0.002)
    assert most <= 2 * workers + 1


def test_whoever_stops_stops_the_rest() -> None:
    begun = []
    results = map_in_order(lambda item: begun.append(item) or time.sleep(0.01), range(1000), 3)
    assert not begun
    next(results)
    results.close()
    count = len(begun)
    assert count <= 7
    time.sleep(0.05)
    assert len(begun) == count


def test_an_error_comes_in_its_turn() -> None:
    def work(item: int) -> int:
        return 10 // (3 - item)

    results = map_in_order(work, range(9), 4)
    assert [next(results) for _ in range(3)] == [3, 5, 10]
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_both_gives_both_and_the_first_error() -> None:
    assert run_both(lambda: 1, lambda: 2) == (1, 2)

    def fail(kind: type[Exception], after: float) -> None:
        time.sleep(after)
        raise kind("no")

    for delays in ((0, 0.02), (0.02, 0)):
        with pytest.raises(KeyError):
            run_both(lambda d=delays: fail(KeyError, d[0]), lambda d=delays: fail(OSError, d[1]))
    with pytest.raises(OSError, match="no"):
        run_both(lambda: 1, lambda: fail(OSError, 0))


def test_of_two_bad_files_the_first_is_named(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.png").write_bytes(b"nonsense")
    for workers in (1, 2):
        with pytest.raises(ReadError, match=r"a\.png"):
            Finder(workers=workers).compare(tmp_path / "a.png", tmp_path / "b.png")


def test_results_do_not_depend_on_workers(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for folder in "ab":
        (tmp_path / folder).mkdir()
        for number in range(6):
            pixels = rng.integers(0, 256, (60, 70, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(tmp_path / folder / f"{number}.png")
    runs = [
        list(Finder(metric="ssim", workers=workers).stream(tmp_path / "a", tmp_path / "b"))
        for workers in (1, 2, 7, None)
    ]
    for run in runs[1:]:
        for one, other in zip(runs[0], run, strict=True):
            assert one.to_dict() == other.to_dict()
            assert np.array_equal(np.asarray(one.map), np.asarray(other.map))


def test_what_is_done_then_is_done_beside_the_others(tmp_path: Path) -> None:
    for folder in "ab":
        (tmp_path / folder).mkdir()
        for number in range(40):
            Image.fromarray(np.zeros((8, 8), np.uint8)).save(tmp_path / folder / f"{number}.png")
    finder = Finder(strategy="difference", workers=64)
    here, lock, inside, most, calls = threading.get_ident(), threading.Lock(), 0, 0, 0
    meeting = threading.Barrier(2, timeout=LONG)

    def then(result: object, seconds: float) -> int:
        assert seconds > 0
        nonlocal inside, most, calls
        with lock:
            calls += 1
            first_two = calls <= 2
            inside += 1
            most = max(most, inside)
        if first_two:  # each of them is inside until the other is
            meeting.wait()
        time.sleep(0.001)
        with lock:
            inside -= 1
        return threading.get_ident()

    matches = match_sources(finder.options, (tmp_path / "a", tmp_path / "b")).matches
    threads = list(compare_matches(finder.options, matches, then))
    assert here not in threads
    assert 1 < most <= MOST_PAIRS


MEMORY = """
import resource, sys
from difference_finder import Finder
from difference_finder.pipeline.folders import compare_matches, match_sources
options = Finder(strategy="difference", workers=2).options
matches = match_sources(options, (sys.argv[1], sys.argv[1])).matches
peaks = []
for _ in compare_matches(options, matches * 4, lambda result, _: result.to_dict(arrays=True)["score"]):
    peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
print(peaks[9], peaks[-1])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no getrusage")
def test_memory_does_not_grow_with_the_number_of_pairs(tmp_path: Path) -> None:
    for number in range(20):
        Image.fromarray(np.full((400, 400, 3), number, np.uint8)).save(tmp_path / f"{number}.png")
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, str(tmp_path)], capture_output=True, text=True, check=True
    )
    early, late = (int(peak) for peak in done.stdout.split())
    # Each result that was kept would add 400 * 400 * (3 * 8 * 2 + 4) bytes, that is 8 MB.
    assert late < 1.15 * early
