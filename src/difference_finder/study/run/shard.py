"""The scoring of a shard, and its result files."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from difference_finder.errors import StudyError
from difference_finder.pipeline.provenance import versions
from difference_finder.pipeline.shapes import DAMAGE
from difference_finder.storage.atomic import write_whole
from difference_finder.storage.paths import as_path
from difference_finder.study.crops.finder import CropFinder
from difference_finder.study.image_scores import ImageScores
from difference_finder.study.plan.manifest import Manifest, Shard
from difference_finder.study.run.scorer import Scorer

__all__ = ["ShardResults", "read_shard", "run_shard", "score_shard", "shard_path", "write_shard"]


@dataclass(frozen=True)
class ShardResults:
    """The results of a shard.

    Parameters
    ----------
    images
        Scores of the images, in the order of the shard.
    versions
        Versions of the libraries that computed them.
    crops
        Finder with the error maps of the images; None if the study has no crops, or the shard crashed twice.
    """

    images: list[ImageScores]
    versions: Mapping[str, str]
    crops: CropFinder | None = None


def run_shard(manifest: Manifest | str | Path, number: int, out: str | Path, threads: int = 1) -> Path:
    """Score one shard of a study and write its result file.

    Parameters
    ----------
    manifest
        Manifest of the study, or the path of its ``manifest.jsonl``.
    number
        Number of the shard, from 0.
    out
        Folder for result files, which must exist.
    threads
        Number of threads that kernels may use; the file does not depend on it.

    Returns
    -------
    Path
        The result file. It is written atomically and last, so that a shard is done once it exists.

    Raises
    ------
    StudyError
        If the manifest cannot be read.
    InputError
        If the number is out of range, or the file cannot be written.
    """
    loaded = manifest if isinstance(manifest, Manifest) else Manifest.load(manifest)
    return score_shard(loaded.shard(number), as_path(out), threads)


def score_shard(shard: Shard, out: Path, threads: int = 1, step: Callable[[str], None] | None = None) -> Path:
    """Score a shard and write its result file; ``step`` is called with the name of each image."""
    scorer = Scorer(shard, threads)
    images = []
    for image in shard.images:
        images.append(scorer.score(image))
        if step is not None:
            step(image.name)
    return write_shard(shard, images, out, versions(), scorer.crops)


def write_shard(
    shard: Shard,
    images: Iterable[ImageScores],
    out: Path,
    by: Mapping[str, str],
    crops: CropFinder | None = None,
) -> Path:
    """Write the results of a shard, with the versions of the libraries that computed them."""
    head = {"study": shard.study, "shard": shard.number, "versions": dict(by), "crops": None}
    if crops is not None:
        packed = _packed(crops)
        write_whole(_crops_path(out, shard.number), packed)
        head["crops"] = zlib.crc32(packed)
    lines = [json.dumps(head), *(json.dumps(image.to_json(), allow_nan=False) for image in images)]
    body = "".join(f"{line}\n" for line in lines).encode("ascii")
    path = shard_path(out, shard.number)
    write_whole(path, body + f"{zlib.crc32(body):08x}\n".encode("ascii"))
    return path


def shard_path(folder: Path, number: int) -> Path:
    """Return the path of the result file of a shard."""
    return folder / f"{number:06d}.jsonl"


def _crops_path(folder: Path, number: int) -> Path:
    return folder / f"{number:06d}.crops"


def _packed(crops: CropFinder) -> bytes:
    """Return the arrays of a finder as bytes: a line of JSON with names, types and shapes, then the data.

    ``numpy.load`` takes 0.5 ms for each of the hundred arrays, which adds up over many shards.
    """
    arrays = crops.to_arrays()
    head = [[name, array.dtype.str, array.shape] for name, array in arrays.items()]
    body = b"".join(array.tobytes() for array in arrays.values())
    return zlib.compress(json.dumps(head).encode("ascii") + b"\n" + body)


def _read_crops(path: Path, check: int | None) -> CropFinder | None:
    import numpy as np

    if check is None:
        return None
    packed = path.read_bytes()
    if zlib.crc32(packed) != check:
        raise ValueError(f"the checksum of '{path.name}' is wrong")
    head, _, body = zlib.decompress(packed).partition(b"\n")
    arrays, start = {}, 0
    for name, kind, shape in json.loads(head):
        empty = np.empty(shape, kind)
        array = np.frombuffer(body, kind, empty.size, start) if empty.size else empty
        arrays[name] = array.reshape(shape).copy()
        start += empty.nbytes
    return CropFinder.from_arrays(arrays)


def read_shard(shard: Shard, folder: Path) -> ShardResults:
    """Read the results of a shard.

    Raises
    ------
    StudyError
        If the file is damaged, or belongs to another study.
    """
    path = shard_path(folder, shard.number)
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
        crops = _read_crops(_crops_path(folder, shard.number), head["crops"])
    except (*DAMAGE, zlib.error) as error:
        raise StudyError(
            f"cannot read the result file '{path}': {error}; delete it, and its images are scored again"
        ) from error
    return ShardResults(images, head["versions"], crops)
