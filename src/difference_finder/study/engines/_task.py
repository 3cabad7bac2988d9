"""A shard on its way: what was tried, and what is known of its pairs once they are scored one by one."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from difference_finder.errors import InputError, StoppedError
from difference_finder.pipeline.provenance import library_versions
from difference_finder.study.image_scores import ImageScores, ScoreError
from difference_finder.study.plan.manifest import Shard
from difference_finder.study.run.scorer import Scorer, digest_of
from difference_finder.study.run.shard import write_part

__all__ = ["Order", "Place", "Task"]

Place = tuple[int, int]
"""An image of a shard and a method, by number."""

Order = tuple[Shard, list[Place] | None]
"""A shard, and the pairs of it that are to be scored one by one; None for all of it at once."""

ATTEMPTS = 2
"""How often a shard is tried as a whole."""


@dataclass
class Task:
    """A shard that is to be done.

    Parameters
    ----------
    shard
        What.
    attempts
        How often it was tried as a whole, and brought down a process.
    told
        How many images the caller was told of.
    pairs
        Which pairs are left, once they are scored one by one; None before.
    alone
        Whether one pair is sent at a time.
    kept
        Whether the scores of pairs go back to whoever sent them, who writes the part-file.
    done
        Whether the part-file is there.
    found
        What these gave.
    versions
        By what.
    """

    shard: Shard
    attempts: int = 0
    told: int = 0
    pairs: deque[Place] | None = None
    alone: bool = False
    kept: bool = False
    done: bool = False
    found: list[tuple[int, ImageScores]] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=lambda: dict(library_versions()))

    @property
    def order(self) -> Order:
        """What a process is told to do."""
        if self.pairs is None:
            return self.shard, None
        return self.shard, [self.pairs[0]] if self.alone else list(self.pairs)

    def failed(self) -> None:
        """Note that the shard brought down a process; after the second time its pairs are separated."""
        self.attempts += 1
        if self.attempts >= ATTEMPTS:
            images, methods = range(len(self.shard.images)), range(len(self.shard.methods))
            self.pairs = deque((image, method) for image in images for method in methods)

    def scored(self, scores: ImageScores, versions: dict[str, str]) -> None:
        """Keep the scores of the next pair."""
        assert self.pairs is not None
        self.found.append((self.pairs.popleft()[0], scores))
        self.versions |= versions

    def guilty(self, stage: str, error: str, cause: str) -> None:
        """Make an error row of the next pair, which brought down a process alone."""
        assert self.pairs is not None
        place = self.pairs.popleft()
        image, scorer = self.shard.images[place[0]], Scorer(self.shard)
        row = scorer.empty(image)
        roles = {0, place[1] + 1, *range(len(self.shard.methods) + 1, len(image.paths))}
        row.digests = [
            digest_of(scorer.path(image, role)) if role in roles else None for role in range(len(image.paths))
        ]
        row.errors.append(ScoreError(image.name, self.shard.methods[place[1]], None, stage, error, cause))
        self.found.append((place[0], row))

    def write(self, parts: Path) -> None:
        """Write the part-file of pairs that were scored one by one.

        Raises
        ------
        StoppedError
            If it cannot be written.
        """
        scorer = Scorer(self.shard)
        images = [scorer.empty(image) for image in self.shard.images]
        for number, scores in self.found:
            images[number].merge(scores)
        for image in images:
            scorer.sort(image.errors)
        try:
            write_part(self.shard, images, parts, self.versions)
        except InputError as error:
            raise StoppedError(str(error)) from error
