"""The scoring of one image: all methods and metrics, with the reference read once."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from difference_finder.errors import DifferenceFinderError, InputError
from difference_finder.images.image import METRIC_ROLES, Image
from difference_finder.images.pair import Pair
from difference_finder.images.volume import Volume
from difference_finder.parts.registry import metrics
from difference_finder.pipeline.bound_metric import TOGETHER
from difference_finder.pipeline.provenance import notes_of
from difference_finder.pipeline.stages import colour_notes, unmasked_notes
from difference_finder.pipeline.unequal import find_unequal
from difference_finder.readers import is_streamed
from difference_finder.study.crops.plan import new_crop_finder
from difference_finder.study.image_scores import ImageScores, ScoreError
from difference_finder.study.kinds.meter import KindMeter
from difference_finder.study.plan.manifest import Shard, StudyImage
from difference_finder.study.run.column_scores import ColumnScorer, cause_of
from difference_finder.study.run.error_map import error_map
from difference_finder.study.run.files import StudyFiles, digest_of
from difference_finder.study.run.frames import score_frames
from difference_finder.study.run.high_frequency import high_frequency
from difference_finder.study.run.support import Support
from difference_finder.study.run.suspicion import ImageCheck
from difference_finder.text import count_of, option
from difference_finder.threads import share_threads

__all__ = ["Scorer"]

ALONE = "scored apart from the other methods, one of which crashed, and so on other pixels"


class Scorer:
    """Scores the images of a shard.

    Parameters
    ----------
    shard
        Shard to score.
    threads
        Number of threads that kernels may use; no score depends on it.
    dry
        Whether images are only read and prepared, and no score is computed.

    Attributes
    ----------
    crops
        Finder with the error maps of the images that were scored with all methods at once; None for no crops.
    kinds
        What measures the kinds of change; None if they are not measured.
    """

    def __init__(self, shard: Shard, threads: int = 1, *, dry: bool = False) -> None:
        self.methods = shard.methods
        self.measurement = shard.measurement.measurement(open_masks=False)
        self.files = StudyFiles(shard, self.measurement)
        self.columns = shard.measurement.columns
        self.threads = threads
        self._looked_at = shard.looked_at
        self._volumes = shard.volumes
        self._volume: Volume | None = None
        self.crops = None if shard.crops is None else new_crop_finder(shard.crops)
        self._crop_metric = None if shard.crops is None else metrics.get(shard.crops.metric)
        self.kinds = KindMeter(shard, self.measurement, threads) if shard.kinds else None
        wanted = self._crop_metric is not None
        self._column_scorer = ColumnScorer(self.columns, self.measurement, wanted, self.fail, dry=dry)

    def empty(self, image: StudyImage) -> ImageScores:
        """Return the scores of an image before it is measured."""
        nothing: list[list[float | None]] = [[None] * len(self.columns) for _ in self.methods]
        each: list[list[str]] = [[] for _ in self.methods]
        return ImageScores(image.name, [None] * len(image.paths), nothing, [], each, [[] for _ in each])

    def score(self, image: StudyImage, chosen: Sequence[int] | None = None) -> ImageScores:
        """Measure one image.

        Parameters
        ----------
        image
            Image to measure.
        chosen
            Numbers of the methods to measure; None for all.

        Returns
        -------
        ImageScores
            Scores, with an error row for each file or score that failed.
        """
        done = self.empty(image)
        # The plan has an error row for each file that is missing.
        present = [
            method for method in range(len(self.methods)) if image.paths[0] and image.paths[method + 1]
        ]
        methods = present if chosen is None else [method for method in chosen if method in present]
        if not methods:
            return done
        self._volume = self._volumes.get(str(image.group))
        with share_threads(self.threads):
            if self._streams(image):
                score_frames(self, done, image, methods)
            else:
                self._score_whole(done, image, methods, crops=chosen is None)
        if chosen is not None and done.left_out:
            for method in methods:
                done.notes[method].append(ALONE)
        self.sort(done.errors)
        return done

    def _streams(self, image: StudyImage) -> bool:
        """Tell whether the files are scored frame by frame: videos of which no frame needs the others."""
        together = any(column.measures_together() for column in self.columns)
        return not together and is_streamed(self.files.path(image, 0))

    def _score_whole(self, done: ImageScores, image: StudyImage, methods: list[int], crops: bool) -> None:
        """Score the methods with all samples of the files at once."""
        try:
            reference = self.files.read(done, image, 0)
            mask = self.files.read_mask(done, image)
        except (DifferenceFinderError, MemoryError) as error:
            self.fail_all(done, image, methods, error)
            return

        def read(method: int) -> Image:
            return self.files.read(done, image, method + 1)

        check = None
        if image.name in self._looked_at:
            check = ImageCheck(min(column.protocol.crop_border for column in self.columns))
        maps = self.score_methods(done, read, reference, mask, methods, crops, check)
        done.samples = int(reference.pixels.shape[0])
        if check is not None:
            done.signs = check.result()
        added = self._add_to_crops(done, maps)
        if self.kinds is not None:
            self.kinds.volume = self._volume
            self.kinds.measure(done, read, reference, mask, methods, maps if added else {})

    def fail_all(self, done: ImageScores, image: StudyImage, methods: list[int], error: Exception) -> None:
        """Add an error row to each method: the reference or the mask cannot be read."""
        for method in methods:
            done.digests[method + 1] = digest_of(self.files.path(image, method + 1))
            self.fail(done, method, None, "read", error)

    def score_methods(
        self,
        done: ImageScores,
        read: Callable[[int], Image],
        reference: Image,
        mask: Image | None,
        methods: list[int],
        crops: bool,
        check: ImageCheck | None = None,
    ) -> dict[str, Any]:
        """Score the methods, of which ``read`` returns the images, and return their error maps for crops.

        Methods are scored in batches. A later batch may have pixels that are not finite, which are then left
        out for all methods: all are scored again.
        """
        support = Support(self.measurement, reference, mask)
        done.high_frequency = high_frequency(reference)
        blank = copy.deepcopy(done)
        while True:
            maps: dict[str, Any] = {}
            for start in range(0, len(methods), TOGETHER):
                batch = methods[start : start + TOGETHER]
                pairs = self._score_together(done, read, reference, mask, batch, support, check)
                if crops:
                    maps |= self._error_maps(done, pairs)
            if not support.has_shrunk():
                break
            vars(done).update(vars(copy.deepcopy(blank)))
        done.left_out = support.left_out()
        return maps

    def _error_maps(self, done: ImageScores, pairs: dict[int, Pair]) -> dict[str, Any]:
        """Return the error maps that select the crops, for each method that has one."""
        maps: dict[str, Any] = {}
        if self._crop_metric is None:
            return maps
        if any(int(pair.second.shape[0]) > 1 for pair in pairs.values()):
            done.notes[next(iter(pairs))].append("no error map for crops: the files hold several samples")
            return maps
        for method, pair in pairs.items():
            try:
                map_ = error_map(self._crop_metric, pair, self.measurement.protocol, self.threads)
                maps[self.methods[method]] = map_
            except (DifferenceFinderError, MemoryError) as error:
                done.notes[method].append(f"no error map for crops: {cause_of(error)}")
        return maps

    def _add_to_crops(self, done: ImageScores, maps: dict[str, Any]) -> bool:
        """Add an image to the crop finder, if all methods have an error map; tell whether it was added."""
        if self.crops is None or len(maps) < len(self.methods):
            return False
        try:
            self.crops.add(done.name, maps)
        except (DifferenceFinderError, MemoryError) as error:
            done.notes[0].append(f"not considered for crops: {cause_of(error)}")
            return False
        return True

    def sort(self, errors: list[ScoreError]) -> None:
        """Sort error rows by method and metric."""
        order: list[str | None] = [None, *(column.name for column in self.columns)]
        errors.sort(key=lambda row: (self.methods.index(row.method), order.index(row.metric)))

    def _score_together(
        self,
        done: ImageScores,
        read: Callable[[int], Image],
        reference: Image,
        mask: Image | None,
        methods: list[int],
        support: Support,
        check: ImageCheck | None,
    ) -> dict[int, Pair]:
        """Score a batch of candidates; return the measured pairs."""
        given: dict[int, Pair] = {}
        for method in methods:
            stage = "read"
            try:
                candidate = read(method)
                stage = "compare"
                pair = self._pair(reference, candidate, mask)
                self._column_scorer.check(pair)
                done.notes[method] = self._notes(reference, candidate, pair)
                found = find_unequal((reference, candidate), pair, frozenset())
                done.unequal[method] = sorted({one.kind for one in found})
                given[method] = pair
                if check is not None:
                    check.add(method, pair)
            except (DifferenceFinderError, MemoryError) as error:
                self.fail(done, method, None, stage, error)
        support.add(given.values())
        for method, pair in list(given.items()):
            try:
                given[method] = support.applied(pair)
                done.notes[method] += support.notes(pair)
            except (DifferenceFinderError, MemoryError) as error:
                del given[method]
                self.fail(done, method, None, "compare", error)
        return self._column_scorer.score(done, given)

    def _pair(self, reference: Image, candidate: Image, mask: Image | None) -> Pair:
        _check_samples(reference, candidate)
        measurement = self.measurement
        if self._volume is not None:
            measurement = replace(measurement, volume=self._volume)
        return measurement.prepare([reference, candidate], mask=mask, roles=METRIC_ROLES)

    def _notes(self, reference: Image, candidate: Image, pair: Pair) -> list[str]:
        """Return the notes of a prepared pair, with roles in place of file names."""
        names = {f"'{reference.name}'": "the reference", f"'{candidate.name}'": "the candidate"}
        notes = [
            *notes_of((reference, candidate), METRIC_ROLES),
            *pair.notes,
            *unmasked_notes([column.part for column in self.columns], pair),
        ]
        for column in self.columns:
            notes += colour_notes([column.part], column.protocol, reference.channels)
        for name, role in names.items():
            notes = [note.replace(name, role) for note in notes]
        return list(dict.fromkeys(notes))

    def fail(self, done: ImageScores, method: int, metric: str | None, stage: str, error: Exception) -> None:
        """Add an error row for a method, or for one of its scores."""
        kind = type(error).__name__
        done.errors.append(ScoreError(done.name, self.methods[method], metric, stage, kind, cause_of(error)))


def _check_samples(reference: Image, candidate: Image) -> None:
    """Refuse a candidate with another number of samples: each sample is scored against its own."""
    counts = [int(image.pixels.shape[0]) for image in (reference, candidate)]
    if counts[0] != counts[1]:
        raise InputError(
            f"'{reference.name}' holds {count_of(counts[0], 'sample')}, and '{candidate.name}' {counts[1]};"
            f" save files with equal numbers of pages, frames or slices, or choose some by {option('pages')}"
        )
