"""The scores of one image: all methods, all metrics, with one reading of the reference."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from difference_finder.errors import DifferenceFinderError, InputError, ReadError
from difference_finder.images.image import Image
from difference_finder.images.pair import Pair
from difference_finder.parts.part import Metric
from difference_finder.parts.registry import metrics
from difference_finder.pipeline.apply_protocol import apply_protocol
from difference_finder.pipeline.bound_metric import TOGETHER, scores_of
from difference_finder.pipeline.masks import open_mask
from difference_finder.pipeline.prepare import prepare
from difference_finder.pipeline.provenance import notes_of
from difference_finder.pipeline.stages import unmasked_notes
from difference_finder.storage.paths import local_file, place
from difference_finder.study.crops.plan import finder_of
from difference_finder.study.image_scores import ImageScores, ScoreError
from difference_finder.study.plan.manifest import Shard, StudyImage
from difference_finder.study.run.error_map import error_map
from difference_finder.threads import share_threads

__all__ = ["Scorer", "digest_of"]

ROLES = ("reference", "candidate")
"""What errors and notes call the two images of a pair."""


class Scorer:
    """What scores the images of a shard.

    Parameters
    ----------
    shard
        Whose images.
    threads
        How many threads kernels may use; no score depends on it.

    Attributes
    ----------
    crops
        What chooses the crops, from the images that were scored with all methods at once; None for none.
    """

    def __init__(self, shard: Shard, threads: int = 1) -> None:
        self.bench, self.methods, self.folders = shard.bench, shard.methods, shard.folders
        self.parts = shard.bench.parts
        self.threads = threads
        self.crops = None if shard.crops is None else finder_of(shard.crops)
        self._selects = None if shard.crops is None else metrics.get(shard.crops.metric)

    def empty(self, image: StudyImage) -> ImageScores:
        """Return what is known of an image before it is measured."""
        nothing: list[list[float | None]] = [[None] * len(self.parts) for _ in self.methods]
        return ImageScores(image.name, [None] * len(image.paths), nothing, [], [[] for _ in self.methods])

    def score(self, image: StudyImage, chosen: Sequence[int] | None = None) -> ImageScores:
        """Measure one image.

        Parameters
        ----------
        image
            Which.
        chosen
            Which methods, by number; None for all.

        Returns
        -------
        ImageScores
            What cannot be read or scored is an error row.
        """
        done = self.empty(image)
        methods = list(range(len(self.methods))) if chosen is None else list(chosen)
        with share_threads(self.threads):
            try:
                reference = self._read(done, image, 0)
                mask = self._mask(done, image)
            except (DifferenceFinderError, MemoryError) as error:
                for method in methods:
                    done.digests[method + 1] = digest_of(self.path(image, method + 1))
                    self._fail(done, method, None, "read", error)
                return done
            maps: dict[str, Any] = {}
            for start in range(0, len(methods), TOGETHER):
                some = methods[start : start + TOGETHER]
                pairs = self._score_together(done, image, reference, mask, some)
                if chosen is None:
                    maps |= self._error_maps(done, pairs)
            self._choose(done, maps)
        self.sort(done.errors)
        return done

    def _error_maps(self, done: ImageScores, pairs: dict[int, Pair]) -> dict[str, Any]:
        """Return the error maps by which crops are chosen, of those methods that have one."""
        maps: dict[str, Any] = {}
        if self._selects is None:
            return maps
        for method, pair in pairs.items():
            try:
                map_ = error_map(self._selects, pair, self.bench.protocol, self.threads)
                maps[self.methods[method]] = map_
            except (DifferenceFinderError, MemoryError) as error:
                done.notes[method].append(f"no error map for crops: {_cause(error)}")
        return maps

    def _choose(self, done: ImageScores, maps: dict[str, Any]) -> None:
        """Have crops chosen from an image that all methods have an error map of."""
        if self.crops is None or len(maps) < len(self.methods):
            return
        try:
            self.crops.add(done.name, maps)
        except (DifferenceFinderError, MemoryError) as error:
            done.notes[0].append(f"no part in the choice of crops: {_cause(error)}")

    def sort(self, errors: list[ScoreError]) -> None:
        """Bring error rows into the order of methods and metrics."""
        order: list[str | None] = [None, *self.bench.metrics]
        errors.sort(key=lambda row: (self.methods.index(row.method), order.index(row.metric)))

    def _score_together(
        self, done: ImageScores, image: StudyImage, reference: Image, mask: Image | None, methods: list[int]
    ) -> dict[int, Pair]:
        """Score candidates that are held at once; return the pairs as they are measured."""
        pairs: dict[int, Pair] = {}
        for method in methods:
            stage = "read"
            try:
                candidate = self._read(done, image, method + 1)
                stage = "compare"
                pairs[method] = self._pair(reference, candidate, mask)
                done.notes[method] = self._notes(reference, candidate, pairs[method])
            except (DifferenceFinderError, MemoryError) as error:
                self._fail(done, method, None, stage, error)
        for number, part in enumerate(self.parts):
            self._score_by(done, number, part, pairs)
        return pairs

    def _pair(self, reference: Image, candidate: Image, mask: Image | None) -> Pair:
        bench = self.bench
        pair = prepare(
            reference,
            candidate,
            data_range=bench.data_range,
            fit=bench.fit,
            device=bench.device,
            mask=mask,
            ignore=bench.ignore,
            roles=ROLES,
        )
        samples = int(pair.second.shape[0])
        if samples > 1:
            raise InputError(
                f"'{reference.name}' or '{candidate.name}' holds {samples} images, and a pair has one each;"
                " give them as files of their own"
            )
        return apply_protocol(pair, bench.protocol, bench.data_range)

    def _score_by(self, done: ImageScores, number: int, part: Metric, pairs: dict[int, Pair]) -> None:
        """Score candidates by one metric, one by one if that does not work for all of them."""
        try:
            scores = scores_of(part, list(pairs.values()), self.bench.protocol) if pairs else []
        except (DifferenceFinderError, MemoryError) as error:
            if len(pairs) == 1:
                self._fail(done, next(iter(pairs)), part.spec, "compare", error)
            else:
                for method, pair in pairs.items():
                    self._score_by(done, number, part, {method: pair})
            return
        for method, score in zip(pairs, scores, strict=True):
            if math.isnan(score):
                nothing = InputError(f"'{part.spec}' gave no number as its score")
                self._fail(done, method, part.spec, "compare", nothing)
            else:
                done.values[method][number] = score

    def _notes(self, reference: Image, candidate: Image, pair: Pair) -> list[str]:
        """Return what was decided for a pair, in words that are the same for all pairs."""
        names = {f"'{reference.name}'": "the reference", f"'{candidate.name}'": "the candidate"}
        notes = [*notes_of((reference, candidate), ROLES), *pair.notes, *unmasked_notes(self.parts, pair)]
        for name, role in names.items():
            notes = [note.replace(name, role) for note in notes]
        return list(dict.fromkeys(notes))

    def _fail(self, done: ImageScores, method: int, metric: str | None, stage: str, error: Exception) -> None:
        kind = type(error).__name__
        done.errors.append(ScoreError(done.name, self.methods[method], metric, stage, kind, _cause(error)))

    def _read(self, done: ImageScores, image: StudyImage, role: int) -> Image:
        from difference_finder.readers import open_image

        bench = self.bench
        read = partial(open_image, background=bench.background, max_pixels=bench.max_pixels)
        found: Image = self._open(done, image, role, read)
        return found

    def _mask(self, done: ImageScores, image: StudyImage) -> Image | None:
        role = len(self.methods) + 1
        if len(image.paths) <= role:
            return None
        found: Image = self._open(done, image, role, partial(open_mask, max_pixels=self.bench.max_pixels))
        return found

    def _open(self, done: ImageScores, image: StudyImage, role: int, read: Callable[[Path], Any]) -> Any:
        """Read a file and its digest; refuse one that is no longer what it was."""
        path = self.path(image, role)
        before = _facts(path)
        with local_file(path) as file:
            done.digests[role] = digest_of(file)
            found = read(file)
        after = _facts(path)
        if after != before or after[0] != image.sizes[role]:
            raise ReadError(
                f"'{path}' has changed since the study began, from {image.sizes[role]} to {after[0]} bytes;"
                " start another study"
            )
        return replace(found, name=str(path))

    def path(self, image: StudyImage, role: int) -> Path:
        """Return the file of an image: 0 is the reference, then come the methods and the mask."""
        return place(self.folders[role]) / image.paths[role]  # type: ignore[no-any-return]


def _cause(error: Exception) -> str:
    return " ".join(str(error).split()) or "out of memory"


def _facts(path: Path) -> tuple[int, int]:
    try:
        facts = path.stat()
    except OSError:  # reading it says what is wrong
        return -1, 0
    return facts.st_size, facts.st_mtime_ns


def digest_of(path: Path) -> str | None:
    """Return the SHA-256 of a file; None if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return None
