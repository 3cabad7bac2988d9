"""Do the work of one side once and print its peak of memory: the process behind ``rows/memory.py``.

Memory is measured after the pictures are loaded, and after all libraries have been imported and used on small
pictures. The answer itself is not counted. For a side that is a separate process, all memory counts.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from _contest import Contest
from _program import Program
from _rows import Missing, Settings

SMALL = (192, 192)


def main(name: str, side: str, threads: str) -> None:
    """Print {"peak": bytes}, or {"missing": why}."""
    from _timing import use_threads
    from rows import all_rows

    contest = next(row for row in all_rows() if isinstance(row, Contest) and row.name == name)
    settings = Settings(int(threads))
    try:
        small = contest.build(settings, SMALL)
        use_threads(settings.threads)
        (small.ours if side == "ours" else small.peer)()
        sides = contest.build(settings, contest.shape)
    except Missing as reason:
        print(json.dumps({"missing": str(reason)}))
        return
    run = sides.ours if side == "ours" else sides.peer
    if isinstance(run, Program):
        print(json.dumps({"peak": run.peak()}))
        return
    before = resident("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak that Linux keeps starts anew here
    answer = run()
    print(json.dumps({"peak": max(0, resident("VmHWM") - before - held(answer))}))


def resident(field: str) -> int:
    """Return a memory statistic of this process in bytes, as Linux reports it."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return 1024 * int(line.split()[1])
    raise RuntimeError(f"/proc/self/status has no {field}")


def held(answer: Any) -> int:
    """Return the size of the arrays of an answer in bytes."""
    if isinstance(answer, tuple | list):
        return sum(held(part) for part in answer)
    if isinstance(answer, np.ndarray):
        return int(answer.nbytes)
    return int(answer.element_size() * answer.nelement()) if hasattr(answer, "element_size") else 0


if __name__ == "__main__":
    main(*sys.argv[1:])
