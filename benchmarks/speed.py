"""Compare our speed with other libraries, and check that the answers agree.

In an environment of its own, from the top of the repository:

    pip install . -r benchmarks/requirements.txt -c constraints.txt
    npm install --prefix benchmarks                    # odiff and pixelmatch, optional
    python benchmarks/speed.py                         # everything; writes benchmarks/RESULTS.md
    python benchmarks/speed.py --goals                 # rows with a goal, a few minutes; prints only
    python benchmarks/speed.py --quick                 # without 4K, large and one-thread rows; prints only
    python benchmarks/speed.py --only "ssim.*1080p"    # rows whose name matches, in any case
    python benchmarks/speed.py --list

A program that is not installed is left out, with a line that says how to install it. piq and
difference-finder 0.0.4 are downloaded on first use into ``benchmarks/build``, without their dependencies, see
``peers/``.
"""

from __future__ import annotations

import argparse
import re
import sys
import warnings
from pathlib import Path

import _machine as machine
import _report as report
from _rows import Result, Row, Settings, measured
from rows import all_rows

RESULTS = Path(__file__).with_name("RESULTS.md")


def main(arguments: list[str] | None = None) -> int:
    """Measure; return 1 if a row failed."""
    options = _options(arguments)
    chosen = [row for row in all_rows() if _wanted(row, options)]
    if options.list:
        print("\n".join(row.name for row in chosen))
        return 0
    if not chosen:
        print(f"no row matches '{options.only}'; --list shows them all", file=sys.stderr)
        return 2
    warnings.simplefilter("ignore")  # a peer's deprecations are not ours to print
    machine.keep_to(options.threads)
    seconds = 3.0 if options.quick else options.seconds
    settings = Settings(options.threads, seconds=seconds, quick=options.quick)
    facts = {**machine.facts(), "load at the beginning": machine.load()}
    whole = not (options.quick or options.goals or options.only)
    output = options.output or (RESULTS if whole else None)
    results: list[Result] = []
    for row in chosen:
        results.append(_shown(row, settings))
        facts["load at the end"] = machine.load()
        text = report.document(results, settings, facts, machine.versions())
        if output is not None:  # measured rows are kept if the rest is interrupted
            Path(output).write_text(text)
    if output is not None:
        print(f"written: {output}")
    else:
        print(f"\n{text}")
    return 1 if any(result.status == "FAILED" for result in results) else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare our speed with other libraries.")
    parser.add_argument("--only", metavar="PATTERN", help="rows whose name matches, a regular expression")
    parser.add_argument("--goals", action="store_true", help="rows that have a goal")
    parser.add_argument("--quick", action="store_true", help="leave out 4K, large and one-thread rows")
    parser.add_argument("--list", action="store_true", help="print the names of the rows and end")
    parser.add_argument("--threads", type=int, default=machine.cores(), help="on both sides [all cores]")
    parser.add_argument("--seconds", type=float, default=6.0, help="for the turns of a row [6]")
    parser.add_argument("--output", help="file for the tables [RESULTS.md, if all is measured]")
    return parser.parse_args(arguments)


def _wanted(row: Row, options: argparse.Namespace) -> bool:
    if (options.quick and row.slow) or (options.goals and row.blank().goal is None):
        return False
    return options.only is None or re.search(options.only, row.name, re.IGNORECASE) is not None


def _shown(row: Row, settings: Settings) -> Result:
    """Measure a row and print it at once."""
    result = measured(row, settings)
    print(report.line(result), flush=True)
    return result


if __name__ == "__main__":
    sys.exit(main())
