"""The tables as text."""

from __future__ import annotations

from collections.abc import Iterable

from _rows import Result, Settings

COLUMNS = (
    ("work", "work"),
    ("size", "size"),
    ("against", "against"),
    ("shown", "ratio"),
    ("goal", "goal"),
    ("reached", "reached"),
)
INTRODUCTION = """\
# How fast it is

Made by `python benchmarks/speed.py`; see the top of that file for how to run it. **A ratio is the
other's time divided by ours**, so more is better; where the goal begins with `<` the number is a cost.
Both sides do the same work on the same pictures in turns (A, B, A, B, ...), with the same number of
threads. Before each measured run its side runs for 50 ms, so that the threads of the other side are idle and
its own are awake. The ratio compares the medians; the next column compares the fastest runs. Milliseconds
are given as median (middle half) and depend on the machine. Before the timing the answers are compared, to
the tolerance of the row (measured difference in brackets). If the answers differ, the row says FAILED and
has no ratio.
"""

NOTES = {
    "Whole process": """\
`diff` of two 512x512 PNG files with a heatmap took 112 ms (fastest) to 122 ms (median) more than
`python -c 'import numpy'` without other load on the machine, before the last milliseconds were
removed; that has not been measured again without load. These remain: 17 ms for click, a third of it for
`inspect`, which dataclasses need as well; 12 ms for Pillow with its font, which draws the title and
the numbers of the colour bar, and 3 ms for `logging`, which Pillow imports; 20 ms for the
definitions of dataclasses, half a millisecond for each; 25 ms for the other modules; and 30 to 40
ms of work: reading, the strategy `consensus`, two scores, regions, the picture and its compression.
Modules that are not used are not imported: `scipy`, `difflib`, `tempfile`, `hashlib`, readers of
other formats, and all other commands.
""",
    "Warm comparisons": """\
A running `difference-finder serve --stdio` compares two screenshots that differ in three words.
""",
    "Folders of screenshots": """\
Our command compares files with equal bytes without decoding them, and draws only the pairs that differ. odiff
runs on as many cores at a time as we use. The comparator of Playwright decodes equal files as well; in the
last row such files are left out before it is called.
""",
}
"""Texts above the tables of some groups."""


def line(result: Result) -> str:
    """Return a result as one line for a terminal."""
    goal = f"  goal {result.goal}: {result.reached or '-'}" if result.goal else ""
    aside = "; ".join(f"{name} {cell}" for name, cell in result.aside.items())
    return f"{result.shown:>9}{goal}  {result.name}  [{'; '.join(p for p in (aside, result.agreement) if p)}]"


def document(
    results: list[Result], settings: Settings, facts: dict[str, str], versions: dict[str, str]
) -> str:
    """Return all tables as Markdown."""
    parts = [INTRODUCTION, _facts(settings, facts, versions)]
    goals = [result for result in results if result.goal is not None]
    if goals:
        parts.append("## The goals\n\n" + table(goals))
    for group in dict.fromkeys(result.group for result in results):
        note = f"{NOTES[group]}\n" if group in NOTES else ""
        own = [result for result in results if result.group == group]
        parts.append(f"## {group}\n\n{note}{table(own)}")
    left_out = sorted({f"- {r.against}: {r.agreement}" for r in results if r.status == "missing"})
    if left_out:
        parts.append("## Left out\n\n" + "\n".join(left_out) + "\n")
    return "\n".join(parts)


def _facts(settings: Settings, facts: dict[str, str], versions: dict[str, str]) -> str:
    lines = [f"- {name}: {value}" for name, value in facts.items()]
    lines.append(f"- threads on both sides, where a row does not say otherwise: {settings.threads}")
    lines.append(f"- versions: {', '.join(f'{name} {number}' for name, number in versions.items())}")
    return "\n".join(lines) + "\n"


def table(results: list[Result]) -> str:
    """Return results as a Markdown table; columns without a cell are left out."""
    asides = dict.fromkeys(name for result in results for name in result.aside)
    header = [title for _, title in COLUMNS] + list(asides) + ["answers agree"]
    rows = [_cells(result, asides) for result in results]
    used = [i for i in range(len(header)) if any(row[i] for row in rows)]
    body = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(row[i] for i in used) + " |" for row in body) + "\n"


def _cells(result: Result, asides: Iterable[str]) -> list[str]:
    fixed = [getattr(result, field) for field, _ in COLUMNS]
    cells = [*fixed, *(result.aside.get(name, "") for name in asides), result.agreement]
    return ["" if cell is None else str(cell).replace("|", "/") for cell in cells]
