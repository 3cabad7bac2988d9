"""Whether a method is better than its rivals: words from numbers."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from difference_finder.errors import DuplicateNameError, InputError, UnknownNameError
from difference_finder.study.statistics.outcome import BETTER, UNDECIDED, WORSE, Outcome, Verdict
from difference_finder.study.statistics.paired import Paired, holm, paired, ranks
from difference_finder.study.statistics.paragraph import write_paragraph
from difference_finder.study.statistics.units import checked_scores

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
    unit: str | None = None,
    level: float = 0.05,
    confidence: float = 0.95,
    resamples: int = 9999,
    seed: int = 0,
) -> Verdict:
    """Judge whether a method is better than each rival in each metric.

    Parameters
    ----------
    tables
        For each metric a table (methods, images) of scores, NaN where there is none. All have the same
        methods and images in the same order.
    methods
        The names of the methods, in the order of the rows.
    ours
        The one that is judged.
    higher_is_better
        The direction of each metric.
    metric_units
        Units to print behind scores, such as ``{"psnr": "dB"}``.
    groups
        Shape (images,): the volume, scene or video of each image; None: each image is a unit.
    unit
        What a unit is called, in the singular; by default "image", or "group".
    level
        The risk, over all rivals and metrics together, of "better" or "worse" where methods are equal.
    confidence, resamples, seed
        As for :func:`difference_finder.study.statistics.paired.paired`.

    Returns
    -------
    Verdict
        Its ``text`` is the paragraph.

    Raises
    ------
    InputError
        If a table has not one row for each method, or not as many images as the others, or a direction is
        unknown, or a setting has no meaning.
    UnknownNameError
        If ours is none of the methods.
    DuplicateNameError
        If two methods have one name.

    Notes
    -----
    The verdict is by the sign-flip permutation test of the mean, or by Wilcoxon's signed ranks where a score
    alone is infinite; Holm's correction counts every rival in every metric.

    Examples
    --------
    >>> scores = {"psnr": [[30.1, 28.4, 33.0, 31.2], [29.8, 28.1, 33.1, 30.6]]}
    >>> judged = verdict(scores, ["ours", "edsr"], ours="ours", higher_is_better={"psnr": True})
    >>> judged.outcomes[0].word
    'no difference shown'
    """
    checked = _checked(tables, methods, ours, higher_is_better, level)
    own = list(methods).index(ours)
    drawn: dict[str, Any] = {"groups": groups, "resamples": resamples, "seed": seed}
    compared = [
        (
            name,
            rival,
            paired(table[own], row, higher_is_better=higher_is_better[name], confidence=confidence, **drawn),
        )
        for name, table in checked.items()
        for rival, row in zip(methods, table, strict=True)
        if rival != ours
    ]
    adjusted = holm([pair.decision.p for _, _, pair in compared]).tolist()
    outcomes = tuple(
        Outcome(name, rival, pair, p, _word(pair, p, level))
        for (name, rival, pair), p in zip(compared, adjusted, strict=True)
    )
    placed = {n: ranks(t, higher_is_better=higher_is_better[n], **drawn) for n, t in checked.items()}
    units = {name: (metric_units or {}).get(name, "") for name in checked}
    called = unit or ("image" if groups is None else "group")
    found = Verdict(ours, tuple(methods), outcomes, placed, level, called, units)
    return replace(found, text=write_paragraph(found))


def _word(pair: Paired, adjusted_p: float, level: float) -> str:
    if not adjusted_p <= level:  # NaN is undecided
        return UNDECIDED
    return {1: BETTER, -1: WORSE, 0: UNDECIDED}[pair.direction]


def _checked(
    tables: Mapping[str, ArrayLike],
    methods: Sequence[str],
    ours: str,
    higher_is_better: Mapping[str, bool],
    level: float,
) -> dict[str, NDArray[np.float64]]:
    """Return the tables as float64, if all belongs together."""
    if isinstance(methods, str) or len(methods) < 2:
        raise InputError(f"methods must name at least two methods, not {methods!r}")
    for position, name in enumerate(methods):
        if name in methods[:position]:
            raise DuplicateNameError(f"two methods are called '{name}'; give each a name of its own")
    if ours not in methods:
        raise UnknownNameError.among("method", ours, methods)
    if isinstance(level, bool) or not isinstance(level, int | float) or not 0 < level < 1:
        raise InputError(f"level must be a number between 0 and 1, such as 0.05, not {level!r}")
    if not tables:
        raise InputError("tables has no metric; give the scores of at least one")
    checked: dict[str, NDArray[np.float64]] = {}
    for name, table in tables.items():
        if not isinstance(higher_is_better.get(name), bool):
            raise InputError(
                f"higher_is_better must say True or False for '{name}', not {higher_is_better.get(name)!r}"
            )
        checked[name] = checked_scores(f"the table of '{name}'", table, ndim=2)
        if len(checked[name]) != len(methods):
            raise InputError(
                f"the table of '{name}' has {len(checked[name])} rows, and there are {len(methods)} methods;"
                " give one row for each"
            )
    counts = {name: table.shape[1] for name, table in checked.items()}
    if len(set(counts.values())) > 1:
        raise InputError(
            f"the tables have different numbers of images: {counts}; give NaN where a score is missing"
        )
    return checked
