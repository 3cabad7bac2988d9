"""``difference-finder rank``: score several methods against a reference."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from difference_finder.cli import DONE, FAILED, _options
from difference_finder.cli._command import Command
from difference_finder.cli._resumable import run_resumable
from difference_finder.cli._scores_run import study_of_scores
from difference_finder.cli._study_file_run import parse_relevant, study_of_file, study_of_options
from difference_finder.storage.paths import as_path, is_remote
from difference_finder.storage.patterns import IMAGE
from difference_finder.study.crops.finder import SIZES
from difference_finder.study.plan.statistics_settings import CORRECTIONS, DRAWS, IMAGES, OVER, POST_HOC
from difference_finder.study.summary import format_error, format_study
from difference_finder.text import escape_controls, option

if TYPE_CHECKING:
    from difference_finder.study.engines import Engine
    from difference_finder.study.plan.manifest import Manifest
    from difference_finder.study.study import Study

OUTPUT = "study"

MOST_ERRORS = 20
"""Maximum number of error rows that are printed; the record has all of them."""


class PathOption(click.Path):
    """A local path, which click checks, or a remote one or a pattern, which is checked when it is used."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path."""
        return value if is_remote(value) or IMAGE in value else super().convert(value, param, ctx)


@click.command("rank", cls=Command)
@click.argument("methods", metavar="NAME=DIR...", nargs=-1)
@click.option(
    "--scores",
    metavar="FILE",
    type=PathOption(exists=True, dir_okay=False),
    help="Rank scores that were measured elsewhere: a CSV file with the columns image and method, optionally"
    " group, data_set and run, and metric and score, or a column for each metric.",
)
@click.option(
    "--higher-is-better",
    metavar="METRIC",
    multiple=True,
    help="Metric of --scores of which higher is better; may be repeated. Metrics of this program are known.",
)
@click.option(
    "--lower-is-better",
    metavar="METRIC",
    multiple=True,
    help="Metric of --scores of which lower is better; may be repeated.",
)
@click.option(
    "--reference",
    metavar="GT",
    type=PathOption(exists=True, file_okay=False),
    help="Folder of the reference images.",
)
@click.option(
    "--data-set",
    "data_sets",
    metavar="NAME=GT",
    multiple=True,
    help="Data set with the folder of its reference images, in place of --reference; may be repeated."
    " {dataset} in the folders of methods stands for its name: ours=results/ours/{dataset}.",
)
@click.option(
    "-o",
    "--output",
    type=PathOption(file_okay=False),
    help=f"Folder for the tables and for intermediate results. [default: {OUTPUT}; with --json none]",
)
@click.option(
    "--metric",
    "chosen",
    metavar="METRIC[@PROTOCOL]",
    multiple=True,
    help="Metric, such as ssim:sigma=2, or with its own protocol, such as psnr@basicsr-y:crop_border=4; may"
    " be repeated. [default: psnr, ssim]",
)
@_options.PROTOCOL
@click.option(
    "--group",
    metavar="REGEX",
    help="Statistical unit of an image, such as a volume: the match of this expression in its name (its"
    " capture groups, if any); or 'parent', its folder.",
)
@_options.DATA_RANGE
@_options.STUDY_FIT
@_options.BACKGROUND
@_options.MAX_PIXELS
@_options.PAIRING
@_options.UNMATCHED
@click.option(
    "--mask",
    type=PathOption(exists=True),
    help="Mask image, or folder of mask images matched by name; pixels that are zero do not count.",
)
@_options.IGNORE
@_options.PAGES
@_options.BANDS
@_options.NAN
@_options.AXES
@_options.DEVICE
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="Number of processes; with slurm, in each job. [default: one for each core; with slurm 1]",
)
@click.option(
    "--timeout",
    type=float,
    help="Seconds that one image may take with all methods and metrics. [default: 600]",
)
@click.option(
    "--engine",
    metavar="NAME[:SETTINGS]",
    default="local",
    show_default=True,
    help="Engine that runs the study: local, processes on this machine; ray, such as"
    " ray:address=10.0.0.1:6379; slurm, such as slurm:partition=cpu,time=60.",
)
@click.option(
    "--shard-size",
    type=click.IntRange(min=1),
    help="Images in a shard, the unit of work. [default: up to 32]",
)
@click.option("--ours", metavar="NAME", help="Method that the study is about. [default: the first]")
@click.option(
    "--crops",
    metavar="METRIC",
    default="mse",
    show_default=True,
    help="Metric whose local map selects the crops; 'none' for no crops.",
)
@click.option(
    "--crop-size",
    "crop_sizes",
    type=click.IntRange(min=1),
    multiple=True,
    help=f"Side of the crops in pixels; may be repeated. [default: {', '.join(map(str, SIZES))}]",
)
@click.option(
    "--crop-border",
    type=click.IntRange(min=0),
    default=8,
    show_default=True,
    help="Width of the frame of an image that no crop includes, in pixels.",
)
@click.option(
    "--kinds",
    is_flag=True,
    help="Measure the kinds of change from ours to each rival where their errors differ most, and count them"
    " over all images.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of resampling and random crops.")
