"""``difference-finder compare``: one pair under several measuring conventions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from difference_finder.cli import DONE, FAILED, _options
from difference_finder.cli._text import number
from difference_finder.text import escape_controls

if TYPE_CHECKING:
    from difference_finder.images.pair import Pair
    from difference_finder.parts.part import Metric
    from difference_finder.pipeline.protocol import Protocol


@click.command("compare")
@click.argument("reference", type=click.Path(exists=True, dir_okay=False))
@click.argument("candidate", type=click.Path(exists=True, dir_okay=False))
@click.option("--metric", "chosen", multiple=True, help="May be repeated. [default: psnr, ssim]")
@click.option(
    "--protocol",
    "conventions",
    multiple=True,
    help="Measuring convention, as in basicsr-y:crop_border=4; may be repeated. [default: all]",
)
@_options.DATA_RANGE
@_options.FIT
@_options.BACKGROUND
@click.option("--workers", type=click.IntRange(min=1), help="Threads that work. [default: one for each core]")
@_options.AS_JSON
def command(
    reference: str, candidate: str, chosen: tuple[str, ...], conventions: tuple[str, ...], **options: Any
) -> int:
    """Score CANDIDATE against REFERENCE under several protocols, side by side.

    The same two images have different scores in different papers and libraries, because colour, border,
    window and rounding differ. `difference-finder list protocols` explains each protocol.
    """
    from difference_finder.parts.registry import metrics

    parts = [metrics.get(name) for name in dict.fromkeys(chosen or ("psnr", "ssim"))]
    protocols = _protocols(conventions)
    pair, facts = _read(reference, candidate, options)
    rows = [_row(pair, protocol, parts, options) for protocol in protocols]
    if options["as_json"]:
        names = [part.spec for part in parts]
        document = {"schema": 1, **facts, "metrics": names, "protocols": rows}
        click.echo(json.dumps(document, indent=2, allow_nan=False))
    else:
        click.echo("\n".join(escape_controls(line) for line in (*_notes(facts), *_table(rows, parts))))
    nothing = all(value is None for row in rows for value in row["scores"].values())
    return FAILED if nothing else DONE


def _protocols(names: tuple[str, ...]) -> list[Protocol]:
    """Return the protocols of the names, in order; "all" stands for those that were not named before."""
    from difference_finder.pipeline.protocol import PROTOCOLS, get_protocol

    found: dict[str, Protocol] = {}
    for name in names or ("all",):
        every = list(PROTOCOLS) if name == "all" else [name]
        found |= {one: get_protocol(one) for one in every if one not in found}
    return list(found.values())


def _read(reference: str, candidate: str, options: dict[str, Any]) -> tuple[Pair, dict[str, Any]]:
    """Return the pair, and what is known of it before it is scored."""
    from difference_finder.errors import InputError
    from difference_finder.pipeline.prepare import prepare
    from difference_finder.pipeline.provenance import notes_of, versions
    from difference_finder.readers import check_reading, open_image

    check_reading(options["background"], None)
    images = [open_image(path, background=options["background"]) for path in (reference, candidate)]
    pair = prepare(images[0], images[1], data_range=options["data_range"], fit=options["fit"])
    samples = int(pair.candidate.shape[0])
    if samples > 1:
        raise InputError(
            f"'{reference}' or '{candidate}' holds {samples} images, and a pair has one each; give them as"
            " files of their own"
        )
    return pair, {
        "reference": images[0].to_dict(),
        "candidate": images[1].to_dict(),
        "notes": [*notes_of(images[0], images[1]), *pair.notes],
        "versions": versions(),
    }


def _row(pair: Pair, protocol: Protocol, parts: list[Metric], options: dict[str, Any]) -> dict[str, Any]:
    """Return the scores under one protocol; one that there is not is None, and the reasons say why."""
    from difference_finder.errors import DifferenceFinderError
    from difference_finder.pipeline.apply_protocol import measured
    from difference_finder.pipeline.bound_metric import bind
    from difference_finder.text import to_jsonable

    scores: dict[str, float | None] = dict.fromkeys(part.spec for part in parts)
    reasons: dict[str, str] = {}
    ranges: dict[str, float | None] = {}
    row = {"protocol": protocol.spec, "scores": scores, "reasons": reasons, "data_ranges": ranges}
    try:
        protocol.check_data_range(options["data_range"])
        pair = measured(pair, protocol, options["data_range"])
    except DifferenceFinderError as error:
        reasons |= dict.fromkeys(scores, str(error))
        parts = []
    for part in parts:
        try:
            bound = bind(part, pair, protocol, options["workers"])
            scores[part.spec] = float(bound.score(pair.reference, pair.candidate, pair.divisors)[0])
            ranges[part.spec] = bound.data_range
        except DifferenceFinderError as error:
            reasons[part.spec] = str(error)
    return {name: to_jsonable(value) for name, value in row.items()} | {"convention": protocol.to_dict()}


def _notes(facts: dict[str, Any]) -> list[str]:
    head = f"{facts['reference']['name']} against {facts['candidate']['name']}"
    return [head, *(f"  note: {note}" for note in facts["notes"]), ""]


def _table(rows: list[dict[str, Any]], parts: list[Metric]) -> list[str]:
    """Return a line for each protocol; where there is no score a number in brackets leads to the reason."""
    names = [part.spec for part in parts]
    reasons: dict[str, int] = {}
    cells = [["protocol", *names]]
    for row in rows:
        line = [row["protocol"]]
        for name in names:
            reason = row["reasons"].get(name)
            line.append(
                number(row["scores"][name])
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
