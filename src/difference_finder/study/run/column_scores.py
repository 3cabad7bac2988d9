"""The scores of prepared pairs in the columns of a study, each under its own protocol."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from difference_finder.errors import DifferenceFinderError, InputError
from difference_finder.images.pair import Pair
from difference_finder.pipeline.bound_metric import bind, scores_of
from difference_finder.pipeline.column import Column, by_protocol
from difference_finder.pipeline.measurement import Measurement
from difference_finder.study.image_scores import ImageScores

__all__ = ["ColumnScorer", "cause_of"]

Fail = Callable[[ImageScores, int, str | None, str, Exception], None]
"""A function that adds an error row: scores of the image, method, column or None for all, stage, error."""


class ColumnScorer:
    """Scores prepared pairs in several columns; pairs are measured once for each different protocol.

    Parameters
    ----------
    columns
        Metrics with their protocols.
    measurement
        Measurement of the study, whose protocol selects the crops.
    crops
        Whether the pairs that select crops are wanted.
    fail
        Function that adds an error row.
    dry
        Whether pairs are only brought to what protocols measure, and metrics made ready for them.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        measurement: Measurement,
        crops: bool,
        fail: Fail,
        *,
        dry: bool = False,
    ) -> None:
        self.columns = columns
        self.fail = fail
        self._dry = dry
        self._common = measurement.protocol
        self._parts = [(measurement.under(protocol), numbers) for protocol, numbers in by_protocol(columns)]
        if crops and not any(self._is_common(one) for one, _ in self._parts):
            self._parts.append((measurement, []))

    def check(self, pair: Pair) -> None:
        """Refuse a pair that no protocol can measure, before its mask leaves out pixels of all methods.

        Raises
        ------
        DifferenceFinderError
            If the pair has a mask, and no protocol can measure it.
        """
        errors: list[Exception] = []
        for measurement, _ in self._parts if pair.mask is not None else ():
            try:
                measurement.measure(pair)
                return
            except DifferenceFinderError as error:
                errors.append(error)
        if errors:
            raise errors[0]

    def score(self, done: ImageScores, given: dict[int, Pair]) -> dict[int, Pair]:
        """Score pairs in all columns.

        Parameters
        ----------
        done
            Scores of the image, to which scores, notes and error rows are added.
        given
            Prepared pair of each method, by its number.

        Returns
        -------
        dict
            Pairs as the protocol of the study measures them, for the crops.
        """
        shown: dict[int, Pair] = {}
        for measurement, numbers in self._parts:
            pairs = self._measured(done, given, measurement, numbers)
            for number in numbers:
                (self._bind_by if self._dry else self._score_by)(done, number, pairs)
            if self._is_common(measurement):
                shown = pairs
        return shown

    def _is_common(self, measurement: Measurement) -> bool:
        return measurement.protocol == self._common

    def _measured(
        self, done: ImageScores, given: dict[int, Pair], measurement: Measurement, numbers: list[int]
    ) -> dict[int, Pair]:
        """Return the pairs as one protocol measures them."""
        pairs: dict[int, Pair] = {}
        for method, pair in given.items():
            try:
                pairs[method] = measurement.measure(pair)
            except (DifferenceFinderError, MemoryError) as error:
                self._fail_columns(done, method, numbers, error)
                continue
            known = {*pair.notes, *done.notes[method]}
            done.notes[method] += [note for note in pairs[method].notes if note not in known]
        return pairs

    def _fail_columns(self, done: ImageScores, method: int, numbers: list[int], error: Exception) -> None:
        """Add error rows for the columns of a protocol that cannot measure a pair."""
        if not numbers:
            done.notes[method].append(f"no error map for crops: {cause_of(error)}")
        elif len(numbers) == len(self.columns):
            self.fail(done, method, None, "compare", error)
        else:
            for number in numbers:
                self.fail(done, method, self.columns[number].name, "compare", error)

    def _bind_by(self, done: ImageScores, number: int, pairs: dict[int, Pair]) -> None:
        """Add an error row for each candidate that a metric cannot be made ready for."""
        column = self.columns[number]
        for method, pair in pairs.items():
            try:
                bind(column.part, pair, column.protocol)
            except (DifferenceFinderError, MemoryError) as error:
                self.fail(done, method, column.name, "compare", error)

    def _score_by(self, done: ImageScores, number: int, pairs: dict[int, Pair]) -> None:
        """Score candidates in one column; retry them one by one if that fails."""
        column = self.columns[number]
        try:
            scores = scores_of(column.part, list(pairs.values()), column.protocol) if pairs else []
        except (DifferenceFinderError, MemoryError) as error:
            if len(pairs) == 1:
                self.fail(done, next(iter(pairs)), column.name, "compare", error)
            else:
                for method, pair in pairs.items():
                    self._score_by(done, number, {method: pair})
            return
        for method, score in zip(pairs, scores, strict=True):
            if math.isnan(score):
                nothing = InputError(f"the score of '{column.name}' is NaN")
                self.fail(done, method, column.name, "compare", nothing)
            else:
                done.values[method][number] = score


def cause_of(error: Exception) -> str:
    """Return the message of an error on one line."""
    return " ".join(str(error).split()) or "out of memory"
