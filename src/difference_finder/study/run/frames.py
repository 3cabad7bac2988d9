"""The scoring of files frame by frame, in memory that does not grow with their length."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from difference_finder.errors import DifferenceFinderError, InputError
from difference_finder.images.image import Image
from difference_finder.pipeline.unequal import describe_difference
from difference_finder.study.image_scores import ImageScores
from difference_finder.study.kinds.meter import SAMPLES
from difference_finder.study.plan.manifest import StudyImage
from difference_finder.text import option

__all__ = ["score_frames"]

NO_CROPS = "no error map for crops: the files hold several samples"


def score_frames(scorer: Any, done: ImageScores, image: StudyImage, methods: list[int]) -> None:
    """Score files frame by frame: the score of a file is the mean of the scores of its frames.

    Parameters
    ----------
    scorer
        The :class:`~difference_finder.study.run.scorer.Scorer` of the shard.
    done
        Scores of the image, to which the results are added.
    image
        Image of the study.
    methods
        Numbers of the methods to score.
    """
    try:
        mask = scorer.files.read_mask(done, image)
        files = _Files(scorer, done, image, methods)
        for number, reference, candidates in files:
            if not scorer.measurement.selects(number):
                files.compare_equality(reference, candidates)
                continue
            part = scorer.empty(image)
            scorer.score_methods(part, candidates.__getitem__, reference, mask, list(candidates), False)
            files.add(number, part)
        files.finish()
    except (DifferenceFinderError, MemoryError) as error:
        done.errors.clear()
        done.values = scorer.empty(image).values
        scorer.fail_all(done, image, methods, error)


class _Files:
    """The files of an image, read frame by frame, and what their frames add up to."""

    def __init__(self, scorer: Any, done: ImageScores, image: StudyImage, methods: list[int]) -> None:
        self.scorer, self.done, self.image = scorer, done, image
        self.active = list(methods)
        self.count = 0
        self.sums = [[0.0] * len(scorer.columns) for _ in scorer.methods]
        self.failed: set[tuple[int, str | None]] = set()
        self.left_out = [0, 0]
        self.high_frequency: list[float] = []

    def __iter__(self) -> Iterator[tuple[int, Image, dict[int, Image]]]:
        """Yield number, reference and candidates of each frame that all files have."""
        read = self.scorer.files.read_frames
        reference = read(self.done, self.image, 0)
        frames = {method: read(self.done, self.image, method + 1) for method in self.active}
        number = 0
        while self.active:
            number += 1
            base = next(reference, None)
            found: dict[int, Image] = {}
            for method in list(self.active):
                try:
                    frame = next(frames[method], None)
                except (DifferenceFinderError, MemoryError) as error:
                    self._drop(method, "read", error)
                    continue
                if (frame is None) != (base is None):
                    self._drop(method, "compare", self._unequal_count(number, frame is None))
                elif frame is not None:
                    found[method] = frame
            if base is None:
                return
            if found:
                yield number, base, found

    def _unequal_count(self, number: int, fewer: bool) -> InputError:
        return InputError(
            f"it holds {'fewer' if fewer else 'more'} frames than the reference: frame {number} has no"
            f" counterpart; save files of equal length, or choose frames by {option('pages')}"
        )

    def _drop(self, method: int, stage: str, error: Exception) -> None:
        self.active.remove(method)
        self.failed.add((method, None))
        self.scorer.fail(self.done, method, None, stage, error)

    def compare_equality(self, reference: Image, candidates: dict[int, Image]) -> None:
        """Note which candidates differ from the reference in a frame that was not selected."""
        for method, candidate in candidates.items():
            if (
                describe_difference(reference, candidate) is not None
                and "pages" not in self.done.unequal[method]
            ):
                self.done.unequal[method] = sorted([*self.done.unequal[method], "pages"])

    def add(self, number: int, part: ImageScores) -> None:
        """Add the scores of a frame."""
        self.count += 1
        if part.high_frequency is not None:
            self.high_frequency.append(part.high_frequency)
        for method, row in enumerate(part.values):
            for metric, value in enumerate(row):
                self.sums[method][metric] += value or 0.0
            notes, kinds = (getattr(self.done, name)[method] for name in ("notes", "unequal"))
            notes += [note for note in part.notes[method] if note not in notes]
            kinds[:] = sorted({*kinds, *part.unequal[method]})
        for error in part.errors:
            key = (self.scorer.methods.index(error.method), error.metric)
            if key not in self.failed:
                self.failed.add(key)
                self.done.errors.append(replace(error, cause=f"frame {number}: {error.cause}"))
        if part.left_out is not None:
            self.left_out = [old + new for old, new in zip(self.left_out, part.left_out, strict=True)]

    def finish(self) -> None:
        """Set the scores to the means of the frames, where all frames have one."""
        if not self.count and not self.failed:
            pages = self.scorer.measurement.pages
            raise InputError(f"{option('pages', pages)} selects no frame; pass numbers from 1")
        for method in self.active:
            for metric, column in enumerate(self.scorer.columns):
                if not {(method, None), (method, column.name)} & self.failed and self.count:
                    self.done.values[method][metric] = self.sums[method][metric] / self.count
        self.done.samples = max(1, self.count)
        if self.high_frequency:
            self.done.high_frequency = math.fsum(self.high_frequency) / len(self.high_frequency)
        self.done.left_out = self.left_out if self.left_out[0] else None
        if self.scorer.crops is not None and self.active:
            self.done.notes[self.active[0]].append(NO_CROPS)
        if self.scorer.kinds is not None and self.active:
            self.done.notes[self.active[0]].append(SAMPLES)
