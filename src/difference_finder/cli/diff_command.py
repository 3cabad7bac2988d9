"""``difference-finder diff``: show where two images differ."""

from __future__ import annotations

import math
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from difference_finder.cli._command import Command
from difference_finder.cli._diff_run import DiffRun
from difference_finder.cli._finder_options import (
    are_folders,
    are_limited,
    build_finder,
    finder_options,
    limited_score,
)
from difference_finder.cli._inputs import ImageInput, check_inputs
from difference_finder.cli._run_printer import DOCUMENT, LINES, color_allowed
from difference_finder.errors import InputError
from difference_finder.pipeline.thresholds import CHANGED, Thresholds
from difference_finder.storage.atomic import make_folder

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from difference_finder.cli._junit import JUnit
    from difference_finder.finder import Finder

OUTPUT = "differences"
FILES = ("map", "heatmap", "panel", "json")


class DiffCommand(Command):
    """The command, of which the flag ``--json`` also has the form ``--json=lines``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments."""
        end = args.index("--") if "--" in args else len(args)
        for number, argument in enumerate(args[:end]):
            flag, separator, form = argument.partition("=")
            if flag == "--json" and separator:
                if form not in (DOCUMENT, LINES):
                    raise click.UsageError(f"'{argument}' is unknown; use --json or --json={LINES}", ctx)
                args = [*args[:number], "--json-lines" if form == LINES else flag, *args[number + 1 :]]
        return super().parse_args(ctx, args)


@click.command("diff", cls=DiffCommand)
@click.argument("first", metavar="A", type=ImageInput(exists=True))
@click.argument("second", metavar="B", type=ImageInput(exists=True))
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False),
    help=f"Folder for maps, pictures and records. [default: {OUTPUT}; with --json none]",
)
@finder_options
@click.option(
    "--write",
    multiple=True,
    metavar="NAMES",
    help="Reporters that write the files, separated by commas; may be repeated."
    f" [default: {','.join(FILES)}]",
)
@click.option(
    "--map-format",
    type=click.Choice(["npy", "tiff"]),
    default="npy",
    show_default=True,
    help="Format of the raw map: float32 NumPy file, or 16-bit TIFF.",
)
@click.option(
    "--gain", type=float, help="Amplification of the difference in pictures. [default: from the map]"
)
@click.option("--vmax", type=float, help="Map value at the end of the colour scale. [default: from the map]")
@click.option(
    "--fail-above",
    type=float,
    help="Exit with 1 if the score is above this limit, or the files are unequal in something that it does"
    " not include (see --allow). With --reference, the score is the gap: the score of A minus the score of"
    " B.",
)
@click.option(
    "--fail-below",
    type=float,
    help="Exit with 1 if the score, or the gap, is below this limit, or the files are unequal otherwise.",
)
@click.option(
    "--max-changed",
    metavar="N|P%",
    help="Exit with 1 if more than N pixels, or more than this share of them, are changed for a person's eye"
    " (metric `changed`). Without --strategy and --metric, the map shows the changed pixels.",
)
@click.option(
    "--max-cluster",
    type=click.IntRange(min=0),
    metavar="N",
    help="Exit with 1 if more than N changed pixels touch each other.",
)
@click.option(
    "--junit",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="JUnit XML file to write; a pair beyond a limit, such as --max-changed, is a failed test.",
)
@click.option(
    "--write-all",
    is_flag=True,
    help="Of folders, write all files of pairs that are the same, too; by default only their records.",
)
@click.option(
    "--in-strips",
    is_flag=True,
    help="Compare two files strip by strip, in little memory. [default: above 268 million pixels]",
)
@click.option(
    "--json",
    "as_json",
    flag_value=DOCUMENT,
    help="Print one JSON document and nothing else. --json=lines prints a line for each pair as it is"
    " finished, and a last line with the summary.",
)
@click.option("--json-lines", "as_json", flag_value=LINES, hidden=True)
@click.option("--quiet", "-q", is_flag=True, help="Print only what failed.")
@click.option(
    "--color/--no-color",
    default=None,
    help="Colour the text, or not. [default: on a terminal, unless NO_COLOR is set]",
)
def command(first: str, second: str, reference: str | None, **options: Any) -> int:
    """Show where B differs from A: two images, or two folders of images.

    An image is a file, a dataset in a file (volume.h5:reconstruction), or - for the standard input.

    With --reference, show where A is better than B, and score both against the reference: the map is above 0
    where A is closer to the reference.

    Each pair gets four files: the raw map (NAME.map.npy), a heatmap (NAME.heatmap.png), a picture of both
    images and of the map with its regions (NAME.panel.png), and the record (NAME.json). --write chooses other
    files.

    Of two folders, a pair that is the same (within the limits; without limits, identical) gets only its
    record. summary.csv has a row for each pair. Files of an earlier run in the output folder are removed if
    this run does not write them again; all other files stay. The end lists what is not the same, worst first.

    Parts take settings, such as --strategy difference:tolerance=1 or --metric ssim:sigma=2.
    `difference-finder list` shows all parts and settings.

    Two files (TIFF, PNG, .npy) of more than 268 million pixels are compared strip by strip, in less than 1 GB
    of memory, by the strategies difference and local, and by consensus if most pixels are equal.
    """
    inputs = [path for path in (first, second, reference) if path is not None]
    check_inputs(inputs)
    folders = are_folders(inputs)
    if options["quiet"] and options["as_json"]:
        raise click.UsageError("--quiet shortens the text, but --json prints none; pass one")
    if options["in_strips"] and folders:
        raise click.UsageError("--in-strips compares two files, not folders; pass the files of a pair")
    output = output_folder(options, inputs if folders else [])
    draws_equal = not folders or options["write_all"]
    run = prepare_run(options, output, reference is not None, draws_equal=draws_equal)
    if options["junit"] and not run.thresholds.given:
        raise click.UsageError(
            "--junit reports pairs beyond a limit; pass --fail-above, --fail-below, --max-changed or"
            " --max-cluster"
        )
    if output is not None:
        make_folder(output)
    with _junit(options["junit"], f"{first} and {second}", run.thresholds) as junit:
        printed = {"quiet": options["quiet"], "color": color_allowed(options["color"])}
        strips = {"in_strips": options["in_strips"], "chosen": bool(options["write"])}
        run = replace(run, junit=junit, write_all=options["write_all"], **printed, **strips)
        return (run.compare_folders if folders else run.compare_pair)(first, second, reference)


