"""The files of the images of a study: read once, with their digests, and refused if they have changed."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from difference_finder.errors import ReadError
from difference_finder.images.image import Image
from difference_finder.pipeline.masks import open_mask
from difference_finder.storage.paths import as_path, local_file
from difference_finder.study.image_scores import ImageScores
from difference_finder.study.plan.manifest import Shard, StudyImage
from difference_finder.study.results import REFERENCE

__all__ = ["StudyFiles", "digest_of"]


class StudyFiles:
    """Reads the files of the images of a shard.

    A file has a role: 0 is the reference, followed by the methods and the mask.

    Parameters
    ----------
    shard
        Shard with the images.
    measurement
        The :class:`~difference_finder.pipeline.measurement.Measurement` that opens them.
    """

    def __init__(self, shard: Shard, measurement: Any) -> None:
        self._folders = shard.folders
        self._sides = (REFERENCE, *shard.methods)
        self._measurement = measurement

    def path(self, image: StudyImage, role: int) -> Path:
        """Return the path of a file."""
        return as_path(self._folders[role]) / image.paths[role]  # type: ignore[no-any-return]

    def read(self, done: ImageScores, image: StudyImage, role: int) -> Image:
        """Read a file."""
        with self._opened(done, image, role) as file:
            found: Image = self._measurement.open(file, side=self._sides[role])
        return replace(found, name=str(self.path(image, role)))

    def read_frames(self, done: ImageScores, image: StudyImage, role: int) -> Iterator[Image]:
        """Yield the frames of a file, which is opened for the first one."""
        with self._opened(done, image, role) as file:
            for frame in self._measurement.open_pages(file, self._sides[role]):
                yield replace(frame, name=str(self.path(image, role)))

    def read_mask(self, done: ImageScores, image: StudyImage) -> Image | None:
        """Read the mask of an image; None if it has none."""
        role = len(self._sides)
        if len(image.paths) <= role:
            return None
        with self._opened(done, image, role) as file:
            mask = open_mask(file, max_pixels=self._measurement.max_pixels)
        return None if mask is None else replace(mask, name=str(self.path(image, role)))

    @contextlib.contextmanager
    def _opened(self, done: ImageScores, image: StudyImage, role: int) -> Iterator[Path]:
        """Yield a file on this machine and compute its digest; raise an error if it changes meanwhile."""
        path = self.path(image, role)
        before = _facts(path)
        with local_file(path) as file:
            done.digests[role] = digest_of(file)
            yield file
        after = _facts(path)
        if after != before or after[0] != image.sizes[role]:
            raise ReadError(
                f"'{path}' has changed since the study began, from {image.sizes[role]} to {after[0]} bytes;"
                " start a new study"
            )


def _facts(path: Path) -> tuple[int, int]:
    try:
        facts = path.stat()
    except OSError:  # reading the file reports the cause
        return -1, 0
    return facts.st_size, facts.st_mtime_ns


def digest_of(path: Path) -> str | None:
    """Return the SHA-256 of a file; None if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return None
