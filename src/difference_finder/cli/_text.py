"""What the command says of a record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from difference_finder.parts.registry import metrics
from difference_finder.report.output_folder import SUMMARY
from difference_finder.text import escape_controls


def describe(record: dict[str, Any], written: Sequence[Path]) -> str:
    """Tell about one pair."""
    scores = ", ".join(f"{name} {_measured(name, value)}" for name, value in record["scores"].items())
    lines = [f"{record['name']}: {scores}"]
    if record["map"]["facts"]:
        facts = (f"{key.replace('_', ' ')} {number(value)}" for key, value in record["map"]["facts"].items())
        lines.append(f"  strategy: {', '.join(facts)}")
    if record["raw_scores"]:
        before = ", ".join(f"{name} {_measured(name, value)}" for name, value in record["raw_scores"].items())
        lines.append(f"  before correction: {before}")
    lines += [f"  note: {note}" for note in record["notes"]]
    regions = record["regions"]
    zero = record["map"]["max"] == record["map"]["min"] == 0
    if zero and record["score"] == record["metric"]["identical"]:
        lines.append("  no difference: the map is zero everywhere")
    elif zero and record["map"]["level"] is None:
        lines.append("  the map is zero, the score is not: channels cancel; try --reduce abs")
    elif not regions:
        lines.append("  the images differ, but no place stands out from the rest")
    else:
        lines += [
            f"  {len(regions)} region{'s' * (len(regions) > 1)}, strongest first:",
            *region_table(regions),
        ]
    if record["regions_dropped"]:
        lines.append(f"  and {record['regions_dropped']} smaller or weaker (min_area, min_share of regions)")
    if written:
        lines.append(f"  wrote {', '.join(str(path) for path in written)}")
    return _lines(lines)


def describe_failure(record: dict[str, Any]) -> str:
    """Tell about one pair that failed."""
    return escape_controls(f"{record['cause']} [{record['name']}, {record['stage']}]")


def summarise(summary: dict[str, Any], output: Path | None) -> str:
    """Tell about two folders."""
    done = summary["pairs"] - summary["failed"]
    lines = [f"{done} pair{'s' * (done != 1)} compared, {summary['failed']} failed"]
    for name, figures in summary["scores"].items():
        if figures["count"]:
            low, high = figures["least"], figures["greatest"]
            lines.append(
                f"  {name}: mean {_measured(name, figures['mean'])}, from {number(low['value'])}"
                f" ({low['name']}) to {number(high['value'])} ({high['name']})"
            )
        if figures["infinite"]:
            pairs = f"{figures['infinite']} identical pair{'s' * (figures['infinite'] != 1)}"
            lines.append(f"  {name}: infinite for {pairs}, not in the mean")
    if output is not None:
        lines.append(f"  wrote {output / SUMMARY} and files for each pair")
    return _lines(lines)


def _lines(lines: list[str]) -> str:
    """Join lines whose names may hold anything."""
    return "\n".join(escape_controls(line) for line in lines)


def number(value: Any) -> str:
    """Write a score with five significant digits."""
    if value is None:
        return "unknown"
    if isinstance(value, list):
        return "[" + ", ".join(number(item) for item in value) + "]"
    return value if isinstance(value, str) else f"{value:.5g}"


def _measured(name: str, value: Any) -> str:
    """Write a score with its unit."""
    metric = name.removeprefix("raw ").partition(":")[0].partition(" ")[0]
    units = {part.name: part.unit for part in metrics.loaded()}
    return number(value) if value is None else f"{number(value)} {units.get(metric, '')}".rstrip()


def region_table(regions: list[dict[str, Any]], most: int = 20) -> list[str]:
    """Return the boxes of regions as lines, and how many more there are."""
    columns = ("x", "y", "width", "height", "area", "peak", "mean")
    rows = [["#", *columns]]
    rows += [
        [str(i), *(number(region[c]) if c in ("peak", "mean") else str(region[c]) for c in columns)]
        for i, region in enumerate(regions[:most], 1)
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [
        "  " + "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows
    ]
    return lines + ([f"  and {len(regions) - most} more"] if len(regions) > most else [])
