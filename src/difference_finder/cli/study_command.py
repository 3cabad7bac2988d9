"""``difference-finder study``: write and check the study file of a study of several data sets."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from difference_finder.cli import DONE, FAILED, _options
from difference_finder.cli._command import CommandGroup
from difference_finder.text import count_of, escape_controls, join_names

if TYPE_CHECKING:
    from difference_finder.study.draft.draft import StudyDraft

MOST = 10
"""Maximum number of lines about images that are not part of a study."""


@click.group("study", cls=CommandGroup)
def command() -> None:
    """Write and check a study file, which names the data sets, methods and metrics of a study.

    `rank study.toml -o study` measures what it describes.
    """


@command.command("init")
@click.argument("folders", metavar="FOLDER...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    default="study.toml",
    show_default=True,
    type=click.Path(dir_okay=False),
    help="File to write.",
)
@click.option(
    "--reference",
    metavar="NAME",
    help="The references: the path of a folder, the name of folders, or a word in the names of their files."
    " [default: names such as GT, HR, reference, target, ground_truth]",
)
@click.option("--force", is_flag=True, help="Overwrite the file if it exists.")
def init(folders: tuple[str, ...], output: str, reference: str | None, force: bool) -> int:
    """Look at folders of images, and write a study file that runs as it is.

    Folders of references are recognised by their names, data sets by folders that references and methods have
    in common, and names of images within longer names, such as baby_x4.png. What was not clear is a comment
    in the file. Exit code 3: the file was written, and something in it must be corrected first.
    """
    from difference_finder.storage.atomic import write_whole
    from difference_finder.study.draft.draft import draft_study
    from difference_finder.study.draft.text import study_text

    if Path(output).exists() and not force:
        raise click.UsageError(f"'{output}' exists; overwrite it by --force, or write another file by -o")
    draft = draft_study(folders, reference)
    write_whole(output, study_text(draft, output).encode("utf-8"))
    problem = _problem(output)
    click.echo("\n".join(escape_controls(line) for line in _told(draft, output)))
    if problem:
        click.echo(f"error: {escape_controls(problem)}", err=True)
    return FAILED if problem else DONE


def _told(draft: StudyDraft, output: str) -> list[str]:
    """Return what was found, and what was decided."""
    names = [method.name for method in draft.measured]
    sets = [data_set.name for data_set in draft.data_sets]
    lines = [
        f"wrote {output}: {count_of(len(sets), 'data set')} ({join_names(sets, MOST)}),"
        f" {count_of(len(names), 'method')} ({join_names(names, MOST)})"
    ]
    for data_set in draft.data_sets:
        decided = [f"fit = {data_set.fit}, since {data_set.fit_reason}"] if data_set.fit else []
        decided += [f"data_range: {data_set.range_reason}"] if data_set.range_reason else []
        decided += [f"unmatched = report, since {reason}" for reason in data_set.missing[:3]]
        lines += [f"note: {data_set.name}: {text}" for text in decided]
    left = [f"{method.name} {method.left_out}" for method in draft.methods if method.left_out]
    left += draft.left
    lines += [f"left out: {text}" for text in left[:MOST]]
    lines += [f"left out: {len(left) - MOST} more"] * (len(left) > MOST)
    return [*lines, f"next: difference-finder study check {output}"]


def _problem(path: str) -> str:
    """Return why the study of a file cannot be planned; "" if it can."""
    from difference_finder.errors import DifferenceFinderError
    from difference_finder.study.plan.data_sets import plan_data_sets
    from difference_finder.study.plan.study_file import StudyFile

    try:
        plan_data_sets(StudyFile.read(path))
    except DifferenceFinderError as error:
        return str(error)
    return ""


@command.command("check")
@click.argument("path", metavar="STUDY.TOML", type=click.Path(exists=True, dir_okay=False))
@click.option(
    "--workers", type=click.IntRange(min=1), help="Images read at once. [default: one for each core]"
)
@_options.AS_JSON
def check(path: str, workers: int | None, as_json: bool) -> int:
    """Tell what a study file would measure, and what would fail, without measuring it.

    Reads and prepares all images as the measurement does. Prints for each data set the number of images of
    each method, their sizes and types, the protocol of each metric, the data range, and files that are
    missing, differ in size or cannot be read. Exit code 3: some images cannot be measured.
    """
    from difference_finder.cli._progress import progress
    from difference_finder.study.check import check_study

    with ExitStack() as stack:
        bars: list[Callable[[str], None]] = []

        def step(total: int, name: str) -> None:
            if not bars:
                bars.append(stack.enter_context(progress(total, "checking")))
            bars[0](name)

        checked = check_study(path, workers, step)
    if as_json:
        click.echo(json.dumps(checked.to_dict(), indent=2, allow_nan=False))
    else:
        click.echo("\n".join(escape_controls(line) for line in checked.lines()))
    return DONE if checked.ok else FAILED
