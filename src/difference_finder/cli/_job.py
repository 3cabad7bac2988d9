"""Run a finder on a pair or on two folders, write what it finds and tell about it."""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from difference_finder.cli import DONE, EXCEEDED, FAILED
from difference_finder.cli._progress import progress
from difference_finder.cli._table import Table
from difference_finder.cli._text import describe, describe_failure, summarise
from difference_finder.cli._thresholds import Thresholds
from difference_finder.errors import DifferenceFinderError
from difference_finder.model import Comparison, FailedPair
from difference_finder.pairing import Match, pair_name
from difference_finder.registry import reporters

if TYPE_CHECKING:
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
        Which files, the JSON record last.
    thresholds
        What scores may be.
    as_json
        Print JSON and nothing else.
    """

    finder: Finder
    output: Path | None
    reporters: tuple[str, ...]
    thresholds: Thresholds
    as_json: bool

    def run_pair(self, reference: str, candidate: str) -> int:
        """Compare two files; return the exit code."""
        match = Match(pair_name(reference, candidate), (Path(reference), Path(candidate)))
        with _warnings_on_stderr():
            result, written = self._save(self.finder.compare_match(match))
            record, exceeded = self._record(result)
        if self.as_json:
            click.echo(_dump(record))
        elif result.ok:
            click.echo(describe(record, written))
        if not result.ok:
            click.echo(f"error: {describe_failure(record)}", err=True)
        return self._verdict(failed=int(not result.ok), exceeded=int(exceeded), total=1)

    def run_folders(self, reference: str, candidate: str) -> int:
        """Compare two folders pair by pair; return the exit code."""
        with _warnings_on_stderr():
            total = len(self.finder.matches(reference, candidate))
        with _warnings_on_stderr(quiet=True):  # the pairing has been told
            results = self.finder.stream(reference, candidate)
        table = Table(self.output)
        if self.as_json:
            click.echo('{"schema": 1, "pairs": [', nl=False)
        with _warnings_on_stderr(), progress(total, "comparing") as step:
            for number, found in enumerate(results):
                result, _ = self._save(found)
                record, exceeded = self._record(result)
                if self.as_json:
                    click.echo(("," if number else "") + "\n" + _dump(record), nl=False)
                if not result.ok:
                    click.echo(f"error: {describe_failure(record)}", err=True)
                table.add(record, exceeded)
                step(record["name"])
        totals = table.close()
        if self.as_json:
            totals["threshold"] = self.thresholds.verdict(totals["exceeded"] > 0)
            click.echo(f'\n], "summary": {_dump(totals)}}}')
        else:
            click.echo(summarise(totals, self.output))
        return self._verdict(totals["failed"], totals["exceeded"], totals["pairs"])

    def _verdict(self, failed: int, exceeded: int, total: int) -> int:
        if exceeded:
            click.echo(self.thresholds.complaint(exceeded, total), err=True)
        return FAILED if failed else EXCEEDED if exceeded else DONE

    def _save(self, result: Comparison | FailedPair) -> tuple[Comparison | FailedPair, list[Path]]:
        """Write the files of a result; what cannot be written makes it an error row."""
        if isinstance(result, FailedPair):
            return result, []
        samples = max(int(image.pixels.shape[0]) for image in (result.reference, result.candidate))
        if samples > 1:
            cause = (
                f"'{result.reference.name}' or '{result.candidate.name}' holds {samples} images, and a pair"
                " has one each; give them as files of their own, or use Finder(batch='all')"
            )
            return _failed(result, "compare", "InputError", cause), []
        if self.output is None:
            return result, []
        try:
            return result, result.save(self.output / result.name, self.reporters)
        except (DifferenceFinderError, OSError) as error:
            return _failed(result, "write", type(error).__name__, str(error)), []

    def _record(self, result: Comparison | FailedPair) -> tuple[dict[str, Any], bool]:
        """Return what is printed of a result, and whether it exceeds a threshold."""
        if isinstance(result, FailedPair):
            return result.to_dict(), False
        buffer = io.BytesIO()
        reporters.get(self.reporters[-1])(result.to_dict(arrays=True), buffer)
        record: dict[str, Any] = json.loads(buffer.getvalue())
        exceeded = self.thresholds.exceeded(dict(result.scores))
        return {**record, "threshold": self.thresholds.verdict(exceeded)}, exceeded


def _failed(result: Comparison, stage: str, error: str, cause: str) -> FailedPair:
    return FailedPair(result.name, result.reference.name, result.candidate.name, stage, error, cause)


def _dump(record: Any) -> str:
    # Only ASCII: a terminal or a pipe may have any encoding.
    return json.dumps(record, indent=2, allow_nan=False)


@contextmanager
def _warnings_on_stderr(quiet: bool = False) -> Iterator[None]:
    """Show warnings as one line each."""

    def show(message: Warning | str, *_: Any, **__: Any) -> None:
        if not quiet:
            click.echo(f"warning: {message}", err=True)

    with warnings.catch_warnings():
        warnings.simplefilter("default", UserWarning)
        warnings.showwarning = show
        yield