@click.option(
    "--level",
    type=float,
    default=0.05,
    show_default=True,
    help="Family-wise significance level over all rivals and metrics.",
)
@click.option(
    "--draws",
    type=click.IntRange(*DRAWS),
    default=9999,
    show_default=True,
    help="Number of bootstrap resamples and of random sign assignments.",
)
@click.option(
    "--correction",
    type=click.Choice(CORRECTIONS),
    default="max-t",
    show_default=True,
    help="Correction for several comparisons: max-t uses their dependence, holm does not.",
)
@click.option(
    "--primary",
    metavar="METRIC",
    multiple=True,
    help="Metric that is tested first; the others are secondary, and are tested only if all primary"
    " comparisons are significant. May be repeated.",
)
@click.option(
    "--relevant",
    metavar="METRIC=SIZE,...",
    help="Smallest relevant difference in some metrics, such as psnr=0.05,lpips=0.005; verdicts are then"
    " better, worse, equivalent or undecided.",
)
@click.option(
    "--over",
    type=click.Choice(OVER),
    default=IMAGES,
    show_default=True,
    help="What intervals hold for, in a study of several data sets: further images of these, or further data"
    " sets.",
)
@click.option(
    "--post-hoc",
    type=click.Choice(POST_HOC),
    help="Also compare all pairs of methods by their mean ranks, with this test after Friedman's.",
)
@click.option(
    "--by-difficulty",
    is_flag=True,
    help="Also print the means of thirds of the images by high-frequency content of the reference, and of the"
    " worst 1 % of images.",
)
@click.option(
    "--parquet", is_flag=True, help="Also write the rows of scores.csv as scores.parquet; needs pyarrow."
)
@_options.AS_JSON
@click.pass_context
def command(
    context: click.Context, /, methods: tuple[str, ...], reference: str | None, **options: Any
) -> int:
    """Score several methods against a reference, and test whether and where one is better.

    Each method is given as NAME=DIR, or as DIR, whose last part is then its name. Images are matched by name.
    A pattern such as 'results/{image}_x4.png' in place of a folder chooses files, and gives their names.
    The first method, or the method of --ours, is compared with each of the others.

    Writes one row for each image, method and metric (scores.csv), a record with settings, means, verdicts,
    crops and failures (study.json), the files that were read (inputs.csv), and the high-frequency content of
    each reference (difficulty.csv). The same command resumes an interrupted study. With --scores, reads
    scores from a file instead of measuring images. A study file (study.toml) in place of the
    methods names several data sets, with a protocol for each metric; so does --data-set for each.
    """
    output = options["output"] or (None if options["as_json"] else OUTPUT)
    parquet = _parquet(output) if options["parquet"] else None
    if len(methods) == 1 and methods[0].lower().endswith(".toml"):
        study = study_of_file(context, methods[0], output)
    elif options["scores"] is not None:
        study = study_of_scores(context, output, parse_relevant(options["relevant"]))
    elif options["data_sets"]:
        if not methods:
            raise click.UsageError("missing NAME=DIR; pass the folder of each method")
        study = study_of_options(context, _folders(methods), parse_relevant(options["relevant"]), output)
    else:
        study = _measured(methods, reference, options, output)
    if parquet is not None:
        parquet(study)
    for error in study.errors[:MOST_ERRORS]:
        click.echo(f"error: {format_error(error)}", err=True)
    if len(study.errors) > MOST_ERRORS:
        click.echo(f"error: and {len(study.errors) - MOST_ERRORS} more", err=True)
    if options["as_json"]:
        click.echo(json.dumps(study.to_dict(), indent=2, allow_nan=False))
    else:
        names = ["scores.csv", *(["scores.parquet"] if options["parquet"] else []), "study.json"]
        written = [] if output is None else [str(as_path(output) / name) for name in names]
        click.echo(
            "\n".join(
                escape_controls(line) for line in format_study(study, written, options["by_difficulty"])
            )
        )
    return FAILED if study.errors else DONE


