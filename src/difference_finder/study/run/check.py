"""The check of a study before it is measured: its files are read and prepared, and nothing is scored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from difference_finder.images.image import Image
from difference_finder.study.image_facts import ImageFacts
from difference_finder.study.image_scores import ImageScores, ScoreError
from difference_finder.study.plan.manifest import Manifest, Shard, StudyImage
from difference_finder.study.results import REFERENCE
from difference_finder.study.run.files import StudyFiles
from difference_finder.study.run.scorer import Scorer
from difference_finder.threads import map_in_order

__all__ = ["CheckedFiles", "check_files"]


@dataclass
class CheckedFiles:
    """What the files of a study hold, and which of them cannot be measured.

    Parameters
    ----------
    facts
        Facts about the files that can be read, of the reference and of each method.
    errors
        Error rows of the images that would have no score, as the study would have them.
    notes
        Number of images of each note and method.
    """

    facts: dict[str, list[ImageFacts]]
    errors: list[ScoreError] = field(default_factory=list)
    notes: Counter[tuple[str, str]] = field(default_factory=Counter)


class _SeenFiles(StudyFiles):
    """Files of a study that record what they hold."""

    def __init__(self, shard: Shard, measurement: Any) -> None:
        super().__init__(shard, measurement)
        self.seen: dict[str, ImageFacts] = {}
        self._roles = (REFERENCE, *shard.methods)

    def read(self, done: ImageScores, image: StudyImage, role: int) -> Image:
        """Read a file."""
        found = super().read(done, image, role)
        self.seen[self._roles[role]] = ImageFacts.of(found)
        return found

    def read_frames(self, done: ImageScores, image: StudyImage, role: int) -> Iterator[Image]:
        """Yield the frames of a file."""
        for number, frame in enumerate(super().read_frames(done, image, role), 1):
            self.seen[self._roles[role]] = replace(ImageFacts.of(frame), samples=number)
            yield frame


def check_files(manifest: Manifest, workers: int, step: Callable[[str], None]) -> CheckedFiles:
    """Read and prepare all images of a study as its measurement does, without scoring them.

    Parameters
    ----------
    manifest
        Manifest of the study.
    workers
        Number of images that are read at once.
    step
        Function called with the name of each image.
    """
    found = CheckedFiles({role: [] for role in (REFERENCE, *manifest.methods)})
    plain = replace(manifest, crops=None, kinds=False, shard_size=1)

    def check(number: int) -> tuple[ImageScores, dict[str, ImageFacts]]:
        shard = replace(plain.shard(number), looked_at=frozenset())
        scorer = Scorer(shard, dry=True)
        scorer.files = files = _SeenFiles(shard, scorer.measurement)
        return scorer.score(shard.images[0]), files.seen

    missing = manifest.pairing.errors()
    for done, seen in map_in_order(check, range(plain.shards), workers):
        for role, facts in seen.items():
            found.facts[role].append(facts)
        found.errors += [*missing.get(done.name, []), *done.errors]
        for method, notes in zip(manifest.methods, done.notes, strict=True):
            found.notes.update((note, method) for note in dict.fromkeys(notes))
        step(done.name)
    return found
