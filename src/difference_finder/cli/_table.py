"""The table ``summary.csv`` of two folders; memory does not grow with the number of pairs."""

from __future__ import annotations

import csv
from itertools import chain
from pathlib import Path
from typing import Any

from difference_finder.cli._pair_result import PairResult
from difference_finder.pipeline.equal_files import NOTE
from difference_finder.pipeline.rendering import SUMMARY
from difference_finder.pipeline.states import STATES
from difference_finder.storage.atomic import make_folder, write_whole
from difference_finder.storage.spool import Spool
from difference_finder.text import escape_formula

COLUMNS = (
    "name",
    "ok",
    "state",
    "regions",
    "strongest",
    "first",
    "second",
    "error",
    "identical",
    "unequal",
    "transform",
)
REFERENCE = "reference"
"""Last column, present where both images are measured against a reference."""


class SummaryTable:
    """The rows of ``summary.csv`` and their totals; the file appears when the table is closed."""

    def __init__(self, output: Path | None, reference: bool = False) -> None:
        self.columns = (*COLUMNS, REFERENCE) if reference else COLUMNS
        self.output = None if output is None else make_folder(output)
        counts = dict.fromkeys(("pairs", "failed", "exceeded", "unequal", "not_decoded"), 0)
        self.totals: dict[str, Any] = {**counts, "scores": {}, "states": dict.fromkeys(STATES, 0)}
        self.score_names: list[str] = []
        self.rows = Spool()
        self.writer = csv.writer(self.rows, lineterminator="\n")

    def add(self, pair: PairResult) -> None:
        """Add one pair."""
        record = pair.record
        self.totals["states"][record["state"]] += 1
        if not pair.unpaired:
            self.totals["pairs"] += 1
            self.totals["failed"] += not record["ok"]
            self.totals["exceeded"] += pair.exceeded
            self.totals["unequal"] += pair.exceeded and not pair.beyond
            self.totals["not_decoded"] += NOTE in record.get("notes", ())
        raw = record.get("raw_scores") or {}
        scores = {**record.get("scores", {}), **{f"raw {name}": value for name, value in raw.items()}}
        self.score_names += [name for name in scores if name not in self.score_names]
        for name, value in scores.items():
            self._add_score(record["name"], name, value)
        regions = record.get("regions", [])
        strongest = "{x},{y},{width}x{height}".format(**regions[0]) if regions else ""
        sides = [_name(record[side]) for side in COLUMNS[5:7]]
        row = [
            record["name"],
            record["ok"],
            record["state"],
            len(regions),
            strongest,
            *sides,
            record.get("cause", ""),
        ]
        row += [record.get("identical"), "; ".join(one["text"] for one in record.get("unequal", []))]
        row.append((record.get("transform") or {}).get("text", ""))
        row += [_name(record[REFERENCE])] if REFERENCE in self.columns else []
        self.writer.writerow(
            [escape_formula(cell) if isinstance(cell, str) else cell for cell in row]
            + [scores.get(n) for n in self.score_names]
        )

    def _add_score(self, pair: str, name: str, value: Any) -> None:
        statistics = self.totals["scores"].setdefault(
            name, {"count": 0, "infinite": 0, "mean": None, "least": None, "greatest": None}
        )
        if value in ("Infinity", "-Infinity"):
            statistics["infinite"] += 1
        elif isinstance(value, float):
            mean = statistics["mean"] or 0.0
            statistics["count"] += 1
            statistics["mean"] = mean + (value - mean) / statistics["count"]
            if statistics["least"] is None or value < statistics["least"]["value"]:
                statistics["least"] = {"name": pair, "value": value}
            if statistics["greatest"] is None or value > statistics["greatest"]["value"]:
                statistics["greatest"] = {"name": pair, "value": value}

    def close(self) -> dict[str, Any]:
        """Write ``summary.csv`` and return the totals."""
        for statistics in self.totals["scores"].values():
            statistics["pairs"] = self.totals["pairs"]
        if self.output is not None:
            header = ",".join((*self.columns, *(f'"{name}"' for name in self.score_names)))
            start = f"{header}\n".encode("utf-8", "backslashreplace")
            write_whole(self.output / SUMMARY, chain([start], self.rows.pieces()))
        self.rows.close()
        return self.totals


def _name(image: str | dict[str, Any] | None) -> str:
    """Return the name of an image; an error row has only the name, a record a dict, a missing image None."""
    if image is None:
        return ""
    return image if isinstance(image, str) else str(image["name"])
