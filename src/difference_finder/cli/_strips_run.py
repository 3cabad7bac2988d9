"""The run of ``diff`` for a pair that is compared strip by strip."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.cli._pair_result import PairResult
from difference_finder.cli._progress import progress
from difference_finder.errors import DifferenceFinderError, DiskFullError, InputError
from difference_finder.parts.registry import reporters
from difference_finder.pipeline.compare_sources import failed_pair
from difference_finder.pipeline.equal_files import equal_files
from difference_finder.pipeline.rendering import render, write_rendered
from difference_finder.pipeline.states import state_of
from difference_finder.pipeline.strip_comparison import StripComparison
from difference_finder.pipeline.strips import compare_in_strips
from difference_finder.reporters.map_tiff import write_map_tiff
from difference_finder.text import join_names, option
from difference_finder.threads import share_threads, worker_count

if TYPE_CHECKING:
    from difference_finder.storage.match import Match

DRAWN = ("heatmap", "json")
"""Reporters that draw from the reduced map."""

COPIED = ("map", "map_tiff")
"""Reporters of all values of the map, which are copied strip by strip."""


def compare_strips(run: Any, match: Match) -> PairResult:
    """Compare the two files of a match strip by strip, and write the files of the comparison.

    Parameters
    ----------
    run
        The :class:`~difference_finder.cli._diff_run.DiffRun`, which calls this function.
    match
        The two files.
    """
    start, threads = time.perf_counter(), worker_count(run.finder.options.workers)
    options = run.finder.options
    try:
        options.check_reference(len(match.paths) > 2)
        if len(match.paths) > 2:
            raise InputError(f"images in strips are compared without {option('reference')}; leave it out")
        files, left = _possible(run)
        if options.skips_equal and (equal := equal_files(options, match)):
            undecoded: PairResult = run.write_timed(equal, time.perf_counter() - start)
            return undecoded
        with share_threads(threads):
            result = _compared(run, match, threads)
            try:
                pair = _written(run, result, files, left, threads)
            finally:
                result.plane.close()
    except DiskFullError:  # as for pairs that are read as a whole
        raise
    except (DifferenceFinderError, MemoryError) as error:
        pair = run.failed(failed_pair(match, error))
    return replace(pair, seconds=time.perf_counter() - start)


def _possible(run: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the reporters of the files without the record, and those that cannot draw images in strips."""
    if run.output is None:
        return (), ()
    names = [spec for spec in run.reporters if spec != run.record]
    able = [spec for spec in names if reporters.get(spec).name in (*DRAWN, *COPIED)]
    left = [spec for spec in names if spec not in able]
    if left and run.chosen:
        raise InputError(
            f"{join_names(left)} draws whole images, not strips; of images in strips {option('write')} takes"
            f" {', '.join((*COPIED, *DRAWN))}"
        )
    return tuple(able), tuple(left)


def _compared(run: Any, match: Match, threads: int) -> StripComparison:
    quiet = run.quiet or run.as_json is not None
    return compare_in_strips(
        run.finder.options,
        match.paths,
        match.name,
        threads,
        folder=run.output,
        progress=lambda count: progress(count, "comparing", quiet, "strip"),
    )


def _written(
    run: Any, result: StripComparison, files: tuple[str, ...], left: tuple[str, ...], threads: int
) -> PairResult:
    """Write the files of a comparison."""
    record = {**result.to_dict(arrays=True), "threshold": run.thresholds.verdict(result)}
    record["state"] = state_of(record)
    if left:
        record["notes"] = [*record["notes"], f"no {join_names(left)} is drawn of images in strips"]
    drawn = tuple(spec for spec in files if reporters.get(spec).name in DRAWN)
    own = (run.record,) if run.keeps_record else ()
    rendered = render(record, (*drawn, *own), threads)
    written: list[Path] = []
    if run.output is not None:
        path = run.output / result.name
        for spec in files:
            part = reporters.get(spec)
            target = Path(f"{path}{part.suffix}")
            if part.name == "map_tiff":
                written.append(write_map_tiff(target, record["map"], result.plane))
        kept = rendered if run.record in run.reporters else rendered[: len(drawn)]
        written += write_rendered(path, kept)
        if "map" in files:
            target = Path(f"{path}{reporters.get('map').suffix}")
            result.plane.keep(target)
            written.insert(0, target)
    pair: PairResult = run.finished(record, rendered[len(drawn) :], written)
    return pair
