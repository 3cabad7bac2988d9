"""Measured crops of a study for a figure: pixels, errors and scores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from difference_finder.arrays.backend import to_numpy
from difference_finder.drawing.tones import Tones, choose_tones
from difference_finder.errors import DifferenceFinderError, InputError, ReadError
from difference_finder.images.errors import error_maps
from difference_finder.images.image import METRIC_ROLES, Image
from difference_finder.images.pair import Pair
from difference_finder.images.volume import Volume
from difference_finder.pipeline.bound_metric import scores_of
from difference_finder.pipeline.column import Column
from difference_finder.pipeline.crop import crop_of, crop_of_measured
from difference_finder.pipeline.measurement import Measurement
from difference_finder.pipeline.protocol import Protocol
from difference_finder.study.plan.measurement_settings import settings_of
from difference_finder.study.plan.volumes import from_plain
from difference_finder.study.results import REFERENCE, Results

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.study.crops.finder import Crop


__all__ = ["MeasuredCrop", "MeasuredImage", "measure_crops", "volume_of"]


@dataclass(frozen=True, eq=False)
class MeasuredCrop:
    """The pixels, errors and scores of one crop.

    Parameters
    ----------
    place
        Position of the crop.
    wholes
        Whole reference, and whole image of each method if they were asked for, shape (H, W, 3), uint8.
    pixels
        Pixels of the reference and of each method, shape (size, size, 3), uint8.
    errors
        Absolute difference of each method from the reference, averaged over channels, shape (size, size), as
        a share of the data range, or of the displayed range if the data range is unknown; NaN where pixels do
        not count.
    scores, causes
        Score of each metric and method in the crop, None where there is none; and for each metric the reason,
        if any.
    tones
        Values that are shown as black and as white.
    range_known
        Whether the data range is known; if not, errors are shares of the displayed range.
    """

    place: Place
    wholes: Mapping[str, NDArray[np.uint8]]
    pixels: Mapping[str, NDArray[np.uint8]]
    errors: Mapping[str, NDArray[np.float32]]
    scores: Mapping[str, Mapping[str, float | None]]
    causes: Mapping[str, str]
    tones: Tones
    range_known: bool


def measure_crops(
    study: Results,
    places: Sequence[Place],
    methods: Sequence[str],
    specs: Iterable[str],
    display: tuple[float, float] | None = None,
    whole_methods: bool = False,
) -> list[MeasuredCrop]:
    """Return the measured crop at each place; each image is read once.

    Parameters
    ----------
    study
        Study with the images.
    places
        Positions of the crops, in the order of the rows.
    methods
        Methods to show.
    specs
        Metrics to compute for the crops; may be empty.
    display
        Values that are shown as black and as white; None for the data range.
    whole_methods
        Whether to return the whole images of the methods too.

    Raises
    ------
    ReadError
        If a file is missing or cannot be read.
    InputError
        If a place is not inside its image.
    """
    settings = settings_of(study.record)
    measurement = settings.measurement()
    known = {column.name: column for column in settings.columns}
    columns = [known[spec] for spec in specs]
    found: dict[int, MeasuredCrop] = {}
    for image in dict.fromkeys(place.image for place in places):
        measured_image = MeasuredImage(study, image, methods, measurement, display)
        wholes = {REFERENCE: measured_image.whole}
        wholes |= measured_image.whole_methods() if whole_methods else {}
        found |= {
            i: measured_image.crop(place, columns, wholes)
            for i, place in enumerate(places)
            if place.image == image
        }
    return [found[i] for i in range(len(places))]


class MeasuredImage:
    """One image of a study: its reference and its methods, as pairs.

    Pairs in ``shown`` have all pixels; a mask excludes pixels from those in ``counted``.
    """

    def __init__(
        self,
        study: Results,
        image: str,
        methods: Sequence[str],
        measurement: Measurement,
        display: tuple[float, float] | None,
    ) -> None:
        measurement = replace(measurement, volume=volume_of(study, image))
        self.image, self.measurement = image, measurement
        files = {role: _file(study, image, role) for role in (REFERENCE, *methods)}
        read = {role: measurement.open(path, role) for role, path in files.items()}
        mask = measurement.mask_of(image)
        reference = self.reference = read.pop(REFERENCE)
        unmasked = measurement.without_mask()
        self.shown = self._pairs(unmasked, read)
        self.counted = self.shown
        self._measured: list[tuple[Protocol, dict[str, Pair]]] = []
        if mask is not None or measurement.ignore:
            self.counted = self._pairs(measurement, read, mask)
        self.range = measurement.data_range_of(self.counted.values(), reference)
        pair = next(iter(self.shown.values()))
        pixels = to_numpy(pair.as_floats().first)[0]
        levels = None if pair.divisors is None else pair.divisors[0]
        self.tones = choose_tones(pixels, self.range, reference.format, display, levels)
        self.whole = self.tones.levels(pixels)

    def _pairs(
        self, measurement: Measurement, images: Mapping[str, Image], mask: Image | None = None
    ) -> dict[str, Pair]:
        """Return the prepared pair of each method."""
        return {
            method: measurement.prepare([self.reference, image], mask=mask, roles=METRIC_ROLES)
            for method, image in images.items()
        }

    def whole_methods(self) -> dict[str, NDArray[np.uint8]]:
        """Return the whole image of each method, shape (H, W, 3)."""
        return {
            method: self.tones.levels(to_numpy(pair.as_floats().second)[0])
            for method, pair in self.shown.items()
        }

    def crop(
        self, place: Place, columns: Sequence[Column], wholes: Mapping[str, NDArray[np.uint8]]
    ) -> MeasuredCrop:
        """Return the measured crop at a place of this image, with the whole images to show."""
        self._check_inside(place)
        pixels: dict[str, NDArray[np.uint8]] = {}
        errors = {}
        span = self.range or self.tones.white - self.tones.black
        for method, pair in self.shown.items():
            part = self._part(pair, place).as_floats()
            reference, candidate = (to_numpy(one)[0] for one in (part.first, part.second))
            pixels.setdefault(REFERENCE, self.tones.levels(reference))
            pixels[method] = self.tones.levels(candidate)
            errors[method] = error_maps(self._part(self.counted[method], place), span)["second"]
        causes: dict[str, str] = {}
        scores = {column.name: self._scores(column, place, causes) for column in columns}
        return MeasuredCrop(place, wholes, pixels, errors, scores, causes, self.tones, self.range is not None)

    def _check_inside(self, place: Place) -> None:
        for pair in self.shown.values():
            height, width = (int(side) for side in pair.first.shape[-2:])
            if place.x + place.size > width or place.y + place.size > height:
                raise InputError(
                    f"the place {place.size}x{place.size} at ({place.x}, {place.y}) is not inside"
                    f" '{place.image}', which is {width}x{height}; choose a place within the image"
                )

    @staticmethod
    def _part(pair: Pair, place: Place) -> Pair:
        return crop_of(pair, place.x, place.y, place.size, place.size)

    def _scores(self, column: Column, place: Place, causes: dict[str, str]) -> dict[str, float | None]:
        """Return the score of each method in the crop as an image of its own; None if it fails."""
        scores: dict[str, float | None] = {}
        for method, pair in self.counted.items():
            try:
                measured = self._measured_under(column.protocol)
                if method not in measured:
                    measured[method] = self.measurement.under(column.protocol).measure(pair)
                inner = crop_of_measured(
                    measured[method], place.image, place.x, place.y, place.size, place.size
                )
                scores[method] = scores_of(column.part, [inner], column.protocol)[0]
            except DifferenceFinderError as error:  # smaller than the metric's windows, or in the border
                scores[method] = None
                causes.setdefault(column.name, str(error))
        return scores

    def _measured_under(self, protocol: Protocol) -> dict[str, Pair]:
        """Return the measured pairs of a convention, as far as they are known."""
        for known, pairs in self._measured:
            if known == protocol:
                return pairs
        self._measured.append((protocol, {}))
        return self._measured[-1][1]


def volume_of(study: Results, image: str) -> Volume | None:
    """Return the volume that an image is a slice of, if its slices lie in several files."""
    groups, volumes = study.scores.groups, from_plain(study.record.get("volumes"))
    return None if groups is None else volumes.get(groups[study.scores.names.index(image)])


def _file(study: Results, image: str, role: str) -> Path:
    path = study.path(image, role)
    if not path.is_file():
        who = "the reference" if role == REFERENCE else f"the image of '{role}'"
        raise ReadError(
            f"'{path}', {who} for '{image}', does not exist; restore it, or run the study again where the"
            " images are now"
        )
    return path


@dataclass(frozen=True)
class Place:
    """A square of an image.

    Parameters
    ----------
    kind
        List that the place is from: "best", "rival_best", "median", "random"; or "hand".
    image
        Name of the image.
    x, y, size
        Top left corner and side in pixels.
    crop
        Crop at this place; None for a place chosen by hand.
    """

    kind: str
    image: str
    x: int
    y: int
    size: int
    crop: Crop | None = None

    @classmethod
    def of(cls, kind: str, crop: Crop) -> Place:
        """Return the place of a crop."""
        return cls(kind, crop.image, crop.x, crop.y, crop.size, crop)
