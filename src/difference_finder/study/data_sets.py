"""Studies of several data sets: a study of each, and the scores of all under one verdict."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import StudyError
from difference_finder.pipeline.protocol import recorded_spec
from difference_finder.pipeline.shapes import DAMAGE
from difference_finder.storage.atomic import make_folder
from difference_finder.storage.naming import RULES
from difference_finder.storage.paths import as_path
from difference_finder.study.image_scores import ScoreError
from difference_finder.study.metric_labels import BY_DATA_SET
from difference_finder.study.plan.data_sets import DataSetsPlan, plan_data_sets
from difference_finder.study.plan.study_file import StudyFile
from difference_finder.study.pooling import pooled_within_groups
from difference_finder.study.rank import run_study
from difference_finder.study.remarks import most_frequent_notes
from difference_finder.study.results import DATA_SETS, RECORD, SCORES, Results
from difference_finder.study.runs import merge_runs, runs_record, scores_of_runs
from difference_finder.study.study import Study
from difference_finder.study.table import Scores
from difference_finder.text import join_names, speak_as, to_jsonable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.study.engines import Engine

__all__ = ["rank_data_sets", "run_data_sets"]

FOLDER = "data-sets"
"""Folder of the studies of the data sets, below the folder of the whole study."""


def rank_data_sets(
    study: str | Path | Mapping[str, Any] | StudyFile,
    output: str | Path | None = None,
    *,
    workers: int | None = None,
    timeout: float | None = None,
    shard_size: int | None = None,
    engine: Any = None,
) -> Study:
    """Score several methods on several data sets, and test where and whether one is better.

    Parameters
    ----------
    study
        Path of a study file (``study.toml``), its contents as a mapping, or a
        :class:`~difference_finder.study.plan.study_file.StudyFile`.
    output
        Folder for the tables, and for the study of each data set in ``data-sets/NAME``; the same call resumes
        an interrupted study. None keeps nothing.
    workers, timeout, shard_size, engine
        See :func:`~difference_finder.study.rank.rank`.

    Returns
    -------
    Study
        Scores of all images, called "DATA SET/IMAGE". In means and verdicts, each data set has the same
        weight. ``record["data_sets"]`` has the facts about each data set.

    Raises
    ------
    StudyError
        If the study file is invalid, or ``output`` holds another study.
    PairingError
        If a folder does not exist, or files cannot be matched.
    InputError, UnknownNameError, MissingDependencyError, WeightsError
        If a setting is invalid, or lacks a package or weights.
    """
    from difference_finder.study.engines import get_engine

    runner = get_engine(engine, workers, timeout)
    return run_data_sets(plan_data_sets(StudyFile.of(study), shard_size), output, runner)


def run_data_sets(
    plan: DataSetsPlan,
    output: str | Path | None,
    engine: Engine,
    step: Callable[[str], None] | None = None,
) -> Study:
    """Run the remaining work of each data set, and return the study of all.

    Parameters
    ----------
    plan
        Plan of the study.
    output
        Folder of the study; None for a temporary one.
    engine
        Engine that runs the shards.
    step
        Function called with the name of each finished image, including images of earlier runs.
    """
    with _folder(output) as folder, speak_as(plan.door):
        parts = {
            name: run_study(manifest, folder / FOLDER / name, engine, step, plan.labels_of_runs)
            for name, manifest in plan.manifests.items()
        }
        results = _combined(plan, parts)
        results.write(folder)
        results = results if output is None else replace(results, folder=folder)
        return Study.of(results)


@contextlib.contextmanager
def _folder(output: str | Path | None) -> Iterator[Any]:
    if output is None:
        with tempfile.TemporaryDirectory(prefix="difference-finder-") as folder:
            yield Path(folder)
        return
    root = as_path(output)
    if (root / RECORD).exists() or (root / SCORES).exists():
        try:
            known = DATA_SETS in json.loads((root / RECORD).read_bytes())
        except DAMAGE:
            known = False
        if not known:
            raise StudyError(f"'{output}' holds a study of another kind; choose another folder")
    yield make_folder(root)


def _combined(plan: DataSetsPlan, parts: Mapping[str, Results]) -> Results:
    """Return the results of all data sets, with the runs of each method averaged."""
    each = _scores(plan, parts)
    scores, _ = merge_runs(each, plan.runs)
    errors = tuple(
        ScoreError(f"{name}/{error.name}", error.method, _renamed(plan, part, error.metric), *_cause(error))
        for name, part in parts.items()
        for error in part.errors
    )
    record = _record(plan, parts, scores)
    _, spreads = merge_runs(pooled_within_groups(each, record["metrics"]), plan.runs)
    record["runs"] = runs_record(plan.runs, spreads)
    runs = scores_of_runs(each, plan.runs)
    return Results(scores, errors, to_jsonable(record), None, dict, _high_frequency(parts), runs)


def _scores(plan: DataSetsPlan, parts: Mapping[str, Results]) -> Scores:
    """Return the scores of all data sets, in which each run is a method."""
    import numpy as np

    tables: dict[str, NDArray[np.float64]] = {}
    for place, metric in enumerate(plan.metrics):
        columns = [part.scores.tables[part.scores.metrics[place]] for part in parts.values()]
        tables[metric] = np.concatenate(columns, axis=1)
    names = tuple(f"{name}/{image}" for name, part in parts.items() for image in part.scores.names)
    data_sets = tuple(name for name, part in parts.items() for _ in part.scores.names)
    grouped = any(part.scores.groups is not None for part in parts.values())
    # An image of a data set without groups is a unit by itself.
    groups = [group for part in parts.values() for group in part.scores.groups or part.scores.names]
    methods = tuple(run for own in plan.runs.values() for run in own)
    return Scores(names, tuple(groups) if grouped else None, methods, plan.metrics, tables, data_sets)


def _renamed(plan: DataSetsPlan, part: Results, metric: str | None) -> str | None:
    return None if metric is None else plan.metrics[part.scores.metrics.index(metric)]


def _cause(error: ScoreError) -> tuple[str, str, str]:
    return error.stage, error.error, error.cause


def _high_frequency(parts: Mapping[str, Results]) -> NDArray[np.float64] | None:
    import numpy as np

    known = [part.high_frequency for part in parts.values()]
    return (
        np.concatenate([own for own in known if own is not None])
        if all(k is not None for k in known)
        else None
    )


def _record(plan: DataSetsPlan, parts: Mapping[str, Results], scores: Scores) -> dict[str, Any]:
    file, records = plan.file, {name: part.record for name, part in parts.items()}
    first = next(iter(records.values()))
    rules = [record["paired_by"] for record in records.values()]
    units = scores.units
    rows = [record["groups"]["by"] for record in records.values() if record["groups"]]
    return {
        "schema": 1,
        "reference": None,
        "methods": dict.fromkeys(scores.methods),
        "ours": file.ours,
        "seed": plan.seed,
        "statistics": plan.statistics.to_dict(),
        "images": len(scores.names),
        "paired_by": max(rules, key=RULES.index),
        "paired_examples": [row for record in records.values() for row in record["paired_examples"]][:20],
        "unmatched": [
            {**row, "name": f"{name}/{row['name']}"}
            for name, own in records.items()
            for row in own["unmatched"]
        ],
        "unmatched_ignored": any(record["unmatched_ignored"] for record in records.values()),
        "unread": _unread(records),
        "groups": None if units is None else {"by": ", ".join(dict.fromkeys(rows)), "count": len(set(units))},
        "metrics": _metrics(plan, records),
        "protocol": _shared([record["protocol"] for record in records.values()]),
        "options": {"data_set": {"notes": _decided(records)}},
        "suspicions": [
            {**row, "method": f"{row['method']} on {name}"}
            for name, own in records.items()
            for row in own["suspicions"]
        ],
        "versions": first["versions"],
        "support": _support(records),
        "samples": {
            "least": min(record["samples"]["least"] for record in records.values()),
            "most": max(record["samples"]["most"] for record in records.values()),
        },
        "unequal": _unequal(plan, records),
        "no_crops": f"they are in the studies of the data sets, such as {FOLDER}/{next(iter(records))}",
        "labels": file.labels,
        "own": _own_numbers(file),
        DATA_SETS: {name: _facts(name, record) for name, record in records.items()},
        **_notes(plan, records),
    }


def _facts(name: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts about a data set that differ between data sets."""
    kept = ("reference", "methods", "images", "groups", "options", "sha256", "paired_by")
    conventions = {fact["spec"]: recorded_spec(fact["protocol"]) for fact in record["metrics"]}
    kinds = {"kinds": record["kinds"]} if record["kinds"] else {}
    return {
        "study": f"{FOLDER}/{name}",
        **{key: record[key] for key in kept},
        "protocols": conventions,
        **kinds,
    }


