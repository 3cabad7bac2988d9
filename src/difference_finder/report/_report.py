"""The function ``report``, for a study or a folder of comparisons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from difference_finder.errors import InputError
from difference_finder.page.document import Entry
from difference_finder.page.shell import bundle
from difference_finder.pipeline.states import STATES
from difference_finder.report._writing import check_target, write_report
from difference_finder.report.comparison_page import ComparisonReport
from difference_finder.report.data_sets_page import DataSetStudies
from difference_finder.report.output_folder import OutputFolder
from difference_finder.report.paper_section import paper_section
from difference_finder.report.roots import Roots
from difference_finder.report.run_page import RunReport
from difference_finder.report.study_page import shown_images, study_document, study_entries
from difference_finder.study.results import DATA_SETS, RECORD, Results
from difference_finder.text import option
from difference_finder.threads import worker_count

__all__ = ["IMAGES", "Report", "report", "write_run_page"]

IMAGES = ("all", "crops", "none")
"""The choices of images with pictures in a report."""

MAX_SIZE = 150.0
"""Most megabytes of pictures in one page; browsers open larger pages slowly."""


@dataclass(frozen=True)
class Report:
    """A report that was written.

    Parameters
    ----------
    path
        Path of the page.
    entries, pictured
        Number of images or pairs, and number of them with pictures.
    size
        Bytes of all files of the report.
    refused
        Why pictures were not read, since they lie outside the folders that pictures are read from; "" if none
        was refused.
    """

    path: Path
    entries: int
    pictured: int
    size: int
    refused: str = ""


def report(
    source: str | Path | Results,
    output: str | Path = "report.html",
    *,
    title: str = "",
    images: str = "all",
    max_size: float = MAX_SIZE,
    workers: int | None = None,
    root: Sequence[str | Path] = (),
    step: Callable[[int, str], None] = lambda total, name: None,
) -> Report:
    """Write a page that shows a study, or the output of ``diff``, and needs no network.

    Parameters
    ----------
    source
        Folder of a finished study, study, or folder that was passed to ``diff -o``.
    output
        File with the suffix .html, or folder for ``report.html`` and its data.
    title
        Title of the page; by default the names of the methods, or of the pair.
    images
        Images with pictures: "all", "crops" (images with crops of a study) or "none".
    max_size
        Most megabytes of pictures in one file. A larger report becomes a folder, named like the file without
        .html.
    workers
        Number of images that are read at once; by default one for each core.
    root
        Folders that pictures are read from, besides the source and the working directory. Images that lie
        elsewhere are listed without pictures, so that a page of a folder from elsewhere shows nothing else of
        this machine.
    step
        Function that receives the number of all entries and the name of each finished entry.

    Returns
    -------
    Report
        Path, number of entries and size of the report.

    Raises
    ------
    InputError
        If an option is invalid, the source is neither a study nor comparisons, or the report cannot be
        written.
    StudyError
        If a study is not finished.
    MissingDependencyError
        If the installation lacks the bundle of the page.

    Notes
    -----
    Equal sources give equal bytes. Images that cannot be read are listed without pictures, with the reason.
    Images have 8 bits in the report, and the page states the range of their values. Beneath the page of a
    study are its table of means and the figures (``.png`` and ``.svg``) that lie in its folder.

    Examples
    --------
    >>> report("no folder")
    Traceback (most recent call last):
    difference_finder.errors.InputError: 'no folder' is not a folder; pass the folder that rank or diff wrote
    """
    if images not in IMAGES:
        raise InputError(f"{option('images')} must be one of {', '.join(IMAGES)}, not {images!r}")
    if not isinstance(max_size, int | float) or isinstance(max_size, bool) or not 0 <= max_size < 1e9:
        raise InputError(f"{option('max_size')} must be a number of megabytes, at least 0, not {max_size!r}")
    threads = worker_count(workers)
    target = Path(output)
    bundle()
    roots = None if isinstance(source, Results) else Roots(source, root)
    study = _study(source)
    check_target(target)
    if study is not None:
        count = len(study.scores.names)
        document = study_document(study, title)
        if DATA_SETS in study.record:
            parts = DataSetStudies.open(study, None if isinstance(source, Results) else Path(source), roots)
            document, entries = parts.document(document), parts.entries(images, threads)
        else:
            entries = study_entries(study, shown_images(study, images), threads, roots)
    else:
        if images == "crops":
            raise InputError(
                f"{option('images', 'crops')} needs a study; pass 'all' or 'none' for comparisons"
            )
        count, document, entries = _comparisons(OutputFolder(Path(source), roots), title, images, threads)  # type: ignore[arg-type]
    pictured = 0

    def done(entry: Entry) -> None:
        nonlocal pictured
        pictured += any(layer.facts["kind"] == "image" for layer in entry.layers)
        step(count, str(entry.facts["name"]))

    folder = None if isinstance(source, Results) else Path(source)
    below = "" if study is None else paper_section(study, folder, roots)
    page = write_report(target, document, entries, max_size * 1e6, done, below=below)
    files = [page] if page == target else [path for path in page.parent.rglob("*") if path.is_file()]
    refused = "" if roots is None else roots.refused
    return Report(page, count, pictured, sum(path.stat().st_size for path in files), refused)


def write_run_page(folder: Path, page: Path, title: str, base: Path = Path()) -> None:
    """Write the page of a run, with pictures of the rows that are not the same.

    Parameters
    ----------
    folder
        Output folder of the run.
    page
        File with the suffix .html. If the pictures are too large for one page, they are written next to it.
    title
        Title of the page.
    base
        Folder that relative paths of images start from.

    Raises
    ------
    InputError
        If the page cannot be written.
    MissingDependencyError
        If the installation lacks the bundle of the page.
    """
    run = RunReport(OutputFolder(folder), base)
    entries = run.entries([state for state in STATES if state != "same"], worker_count(None))
    write_report(page, run.document(title), entries, MAX_SIZE * 1e6, lambda _: None, beside=True)


def _comparisons(
    written: OutputFolder, title: str, images: str, workers: int
) -> tuple[int, dict[str, Any], Iterator[Entry]]:
    """Return the number of entries, the document and the entries of an output folder of ``diff``."""
    if written.rows is not None:
        run = RunReport(written)
        return len(run.rows), run.document(title), run.entries(STATES if images == "all" else (), workers)
    single = ComparisonReport(written)
    return len(single.records), single.document(title), single.entries(images == "all", workers)


def _study(source: str | Path | Results) -> Results | None:
    """Return the study; None if the source is a folder of comparisons."""
    if isinstance(source, Results):
        return source
    if not Path(source).is_dir():
        raise InputError(f"'{source}' is not a folder; pass the folder that rank or diff wrote")
    return Results.open(source) if _is_study(Path(source)) else None


def _is_study(folder: Path) -> bool:
    return (folder / RECORD).exists() or (folder / "manifest.jsonl").exists()
