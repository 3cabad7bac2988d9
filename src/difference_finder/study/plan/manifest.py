"""The manifest of a study, which is written before it starts: its images and their measurement."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from difference_finder.errors import InputError, StudyError
from difference_finder.images.volume import Volume
from difference_finder.pipeline.shapes import DAMAGE
from difference_finder.storage.paths import as_path
from difference_finder.study.crops.settings import CropSettings
from difference_finder.study.plan.measurement_settings import MeasurementSettings
from difference_finder.study.plan.pairing import StudyPairing
from difference_finder.study.plan.statistics_settings import StatisticsSettings
from difference_finder.study.plan.volumes import as_plain, from_plain
from difference_finder.study.suspicions import looked_at
from difference_finder.text import error_line, escape_controls

__all__ = [
    "SHARD_SIZE",
    "Manifest",
    "Shard",
    "StudyImage",
    "default_shard_size",
]

FORMAT, VERSION = "difference-finder study", 3

SHARD_SIZE = 32
"""Number of images in a shard, unless the study is small."""

LEAST_SHARDS = 64
"""Minimum number of shards of a study with enough images, so that all cores have work until the end."""


@dataclass(frozen=True, slots=True)
class StudyImage:
    """One image of the reference and its candidates.

    Parameters
    ----------
    name
        Path of the image below the folders, without suffix.
    group
        Statistical unit that the image belongs to; None if it is a unit by itself.
    paths
        Paths of the reference, of each method and of the mask, if any, below their folders; "" for a folder
        without a file, or without exactly one file, for the image.
    sizes
        Sizes of these files in bytes; -1 for a file that does not exist.
    times
        Times of their last change, in ns.
    """

    name: str
    group: str | None
    paths: tuple[str, ...]
    sizes: tuple[int, ...]
    times: tuple[int, ...]

    def json_line(self) -> bytes:
        """Return the image as a line of the manifest."""
        return _json_line([self.name, self.group, self.paths, self.sizes, self.times])

    @classmethod
    def from_json_line(cls, line: bytes) -> StudyImage:
        """Return the image that :meth:`json_line` wrote."""
        name, group, paths, sizes, times = json.loads(line)
        texts, numbers = [name, group or "", *paths], [*sizes, *times]
        if not all(isinstance(one, str) for one in texts) or not all(isinstance(one, int) for one in numbers):
            raise ValueError(f"the line of image {name!r} is damaged")
        return cls(name, group, tuple(paths), tuple(sizes), tuple(times))


@dataclass(frozen=True)
class Shard:
    """A part of a study that one process scores.

    Parameters
    ----------
    number
        Number of the shard, from 0.
    study
        Identity of the study.
    measurement
        MeasurementSettings of the images.
    methods
        Names of the methods.
    folders
        Folders of the reference, of the methods, and of the masks if any.
    images
        Images of the shard.
    crops
        Settings for the selection of crops; None for no crops.
    volumes
        Volumes that the images are slices of, by their groups; empty if files hold whole volumes.
    looked_at
        Names of the images in which a wrong reference or a misregistration is looked for.
    ours
        Method that the study is about.
    kinds
        Whether the kinds of change between ours and each rival are measured.
    """

    number: int
    study: str
    measurement: MeasurementSettings
    methods: tuple[str, ...]
    folders: tuple[str, ...]
    images: tuple[StudyImage, ...]
    crops: CropSettings | None = None
    volumes: Mapping[str, Volume] = field(default_factory=dict)
    looked_at: frozenset[str] = frozenset()
    ours: str = ""
    kinds: bool = False


@dataclass(frozen=True)
class Manifest:
    """The contents of a study.

    Parameters
    ----------
    measurement
        MeasurementSettings of the images.
    methods
        Names of the methods.
    folders
        Absolute paths of the folders of the reference, of the methods, and of the masks if any.
    images
        Images in order of name.
    grouped_by
        Rule that defines the groups; None if each image is a unit.
    versions
        Versions of the libraries that read and compute.
    shard_size
        Number of images in a shard. No result depends on it.
    ours
        Method that the study is about.
    seed
        Seed of resampling and of random crops.
    crops
        Settings for the selection of crops; None for no crops.
    pairing
        How the files were paired, and which ones are left. No score depends on it.
    statistics
        Settings of the statistics. No score depends on them, so that they may change when a study is resumed.
    volumes
        Volumes that the images are slices of, by their groups; empty if files hold whole volumes.
    kinds
        Whether the kinds of change between ours and each rival are measured.
    """

    measurement: MeasurementSettings
    methods: tuple[str, ...]
    folders: tuple[str, ...]
    images: tuple[StudyImage, ...]
    grouped_by: str | None
    versions: Mapping[str, str]
    shard_size: int
    ours: str
    seed: int = 0
    crops: CropSettings | None = None
    pairing: StudyPairing = field(default_factory=StudyPairing)
    statistics: StatisticsSettings = field(default_factory=StatisticsSettings)
    volumes: Mapping[str, Volume] = field(default_factory=dict)
    kinds: bool = False

    @property
    def shards(self) -> int:
        """The number of shards."""
        return -(-len(self.images) // self.shard_size)

    def shard(self, number: int) -> Shard:
        """Return a shard.

        Raises
        ------
        InputError
            If the number is out of range.
        """
        if not 0 <= number < self.shards:
            raise InputError(f"shard {number} does not exist; there are 0 to {self.shards - 1}")
        images = self.images[number * self.shard_size : (number + 1) * self.shard_size]
        groups = {str(image.group) for image in images}
        chosen = looked_at(len(self.images), len(self.methods))
        return Shard(
            number=number,
            study=self.identity,
            measurement=self.measurement,
            methods=self.methods,
            folders=self.folders,
            images=images,
            crops=self.crops,
            ours=self.ours,
            kinds=self.kinds,
            volumes={group: one for group, one in self.volumes.items() if group in groups},
            looked_at=frozenset(self.images[place].name for place in chosen),
        )

    @cached_property
    def identity(self) -> str:
        """A digest of everything that results depend on, except the content of the files."""
        digest = hashlib.sha256(_json_line(self.settings))
        for image in self.images:
            digest.update(_json_line([image.name, image.group, image.paths, image.sizes]))
        return digest.hexdigest()

    @property
    def settings(self) -> dict[str, Any]:
        """The folders and settings of the study, ready for JSON."""
        return {
            "reference": self.folders[0],
            "methods": dict(zip(self.methods, self.folders[1:], strict=False)),
            "masks": self.folders[-1] if len(self.folders) > len(self.methods) + 1 else None,
            "group": self.grouped_by,
            "ours": self.ours,
            "seed": self.seed,
            "crops": None if self.crops is None else self.crops.to_dict(),
            "kinds": self.kinds,
            **self.measurement.to_dict(),
            "versions": dict(self.versions),
            "volumes": as_plain(self.volumes),
        }

    def lines(self) -> Iterator[bytes]:
        """Yield the manifest as lines of JSON: a header, then the images."""
        head = {"format": FORMAT, "version": VERSION, "images": len(self.images)}
        plan = {
            "shard_size": self.shard_size,
            "folders": self.folders,
            "pairing": self.pairing.to_dict(),
            "statistics": self.statistics.to_dict(),
        }
        yield _json_line({**head, **plan, **self.settings})
        for image in self.images:
            yield image.json_line()

    @classmethod
    def load(cls, path: str | Path) -> Manifest:
        """Read a manifest.

        Raises
        ------
        StudyError
            If the file is not a manifest, or has another version.
        """
        try:
            with as_path(path).open("rb") as file:
                head = json.loads(file.readline())
                if not isinstance(head, dict) or head.get("format") != FORMAT:
                    raise ValueError("it is not a manifest")
                if head["version"] != VERSION:
                    raise ValueError(
                        f"its version is {head['version']}; this program reads version {VERSION}"
                    )
                images = tuple(StudyImage.from_json_line(line) for line in file)
            if len(images) != head["images"]:
                raise ValueError(f"it has {len(images)} of {head['images']} images")
            loaded = cls._of(head, images)
            _json_line(loaded.settings)  # values that are not finite have no digest
            return loaded
        except DAMAGE as error:
            reason = escape_controls(error_line(error))
            raise StudyError(
                f"cannot read the manifest '{path}': {reason}; choose another folder for the study"
            ) from error

    @classmethod
    def _of(cls, head: dict[str, Any], images: tuple[StudyImage, ...]) -> Manifest:
        measured = {key: head[key] for key in MeasurementSettings.__dataclass_fields__}
        crops = head["crops"]
        return cls(
            measurement=MeasurementSettings.from_dict(measured),
            methods=tuple(head["methods"]),
            folders=tuple(head["folders"]),
            images=images,
            grouped_by=head["group"],
            versions=head["versions"],
            shard_size=head["shard_size"],
            ours=head["ours"],
            seed=head["seed"],
            crops=None if crops is None else CropSettings.checked(**crops),
            pairing=StudyPairing.from_dict(head["pairing"]),
            statistics=StatisticsSettings.from_dict(head.get("statistics")),  # absent in earlier versions
            volumes=from_plain(head["volumes"]),
            kinds=head.get("kinds", False),
        )

    @property
    def paired_by(self) -> str:
        """The loosest rule that paired files: "name", "case", "stem", "number" or "order"."""
        return self.pairing.rule


def default_shard_size(images: int) -> int:
    """Return the default number of images in a shard.

    Examples
    --------
    >>> default_shard_size(5), default_shard_size(200), default_shard_size(5000)
    (1, 3, 32)
    """
    return max(1, min(SHARD_SIZE, images // LEAST_SHARDS))


def _json_line(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode("ascii") + b"\n"
