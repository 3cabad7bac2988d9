"""``difference-finder table``: write the means of a study as a table for a paper."""

from __future__ import annotations

from typing import Any

import click

from difference_finder.cli import DONE
from difference_finder.cli._command import Command
from difference_finder.cli._labels import parse_labels
from difference_finder.study.tables.formats import FORMATS
from difference_finder.text import escape_controls


@click.command("table", cls=Command)
@click.argument("study", metavar="STUDY", type=click.Path(exists=True, file_okay=False))
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help="Format of the table. [default: by the suffix of -o, else markdown]",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="File to write. [default: stdout]")
@click.option("--metric", "metrics", multiple=True, help="Metric to show; may be repeated. [default: all]")
@click.option("--method", "methods", multiple=True, help="Method to show; may be repeated. [default: all]")
@click.option(
    "--data-set", "data_sets", multiple=True, help="Data set to show; may be repeated. [default: all]"
)
@click.option(
    "--own", multiple=True, metavar="NAME", help="Number of the study file, such as runtime; may be repeated."
)
@click.option(
    "--decimals",
    metavar="METRIC=N,...",
    help="Decimals of metrics, such as psnr=2,ssim=4. [default: 2 for dB, 4 for bounded scores]",
)
@click.option("--transpose", is_flag=True, help="Methods as columns, metrics as rows.")
@click.option("--no-average", is_flag=True, help="No columns with the mean over data sets.")
@click.option("--no-significance", is_flag=True, help="No marks for significant differences to ours.")
@click.option(
    "--order",
    type=click.Choice(["study", "mean"]),
    default="study",
    show_default=True,
    help="Order of the methods: as in the study, or best mean of the first column first.",
)
@click.option(
    "--label",
    "labels",
    multiple=True,
    metavar="NAME=TEXT",
    help="Displayed name of a method, metric or data set; may be repeated.",
)
@click.option(
    "--width",
    type=float,
    help="Width in inches of a LaTeX or Typst table, in text of 10 points: 3.25 for a column of two, 6.75 for"
    " both, 5.5 or 4.8 for many papers of one column. A wider table is divided into blocks. [default: 6.75]",
)
@click.option("--caption", default="", help="Caption of the table.")
@click.option("--tex-label", default="", metavar="LABEL", help="Label for references, such as tab:sr.")
def command(study: str, output: str | None, format_: str | None, **options: Any) -> int:
    """Write the means of a study as a table: data sets, metrics and methods.

    The best mean is bold and the second best underlined. Daggers mark rivals from which ours differs
    significantly. Notes beneath the table state what the means cover. In LaTeX and Typst, a table that is
    wider than the page is divided into blocks beneath each other.
    """
    from difference_finder.study.study import Study
    from difference_finder.study.tables import (
        FOR_PAPER,
        TableOptions,
        fit_to_paper,
        format_of,
        tabulate,
        write_table,
    )

    chosen = {
        **{name: options[name] for name in ("metrics", "methods", "data_sets", "own", "transpose", "order")},
        "decimals": _decimals(options["decimals"]),
        "labels": parse_labels(options["labels"]),
        "average": not options["no_average"],
        "significance": not options["no_significance"],
        "caption": options["caption"],
        "label": options["tex_label"],
        "width": options["width"],
    }
    table = tabulate(Study.open(study), TableOptions.checked(**chosen))
    written = format_ or format_of(output)
    text = write_table(table, written, output)
    if output is None:
        click.echo(text, nl=False)
    else:
        click.echo(f"wrote {escape_controls(output)}")
    for remark in fit_to_paper(table).remarks if written in FOR_PAPER else ():
        click.echo(f"note: {remark}", err=output is None)
    return DONE


def _decimals(given: str | None) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in given.split(",") if given else ():
        name, _, number = part.rpartition("=")
        if not name.strip() or not number.strip().isdecimal():
            raise click.UsageError(
                f"--decimals takes METRIC=N with a whole number N, such as psnr=2, not '{part}'"
            )
        if name.strip() in found:
            raise click.UsageError(f"--decimals names '{name.strip()}' twice; give one number")
        found[name.strip()] = int(number)
    return found
