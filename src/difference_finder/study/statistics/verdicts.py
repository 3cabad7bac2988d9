"""Verdicts: whether a method is significantly better than its rivals."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from difference_finder.errors import DuplicateNameError, InputError, UnknownNameError
from difference_finder.study.plan.statistics_settings import IMAGES, StatisticsSettings
from difference_finder.study.statistics.caveats import list_caveats
from difference_finder.study.statistics.judgement import Comparison, judge
from difference_finder.study.statistics.outcome import DataSetOutcome, Verdict
from difference_finder.study.statistics.paired import compare, paired, ranks
from difference_finder.study.statistics.paragraph import write_paragraph
from difference_finder.study.statistics.run_effects import NO_RUNS, RunEffects
from difference_finder.study.statistics.units import checked_scores, parts_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

__all__ = ["verdict"]


def verdict(
    tables: Mapping[str, ArrayLike],
    methods: Sequence[str],
    *,
    ours: str,
    higher_is_better: Mapping[str, bool],
    metric_units: Mapping[str, str] | None = None,
    groups: Sequence[Hashable] | None = None,
    data_sets: Sequence[str] | None = None,
    unit: str | None = None,
    remarks: Sequence[str] = (),
    paired_by: str = "name",
    level: float = 0.05,
    confidence: float = 0.95,
    resamples: int = 9999,
    seed: int = 0,
    correction: str = "max-t",
    primary: str | Sequence[str] = (),
    relevant: Mapping[str, float] | None = None,
    over: str = IMAGES,
    runs: Mapping[str, Mapping[str, RunEffects]] | None = None,
) -> Verdict:
    """Test whether a method is better than each rival in each metric.

    Parameters
    ----------
    tables
        Scores in each metric, shape (methods, images); NaN where there is none. All tables have the same
        methods and images in the same order.
    methods
        Names of the methods, in the order of the rows.
    ours
        Method that is compared with the others.
    higher_is_better
        Direction of each metric.
    metric_units
        Units of the scores, such as ``{"psnr": "dB"}``.
    groups
        Volume, scene or video of each image, shape (images,); None if each image is a unit.
    data_sets
        Name of the data set of each image, shape (images,), whose means have the same weight; None for one
        data set.
    unit
        Name of the statistical unit in the singular; by default "image", or "group".
    remarks
        Sentences about what the scores do not include, for the paragraph.
    paired_by
        Rule that paired the files, which the paragraph reports: "name", "case", "stem", "number" or "order".
    level
        Family-wise significance level over all rivals and metrics.
    confidence, resamples, seed
        See :func:`difference_finder.study.statistics.paired.paired`; ``resamples`` is also the number of
        random sign assignments of the correction.
    correction
        "max-t" for Westfall and Young's step-down procedure with common sign flips, which uses the dependence
        of the comparisons; "holm" for Holm's, which does not.
    primary
        Metrics that are tested first. The others are secondary: they are tested only if all primary
        comparisons are significant.
    relevant
        Smallest relevant difference in some metrics, in their units.
    over
        What intervals hold for: "images" of these data sets, or other "data-sets".
    runs
        Effects of the runs of each method with several runs, by metric; the tables have the means of runs.
        Intervals then hold for other runs too, and p values for these runs.

    Returns
    -------
    Verdict
        The outcomes, and the paragraph that reports them as ``text``.

    Raises
    ------
    InputError
        If a table does not have one row for each method, tables differ in the number of images, a direction
        is missing, or a setting is invalid.
    UnknownNameError
        If ours is not one of the methods.
    DuplicateNameError
        If two methods have the same name.

    Notes
    -----
    The deciding test is the sign-flip permutation test of the mean, or the Wilcoxon signed-rank test if
    exactly one of two scores is infinite. The correction covers all rivals and metrics, within the primary
    and the secondary family; the p value of a secondary comparison is at least the largest primary one.

    With data sets, the advantage is the mean of their means. The sign flips are those of differences that are
    weighted accordingly, so that p refers to these data sets, whatever ``over`` is.

    With a smallest relevant difference, the verdict is "equivalent" if two one-sided tests are significant,
    with Holm's correction, and the confidence interval lies inside the margin; this takes precedence over
    "better" and "worse".

    Examples
    --------
    >>> scores = {"psnr": [[30.1, 28.4, 33.0, 31.2], [29.8, 28.1, 33.1, 30.6]]}
    >>> judged = verdict(scores, ["ours", "edsr"], ours="ours", higher_is_better={"psnr": True})
    >>> judged.outcomes[0].word
    'no difference shown'
    """
    checked = _checked(tables, methods, ours, higher_is_better)
    settings = StatisticsSettings.checked(
        list(checked),
        level=level,
        draws=resamples,
        correction=correction,
        primary=primary,
        relevant=relevant,
        over=over,
    )
    drawn: dict[str, Any] = {"resamples": resamples, "seed": seed}
    units: dict[str, Any] = {"groups": groups, "data_sets": data_sets, "over": over}
    own = list(methods).index(ours)
    parts = {} if data_sets is None else parts_of(data_sets, next(iter(checked.values())).shape[1])

    def compared_with(metric: str, rival: int) -> Comparison:
        pair = checked[metric][[own, rival]]
        how = {"higher_is_better": higher_is_better[metric], "confidence": confidence, **drawn}
        effects = [(runs or {}).get(metric, {}).get(name, NO_RUNS) for name in (ours, methods[rival])]
        found = compare(pair[0], pair[1], runs=[one.whole for one in effects], **how, **units)
        by_data_set = _by_data_set(pair, parts, groups, how, effects)
        return Comparison(
            metric, methods[rival], *found, by_data_set, _run_rows(runs or {}, metric, ours, methods[rival])
        )

    rivals = [place for place in range(len(methods)) if place != own]
    compared = [compared_with(metric, rival) for metric in checked for rival in rivals]
    outcomes = judge(compared, settings, confidence, seed)
    placed = {n: ranks(t, higher_is_better=higher_is_better[n], **drawn, **units) for n, t in checked.items()}
    symbols = {name: (metric_units or {}).get(name, "") for name in checked}
    called = unit or ("image" if groups is None else "group")
    found = Verdict(ours, tuple(methods), outcomes, placed, level, called, symbols, paired_by)
    found = replace(found, remarks=tuple(remarks), correction=correction, primary=settings.primary)
    found = replace(found, data_sets=tuple(parts), over=over)
    return replace(found, text=write_paragraph(found), caveats=tuple(list_caveats(found)))


def _by_data_set(
    pair: NDArray[np.float64],
    parts: Mapping[str, NDArray[np.intp]],
    groups: Sequence[Hashable] | None,
    how: Mapping[str, Any],
    effects: Sequence[RunEffects],
) -> tuple[DataSetOutcome, ...]:
    """Compare the scores (2, images) of two methods on each data set, of which the images are given."""
    found = []
    for name, places in parts.items():
        own = None if groups is None else [groups[place] for place in places]
        runs = [one.by_data_set.get(name, ()) for one in effects]
        compared = paired(pair[0, places], pair[1, places], groups=own, runs=runs, **how)
        found.append(DataSetOutcome(name, compared))
    return tuple(found)


def _run_rows(
    runs: Mapping[str, Mapping[str, RunEffects]], metric: str, ours: str, rival: str
) -> tuple[float, ...]:
    """Return what each run of each method adds to the error of a difference, 0 for other methods."""
    found: list[float] = []
    numbers = {name: len(own.whole) for known in runs.values() for name, own in known.items()}
    for name, r in numbers.items():
        own = runs.get(metric, {}).get(name, NO_RUNS).whole
        sign = (name == ours) - (name == rival)
        used = sign and len(own) == r and not any(map(math.isnan, own))
        found += [sign * e / math.sqrt(r * (r - 1)) for e in own] if used else [0.0] * r
    return tuple(found)


def _checked(
    tables: Mapping[str, ArrayLike],
    methods: Sequence[str],
    ours: str,
    higher_is_better: Mapping[str, bool],
) -> dict[str, NDArray[np.float64]]:
    """Return the tables as float64, after checking that they are consistent."""
    if isinstance(methods, str) or len(methods) < 2:
        raise InputError(f"methods must name at least two methods, not {methods!r}")
    for position, name in enumerate(methods):
        if name in methods[:position]:
            raise DuplicateNameError(f"two methods are called '{name}'; give each a unique name")
    if ours not in methods:
        raise UnknownNameError.among("method", ours, methods)
    if not tables:
        raise InputError("tables has no metric; pass the scores of at least one")
    checked: dict[str, NDArray[np.float64]] = {}
    for name, table in tables.items():
        if not isinstance(higher_is_better.get(name), bool):
            raise InputError(
                f"higher_is_better must be True or False for '{name}', not {higher_is_better.get(name)!r}"
            )
        checked[name] = checked_scores(f"the table of '{name}'", table, ndim=2)
        if len(checked[name]) != len(methods):
            raise InputError(
                f"the table of '{name}' has {len(checked[name])} rows for {len(methods)} methods; pass one"
                f" row for"
                " each method"
            )
    counts = {name: table.shape[1] for name, table in checked.items()}
    if len(set(counts.values())) > 1:
        raise InputError(
            f"the tables have different numbers of images: {counts}; use NaN where a score is missing"
        )
    return checked
