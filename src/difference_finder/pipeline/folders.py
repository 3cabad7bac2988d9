"""Two folders, or three: which files belong together, and their comparison pair by pair."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from difference_finder.errors import DifferenceFinderError, PairingError, ReadError
from difference_finder.pipeline.compare_sources import compare_sources
from difference_finder.pipeline.comparison import Comparison, FailedPair
from difference_finder.pipeline.masks import MaskFolder
from difference_finder.pipeline.options import Options
from difference_finder.storage.matching import Match, match_folders
from difference_finder.threads import map_in_order, share_threads, worker_count

__all__ = ["compare_match", "compare_matches", "is_folder", "match_sources"]

MOST_PAIRS = 16
"""The greatest number of pairs that are compared at once: each takes memory, and more readers do not help."""


def is_folder(source: Any) -> bool:
    """Tell whether a source is the path of a folder."""
    try:
        return isinstance(source, str | Path) and Path(source).is_dir()
    except OSError:  # the name is too long for a folder; reading it says so
        return False


def match_sources(options: Options, folders: Sequence[Any]) -> list[Match]:
    """Return which files of two folders, and of the folder of references, belong together.

    Raises
    ------
    PairingError
        If a source is not a folder, or files or masks cannot be matched.
    """
    from difference_finder.readers import known_suffixes

    options.check_reference(len(folders) > 2)
    for folder in folders:
        if not is_folder(folder):
            shown = f"'{folder}'" if isinstance(folder, str | Path) else type(folder).__name__
            raise PairingError(f"{shown} is not a folder; pass only folders, or only images")
    matches = match_folders(folders, known_suffixes(), options.pairing)
    mask = options.measurement.mask
    if isinstance(mask, MaskFolder):
        mask.check(match.name for match in matches)
    return matches


def compare_matches(
    options: Options, matches: Sequence[Match], then: Callable[[Comparison | FailedPair, float], Any] | None
) -> Iterator[Any]:
    """Compare matched files, several pairs at once, in the order of the matches.

    Parameters
    ----------
    options
        Parts and settings.
    matches
        From :func:`match_sources`.
    then
        Called with each result and the seconds that it took, in the thread that made it; its return value is
        yielded instead of the result. None to yield the results.
    """
    threads = worker_count(options.workers)
    pairs = max(1, min(threads, len(matches), MOST_PAIRS))
    each = max(1, threads // pairs)

    def work(match: Match) -> Any:
        with share_threads(each):
            start = time.perf_counter()
            result = compare_match(options, match, each)
            return result if then is None else then(result, time.perf_counter() - start)

    return map_in_order(work, matches, pairs)


def compare_match(options: Options, match: Match, threads: int) -> Comparison | FailedPair:
    """Compare the files of one match; an error becomes an error row."""
    try:
        options.check_reference(len(match.paths) > 2)
        return compare_sources(options, match.paths, match.name, threads)
    except (DifferenceFinderError, MemoryError) as error:
        options.logger.info("pair '%s' failed: %s", match.name, error)
        first, second, *reference = map(str, match.paths)
        return FailedPair(
            name=match.name,
            first=first,
            second=second,
            reference=reference[0] if reference else None,
            stage="read" if isinstance(error, ReadError) else "compare",
            error=type(error).__name__,
            cause=str(error) or "out of memory",
        )
