"""Scores of several images as one: the PSNR of the mean squared error instead of the mean of PSNRs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from difference_finder.errors import DifferenceFinderError
from difference_finder.parts.metric import Pooling
from difference_finder.parts.registry import metrics
from difference_finder.pipeline.protocol import Protocol
from difference_finder.study.statistics.units import group_codes
from difference_finder.text import join_names

if TYPE_CHECKING:
    from difference_finder.study.table import Mean, Scores

__all__ = ["describe_pooled", "pooled_of_runs", "pooled_within_groups", "poolings_of"]

MOST_METHODS = 5
"""Maximum number of methods that a sentence lists."""


def poolings_of(facts: Sequence[Mapping[str, Any]]) -> dict[str, Pooling]:
    """Return the pooling of each metric in a record that has one, by the name of the column."""
    found = {}
    for fact in facts:
        try:
            pooling = metrics.get(str(fact["name"])).pooling
        except (DifferenceFinderError, KeyError):  # not installed here, or measured elsewhere
            continue
        if pooling is not None:
            found[str(fact["spec"])] = pooling
    return found


def pooled_within_groups(scores: Scores, facts: Sequence[Mapping[str, Any]]) -> Scores:
    """Return scores in which each image has the score of its volume, where a protocol pools groups.

    Parameters
    ----------
    scores
        Scores of the study, with groups.
    facts
        Metrics in the record of the study.
    """
    if scores.groups is None:
        return scores
    known = poolings_of(facts)
    tables = dict(scores.tables)
    for fact in facts:
        spec = str(fact["spec"])
        protocol = (
            Protocol.from_dict(fact["protocol"]) if fact.get("protocol") else None
        )  # measured elsewhere
        if protocol is None or protocol.volume != "group" or not protocol.pools(str(fact["name"])):
            continue
        if spec in known:
            tables[spec] = _by_group(tables[spec], scores.units or (), known[spec])
    return replace(scores, tables=tables)


def _by_group(table: Any, units: Sequence[Any], pooling: Pooling) -> Any:
    """Return a table (methods, images) with the pooled score of the group of each image.

    Images that lack a score of a method are left out for all methods.
    """
    import numpy as np

    codes = group_codes(units, table.shape[1])
    whole = ~np.isnan(table).any(axis=0)
    pooled = np.full_like(table, np.nan)
    for code in np.unique(codes[whole]):
        members = (codes == code) & whole
        errors = pooling.to_error(table[:, members]).mean(axis=1)
        pooled[:, members] = pooling.to_score(errors)[:, None]
    return pooled


def pooled_of_runs(
    means: Sequence[Mean],
    each: Scores | None,
    runs: Mapping[str, Sequence[str]],
    poolings: Mapping[str, Pooling],
) -> list[Mean]:
    """Return means with the pooled score of each method with several runs.

    It is the mean over its runs of the pooled score of each: errors are averaged over images within a run,
    and scores over runs.

    Parameters
    ----------
    means
        Means of the methods, of which each has the pooled score of its scores.
    each
        Scores of each run; None if they are unknown, so that methods with several runs have no pooled score.
    runs
        Names of the runs of each method.
    poolings
        How scores of several images become one.
    """
    import numpy as np

    own = [] if each is None else each.means({}, poolings)
    pooled = {(mean.metric, mean.method): mean.pooled for mean in own}

    def of_runs(mean: Mean) -> Mean:
        known = [pooled.get((mean.metric, name)) for name in runs[mean.method]]
        scores = [score for score in known if score is not None]
        return replace(mean, pooled=float(np.mean(scores)) if scores else None)

    return [mean if mean.pooled is None or len(runs[mean.method]) == 1 else of_runs(mean) for mean in means]


def describe_pooled(means: Sequence[Mean], metric: str, several_runs: bool = False) -> str | None:
    """Return a sentence with the scores of all images as one; None if there are none, or for one image.

    Parameters
    ----------
    means
        Means of the methods.
    metric
        Name of the metric.
    several_runs
        Whether methods have several runs.
    """
    own = [mean for mean in means if mean.metric == metric and mean.pooled is not None]
    if not own or own[0].n < 2:
        return None
    listed = join_names([f"{mean.method} {mean.pooled:#.5g}" for mean in own], MOST_METHODS)
    how = " (of each run, then averaged over runs)" if several_runs else ""
    return f"{metric} of the mean squared error{how}, instead of the mean of scores: {listed}"
