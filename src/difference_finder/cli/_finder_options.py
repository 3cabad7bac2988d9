"""The options of the commands that compare images, and the finder that they describe."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from difference_finder.cli import _options
from difference_finder.cli._inputs import ImageInput
from difference_finder.images.contents import KINDS
from difference_finder.pipeline.stages import REDUCTIONS
from difference_finder.pipeline.thresholds import CHANGED

if TYPE_CHECKING:
    from difference_finder.finder import Finder

STRATEGY, WITH_REFERENCE = "consensus", "advantage"

METRICS = ["psnr", "ssim"]
"""The metrics by default."""

PLAIN = "mae"
"""Metric that limits of the score apply to if none is named."""

OPTIONS = (
    click.option(
        "--reference",
        metavar="GT",
        type=ImageInput(exists=True),
        help="Image, or folder of images, that A and B are both measured against.",
    ),
    click.option(
        "--strategy",
        help=f"Strategy that makes the map. [default: {STRATEGY}; with --reference {WITH_REFERENCE}]",
    ),
    click.option(
        "--metric",
        "chosen",
        multiple=True,
        help="Metric to score; may be repeated. --fail-above, --fail-below and the strategy use the first."
        " [default: psnr, ssim]",
    ),
    click.option("--pre", multiple=True, help="Pre-processor of both images; may be repeated."),
    click.option("--post", multiple=True, help="Post-processor of the map; may be repeated."),
    click.option(
        "--reduce",
        type=click.Choice([how for how in REDUCTIONS if how != "none"]),
        help="Reduction of the channels of the map to one. [default: mean; for integrated_gradient sum]",
    ),
    _options.DATA_RANGE,
    _options.PROTOCOL,
    _options.FIT,
    _options.BACKGROUND,
    _options.MAX_PIXELS,
    _options.PAIRING,
    _options.UNMATCHED,
    click.option(
        "--mask",
        type=click.Path(exists=True),
        help="Mask: a picture in which pixels other than 0 count, or a folder of masks, matched by name.",
    ),
    _options.IGNORE,
    _options.PAGES,
    _options.BANDS,
    _options.NAN,
    _options.AXES,
    _options.ALPHA,
    click.option(
        "--allow",
        multiple=True,
        metavar="KINDS",
        help="Kinds of unequal contents that do not count against a limit, separated by commas:"
        f" {', '.join(KINDS)}.",
    ),
    _options.DEVICE,
    click.option(
        "--workers",
        type=click.IntRange(min=1),
        help="Number of threads, for one pair or for several at once. [default: one for each core]",
    ),
)


def finder_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of :func:`build_finder` to a command."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def are_folders(inputs: Sequence[str]) -> bool:
    """Return whether the inputs are folders; refuse a mix of folders and files."""
    folders = [Path(path).is_dir() for path in inputs]
    for path, folder in zip(inputs, folders, strict=True):
        if folder != folders[0]:
            raise click.UsageError(
                f"'{inputs[0]}' is a {'folder' if folders[0] else 'file'} and '{path}' is a"
                f" {'folder' if folder else 'file'}; pass only files, or only folders"
            )
    return folders[0]


def are_limited(options: Mapping[str, Any]) -> bool:
    """Tell whether the number of changed pixels is limited."""
    return any(options.get(name) is not None for name in ("max_changed", "max_cluster"))


def _is_score_limited(options: Mapping[str, Any]) -> bool:
    return any(options.get(name) is not None for name in ("fail_above", "fail_below"))


def build_finder(options: Mapping[str, Any], reference: bool) -> Finder:
    """Return the finder that the options describe; ``reference`` tells whether there is a reference."""
    from difference_finder.finder import Finder
    from difference_finder.parts.registry import strategies

    chosen, name = list(options["chosen"]), options["strategy"]
    if are_limited(options):
        if not chosen and name is None:
            chosen, name = [CHANGED, *([PLAIN] if _is_score_limited(options) else [])], "local"
        elif not any(spec.partition(":")[0].lower() == CHANGED for spec in chosen):
            chosen = [*(chosen or METRICS), CHANGED]
    strategy = strategies.get(name or (WITH_REFERENCE if reference else STRATEGY))
    scored = chosen or METRICS
    main_metric = (chosen or ["psnr" if reference else "ssim"])[0]
    passed = (
        "reduce", "data_range", "protocol", "background", "max_pixels", "pairing", "unmatched",
        "device", "workers", "mask", "ignore", "pages", "bands", "nan", "alpha", "axes", "allow",
    )  # fmt: skip
    finder = Finder(
        pre_processor=list(options["pre"]) or "identity",
        post_processor=list(options["post"]) or "identity",
        strategy=strategy,
        metric=main_metric,
        also=[m for m in scored if not (strategy.score is None and m == main_metric)],
        **{key: options[key] for key in passed},
        fit=options["fit"] or ("pad" if are_limited(options) else "error"),
    )
    finder.options.check_reference(reference)
    return finder


def limited_score(finder: Finder, options: Mapping[str, Any], reference: bool) -> tuple[str, bool | None]:
    """Return the name of the score that limits apply to, and whether higher is better."""
    from difference_finder.parts.registry import metrics

    chosen, own = options["chosen"], finder.options.strategy.score is None
    measured = metrics.get(chosen[0]) if chosen else (finder.options.metric if own else None)
    if not chosen and are_limited(options) and options["strategy"] is None:
        measured = metrics.get(PLAIN)  # as without a limit of changed pixels
    if measured is None:
        return finder.options.strategy.score or "", False
    if reference:
        return f"{measured.spec} gap", None  # either image may be the one to guard
    return measured.spec, measured.higher_is_better
