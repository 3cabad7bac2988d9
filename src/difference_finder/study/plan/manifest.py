"""What a study consists of, written down before it begins: the images, and how they are measured."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from difference_finder.errors import InputError, StudyError
from difference_finder.storage.paths import place
from difference_finder.study.crops.settings import CropSettings
from difference_finder.study.plan.measurement import Bench
from difference_finder.text import join_names

__all__ = [
    "SHARD_SIZE",
    "Manifest",
    "Shard",
    "StudyImage",
    "default_shard_size",
]

FORMAT, VERSION = "difference-finder study", 1

SHARD_SIZE = 32
"""How many images are one piece of work, unless the study is small."""

LEAST_SHARDS = 64
"""Into how many pieces at least a study is cut that has so many images, so that all cores have work until
the end."""


@dataclass(frozen=True, slots=True)
class StudyImage:
    """One image of the reference and its candidates.

    Parameters
    ----------
    name
        Its path below the folders, without suffix.
    group
        The unit of statistics that it belongs to; None if it is one by itself.
    paths
        Of the reference, of each method and of the mask if there is one, below their folders.
    sizes
        Of these files, in bytes; -1 for one that cannot be found.
    times
        When they were last changed, in ns.
    """

    name: str
    group: str | None
    paths: tuple[str, ...]
    sizes: tuple[int, ...]
    times: tuple[int, ...]

    def line(self) -> bytes:
        """Return the image as a line of the manifest."""
        return _line([self.name, self.group, self.paths, self.sizes, self.times])

    @classmethod
    def from_line(cls, line: bytes) -> StudyImage:
        """Return what :meth:`line` wrote."""
        name, group, *lists = json.loads(line)
        return cls(name, group, *(tuple(values) for values in lists))


@dataclass(frozen=True)
class Shard:
    """A piece of the work, which can be sent to another process.

    Parameters
    ----------
    number
        Which, from 0.
    study
        The identity of the study.
    bench
        How images are measured.
    methods
        The names of the methods.
    folders
        Those of the reference, of the methods, and of the masks if there are any.
    images
        What is measured.
    crops
        How crops are chosen; None for none.
    """

    number: int
    study: str
    bench: Bench
    methods: tuple[str, ...]
    folders: tuple[str, ...]
    images: tuple[StudyImage, ...]
    crops: CropSettings | None = None


@dataclass(frozen=True)
class Manifest:
    """What a study consists of.

    Parameters
    ----------
    bench
        How images are measured.
    methods
        The names of the methods.
    folders
        Absolute: those of the reference, of the methods, and of the masks if there are any.
    images
        In order of name.
    grouped_by
        The rule that made the groups; None if each image is a unit.
    versions
        Those of what reads and computes.
    shard_size
        How many images are one piece of the work. No result depends on it.
    ours
        The method that the study is about.
    seed
        What resampling and random crops depend on.
    crops
        How crops are chosen; None for none.
    """

    bench: Bench
    methods: tuple[str, ...]
    folders: tuple[str, ...]
    images: tuple[StudyImage, ...]
    grouped_by: str | None
    versions: Mapping[str, str]
    shard_size: int
    ours: str
    seed: int = 0
    crops: CropSettings | None = None

    @property
    def shards(self) -> int:
        """How many pieces the work has."""
        return -(-len(self.images) // self.shard_size)

    def shard(self, number: int) -> Shard:
        """Return a piece of the work.

        Raises
        ------
        InputError
            If there is none of that number.
        """
        if not 0 <= number < self.shards:
            raise InputError(f"shard {number} does not exist; there are 0 to {self.shards - 1}")
        images = self.images[number * self.shard_size : (number + 1) * self.shard_size]
        return Shard(number, self.identity, self.bench, self.methods, self.folders, images, self.crops)

    @cached_property
    def identity(self) -> str:
        """A digest of all that results depend on, but the content of the files."""
        digest = hashlib.sha256(_line(self._facts))
        for image in self.images:
            digest.update(_line([image.name, image.group, image.paths, image.sizes]))
        return digest.hexdigest()

    @property
    def _facts(self) -> dict[str, Any]:
        return {
            "reference": self.folders[0],
            "methods": dict(zip(self.methods, self.folders[1:], strict=False)),
            "masks": self.folders[-1] if len(self.folders) > len(self.methods) + 1 else None,
            "group": self.grouped_by,
            "ours": self.ours,
            "seed": self.seed,
            "crops": None if self.crops is None else self.crops.to_dict(),
            **self.bench.to_dict(),
            "versions": dict(self.versions),
        }

    def lines(self) -> Iterator[bytes]:
        """Yield the manifest as lines of JSON: what is common, then the images."""
        head = {"format": FORMAT, "version": VERSION, "images": len(self.images)}
        yield _line({**head, "shard_size": self.shard_size, "folders": self.folders, **self._facts})
        for image in self.images:
            yield image.line()

    @classmethod
    def load(cls, path: str | Path) -> Manifest:
        """Read a manifest.

        Raises
        ------
        StudyError
            If the file is none, or one of another version.
        """
        try:
            with place(path).open("rb") as file:
                head = json.loads(file.readline())
                if not isinstance(head, dict) or head.get("format") != FORMAT:
                    raise ValueError("it is another file")
                if head["version"] != VERSION:
                    raise ValueError(f"its version is {head['version']}, and this program reads {VERSION}")
                images = tuple(StudyImage.from_line(line) for line in file)
            if len(images) != head["images"]:
                raise ValueError(f"it has {len(images)} of {head['images']} images")
            return cls._of(head, images)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StudyError(
                f"cannot read the manifest '{path}': {error}; choose another folder for the study"
            ) from error

    @classmethod
    def _of(cls, head: dict[str, Any], images: tuple[StudyImage, ...]) -> Manifest:
        measured = {key: head[key] for key in Bench.__dataclass_fields__}
        crops = head["crops"]
        return cls(
            bench=Bench.from_dict(measured),
            methods=tuple(head["methods"]),
            folders=tuple(head["folders"]),
            images=images,
            grouped_by=head["group"],
            versions=head["versions"],
            shard_size=head["shard_size"],
            ours=head["ours"],
            seed=head["seed"],
            crops=None if crops is None else CropSettings.checked(**crops),
        )

    def differences(self, other: Manifest) -> list[str]:
        """Return in words where another study differs from this one; nothing if it is the same."""
        here, there = (json.loads(_line(facts)) for facts in (self._facts, other._facts))
        words = []
        for key in here:
            if list(_items(here[key])) != list(_items(there[key])):
                words.append(_changed(key, here[key], there[key]))
        return words + self._other_images(other)

    def _other_images(self, other: Manifest) -> list[str]:
        mine, theirs = ({image.name: image for image in one.images} for one in (self, other))
        both = [(image, theirs[name]) for name, image in mine.items() if name in theirs]
        kinds = {
            "images gone": [name for name in mine if name not in theirs],
            "new images": [name for name in theirs if name not in mine],
            "other groups": [old.name for old, new in both if old.group != new.group],
            "other files": self._others(both, "paths", "'{}', now '{}'"),
            "files of another size": self._others(both, "sizes", "{} bytes, now {}"),
        }
        return [f"{kind}: {join_names(names, 5)}" for kind, names in kinds.items() if names]

    def _others(self, both: list[tuple[StudyImage, StudyImage]], fact: str, form: str) -> list[str]:
        """Say of which files a fact has changed."""
        roles = ("reference", *self.methods, "mask")
        return [
            f"{old.name} ({role}: {form.format(before, now)})"
            for old, new in both
            for role, before, now in zip(roles, getattr(old, fact), getattr(new, fact), strict=False)
            if before != now
        ]

    @property
    def paired_by(self) -> str:
        """How files were matched: "name", or "order" where their names differ."""
        count = len(self.methods) + 1
        return "name" if all(_share_a_name(image.paths[:count]) for image in self.images) else "order"


def _share_a_name(paths: Sequence[str]) -> bool:
    return len({PurePosixPath(path).with_suffix("") for path in paths}) == 1


def default_shard_size(images: int) -> int:
    """Return how many images are one piece of the work, where the user does not say.

    Examples
    --------
    >>> default_shard_size(5), default_shard_size(200), default_shard_size(5000)
    (1, 3, 32)
    """
    return max(1, min(SHARD_SIZE, images // LEAST_SHARDS))


def _line(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode("ascii") + b"\n"


def _items(value: Any) -> Any:
    """Return what makes two values the same; the order of methods counts."""
    return value.items() if isinstance(value, dict) else [value]


def _changed(key: str, before: Any, now: Any) -> str:
    """Say how a fact differs; of one with parts, the parts that do."""
    if key == "protocol" and _spec(before) != _spec(now):
        before, now = _spec(before), _spec(now)
    if isinstance(before, dict) and isinstance(now, dict) and list(before) == list(now):
        parts = [
            f"{name} {before[name]!r}, now {now[name]!r}" for name in before if before[name] != now[name]
        ]
        return f"{key}: {'; '.join(parts)}"
    if isinstance(before, dict) and isinstance(now, dict):
        before, now = ", ".join(before), ", ".join(now)
    return f"{key}: {before!r}, now {now!r}"


def _spec(protocol: dict[str, Any]) -> str:
    """Return a protocol as one would write it."""
    given = ",".join(f"{key}={value}" for key, value in protocol["given"].items())
    return f"{protocol['name']}:{given}" if given else str(protocol["name"])
