"""Two folders, or three: which files belong together, and their comparison pair by pair."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from difference_finder.errors import PairingError
from difference_finder.images.image import ROLES
from difference_finder.pipeline.compare_sources import compare_match
from difference_finder.pipeline.comparison import PAIR, FailedPair
from difference_finder.pipeline.equal_files import Result
from difference_finder.pipeline.masks import MaskFolder
from difference_finder.pipeline.options import Options
from difference_finder.storage.match import Match
from difference_finder.storage.matching import Matching, match_folders
from difference_finder.storage.unmatched import Unmatched
from difference_finder.storage.unread import unread_differences
from difference_finder.threads import map_in_order, share_threads, worker_count

__all__ = [
    "compare_matches",
    "decided",
    "is_allowed",
    "is_folder",
    "match_sources",
    "rows_of",
    "unread_rows",
]

UNREAD, FILES = "unread", "files"
"""The kinds, among those of ``allow``, of files that no reader reads, and of images without a match."""

MOST_PAIRS = 16
"""The greatest number of pairs that are compared at once: each takes memory, and more readers do not help."""


def is_folder(source: Any) -> bool:
    """Tell whether a source is the path of a folder."""
    try:
        return isinstance(source, str | Path) and Path(source).is_dir()
    except OSError:  # the name is too long for a folder; reading it says so
        return False


def match_sources(options: Options, folders: Sequence[Any]) -> Matching:
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
    matching = match_folders(folders, known_suffixes(), options.pairing, options.unmatched)
    mask = options.measurement.mask
    if isinstance(mask, MaskFolder):
        mask.check(match.name for match in matching.matches)
    left = len(matching.unmatched)
    if left and options.unmatched == "ignore":
        options.logger.info("%d images without a match are left out", left)
    return matching


def rows_of(options: Options, matching: Matching) -> list[Match | FailedPair]:
    """Return the matches and the rows of unmatched images that are reported, in order of name."""
    rows: list[Match | FailedPair] = list(matching.matches)
    if options.unmatched == "report":
        rows += [_unmatched_row(matching, image) for image in matching.unmatched]
    return sorted(rows, key=lambda row: row.name)


def unread_rows(options: Options, matching: Matching) -> list[FailedPair]:
    """Return a row for each file that no reader reads and that the two folders do not hold alike.

    There are none if the option ``allow`` includes "unread".
    """
    if UNREAD in options.allow:
        return []
    rows = unread_differences(*matching.folders[:2])
    return [
        FailedPair(row.name, _text(row.first), _text(row.second), PAIR, UNREAD, row.cause) for row in rows
    ]


def is_allowed(options: Options, row: FailedPair) -> bool:
    """Tell whether the option ``allow`` includes a row without a pair."""
    return (UNREAD if row.error == UNREAD else FILES) in options.allow


def compare_matches(
    options: Options,
    rows: Sequence[Match | FailedPair],
    then: Callable[[Result, float], Any] | None,
    done: dict[str, tuple[Result, float]] | None = None,
) -> Iterator[Any]:
    """Compare matched files, several pairs at once, in the order of the rows.

    Parameters
    ----------
    options
        Parts and settings.
    rows
        From :func:`rows_of`; rows of unmatched images are results as they are.
    then
        Called with each result and the seconds that it took, in the thread that made it; its return value is
        yielded instead of the result. None to yield the results.
    done
        Results that exist already, with their seconds, by the name of the match; each is taken out of it.
    """
    options = decided(options, [row for row in rows if isinstance(row, Match)])
    known = {} if done is None else done
    threads = worker_count(options.workers)
    pairs = max(1, min(threads, len(rows), MOST_PAIRS))
    each = max(1, threads // pairs)

    def work(row: Match | FailedPair) -> Any:
        with share_threads(each):
            start = time.perf_counter()
            result: Result
            if isinstance(row, FailedPair):
                result, spent = row, 0.0
            elif row.name in known:
                result, spent = known.pop(row.name)
            else:
                result = compare_match(options, row, each)
                spent = time.perf_counter() - start
            return result if then is None else then(result, spent)

    return map_in_order(work, rows, pairs)


def decided(options: Options, matches: Sequence[Match]) -> Options:
    """Return the options with what is decided for all files of the matches, before work starts.

    Raises
    ------
    InputError
        If the files contradict each other in something that matters.
    """
    columns = zip(*(match.paths for match in matches), strict=True)
    return options.decided(dict(zip(ROLES, columns, strict=False)))


def _unmatched_row(matching: Matching, image: Unmatched) -> FailedPair:
    first, second, *reference = (files[0] if len(files) == 1 else None for files in image.files)
    cause = image.cause(matching.folders)
    return FailedPair(
        image.name, _text(first), _text(second), PAIR, image.kind, cause, _text(next(iter(reference), None))
    )


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)
