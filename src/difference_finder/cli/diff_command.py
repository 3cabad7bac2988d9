"""``difference-finder diff``: show where images differ."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from difference_finder.cli._finder_options import are_folders, comparing, finder_of, measured_by
from difference_finder.cli._job import Job
from difference_finder.cli._junit import JUnit
from difference_finder.cli._options import AS_JSON
from difference_finder.errors import InputError
from difference_finder.pipeline.thresholds import ON_THE_COMMAND_LINE, Thresholds
from difference_finder.storage.atomic import make_folder

if TYPE_CHECKING:
    from difference_finder.finder import Finder

OUTPUT = "differences"
FILES = ("map", "heatmap", "panel", "json")


@click.command("diff")
@click.argument("first", metavar="A", type=click.Path(exists=True))
@click.argument("second", metavar="B", type=click.Path(exists=True))
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False),
    help=f"Folder for maps, pictures and records [default: {OUTPUT}; with --json none].",
)
@comparing
@click.option(
    "--write",
    multiple=True,
    metavar="NAMES",
    help="Which files: map, heatmap, panel, json, or another reporter; commas between them, or repeated."
    " [default: these four]",
)
@click.option(
    "--map-format",
    type=click.Choice(["npy", "tiff"]),
    default="npy",
    show_default=True,
    help="Raw map as float32 NumPy file or as 16-bit TIFF.",
)
@click.option(
    "--gain", type=float, help="Show the difference this many times stronger. [default: by the map]"
)
@click.option("--vmax", type=float, help="Value of the map at the end of the colours. [default: by the map]")
@click.option(
    "--fail-above",
    type=float,
    help="Exit with 1 if a score is above this. With --reference: the gap, the score of A less that of B.",
)
@click.option("--fail-below", type=float, help="Exit with 1 if a score, or the gap, is below this.")
@click.option(
    "--junit",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Write a JUnit XML file, in which a pair beyond --fail-above or --fail-below is a failed test.",
)
@AS_JSON
def command(first: str, second: str, reference: str | None, **options: Any) -> int:
    """Show where B differs from A: two images, or two folders of images.

    With --reference, show where A is better than B, and score both: the map is above 0 where A is nearer to
    the reference.

    Writes for each pair the raw map, a heatmap, a picture of the images and the map with the regions boxed,
    and the record (NAME.map.npy, NAME.heatmap.png, NAME.panel.png, NAME.json), or what --write names; for
    folders also summary.csv.

    Parts take settings: --strategy difference:tolerance=1, --metric ssim:sigma=2. `difference-finder list`
    shows them all.
    """
    inputs = [path for path in (first, second, reference) if path is not None]
    folders = are_folders(inputs)
    output = _output(options, inputs if folders else [])
    finder = finder_of(options, reference is not None)
    thresholds = _thresholds(options, finder, reference is not None)
    if options["junit"] and not thresholds.given:
        raise click.UsageError("--junit tells which scores exceed a limit; give --fail-above or --fail-below")
    reporters = _reporters(options, finder)
    if output is not None:
        make_folder(output)
    junit = JUnit(Path(options["junit"]), f"{first} and {second}", thresholds) if options["junit"] else None
    job = Job(finder, output, *reporters, thresholds, options["as_json"], junit)
    return (job.run_folders if folders else job.run_pair)(first, second, reference)


def _output(options: dict[str, Any], inputs: list[str]) -> Path | None:
    """Return the folder for the files, or None where none are written."""
    if options["output"] is None and options["as_json"]:
        for name in ("gain", "vmax"):
            if options[name] is not None:
                raise click.UsageError(f"--{name} is about pictures, and --json writes none without -o")
        for option, given in (("map-format", options["map_format"] != "npy"), ("write", options["write"])):
            if given:
                raise click.UsageError(f"--{option} is about files, and --json writes none without -o")
        return None
    output = Path(options["output"] or OUTPUT)
    for folder in inputs:
        if Path(folder).resolve() in (output.resolve(), *output.resolve().parents):
            raise click.UsageError(
                f"output '{output}' lies in the input folder '{folder}', where the next run would find it;"
                " choose another folder"
            )
    return output


def _thresholds(options: dict[str, Any], finder: Finder, reference: bool) -> Thresholds:
    """Return what scores may be."""
    name, higher = measured_by(finder, options, reference)
    limits = options["fail_above"], options["fail_below"]
    try:
        return Thresholds.checked(name, higher, *limits, ON_THE_COMMAND_LINE)
    except InputError as error:
        raise click.UsageError(str(error)) from error


def _reporters(options: dict[str, Any], finder: Finder) -> tuple[tuple[str, ...], str]:
    """Return what writes the files, and what makes the record, with the scale of the colours."""
    from difference_finder.parts.registry import reporters

    raw = options["map_format"]
    given = {key: options[key] for key in ("gain", "vmax") if options[key] is not None}
    if len(given) > 1:
        raise click.UsageError("give --gain or --vmax, not both: each fixes the scale of the colours")
    for name, value in given.items():
        if not (math.isfinite(value) and value > 0):
            raise click.UsageError(f"--{name} must be a positive and finite number, not {value:g}")
    if "gain" in given and not finder.options.has_unit:
        name = finder.options.strategy.name
        raise click.UsageError(f"maps of '{name}' have no greatest possible value for --gain; use --vmax")
    names = [name for names in options["write"] for name in _names(names)] or list(FILES)
    if raw == "tiff" and "map" not in names:
        raise click.UsageError(
            f"--map-format is about the map, and --write leaves it out: {', '.join(names)}"
        )
    parts = [reporters.get("map_tiff" if (name, raw) == ("map", "tiff") else name) for name in names]
    if given and not options["as_json"] and not any(part.accepts("gain") for part in parts):
        raise click.UsageError(f"--{next(iter(given))} is about pictures, and --write leaves them out")
    twice = [part.spec for part in parts if given and {"gain", "vmax"} & set(part.given)]
    if twice:
        raise click.UsageError(f"'{twice[0]}' and --{next(iter(given))} both fix the scale; give one")
    files = dict.fromkeys((part.configured(given) if part.accepts("gain") else part).spec for part in parts)
    return tuple(files), reporters.get("json").configured(given).spec


def _names(names: str) -> list[str]:
    """Split a list of names; one with settings stands alone, because a comma separates settings as well."""
    return [names] if ":" in names else [name.strip() for name in names.split(",")]
