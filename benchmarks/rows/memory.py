"""Peak memory beyond input and output, measured in a separate process for each side."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from _contest import Contest
from _rows import Missing, Result, Row, Settings

LEAST = 10**6
"""Bytes that count as nothing: a few buffers of threads."""

CHILD = Path(__file__).resolve().parents[1] / "_memory_child.py"


@dataclass(frozen=True)
class Memory:
    """The memory of the peer relative to ours, for the work of a contest."""

    contest: Contest
    group: str = "Memory"
    slow: bool = False

    @property
    def name(self) -> str:
        """Name that ``--only`` matches."""
        return f"memory: {self.contest.name}"

    def blank(self) -> Result:
        """Return the line of the table without its numbers."""
        work = self.contest.work + (", whole process" if self.contest.process else "")
        return Result(self.group, work, self.contest.size, self.contest.against)

    def measure(self, settings: Settings) -> Result:
        """Run each side once in a fresh process."""
        result = self.blank()
        ours, peer = (self._peak(side, settings) for side in ("ours", "peer"))
        result.number = max(peer, LEAST) / max(ours, LEAST)
        result.agreement = "the row of the same name above checks them"
        result.aside = {
            "ours MB": f"{ours / 1e6:.0f}",
            "other MB": f"{peer / 1e6:.0f}",
            "threads": str(settings.threads),
        }
        return result

    def _peak(self, side: str, settings: Settings) -> int:
        arguments = [sys.executable, str(CHILD), self.contest.name, side, str(settings.threads)]
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError((done.stderr.strip() or "the process failed").splitlines()[-1])
        answer = json.loads(done.stdout.splitlines()[-1])
        if "missing" in answer:
            raise Missing(answer["missing"])
        return int(answer["peak"])


def rows(contests: Iterable[Row]) -> list[Row]:
    """Return one row for each contest that measures memory."""
    return [Memory(row) for row in contests if isinstance(row, Contest) and row.memory]
