"""Studies of several data sets, which a study file or options describe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from difference_finder.cli._resumable import run_resumable

if TYPE_CHECKING:
    from difference_finder.study.plan.study_file import StudyFile
    from difference_finder.study.study import Study

__all__ = ["parse_relevant", "study_file_keys", "study_of_file", "study_of_options"]

RUN = (
    "methods", "output", "as_json", "workers", "timeout", "engine", "shard_size", "parquet", "by_difficulty",
)  # fmt: skip
"""Options that say how a study runs and what is printed, rather than what it measures."""

OF_ONE = ("reference", "higher_is_better", "lower_is_better")
"""Options that a study of several data sets does not take."""

OF_SCORES = ("scores", "higher_is_better", "lower_is_better")
"""Options about scores that were measured elsewhere, which no study file has."""


def study_file_keys() -> dict[str, str]:
    """Return the key of a study file that sets what an option of ``rank`` sets, for each such option."""
    from difference_finder.study.plan.study_entries import CROPS, MEASUREMENT, PLAN
    from difference_finder.study.plan.study_file import STATISTICS

    same = ("reference", "ours", "crops", "kinds", *CROPS, *MEASUREMENT, *PLAN)
    return {
        "chosen": "metrics",
        "data_sets": "data-sets",
        **{name: name for name in same},
        **{name: f"statistics.{name}" for name in STATISTICS},
    }


def study_of_file(context: click.Context, path: str, output: str | None) -> Study:
    """Run a study file.

    Parameters
    ----------
    context
        Context of the command.
    path
        Path of the study file.
    output
        Folder of the study; None to keep nothing.
    """
    from difference_finder.study.plan.study_file import StudyFile
    from difference_finder.text import FILE

    for name, flag in _given(context).items():
        if name in OF_SCORES:
            raise click.UsageError(
                f"{flag} is about scores that were measured elsewhere, and '{path}' describes images to"
                " measure; leave one of them out"
            )
        if name not in RUN:
            raise click.UsageError(
                f"{flag} is set by the study file '{path}'; write {_entry(name, context.params[name])} there,"
                " and leave it out here"
            )
    return _run(context, StudyFile.read(path), output, FILE)


def study_of_options(
    context: click.Context, folders: dict[str, str], relevant: dict[str, float], output: str | None
) -> Study:
    """Run a study of the data sets that ``--data-set`` names.

    Parameters
    ----------
    context
        Context of the command.
    folders
        Folder or pattern of each method.
    relevant
        Smallest relevant difference of each metric.
    output
        Folder of the study; None to keep nothing.
    """
    from difference_finder.study.plan.study_entries import CROPS, MEASUREMENT, PLAN
    from difference_finder.study.plan.study_file import STATISTICS, StudyFile
    from difference_finder.text import COMMAND

    options, given = context.params, _given(context)
    for name, flag in given.items():
        if name in OF_ONE:
            raise click.UsageError(f"{flag} does not apply to a study of several data sets; leave it out")
    for name, folder in folders.items():
        if "{run}" in folder:
            raise click.UsageError(
                f"{name}={folder} has runs, whose names only a study file states; write one"
            )
    settings = {key: options[key] for key in (*MEASUREMENT, *PLAN) if options[key] is not None}
    settings |= {key: options[key] for key in CROPS if key in given}
    file = StudyFile.from_dict(
        {
            "data-sets": _references(options["data_sets"]),
            "methods": folders,
            "metrics": list(options["chosen"]) or list(StudyFile.metrics),
            "crops": options["crops"],
            "kinds": options["kinds"],
            "statistics": {key: options[key] for key in STATISTICS} | {"relevant": relevant},
            **({} if options["ours"] is None else {"ours": options["ours"]}),
            **settings,
        }
    )
    return _run(context, file, output, COMMAND)


def _entry(name: str, value: Any) -> str:
    """Return how a study file states the value of an option."""
    from difference_finder.text import toml_key, toml_value

    if name == "data_sets":
        data_set, reference = next(iter(_references(value).items()))
        return f"reference = {toml_value(reference)} under [data-sets.{toml_key(data_set)}]"
    table, _, key = study_file_keys()[name].rpartition(".")
    if name == "relevant":
        value = parse_relevant(value)
    return f"{key} = {toml_value(value)}{f' under [{table}]' if table else ''}"


def parse_relevant(given: str | None) -> dict[str, float]:
    """Return the smallest relevant difference of each metric, as ``--relevant`` gives them."""
    found: dict[str, float] = {}
    for part in given.split(",") if given else ():
        name, _, size = part.rpartition("=")
        try:
            margin = float(size)
        except ValueError:
            margin = 0.0
        if not name or not 0 < margin < float("inf"):
            raise click.UsageError(
                f"--relevant takes METRIC=SIZE with a size above 0, such as psnr=0.05, not '{part}'"
            )
        if name.strip() in found:
            raise click.UsageError(f"--relevant names '{name.strip()}' twice; give one size")
        found[name.strip()] = margin
    return found


def _given(context: click.Context) -> dict[str, str]:
    """Return the options that stand on the command line, with their flags."""
    return {
        str(one.name): one.opts[0]
        for one in context.command.params
        if context.get_parameter_source(str(one.name)) is ParameterSource.COMMANDLINE
    }


def _references(given: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in given:
        name, equals, folder = one.partition("=")
        if not (name and equals and folder):
            raise click.UsageError(f"--data-set takes NAME=REFERENCE, such as Set5=data/Set5/HR, not '{one}'")
        if name in found:
            raise click.UsageError(f"two data sets are called '{name}'; give each a unique name")
        found[name] = folder
    return found


def _run(context: click.Context, file: StudyFile, output: str | None, door: str) -> Study:
    from difference_finder.study.data_sets import run_data_sets
    from difference_finder.study.engines import get_engine
    from difference_finder.study.plan.data_sets import plan_data_sets

    options = context.params
    engine = get_engine(options["engine"], options["workers"], options["timeout"])
    plan = plan_data_sets(file, options["shard_size"], door)
    return run_resumable(lambda step: run_data_sets(plan, output, engine, step), plan.images, output)
