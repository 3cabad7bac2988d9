"""The state of a shard while an engine works on it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from difference_finder.errors import InputError, StoppedError
from difference_finder.pipeline.provenance import library_versions
from difference_finder.study.image_scores import ImageScores, ScoreError
from difference_finder.study.plan.manifest import Shard
from difference_finder.study.run.files import digest_of
from difference_finder.study.run.scorer import Scorer
from difference_finder.study.run.shard import write_shard
from difference_finder.text import current_door

__all__ = ["Order", "PairIndex", "Task"]

PairIndex = tuple[int, int]
"""Numbers of an image of a shard and of a method."""


class Order(NamedTuple):
    """The message that a worker gets.

    Parameters
    ----------
    shard
        The shard.
    pairs
        Pairs of the shard to score one by one; None to score the whole shard.
    door
        Door in whose words messages name options. A worker on another machine cannot know it otherwise.
    """

    shard: Shard
    pairs: list[PairIndex] | None
    door: str


ATTEMPTS = 2
"""Number of attempts at a whole shard."""


@dataclass
class Task:
    """A shard to score.

    Parameters
    ----------
    shard
        The shard.
    attempts
        Number of failed attempts at the whole shard.
    reported
        Number of images that were reported as finished.
    pairs
        Remaining pairs, once they are scored one by one; None before.
    one_by_one
        Whether one pair is sent at a time.
    returns_scores
        Whether the scores of pairs are returned to the sender, which writes the result file.
    done
        Whether the result file exists.
    found
        Scores of the pairs so far.
    versions
        Versions of the libraries that computed them.
    """

    shard: Shard
    attempts: int = 0
    reported: int = 0
    pairs: deque[PairIndex] | None = None
    one_by_one: bool = False
    returns_scores: bool = False
    done: bool = False
    found: list[tuple[int, ImageScores]] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=lambda: dict(library_versions()))

    @property
    def order(self) -> Order:
        """The message that a worker gets."""
        pairs = None if self.pairs is None else [self.pairs[0]] if self.one_by_one else list(self.pairs)
        return Order(self.shard, pairs, current_door())

    def record_attempt(self) -> None:
        """Record that the whole shard failed; after the second time its pairs are scored one by one."""
        self.attempts += 1
        if self.attempts >= ATTEMPTS:
            images, methods = range(len(self.shard.images)), range(len(self.shard.methods))
            self.pairs = deque((image, method) for image in images for method in methods)

    def record_scores(self, scores: ImageScores, versions: dict[str, str]) -> None:
        """Record the scores of the next pair."""
        assert self.pairs is not None
        self.found.append((self.pairs.popleft()[0], scores))
        self.versions |= versions

    def record_failure(self, stage: str, error: str, cause: str) -> None:
        """Record an error row for the next pair, which crashed or blocked a process by itself."""
        assert self.pairs is not None
        number, method = self.pairs.popleft()
        image, scorer = self.shard.images[number], Scorer(self.shard)
        row, path = scorer.empty(image), scorer.files.path
        roles = {0, method + 1, *range(len(self.shard.methods) + 1, len(image.paths))}
        row.digests = [
            digest_of(path(image, role)) if role in roles else None for role in range(len(image.paths))
        ]
        row.errors.append(ScoreError(image.name, self.shard.methods[method], None, stage, error, cause))
        self.found.append((number, row))

    def write(self, shard_folder: Path) -> None:
        """Write the result file of a shard whose pairs were scored one by one.

        Raises
        ------
        StoppedError
            If the file cannot be written.
        """
        scorer = Scorer(self.shard)
        images = [scorer.empty(image) for image in self.shard.images]
        for number, scores in self.found:
            images[number].merge(scores)
        for image in images:
            scorer.sort(image.errors)
        try:
            write_shard(self.shard, images, shard_folder, self.versions)
        except InputError as error:
            raise StoppedError(str(error)) from error
