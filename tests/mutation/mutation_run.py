"""Put single faults into modules, and see which of them no test notices.

python tests/mutation/mutation_run.py record AREA...
python tests/mutation/mutation_run.py run --seed 1 --number 60 --seconds 100 AREA...

"record" runs the tests of each area once, and keeps which of them call which function. "run" draws mutants
with a seed, and runs for each the tests that call its function, the fastest first, until one fails. It takes
up where it stopped. The table of all mutants so far, and the survivors, are printed in the end.
"""

import argparse
import contextlib
import importlib
import json
import os
import random
import signal
import sys
import time
from collections import Counter, defaultdict
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

import pytest
from mutants import Mutant, mutants_of

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "difference_finder"

AREAS = {
    "metrics": (
        ("metrics", "arrays/masked.py"),
        ("tests/metrics",),
    ),
    "pipeline": (("pipeline",), ("tests/pipeline", "tests/test_finder.py")),
    "statistics": (
        ("study/statistics",),
        tuple(
            f"tests/study/test_study_{name}.py"
            for name in (
                *(
                    "statistics",
                    "corrections",
                    "ranks",
                    "verdicts",
                    "sign_flips",
                    "run_effects",
                    "equivalence",
                ),
                *("strata", "runs", "groups", "lacking", "missing", "all_pairs", "from_scores"),
            )
        ),
    ),
    "storage": (("storage",), ("tests/storage",)),
}
"""The modules of each area, and its tests."""

LONGEST = 1.5
"""Seconds of the longest test that is run for a mutant."""

ENOUGH = 6.0
"""Seconds of all tests that are run for a mutant."""

SLOWER = 8.0
"""Seconds that the tests of a mutant may take besides three times their usual time; it then hangs."""

QUIET = ("-q", "-x", "-n", "0", "-p", "no:cacheprovider", "-p", "no:randomly", "--no-header", "-W", "ignore")


class Recorder:
    """A plug-in of pytest that keeps which functions each test calls, and how long it takes."""

    def __init__(self, folder: Path, end: float) -> None:
        self.folder, self.end = f"{folder}{os.sep}", end
        self.tests: dict[str, Any] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        called: set[tuple[str, int]] = set()

        def note(frame: Any, event: str, _: Any) -> None:
            code = frame.f_code
            if event == "call" and code.co_filename.startswith(self.folder):
                called.add((code.co_filename[len(self.folder) :], code.co_firstlineno))

        before = time.perf_counter()
        sys.setprofile(note)
        try:
            return (yield)
        finally:
            sys.setprofile(None)
            self.tests[item.nodeid] = [time.perf_counter() - before, sorted(called)]
            if time.monotonic() > self.end:
                item.session.shouldstop = "the time is over"


def record(area: str, folder: Path, end: float) -> None:
    """Run the tests of an area once, as many as there is time for."""
    recorder = Recorder(SOURCE, end)
    code = pytest.main([*QUIET[:1], *QUIET[2:], *AREAS[area][1]], plugins=[recorder])
    (folder / f"{area}.json").write_text(json.dumps(recorder.tests))
    files = {name: getattr(module, "__file__", None) or "" for name, module in list(sys.modules.items())}
    packages = [name for name, file in files.items() if "site-packages" in file]
    (folder / f"{area}.modules").write_text("\n".join(packages))
    sys.stdout.write(f"{area}: {len(recorder.tests)} tests, exit code {int(code)}\n")


def drawn(area: str, seed: int, number: int) -> list[Mutant]:
    """Return mutants of an area, each of another place where possible."""
    paths = []
    for name in AREAS[area][0]:
        place = SOURCE / name
        paths += [place] if place.is_file() else sorted(place.rglob("*.py"))
    found = [mutant for path in paths for mutant in mutants_of(path)]
    random.Random(seed).shuffle(found)
    return found[:number]


def tests_of(mutant: Mutant, tests: dict[str, Any]) -> tuple[list[str], float]:
    """Return the tests that call the function of a mutant, or any of its module, and their seconds."""
    module = mutant.path.relative_to(SOURCE).as_posix()
    chosen = []
    for test, (seconds, called) in tests.items():
        lines = {line for name, line in called if name == module}
        if lines and (mutant.function in lines or not mutant.function) and seconds < LONGEST:
            chosen.append((seconds, test))
    total, kept = 0.0, []
    for seconds, test in sorted(chosen):
        if total + seconds > ENOUGH:
            break
        kept.append(test)
        total += seconds
    return kept, total