def _metrics(plan: DataSetsPlan, records: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the facts about each metric, with the notes of all data sets."""
    found = []
    for place, name in enumerate(plan.metrics):
        facts = {data_set: record["metrics"][place] for data_set, record in records.items()}
        protocol = _shared([fact["protocol"] for fact in facts.values()])
        first = next(iter(facts.values()))
        found.append({**first, "spec": name, "protocol": protocol, "note": _shared_note(facts)})
    return found


def _shared(protocols: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a protocol that several data sets share, in which what differs is "by data set"."""
    shared = dict(protocols[0])
    if all(recorded_spec(other) == recorded_spec(shared) for other in protocols):
        return shared
    shared["name"] = _same_or_by_data_set([protocol["name"] for protocol in protocols])
    keys = dict.fromkeys(key for protocol in protocols for key in protocol["settings"])
    shared["settings"] = {
        key: _same_or_by_data_set([protocol["settings"].get(key) for protocol in protocols]) for key in keys
    }
    return shared


def _same_or_by_data_set(values: Sequence[Any]) -> Any:
    return values[0] if all(value == values[0] for value in values) else BY_DATA_SET


def _shared_note(facts: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Return the note about a metric, which names its data sets unless it holds for all."""
    named: dict[str, list[str]] = {}
    for data_set, fact in facts.items():
        if fact["note"]:
            named.setdefault(fact["note"], []).append(data_set)
    told = [
        note if len(own) == len(facts) else f"{note} (on {join_names(own, 5)})" for note, own in named.items()
    ]
    return "; ".join(told) or None


def _decided(records: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return what was decided for all files of a data set, such as the axes of arrays."""
    return [
        f"{name}: {note}"
        for name, record in records.items()
        for note in (record["options"].get("data_set") or {"notes": []})["notes"]
    ]


def _own_numbers(file: StudyFile) -> dict[str, Any]:
    """Return each number of one's own with its unit, direction and values."""
    names = dict.fromkeys(name for method in file.methods for name in method.numbers)
    return {
        name: {
            "unit": file.numbers[name].unit if name in file.numbers else "",
            "lower_is_better": file.numbers[name].lower_is_better if name in file.numbers else None,
            "values": {m.name: m.numbers[name] for m in file.methods if name in m.numbers},
        }
        for name in names
    }


def _unread(records: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, record in records.items():
        for role, files in record["unread"].items():
            found.setdefault(role, []).extend(f"{name}/{file}" for file in files)
    return found


def _support(records: Mapping[str, Mapping[str, Any]]) -> dict[str, int] | None:
    known = [record["support"] for record in records.values() if record["support"]]
    return {key: sum(own[key] for own in known) for key in ("images", "pixels", "of")} if known else None


def _unequal(plan: DataSetsPlan, records: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """Return for each kind of contents on how many images a run of a method differs, at most."""
    found: dict[str, Counter[str]] = {}
    for record in records.values():
        for kind, counts in record["unequal"].items():
            own = found.setdefault(kind, Counter(dict.fromkeys(plan.runs, 0)))
            for method, runs in plan.runs.items():
                own[method] += max(counts.get(run, 0) for run in runs)
    return {kind: dict(counts) for kind, counts in sorted(found.items())}


def _notes(plan: DataSetsPlan, records: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the notes of all data sets, most frequent first."""
    methods = {run: method for method, runs in plan.runs.items() for run in runs}
    counts: Counter[tuple[str, str]] = Counter()
    for record in records.values():
        own: Counter[tuple[str, str]] = Counter()
        for row in record["notes"]:  # several runs of a method have the same images
            key = row["note"], methods[row["method"]]
            own[key] = max(own[key], row["images"])
        counts.update(own)
    told = most_frequent_notes(counts)
    told["notes_left_out"] += sum(record["notes_left_out"] for record in records.values())
    return told
