"""The comparisons of a study besides its verdict: all pairs, profiles, and means by difficulty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from difference_finder.errors import UnknownNameError
from difference_finder.study.difficulty import MEASURE, Third, Worst, thirds, worst
from difference_finder.study.plan.statistics_settings import NEMENYI, StatisticsSettings
from difference_finder.study.pooling import pooled_within_groups
from difference_finder.study.runs import merge_runs, named_runs, recorded_effects
from difference_finder.study.statistics.all_pairs import AllPairs, all_pairs
from difference_finder.study.statistics.profiles import Profile, profile

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.study.statistics.run_effects import RunEffects
    from difference_finder.study.table import Scores

__all__ = ["Comparisons"]


class Comparisons:
    """The comparisons of all methods of a study, from its scores and its record.

    Attributes
    ----------
    scores, record, high_frequency, runs
        See :class:`~difference_finder.study.results.Results`.
    """

    scores: Scores
    record: Mapping[str, Any]
    high_frequency: NDArray[np.float64] | None
    runs: Scores | None

    @property
    def higher_is_better(self) -> dict[str, bool | None]:
        """The direction of each metric."""
        return {facts["spec"]: facts["higher_is_better"] for facts in self.record["metrics"]}

    @cached_property
    def pooled(self) -> Scores:
        """The scores that are averaged and compared: of volumes, where a protocol pools files of groups.

        The score of a method with several runs is the mean of the scores of its runs, of volumes too.
        """
        if self.pooled_runs is not None:
            return merge_runs(self.pooled_runs, named_runs(self.record))[0]
        return pooled_within_groups(self.scores, self.record["metrics"])

    @cached_property
    def pooled_runs(self) -> Scores | None:
        """The same scores of each run; None if no method has several."""
        return None if self.runs is None else pooled_within_groups(self.runs, self.record["metrics"])

    @cached_property
    def run_effects(self) -> dict[str, dict[str, RunEffects]]:
        """The effects of the runs of methods with several runs, by metric and method."""
        return recorded_effects(self.record)

    def all_pairs(
        self,
        methods: Sequence[str] | None = None,
        post_hoc: str | None = None,
        *,
        metrics: Sequence[str] | None = None,
        intervals: bool = True,
    ) -> dict[str, AllPairs]:
        """Compare each method with each other one, in each metric that has a direction.

        Parameters
        ----------
        methods
            Names of the methods, at most 100; None for all.
        post_hoc
            Test of the pairs: "nemenyi" or "conover". None for the one that the study was run with, or else
            "nemenyi".
        metrics
            Names of the metrics; None for all that have a direction.
        intervals
            Whether to compute the intervals of the probabilities of improvement, and with a smallest relevant
            difference the tests of equivalence, which take most of the time.

        Returns
        -------
        dict
            The comparison in each metric; p values are corrected for the pairs of one metric.

        Raises
        ------
        InputError
            If there are fewer than 2 methods or more than 100.
        UnknownNameError
            If the study has no such method or metric, or there is no such test.
        """
        settings = self.statistics
        test = post_hoc or settings.post_hoc or NEMENYI
        how = {"post_hoc": test, "level": settings.level, "resamples": settings.draws, **self.units}
        margins = settings.relevant if intervals else {}
        return {
            metric: all_pairs(
                metric,
                table,
                names,
                higher_is_better=better,
                intervals=intervals,
                relevant=margins.get(metric),
                runs=self.run_effects.get(metric),
                **how,
            )
            for metric, better, names, table in self._chosen(methods, metrics)
        }

    def profiles(
        self,
        methods: Sequence[str] | None = None,
        points: int = 101,
        *,
        metrics: Sequence[str] | None = None,
    ) -> dict[str, Profile]:
        """Return on which share of the images each method comes within a distance of the best method.

        Parameters
        ----------
        methods
            Names of the methods; None for all.
        points
            Number of distances.
        metrics
            Names of the metrics; None for all that have a direction.

        Returns
        -------
        dict
            The performance profiles in each metric that has a direction; see
            :func:`difference_finder.study.statistics.profiles.profile`.

        Raises
        ------
        UnknownNameError
            If the study has no such method or metric.
        """
        return {
            metric: profile(metric, table, names, higher_is_better=better, points=points, **self.units)
            for metric, better, names, table in self._chosen(methods, metrics)
        }

    def by_difficulty(self) -> list[Third]:
        """Return the means of the images with low, middle and high high-frequency content of the reference.

        Returns
        -------
        list
            The thirds that have images; see :func:`difference_finder.study.difficulty.thirds`. Empty if the
            content is unknown.
        """
        if self.high_frequency is None:
            return []
        return thirds(self.pooled, self.high_frequency, self.higher_is_better)

    def worst(self, percent: float = 1.0) -> list[Worst]:
        """Return the mean of each method on its worst images, in each metric that has a direction.

        Parameters
        ----------
        percent
            Share of the images, above 0 and at most 100; in each data set rounded up to whole images.

        Raises
        ------
        InputError
            If the share is out of range.
        """
        return worst(self.scores, self.higher_is_better, percent)

    @property
    def statistics(self) -> StatisticsSettings:
        """The settings of the statistics."""
        return StatisticsSettings.from_dict(self.record.get("statistics"))

    @property
    def units(self) -> dict[str, Any]:
        """The units of the statistics, as keyword arguments."""
        return {
            "groups": self.scores.groups,
            "data_sets": self.scores.data_sets,
            "seed": self.record["seed"],
            "over": self.statistics.over,
        }

    def _chosen(
        self, methods: Sequence[str] | None, metrics: Sequence[str] | None
    ) -> Iterator[tuple[str, bool, tuple[str, ...], NDArray[np.float64]]]:
        """Yield metric, direction, methods and their table, for the metrics with a direction."""
        names = self.scores.methods if methods is None else tuple(methods)
        for name in names:
            if name not in self.scores.methods:
                raise UnknownNameError.among("method in this study", name, self.scores.methods)
        for name in metrics or ():
            if name not in self.scores.metrics:
                raise UnknownNameError.among("metric in this study", name, self.scores.metrics)
        places = [self.scores.methods.index(name) for name in names]
        for metric, better in self.higher_is_better.items():
            if better is not None and (metrics is None or metric in metrics):
                yield metric, better, names, self.pooled.tables[metric][places]

    def difficulty_record(self) -> dict[str, Any] | None:
        """Return the means by difficulty; None if the content of the references is unknown."""
        if self.high_frequency is None:
            return None
        return {"measure": MEASURE, "thirds": [third.to_dict() for third in self.by_difficulty()]}

    @cached_property
    def pairs(self) -> dict[str, AllPairs] | None:
        """The comparison of all pairs in each metric with a direction, if the study was to have it."""
        return None if self.statistics.post_hoc is None else self.all_pairs()

    def pairs_record(self) -> dict[str, Any] | None:
        """Return the comparison of all pairs, if it was asked for."""
        return None if self.pairs is None else {name: own.to_dict() for name, own in self.pairs.items()}
