"""From a study, or a folder of comparisons, to a report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from difference_finder.errors import InputError
from difference_finder.page.shell import bundle
from difference_finder.report._writing import check_target, write_report
from difference_finder.report.comparison_page import Differences
from difference_finder.report.study_page import shown_images, study_document, study_entries
from difference_finder.study.results import RECORD, Results
from difference_finder.text import option
from difference_finder.threads import worker_count

__all__ = ["IMAGES", "Report", "report"]

IMAGES = ("all", "crops", "none")
"""Whose pictures are in a report."""

MOST = 150.0
"""Megabytes of pictures that one page holds: larger ones take a browser long to open."""


@dataclass(frozen=True)
class Report:
    """A report that was written.

    Parameters
    ----------
    path
        The page.
    entries, pictured
        How many images, or pairs, it lists, and of how many it has the pictures.
    size
        Bytes of all its files.
    """

    path: Path
    entries: int
    pictured: int
    size: int


def report(
    source: str | Path | Results,
    output: str | Path = "report.html",
    *,
    title: str = "",
    images: str = "all",
    most: float = MOST,
    workers: int | None = None,
    step: Callable[[int, str], None] = lambda total, name: None,
) -> Report:
    """Write a page that shows a study, or what ``diff`` has written, and needs no network.

    Parameters
    ----------
    source
        The folder of a finished study, a study, or the folder that ``diff -o`` was given.
    output
        A file with the suffix .html, or a folder, which is ``report.html`` and its data.
    title
        The heading; by default the names of the methods, or of the pair.
    images
        Whose pictures are in it: "all", those that crops of a study are from ("crops"), or "none".
    most
        How many megabytes of pictures one file may have. With more, the folder is written that has the
        name without .html.
    workers
        How many images are read at once; by default one for each core.
    step
        Is told of each image that is done: how many there are, and its name.

    Returns
    -------
    Report
        Where the page is.

    Raises
    ------
    InputError
        If an option cannot be, the source is none, or the report cannot be written.
    StudyError
        If a study is not finished.
    MissingDependencyError
        If the package was put together without the script of the page.

    Notes
    -----
    The same source gives the same bytes. Images that are gone or cannot be read are listed without pictures,
    with the reason. Images are in the report with 8 bits, as they are seen; the page says what their values
    are.

    Examples
    --------
    >>> report("no folder")
    Traceback (most recent call last):
    difference_finder.errors.InputError: 'no folder' is no folder; give that of a study, or of 'diff'
    """
    if images not in IMAGES:
        raise InputError(f"{option('images')} must be one of {', '.join(IMAGES)}, not {images!r}")
    if not isinstance(most, int | float) or isinstance(most, bool) or not 0 <= most < 1e9:
        raise InputError(f"most must be a number of megabytes, at least 0, not {most!r}")
    threads = worker_count(workers)
    target = Path(output)
    bundle()
    study = _study(source)
    check_target(target)
    if study is not None:
        shown = shown_images(study, images)
        count, pictured = len(study.scores.names), len(shown)
        document, entries = study_document(study, title), study_entries(study, shown, threads)
    else:
        if images == "crops":
            raise InputError(
                f"{option('images', 'crops')} is for studies; pass 'all' or 'none' for comparisons"
            )
        found = Differences(Path(source))  # type: ignore[arg-type]
        count = len(found.records)
        document, entries = found.document(title), found.entries(images == "all", threads)
        pictured = (count - len(found.errors)) * (images == "all")
    page = write_report(target, document, entries, most * 1e6, lambda name: step(count, name))
    whole = [page] if page == target else [path for path in page.parent.rglob("*") if path.is_file()]
    return Report(page, count, pictured, sum(path.stat().st_size for path in whole))


def _study(source: str | Path | Results) -> Results | None:
    """Return the study; None where the source is a folder of comparisons."""
    if isinstance(source, Results):
        return source
    if not Path(source).is_dir():
        raise InputError(f"'{source}' is no folder; give that of a study, or of 'diff'")
    return Results.open(source) if _is_study(Path(source)) else None


def _is_study(folder: Path) -> bool:
    return (folder / RECORD).exists() or (folder / "manifest.jsonl").exists()
