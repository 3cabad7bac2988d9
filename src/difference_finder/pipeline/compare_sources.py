"""From the files or arrays of a pair to its comparison; files are compared page by page."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import DifferenceFinderError, InputError, ReadError
from difference_finder.images.contents import Unequal
from difference_finder.images.image import ROLES, Image
from difference_finder.pipeline.badness import badness_of_score
from difference_finder.pipeline.compare import compare_images
from difference_finder.pipeline.comparison import Comparison, FailedPair
from difference_finder.pipeline.equal_files import Result, equal_files
from difference_finder.pipeline.options import Options
from difference_finder.pipeline.unequal import describe_difference
from difference_finder.storage.match import Match, pair_name
from difference_finder.text import numbered, option
from difference_finder.threads import run_both, share_threads

if TYPE_CHECKING:
    from difference_finder.pipeline.pages import Page

__all__ = ["KEPT", "compare_match", "compare_sources", "failed_pair"]

KEPT = 3
"""The number of pages whose comparisons are kept, those with the worst scores: memory does not grow."""

MOST_TEXTS = 20
"""The greatest number of unequal contents that a file of many pages lists for each kind."""


def compare_sources(
    options: Options, sources: Sequence[Any], name: str | None = None, threads: int = 1
) -> Comparison:
    """Read two images, and a third as reference if it is given, and compare them.

    Files with several pages are compared page by page: the page with the worst score gives the result, and
    ``Comparison.pages`` has the results of all. With ``batch="all"``, and for arrays, the pages are samples
    of one batch.

    Parameters
    ----------
    options
        Parts and settings.
    sources
        Paths, arrays or tensors: the first image, the second, and perhaps the reference.
    name
        The name of the pair; by default it is made from the names of the images.
    threads
        The number of threads that may be used.

    Raises
    ------
    InputError, ReadError
        If the images cannot be read or compared.
    """
    with share_threads(threads):
        from difference_finder.readers import MemoryFile, memory_file

        # A file object may be read only once, but its pages and their unit are asked for separately.
        sources = [
            source if isinstance(source, str | Path) else memory_file(source) or source for source in sources
        ]
        if options.batch == "first" and all(
            isinstance(source, str | Path | MemoryFile) for source in sources
        ):
            named = name or pair_name(*(str(source) for source in sources[:2]))
            found = _Results(options)
            return _compare_pages(found, sources, name=named, threads=threads)
        errors = next((part.errors for part in options.scored if part.errors), None)
        images = options.measurement.open_all(sources, threads, errors and replace(errors, share=None))
        options.logger.info("read %s", " and ".join(f"'{image.name}'" for image in images))
        named = name or pair_name(images[0].name, images[1].name)
        return compare_images(options, images, name=named, threads=threads)


def compare_match(options: Options, match: Match, threads: int) -> Result:
    """Compare the files of one match; an error becomes an error row."""
    try:
        options.check_reference(len(match.paths) > 2)
        if options.skips_equal and (equal := equal_files(options, match)):
            return equal
        return compare_sources(options, match.paths, match.name, threads)
    except (DifferenceFinderError, MemoryError) as error:
        options.logger.info("pair '%s' failed: %s", match.name, error)
        return failed_pair(match, error)


def failed_pair(match: Match, error: Exception) -> FailedPair:
    """Return the error row of a match that could not be compared."""
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


def _compare_pages(found: _Results, sources: Sequence[Any], *, name: str, threads: int = 1) -> Comparison:
    """Compare files page by page, of which a few are in memory at any time."""
    options = found.options
    sides = zip(sources, ROLES, strict=False)
    iterators = [options.measurement.open_pages(source, side) for source, side in sides]
    nothing = [None] * len(sources)
    head, following = _next(iterators, threads), _next(iterators, 1)
    given = [image for image in head if image is not None]
    if following == nothing and options.measurement.selects(1):
        return compare_images(options, given, name=name, threads=threads)
    found.unit = options.measurement.unit_of(sources[0])
    counts = [0] * len(sources)
    rest = iter(lambda: _next(iterators, threads), nothing)
    for number, page in enumerate(itertools.chain([head, following], rest), start=1):
        if "pages" in options.allow and options.measurement.ends_before(number):
            found.unchecked_from = number
            break
        counts = [count + (image is not None) for count, image in zip(counts, page, strict=True)]
        given = [image for image in page if image is not None]
        if len(given) < len(sources):
            continue  # the numbers of pages differ
        if options.measurement.selects(number):
            options.logger.info("%s %d of '%s'", found.unit, number, name)
            found.add(number, compare_images(options, given, name=name, threads=threads))
        else:
            found.leave_out(number, given)
    return found.comparison(counts)


def _next(iterators: Sequence[Iterator[Image]], threads: int) -> list[Image | None]:
    """Return the next page of each file; None for a file that has no more."""
    if threads > 1:
        first, second = (lambda it=it: next(it, None) for it in iterators[:2])
        return [*run_both(first, second), *(next(it, None) for it in iterators[2:])]
    return [next(it, None) for it in iterators]


class _Results:
    """Results that are collected page by page."""

    def __init__(self, options: Options) -> None:
        self.options, self.badness = options, options.badness or _badness
        self.unit = "pages"
        self.each: list[Page] = []
        self.worst: list[tuple[Any, int, Comparison]] = []
        self.unequal: dict[Unequal, list[int]] = {}
        self.left_out: list[tuple[int, str]] = []
        self.unchecked: list[int] = []
        self.unchecked_from: int | None = None

    def add(self, number: int, comparison: Comparison) -> None:
        """Add the comparison of a page."""
        from difference_finder.pipeline.pages import Page

        regions = comparison.regions
        strongest = regions[0].to_dict() if regions else None
        page = Page(number, comparison.scores, comparison.identical, len(regions), strongest)
        self.each.append(page)
        for one in comparison.unequal:
            self.unequal.setdefault(one, []).append(number)
        self.worst.append((self.badness(comparison), number, comparison))
        # Of pages that are equally bad the first decides: the sort is stable.
        ordered = sorted(self.worst, key=lambda item: item[0], reverse=True)
        # Behind the one that decides, only pages that differ are of interest.
        self.worst = [item for at, item in enumerate(ordered) if not at or not item[2].identical][:KEPT]

    def leave_out(self, number: int, images: Sequence[Image]) -> None:
        """Check the equality of a page that was not selected."""
        if "pages" in self.options.allow:
            self.unchecked.append(number)
        elif (text := describe_difference(images[0], images[1])) is not None:
            self.left_out.append((number, text))

    def _unequal(self, counts: Sequence[int]) -> Iterator[Unequal]:
        """Yield what the files are unequal in, with the numbers of the pages."""
        allowed = "pages" in self.options.allow
        listed: Counter[str] = Counter()
        for one, numbers in self.unequal.items():
            listed[one.kind] += 1
            if listed[one.kind] <= MOST_TEXTS:
                yield replace(one, text=f"{numbered(self.unit, numbers)}: {one.text}")
        for kind, count in listed.items():
            if count > MOST_TEXTS:
                yield Unequal(kind, f"and {count - MOST_TEXTS} more", kind in self.options.allow)
        if self.left_out:
            numbers = [number for number, _ in self.left_out]
            differ = f"differs{self.left_out[0][1]} and was" if len(numbers) == 1 else "differ and were"
            yield Unequal("pages", f"{numbered(self.unit, numbers)} {differ} not compared", allowed)
        if self.unchecked:
            yield Unequal("pages", f"{numbered(self.unit, self.unchecked)} not looked at", allowed)
        if self.unchecked_from is not None:
            yield Unequal("pages", f"{self.unit} from {self.unchecked_from} on not looked at", allowed)
        if len(set(counts)) > 1:
            told = ", ".join(
                f"the {role} image has {count}" for role, count in zip(ROLES, counts, strict=False)
            )
            yield Unequal("pages", f"the numbers of {self.unit} differ: {told}", allowed)

    def comparison(self, counts: Sequence[int]) -> Comparison:
        """Return the comparison of the page that decides, with the results of all."""
        from difference_finder.pipeline.pages import Pages

        if not self.each:
            pages = option("pages", self.options.measurement.pages)
            raise InputError(f"{pages} selects none of {min(counts)} pages; pass numbers from 1")
        results = Pages(
            self.unit,
            tuple(self.each),
            {number: comparison for _, number, comparison in self.worst},
        )
        unequal = tuple(self._unequal(counts))
        worst = self.worst[0][2]
        return replace(
            worst,
            unequal=unequal,
            identical=not unequal and all(page.identical for page in self.each),
            options={**worst.options, "pages": str(results.decides)},
            pages=results,
        )


def _badness(comparison: Comparison) -> float:
    """Return how bad the score of a page is: the greatest decides."""
    score = comparison.score
    return badness_of_score(float(score[0] if isinstance(score, list) else score), comparison.facts)
