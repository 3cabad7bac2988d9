"""The folder of a study: what is to be done, what is done, and the tables that are made of it.

=================  ==========================================================================
``manifest.jsonl``  what the study consists of; written first
``parts/``          one file for each shard; a shard is done when its file is there. Beside it what its images
                    have to offer as crops
``scores.csv``      one row for each image, method and metric
``inputs.csv``      the files that were read, with their SHA-256
``study.json``      how the study was made, what failed, means, verdicts and crops
=================  ==========================================================================

The last three are made of the others, and are the same bytes for any order of the shards, number of processes
or interruption.
"""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path

from difference_finder.errors import StudyError
from difference_finder.storage.atomic import make_folder, write_whole
from difference_finder.storage.paths import place
from difference_finder.study.plan.manifest import Manifest, default_shard_size
from difference_finder.study.results import INPUTS, RECORD, SCORES, Results
from difference_finder.study.run.merge import Joined
from difference_finder.study.run.scorer import digest_of
from difference_finder.study.run.shard import part_path, read_part
from difference_finder.text import join_names, option

__all__ = ["Store"]

MANIFEST = "manifest.jsonl"

LEFTOVER_SECONDS = 3600.0
"""After so long a file that was not finished belongs to nobody."""


class Store:
    """The folder of a study.

    Parameters
    ----------
    folder
        It is made if it is not there.
    manifest
        What the study consists of.

    Raises
    ------
    StudyError
        If the folder holds a study of other images or options, whose differences are named, or files of
        something else.
    InputError
        If the folder cannot be made or written to.

    Attributes
    ----------
    manifest
        That in the folder, which may be cut into other shards than the one given.
    parts
        The folder of the part-files.
    """

    def __init__(self, folder: str | Path, manifest: Manifest) -> None:
        self.folder = make_folder(place(folder))
        self.parts = self.folder / "parts"
        stored = self.folder / MANIFEST
        if stored.exists():
            self.manifest = Manifest.load(stored)
            self._check_same(manifest)
        else:
            self._check_empty()
            self.manifest = manifest
            write_whole(stored, manifest.lines())
        make_folder(self.parts)
        self._check_unchanged(manifest)
        self._sweep()

    def is_done(self, number: int) -> bool:
        """Tell whether a shard is done."""
        return part_path(self.parts, number).exists()

    def pending(self) -> list[int]:
        """Return the shards that are not done."""
        done = {path.name for path in self.parts.iterdir()}  # one listing; a disk far away answers slowly
        return [
            number for number in range(self.manifest.shards) if part_path(self.parts, number).name not in done
        ]

    def finish(self) -> Results:
        """Join all parts and write the tables.

        Raises
        ------
        StudyError
            If a part is missing or damaged.
        """
        joined = Joined(self.manifest)
        for number in range(self.manifest.shards):
            joined.add(read_part(self.manifest.shard(number), self.parts))
        results = joined.results()
        write_whole(self.folder / INPUTS, joined.inputs())
        write_whole(self.folder / SCORES, results.scores.csv())
        facts = json.dumps(results.to_dict(scores=False), indent=2, allow_nan=False)
        write_whole(self.folder / RECORD, f"{facts}\n".encode("ascii"))
        return results

    def _check_empty(self) -> None:
        for name in (SCORES, INPUTS, RECORD, "parts"):
            if (self.folder / name).exists():
                raise StudyError(
                    f"'{self.folder / name}' is there, and no manifest of a study beside it; choose another"
                    " folder"
                )

    def _check_same(self, wanted: Manifest) -> None:
        found = self.manifest.differences(wanted)
        size = self.manifest.shard_size
        if wanted.shard_size not in (size, default_shard_size(len(wanted.images))):
            found.append(f"{option('shard_size')}: {size}, now {wanted.shard_size}")
        if found:
            raise StudyError(
                f"'{self.folder}' holds another study ({'; '.join(found)}); choose another folder, or give"
                " what was given then"
            )

    def _check_unchanged(self, wanted: Manifest) -> None:
        """Refuse images that were scored already and have other content now, where their times differ."""
        changed = []
        for number in range(self.manifest.shards):
            shard = self.manifest.shard(number)
            start = number * self.manifest.shard_size
            now = wanted.images[start : start + len(shard.images)]
            touched = [i for i, (old, new) in enumerate(zip(shard.images, now, strict=True)) if old != new]
            if not touched or not self.is_done(number):
                continue
            results = read_part(shard, self.parts).images
            for i in touched:
                files = [
                    place(folder) / path for folder, path in zip(shard.folders, now[i].paths, strict=True)
                ]
                known = zip(files, results[i].digests, strict=True)
                changed += [str(file) for file, digest in known if digest_of(file) != digest]
        if changed:
            raise StudyError(
                f"files that '{self.folder}' has scores of have changed since: {join_names(changed, 5)};"
                " choose another folder"
            )

    def _sweep(self) -> None:
        """Remove what processes that were killed left half-written."""
        for folder in (self.folder, self.parts):
            for path in folder.iterdir():
                if not (path.name.startswith(".") and path.suffix == ".part"):
                    continue
                with contextlib.suppress(FileNotFoundError):  # whose process has just finished it
                    if time.time() - path.stat().st_mtime_ns / 1e9 > LEFTOVER_SECONDS:
                        path.unlink()
