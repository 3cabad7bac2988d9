"""The folder of a study: its manifest, the results of its shards, and its tables.

=================== ======================================================================================
``manifest.jsonl``  the contents of the study; written first
``parts/``          a result file for each shard, which is done once the file exists, and a file of crops
``scores.csv``      one row for each image, method and metric
``inputs.csv``      the files that were read, with their SHA-256
``difficulty.csv``  the high-frequency content of each reference
``study.json``      the record of the study: settings, failures, means, verdicts and crops
=================== ======================================================================================

The last four are made from the others, and their bytes do not depend on the order of the shards, the number
of processes, or interruptions.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from difference_finder.errors import StudyError
from difference_finder.pipeline.shapes import DAMAGE
from difference_finder.storage.atomic import make_folder, write_whole
from difference_finder.storage.parts import sweep
from difference_finder.storage.paths import as_path
from difference_finder.study.crops.records import Crops
from difference_finder.study.difficulty import DIFFICULTY
from difference_finder.study.image_scores import ImageScores
from difference_finder.study.plan.manifest import Manifest, default_shard_size
from difference_finder.study.plan.manifest_differences import changed_option, manifest_differences
from difference_finder.study.results import INPUTS, MANIFEST, RECORD, SCORES, Results
from difference_finder.study.run.files import digest_of
from difference_finder.study.run.merge import MergedShards
from difference_finder.study.run.shard import read_shard, shard_path
from difference_finder.text import join_names

__all__ = ["Store"]


LEFTOVER_SECONDS = 3600.0
"""Age in seconds at which an unfinished file counts as abandoned, if its name does not tell its process."""


class Store:
    """The folder of a study.

    Parameters
    ----------
    folder
        Folder of the study, which is made if it does not exist.
    manifest
        Manifest of the study.

    Raises
    ------
    StudyError
        If the folder holds a study of other images or options, whose differences the message names, or tables
        without a manifest.
    InputError
        If the folder cannot be made or written to.

    Attributes
    ----------
    manifest
        Manifest in the folder, whose shard size may differ from the given one.
    shard_folder
        Folder of the result files.
    """

    def __init__(self, folder: str | Path, manifest: Manifest) -> None:
        self.folder = make_folder(as_path(folder))
        self.shard_folder = self.folder / "parts"
        stored = self.folder / MANIFEST
        if stored.exists():
            self.manifest = Manifest.load(stored)
            self._check_same(manifest)
            if self.manifest.statistics != manifest.statistics:
                self.manifest = replace(self.manifest, statistics=manifest.statistics)
                write_whole(stored, self.manifest.lines())
        else:
            self._check_no_tables()
            self.manifest = manifest
            write_whole(stored, manifest.lines())
        make_folder(self.shard_folder)
        self._check_unchanged(manifest)
        self._remove_abandoned()

    def is_done(self, number: int) -> bool:
        """Return whether a shard is done."""
        return shard_path(self.shard_folder, number).exists()

    def pending(self) -> list[int]:
        """Return the numbers of the shards that are not done."""
        done = {
            path.name for path in self.shard_folder.iterdir()
        }  # one listing, since remote disks answer slowly
        return [
            number
            for number in range(self.manifest.shards)
            if shard_path(self.shard_folder, number).name not in done
        ]

    def finish(self, labels: Mapping[str, str] | None = None) -> Results:
        """Merge the results of all shards and write the tables.

        Parameters
        ----------
        labels
            Displayed names of methods, for the record; None for none.

        Raises
        ------
        StudyError
            If a result file is missing or damaged.
        """
        merged = MergedShards(self.manifest)
        for number in range(self.manifest.shards):
            merged.add(read_shard(self.manifest.shard(number), self.shard_folder))
        results = merged.results(self._scores_of, self._known_crops(), labels)
        write_whole(self.folder / INPUTS, merged.inputs())
        results.write(self.folder)
        self._remove_abandoned()  # what processes that died during the run were writing
        return results

    def _scores_of(self, number: int) -> ImageScores:
        """Read the scores of an image, by its number."""
        shard, index = divmod(number, self.manifest.shard_size)
        return read_shard(self.manifest.shard(shard), self.shard_folder).images[index]

    def _known_crops(self) -> Crops | None:
        """Return the crops of an earlier run, whose images have not changed; None without one."""
        try:
            found = json.loads((self.folder / RECORD).read_bytes())["crops"]
            return None if found is None else Crops.from_dict(found)
        except DAMAGE:  # absent or damaged: it is written again
            return None

    def _check_no_tables(self) -> None:
        for name in (SCORES, INPUTS, DIFFICULTY, RECORD, "parts"):
            if (self.folder / name).exists():
                raise StudyError(
                    f"'{self.folder / name}' exists without the manifest of a study; choose another folder"
                )

    def _check_same(self, wanted: Manifest) -> None:
        found = manifest_differences(self.manifest, wanted)
        size = self.manifest.shard_size
        if wanted.shard_size not in (size, default_shard_size(len(wanted.images))):
            found.append(changed_option("shard_size", size, wanted.shard_size))
        if found:
            raise StudyError(
                f"'{self.folder}' holds another study ({'; '.join(found)}); choose another folder, or"
                " repeat the command with the settings of that study"
            )

    def _check_unchanged(self, wanted: Manifest) -> None:
        """Raise an error if the content of scored images has changed, among files whose times differ."""
        changed = []
        for number in range(self.manifest.shards):
            shard = self.manifest.shard(number)
            start = number * self.manifest.shard_size
            now = wanted.images[start : start + len(shard.images)]
            touched = [i for i, (old, new) in enumerate(zip(shard.images, now, strict=True)) if old != new]
            if not touched or not self.is_done(number):
                continue
            results = read_shard(shard, self.shard_folder).images
            for i in touched:
                files = [
                    as_path(folder) / path for folder, path in zip(shard.folders, now[i].paths, strict=True)
                ]
                known = zip(files, results[i].digests, strict=True)
                changed += [str(file) for file, digest in known if digest_of(file) != digest]
        if changed:
            raise StudyError(
                f"files that were scored in '{self.folder}' have changed since: {join_names(changed, 5)};"
                " choose another folder"
            )

    def _remove_abandoned(self) -> None:
        """Remove unfinished files of processes that were killed."""
        for folder in (self.folder, self.shard_folder):
            if isinstance(folder, Path):
                sweep(folder, again=True)
            for path in folder.iterdir():
                if not (path.name.startswith(".") and path.suffix == ".part"):
                    continue
                with contextlib.suppress(FileNotFoundError):  # its process has just finished it
                    if time.time() - path.stat().st_mtime_ns / 1e9 > LEFTOVER_SECONDS:
                        path.unlink()
