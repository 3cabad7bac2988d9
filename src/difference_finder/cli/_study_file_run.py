"""The study that a study file describes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from difference_finder.cli._resumable import run_resumable

if TYPE_CHECKING:
    from difference_finder.study.study import Study

__all__ = ["study_of_file"]

RUN = (
    "methods", "output", "as_json", "workers", "timeout", "engine", "shard_size", "parquet", "by_difficulty",
)  # fmt: skip
"""Options that say how a study runs and what is printed, rather than what it measures."""


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
    from difference_finder.study.data_sets import run_data_sets
    from difference_finder.study.engines import get_engine
    from difference_finder.study.plan.data_sets import plan_data_sets
    from difference_finder.study.plan.study_file import StudyFile

    options = context.params
    for parameter in context.command.params:
        name = str(parameter.name)
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE and name not in RUN:
            raise click.UsageError(
                f"{parameter.opts[0]} is set by the study file '{path}'; write it there, and leave it out"
                " here"
            )
    engine = get_engine(options["engine"], options["workers"], options["timeout"])
    plan = plan_data_sets(StudyFile.read(path), options["shard_size"])
    return run_resumable(lambda step: run_data_sets(plan, output, engine, step), plan.images, output)
