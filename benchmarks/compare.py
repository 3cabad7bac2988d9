"""Compare the speed of two installed builds, and fail if a row of ``speed.py`` became slower.

Install both builds in environments of their own, for example the last release and the working tree:

    python -m venv /tmp/base && /tmp/base/bin/pip install difference-finder scikit-image torch
    python benchmarks/compare.py /tmp/base/bin/python             # every row; the new build is in this one
    python benchmarks/compare.py /tmp/base/bin/python --goals     # rows with a goal
    python benchmarks/compare.py /tmp/base/bin/python --only ssim --limit 3

Only our side of a row is measured, so peers need not be installed. Rows that differ only in the peer are
measured once. The builds run in processes that take turns (A, B, B, A, ...), so that other load on the
machine affects both, and the median of the ratios counts. A row beyond the limit is measured again, longer
and three times in new processes, because the places of arrays in memory can make one process faster than
the next; only these turns count. The exit code is 1 if a row is slower than the limit or failed.

Names that the rows import may differ between the builds. ``--base-benchmarks`` then names the folder with
the benchmarks of the base build.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import _machine as machine
from _builds import Build, NotMeasured
from _ratios import Ratios, alternate, merged

TURN = 0.03
"""Seconds of a turn; a longer work runs once."""

AGAIN = 3
"""How often a row beyond the limit is measured again, each time with twice as many seconds."""

UNTIMED = ("Memory", "Exactness")
"""Groups of rows that time nothing."""


@dataclass
class Line:
    """A line of the table.

    Parameters
    ----------
    row
        The work and its size.
    status
        "ok", "SLOWER", "FAILED", "missing", or "new" or "gone" for a row of one build alone.
    cells
        Further cells by the name of their column.
    reason
        Why the row was not measured.
    """

    row: str
    status: str
    cells: dict[str, str] = field(default_factory=dict)
    reason: str = ""

    def __str__(self) -> str:
        cells = "; ".join(f"{name} {cell}" for name, cell in self.cells.items())
        return f"{self.status:>8}  {self.row}  [{cells or self.reason}]"


def main(arguments: list[str] | None = None) -> int:
    """Measure; return 1 if a row is slower than the limit or failed."""
    options = _options(arguments)
    machine.keep_to(options.threads)
    new = Build("new", options.new, Path(__file__).parent, options.threads)
    base = Build("base", options.base, options.base_benchmarks, options.threads)
    with base.start() as running_base, new.start() as running_new:
        rows, lines = pair_rows(running_base.rows(), running_new.rows(), options)
    if not rows:
        print(f"both builds share no row that matches '{options.only}'", file=sys.stderr)
        return 2
    descriptions: dict[str, str] = {}
    for title, names in rows.items():
        with _locked(options.lock):
            lines.append(_compared(title, names, (base, new), options, descriptions))
        print(lines[-1], flush=True)
    print("\n" + "\n".join(f"- {name}: {text}" for name, text in descriptions.items()) + "\n")
    print(table(lines))
    return 1 if any(line.status in ("SLOWER", "FAILED") for line in lines) else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    here = Path(__file__).parent
    parser = argparse.ArgumentParser(description="Compare the speed of two installed builds.")
    parser.add_argument("base", metavar="BASE", help="the interpreter of the environment with the base build")
    parser.add_argument(
        "--new", metavar="PYTHON", default=sys.executable, help="the interpreter for the new build [this one]"
    )
    parser.add_argument(
        "--base-benchmarks", metavar="FOLDER", type=Path, default=here, help="benchmarks of the base build"
    )
    parser.add_argument("--only", metavar="PATTERN", help="rows whose name matches, a regular expression")
    parser.add_argument("--goals", action="store_true", help="rows that have a goal")
    parser.add_argument("--quick", action="store_true", help="leave out 4K, large and one-thread rows")
    parser.add_argument("--limit", type=float, default=5.0, help="percent that a row may be slower [5]")
    parser.add_argument("--threads", type=int, default=machine.cores(), help="of each build [all cores]")
    parser.add_argument("--seconds", type=float, default=6.0, help="for the turns of a row [6]")
    parser.add_argument("--lock", metavar="FILE", help="lock this file while a row is measured")
    return parser.parse_args(arguments)


Names = dict[str, tuple[str, str]]


def pair_rows(
    base: list[dict[str, Any]], new: list[dict[str, Any]], options: argparse.Namespace
) -> tuple[Names, list[Line]]:
    """Return the names of the rows in both builds by work and size, and lines for rows of one build alone."""
    left, right = (_by_work(rows, options) for rows in (base, new))
    shared = {title: (left[title], right[title]) for title in right if title in left}
    alone = [Line(title, "new", reason="not in the base build") for title in right if title not in left]
    alone += [Line(title, "gone", reason="not in the new build") for title in left if title not in right]
    return shared, alone


def _by_work(rows: list[dict[str, Any]], options: argparse.Namespace) -> dict[str, str]:
    """Return the first chosen row of each work and size: our side does not depend on the peer."""
    found: dict[str, str] = {}
    for row in rows:
        if row["group"] in UNTIMED or (options.quick and row["slow"]) or (options.goals and not row["goal"]):
            continue
        if options.only is None or re.search(options.only, row["name"], re.IGNORECASE):
            found.setdefault(", ".join(part for part in (row["work"], row["size"]) if part), row["name"])
    return found


def _compared(
    title: str,
    names: tuple[str, str],
    builds: tuple[Build, Build],
    options: argparse.Namespace,
    descriptions: dict[str, str],
) -> Line:
    """Measure a row, again if it is beyond the limit."""
    try:
        ratios = _measured(names, builds, options.seconds, descriptions)
        if ratios.is_beyond(options.limit):
            parts = [_measured(names, builds, 2 * options.seconds, descriptions) for _ in range(AGAIN)]
            ratios = merged(parts)
    except NotMeasured as error:
        return Line(title, error.status, reason=str(error))
    return Line(title, "SLOWER" if ratios.is_beyond(options.limit) else "ok", ratios.cells())


def _measured(
    names: tuple[str, str], builds: tuple[Build, Build], seconds: float, descriptions: dict[str, str]
) -> Ratios:
    """Measure a row in new processes of both builds."""
    with builds[0].start() as base, builds[1].start() as new:
        for running, name in zip((base, new), names, strict=True):
            running.begin(name)
        for running in (base, new):
            text = running.ready()
            if "not loaded" in descriptions.get(running.build.name, "not loaded"):
                descriptions[running.build.name] = text  # a command loads its kernels in its own process
        return alternate(lambda: base.turn(TURN), lambda: new.turn(TURN), seconds, time.perf_counter)


@contextlib.contextmanager
def _locked(path: str | None) -> Iterator[None]:
    """Hold a lock on a file, which other work on this machine may wait for."""
    if path is None:
        yield
        return
    import fcntl

    with Path(path).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def table(lines: list[Line]) -> str:
    """Return the lines as a Markdown table."""
    columns = list(dict.fromkeys(name for line in lines for name in line.cells))
    rows = [["work", "verdict", *columns, "reason"], ["---"] * (len(columns) + 3)]
    for line in lines:
        rows.append([line.row, line.status, *(line.cells.get(name, "") for name in columns), line.reason])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


if __name__ == "__main__":
    sys.exit(main())
