"""``difference-finder report``: write a page that shows a study or the output of ``diff``."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import click

from difference_finder.cli import DONE
from difference_finder.cli._command import Command
from difference_finder.text import escape_controls


@click.command("report", cls=Command)
@click.argument("source", metavar="STUDY|DIFF_OUTPUT", type=click.Path(exists=True, file_okay=False))
@click.option(
    "-o",
    "--output",
    default="report.html",
    show_default=True,
    type=click.Path(),
    help="File with the suffix .html, or a folder.",
)
@click.option("--title", default="", help="Title of the page. [default: the methods, or the pair]")
@click.option(
    "--images",
    type=click.Choice(["all", "crops", "none"]),
    default="all",
    show_default=True,
    help="Images in the report; crops: only images with crops of a study.",
)
@click.option(
    "--max-size",
    type=click.FloatRange(min=0),
    default=150.0,
    show_default=True,
    help="Most megabytes of pictures in one file; larger reports become a folder.",
)
@click.option(
    "--workers", type=click.IntRange(min=1), help="Images read at once. [default: one for each core]"
)
@click.option(
    "--root",
    multiple=True,
    type=click.Path(),
    help="Further folder that pictures are read from. Repeatable.",
)
def command(source: str, output: str, **options: Any) -> int:
    """Write a page to share: the images with zoom, slider, blinking and live heatmaps, and all numbers.

    Pass the folder of a study that `rank` wrote, or a folder that `diff` wrote. The page opens from a disk
    and uses no network. Pictures are read only below that folder, the working directory, and folders of
    --root, so that a page of a folder from elsewhere shows nothing else of this machine.
    """
    from difference_finder.cli._progress import progress
    from difference_finder.report import report

    with ExitStack() as stack:
        bars: list[Any] = []

        def step(total: int, name: str) -> None:
            if not bars:
                bars.append(stack.enter_context(progress(total, "reading")))
            bars[0](name)

        made = report(source, output, step=step, **options)
    pictures = "" if made.pictured == made.entries else f", {made.pictured:,} with pictures"
    count = f"{made.entries:,} image{'s' * (made.entries != 1)}"
    click.echo(escape_controls(f"wrote {made.path}: {count}{pictures}, {made.size / 1e6:.1f} MB"))
    if made.refused:
        click.echo(escape_controls(f"warning: pictures are left out: {made.refused}"), err=True)
    return DONE
