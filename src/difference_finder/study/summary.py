"""What a study found, in words."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from difference_finder.text import escape_controls

if TYPE_CHECKING:
    from difference_finder.study.image_scores import ScoreError
    from difference_finder.study.results import Results
    from difference_finder.study.table import Mean

WIDTH = 100
"""Of paragraphs, in characters."""

MOST_NOTES = 10
"""How many notes are printed."""


def told_error(error: ScoreError) -> str:
    """Tell about a missing score."""
    what = error.method if error.metric is None else f"{error.method}, {error.metric}"
    return escape_controls(f"{error.cause} [{error.name}, {what}, {error.stage}]")


def told_study(study: Results, written: list[str]) -> list[str]:
    """Return the means, methods below each other and metrics side by side, and what they show, as lines."""
    record, metrics, methods = study.record, study.scores.metrics, study.scores.methods
    protocol = record["protocol"]["name"]
    counts = f"{_count(len(methods), 'method')}, {_count(record['images'], 'image')} each"
    lines = [f"{counts}, protocol {protocol}; * is the best mean"]
    cells = [["method", *metrics]]
    marks = {(mean.method, mean.metric): mean for mean in study.means}
    for method in methods:
        means = [marks[method, metric] for metric in metrics]
        cells.append([method, *(_cell(mean) for mean in means)])
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    for row in cells:
        aligned = [row[0].ljust(widths[0])]
        aligned += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join(aligned).rstrip())
    lines += [*_remarks(study), *_notes(study), *_conclusions(study)]
    if written:
        lines.append(f"wrote {', '.join(written)}")
    return lines


def _conclusions(study: Results) -> list[str]:
    """Say whether ours is better, and where to look."""
    lines = [] if study.verdicts is None else ["", *wrap(study.verdicts.text, WIDTH)]
    crops = study.crops
    if crops is not None:
        lines += ["", f"{crops.settings.ours}, {crops.settings.metric}, by crops:"]
        firsts = {"best": crops.best, "rival's best": crops.rival_best, "median": crops.median}
        lines += [
            line
            for name, found in firsts.items()
            for line in wrap(
                found[0].disclosure(), WIDTH, initial_indent=f"  {name}: ", subsequent_indent="    "
            )
        ]
    elif "no_crops" in study.record:
        lines.append(f"note: no crops: {study.record['no_crops']}")
    return lines


def _cell(mean: Mean) -> str:
    return "-" if math.isnan(mean.mean) else f"{mean.mean:#.5g} {'*' if mean.best else ' '}"


def _remarks(study: Results) -> list[str]:
    """Say of which images the means are not."""
    lines = []
    images = study.record["images"]
    for metric in study.scores.metrics:
        means = [mean for mean in study.means if mean.metric == metric]
        if means[0].n < images:
            lines.append(
                f"{metric}: means of the {means[0].n} of {images} images that all methods have a finite score"
                " of"
            )
        reasons: dict[str, Callable[[Any], int]] = {
            "infinite (identical images)": lambda mean: mean.infinite,
            "missing": lambda mean: mean.missing,
        }
        for what, count in reasons.items():
            found = ", ".join(f"{mean.method} {count(mean)}" for mean in means if count(mean))
            if found:
                lines.append(f"  {what}: {found}")
    return lines


def _notes(study: Results) -> list[str]:
    """Return what was decided on the way, and for how many images of which methods."""
    record, counts = study.record, defaultdict[str, dict[str, int]](dict)
    for fact in record["notes"]:
        counts[fact["note"]][fact["method"]] = fact["images"]
    lines = []
    for note, methods in counts.items():
        every = len(methods) == len(record["methods"]) and set(methods.values()) == {record["images"]}
        which = ", ".join(f"{method} {count}" for method, count in methods.items())
        lines.append(f"note: {note}{'' if every else f' ({which})'}")
    more = max(0, len(lines) - MOST_NOTES) + record["notes_left_out"]
    return lines[:MOST_NOTES] + ([f"note: and {more} more"] if more > 0 else [])


def _count(n: int, what: str) -> str:
    return f"{n} {what}{'s' * (n != 1)}"