def survives(mutant: Mutant, tests: list[str], seconds: float) -> str:
    """Return "survived", "killed" or "hung": how the tests of a mutant ended, in a fork of this process."""
    process = os.fork()
    if not process:
        os.setpgid(0, 0)
        null = os.open(os.devnull, os.O_WRONLY)
        for number in (1, 2):
            os.dup2(null, number)
        code = 1
        try:
            install(mutant)
            code = int(pytest.main([*QUIET, *tests]))
        finally:
            os._exit(code)
    end = time.monotonic() + 3 * seconds + SLOWER
    while time.monotonic() < end:
        done, status = os.waitpid(process, os.WNOHANG)
        if done:
            return "survived" if os.waitstatus_to_exitcode(status) == 0 else "killed"
        time.sleep(0.01)
    os.killpg(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return "hung"


def install(mutant: Mutant) -> None:
    """Let this process import a mutant in place of its module."""
    original, tree = SourceFileLoader.get_code, mutant.tree()

    def get_code(self: SourceFileLoader, name: str) -> Any:
        if self.path == str(mutant.path):
            return compile(tree, self.path, "exec", dont_inherit=True)
        return original(self, name)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign]


def run(area: str, folder: Path, arguments: argparse.Namespace, end: float) -> None:
    """Try the mutants of an area that were not tried before, until the time is over."""
    journal = folder / f"{area}.{arguments.seed}.jsonl"
    known = len(journal.read_text().splitlines()) if journal.is_file() else 0
    tests = json.loads((folder / f"{area}.json").read_text())
    for name in (folder / f"{area}.modules").read_text().split():  # once for all forks
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    with journal.open("a") as file:
        for mutant in drawn(area, arguments.seed, arguments.number)[known:]:
            if time.monotonic() > end:
                return
            chosen, seconds = tests_of(mutant, tests)
            result = survives(mutant, chosen, seconds) if chosen else "not called"
            place = f"{mutant.path.relative_to(SOURCE)}:{mutant.line}"
            row = {"place": place, "change": mutant.change, "result": result, "tests": len(chosen)}
            file.write(f"{json.dumps(row)}\n")
            file.flush()


def table(folder: Path) -> None:
    """Print how many mutants each area had, and those that survived."""
    results: dict[str, Counter[str]] = defaultdict(Counter)
    left = []
    for journal in sorted(folder.glob("*.jsonl")):
        for row in map(json.loads, journal.read_text().splitlines()):
            results[journal.name.split(".")[0]][row["result"]] += 1
            if row["result"] in ("survived", "not called"):
                left.append(f"{row['result']}: {row['place']}: {row['change']} ({row['tests']} tests)")
    sys.stdout.write(
        "| area | mutants | killed | hung | survived | not called |\n|---|---|---|---|---|---|\n"
    )
    for area, counts in results.items():
        columns = [
            sum(counts.values()),
            *(counts[one] for one in ("killed", "hung", "survived", "not called")),
        ]
        sys.stdout.write(f"| {area} | {' | '.join(map(str, columns))} |\n")
    sys.stdout.write("".join(f"{line}\n" for line in left))


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=("record", "run", "table"))
    parser.add_argument("areas", nargs="*", metavar="AREA", help=", ".join(AREAS))
    parser.add_argument("--folder", type=Path, default=Path("mutation"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--number", type=int, default=80)
    parser.add_argument("--seconds", type=float, default=3600.0)
    arguments = parser.parse_args()
    if unknown := set(arguments.areas) - set(AREAS):
        parser.error(f"no area {', '.join(sorted(unknown))}; there are {', '.join(AREAS)}")
    arguments.folder.mkdir(exist_ok=True)
    folder = arguments.folder.resolve()
    os.chdir(ROOT)
    end = time.monotonic() + arguments.seconds
    for area in arguments.areas or AREAS:
        if arguments.what == "record":
            record(area, folder, end)
        elif arguments.what == "run":
            run(area, folder, arguments, end)
    table(folder)


if __name__ == "__main__":
    main()