def prepare_run(options: dict[str, Any], output: Path | None, reference: bool, draws_equal: bool) -> DiffRun:
    """Return the run that the options describe, each of them checked.

    Parameters
    ----------
    options
        Values of the options of the command.
    output
        Folder for the files; None to write no files.
    reference
        Whether there is a reference.
    draws_equal
        Whether pictures are drawn of two files with equal bytes, which must be decoded for that.
    """
    if reference and are_limited(options):
        raise click.UsageError(
            "--max-changed and --max-cluster limit what changed between two images; leave --reference out"
        )
    finder = build_finder(options, reference)
    thresholds = _thresholds(options, finder, reference)
    if thresholds.given:  # of a file with several pages, the page farthest beyond the limits decides
        finder.options.badness = thresholds.excess
    reporters, record = _reporters(options, finder)
    finder.options.skips_equal = not draws_equal or output is None or set(reporters) <= {record}
    return DiffRun(finder, output, reporters, record, thresholds, options["as_json"])


def _junit(path: str | None, title: str, thresholds: Thresholds) -> AbstractContextManager[JUnit | None]:
    """Return the JUnit file to write; None in its place without a path."""
    if path is None:
        return nullcontext()
    from difference_finder.cli._junit import JUnit

    return JUnit(Path(path), title, thresholds)


def output_folder(options: dict[str, Any], inputs: list[str]) -> Path | None:
    """Return the folder for the files; None if no files are written."""
    if options["output"] is None and options["as_json"]:
        for name in ("gain", "vmax"):
            if options[name] is not None:
                raise click.UsageError(f"--{name} scales pictures, but --json writes none; pass -o as well")
        for option, given in (("map-format", options["map_format"] != "npy"), ("write", options["write"])):
            if given:
                raise click.UsageError(f"--{option} selects files, but --json writes none; pass -o as well")
        return None
    output = Path(options["output"] or OUTPUT)
    for folder in inputs:
        if Path(folder).resolve() in (output.resolve(), *output.resolve().parents):
            raise click.UsageError(
                f"output '{output}' lies in the input folder '{folder}', where the next run would take its"
                " pictures for inputs; choose another folder"
            )
    return output


def _thresholds(options: dict[str, Any], finder: Finder, reference: bool) -> Thresholds:
    """Return the limits of the score and of the changed pixels."""
    name, higher = limited_score(finder, options, reference)
    limits = options["fail_above"], options["fail_below"]
    pixels, cluster = options["max_changed"], options["max_cluster"]
    try:
        changed = next((part.spec for part in finder.options.scored if part.name == CHANGED), CHANGED)
        return Thresholds.of_score(name, higher, *limits).with_changed(changed, pixels, cluster)
    except InputError as error:
        raise click.UsageError(str(error)) from error


def _reporters(options: dict[str, Any], finder: Finder) -> tuple[tuple[str, ...], str]:
    """Return the reporters of the files and the reporter of the record, with the colour scale."""
    from difference_finder.parts.registry import reporters

    raw = options["map_format"]
    given = {key: options[key] for key in ("gain", "vmax") if options[key] is not None}
    if len(given) > 1:
        raise click.UsageError("--gain and --vmax both fix the colour scale; pass one")
    for name, value in given.items():
        if not (math.isfinite(value) and value > 0):
            raise click.UsageError(f"--{name} must be a positive and finite number, not {value:g}")
    if "gain" in given and not finder.options.has_unit:
        name = finder.options.strategy.name
        raise click.UsageError(f"maps of '{name}' have no greatest possible value for --gain; use --vmax")
    names = [name for names in options["write"] for name in _names(names)] or list(FILES)
    if raw == "tiff" and "map" not in names:
        raise click.UsageError(
            f"--map-format sets the format of the map, but --write leaves the map out: {', '.join(names)}"
        )
    parts = [reporters.get("map_tiff" if (name, raw) == ("map", "tiff") else name) for name in names]
    if given and not options["as_json"] and not any(part.accepts("gain") for part in parts):
        raise click.UsageError(f"--{next(iter(given))} scales pictures, but --write leaves them out")
    twice = [part.spec for part in parts if given and {"gain", "vmax"} & set(part.given)]
    if twice:
        raise click.UsageError(f"'{twice[0]}' and --{next(iter(given))} both fix the colour scale; pass one")
    files = dict.fromkeys((part.configured(given) if part.accepts("gain") else part).spec for part in parts)
    return tuple(files), reporters.get("json").configured(given).spec


def _names(names: str) -> list[str]:
    """Split names at commas; a name with settings stays whole, because commas also separate settings."""
    return [names] if ":" in names else [name.strip() for name in names.split(",")]
