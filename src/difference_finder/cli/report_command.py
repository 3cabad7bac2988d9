"""``difference-finder report``: a page that shows a study, or what ``diff`` has written."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import click

from difference_finder.cli import DONE
from difference_finder.text import escape_controls


@click.command("report")
@click.argument("source", metavar="STUDY|DIFF_OUTPUT", type=click.Path(exists=True, file_okay=False))
@click.option(
    "-o",
    "--output",
    default="report.html",
    show_default=True,
    type=click.Path(),
    help="File with the suffix .html, or a folder.",
)
@click.option("--title", default="", help="The heading. [default: the methods, or the pair]")
@click.option(
    "--images",
    type=click.Choice(["all", "crops", "none"]),
    default="all",
    show_default=True,
    help="Whose pictures are in it; crops: those that crops of a study are from.",
)
@click.option(
    "--max-size",
    "most",
    type=click.FloatRange(min=0),
    default=150.0,
    show_default=True,
    help="Megabytes of pictures that one file may have; with more, a folder is written.",
)
@click.option(
    "--workers", type=click.IntRange(min=1), help="Images read at once. [default: one for each core]"
)
def command(source: str, output: str, **options: Any) -> int:
    """Write a page to send: the images with zoom, slider, blinking and live heatmaps, and all numbers.

    Give the folder of a study, from `rank`, or one that `diff` has written. The page needs no network and
    asks for none; it opens from a disk.
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
    pictures = "" if made.pictured == made.entries else f", pictures of {made.pictured:,}"
    told = f"wrote {made.path}: {made.entries:,} images{pictures}, {made.size / 1e6:.1f} MB"
    click.echo(escape_controls(told))
    return DONE
