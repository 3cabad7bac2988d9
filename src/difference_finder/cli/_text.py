"""The text that the command prints about records."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from difference_finder.images.contents import describe_transform
from difference_finder.parts.registry import metrics
from difference_finder.pipeline.comparison import PAIR
from difference_finder.pipeline.rendering import SUMMARY
from difference_finder.text import count_of, escape_controls


def format_pair(record: dict[str, Any], files: Sequence[Path]) -> str:
    """Return the lines about one pair: scores, notes, regions and files."""
    scores = ", ".join(f"{name} {_format_score(name, value)}" for name, value in record["scores"].items())
    lines = [f"{record['name']}: {scores}"]
    for of, facts in {"strategy": record["map"]["facts"], **record["score_facts"]}.items():
        if facts:
            lines.append(f"  {of}: {', '.join(_format_fact(*fact) for fact in facts.items())}")
    if record["raw_scores"]:
        before = ", ".join(
            f"{name} {_format_score(name, value)}" for name, value in record["raw_scores"].items()
        )
        lines.append(f"  before correction: {before}")
    if record["pages"]:
        lines.append(f"  {_pages_line(record)}")
    lines += [f"  note: {note}" for note in record["notes"]]
    regions = record["regions"]
    lines += [f"  {_unequal_line(unequal)}" for unequal in record["unequal"]]
    lines += [f"  {line}" for line in transform_lines(record)]
    zero = record["map"]["max"] == record["map"]["min"] == 0
    if record["identical"]:
        lines.append(f"  no difference{_where_compared(record)}")
    elif zero and (reason := _reason_for_zero(record)):
        lines.append(f"  the map is zero{reason}")
    elif not regions:
        lines.append("  the images differ, but no region stands out")
    else:
        lines += [
            f"  {len(regions)} region{'s' * (len(regions) > 1)}, strongest first:",
            *region_table(regions),
            *region_sentences(regions),
            *([f"  {advantage['text']}"] if (advantage := record.get("advantage")) else []),
        ]
    if record["regions_dropped"]:
        lines.append(
            f"  {record['regions_dropped']} smaller or weaker regions were dropped (min_area and min_share of"
            " the post-processor regions)"
        )
    if files:
        lines.append(f"  wrote {', '.join(str(path) for path in files)}")
    return _lines(lines)


def transform_lines(record: dict[str, Any]) -> list[str]:
    """Return a line about the change of the whole image, with the scores after it is undone."""
    transform = record["transform"]
    return [describe_transform(transform, _format_score)] if transform else []


def _format_fact(name: str, value: Any) -> str:
    """Return a fact about a map; a cluster with its size and its box."""
    if isinstance(value, dict) and {"pixels", "x", "y", "width", "height"} <= value.keys():
        size = count_of(value["pixels"], "pixel")
        shown = f"{size} at {value['x']},{value['y']} ({value['width']}x{value['height']})"
        shown = shown if value["pixels"] else "none"
    else:
        shown = format_number(value)
    return f"{name.replace('_', ' ')} {shown}"


def _pages_line(record: dict[str, Any]) -> str:
    pages = record["pages"]
    word = pages["unit"].removesuffix("s")
    differing = sum(not page["identical"] for page in pages["each"])
    line = f"{count_of(pages['count'], word)} compared, {differing or 'none'} with a difference"
    if not differing:
        return line
    return (
        f"{line}; {word} {pages['decides']} has the worst score, and decides (worst:"
        f" {', '.join(map(str, pages['worst']))})"
    )


def _unequal_line(unequal: dict[str, Any]) -> str:
    end = "allowed" if unequal["allowed"] else f"--allow {unequal['kind']} accepts it"
    return f"unequal: {unequal['text']} ({end})"


def _where_compared(record: dict[str, Any]) -> str:
    """Return where there is no difference, if some pixels were left out by the user."""
    masked = record["map"]["masked"]
    if not masked:
        return ": all pixels are equal"
    return f": all pixels that count are equal ({100 * masked:.3g} % were left out)"


def _reason_for_zero(record: dict[str, Any]) -> str:
    """Return why a map is zero although the images differ."""
    options, strategy = record["options"], record["options"]["strategy"]
    perfect = record["score"] == record["metric"]["identical"]
    unmeasured = any(unequal["kind"] == "unmeasured" for unequal in record["unequal"])
    if perfect and not unmeasured:
        return ": all compared pixels are equal"
    if record["score_facts"].get(record["metric"]["name"], {}).get("changed_pixels") == 0:
        return ": no pixel counts as changed"
    if strategy.get("tolerance"):
        return f": all differences are within the tolerance of {count_of(strategy['tolerance'], 'pixel')}"
    if record["map"]["signed"] and options["reduce"] in ("mean", "sum"):
        return ", but pixels differ: the channels may cancel out; use --reduce abs"
    return ", but pixels differ, which the chosen parts do not measure" if unmeasured else ""


def format_failure(record: dict[str, Any]) -> str:
    """Return the line about a pair that failed: its cause, name and stage; or about a file without a pair."""
    if record["stage"] == PAIR:
        return escape_controls(f"{record['error']}: {record['cause']}")
    return escape_controls(f"error: {record['cause']} [{record['name']}, {record['stage']}]")


def format_summary(summary: dict[str, Any], output: Path | None) -> list[str]:
    """Return the lines about all pairs of two folders."""
    done = summary["pairs"] - summary["failed"]
    lines = [f"{done} pair{'s' * (done != 1)} compared, {summary['failed']} failed"]
    if summary["not_decoded"]:
        lines.append(f"  {count_of(summary['not_decoded'], 'pair')} of files with equal bytes, not decoded")
    for name, statistics in summary["scores"].items():
        if statistics["count"]:
            low, high = statistics["least"], statistics["greatest"]
            part = statistics["count"] < statistics["pairs"]
            over = f"mean of {statistics['count']} of {statistics['pairs']} pairs" if part else "mean"
            lines.append(
                f"  {name}: {over} {_format_score(name, statistics['mean'])}, from"
                f" {format_number(low['value'])} ({low['name']}) to {format_number(high['value'])}"
                f" ({high['name']})"
            )
        if statistics["infinite"]:
            # An infinite score does not say that the files are identical: their alpha may differ.
            pairs = count_of(statistics["infinite"], "pair")
            lines.append(f"  {name}: infinite for {pairs}, not in the mean")
    lines += _told_of_all(summary, output)
    if output is not None:
        lines.append(f"  wrote {output / SUMMARY} and the files of the pairs")
    return [escape_controls(line) for line in lines]


def _told_of_all(summary: dict[str, Any], output: Path | None) -> list[str]:
    """Return the lines about decisions for all pairs: range of floats, axes, and colour scale."""
    data_set, scale, lines = summary["data_set"], summary["scale"], []
    if data_set is not None:
        axes = {side["axes"] for side in data_set["sides"].values()} - {None}
        known = {"unit": "floats lie in [0, 1]", "unknown": "floats have no known range"}
        told = [known[data_set["floats"]]] if data_set["floats"] else []
        told += [f"arrays are {' and '.join(sorted(axes))}"] if axes else []
        if told:
            lines.append(
                f"  all files: {', '.join(told)}; from values of {data_set['looked']} of"
                f" {data_set['files']} files"
            )
    if scale is not None and output is not None:
        lines.append(
            f"  colour scale of all maps: {scale['label']}, from {scale['sampled']} of"
            f" {count_of(scale['pairs'], 'pair')}"
        )
    return lines


def _lines(lines: list[str]) -> str:
    """Join lines, with the control characters in names escaped."""
    return "\n".join(escape_controls(line) for line in lines)


def format_number(value: Any) -> str:
    """Return a score with five significant digits, or several with their names."""
    if value is None:
        return "unknown"
    if isinstance(value, dict):
        return "(" + ", ".join(f"{name} {format_number(item)}" for name, item in value.items()) + ")"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(format_number(item) for item in value) + "]"
    return value if isinstance(value, str) else f"{value:.5g}"


def _format_score(name: str, value: Any) -> str:
    """Return a score with its unit."""
    metric = name.removeprefix("raw ").partition(":")[0].partition(" ")[0]
    units = {part.name: part.unit for part in metrics.loaded_with(metric)}
    return (
        format_number(value) if value is None else f"{format_number(value)} {units.get(metric, '')}".rstrip()
    )


def region_table(regions: list[dict[str, Any]], most: int = 20) -> list[str]:
    """Return a table of regions as lines, with the number of regions left out."""
    columns = ("x", "y", "width", "height", "area", "peak", "mean")
    rows = [["#", *columns]]
    rows += [
        [str(i), *(format_number(region[c]) if c in ("peak", "mean") else str(region[c]) for c in columns)]
        for i, region in enumerate(regions[:most], 1)
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [
        "  " + "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows
    ]
    return lines + ([f"  and {len(regions) - most} more"] if len(regions) > most else [])


def region_sentences(regions: list[dict[str, Any]], most: int = 20) -> list[str]:
    """Return a line for each region that says what changed in it."""
    return [f"  {i}: {region['text']}" for i, region in enumerate(regions[:most], 1) if region.get("text")]
