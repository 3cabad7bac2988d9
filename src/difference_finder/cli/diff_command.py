"""``difference-finder diff``: show where images differ."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from difference_finder.cli._run import Thresholds, run_folder, run_pair

OUTPUT = "differences"


@click.command("diff")
@click.argument("reference", type=click.Path(exists=True))
@click.argument("candidate", type=click.Path(exists=True))
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False),
    help=f"Folder for maps, pictures and records [default: {OUTPUT}; with --json none].",
)
@click.option("--strategy", default="difference", show_default=True, help="How the map is made.")
@click.option(
    "--metric",
    "chosen",
    multiple=True,
    help="What is scored; the first is what thresholds apply to"
    " and what the strategy 'gradient' differentiates. May be repeated. [default: psnr, ssim]",
)
@click.option("--pre", multiple=True, help="Pre-processor; may be repeated.")
@click.option("--post", multiple=True, help="Post-processor; may be repeated.")
@click.option(
    "--reduce", default="mean", show_default=True, help="How channels become one: mean, abs, l2, max."
)
@click.option(
    "--data-range", type=float, help="Greatest minus least possible value, where files do not tell."
)
@click.option("--protocol", help="Measuring convention by name.")
@click.option(
    "--fit",
    type=click.Choice(["error", "crop", "resize"]),
    default="error",
    show_default=True,
    help="What to do where sizes differ.",
)
@click.option("--background", default="white", show_default=True, help="What transparent pixels lie on.")
@click.option(
    "--pairing",
    type=click.Choice(["auto", "name", "order"]),
    default="auto",
    show_default=True,
    help="How files of two folders are matched.",
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
@click.option("--fail-above", type=float, help="Exit with 1 if a score is above this.")
@click.option("--fail-below", type=float, help="Exit with 1 if a score is below this.")
@click.option("--device", default="cpu", show_default=True, help="Where to compute: cpu, cuda.")
@click.option("--workers", type=click.IntRange(min=1), help="Pairs of folders compared at once. [default: 1]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(reference: str, candidate: str, **options: Any) -> int:
    """Show where CANDIDATE differs from REFERENCE: two images, or two folders of images.

    Writes for each pair the raw map, a heatmap, a picture of both images and the map with the regions boxed,
    and the record (NAME.map.npy, NAME.heatmap.png, NAME.panel.png, NAME.json); for folders also summary.csv.

    Parts take settings: --strategy difference:tolerance=1, --metric ssim:sigma=2. `difference-finder list`
    shows them all.
    """
    folders = [Path(path).is_dir() for path in (reference, candidate)]
    if folders[0] != folders[1]:
        raise click.UsageError(
            f"'{reference}' is a {'folder' if folders[0] else 'file'} and '{candidate}' is a"
            f" {'folder' if folders[1] else 'file'}; give two files or two folders"
        )
    if options["gain"] is not None and options["vmax"] is not None:
        raise click.UsageError("give --gain or --vmax, not both: each fixes the scale of the colours")
    output = options["output"]
    if output is None and not options["as_json"]:
        output = OUTPUT
    finder, thresholds = _finder(options)
    target = Path(output) if output is not None else None
    run = run_folder if folders[0] else run_pair
    reporters = _reporters(options)
    return run(finder, reference, candidate, target, reporters, thresholds, options["as_json"])


def _finder(options: dict[str, Any]) -> tuple[Any, Thresholds]:
    """Return the finder that the options describe, and what it is measured by."""
    from difference_finder.finder import Finder
    from difference_finder.registry import metrics, strategies

    chosen = list(options["chosen"])
    strategy = strategies.get(options["strategy"])
    scored = chosen or ["psnr", "ssim"]
    own = strategy.score is None
    main_metric = (chosen or ["ssim"])[0]
    finder = Finder(
        pre_processor=list(options["pre"]) or "identity",
        post_processor=list(options["post"]) or "identity",
        strategy=strategy,
        metric=main_metric,
        also=[m for m in scored if not (own and m == main_metric)],
        **{key: options[key] for key in ("reduce", "data_range", "protocol", "fit", "background", "pairing")},
        device=options["device"],
        workers=options["workers"],
    )
    measured = metrics.get(chosen[0]) if chosen else (finder.metric if own else None)
    name = (strategy.score or "") if measured is None else measured.spec
    higher = False if measured is None else measured.higher_is_better
    return finder, _thresholds(name, higher, options["fail_above"], options["fail_below"])


def _thresholds(name: str, higher: bool | None, above: float | None, below: float | None) -> Thresholds:
    if above is not None and higher is True:
        raise click.UsageError(
            f"{name} is better when it is higher; use --fail-below instead of --fail-above"
        )
    if below is not None and higher is False:
        raise click.UsageError(f"{name} is better when it is lower; use --fail-above instead of --fail-below")
    return Thresholds(name, above, below)


def _reporters(options: dict[str, Any]) -> tuple[str, ...]:
    given = [f"{key}={options[key]}" for key in ("gain", "vmax") if options[key] is not None]
    scale = f":{','.join(given)}" if given else ""
    raw = "map_tiff" if options["map_format"] == "tiff" else "map"
    return (raw, f"heatmap{scale}", f"panel{scale}", "json")
