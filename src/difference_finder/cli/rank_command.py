"""``difference-finder rank``: score several methods against a reference."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from difference_finder.cli import DONE, FAILED, _options
from difference_finder.cli._progress import progress
from difference_finder.storage.paths import is_remote, place
from difference_finder.study.crops.finder import SIZES
from difference_finder.study.summary import told_error, told_study
from difference_finder.text import escape_controls

if TYPE_CHECKING:
    from difference_finder.study.engines import Engine
    from difference_finder.study.finished import Study
    from difference_finder.study.plan.manifest import Manifest

OUTPUT = "study"

MOST_ERRORS = 20
"""How many error rows are printed; all are in the record."""


class PlaceOption(click.Path):
    """A path that click checks, or a place that fsspec reaches, which is checked when it is used."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path."""
        return value if is_remote(value) else super().convert(value, param, ctx)


@click.command("rank")
@click.argument("methods", metavar="NAME=DIR...", nargs=-1, required=True)
@click.option(
    "--reference",
    metavar="GT",
    required=True,
    type=PlaceOption(exists=True, file_okay=False),
    help="Folder of what all methods are measured against.",
)
@click.option(
    "-o",
    "--output",
    type=PlaceOption(file_okay=False),
    help=f"Folder for the tables and for what is done so far. [default: {OUTPUT}; with --json none]",
)
@click.option("--metric", "chosen", multiple=True, help="May be repeated. [default: psnr, ssim]")
@_options.PROTOCOL
@click.option(
    "--group",
    metavar="REGEX",
    help="Unit of statistics that images belong to, such as a volume: what this finds in the name (its"
    " brackets, if it has some); or 'parent', the folder.",
)
@_options.DATA_RANGE
@_options.FIT
@_options.BACKGROUND
@_options.MAX_PIXELS
@_options.PAIRING
@click.option(
    "--mask",
    type=PlaceOption(exists=True),
    help="Picture whose pixels that are not zero count, or a folder of these, matched by name.",
)
@_options.IGNORE
@_options.DEVICE
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="Processes that work; with slurm, in each job. [default: one for each core; with slurm 1]",
)
@click.option(
    "--timeout",
    type=float,
    help="Seconds that one image may take, with all methods and metrics. [default: 600]",
)
@click.option(
    "--engine",
    metavar="NAME[:SETTINGS]",
    default="local",
    show_default=True,
    help="Who does the work: local, processes on this machine; ray, as in ray:address=10.0.0.1:6379; slurm,"
    " as in slurm:partition=cpu,time=60.",
)
@click.option(
    "--shard-size", type=click.IntRange(min=1), help="Images in one piece of the work. [default: up to 32]"
)
@click.option("--ours", metavar="NAME", help="Method that the study is about. [default: the first]")
@click.option(
    "--crops",
    metavar="METRIC",
    default="mse",
    show_default=True,
    help="Metric by whose local map the places to show are chosen; 'none' for none.",
)
@click.option(
    "--crop-size",
    "crop_sizes",
    type=click.IntRange(min=1),
    multiple=True,
    help=f"Side of these places in pixels; may be repeated. [default: {', '.join(map(str, SIZES))}]",
)
@click.option(
    "--crop-border",
    type=click.IntRange(min=0),
    default=8,
    show_default=True,
    help="Pixels at each side of an image that no place has.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of resampling and random crops.")
@click.option("--parquet", is_flag=True, help="Write scores.parquet as well, the same rows; needs pyarrow.")
@_options.AS_JSON
def command(methods: tuple[str, ...], reference: str, **options: Any) -> int:
    """Score several methods against a reference, and say which is better, how surely, and where.

    Each method is given as NAME=DIR, or as DIR, which is then its name. Images are matched by name. The first
    method, or that of --ours, is compared with each of the others.

    Writes one row for each image, method and metric (scores.csv), the record of how they were made, with
    means, verdicts, crops and what failed (study.json), and the files that were read (inputs.csv). The same
    command goes on where an earlier one was stopped.
    """
    from difference_finder.study.engines import engine_of

    folders = _folders(methods)
    engine = engine_of(options["engine"], options["workers"], options["timeout"])
    manifest = _manifest(reference, folders, options)
    output = options["output"] or (None if options["as_json"] else OUTPUT)
    parquet = _parquet(output) if options["parquet"] else None
    study = _run(manifest, output, engine)
    if parquet is not None:
        parquet(study)
    for error in study.errors[:MOST_ERRORS]:
        click.echo(f"error: {told_error(error)}", err=True)
    if len(study.errors) > MOST_ERRORS:
        click.echo(f"error: and {len(study.errors) - MOST_ERRORS} more", err=True)
    if options["as_json"]:
        click.echo(json.dumps(study.to_dict(), indent=2, allow_nan=False))
    else:
        names = ["scores.csv", *(["scores.parquet"] if options["parquet"] else []), "study.json"]
        written = [] if output is None else [str(place(output) / name) for name in names]
        click.echo("\n".join(escape_controls(line) for line in told_study(study, written)))
    return FAILED if study.errors else DONE


def _folders(methods: tuple[str, ...]) -> dict[str, str]:
    folders: dict[str, str] = {}
    for given in methods:
        name, equals, folder = given.partition("=")
        if not equals:
            name, folder = place(given).resolve().name, given
        if name in folders:
            raise click.UsageError(f"two methods are called '{name}'; write NAME={folder} with another name")
        folders[name] = folder
    return folders


def _manifest(reference: str, folders: dict[str, str], options: dict[str, Any]) -> Manifest:
    from difference_finder.study.plan.measurement import Bench
    from difference_finder.study.plan.planning import plan_study

    passed = ("data_range", "fit", "background", "max_pixels", "mask", "ignore", "device")
    bench = Bench.checked(
        list(options["chosen"]) or ("psnr", "ssim"),
        options["protocol"],
        **{key: options[key] for key in passed},
    )
    how = {key: options[key] for key in ("group", "pairing", "shard_size", "ours", "seed", "crop_border")}
    crops = None if options["crops"] == "none" else options["crops"]
    return plan_study(
        reference, folders, bench, crops=crops, crop_sizes=options["crop_sizes"] or SIZES, **how
    )


def _parquet(output: str | None) -> Callable[[Study], None]:
    """Return what writes the Parquet file, after looking whether it can: before the work, not after it."""
    from difference_finder.study.parquet import SCORES_PARQUET, check_parquet, write_parquet

    if output is None:
        raise click.UsageError("--parquet is about a file, and --json writes none without -o")
    check_parquet()
    return lambda study: write_parquet(study.scores, place(output) / SCORES_PARQUET)


def _run(manifest: Manifest, output: str | None, engine: Engine) -> Study:
    """Run the study; where it is stopped, say how it goes on."""
    from difference_finder.study.rank import run_study

    done = 0
    with progress(len(manifest.images), "scoring") as step:

        def count(name: str) -> None:
            nonlocal done
            done += 1
            step(name)

        try:
            return run_study(manifest, output, engine, count)
        except BaseException as error:
            if _can_go_on(error) and output is not None:
                _say_how(done, len(manifest.images))
            raise


def _can_go_on(error: BaseException) -> bool:
    from difference_finder.errors import StoppedError

    return isinstance(error, KeyboardInterrupt | SystemExit | StoppedError)


def _say_how(done: int, images: int) -> None:
    click.echo(f"{done} of {images} images are done; the same command goes on from there", err=True)
