"""``difference-finder figure``: draw the crops of a study for a paper."""

from __future__ import annotations

from typing import Any

import click

from difference_finder.cli import DONE
from difference_finder.text import escape_controls

KINDS = {
    "best": "where ours does best",
    "rival_best": "where a rival does best",
    "median": "the median",
    "hand": "chosen by hand",
}


@click.command("figure")
@click.argument("study", metavar="STUDY", type=click.Path(exists=True, file_okay=False))
@click.option(
    "-o",
    "--output",
    default="figure.pdf",
    show_default=True,
    type=click.Path(dir_okay=False),
    help="File to write: .pdf, .svg, .png; .pgf or .tex for PGF commands with their pictures.",
)
@click.option(
    "--methods", multiple=True, metavar="NAMES", help="Which, with commas between them. [default: all]"
)
@click.option(
    "--crops",
    type=click.IntRange(min=0),
    default=3,
    show_default=True,
    help="Rows: by turns where ours is best, where a rival is, and the median. 0 for none.",
)
@click.option("--random", is_flag=True, help="Add a strip of the crops that were drawn at random.")
@click.option(
    "--crop",
    "places",
    multiple=True,
    metavar="IMAGE:X,Y,SIZE",
    help="A place chosen by hand, which the caption then says; may be repeated.",
)
@click.option(
    "--metric",
    "chosen",
    multiple=True,
    help="What stands beneath panels; may be repeated. [default: the first three of the study]",
)
@click.option(
    "--values",
    type=click.Choice(["crop", "image", "none"]),
    default="crop",
    show_default=True,
    help="Of what the numbers beneath panels are.",
)
@click.option(
    "--errors",
    type=click.Choice(["auto", "beside", "below", "none"]),
    default="auto",
    show_default=True,
    help="Where error maps stand.",
)
@click.option(
    "--gain", type=float, help="Show errors this many times stronger. [default: one of 1, 2, 5, 10, 20]"
)
@click.option(
    "--colormap",
    type=click.Choice(["magma", "viridis", "grey"]),
    default="magma",
    show_default=True,
    help="Of the error maps.",
)
@click.option(
    "--display",
    metavar="BLACK,WHITE",
    help="Values shown as black and white; integers are shares of their range. [default: the data range]",
)
@click.option(
    "--interpolation",
    type=click.Choice(["none", "bilinear", "bicubic", "lanczos"]),
    default="none",
    show_default=True,
    help="How crops are enlarged; none: pixels are squares.",
)
@click.option(
    "--width", type=float, default=7.0, show_default=True, help="Inches: 3.5 for one column, 7 for two."
)
@click.option("--font-size", type=float, default=7.0, show_default=True, help="In points.")
@click.option("--font", default="DejaVu Sans", show_default=True, help="Name of a font of this machine.")
@click.option("--dpi", type=int, default=300, show_default=True, help="Least resolution of PNG.")
@click.option("--title", default="", help="Above the figure.")
@click.option(
    "--label",
    "labels",
    multiple=True,
    metavar="NAME=TEXT",
    help="What a method, a metric or 'reference' is called; may be repeated.",
)
@click.option(
    "--row-label",
    "row_labels",
    multiple=True,
    metavar="TEXT",
    help="What a row is called: the first, the second if repeated, ...",
)
def command(study: str, output: str, **options: Any) -> int:
    """Draw the crops of a study: whole image, reference, methods, and their errors on one scale.

    Beside the figure, its name with .tex is the LaTeX that puts it into a paper; the caption there says how
    the crops were chosen.
    """
    from difference_finder.study.figure import check_output
    from difference_finder.study.finished import Study

    labels = _labels(options.pop("labels"))
    check_output(output)
    opened = Study.open(study)
    options["methods"] = _methods(options["methods"], opened.scores.methods)
    options["metrics"] = list(options.pop("chosen")) or None
    figure = opened.figure(labels=labels, **options)
    paths = figure.save(output)
    for number, place in enumerate(figure.places, 1):
        where = f"{place.size}x{place.size} at ({place.x}, {place.y})"
        click.echo(escape_controls(f"row {number}: {place.image}, {where}, {KINDS[place.kind]}"))
    click.echo(escape_controls(f"wrote {', '.join(map(str, paths[-2:]))}; the caption is in the .tex"))
    return DONE


def _labels(given: tuple[str, ...]) -> dict[str, str]:
    labels = {}
    for label in given:
        name, equals, text = label.partition("=")
        if not equals or not name:
            raise click.UsageError(f"--label is NAME=TEXT, not '{label}'")
        labels[name] = text
    return labels


def _methods(given: tuple[str, ...], known: tuple[str, ...]) -> list[str] | None:
    """Return the names, of which one may have a comma in it."""
    names: list[str] = []
    for names_given in given:
        names += [names_given] if names_given in known else [n.strip() for n in names_given.split(",")]
    return [name for name in names if name] or None
