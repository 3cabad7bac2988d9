"""The folder of a study: what is to be done, what is done, and the tables that are made of it.

=================  ==========================================================================
``manifest.jsonl``  what the study consists of; written first
``parts/``          one file for each shard; a shard is done when its file is there
``scores.csv``      one row for each image, method and metric
``inputs.csv``      the files that were read, with their SHA-256
``study.json``      how the study was made, what failed, and the means
=================  ==========================================================================

The last three are made of the others, and are the same bytes for any order of the shards, number of processes
or interruption.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from difference_finder.errors import StudyError
from difference_finder.files import make_folder, write_whole
from difference_finder.provenance import described
from difference_finder.record import jsonable
from difference_finder.study.manifest import Manifest, default_shard_size, some
from difference_finder.study.scores import ImageScores, ScoreError, digest_of
from difference_finder.study.shard import part_path, read_part
from difference_finder.study.study import RECORD, SCORES, Study
from difference_finder.study.table import Scores, encoded, guarded

__all__ = ["Store"]

MANIFEST, INPUTS = "manifest.jsonl", "inputs.csv"

MOST_NOTES = 50
"""How many different notes are recorded; the most frequent."""

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
        self.folder = make_folder(folder)
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
        return [number for number in range(self.manifest.shards) if not self.is_done(number)]

    def finish(self) -> Study:
        """Join all parts and write the tables.

        Raises
        ------
        StudyError
            If a part is missing or damaged.
        """
        joined = _Joined(self.manifest)
        for number in range(self.manifest.shards):
            part = read_part(self.manifest.shard(number), self.parts)
            joined.add_versions(part.versions)
            for image in part.images:
                joined.add(image)
        study = joined.study()
        write_whole(self.folder / INPUTS, joined.inputs())
        write_whole(self.folder / SCORES, study.scores.csv())
        facts = json.dumps(study.to_dict(scores=False), indent=2, allow_nan=False)
        write_whole(self.folder / RECORD, f"{facts}\n".encode("ascii"))
        return study

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
            found.append(f"shard_size: {size}, now {wanted.shard_size}")
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
                files = [Path(folder, path) for folder, path in zip(shard.folders, now[i].paths, strict=True)]
                known = zip(files, results[i].digests, strict=True)
                changed += [str(file) for file, digest in known if digest_of(file) != digest]
        if changed:
            raise StudyError(
                f"files that '{self.folder}' has scores of have changed since: {some(changed)};"
                " choose another folder"
            )

    def _sweep(self) -> None:
        """Remove what processes that were killed left half-written."""
        for folder in (self.folder, self.parts):
            for path in folder.glob(".*.part"):
                if time.time() - path.stat().st_mtime > LEFTOVER_SECONDS:
                    path.unlink(missing_ok=True)


class _Joined:
    """The results of all images, in their order."""

    def __init__(self, manifest: Manifest) -> None:
        import numpy as np

        self.manifest = manifest
        self.metrics = manifest.bench.metrics
        shape = (len(manifest.methods), len(manifest.images))
        self.tables = {metric: np.full(shape, np.nan) for metric in self.metrics}
        files = len(manifest.folders)
        self.digests = np.zeros((len(manifest.images), files, 32), np.uint8)
        self.hashed = np.zeros((len(manifest.images), files), bool)
        self.errors: list[ScoreError] = []
        self.notes: Counter[tuple[str, str]] = Counter()
        self.versions: dict[str, set[str]] = {}
        self.count = 0

    def add(self, image: ImageScores) -> None:
        """Add the next image."""
        import numpy as np

        i = self.count
        self.count += 1
        for number, row in enumerate(image.values):
            for metric, value in zip(self.metrics, row, strict=True):
                if value is not None:
                    self.tables[metric][number, i] = value
        for role, digest in enumerate(image.digests):
            if digest is not None:
                self.digests[i, role] = np.frombuffer(bytes.fromhex(digest), np.uint8)
                self.hashed[i, role] = True
        self.errors += image.errors
        for method, notes in zip(self.manifest.methods, image.notes, strict=True):
            self.notes.update((note, method) for note in notes)

    def add_versions(self, versions: Mapping[str, str]) -> None:
        """Add the versions of what computed some of them."""
        for name, version in versions.items():
            self.versions.setdefault(name, set()).add(version)

    def study(self) -> Study:
        """Return the study."""
        manifest = self.manifest
        names = tuple(image.name for image in manifest.images)
        groups = None if manifest.grouped_by is None else tuple(str(i.group) for i in manifest.images)
        scores = Scores(names, groups, manifest.methods, self.metrics, self.tables)
        return Study(scores, tuple(self.errors), self._record(groups))

    def inputs(self) -> Iterator[bytes]:
        """Yield the table of files that were read."""
        yield b"image,role,file,bytes,sha256\n"
        for i, image in enumerate(self.manifest.images):
            rows = zip(self._roles(), image.paths, image.sizes, strict=True)
            cells = [
                [guarded(image.name), guarded(role), guarded(path), str(size), self._digest(i, j)]
                for j, (role, path, size) in enumerate(rows)
            ]
            yield encoded(cells)

    def _roles(self) -> list[str]:
        return ["reference", *self.manifest.methods, "mask"][: len(self.manifest.folders)]

    def _digest(self, image: int, role: int) -> str:
        return str(self.digests[image, role].tobytes().hex()) if self.hashed[image, role] else ""

    def _record(self, groups: tuple[str, ...] | None) -> dict[str, Any]:
        manifest, bench = self.manifest, self.manifest.bench
        options = {k: v for k, v in bench.to_dict().items() if k not in ("metrics", "protocol")}
        digests = {role: self._digest_of_all(j) for j, role in enumerate(self._roles()[1:], 1)}
        parts = [
            {
                **described(part),
                "spec": part.spec,
                "higher_is_better": part.higher_is_better,
                "bounds": list(part.bounds),
                "identical": part.identical,
            }
            for part in bench.parts
        ]
        kinds = sorted(self.notes.items(), key=lambda item: (-item[1], item[0]))
        record = {
            "schema": 1,
            "reference": manifest.folders[0],
            "methods": dict(zip(manifest.methods, manifest.folders[1:], strict=False)),
            "images": len(manifest.images),
            "groups": None if groups is None else {"by": manifest.grouped_by, "count": len(set(groups))},
            "metrics": parts,
            "protocol": bench.protocol.to_dict(),
            "options": options,
            "versions": {name: ", ".join(sorted(known)) for name, known in sorted(self.versions.items())},
            "sha256": {"reference": self._digest_of_all(0), "others": digests, "of_each_file": INPUTS},
            "notes": [
                {"note": note, "method": method, "images": n} for (note, method), n in kinds[:MOST_NOTES]
            ],
            "notes_left_out": max(0, len(kinds) - MOST_NOTES),
        }
        facts: dict[str, Any] = jsonable(record)
        return facts

    def _digest_of_all(self, role: int) -> str:
        """Return one digest of all files of a folder: that of a list as ``sha256sum`` prints it."""
        whole = hashlib.sha256()
        for i, image in enumerate(self.manifest.images):
            path = image.paths[role].encode("utf-8", "surrogateescape")
            whole.update(self._digest(i, role).encode("ascii") + b"  " + path + b"\n")
        return whole.hexdigest()
