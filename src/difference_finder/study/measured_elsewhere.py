"""Studies of scores that were measured elsewhere: verdicts, tables and the record, without images."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from difference_finder.errors import (
    DifferenceFinderError,
    DuplicateNameError,
    InputError,
    StudyError,
    UnknownNameError,
)
from difference_finder.parts.metric import Metric
from difference_finder.parts.registry import metrics
from difference_finder.pipeline.provenance import versions
from difference_finder.pipeline.shapes import DAMAGE
from difference_finder.storage.atomic import make_folder
from difference_finder.storage.paths import as_path
from difference_finder.study.plan.planning import group_images
from difference_finder.study.plan.statistics_settings import StatisticsSettings, check_methods, metrics_named
from difference_finder.study.remarks import ELSEWHERE
from difference_finder.study.results import RECORD, SCORES, Results
from difference_finder.study.run.files import digest_of
from difference_finder.study.score_rows import read_scores
from difference_finder.study.statistics.intervals import check_over
from difference_finder.study.table import Scores
from difference_finder.text import join_names, option, to_jsonable

__all__ = ["results_of_scores", "write_results"]

NO_IMAGES = "the scores were measured elsewhere, so that there are no images"

Names = str | Sequence[str]


def results_of_scores(
    source: Any,
    *,
    ours: str | None = None,
    metrics: Names = (),
    higher_is_better: Names = (),
    lower_is_better: Names = (),
    group: str | None = None,
    seed: int = 0,
    **statistics: Any,
) -> Results:
    """Return the results of scores that were measured elsewhere.

    Parameters
    ----------
    source
        Path of a CSV file, a DataFrame, or rows as mappings; see
        :func:`difference_finder.study.score_rows.read_scores`.
    ours
        Method that the study is about; by default the first.
    metrics
        Metrics to include, in this order; empty for all.
    higher_is_better, lower_is_better
        Metrics of which higher or lower scores are better. Metrics of this package need not be named.
    group
        Rule that gives the statistical unit of an image, if the scores have no column for it.
    seed
        Seed of resampling.
    statistics
        Keyword arguments of
        :meth:`~difference_finder.study.plan.statistics_settings.StatisticsSettings.checked`.

    Raises
    ------
    InputError
        If the direction of a metric is unknown, or the scores or a setting are invalid.
    DuplicateNameError
        If a score, or a metric of an option, is there twice; the message names both places.
    UnknownNameError
        If a method or a metric is not in the scores.
    ReadError
        If the file cannot be read.
    """
    read = read_scores(source)
    scores = _chosen(read.scores, metrics)
    each = None if read.each is None else _chosen(read.each, metrics)
    stated = _directions(read.scores.metrics, higher_is_better, lower_is_better)
    facts = _metric_facts(scores.metrics, stated)
    settings = StatisticsSettings.checked(scores.metrics, **statistics)
    check_over(settings.over, scores.data_sets)
    if type(seed) is not int or seed < 0:
        raise InputError(f"{option('seed')} must be a whole number, at least 0, not {seed!r}")
    check_methods(settings, len(scores.methods))
    if ours is not None and ours not in scores.methods:
        raise UnknownNameError.among("method in these scores", ours, scores.methods)
    rule = None if scores.groups is None else "column 'group'"
    if group is not None:
        scores, rule = _grouped(scores, group), group
        each = None if each is None else _grouped(each, group)
    file = str(as_path(source).absolute()) if isinstance(source, str | Path) else None
    origin = {"file": file, "sha256": None if file is None else digest_of(as_path(file))}
    record = _record(scores, ours or scores.methods[0], facts, rule, seed, settings)
    record |= {ELSEWHERE: origin, "runs": dict(read.runs)}
    errors = tuple(error for error in read.errors if error.metric in (None, *scores.metrics))
    return Results(scores, errors, to_jsonable(record), None, dict, runs=each)


def _chosen(scores: Scores, chosen: Names) -> Scores:
    """Return the scores in some metrics."""
    names = _named_once("metrics", chosen, scores.metrics)
    if not names:
        return scores
    return replace(scores, metrics=names, tables={name: scores.tables[name] for name in names})


def _named_once(option_name: str, given: Names, known: Sequence[str]) -> tuple[str, ...]:
    """Return the metrics that an option names.

    Raises
    ------
    DuplicateNameError
        If it names one twice; the message has both names.
    """
    by: dict[str, str] = {}
    for name in (given,) if isinstance(given, str) else given:
        for own in metrics_named(name, known):
            if own in by:
                raise DuplicateNameError(
                    f"{option(option_name, by[own])} and {option(option_name, name)} both name the metric"
                    f" '{own}'; keep one of them"
                )
            by[own] = name
    return tuple(by)


def _grouped(scores: Scores, rule: str) -> Scores:
    if scores.groups is not None:
        raise InputError(
            f"{option('group', rule)} gives the group of each image, and so does the column 'group' of the"
            " scores; leave one out"
        )
    return replace(scores, groups=tuple(group_images(scores.names, rule)))


def _directions(names: Sequence[str], higher: Names, lower: Names) -> dict[str, bool]:
    """Return the directions that were stated."""
    stated: dict[str, bool] = {}
    for direction, option_name, given in (
        (True, "higher_is_better", higher),
        (False, "lower_is_better", lower),
    ):
        for own in _named_once(option_name, given, names):
            if stated.setdefault(own, direction) is not direction:
                raise DuplicateNameError(
                    f"'{own}' is named by {option('higher_is_better')} and {option('lower_is_better')};"
                    " keep one"
                )
    return stated


def _metric_facts(names: Sequence[str], stated: Mapping[str, bool]) -> list[dict[str, Any]]:
    """Return the facts about each metric: its direction, as it was stated or as its name tells, and unit."""
    found, unknown = [], []
    for name in names:
        part = _known_metric(name)
        better = stated.get(name, None if part is None else part.higher_is_better)
        if better is None:
            unknown.append(name)
        found.append(
            {
                "name": name,
                "spec": name,
                "higher_is_better": better,
                "unit": "" if part is None else part.unit,
            }
        )
    if unknown:
        raise InputError(
            f"the direction of {join_names(unknown, 5)} is unknown; state it by"
            f" {option('higher_is_better', unknown[0])} or {option('lower_is_better', unknown[0])}"
        )
    return found


def _known_metric(name: str) -> Metric | None:
    """Return the metric of this package that a column is called after, with or without settings."""
    try:
        return metrics.get(name.strip().partition("@")[0].partition(":")[0])
    except DifferenceFinderError:
        return None


def _record(
    scores: Scores,
    ours: str,
    facts: list[dict[str, Any]],
    rule: str | None,
    seed: int,
    settings: StatisticsSettings,
) -> dict[str, Any]:
    units = scores.units
    return {
        "schema": 1,
        "reference": None,
        "methods": dict.fromkeys(scores.methods),
        "ours": ours,
        "seed": seed,
        "statistics": settings.to_dict(),
        "images": len(scores.names),
        "paired_by": "name",
        "paired_examples": [],
        "groups": None if units is None else {"by": rule, "count": len(set(units))},
        "metrics": facts,
        "protocol": {"name": "unknown"},
        "options": {},
        "versions": versions(),
        "no_crops": NO_IMAGES,
        "notes": [],
        "notes_left_out": 0,
    }


def write_results(results: Results, folder: str | Path, source: Any = None) -> None:
    """Write the scores and the record of results without images into a folder.

    Parameters
    ----------
    results
        Results of :func:`results_of_scores`.
    folder
        Folder of the files, which is made if it does not exist.
    source
        File that the scores were read from, which is not overwritten.

    Raises
    ------
    StudyError
        If the folder holds another study, or the file that the scores were read from.
    InputError
        If the folder cannot be made or written to.
    """
    root = as_path(folder)
    if isinstance(source, str | Path) and as_path(source).absolute() == (root / SCORES).absolute():
        raise StudyError(f"the scores '{source}' would be overwritten; choose another folder than '{folder}'")
    if (root / RECORD).exists() and not _is_elsewhere(root / RECORD):
        raise StudyError(f"'{folder}' holds a study of images; choose another folder")
    results.write(make_folder(root))


def _is_elsewhere(record: Any) -> bool:
    """Tell whether a record is one of scores that were measured elsewhere."""
    try:
        known = json.loads(record.read_bytes())
    except DAMAGE:
        return False
    return isinstance(known, Mapping) and ELSEWHERE in known
