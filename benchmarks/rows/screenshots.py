"""Two folders of screenshots, of which a few differ: whole processes, which give a verdict on every pair."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import _ours as ours
from _contest import Contest, Sides
from _pictures import screenshots
from _program import Program
from _rows import Disagreement, Goal, Missing, Row, Settings
from peers import npm

PAIRS, CHANGED = 200, 5
LIMIT = ("--max-changed", "0")

PEERS: dict[str, Callable[[Path, Path, Path, int], Callable[[], set[str]]]] = {
    "odiff, called for each pair": npm.odiff_each,
    "comparator of Playwright": partial(npm.playwright, skip_equal=False),
    "comparator of Playwright, equal bytes skipped": partial(npm.playwright, skip_equal=True),
}


def rows() -> list[Row]:
    """Return the contests."""
    return [
        Contest(
            group="Folders of screenshots",
            work=f"verdicts on {PAIRS} pairs, {CHANGED} of which differ, pictures of these written",
            size="1280x800",
            against=peer,
            build=_build(peer),
            shape=(800, 1280),
            goal=None if "skipped" in peer else Goal(1),
            process=True,
        )
        for peer in PEERS
    ]


def _build(peer: str) -> Callable[[Settings, tuple[int, int]], Sides]:
    def build(settings: Settings, shape: tuple[int, int]) -> Sides:
        first, second, changed = screenshots(PAIRS, CHANGED)
        folder = Path(tempfile.mkdtemp())
        (folder / "peer").mkdir()
        close = lambda: shutil.rmtree(folder, ignore_errors=True)  # noqa: E731
        try:
            return Sides(
                ours=_diff(first, second, folder / "ours"),
                peer=PEERS[peer](first, second, folder / "peer", settings.threads),
                check=_same_verdicts(changed),
                threads=f"{settings.threads}{'' if 'odiff' in peer else ' / 1 (it has no threads)'}",
                close=close,
            )
        except Missing:
            close()
            raise

    return build


def _diff(first: Path, second: Path, output: Path) -> Program:
    """Return our command, which answers with the names of the pairs beyond the limit."""
    arguments = (ours.command(), "diff", str(first), str(second), "-o", str(output), "--write", "heatmap")
    return Program((*arguments, *LIMIT), lambda _: _names(output), codes=(1,), written=output / "summary.csv")


def _names(output: Path) -> set[str]:
    """Return the pairs that are not the same, from the table; their pictures must have been written."""
    with (output / "summary.csv").open(newline="") as table:
        names = {row["name"] for row in csv.DictReader(table) if row["state"] != "same"}
    pictures = {path.name.partition(".")[0] for path in output.glob("*.heatmap.png")}
    if pictures != names:
        raise Disagreement(f"pictures of {sorted(pictures)}, but {sorted(names)} differ")
    return names


def _same_verdicts(changed: set[str]) -> Callable[[Any, Any], str]:
    def check(found: set[str], counted: set[str]) -> str:
        if not found == counted == changed:
            raise Disagreement(f"{sorted(found)} and {sorted(counted)} differ, true {sorted(changed)}")
        return f"the {len(changed)} names of the pairs that differ, exactly"

    return check
