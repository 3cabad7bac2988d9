"""The run of ``diff``: compare a pair or two folders, write the files, print the results."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from difference_finder._version import __version__
from difference_finder.cli import DONE, EXCEEDED, FAILED
from difference_finder.cli._inputs import read_input
from difference_finder.cli._pair_result import PairResult
from difference_finder.cli._run_printer import LINES, RunPrinter, dump
from difference_finder.cli._text import format_failure, format_pair, format_summary
from difference_finder.errors import DifferenceFinderError, DiskFullError
from difference_finder.parts.registry import reporters
from difference_finder.pipeline.compare_sources import compare_match
from difference_finder.pipeline.comparison import PAIR, Comparison, FailedPair, record_for
from difference_finder.pipeline.equal_files import EqualFiles, Result
from difference_finder.pipeline.large_files import needs_strips
from difference_finder.pipeline.rendering import render, write_rendered
from difference_finder.pipeline.states import STATES, is_same, state_of
from difference_finder.pipeline.thresholds import Thresholds
from difference_finder.reporters.json import plain_record
from difference_finder.storage.match import Match, pair_name
from difference_finder.text import count_of, escape_controls, join_names, to_jsonable
from difference_finder.threads import share_threads, worker_count

if TYPE_CHECKING:
    from difference_finder.cli._junit import JUnit
    from difference_finder.cli._pairing_summary import PairingSummary
    from difference_finder.cli._shared_scale import SharedScale
    from difference_finder.cli._worst_pairs import WorstPairs
    from difference_finder.finder import Finder
    from difference_finder.pipeline.options import Options
    from difference_finder.pipeline.run_manifest import RunManifest
    from difference_finder.storage.matching import Matching

PAGES = ("pages_plot", "pages_table")
"""Reporters of files with several pages."""

DRAWN = ("heatmap", "panel", "html")
"""Reporters of the pages with the worst scores."""


@dataclass(frozen=True, eq=False)
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
        Form of JSON to print, and nothing else: "document" or "lines"; None to print text.
    junit
        JUnit file to add every pair to; None to write no such file.
    write_all
        Whether pairs of folders that are the same get all files, not only their records.
    quiet
        Whether to print only what failed.
    color
        Whether text is coloured; None to colour it on a terminal.
    manifest
        Manifest of the output folder; None for a pair of files, and in a run without an output folder.
    in_strips
        Whether a pair of files is compared strip by strip, whatever its size.
    chosen
        Whether the user chose the reporters.
    """

    finder: Finder
    output: Path | None
    reporters: tuple[str, ...]
    record: str
    thresholds: Thresholds
    as_json: str | None
    junit: JUnit | None = None
    write_all: bool = False
    quiet: bool = False
    color: bool | None = None
    manifest: RunManifest | None = None
    in_strips: bool = False
    chosen: bool = False

    def compare_pair(self, first: str, second: str, reference: str | None) -> int:
        """Compare two files, or measure both against a reference; return the exit code."""
        paths = tuple(read_input(path) for path in (first, second, reference) if path is not None)
        match = Match(pair_name(*map(str, paths[:2])), paths)
        if self.in_strips or needs_strips(self.finder.options, paths):
            from difference_finder.cli._strips_run import compare_strips

            pair = compare_strips(self, match)
        else:
            pair = self.compare_match(match)
        record = pair.record
        if self.as_json:
            click.echo(dump(record, compact=self.as_json == LINES))
        elif record["ok"] and not (self.quiet and record["state"] == "same"):
            click.echo(format_pair(record, pair.files))
        if not record["ok"]:
            click.echo(format_failure(record), err=True)
        if self.junit is not None:
            self.junit.add(pair)
        failed, exceeded = int(not record["ok"]), int(pair.exceeded)
        unequal = int(pair.exceeded and not pair.beyond)
        if self.as_json == LINES:
            counts = {"pairs": 1, "failed": failed, "exceeded": exceeded, "unequal": unequal}
            states = {state: int(state == record["state"]) for state in STATES}
            click.echo(dump({"schema": 2, "summary": {**counts, "states": states}}, compact=True))
        if os.environ.get("GITHUB_ACTIONS"):
            from difference_finder.cli._github import tell_github
            from difference_finder.cli._worst_pairs import WorstPairs

            worst = WorstPairs()
            worst.add(pair)
            tell_github(f"{first} and {second}", worst)
        alone = (record.get("threshold") or {}).get("text", "")
        return self._exit_code(failed, exceeded, unequal, total=1, alone=alone)

    def compare_match(self, match: Match) -> PairResult:
        """Compare the files of one match, and write the files of the comparison."""
        start, threads = time.perf_counter(), worker_count(self.finder.options.workers)
        with share_threads(threads):  # also for what is measured while files are written
            result = compare_match(self.finder.options, match, threads)
            return self.write_timed(result, time.perf_counter() - start, threads)

    def compare_folders(self, first: str, second: str, reference: str | None) -> int:
        """Compare two folders pair by pair; return the exit code."""
        # Imported here, because a pair of files needs none of them.
        from difference_finder.cli._github import tell_github
        from difference_finder.cli._worst_pairs import WorstPairs
        from difference_finder.pipeline.folders import decided, match_sources
        from difference_finder.pipeline.run_file import RunFolders
        from difference_finder.pipeline.run_manifest import RunManifest

        folders = [path for path in (first, second, reference) if path is not None]
        matching = match_sources(self.finder.options, folders)
        options = decided(self.finder.options, matching.matches)
        worst = WorstPairs()
        if self.output is None:
            code = self._compare_rows(options, matching, worst)
        else:
            given = RunFolders(first, second, reference)
            with RunManifest(self.output, given, self._facts(options)) as manifest:
                code = replace(self, manifest=manifest)._compare_rows(options, matching, worst)
        tell_github(f"{first} and {second}", worst)
        return code

    def _facts(self, options: Options) -> dict[str, Any]:
        """Return the options of the run for its manifest."""
        limits = (self.thresholds.verdict_without_scores(False) or {}).get("limits")
        facts = {"version": __version__, "write": list(self.reporters), "limits": limits}
        return {**facts, "options": to_jsonable(options.to_dict())}

    def _compare_rows(self, options: Options, matching: Matching, worst: WorstPairs) -> int:
        """Compare matched files pair by pair, and add the failures to the worst pairs."""
        from difference_finder.cli._pairing_summary import PairingSummary
        from difference_finder.cli._progress import progress
        from difference_finder.cli._shared_scale import share_scale
        from difference_finder.cli._table import SummaryTable
        from difference_finder.pipeline.folders import compare_matches, rows_of, unread_rows
        from difference_finder.pipeline.sampled_pairs import compare_sample

        pairing = PairingSummary(matching, options)
        rows = [*rows_of(options, matching), *unread_rows(options, matching)]
        done = compare_sample(options, matching.matches)
        scale = share_scale([result for result, _ in done.values()], len(matching.matches))
        run = self if scale is None else self._with_scale(scale)
        table = SummaryTable(self.output, len(matching.folders) > 2)
        printer = RunPrinter(self.as_json, self.quiet, self.color)
        printer.start()
        with progress(len(rows), "comparing", self.quiet, "pair") as step:
            # The thread that compared a pair also writes its files: all cores have work until the last pair.
            for pair in compare_matches(options, rows, run.write_timed, done):
                printer.add(pair)
                for part in (table, pairing, worst, *(() if self.junit is None else (self.junit,))):
                    part.add(pair)
                step(pair.record["name"])
        totals = table.close()
        totals["data_set"] = options.to_dict()["data_set"]
        totals["scale"] = None if scale is None or run is self else scale.to_dict()
        failed, exceeded, unequal = (totals[key] for key in ("failed", "exceeded", "unequal"))
        totals |= pairing.to_dict()
        totals["exceeded"] += pairing.exceeded
        if self.as_json:
            totals["threshold"] = self.thresholds.verdict_without_scores(totals["exceeded"] > 0)
        text = [*pairing.lines(), *format_summary(totals, self.output), *self._close_manifest(totals)]
        printer.finish(totals, worst, text)
        return self._exit_code(failed, exceeded, unequal, totals["pairs"], pairing)

    def _close_manifest(self, totals: dict[str, Any]) -> list[str]:
        """Remove the files of earlier runs, and return lines about them."""
        if self.manifest is None:
            return []
        self.manifest.close({"states": totals["states"]})
        removed, kept = self.manifest.removed, self.manifest.kept
        if kept:
            files = f"{count_of(len(kept), 'file')} of an earlier run changed since, or cannot be removed"
            click.echo(escape_controls(f"warning: kept {files}: {join_names(kept)}"), err=True)
        return [f"  removed {count_of(len(removed), 'file')} of earlier runs"] if removed else []

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

    def write_timed(self, result: Result, spent: float, threads: int = 1) -> PairResult:
        """Write the files of a comparison with so many threads, and add the time to the seconds spent.

        A file that cannot be drawn or written makes the pair an error row.
        """
        start = time.perf_counter()
        pair = self._write(result, threads)
        return replace(pair, seconds=spent + time.perf_counter() - start)

    def failed(self, row: FailedPair) -> PairResult:
        """Return an error row; a file without a pair counts as exceeded unless allowed."""
        from difference_finder.pipeline.folders import is_allowed

        record = row.to_dict()
        allowed = row.stage == PAIR and is_allowed(self.finder.options, row)
        if row.stage == PAIR and not allowed:
            record["threshold"] = self.thresholds.verdict_without_scores(exceeded=True)
        if self.manifest is not None:
            self.manifest.add(record, {})
        return PairResult(record, allowed=allowed)

    def _write(self, result: Result, threads: int) -> PairResult:
        if isinstance(result, FailedPair):
            return self.failed(result)
        try:
            verdict = self.thresholds.verdict(result)
            files: tuple[str, ...] = ()
            if isinstance(result, EqualFiles):  # nothing is drawn
                record = {**result.to_dict(), "threshold": verdict, "arrays": result.arrays}
            else:
                files = self._drawn(result, verdict)
                record = {**record_for(result, files), "threshold": verdict}
            record["state"] = state_of(record)
            if self.manifest is not None:
                self.manifest.add_digests(record)
            own = (self.record,) if self.keeps_record else ()
            rendered = render(record, (*files, *own), threads)
            written: list[Path] = []
            if self.output is not None:
                kept = rendered if self.record in self.reporters else rendered[: len(files)]
                written = self._save(record, self.output / result.name, kept)
                if files and not isinstance(result, EqualFiles):
                    written += self._write_worst_pages(result, record, threads)
            return self.finished(record, rendered[len(files) :], written)
        except DiskFullError:  # the other pairs could not be written either
            raise
        except (DifferenceFinderError, OSError) as error:
            return self.failed(_error_row(result, type(error).__name__, str(error)))

    def _drawn(self, result: Comparison, verdict: dict[str, Any] | None) -> tuple[str, ...]:
        """Return the reporters of the files of a pair, without its record."""
        partly = self.manifest is not None and not self.write_all
        if self.output is None or (partly and is_same(result.identical, verdict)):
            return ()
        files = tuple(reporter for reporter in self.reporters if reporter != self.record)
        return files if result.pages is None else tuple(dict.fromkeys((*files, *PAGES)))

    def _save(self, record: dict[str, Any], path: Path, rendered: list[tuple[str, bytes]]) -> list[Path]:
        """Write the files of a pair, which the manifest then contains."""
        if self.manifest is None:
            return write_rendered(path, rendered)
        contents = {Path(f"{path}{suffix}"): content for suffix, content in rendered}
        self.manifest.add(record, contents)
        try:
            return write_rendered(path, rendered)
        except DifferenceFinderError:
            self.manifest.withdraw(contents)
            raise

    @property
    def keeps_record(self) -> bool:
        """Whether the record becomes a file, or its digest is listed."""
        return self.junit is not None or (self.output is not None and self.record in self.reporters)

    def finished(
        self, record: dict[str, Any], rendered: list[tuple[str, bytes]], written: list[Path]
    ) -> PairResult:
        """Return the result of a pair, with the record as its file states it."""
        if not rendered:
            return PairResult(plain_record(record, **reporters.get(self.record).given), tuple(written))
        content = rendered[-1][1]
        digest = None
        if self.junit is not None:
            from difference_finder.pipeline.run_manifest import digest_of

            digest = digest_of(content)
        return PairResult(json.loads(content), tuple(written), digest=digest)

    def _write_worst_pages(self, result: Comparison, record: dict[str, Any], threads: int) -> list[Path]:
        """Write the pictures of the pages that follow the one that decides."""
        written: list[Path] = []
        drawn = tuple(name for name in self.reporters if name.partition(":")[0] in DRAWN)
        if result.pages is None or self.output is None or not drawn:
            return written
        word = result.pages.unit.removesuffix("s")
        for number, comparison in list(result.pages.worst.items())[1:]:
            rendered = render(record_for(comparison, drawn), drawn, threads)
            written += self._save(record, self.output / f"{result.name}.{word}-{number:04d}", rendered)
        return written


def _error_row(result: Comparison | EqualFiles, error: str, cause: str) -> FailedPair:
    """Return the error row of a pair of which a file cannot be drawn or written."""
    if isinstance(result, EqualFiles):
        first, second = map(str, result.paths)
        return FailedPair(result.name, first, second, "write", error, cause)
    names = result.name, result.first.name, result.second.name
    reference = None if result.reference is None else result.reference.name
    return FailedPair(*names, "write", error, cause, reference)
