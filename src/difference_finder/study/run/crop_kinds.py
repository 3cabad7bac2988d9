"""The kinds of the selected crops, measured after the selection."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from difference_finder.errors import DifferenceFinderError, ReadError
from difference_finder.images.difference_map import Kind
from difference_finder.images.pair import Pair
from difference_finder.study.crops.crop import Crop
from difference_finder.study.crops.records import Crops
from difference_finder.study.image_scores import ImageScores
from difference_finder.study.kinds.crop_change import describe_window
from difference_finder.study.kinds.regions import for_three
from difference_finder.study.plan.manifest import Manifest, StudyImage
from difference_finder.study.results import REFERENCE
from difference_finder.study.run.files import StudyFiles
from difference_finder.text import error_line

__all__ = ["CropKinds"]

Place = tuple[str, str, int, int, int]
"""Image, rival, left, top and side of a crop."""

Change = tuple[tuple[Kind, ...], str]
"""Kinds of a crop, and its change in one sentence."""


class CropKinds:
    """Measures the kinds of selected crops.

    Parameters
    ----------
    manifest
        Manifest of the study.
    digests
        Function that returns the SHA-256 of the files of an image as they were scored, by its number.
    known
        Crops of an earlier run of the same study, whose kinds hold; None without one.

    Attributes
    ----------
    causes
        For each rival and cause, the images whose crops could not be measured.
    """

    def __init__(
        self, manifest: Manifest, digests: Callable[[int], Sequence[str]], known: Crops | None
    ) -> None:
        self._manifest, self._digests = manifest, digests
        self._measurement = manifest.measurement.measurement(open_masks=False)
        self._files = StudyFiles(manifest.shard(0), self._measurement)
        self._changes: dict[Place, Change] = {}
        if known is not None:
            self._changes = {_place(crop): (crop.kinds, crop.text) for crop in _every(known) if crop.text}
        self.causes: dict[tuple[str, str], set[str]] = {}

    def describe(self, crops: Crops) -> Crops:
        """Return the crops with their kinds; the images of each crop are read once."""
        missing = sorted({_place(crop) for crop in _every(crops)} - self._changes.keys())
        names = {place[0] for place in missing}
        numbers = {image.name: i for i, image in enumerate(self._manifest.images) if image.name in names}
        for name, places in groupby(missing, key=lambda place: place[0]):
            for rival, same in groupby(places, key=lambda place: place[1]):
                self._measure(numbers[name], rival, list(same))
        lists: dict[str, Any] = {
            name: tuple(self._described(crop) for crop in listed) for name, listed in crops.lists.items()
        }
        return replace(crops, **lists)

    def _described(self, crop: Crop) -> Crop:
        kinds, text = self._changes.get(_place(crop), ((), ""))
        return replace(crop, kinds=kinds, text=text)

    def _measure(self, number: int, rival: str, places: Sequence[Place]) -> None:
        """Measure the crops of one image against one rival; a failure is a cause."""
        try:
            pair = self._pair(self._manifest.images[number], self._digests(number), rival)
            for place in places:
                self._changes[place] = describe_window(pair, *place[2:])
        except (DifferenceFinderError, MemoryError) as error:
            self.causes.setdefault((rival, error_line(error)), set()).add(places[0][0])

    def _pair(self, image: StudyImage, digests: Sequence[str], rival: str) -> Pair:
        """Return the images of ours and of the rival, with the reference, as the study measured them."""
        sides = (REFERENCE, *self._manifest.methods)
        read = ImageScores(image.name, [None] * len(image.paths), [])
        roles = [sides.index(name) for name in (self._manifest.ours, rival, REFERENCE)]
        opened = [self._files.read(read, image, role) for role in roles]
        measurement = for_three(self._measurement, self._files.read_mask(read, image))
        measurement = replace(measurement, volume=self._manifest.volumes.get(str(image.group)))
        for role, (now, then) in enumerate(zip(read.digests, digests, strict=True)):
            if now not in (None, then):
                raise ReadError(f"'{self._files.path(image, role)}' has changed since it was scored")
        return measurement.measure(measurement.prepare(opened, name=image.name))


def _every(crops: Crops) -> Iterator[Crop]:
    return (crop for listed in crops.lists.values() for crop in listed)


def _place(crop: Crop) -> Place:
    return crop.image, crop.rival, crop.x, crop.y, crop.size
