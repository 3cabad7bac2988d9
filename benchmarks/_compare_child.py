"""Run our side of rows, one turn at a time, on request: the process behind ``_builds.py``.

The first argument is the folder with the benchmarks that belong to the installed build. Requests and answers
are lines of JSON on standard input and output:

    {"rows": null}       -> {"rows": [{"name", "group", "work", "size", "slow", "goal"}, ...]}
    {"start": name}      -> {"ready": description of the build}; rows that are already started end
    {"turn": seconds}    -> {"seconds": duration of one run}

A row that cannot be measured answers {"status": "missing" or "FAILED", "reason": text}.

Peers are not imported: stand-ins take their places, and the answers are not compared.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import is_dataclass, replace
from pathlib import Path
from typing import Any, TextIO
from unittest.mock import MagicMock


class Ended(Exception):
    """The caller wants no further turn of this row."""


class Server:
    """Answers requests until standard input ends."""

    def __init__(self, answers: TextIO, folder: str, threads: int) -> None:
        self.answers = answers
        sys.path[0] = folder
        sys.modules["peers"] = MagicMock(REQUIREMENTS="")
        import _timing

        _timing.in_turns = self.take_turns  # before rows import it
        from rows import all_rows

        self.timing = _timing
        self.settings = _timing.Settings(threads)
        self.rows = {row.name: row for row in all_rows()}
        self.waiting: dict[str, Any] | None = None

    def serve(self) -> None:
        """Answer all requests."""
        while (request := self.waiting or self.next_request()) is not None:
            self.waiting = None
            if "rows" in request:
                self.answer(rows=[describe(row) for row in self.rows.values()])
            elif "start" in request:
                self.start(request["start"])
            else:
                self.answer(status="FAILED", reason="no row is started")

    def start(self, name: str) -> None:
        """Measure a row; its turns are taken in ``take_turns``."""
        try:
            self.row = without_check(self.rows[name])
            self.row.measure(self.settings)
            raise RuntimeError("this row times nothing")
        except Ended:
            pass
        except Exception as error:  # noqa: BLE001  a row that breaks must not end the others
            missing = type(error).__name__ == "Missing"
            reason = str(error) if missing else f"{type(error).__name__}: {error}"
            self.answer(status="missing" if missing else "FAILED", reason=reason)

    def take_turns(self, functions: list[Callable[[], Any]], settings: Any) -> list[list[float]]:
        """Take the place of ``_timing.in_turns``: run our side of the row at each request."""
        # A row against ourselves compares two works of ours; the first is a row of its own.
        ours = functions[-1] if self.row.blank().against == "ourselves" else functions[0]
        lasted = self.timing.seconds_of(ours)
        gc.collect()
        gc.disable()
        try:
            self.answer(ready=build())
            while (request := self.next_request()) is not None:
                if "turn" not in request:
                    self.waiting = request
                    break
                if lasted < self.timing.LONG:
                    self.timing.warm(ours)
                self.answer(seconds=turn(ours, request["turn"]))
        finally:
            gc.enable()
        raise Ended

    def next_request(self) -> dict[str, Any] | None:
        """Return the next request, or None at the end."""
        line = sys.stdin.readline()
        return json.loads(line) if line else None

    def answer(self, **fields: Any) -> None:
        """Write one answer."""
        print(json.dumps(fields), file=self.answers, flush=True)


def describe(row: Any) -> dict[str, Any]:
    """Return the name of a row and its place in the tables."""
    blank = row.blank()
    fields = {field: getattr(blank, field) for field in ("group", "work", "size")}
    return {"name": row.name, **fields, "slow": row.slow, "goal": blank.goal is not None}


def without_check(row: Any) -> Any:
    """Return a contest that does not compare the answers; other rows as they are."""
    if not (is_dataclass(row) and hasattr(row, "build") and hasattr(row, "shape")):
        return row
    build = row.build
    return replace(
        row, build=lambda settings, shape: replace(build(settings, shape), check=lambda ours, peer: "")
    )


def turn(function: Callable[[], Any], seconds: float) -> float:
    """Run a function for some seconds, at least once, and return the median duration of one run."""
    taken = []
    end = time.perf_counter() + seconds
    while not taken or time.perf_counter() < end:
        start = time.perf_counter()
        answer = function()
        taken.append(time.perf_counter() - start)
        del answer
    return statistics.median(taken)


def build() -> str:
    """Return the version, the kernels and the folder of the installed build."""
    import difference_finder

    kernels = [name.rpartition("._native_")[2] for name in sys.modules if "._native_" in name]
    version = getattr(difference_finder, "__version__", "unknown")
    folder = Path(difference_finder.__file__).parent
    return f"{version}, kernels {', '.join(kernels) or 'not loaded'}, {folder}"


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a row prints must not mix with the answers
    Server(answers, sys.argv[1], int(sys.argv[2])).serve()
