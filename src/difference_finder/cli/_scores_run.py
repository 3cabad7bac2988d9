"""The command ``rank --scores``: the statistics of scores that were measured elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from difference_finder.study.study import Study

__all__ = ["study_of_scores"]

STATISTICS = ("ours", "seed", "level", "draws", "correction", "primary", "over", "post_hoc", "group")
"""Options of the command that the statistics of scores take."""

OTHERS = (
    "methods", "scores", "output", "chosen", "relevant", "higher_is_better", "lower_is_better",
    "by_difficulty", "parquet", "as_json",
)  # fmt: skip
"""Other options that apply to scores."""


def study_of_scores(context: click.Context, output: str | None, relevant: dict[str, float]) -> Study:
    """Return the study of the scores that the option ``--scores`` names, after writing its files.

    Parameters
    ----------
    context
        Context of the command.
    output
        Folder of the files; None to write none.
    relevant
        Smallest relevant difference of each metric.
    """
    from difference_finder.study.study import Study

    options = context.params
    if options["methods"]:
        raise click.UsageError(
            f"--scores reads the scores of all methods from a file; leave '{options['methods'][0]}' out"
        )
    for parameter in context.command.params:
        name = str(parameter.name)
        given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if given and name not in (*STATISTICS, *OTHERS):
            raise click.UsageError(
                f"{parameter.opts[0]} is about the measurement of images, and --scores reads scores that were"
                " measured elsewhere; leave one out"
            )
    return Study.from_scores(
        options["scores"],
        metrics=options["chosen"],
        higher_is_better=options["higher_is_better"],
        lower_is_better=options["lower_is_better"],
        output=output,
        relevant=relevant,
        **{name: options[name] for name in STATISTICS},
    )
