"""The merging of the results of all shards into one table and one record."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from difference_finder.errors import InputError
from difference_finder.pipeline.column import Column
from difference_finder.pipeline.provenance import described
from difference_finder.study.crops.plan import found_crops, new_crop_finder
from difference_finder.study.crops.records import Crops
from difference_finder.study.image_scores import ImageScores, ScoreError
from difference_finder.study.plan.manifest import Manifest
from difference_finder.study.plan.volumes import as_plain
from difference_finder.study.remarks import most_frequent_notes
from difference_finder.study.results import INPUTS, Results
from difference_finder.study.run.crop_kinds import CropKinds
from difference_finder.study.run.kinds import MergedKinds
from difference_finder.study.run.shard import ShardResults
from difference_finder.study.suspicions import Suspicions
from difference_finder.study.table import Scores, encode_rows, escape_formula
from difference_finder.text import to_jsonable

__all__ = ["MergedShards"]


class MergedShards:
    """The results of all images, merged shard by shard.

    Parameters
    ----------
    manifest
        Manifest of the study.
    """

    def __init__(self, manifest: Manifest) -> None:
        import numpy as np

        self.manifest = manifest
        self.metrics = manifest.measurement.metrics
        shape = (len(manifest.methods), len(manifest.images))
        self.tables = {metric: np.full(shape, np.nan) for metric in self.metrics}
        files = len(manifest.folders)
        self.digests = np.zeros((len(manifest.images), files, 32), np.uint8)
        self.hashed = np.zeros((len(manifest.images), files), bool)
        self.errors: list[ScoreError] = []
        self.missing = manifest.pairing.errors()
        self.notes: Counter[tuple[str, str]] = Counter()
        self.unequal: dict[str, Counter[str]] = {}
        self.left_out = [0, 0, 0]
        self.samples: Counter[int] = Counter()
        self.suspicions = Suspicions()
        self.high_frequency = np.full(len(manifest.images), np.nan)
        self.versions: dict[str, set[str]] = {}
        self.crops = None if manifest.crops is None else new_crop_finder(manifest.crops)
        self.kinds = MergedKinds(manifest) if manifest.kinds else None
        self.count = 0

    def add(self, part: ShardResults) -> None:
        """Add the next shard."""
        for name, version in part.versions.items():
            self.versions.setdefault(name, set()).add(version)
        if self.crops is not None and part.crops is not None:
            self.crops.merge(part.crops)
        for image in part.images:
            self._add_image(image)

    def _add_image(self, image: ImageScores) -> None:
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
        self.errors += [*self.missing.get(image.name, ()), *image.errors]
        for method, notes in zip(self.manifest.methods, image.notes, strict=True):
            self.notes.update((note, method) for note in notes)
        for method, kinds in zip(self.manifest.methods, image.unequal, strict=True):
            for kind in kinds:
                self.unequal.setdefault(kind, Counter())[method] += 1
        if image.left_out is not None:
            counts = (1, *image.left_out)
            self.left_out = [old + new for old, new in zip(self.left_out, counts, strict=True)]
        self.samples[image.samples] += 1
        self.suspicions.add(image.signs)
        if image.high_frequency is not None:
            self.high_frequency[i] = image.high_frequency
        if self.kinds is not None:
            self.kinds.add(i, image)

    def results(
        self,
        read: Callable[[int], ImageScores],
        known: Crops | None = None,
        labels: Mapping[str, str] | None = None,
    ) -> Results:
        """Return the results of the study.

        Parameters
        ----------
        read
            Function that reads the scores of an image again, by its number.
        known
            Crops of an earlier run of the same study; None without one.
        labels
            Displayed names of methods, for the record; None for none.
        """
        manifest = self.manifest
        names = tuple(image.name for image in manifest.images)
        groups = None if manifest.grouped_by is None else tuple(str(i.group) for i in manifest.images)
        scores = Scores(names, groups, manifest.methods, self.metrics, self.tables)
        try:
            crops, cause = self._described_crops(read, known), None
        except InputError as error:  # images are too small, or no image has all methods
            crops, cause = None, str(error)
        record = self._record(groups)
        if labels:
            record["labels"] = dict(labels)
        if cause is not None:
            record["no_crops"] = cause
        files = partial(_paths, manifest)
        return Results(scores, tuple(self.errors), record, crops, files, self.high_frequency)

    def _described_crops(self, read: Callable[[int], ImageScores], known: Crops | None) -> Crops | None:
        """Return the crops with their kinds, and the crops that show a kind; None for no crops."""
        if self.crops is None:
            return None
        crops = found_crops(self.crops)

        def digests(number: int) -> list[str]:
            return [self._digest(number, role) for role in range(self.digests.shape[1])]

        meter = CropKinds(self.manifest, digests, known)
        crops = meter.describe(crops)
        for (rival, cause), images in meter.causes.items():
            self.notes[f"the kinds of some crops were not measured: {cause}", rival] += len(images)
        return crops if self.kinds is None else self.kinds.with_crops(crops, self.crops, read)

    def inputs(self) -> Iterator[bytes]:
        """Yield the table of the files that were read, as pieces of a CSV file."""
        yield b"image,role,file,bytes,sha256\n"
        for i, image in enumerate(self.manifest.images):
            rows = zip(self._roles(), image.paths, image.sizes, strict=True)
            cells = [
                [
                    escape_formula(image.name),
                    escape_formula(role),
                    escape_formula(path),
                    str(size),
                    self._digest(i, j),
                ]
                for j, (role, path, size) in enumerate(rows)
            ]
            yield encode_rows(cells)

    def _roles(self) -> list[str]:
        return ["reference", *self.manifest.methods, "mask"][: len(self.manifest.folders)]

    def _digest(self, image: int, role: int) -> str:
        return str(self.digests[image, role].tobytes().hex()) if self.hashed[image, role] else ""

    def _record(self, groups: tuple[str, ...] | None) -> dict[str, Any]:
        manifest, measurement = self.manifest, self.manifest.measurement
        elsewhere = ("metrics", "protocol", "conventions")
        options = {k: v for k, v in measurement.to_dict().items() if k not in elsewhere}
        record = {
            "schema": 1,
            "reference": manifest.folders[0],
            "methods": dict(zip(manifest.methods, manifest.folders[1:], strict=False)),
            "ours": manifest.ours,
            "seed": manifest.seed,
            "statistics": manifest.statistics.to_dict(),
            "images": len(manifest.images),
            **manifest.pairing.record(),
            "groups": None if groups is None else {"by": manifest.grouped_by, "count": len(set(groups))},
            "metrics": [_facts(column) for column in measurement.columns],
            "protocol": measurement.protocol.to_dict(),
            "options": options,
            "volumes": as_plain(manifest.volumes),
            "versions": {name: ", ".join(sorted(known)) for name, known in sorted(self.versions.items())},
            "sha256": self._folder_digests(),
            "support": self._support(),
            "suspicions": self.suspicions.record(manifest.methods),
            "samples": {"least": min(self.samples, default=1), "most": max(self.samples, default=1)},
            "unequal": {kind: self._by_method(counts) for kind, counts in sorted(self.unequal.items())},
            "kinds": None if self.kinds is None else self.kinds.counts().to_dict(),
            **most_frequent_notes(self.notes),
        }
        facts: dict[str, Any] = to_jsonable(record)
        return facts

    def _support(self) -> dict[str, int] | None:
        """Return on how many images pixels are left out for all methods, and how many."""
        images, pixels, total = self.left_out
        return {"images": images, "pixels": pixels, "of": total} if images else None

    def _by_method(self, counts: Counter[str]) -> dict[str, int]:
        return {method: counts[method] for method in self.manifest.methods}

    def _folder_digests(self) -> dict[str, Any]:
        """Return a digest of the files of each folder."""
        every = [self._folder_digest(role) for role in range(len(self.manifest.folders))]
        methods = self.manifest.methods
        return {
            "reference": every[0],
            "methods": dict(zip(methods, every[1:], strict=False)),
            "mask": every[-1] if len(every) > len(methods) + 1 else None,
            "of_each_file": INPUTS,
        }

    def _folder_digest(self, role: int) -> str:
        """Return the SHA-256 of the list of the files of a folder, as ``sha256sum`` prints it."""
        whole = hashlib.sha256()
        for i, image in enumerate(self.manifest.images):
            path = image.paths[role].encode("utf-8", "surrogateescape")
            whole.update(self._digest(i, role).encode("ascii") + b"  " + path + b"\n")
        return whole.hexdigest()


def _paths(manifest: Manifest) -> dict[str, tuple[str, ...]]:
    return {image.name: image.paths for image in manifest.images}


def _facts(column: Column) -> dict[str, Any]:
    part = column.part
    return {
        **described(part),
        "spec": column.name,
        "protocol": column.protocol.to_dict(),
        "note": column.note,
        "higher_is_better": part.higher_is_better,
        "bounds": list(part.bounds),
        "identical": part.identical,
        "unit": part.unit,
    }
