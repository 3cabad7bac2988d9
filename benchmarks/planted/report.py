"""The tables as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean

from planted.evaluate import DIFFERENCE, Measured
from planted.maps import CONSENSUS, REFERENCE
from planted.nulls import Silence
from planted.spotted import Spotted
from planted.summary import Check, Line, backgrounds, by, lines, on

WHAT_BACKGROUNDS_ARE = {
    "noise": "independent noise on both, 3 to 8 grey levels",
    "upsamplers": "one small image enlarged twice by two different interpolations; differences sit on edges",
    "denoisers": "one noisy image treated by two different denoisers; not part of the goals",
    "networks": "published outputs of BM3D and three networks for one noisy image; not part of the goals",
}


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines_ = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in row) + " |" for row in lines_) + "\n"


def goals(checks: list[Check]) -> str:
    """Return the goals with the measured numbers."""
    rows = [(c.about, c.wanted, c.measured, "yes" if c.met else "**no**") for c in checks]
    return table(("what", "wanted", "measured", "met"), rows)


def suite(cases: list[Measured], most: int | None = None) -> str:
    """Return a table for each background; with ``most``, of the best maps only."""
    parts = []
    for background in backgrounds(cases):
        chosen = on(cases, background)
        found = list(lines(chosen).values())
        without = [line for line in found if REFERENCE not in line.name][:most]
        with_it = [line for line in found if REFERENCE in line.name][:most]
        parts.append(f"### {background}: {len(chosen)} cases\n\n{WHAT_BACKGROUNDS_ARE[background]}\n")
        header = ("map", "width", "mean AUC", "worst kind", "strongest window")
        parts.append(table(header, [_row(line) for line in [*without, *with_it]]))
    return "\n".join(parts)


def _row(line: Line) -> tuple[str, ...]:
    width = "" if line.width is None else str(line.width)
    name = f"**{line.name}**" if line.name.startswith(CONSENSUS) else line.name
    return name, width, f"{line.mean:.3f}", f"{line.worst:.3f} ({line.kind})", f"{100 * line.hits:.1f} %"


def split(cases: list[Measured], by_size: bool) -> str:
    """Return AUC and hits of consensus by size or by kind, on each background."""
    names = backgrounds(cases)
    cells: dict[object, dict[str, str]] = {}
    for background in names:
        chosen = on(cases, background)
        key = (lambda case: case.plan.size) if by_size else (lambda case: case.plan.kind)
        columns = [
            by(chosen, key, lambda case: case.aucs[CONSENSUS][0]),
            by(chosen, key, lambda case: case.hits[CONSENSUS][0]),
            by(chosen, key, lambda case: case.aucs[CONSENSUS + REFERENCE][0]),
        ]
        for value in columns[0]:
            auc, hits, with_reference = (column[value] for column in columns)
            cells.setdefault(value, {})[background] = f"{auc:.3f}, {100 * hits:.0f} %, {with_reference:.3f}"
    rows = [(value, *(found.get(name, "") for name in names)) for value, found in cells.items()]
    rows = sorted(rows) if by_size else rows
    return table(("size" if by_size else "kind", *names), rows)


def regions(cases: list[Measured]) -> str:
    """Return the agreement of regions with artefacts."""
    rows = []
    for background in backgrounds(cases):
        chosen = on(cases, background)
        for name in (CONSENSUS, CONSENSUS + REFERENCE, DIFFERENCE):
            boxes = [case.boxes[name] for case in chosen]
            number = sum(box.regions for box in boxes)
            true = sum(box.true for box in boxes)
            recall = f"{100 * fmean(box.true > 0 for box in boxes):.1f} %"
            precision = f"{100 * true / number:.1f} %" if number else "no region"
            overlap = f"{fmean(box.overlap for box in boxes):.2f}"
            rows.append((background, name, recall, precision, overlap, f"{number / len(boxes):.2f}"))
    header = ("background", "strategy", "recall", "precision", "mean overlap", "regions in a pair")
    return table(header, rows)


def worst(cases: list[Measured], number: int = 12) -> str:
    """Return the cases in which consensus is worst."""
    found = sorted(cases, key=lambda case: case.aucs[CONSENSUS][0])[:number]
    rows = [
        (p.background, p.photograph, p.kind, p.size, f"{p.strength:.2f}", f"{case.aucs[CONSENSUS][0]:.3f}")
        for case, p in ((case, case.plan) for case in found)
    ]
    return table(("background", "photograph", "kind", "size", "strength", "AUC"), rows)


def nulls(silences: dict[str, dict[str, Silence]]) -> str:
    """Return the number of pairs without an artefact that gave no region."""
    rows = []
    for strategy, causes in silences.items():
        for cause, found in causes.items():
            loud = "; ".join(found.loud[:6]) + ("; ..." if len(found.loud) > 6 else "")
            rows.append((strategy, cause, found.pairs, found.silent, loud))
    return table(("strategy", "cause", "pairs", "without a region", "those with one"), rows)


def pictures(rows: list[Spotted]) -> str:
    """Return the results for spot-the-difference pictures."""
    header = ("pair", "how", "differences", "touched by a region", "regions", "false regions")
    return table(header, [(r.pair, r.way, r.boxes, r.hit, r.regions, r.beside) for r in rows])
