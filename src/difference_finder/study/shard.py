"""One piece of a study: scored, and written as one file that appears whole."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from difference_finder.errors import StudyError
from difference_finder.files import write_whole
from difference_finder.provenance import versions
from difference_finder.study.manifest import Manifest, Shard
from difference_finder.study.scores import ImageScores, Scorer

__all__ = ["Part", "part_path", "read_part", "run_shard", "score_shard", "write_part"]


@dataclass(frozen=True)
class Part:
    """The results of a shard.

    Parameters
    ----------
    images
        In the order of the shard.
    versions
        Those of what computed them.
    """

    images: list[ImageScores]
    versions: Mapping[str, str]


def run_shard(manifest: Manifest | str | Path, number: int, out: str | Path, threads: int = 1) -> Path:
    """Score one shard of a study and write its part-file.

    Parameters
    ----------
    manifest
        The study, or the path of its ``manifest.jsonl``.
    number
        Which shard, from 0.
    out
        The folder for part-files; it must exist.
    threads
        How many threads kernels may use; the file does not depend on it.

    Returns
    -------
    Path
        The part-file. It appears whole or not at all, so that a shard is done when it is there.

    Raises
    ------
    StudyError
        If the manifest cannot be read.
    InputError
        If there is no such shard, or the file cannot be written.
    """
    loaded = manifest if isinstance(manifest, Manifest) else Manifest.load(manifest)
    return score_shard(loaded.shard(number), Path(out), threads)


def score_shard(shard: Shard, out: Path, threads: int = 1, step: Callable[[str], None] | None = None) -> Path:
    """Score a shard and write its part-file, as :func:`run_shard` does; ``step`` is told each image."""
    scorer = Scorer(shard, threads)
    images = []
    for image in shard.images:
        images.append(scorer.score(image))
        if step is not None:
            step(image.name)
    return write_part(shard, images, out, versions())


def write_part(shard: Shard, images: Iterable[ImageScores], out: Path, by: Mapping[str, str]) -> Path:
    """Write the results of a shard, with the versions of what they were computed by."""
    head = {"study": shard.study, "shard": shard.number, "versions": dict(by)}
    lines = [json.dumps(head), *(json.dumps(image.to_json(), allow_nan=False) for image in images)]
    body = "".join(f"{line}\n" for line in lines).encode("ascii")
    path = part_path(out, shard.number)
    write_whole(path, body + f"{zlib.crc32(body):08x}\n".encode("ascii"))
    return path


def part_path(folder: Path, number: int) -> Path:
    """Return where the results of a shard are."""
    return folder / f"{number:06d}.jsonl"


def read_part(shard: Shard, folder: Path) -> Part:
    """Read the results of a shard.

    Raises
    ------
    StudyError
        If the file is damaged or of another study.
    """
    path = part_path(folder, shard.number)
    try:
        body = path.read_bytes()
        text, check = body[:-9], body[-9:]
        if check != f"{zlib.crc32(text):08x}\n".encode("ascii"):
            raise ValueError("its checksum is wrong")
        head, *rows = (json.loads(line) for line in text.splitlines())
        if (head["study"], head["shard"]) != (shard.study, shard.number):
            raise ValueError("it belongs to another study")
        images = [ImageScores.from_json(row) for row in rows]
        if [image.name for image in images] != [image.name for image in shard.images]:
            raise ValueError("it lacks images")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StudyError(
            f"cannot use the part-file '{path}': {error}; delete it, and its images are scored anew"
        ) from error
    return Part(images, head["versions"])
