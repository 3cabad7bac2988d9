"""How images are compared: the options of the commands that do, and what they become."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from difference_finder.cli import _options
from difference_finder.pipeline.stages import REDUCTIONS

if TYPE_CHECKING:
    from difference_finder.finder import Finder

STRATEGY, WITH_REFERENCE = "consensus", "advantage"

OPTIONS = (
    click.option(
        "--reference",
        metavar="GT",
        type=click.Path(exists=True),
        help="What A and B are both measured against: an image, or a folder of images.",
    ),
    click.option(
        "--strategy", help=f"How the map is made. [default: {STRATEGY}; with --reference {WITH_REFERENCE}]"
    ),
    click.option(
        "--metric",
        "chosen",
        multiple=True,
        help="What is scored; the first is what thresholds apply to"
        " and what the strategy is about. May be repeated. [default: psnr, ssim]",
    ),
    click.option("--pre", multiple=True, help="Pre-processor; may be repeated."),
    click.option("--post", multiple=True, help="Post-processor; may be repeated."),
    click.option(
        "--reduce",
        type=click.Choice([how for how in REDUCTIONS if how != "none"]),
        help="How the channels of the map become one. [default: mean; of integrated_gradient sum]",
    ),
    _options.DATA_RANGE,
    _options.PROTOCOL,
    _options.FIT,
    _options.BACKGROUND,
    _options.MAX_PIXELS,
    _options.PAIRING,
    click.option(
        "--mask",
        type=click.Path(exists=True),
        help="Picture whose pixels that are not zero count, or a folder of these, matched by name.",
    ),
    _options.IGNORE,
    _options.DEVICE,
    click.option(
        "--workers",
        type=click.IntRange(min=1),
        help="Threads that work, on one pair or on several at once. [default: one for each core]",
    ),
)


def comparing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of :func:`finder_of`."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def are_folders(inputs: Sequence[str]) -> bool:
    """Tell whether inputs are folders; refuse folders beside files."""
    folders = [Path(path).is_dir() for path in inputs]
    for path, folder in zip(inputs, folders, strict=True):
        if folder != folders[0]:
            raise click.UsageError(
                f"'{inputs[0]}' is a {'folder' if folders[0] else 'file'} and '{path}' is a"
                f" {'folder' if folder else 'file'}; give files alone or folders alone"
            )
    return folders[0]


def finder_of(options: Mapping[str, Any], reference: bool) -> Finder:
    """Return the finder that the options describe, for two images or three."""
    from difference_finder.finder import Finder
    from difference_finder.parts.registry import strategies

    chosen = list(options["chosen"])
    strategy = strategies.get(options["strategy"] or (WITH_REFERENCE if reference else STRATEGY))
    scored = chosen or ["psnr", "ssim"]
    main_metric = (chosen or ["psnr" if reference else "ssim"])[0]
    passed = (
        "reduce", "data_range", "protocol", "fit", "background", "max_pixels", "pairing", "device", "workers",
        "mask", "ignore",
    )  # fmt: skip
    finder = Finder(
        pre_processor=list(options["pre"]) or "identity",
        post_processor=list(options["post"]) or "identity",
        strategy=strategy,
        metric=main_metric,
        also=[m for m in scored if not (strategy.score is None and m == main_metric)],
        **{key: options[key] for key in passed},
    )
    finder.options.check_reference(reference)
    return finder


def measured_by(finder: Finder, options: Mapping[str, Any], reference: bool) -> tuple[str, bool | None]:
    """Return what thresholds apply to, and whether higher is better."""
    from difference_finder.parts.registry import metrics

    chosen, own = options["chosen"], finder.options.strategy.score is None
    measured = metrics.get(chosen[0]) if chosen else (finder.options.metric if own else None)
    if measured is None:
        return finder.options.strategy.score or "", False
    if reference:
        return f"{measured.spec} gap", None  # the first image may be the one to guard, or the second
    return measured.spec, measured.higher_is_better
