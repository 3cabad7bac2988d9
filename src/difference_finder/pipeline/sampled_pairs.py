"""A few pairs of two folders that are compared before the others."""

from __future__ import annotations

import time
from collections.abc import Sequence

from difference_finder.pipeline.compare_sources import compare_match
from difference_finder.pipeline.comparison import Comparison
from difference_finder.pipeline.equal_files import Result, may_be_skipped, of_other_length
from difference_finder.pipeline.folders import MOST_PAIRS
from difference_finder.pipeline.options import Options
from difference_finder.storage.match import Match
from difference_finder.threads import map_in_order, share_threads, worker_count

__all__ = ["Timed", "compare_sample"]

Timed = tuple[Result, float]
"""A result, and the seconds that it took."""

MOST_PIXELS = 1 << 23
"""The greatest number of pixels of all results that wait, which take 200 MB; at least two results wait."""


def compare_sample(options: Options, matches: Sequence[Match]) -> dict[str, Timed]:
    """Compare up to 16 matches that are spread evenly over all, and return their results by name.

    Parameters
    ----------
    options
        Parts and settings.
    matches
        All matches.
    """
    threads = worker_count(options.workers)
    if options.skips_equal and may_be_skipped(options):  # equal files have no map, and no say in its scale
        matches = of_other_length(matches) or matches
    if not matches:
        return {}
    start = time.perf_counter()
    with share_threads(threads):
        first = compare_match(options, matches[0], threads)
    found: dict[str, Timed] = {matches[0].name: (first, time.perf_counter() - start)}
    pixels = first.map.values.size if isinstance(first, Comparison) else 1
    most = max(2, min(MOST_PAIRS, MOST_PIXELS // pixels, len(matches)))
    rest = [matches[number * (len(matches) - 1) // (most - 1)] for number in range(1, most)]
    pairs = max(1, min(threads, len(rest)))
    each = max(1, threads // pairs)

    def work(match: Match) -> tuple[str, Timed]:
        with share_threads(each):
            start = time.perf_counter()
            return match.name, (compare_match(options, match, each), time.perf_counter() - start)

    waiting = [match for match in rest if match.name not in found]
    return found | dict(map_in_order(work, waiting, pairs))
