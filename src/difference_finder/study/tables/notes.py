"""The notes beneath a table: what is averaged, what the marks mean, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from difference_finder.pipeline.protocol import recorded_spec
from difference_finder.study.metric_labels import metric_labels
from difference_finder.study.remarks import ELSEWHERE
from difference_finder.study.statistics.paragraph import describe_correction
from difference_finder.study.suspicions import list_suspicions
from difference_finder.study.tables.model import DAGGERS, Column, Table
from difference_finder.study.tables.options import TableOptions
from difference_finder.text import count_of, join_names

if TYPE_CHECKING:
    from difference_finder.study.results import Results

__all__ = ["list_notes"]

MEANINGS = {
    "better": "{ours} is significantly better",
    "worse": "{ours} is significantly worse",
    "equivalent": "equivalent to {ours} within the smallest relevant difference",
}
"""Meaning of each mark."""


def list_notes(study: Results, options: TableOptions, table: Table) -> Iterator[str]:
    """Yield the notes of a table.

    Parameters
    ----------
    study
        Results of the study.
    options
        Options of the table.
    table
        The table without notes.
    """
    if any(cell.rank for row in table.cells for cell in row):
        yield "Best in bold, second best underlined."
    yield from _averages(study, table)
    yield from _marks(study, options, table)
    yield from _conventions(study, options, table)
    yield from _missing(study, options, table)
    yield from list_suspicions(study.record)
    if _print_the_same(table):
        yield "Numbers that print the same, of which only some are marked, differ in further digits."


def _averages(study: Results, table: Table) -> Iterator[str]:
    scores = study.scores
    if scores.data_sets is None:
        if table.cells and all(cell.n is None or cell.n < len(scores.names) for cell in table.cells[0]):
            return  # the notes about missing scores state what each mean covers
        count = count_of(len(scores.names), "image")
        if scores.units is None:
            yield f"Means over {count}."
        else:
            groups = count_of(len(set(scores.units)), "group")
            yield f"Means of the means of {groups} ({count})."
        return
    if scores.units is not None:
        yield "The mean of a data set is the mean of the means of its groups."
    if any(column.group and not column.data_set for column in table.columns):
        yield "In the average, each data set has the same weight."


def _marks(study: Results, options: TableOptions, table: Table) -> Iterator[str]:
    words = {cell.word for row in table.cells for cell in row}
    ours = options.label_of(study.ours)
    marked = [f"{DAGGERS[word]} {MEANINGS[word].format(ours=ours)}" for word in MEANINGS if word in words]
    verdict = study.verdicts if any(words) else None
    if verdict is None:
        return
    names = {label.spec: label.name for label in metric_labels(study.record["metrics"], options.labels)}
    correction = describe_correction(verdict, names.__getitem__)
    tested = f"at family-wise level {verdict.level:g}{f', {correction}' if correction else ''}"
    several = len(set(study.scores.data_sets or ())) > 1
    where = "; tested on all data sets together" if several else ""
    if marked:
        yield f"{'; '.join(marked)} ({tested}{where})."
    else:
        yield f"No difference to {ours} is significant {tested}{where}."


def _conventions(study: Results, options: TableOptions, table: Table) -> Iterator[str]:
    """Yield the measuring convention of each metric, together for those that share one."""
    if ELSEWHERE in study.record:
        yield "The scores were measured elsewhere."
        return
    common = study.record["protocol"]
    labels = {column.key: column.label for column in table.columns}
    shared: dict[str, list[str]] = {}
    for fact in study.record["metrics"]:
        if fact["spec"] in options.metrics:
            shared.setdefault(recorded_spec(fact.get("protocol") or common), []).append(labels[fact["spec"]])
    told = [f"{spec} for {', '.join(names)}" for spec, names in shared.items()]
    yield f"Protocol: {next(iter(shared)) if len(shared) == 1 else '; '.join(told)}."


def _missing(study: Results, options: TableOptions, table: Table) -> Iterator[str]:
    """Yield a note for each column whose means do not cover all images, and for numbers that are missing."""
    totals: dict[str, int] = {}
    for name in study.scores.data_sets or ("",) * len(study.scores.names):
        totals[name] = totals.get(name, 0) + 1
    told: dict[tuple[int, int], list[Column]] = {}
    for number, column in enumerate(table.columns):
        n = table.cells[0][number].n if table.cells else None
        total = totals.get(column.data_set, len(study.scores.names))
        if n is not None and n < total:
            told.setdefault((n, total), []).append(column)
    for (n, total), columns in told.items():
        counted = count_of(total, "image")
        means = f"means over the {n} of {counted} with" if n else f"no mean, since none of {counted} has"
        yield (
            f"{_named(columns, options, table)}: {means} a finite score of every method (scores are infinite"
            " for identical images, or missing)."
        )
    yield from _left_out(options, table)
    own = [
        column.label
        for number, column in enumerate(table.columns)
        if any(row[number].n is None and row[number].value != row[number].value for row in table.cells)
    ]
    if own:
        verb = "was" if len(own) == 1 else "were"
        yield f"\u2013: {join_names(own, 5)} {verb} not given for this method."


def _named(columns: Sequence[Column], options: TableOptions, table: Table) -> str:
    """Name columns, those of all metrics of a data set or of the average together."""
    every: dict[tuple[str, str], list[str]] = {}
    for column in table.columns:
        if not column.own:
            every.setdefault((column.data_set, column.group), []).append(column.label)
    found: dict[tuple[str, str], list[str]] = {}
    for column in columns:
        found.setdefault((column.data_set, column.group), []).append(column.label)
    if found == every and len(columns) > 1:
        return "All metrics"
    told = []
    for key, labels in found.items():
        data_set, group = key
        where = f" on {options.label_of(data_set)}" if data_set else " in the average" if group else ""
        whole = labels == every[key] and len(labels) > 1
        told += [f"all metrics{where}"] if whole else [f"{label}{where}" for label in labels]
    text = join_names(told, 5)
    return text[0].upper() + text[1:] if text.startswith("all metrics") else text


def _left_out(options: TableOptions, table: Table) -> Iterator[str]:
    """Yield a note for each metric whose average leaves out data sets, since none of their images counts."""
    empty: dict[str, list[str]] = {}
    for number, column in enumerate(table.columns):
        if column.data_set and table.cells and table.cells[0][number].n == 0:
            empty.setdefault(column.key, []).append(options.label_of(column.data_set))
    averages = [column for column in table.columns if column.group and not column.data_set]
    told: dict[tuple[str, ...], list[str]] = {}
    for column in averages:
        if column.key in empty:
            told.setdefault(tuple(empty[column.key]), []).append(column.label)
    for names, labels in told.items():
        every = len(labels) == len(averages) > 1
        what = "all metrics" if every else join_names(labels, 5)
        yield f"The average of {what} leaves out {join_names(names, 5)}."


def _print_the_same(table: Table) -> bool:
    """Tell whether two cells of a column print the same and differ in rank."""
    for number in range(len(table.columns)):
        ranks: dict[str, set[int]] = {}
        for row in table.cells:
            ranks.setdefault(row[number].text, set()).add(row[number].rank)
        if any(len(found) > 1 for found in ranks.values()):
            return True
    return False
