"""Whole processes: from start to end of a command, including the files written."""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import _ours as ours
from _contest import Contest, Sides
from _pictures import MARKS, SIZES, retouched_files
from _program import Program
from _rows import Disagreement, Goal, Missing, Result, Row, Settings
from _timing import in_turns, milliseconds
from peers import npm

from rows.files import same_pixels

GROUP = "Whole process"
PEERS: dict[str, Callable[[Path, Path, Path], Program]] = {
    "odiff": npm.odiff,
    "pixelmatch (node)": npm.pixelmatch,
}


def rows() -> list[Row]:
    """Return the contests and the times to start."""
    contests: list[Row] = [
        Contest(
            group=GROUP,
            work="diff of a PNG pair, picture written",
            size=size,
            against=peer,
            build=_build(peer),
            shape=shape,
            goal=Goal(1) if (size, peer) == ("4K", "odiff") else None,
            slow=size == "4K" and peer != "odiff",
            memory=size == "4K",
            process=True,
        )
        for peer in PEERS
        for size, shape in SIZES.items()
    ]
    return [*contests, Wall("--help", "diff", 100.0), Wall("diff", f"{len(MARKS)} regions", 350.0)]


def _build(peer: str) -> Callable[[Settings, tuple[int, int]], Sides]:
    def build(settings: Settings, shape: tuple[int, int]) -> Sides:
        paths = retouched_files(shape)
        folder = Path(tempfile.mkdtemp())
        close = lambda: shutil.rmtree(folder, ignore_errors=True)  # noqa: E731
        try:
            return Sides(
                ours=_diff_with_picture(*paths, folder / "ours"),
                peer=PEERS[peer](*paths, folder / "peer.png"),
                check=_same_record(shape, folder / "ours"),
                threads=str(settings.threads),
                close=close,
            )
        except Missing:
            close()
            raise

    return build


def _diff(reference: Path, candidate: Path, output: Path, *options: str) -> Program:
    """Return our command."""
    arguments = (ours.command(), "diff", str(reference), str(candidate), "--strategy", "difference")
    return Program((*arguments, "-o", str(output), *options))


def _diff_with_picture(reference: Path, candidate: Path, output: Path) -> Program:
    """Return our command, which writes only the picture of the map."""
    program = _diff(reference, candidate, output, "--write", "heatmap")
    return replace(program, written=output / "reference_vs_candidate.heatmap.png")


def _same_record(shape: tuple[int, int], output: Path) -> Callable[[Any, int], str]:
    """Check the regions that the same command prints with ``--json``: they contain all changed pixels."""

    def check(_: Any, counted: int) -> str:
        paths = retouched_files(shape)
        said = _diff(*paths, output, "--json")()
        regions = [SimpleNamespace(**region) for region in json.loads(said)["regions"]]
        return same_pixels(shape)((sum(r.area for r in regions), regions), counted)

    return check


@dataclass(frozen=True)
class Wall:
    """The duration of a command, with the start of the interpreter and all imports."""

    work: str
    expected: str
    most: float
    group: str = GROUP
    slow: bool = False

    @property
    def name(self) -> str:
        """Name that ``--only`` matches."""
        return self.blank().name

    def blank(self) -> Result:
        """Return the line of the table without its numbers."""
        size = "" if self.work == "--help" else "512x512"
        work = f"difference-finder {self.work}{' of a PNG pair' if size else ''}, wall time"
        return Result(self.group, work, size, "python -c pass", goal=Goal(at_most=self.most), unit="ms")

    def measure(self, settings: Settings) -> Result:
        """Run the command and an idle interpreter in turns."""
        result = self.blank()
        bare = Program((sys.executable, "-c", "pass"))
        with tempfile.TemporaryDirectory() as folder:
            program = self._program(folder)
            said = program()
            if self.expected not in said:
                raise Disagreement(f"{self.work} says {said[:80]!r}")
            settings = replace(settings, most=25)
            taken, start = in_turns([program, bare], settings)
        result.number = 1000 * statistics.median(taken)
        result.agreement = "a time, which depends on the machine"
        result.aside = {
            "ours ms": milliseconds(taken),
            "other ms": milliseconds(start),
            "turns": str(len(taken)),
            "threads": str(settings.threads),
        }
        return result

    def _program(self, folder: str) -> Program:
        if self.work == "--help":
            return Program((ours.command(), "--help"))
        return _diff(*retouched_files(SIZES["512x512"]), Path(folder))
