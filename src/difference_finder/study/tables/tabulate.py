"""The table of a study: means for each data set and method, with the best, the second best, and outcomes."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from difference_finder.errors import InputError
from difference_finder.study.metric_labels import MetricLabel, metric_labels, own_label, rank_values
from difference_finder.study.pooling import poolings_of
from difference_finder.study.short_names import check_different
from difference_finder.study.tables.model import Cell, Column, Table
from difference_finder.study.tables.notes import list_notes
from difference_finder.study.tables.numbers import decimals_of, format_mean, format_own
from difference_finder.study.tables.options import TableOptions
from difference_finder.text import count_of, option

if TYPE_CHECKING:
    from difference_finder.study.results import Results
    from difference_finder.study.table import Mean, Scores

__all__ = ["tabulate"]


def tabulate(study: Results, options: TableOptions | None = None) -> Table:
    """Return the table of a study.

    Parameters
    ----------
    study
        Results of a study.
    options
        What to show; None for all metrics, methods and data sets.

    Returns
    -------
    Table
        One row for each method, and one column for each metric of each data set, of their mean, and for each
        number of one's own. Means cover the images with a finite score of every method of the study, as in
        its summary. The best mean is bold and the second best underlined, by full precision; equal means
        share their rank.

    Raises
    ------
    UnknownNameError
        If the study has no such metric, method, data set or number.
    InputError
        If an option is invalid.
    """
    chosen = (options or TableOptions()).resolved(study)
    check_different({name: chosen.label_of(name) for name in chosen.methods})
    parts = _parts(study, chosen)
    known = {label.spec: label for label in metric_labels(study.record["metrics"], chosen.labels)}
    labels = [known[name] for name in chosen.metrics]
    columns, content = [], []
    means = [_means(study, scores) for *_, scores in parts]
    decimals = {label.spec: _decimals(label, means, chosen) for label in labels}
    families = _families(study)
    tested = _tested(study, parts)
    for (data_set, name, _), found in zip(parts, means, strict=True):
        counts = [found[spec, chosen.methods[0]].n for spec in chosen.metrics]
        group = _heading(name, counts) if data_set else name
        for label in labels:
            shown = [found[label.spec, method] for method in chosen.methods]
            outcomes = _outcomes(study, label.spec) if chosen.significance and data_set in tested else {}
            family = families.get(label.spec, "")
            own = (label.spec, label.name, label.arrow, label.unit)
            columns.append(Column(*own, data_set, group, name, family))
            content.append(_column(label, shown, outcomes, decimals[label.spec]))
    for name in chosen.own:
        column, cells = _own(study, name, chosen)
        columns.append(column)
        content.append(cells)
    if not columns:
        raise InputError(
            f"the table has no column: the study has {count_of(len(parts), 'data set')}; choose one by"
            f" {option('data_sets')}, or leave out {option('average', False)}"
        )
    order = _order(chosen, content[0], columns[0])
    table = Table(
        methods=tuple(chosen.label_of(chosen.methods[place]) for place in order),
        columns=tuple(columns),
        cells=tuple(tuple(cells[place] for cells in content) for place in order),
        caption=chosen.caption,
        label=re.sub(r"[^A-Za-z0-9:._-]+", "-", chosen.label),
        transposed=chosen.transpose,
        names=tuple(chosen.methods[place] for place in order),
        width=chosen.width,
    )
    return replace(table, notes=tuple(list_notes(study, chosen, table)))


def _parts(study: Results, options: TableOptions) -> list[tuple[str, str, Scores]]:
    """Return data set, its displayed name and the scores of each group of columns."""
    scores = study.pooled
    if scores.data_sets is None:
        return [("", "", scores)]
    found = [(name, options.label_of(name), scores.of_data_set(name)) for name in options.data_sets]
    every = len(options.data_sets) == len(set(scores.data_sets))
    if options.average and every and len(found) > 1:
        found.append(("", options.labels.get("average", "Average"), scores))
    return found


def _tested(study: Results, parts: Sequence[tuple[str, str, Scores]]) -> list[str]:
    """Return the data sets whose columns cover all images, as the verdict does; "" for the average."""
    every = len(study.scores.names)
    return [data_set for data_set, _, scores in parts if len(scores.names) == every]


def _heading(name: str, counts: Sequence[int]) -> str:
    """Return the heading of a data set, with the number of images that its means cover.

    Examples
    --------
    >>> _heading("Set5", [5, 5]), _heading("Set5", [5, 4])
    ('Set5 (5 images)', 'Set5 (4 to 5 images)')
    """
    few, most = min(counts), max(counts)
    return f"{name} ({f'{few:,} to ' if few < most else ''}{count_of(most, 'image')})"


def _means(study: Results, scores: Scores) -> dict[tuple[str, str], Mean]:
    means = scores.means(study.higher_is_better, poolings_of(study.record["metrics"]))
    return {(mean.metric, mean.method): mean for mean in means}


def _outcomes(study: Results, metric: str) -> dict[str, tuple[str, float]]:
    """Return the outcome of ours against each rival in a metric, with its corrected p value."""
    if study.verdicts is None:
        return {}
    return {
        outcome.rival: (outcome.word, outcome.adjusted_p)
        for outcome in study.verdicts.outcomes
        if outcome.metric == metric
    }


def _families(study: Results) -> dict[str, str]:
    """Return whether each tested metric is primary or secondary; empty without primary metrics."""
    primary = study.statistics.primary
    if not primary or len(study.scores.methods) == 1:
        return {}
    directed = [name for name, better in study.higher_is_better.items() if better is not None]
    return {name: "primary" if name in primary else "secondary" for name in directed}


def _column(
    label: MetricLabel,
    means: Sequence[Mean],
    outcomes: Mapping[str, tuple[str, float]],
    decimals: int,
) -> list[Cell]:
    values = [mean.mean for mean in means]
    cells = []
    for mean, rank in zip(means, rank_values(values, label.higher_is_better), strict=True):
        word, p = outcomes.get(mean.method, ("", None))
        cells.append(Cell(mean.mean, format_mean(mean.mean, decimals), rank, word, p, mean.n))
    return cells


def _own(study: Results, name: str, options: TableOptions) -> tuple[Column, list[Cell]]:
    """Return the column of a number of one's own, such as the runtime."""
    facts = study.record["own"][name]
    label = own_label(name, facts, options.labels)
    values = [float(facts["values"].get(method, math.nan)) for method in options.methods]
    decimals = options.decimals.get(name)
    cells = [
        Cell(value, format_own(value, label.unit, decimals), rank)
        for value, rank in zip(values, rank_values(values, label.higher_is_better), strict=True)
    ]
    return Column(name, label.name, label.arrow, label.unit, own=True), cells


def _decimals(
    label: MetricLabel, means: Sequence[Mapping[tuple[str, str], Mean]], options: TableOptions
) -> int:
    """Return the number of decimals of a metric, which all its columns share."""
    if label.spec in options.decimals:
        return options.decimals[label.spec]
    shown = [found[label.spec, method].mean for found in means for method in options.methods]
    return decimals_of(label, shown)


def _order(options: TableOptions, first: Sequence[Cell], column: Column) -> list[int]:
    """Return the numbers of the methods in the order of the rows."""
    places = list(range(len(options.methods)))
    if options.order == "study":
        return places
    sign = 1 if column.arrow == "\u2193" else -1
    return sorted(places, key=lambda place: (math.isnan(first[place].value), sign * first[place].value))
