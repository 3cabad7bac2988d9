"""``difference-finder plot``: draw the scores of a study as a plot for a paper."""

from __future__ import annotations

from typing import Any

import click

from difference_finder.cli import DONE
from difference_finder.cli._command import Command
from difference_finder.cli._labels import parse_labels
from difference_finder.study.plots import plot_names
from difference_finder.text import escape_controls


@click.command("plot", cls=Command)
@click.argument("study", metavar="STUDY", type=click.Path(exists=True, file_okay=False))
@click.option(
    "--kind",
    type=click.Choice(plot_names()),
    required=True,
    help="Kind of plot; 'difference-finder list plots' describes them.",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(dir_okay=False),
    help="File to write: .pdf, .svg or .png; may be repeated. Beside PDF and SVG, a .tex includes it."
    " [default: KIND.pdf]",
)
@click.option(
    "--metric", "metrics", multiple=True, help="Metric to show; may be repeated. [default: primary, or first]"
)
@click.option("--method", "methods", multiple=True, help="Method to show; may be repeated. [default: all]")
@click.option(
    "--data-set", "data_sets", multiple=True, help="Data set to show; may be repeated. [default: all]"
)
@click.option("--x", help="Metric, or number of the study file such as runtime, on the horizontal axis.")
@click.option("--y", help="Metric or number on the vertical axis.")
@click.option(
    "--post-hoc",
    type=click.Choice(["nemenyi", "conover"]),
    help="Test of a critical-difference diagram. [default: as in the study, or nemenyi]",
)
@click.option(
    "--width",
    type=float,
    default=3.5,
    show_default=True,
    help="Width in inches: 3.5 for one column, 7 for two.",
)
@click.option("--height", type=float, help="Height in inches. [default: as the content needs]")
@click.option("--font-size", type=float, default=8.0, show_default=True, help="Size of the font in points.")
@click.option("--font", default="STIXGeneral", show_default=True, help="Name of an installed font.")
@click.option("--dpi", type=int, default=300, show_default=True, help="Resolution of PNG.")
@click.option(
    "--label",
    "labels",
    multiple=True,
    metavar="NAME=TEXT",
    help="Displayed name of a method, metric, data set or number; may be repeated.",
)
@click.option("--caption", is_flag=True, help="Print the caption.")
def command(study: str, kind: str, outputs: tuple[str, ...], caption: bool, **options: Any) -> int:
    """Draw the scores of a study as a plot for a paper, with a caption.

    The caption states the number of images, what is shown, and the test with its level.
    """
    from difference_finder.study.plots import check_output
    from difference_finder.study.study import Study

    targets = list(dict.fromkeys(outputs)) or [f"{kind}.pdf"]
    for target in targets:
        check_output(target)
    labels = parse_labels(options.pop("labels"))
    drawn = Study.open(study).plot(kind, labels=labels, **options)
    written = [escape_controls(str(path)) for target in targets for path in drawn.save(target)]
    if caption:
        click.echo(drawn.caption)
    click.echo(f"wrote {', '.join(written)}", err=caption)
    return DONE
