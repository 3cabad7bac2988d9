"""Read changed files in processes of their own for a CPU time, and write down those that fail.

python tests/hostile/hostile_run.py [--seconds S] [--seed N] [--keep DIR] [TARGET...]

A crash, an untyped error, more than 5 s of CPU time or 512 MB of memory for one file is a failure. The exit
code is 1 if there was any.
"""

import argparse
import faulthandler
import os
import re
import resource
import select
import signal
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path

from hostile_targets import Target, targets

CPU_SECONDS, MEGABYTES = 5.0, 512

BATCH = 400
"""Files that one process reads."""


def read_batch(target: Target, seeds: list[str], pipe: int) -> None:
    """Read changed files in this process, and tell about each before and after it; end the process."""
    warnings.simplefilter("ignore")
    nothing = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nothing, stream)
    faulthandler.disable()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
    for seed in seeds:
        os.write(pipe, f"start {seed}\n".encode())
        path, content = target.draw(seed)
        before, used = _memory("VmRSS"), time.process_time()
        Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
        wrong = target.check(path, content)
        used, more = time.process_time() - used, (_memory("VmHWM") - before) / 1e6
        if not wrong and used > CPU_SECONDS:
            wrong = f"slow: {used:.1f} s of CPU time"
        if not wrong and more > MEGABYTES:
            wrong = f"memory: {more:.0f} MB"
        os.write(pipe, f"end {seed} {used:.3f} {more:.1f} {' '.join(wrong.split())}\n".encode())
    os._exit(0)


def _memory(name: str) -> int:
    """Return a figure about the memory of this process, in bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise LookupError(name)


MOST_SHOWN = 2
"""The most files that are shown of those with one cause."""


class Reading:
    """The files that were read from a target, and the failures."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.failures: dict[str, str] = {}
        self.count, self.cpu, self.slowest, self.largest = 0, 0.0, 0.0, 0.0

    def batch(self, seeds: list[str]) -> None:
        """Read changed files, in a new process after each that ends one."""
        while seeds:
            done, running = self._process(seeds)
            if running:
                self.count += 1
                done += 1
            seeds = seeds[done:]

    def _process(self, seeds: list[str]) -> tuple[int, str]:
        """Return how many files were read, and the seed of the one that ended the process."""
        ours, theirs = os.pipe()
        process = os.fork()
        if not process:
            os.close(ours)
            read_batch(self.target, seeds, theirs)
        os.close(theirs)
        done, running, text, hung = 0, "", b"", False
        while True:
            if not select.select([ours], [], [], 1.0)[0]:
                hung = hung or _cpu(process) > CPU_SECONDS * 4 + self.slowest + 60
                if hung or self._blocked(process, running):
                    os.kill(process, signal.SIGKILL)
                    hung = True
                continue
            piece = os.read(ours, 1 << 16)
            if not piece:
                break
            *lines, text = (text + piece).split(b"\n")
            for line in lines:
                word, seed, *facts = line.decode("utf-8", "replace").split(" ", 4)
                if word == "start":
                    running, self.since = seed, (time.monotonic(), _cpu(process))
                else:
                    running, done = "", done + 1
                    self._end(seed, *facts)
        os.close(ours)
        _, status, used = os.wait4(process, 0)
        self.cpu += used.ru_utime + used.ru_stime
        if running:
            code = os.waitstatus_to_exitcode(status)
            self.failures[running] = "hang" if hung else f"crash: {code}"
        return done, running

    def _blocked(self, process: int, running: str) -> bool:
        """Tell whether a file takes too long: four times the CPU time, or minutes that nothing explains."""
        if not running:
            return False
        start, before = self.since
        return _cpu(process) - before > 4 * CPU_SECONDS or time.monotonic() - start > 300

    def _end(self, seed: str, used: str, more: str, wrong: str = "") -> None:
        self.count += 1
        self.slowest, self.largest = max(self.slowest, float(used)), max(self.largest, float(more))
        if wrong:
            self.failures[seed] = wrong


def _cpu(process: int) -> float:
    try:
        facts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(facts[11]) + int(facts[12])) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Read files of each target for its share of the time, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60.0, help="CPU time, for all targets together")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="folder for the files that fail")
    parser.add_argument("targets", nargs="*")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        known = targets(Path(folder))
        chosen = given.targets or list(known)
        failed = [read_for(known[name], given, given.seconds / len(chosen)) for name in chosen]
        os.chdir("/")
    return int(any(failed))


def read_for(target: Target, given: argparse.Namespace, seconds: float) -> bool:
    """Read files of a target for a CPU time, and print its row; return whether there were failures."""
    reading, batch = Reading(target), 0
    while reading.cpu < seconds:
        size = BATCH if target.name == "images" else BATCH // 10
        reading.batch([f"{given.seed}-{batch}-{number}" for number in range(size)])
        batch += 1
    counts = Counter(wrong.split(":")[0] for wrong in reading.failures.values())
    sys.stdout.write(
        f"{target.name}: {reading.count} files in {reading.cpu:.0f} s of CPU time; slowest"
        f" {reading.slowest:.2f} s, most memory {reading.largest:.0f} MB; failures:"
        f" {dict(counts) or 'none'}\n"
    )
    shown: Counter[str] = Counter()
    for seed, wrong in reading.failures.items():
        path, content = target.draw(seed)
        shown[cause := re.sub(r"\d+|'[^']*'", "*", wrong)] += 1
        if shown[cause] > MOST_SHOWN:
            continue
        sys.stdout.write(f"  {seed} {path} ({len(content)} bytes) {wrong}\n")
        if given.keep:
            given.keep.mkdir(parents=True, exist_ok=True)
            (given.keep / f"{target.name.replace(' ', '-')}-{seed}-{path.replace('/', '-')}").write_bytes(
                content
            )
    return bool(reading.failures)


if __name__ == "__main__":
    sys.exit(main())
