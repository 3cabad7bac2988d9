"""The run of ``diff``: compare a pair or two folders, write the files, print the results."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from difference_finder.cli import DONE, EXCEEDED, FAILED
from difference_finder.cli._inputs import read_input
from difference_finder.cli._pair_result import PairResult
from difference_finder.cli._text import format_failure, format_pair, format_summary
from difference_finder.errors import DifferenceFinderError
from difference_finder.pipeline.compare_sources import compare_match
from difference_finder.pipeline.comparison import PAIR, Comparison, FailedPair, record_for
from difference_finder.pipeline.rendering import render, write_rendered
from difference_finder.pipeline.states import state_of
from difference_finder.pipeline.thresholds import Thresholds
from difference_finder.storage.match import Match, pair_name
from difference_finder.text import count_of
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from difference_finder.cli._junit import JUnit
    from difference_finder.cli._pairing_summary import PairingSummary
    from difference_finder.cli._shared_scale import SharedScale
    from difference_finder.finder import Finder

PAGES = ("pages_plot", "pages_table")
"""Reporters of files with several pages."""

DRAWN = ("heatmap", "panel", "html")
"""Reporters of the pages with the worst scores."""


@dataclass(frozen=True)
class DiffRun:
    """The settings of a run; they are the same for every pair.

    Parameters
    ----------
    finder
        Finder that compares the images.
    output
        Folder for the files; None to write no files.
    reporters
        Names of the reporters that make the files.
    record
        Name of the reporter that makes the record.
    thresholds
        Limits of the score.
    as_json
        Whether to print JSON and nothing else.
    junit
        JUnit file to add every pair to; None to write no such file.
    """

    finder: Finder
    output: Path | None
    reporters: tuple[str, ...]
    record: str
    thresholds: Thresholds
    as_json: bool
    junit: JUnit | None = None

    def compare_pair(self, first: str, second: str, reference: str | None) -> int:
        """Compare two files, or measure both against a reference; return the exit code."""
        paths = tuple(read_input(path) for path in (first, second, reference) if path is not None)
        match = Match(pair_name(*map(str, paths[:2])), paths)
        start = time.perf_counter()
        result = compare_match(self.finder.options, match, worker_count(self.finder.options.workers))
        spent = time.perf_counter() - start
        pair = self._write_timed(result, spent, worker_count(self.finder.options.workers))
        record = pair.record
        if self.as_json:
            click.echo(_dump(record))
        elif record["ok"]:
            click.echo(format_pair(record, pair.files))
        if not record["ok"]:
            click.echo(format_failure(record), err=True)
        if self.junit is not None:
            self.junit.add(pair)
        unequal = int(pair.exceeded and not pair.beyond)
        alone = (record.get("threshold") or {}).get("text", "")
        return self._exit_code(int(not record["ok"]), int(pair.exceeded), unequal, total=1, alone=alone)

    def compare_folders(self, first: str, second: str, reference: str | None) -> int:
        """Compare two folders pair by pair; return the exit code."""
        # Imported here, because a pair of files needs none of them.
        from difference_finder.cli._pairing_summary import PairingSummary
        from difference_finder.cli._progress import progress
        from difference_finder.cli._shared_scale import share_scale
        from difference_finder.cli._table import SummaryTable
        from difference_finder.pipeline.folders import (
            compare_matches,
            decided,
            match_sources,
            rows_of,
            unread_rows,
        )
        from difference_finder.pipeline.sampled_pairs import compare_sample

        folders = [path for path in (first, second, reference) if path is not None]
        matching = match_sources(self.finder.options, folders)
        options = decided(self.finder.options, matching.matches)
        pairing = PairingSummary(matching, options)
        rows = [*rows_of(options, matching), *unread_rows(options, matching)]
        done = compare_sample(options, matching.matches)
        scale = share_scale([result for result, _ in done.values()], len(matching.matches))
        run = self if scale is None else self._with_scale(scale)
        table = SummaryTable(self.output, reference is not None)
        if self.as_json:
            click.echo('{"schema": 2, "pairs": [', nl=False)
        with progress(len(rows), "comparing") as step:
            # The thread that compared a pair also writes its files: all cores have work until the last pair.
            for number, pair in enumerate(compare_matches(options, rows, run._write_timed, done)):
                record = pair.record
                if self.as_json:
                    click.echo(("," if number else "") + "\n" + _dump(record), nl=False)
                if not record["ok"]:
                    click.echo(format_failure(record), err=True)
                table.add(pair)
                pairing.add(pair)
                if self.junit is not None:
                    self.junit.add(pair)
                step(record["name"])
        totals = table.close()
        totals["data_set"] = options.to_dict()["data_set"]
        totals["scale"] = None if scale is None or run is self else scale.to_dict()
        failed, exceeded, unequal = (totals[key] for key in ("failed", "exceeded", "unequal"))
        totals |= pairing.to_dict()
        totals["exceeded"] += pairing.exceeded
        if self.as_json:
            totals["threshold"] = self.thresholds.verdict_without_scores(totals["exceeded"] > 0)
            click.echo(f'\n], "summary": {_dump(totals)}}}')
        else:
            click.echo("\n".join([*pairing.lines(), format_summary(totals, self.output)]))
        return self._exit_code(failed, exceeded, unequal, totals["pairs"], pairing)

    def _with_scale(self, scale: SharedScale) -> DiffRun:
        """Return a run whose pictures share a scale; this run if their scale is fixed already."""
        record = scale.applied(self.record)
        if record == self.record:
            return self
        files = tuple(record if spec == self.record else scale.applied(spec) for spec in self.reporters)
        return replace(self, reporters=files, record=record)

    def _exit_code(
        self,
        failed: int,
        exceeded: int,
        unequal: int,
        total: int,
        pairing: PairingSummary | None = None,
        alone: str = "",
    ) -> int:
        if self.junit is not None:
            self.junit.close([] if pairing is None else pairing.unread_lines())
        if exceeded:
            click.echo(self.thresholds.complaint(exceeded - unequal, total, unequal, alone), err=True)
        unpaired = 0 if pairing is None else pairing.exceeded
        if unpaired:
            click.echo(f"threshold: {count_of(unpaired, 'file')} unmatched or not read", err=True)
        return FAILED if failed else EXCEEDED if exceeded or unpaired else DONE

    def _write_timed(self, result: Comparison | FailedPair, spent: float, threads: int = 1) -> PairResult:
        """Write the files of a comparison with so many threads, and add the time to the seconds spent.

        A file that cannot be drawn or written makes the pair an error row.
        """
        start = time.perf_counter()
        pair = self._write(result, threads)
        return replace(pair, seconds=spent + time.perf_counter() - start)

    def _failed(self, row: FailedPair) -> dict[str, Any]:
        """Return the record of an error row; a file without a pair counts as exceeded unless allowed."""
        from difference_finder.pipeline.folders import is_allowed

        record = row.to_dict()
        if row.stage == PAIR and not is_allowed(self.finder.options, row):
            record["threshold"] = self.thresholds.verdict_without_scores(exceeded=True)
        return record

    def _write(self, result: Comparison | FailedPair, threads: int) -> PairResult:
        if isinstance(result, FailedPair):
            return PairResult(self._failed(result))
        written: list[Path] = []
        try:
            files = () if self.output is None else tuple(r for r in self.reporters if r != self.record)
            if result.pages is not None and self.output is not None:
                files = (*files, *(part for part in PAGES if part not in files))
            record = {**record_for(result, files), "threshold": self.thresholds.verdict(result)}
            record["state"] = state_of(record)
            rendered = render(record, (*files, self.record), threads)
            if self.output is not None:
                kept = rendered if self.record in self.reporters else rendered[:-1]
                written = write_rendered(self.output / result.name, kept)
                written += self._write_worst_pages(result, threads)
        except (DifferenceFinderError, OSError) as error:
            return PairResult(_error_row(result, "write", type(error).__name__, str(error)))
        content = rendered[-1][1]
        digest = None if self.junit is None else _sha256(content)
        return PairResult(json.loads(content), tuple(written), digest=digest)

    def _write_worst_pages(self, result: Comparison, threads: int) -> list[Path]:
        """Write the pictures of the pages that follow the one that decides."""
        written: list[Path] = []
        drawn = tuple(name for name in self.reporters if name.partition(":")[0] in DRAWN)
        if result.pages is None or self.output is None or not drawn:
            return written
        word = result.pages.unit.removesuffix("s")
        for number, comparison in list(result.pages.worst.items())[1:]:
            rendered = render(record_for(comparison, drawn), drawn, threads)
            written += write_rendered(self.output / f"{result.name}.{word}-{number:04d}", rendered)
        return written


def _error_row(result: Comparison, stage: str, error: str, cause: str) -> dict[str, Any]:
    names = result.name, result.first.name, result.second.name
    reference = None if result.reference is None else result.reference.name
    return FailedPair(*names, stage, error, cause, reference).to_dict()


def _sha256(content: bytes) -> str:
    import hashlib  # loads OpenSSL, and only a JUnit file lists digests

    return hashlib.sha256(content).hexdigest()


def _dump(record: Any) -> str:
    # Only ASCII, because a terminal or a pipe may have any encoding.
    return json.dumps(record, indent=2, allow_nan=False)
