"""Studies of several data sets, which a study file or options describe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from difference_finder.cli._resumable import run_resumable

if TYPE_CHECKING:
    from difference_finder.study.plan.study_file import StudyFile
    from difference_finder.study.study import Study

__all__ = ["study_of_file", "study_of_options"]

RUN = (
    "methods", "output", "as_json", "workers", "timeout", "engine", "shard_size", "parquet", "by_difficulty",
)  # fmt: skip
"""Options that say how a study runs and what is printed, rather than what it measures."""

OF_ONE = ("reference", "crop_sizes", "crop_border", "kinds", "higher_is_better", "lower_is_better")
"""Options that a study of several data sets does not take."""


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
        if name not in RUN:
            raise click.UsageError(
                f"{flag} is set by the study file '{path}'; write it there, and leave it out here"
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
    from difference_finder.study.plan.study_entries import MEASUREMENT, PLAN
    from difference_finder.study.plan.study_file import STATISTICS, StudyFile
    from difference_finder.text import COMMAND

    options = context.params
    for name, flag in _given(context).items():
        if name in OF_ONE:
            raise click.UsageError(f"{flag} does not apply to a study of several data sets; leave it out")
    for name, folder in folders.items():
        if "{run}" in folder:
            raise click.UsageError(
                f"{name}={folder} has runs, whose names only a study file states; write one"
            )
    settings = {key: options[key] for key in (*MEASUREMENT, *PLAN) if options[key] is not None}
    file = StudyFile.from_dict(
        {
            "data-sets": _references(options["data_sets"]),
            "methods": folders,
            "metrics": list(options["chosen"]) or list(StudyFile.metrics),
            "crops": options["crops"],
            "statistics": {key: options[key] for key in STATISTICS} | {"relevant": relevant},
            **({} if options["ours"] is None else {"ours": options["ours"]}),
            **settings,
        }
    )
    return _run(context, file, output, COMMAND)


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
