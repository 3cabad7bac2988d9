"""``difference-finder figure``: draw the crops of a study for a paper."""

from __future__ import annotations

from typing import Any

import click

from difference_finder.cli import DONE
from difference_finder.cli._command import Command
from difference_finder.cli._labels import parse_labels
from difference_finder.text import escape_controls


@click.command("figure", cls=Command)
@click.argument("study", metavar="STUDY", type=click.Path(exists=True, file_okay=False))
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    default=("figure.pdf",),
    show_default="figure.pdf",
    type=click.Path(dir_okay=False),
    help="File to write: .pdf, .svg, .png; .pgf or .tex for PGF commands with pictures; may be repeated.",
)
@click.option(
    "--layout",
    type=click.Choice(["grid", "overview", "inset"]),
    default="grid",
    show_default=True,
    help="grid: a whole image beside each row of crops; overview: each image once, with a box in the colour"
    " of each row; inset: all methods' whole images, with enlarged crops that lines join to boxes.",
)
@click.option(
    "--data-set",
    "data_set",
    metavar="NAME",
    help="Data set to show, in a study of several. [default: the only one]",
)
@click.option(
    "--methods", multiple=True, metavar="NAMES", help="Methods to show, separated by commas. [default: all]"
)
@click.option(
    "--crops",
    type=click.IntRange(min=0),
    default=3,
    show_default=True,
    help="Number of rows, taken in turn from ours best, rival best and the median. 0 for none.",
)
@click.option(
    "--crops-kind",
    metavar="KIND",
    help="Show crops of one kind of change, such as lost_texture: the most typical, ours best and rival best"
    " of the windows whose first kind it is. Needs a study with --kinds.",
)
@click.option("--random", is_flag=True, help="Add a strip of random crops.")
@click.option(
    "--crop",
    "places",
    multiple=True,
    metavar="IMAGE:X,Y,SIZE",
    help="A place chosen by hand, as the caption states; may be repeated.",
)
@click.option(
    "--metric",
    "chosen",
    multiple=True,
    help="Metric beneath panels; may be repeated. [default: the first three of the study]",
)
@click.option(
    "--values",
    type=click.Choice(["crop", "image", "none"]),
    default="crop",
    show_default=True,
    help="Image that the values beneath panels are measured on.",
)
@click.option(
    "--errors",
    type=click.Choice(["auto", "beside", "below", "none"]),
    default="auto",
    show_default=True,
    help="Position of error maps; auto shows them in a grid only.",
)
@click.option("--gain", type=float, help="Factor that amplifies errors. [default: one of 1, 2, 5, 10, 20]")
@click.option(
    "--colormap",
    type=click.Choice(["magma", "viridis", "grey"]),
    default="magma",
    show_default=True,
    help="Colormap of error maps.",
)
@click.option(
    "--display",
    metavar="BLACK,WHITE",
    help="Values shown as black and white; for integers, shares of their range. [default: the data range]",
)
@click.option(
    "--interpolation",
    type=click.Choice(["none", "bilinear", "bicubic", "lanczos"]),
    default="none",
    show_default=True,
    help="Interpolation of enlarged crops; none shows pixels as squares.",
)
@click.option(
    "--width",
    type=float,
    default=7.0,
    show_default=True,
    help="Width in inches: 3.5 for one column, 7 for two.",
)
@click.option(
    "--max-height",
    type=float,
    help="Maximum height in inches. [default: 9, a page; 9/7 of a width above 7]",
)
@click.option(
    "--font-size",
    type=float,
    default=8.0,
    show_default=True,
    help="Size of the font in points; no text is smaller than 7/8 of it.",
)
@click.option(
    "--font",
    default="STIXGeneral",
    show_default=True,
    help="Name of an installed font. STIXGeneral stands in for a missing font of the kind of Times.",
)
@click.option("--dpi", type=int, default=300, show_default=True, help="Minimum resolution of PNG.")
@click.option("--title", default="", help="Title above the figure.")
@click.option(
    "--label",
    "labels",
    multiple=True,
    metavar="NAME=TEXT",
    help="Displayed name of a method, a metric or 'reference'; may be repeated.",
)
@click.option(
    "--row-label",
    "row_labels",
    multiple=True,
    metavar="TEXT",
    help="Title of the first row, of the second if repeated, ...",
)
@click.option(
    "--letters",
    type=click.Choice(["none", "rows", "columns"]),
    default="none",
    show_default=True,
    help="Letter rows or columns (a), (b), (c).",
)
@click.option(
    "--caption",
    type=click.Choice(["full", "short"]),
    default="full",
    show_default=True,
    help="Caption with all facts about each crop, or with a sentence on the choice of all.",
)
def command(study: str, outputs: tuple[str, ...], **options: Any) -> int:
    """Draw the crops of a study: whole image, reference, methods, and error maps on one scale.

    For figure.pdf, figure.pdf.tex contains the LaTeX that includes it, with a label and a caption that states
    how the crops were selected.
    """
    from difference_finder.study.crops.crop import kind_words
    from difference_finder.study.figure import check_output
    from difference_finder.study.study import Study

    labels = parse_labels(options.pop("labels"))
    for output in outputs:
        check_output(output)
    opened = Study.open(study)
    options["methods"] = _methods(options["methods"], opened.scores.methods)
    options["metrics"] = list(options.pop("chosen")) or None
    figure = opened.figure(labels=labels, **options)
    written = [figure.save(output)[-2:] for output in outputs]
    for number, (place, title) in enumerate(zip(figure.places, figure.titles, strict=True), 1):
        where = f"{place.size}x{place.size} at ({place.x}, {place.y})"
        kinds = place.crop.kinds if place.crop else ()
        change = f"; the change is {kind_words(kinds[0].name)}" if kinds else ""
        click.echo(escape_controls(f"row {number}, {title}: {place.image}, {where}{change}"))
    for note in figure.notes:
        click.echo(escape_controls(f"note: {note}"))
    for paths in written:
        click.echo(escape_controls(f"wrote {', '.join(map(str, paths))}; the caption is in the .tex"))
    return DONE


def _methods(given: tuple[str, ...], known: tuple[str, ...]) -> list[str] | None:
    """Split names at commas, except names of methods that contain one."""
    names: list[str] = []
    for names_given in given:
        names += [names_given] if names_given in known else [n.strip() for n in names_given.split(",")]
    return [name for name in names if name] or None
