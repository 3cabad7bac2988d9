"""Run a finder on a pair or on two folders, write what it finds and tell about it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from difference_finder.cli import DONE, EXCEEDED, FAILED
from difference_finder.cli._progress import progress
from difference_finder.cli._text import describe, describe_failure, summarise
from difference_finder.errors import DifferenceFinderError
from difference_finder.pairing import Match, pair_name

if TYPE_CHECKING:
    from difference_finder.finder import Finder
    from difference_finder.model import Comparison, FailedPair


@dataclass(frozen=True)
class Thresholds:
    """Which score is measured, and between what values it may lie."""

    score: str
    above: float | None
    below: float | None

    def exceeded(self, comparison: Comparison) -> bool:
        """Tell whether a score lies outside; one that could not be computed does."""
        if self.above is None and self.below is None:
            return False
        value = comparison.scores.get(self.score)
        if not isinstance(value, float) or math.isnan(value):
            return True
        return (self.above is not None and value > self.above) or (
            self.below is not None and value < self.below
        )


def run_pair(
    finder: Finder,
    reference: str,
    candidate: str,
    output: Path | None,
    reporters: tuple[str, ...],
    thresholds: Thresholds,
    as_json: bool,
) -> int:
    """Compare two files; return the exit code."""
    with _warnings_on_stderr():
        result = finder.compare_match(
            Match(pair_name(reference, candidate), (Path(reference), Path(candidate)))
        )
    result, written = _save(result, output, reporters)
    if as_json:
        click.echo(_dump(result.to_dict()))
    elif result.ok:
        click.echo(describe(result.to_dict(), written))
    if not result.ok:
        click.echo(f"error: {describe_failure(result.to_dict())}", err=True)
        return FAILED
    return _verdict(thresholds, [result] if thresholds.exceeded(result) else [], as_json)


def run_folder(
    finder: Finder,
    reference: str,
    candidate: str,
    output: Path | None,
    reporters: tuple[str, ...],
    thresholds: Thresholds,
    as_json: bool,
) -> int:
    """Compare two folders pair by pair; return the exit code."""
    with _warnings_on_stderr():
        total = len(finder.matches(reference, candidate))
        results = finder.stream(reference, candidate)
    table = _Table(output)
    outside = []
    if as_json:
        click.echo('{"schema": 1, "pairs": [', nl=False)
    with _warnings_on_stderr(), progress(total, "comparing") as step:
        for number, found in enumerate(results):
            result, _ = _save(found, output, reporters)
            record = result.to_dict()
            if as_json:
                click.echo(("," if number else "") + "\n" + _dump(record), nl=False)
            if not result.ok:
                click.echo(f"error: {describe_failure(record)}", err=True)
            elif thresholds.exceeded(result):
                outside.append(record["name"])
            table.add(record)
            step(record["name"])
    summary = table.close()
    if as_json:
        click.echo(f'\n], "summary": {_dump(summary)}}}')
    else:
        click.echo(summarise(summary, output))
    if summary["failed"]:
        return FAILED
    return _verdict(thresholds, outside, as_json)


def _verdict(thresholds: Thresholds, outside: list[Any], as_json: bool) -> int:
    if not outside:
        return DONE
    limits = [f"above {thresholds.above:g}"] if thresholds.above is not None else []
    limits += [f"below {thresholds.below:g}"] if thresholds.below is not None else []
    click.echo(
        f"threshold: {thresholds.score} is {' or '.join(limits)} in {len(outside)} of the pairs", err=True
    )
    return EXCEEDED


def _save(
    result: Comparison | FailedPair, output: Path | None, reporters: tuple[str, ...]
) -> tuple[Any, list[Path]]:
    """Write the files of a result; what cannot be written makes it an error row."""
    from difference_finder.model import Comparison, FailedPair

    if output is None or not isinstance(result, Comparison):
        return result, []
    try:
        return result, result.save(output / result.name, reporters)
    except (DifferenceFinderError, OSError) as error:
        names = (result.reference.name, result.candidate.name)
        return FailedPair(result.name, *names, "write", type(error).__name__, str(error)), []


class _Table:
    """The rows of summary.csv and the figures over all pairs, in memory that does not grow."""

    COLUMNS = ("name", "ok", "regions", "strongest", "reference", "candidate", "error")

    def __init__(self, output: Path | None) -> None:
        import csv
        import tempfile

        self.output = output
        self.summary: dict[str, Any] = {"pairs": 0, "failed": 0, "scores": {}}
        self.file: Any = tempfile.TemporaryFile("w+", newline="", encoding="utf-8")  # noqa: SIM115
        self.writer = csv.writer(self.file, lineterminator="\n")
        self.score_names: list[str] = []

    def add(self, record: dict[str, Any]) -> None:
        """Add one pair."""
        self.summary["pairs"] += 1
        self.summary["failed"] += not record["ok"]
        scores = record.get("scores", {})
        self.score_names += [name for name in scores if name not in self.score_names]
        self._add_scores(record["name"], scores)
        regions = record.get("regions", [])
        strongest = "{x},{y},{width}x{height}".format(**regions[0]) if regions else ""
        sides = [
            record[side] if isinstance(record[side], str) else record[side]["name"]
            for side in ("reference", "candidate")
        ]
        row = [record["name"], record["ok"], len(regions), strongest, *sides, record.get("cause", "")]
        self.writer.writerow([_harmless(cell) for cell in row] + [scores.get(n) for n in self.score_names])

    def _add_scores(self, name: str, scores: dict[str, Any]) -> None:
        for key, value in scores.items():
            figures = self.summary["scores"].setdefault(
                key, {"count": 0, "infinite": 0, "mean": None, "least": None, "greatest": None}
            )
            if value == "Infinity":
                figures["infinite"] += 1
            elif isinstance(value, float):
                mean = figures["mean"] or 0.0
                figures["count"] += 1
                figures["mean"] = mean + (value - mean) / figures["count"]
                if figures["least"] is None or value < figures["least"]["value"]:
                    figures["least"] = {"name": name, "value": value}
                if figures["greatest"] is None or value > figures["greatest"]["value"]:
                    figures["greatest"] = {"name": name, "value": value}

    def close(self) -> dict[str, Any]:
        """Write summary.csv and summary.json, and return the figures."""
        from difference_finder.files import write_whole

        if self.output is not None:
            self.file.seek(0)
            header = ",".join((*self.COLUMNS, *(f'"{name}"' for name in self.score_names)))
            self.output.mkdir(parents=True, exist_ok=True)
            write_whole(self.output / "summary.csv", f"{header}\n{self.file.read()}".encode())
            write_whole(self.output / "summary.json", f"{_dump(self.summary)}\n".encode())
        self.file.close()
        return self.summary


def _harmless(cell: Any) -> Any:
    """Keep a spreadsheet from taking a file name for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@") else cell


def _dump(record: Any) -> str:
    return json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False)


@contextmanager
def _warnings_on_stderr() -> Iterator[None]:
    """Show warnings as one line each."""
    import warnings

    def show(message: Warning | str, *_: Any, **__: Any) -> None:
        click.echo(f"warning: {message}", err=True)

    with warnings.catch_warnings():
        warnings.simplefilter("default", UserWarning)
        warnings.showwarning = show
        yield
