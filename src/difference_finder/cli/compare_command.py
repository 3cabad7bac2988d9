"""``difference-finder compare``: one pair under several protocols."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from difference_finder.cli import DONE, FAILED, _options
from difference_finder.cli._command import Command
from difference_finder.cli._inputs import ImageInput, check_inputs, read_input
from difference_finder.cli._text import format_number
from difference_finder.text import escape_controls

if TYPE_CHECKING:
    from difference_finder.images.pair import Pair
    from difference_finder.parts.metric import Metric
    from difference_finder.pipeline.measurement import Measurement
    from difference_finder.pipeline.protocol import Protocol


READING = ("data_range", "fit", "background", "max_pixels", "pages", "bands", "nan", "axes")
"""Options of the measurement."""


@click.command("compare", cls=Command)
@click.argument("first", metavar="A", type=ImageInput(exists=True, dir_okay=False))
@click.argument("second", metavar="B", type=ImageInput(exists=True, dir_okay=False))
@click.option(
    "--metric", "chosen", multiple=True, help="Metric to score; may be repeated. [default: psnr, ssim]"
)
@click.option(
    "--protocol",
    "protocols",
    multiple=True,
    help="Protocol, such as basicsr-y:crop_border=4; may be repeated. [default: all]",
)
@_options.DATA_RANGE
@_options.FIT
@_options.BACKGROUND
@_options.MAX_PIXELS
@_options.PAGES
@_options.BANDS
@_options.NAN
@_options.AXES
@click.option("--workers", type=click.IntRange(min=1), help="Number of threads. [default: one for each core]")
@_options.AS_JSON
def command(
    first: str, second: str, chosen: tuple[str, ...], protocols: tuple[str, ...], **options: Any
) -> int:
    """Score B against A under several protocols, side by side.

    Papers and libraries give the same two images different scores, because their conventions of colour,
    border, window and rounding differ. `difference-finder list protocols` explains each protocol.
    """
    from difference_finder.parts.registry import metrics

    parts = [metrics.get(name) for name in dict.fromkeys(chosen or ("psnr", "ssim"))]
    known = _find_protocols(protocols)
    measurement, pair, facts = _read(first, second, options)
    rows = [_row(measurement, pair, protocol, parts, options["workers"]) for protocol in known]
    if options["as_json"]:
        names = [part.spec for part in parts]
        document = {"schema": 2, **facts, "metrics": names, "protocols": rows}
        click.echo(json.dumps(document, indent=2, allow_nan=False))
    else:
        click.echo("\n".join(escape_controls(line) for line in (*_notes(facts), *_table(rows, parts))))
    all_failed = all(value is None for row in rows for value in row["scores"].values())
    return FAILED if all_failed else DONE


def _find_protocols(names: tuple[str, ...]) -> list[Protocol]:
    """Return the protocols of the names, in order; "all" stands for all others that need no setting."""
    from difference_finder.pipeline.protocol import get_protocol, ready_protocols

    found: dict[str, Protocol] = {}
    for name in names or ("all",):
        every = ready_protocols() if name == "all" else [name]
        found |= {one: get_protocol(one) for one in every if one not in found}
    return list(found.values())


def _read(first: str, second: str, options: dict[str, Any]) -> tuple[Measurement, Pair, dict[str, Any]]:
    """Return the measurement, the pair as given, and the facts known before the pair is scored."""
    from difference_finder.errors import InputError
    from difference_finder.pipeline.measurement import Measurement
    from difference_finder.pipeline.provenance import notes_of, versions
    from difference_finder.pipeline.unequal import find_unequal

    given = {key: options[key] for key in READING if options[key] is not None}
    measurement = Measurement.checked(**given)
    check_inputs((first, second))
    images = measurement.open_all([read_input(path) for path in (first, second)])
    pair = measurement.prepare(images)
    samples = int(pair.second.shape[0])
    if samples > 1:
        raise InputError(
            f"'{first}' or '{second}' holds {samples} images, but a pair has one image each; save the images"
            " as separate files"
        )
    facts = {
        "first": images[0].to_dict(),
        "second": images[1].to_dict(),
        "unequal": [one.to_dict() for one in find_unequal(images, pair, frozenset())],
        "notes": [*notes_of(images), *pair.notes],
        "versions": versions(),
    }
    return measurement, pair, facts


def _row(
    measurement: Measurement, pair: Pair, protocol: Protocol, parts: list[Metric], workers: int | None
) -> dict[str, Any]:
    """Return the scores under one protocol; a score that failed is None and has a reason."""
    from difference_finder.errors import DifferenceFinderError
    from difference_finder.pipeline.bound_metric import bind
    from difference_finder.text import to_jsonable

    scores: dict[str, float | None] = dict.fromkeys(part.spec for part in parts)
    reasons: dict[str, str] = {}
    ranges: dict[str, float | None] = {}
    row = {"protocol": protocol.spec, "scores": scores, "reasons": reasons, "data_ranges": ranges}
    try:
        protocol.check_data_range(measurement.data_range)
        protocol.check_background(measurement.background)
        pair = measurement.under(protocol).measure(pair)
    except DifferenceFinderError as error:
        reasons |= dict.fromkeys(scores, str(error))
        parts = []
    for part in parts:
        try:
            bound = bind(part, pair, protocol, workers)
            scores[part.spec] = float(bound.score(pair.first, pair.second, pair.divisors)[0])
            ranges[part.spec] = bound.data_range
        except DifferenceFinderError as error:
            reasons[part.spec] = str(error)
    return {name: to_jsonable(value) for name, value in row.items()} | {"convention": protocol.to_dict()}


def _notes(facts: dict[str, Any]) -> list[str]:
    head = f"{facts['second']['name']} against {facts['first']['name']}"
    unequal = [f"  unequal: {one['text']}" for one in facts["unequal"]]
    return [head, *unequal, *(f"  note: {note}" for note in facts["notes"]), ""]


def _table(rows: list[dict[str, Any]], parts: list[Metric]) -> list[str]:
    """Return a line for each protocol; a number in brackets, in place of a score, refers to the reason."""
    names = [part.spec for part in parts]
    reasons: dict[str, int] = {}
    cells = [["protocol", *names]]
    for row in rows:
        line = [row["protocol"]]
        for name in names:
            reason = row["reasons"].get(name)
            line.append(
                format_number(row["scores"][name])
                if reason is None
                else f"[{reasons.setdefault(reason, len(reasons) + 1)}]"
            )
        cells.append(line)
    widths = [max(len(line[i]) for line in cells) for i in range(len(names) + 1)]
    lines = [
        "  ".join(
            [line[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True))]
        )
        for line in cells
    ]
    return [*lines, *(f"[{mark}] {reason}" for reason, mark in reasons.items())]