def _measured(
    methods: tuple[str, ...], reference: str | None, options: dict[str, Any], output: str | None
) -> Study:
    """Measure the images of folders."""
    from difference_finder.study.engines import get_engine

    if not methods or reference is None:
        lacking = "--reference GT" if methods else "NAME=DIR"
        raise click.UsageError(f"missing {lacking}; pass folders of images, or scores by --scores FILE")
    for name in ("higher_is_better", "lower_is_better"):
        if options[name]:
            raise click.UsageError(
                f"{option(name)} is about metrics of --scores FILE; add it, or leave it out"
            )
    _check_crops(options)
    folders = _folders(methods)
    engine = get_engine(options["engine"], options["workers"], options["timeout"])
    return _run(_manifest(reference, folders, options), output, engine)


def _check_crops(options: dict[str, Any]) -> None:
    """Refuse settings of crops that the options select none of."""
    given = click.get_current_context().get_parameter_source
    for name in ("crop_sizes", "crop_border"):
        if options["crops"] == "none" and given(name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(
                f"{option(name)} sets which crops are selected, and {option('crops', 'none')} selects none;"
                " leave one of them out"
            )


def _folders(methods: tuple[str, ...]) -> dict[str, str]:
    folders: dict[str, str] = {}
    for given in methods:
        name, equals, folder = given.partition("=")
        if not equals and "{dataset}" in given:
            raise click.UsageError(f"'{given}' has no name; write NAME={given}")
        if not equals:
            name, folder = as_path(given).resolve().name, given
        if name in folders:
            raise click.UsageError(f"two methods are called '{name}'; write NAME={folder} with another name")
        folders[name] = folder
    return folders


def _manifest(reference: str, folders: dict[str, str], options: dict[str, Any]) -> Manifest:
    from difference_finder.study.plan.measurement_settings import MeasurementSettings
    from difference_finder.study.plan.planning import plan_study
    from difference_finder.study.statistics.intervals import check_over

    passed = (
        "data_range", "fit", "background", "max_pixels", "mask", "ignore", "pages", "bands", "nan", "axes",
        "device",
    )  # fmt: skip
    measurement = MeasurementSettings.checked(
        list(options["chosen"]) or ("psnr", "ssim"),
        options["protocol"],
        **{key: options[key] for key in passed},
    )
    names = ("group", "pairing", "unmatched", "shard_size", "ours", "seed", "crop_border", "kinds")
    how = {key: options[key] for key in names}
    crops = None if options["crops"] == "none" else options["crops"]
    check_over(options["over"], None)
    statistics = {
        key: options[key] for key in ("level", "draws", "correction", "primary", "over", "post_hoc")
    }
    statistics["relevant"] = parse_relevant(options["relevant"])
    return plan_study(
        reference,
        folders,
        measurement,
        crops=crops,
        crop_sizes=options["crop_sizes"] or SIZES,
        statistics=statistics,
        **how,
    )


def _parquet(output: str | None) -> Callable[[Study], None]:
    """Return the function that writes the Parquet file, after checking before the work that it can."""
    from difference_finder.study.parquet import SCORES_PARQUET, check_parquet, write_parquet

    if output is None:
        raise click.UsageError("--parquet writes a file, and --json writes none without -o; add -o")
    check_parquet()
    return lambda study: write_parquet(study.scores, as_path(output) / SCORES_PARQUET)


def _run(manifest: Manifest, output: str | None, engine: Engine) -> Study:
    from difference_finder.study.rank import run_study

    return run_resumable(lambda step: run_study(manifest, output, engine, step), len(manifest.images), output)
