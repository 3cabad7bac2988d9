"""Run a finder on a pair or on two folders, write what it finds and tell about it."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from difference_finder.cli import DONE, EXCEEDED, FAILED
from difference_finder.cli._finished import Finished
from difference_finder.cli._progress import progress
from difference_finder.cli._table import Table
from difference_finder.cli._text import describe, describe_failure, summarise
from difference_finder.errors import DifferenceFinderError
from difference_finder.pipeline.comparison import Comparison, FailedPair, record_for
from difference_finder.pipeline.folders import compare_match, compare_matches, match_sources
from difference_finder.pipeline.rendering import render, write_rendered
from difference_finder.pipeline.thresholds import Thresholds
from difference_finder.storage.matching import Match, pair_name
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from difference_finder.cli._junit import JUnit
    from difference_finder.finder import Finder


@dataclass(frozen=True)
class Job:
    """What is done with every pair.

    Parameters
    ----------
    finder
        What compares.
    output
        The folder for the files; None for no files.
    reporters
        What makes the files.
    record
        What makes the record.
    thresholds
        What scores may be.
    as_json
        Print JSON and nothing else.
    junit
        What becomes the JUnit file, if one is wanted.
    """

    finder: Finder
    output: Path | None
    reporters: tuple[str, ...]
    record: str
    thresholds: Thresholds
    as_json: bool
    junit: JUnit | None = None

    def run_pair(self, first: str, second: str, reference: str | None) -> int:
        """Compare two files, or measure both against a reference; return the exit code."""
        paths = tuple(Path(path) for path in (first, second, reference) if path is not None)
        match = Match(pair_name(first, second), paths)
        start = time.perf_counter()
        result = compare_match(self.finder.options, match, worker_count(self.finder.options.workers))
        spent = time.perf_counter() - start
        pair = self._finished(result, spent, worker_count(self.finder.options.workers))
        record = pair.record
        if self.as_json:
            click.echo(_dump(record))
        elif record["ok"]:
            click.echo(describe(record, pair.written))
        if not record["ok"]:
            click.echo(f"error: {describe_failure(record)}", err=True)
        if self.junit is not None:
            self.junit.add(pair)
        return self._verdict(failed=int(not record["ok"]), exceeded=int(pair.exceeded), total=1)

    def run_folders(self, first: str, second: str, reference: str | None) -> int:
        """Compare two folders pair by pair; return the exit code."""
        folders = [path for path in (first, second, reference) if path is not None]
        matches = match_sources(self.finder.options, folders)
        table = Table(self.output, reference is not None)
        if self.as_json:
            click.echo('{"schema": 2, "pairs": [', nl=False)
        with progress(len(matches), "comparing") as step:
            # Drawn and written in the thread that compared, so that all cores have work until the last pair.
            for number, pair in enumerate(compare_matches(self.finder.options, matches, self._finished)):
                record = pair.record
                if self.as_json:
                    click.echo(("," if number else "") + "\n" + _dump(record), nl=False)
                if not record["ok"]:
                    click.echo(f"error: {describe_failure(record)}", err=True)
                table.add(record, pair.exceeded)
                if self.junit is not None:
                    self.junit.add(pair)
                step(record["name"])
        totals = table.close()
        if self.as_json:
            totals["threshold"] = self.thresholds.verdict(totals["exceeded"] > 0)
            click.echo(f'\n], "summary": {_dump(totals)}}}')
        else:
            click.echo(summarise(totals, self.output))
        return self._verdict(totals["failed"], totals["exceeded"], totals["pairs"])

    def _verdict(self, failed: int, exceeded: int, total: int) -> int:
        if self.junit is not None:
            self.junit.close()
        if exceeded:
            click.echo(self.thresholds.complaint(exceeded, total), err=True)
        return FAILED if failed else EXCEEDED if exceeded else DONE

    def _finished(self, result: Comparison | FailedPair, spent: float, threads: int = 1) -> Finished:
        """Write the files of a result, drawn with so many threads, after the seconds that were spent on it.

        What cannot be drawn or written makes the pair an error row.
        """
        start = time.perf_counter()
        pair = self._written(result, threads)
        return replace(pair, seconds=spent + time.perf_counter() - start)

    def _written(self, result: Comparison | FailedPair, threads: int) -> Finished:
        if isinstance(result, FailedPair):
            return Finished(result.to_dict())
        images = [image for image in (result.first, result.second, result.reference) if image is not None]
        samples = max(int(image.pixels.shape[0]) for image in images)
        if samples > 1:
            names = " or ".join(f"'{image.name}'" for image in images)
            cause = (
                f"{names} holds {samples} images, and a pair has one each; give them as files of their own,"
                " or use Finder(batch='all')"
            )
            return Finished(_failed(result, "compare", "InputError", cause))
        written: list[Path] = []
        try:
            files = () if self.output is None else tuple(r for r in self.reporters if r != self.record)
            rendered = render(record_for(result, files), (*files, self.record), threads)
            if self.output is not None:
                kept = rendered if self.record in self.reporters else rendered[:-1]
                written = write_rendered(self.output / result.name, kept)
        except (DifferenceFinderError, OSError) as error:
            return Finished(_failed(result, "write", type(error).__name__, str(error)))
        verdict = self.thresholds.verdict(self.thresholds.exceeded(dict(result.scores)))
        content = rendered[-1][1]
        record = {**json.loads(content), "threshold": verdict}
        return Finished(record, tuple(written), digest=hashlib.sha256(content).hexdigest())


def _failed(result: Comparison, stage: str, error: str, cause: str) -> dict[str, Any]:
    names = result.name, result.first.name, result.second.name
    reference = None if result.reference is None else result.reference.name
    return FailedPair(*names, stage, error, cause, reference).to_dict()


def _dump(record: Any) -> str:
    # Only ASCII: a terminal or a pipe may have any encoding.
    return json.dumps(record, indent=2, allow_nan=False)
