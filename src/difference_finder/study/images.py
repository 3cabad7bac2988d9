"""What a figure shows of the images: pixels of crops, their errors, and their scores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import to_numpy
from difference_finder.drawing.tones import Tones, choose_tones
from difference_finder.errors import DifferenceFinderError, InputError, ReadError
from difference_finder.images.image import Image
from difference_finder.images.pair import Pair
from difference_finder.parts.part import Metric
from difference_finder.parts.registry import metrics
from difference_finder.pipeline.apply_protocol import apply_protocol
from difference_finder.pipeline.bound_metric import scores_of
from difference_finder.pipeline.masks import mask_source, open_mask
from difference_finder.pipeline.prepare import prepare
from difference_finder.study.plan.measurement import Bench, bench_of
from difference_finder.study.results import REFERENCE, Results

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.study.crops.finder import Crop


__all__ = ["Scene", "Shot", "shots_of"]


@dataclass(frozen=True, eq=False)
class Shot:
    """What is seen at a place.

    Parameters
    ----------
    place
        Where.
    whole
        The reference as a whole, (H, W, 3), uint8.
    crops
        For the reference and each method the pixels of the place, (size, size, 3), uint8.
    errors
        For each method the absolute difference to the reference, the mean of the channels, as a share of the
        data range, or of what is shown where that is unknown, (size, size); not a number where pixels do not
        count.
    scores, causes
        For each metric and method its score of the crop, None where there is none; and for each metric why,
        if there is one.
    tones
        Which values are shown as black and as white.
    range_known
        Whether the data range is known; else errors are shares of what is shown.
    """

    place: Place
    whole: NDArray[np.uint8]
    crops: Mapping[str, NDArray[np.uint8]]
    errors: Mapping[str, NDArray[np.float64]]
    scores: Mapping[str, Mapping[str, float | None]]
    causes: Mapping[str, str]
    tones: Tones
    range_known: bool


def shots_of(
    study: Results,
    places: Sequence[Place],
    methods: Sequence[str],
    specs: Iterable[str],
    display: tuple[float, float] | None = None,
) -> list[Shot]:
    """Return what is seen at each place, reading each image once.

    Parameters
    ----------
    study
        Whose images.
    places
        In the order of the rows.
    methods
        Which are shown.
    specs
        The metrics that are computed of the crops; none for none.
    display
        The values that are shown as black and as white; None for those of the data range.

    Raises
    ------
    ReadError
        If a file is gone or cannot be read.
    InputError
        If a place is not inside its image.
    """
    bench = bench_of(study.record)
    parts = [metrics.get(spec) for spec in specs]
    shots: dict[int, Shot] = {}
    for image in dict.fromkeys(place.image for place in places):
        scene = Scene(study, image, methods, bench, display)
        shots |= {i: scene.shot(place, parts) for i, place in enumerate(places) if place.image == image}
    return [shots[i] for i in range(len(places))]


class Scene:
    """One image: its reference and its candidates, as pairs.

    Those that are shown have all pixels; those that are measured lack what a mask leaves out.
    """

    def __init__(
        self,
        study: Results,
        image: str,
        methods: Sequence[str],
        bench: Bench,
        display: tuple[float, float] | None,
    ) -> None:
        self.image, self.bench = image, bench
        files = {role: _file(study, image, role) for role in (REFERENCE, *methods)}
        read = {role: self._read(path) for role, path in files.items()}
        mask = open_mask(mask_source(bench.mask), image, bench.max_pixels)
        reference = self.reference = read.pop(REFERENCE)
        self.shown = {method: self._pair(reference, candidate) for method, candidate in read.items()}
        self.counted = self.shown
        self._measured: dict[str, Pair] = {}
        if mask is not None or bench.ignore:
            hidden = {"mask": mask, "ignore": bench.ignore}
            self.counted = {name: self._pair(reference, found, **hidden) for name, found in read.items()}
        self.range = self._range(reference)
        pixels = to_numpy(next(iter(self.shown.values())).as_floats().first)[0]
        self.tones = choose_tones(pixels, self.range, reference.format, display)
        self.whole = self.tones.levels(pixels)

    def _read(self, path: Path) -> Image:
        from difference_finder.readers import open_image

        return open_image(path, background=self.bench.background, max_pixels=self.bench.max_pixels)

    def _pair(self, reference: Image, candidate: Image, **hidden: Any) -> Pair:
        bench = self.bench
        return prepare(
            reference,
            candidate,
            data_range=bench.data_range,
            fit=bench.fit,
            roles=(REFERENCE, "candidate"),
            **hidden,
        )

    def _range(self, reference: Image) -> float | None:
        """Return the data range, which must not depend on which methods are shown.

        Of floats that of a pair is unknown where a candidate leaves [0, 1]: the reference's counts then.
        """
        bench = self.bench
        pairs = self.shown.values()
        ranges = (apply_protocol(pair, bench.protocol, bench.data_range).data_range for pair in pairs)
        return next((known for known in ranges if known is not None), reference.data_range)

    def shot(self, place: Place, parts: Sequence[Metric]) -> Shot:
        """Return what is seen at a place of this image."""
        self._check_inside(place)
        crops: dict[str, NDArray[np.uint8]] = {}
        errors = {}
        for method, pair in self.shown.items():
            part = self._part(pair, place).as_floats()
            reference, candidate = (to_numpy(one)[0] for one in (part.first, part.second))
            crops.setdefault(REFERENCE, self.tones.levels(reference))
            crops[method] = self.tones.levels(candidate)
            errors[method] = self._errors(reference, candidate, self._part(self.counted[method], place).mask)
        causes: dict[str, str] = {}
        scores = {part.spec: self._scores(part, place, causes) for part in parts}
        return Shot(place, self.whole, crops, errors, scores, causes, self.tones, self.range is not None)

    def _check_inside(self, place: Place) -> None:
        for pair in self.shown.values():
            height, width = (int(side) for side in pair.first.shape[-2:])
            if place.x + place.size > width or place.y + place.size > height:
                raise InputError(
                    f"the place {place.size}x{place.size} at ({place.x}, {place.y}) is not inside"
                    f" '{place.image}', which is {width}x{height}; choose one that is"
                )

    @staticmethod
    def _part(pair: Pair, place: Place) -> Pair:
        return replace(pair.cropped(place.y, place.x, place.size, place.size), frame=None)

    def _errors(self, reference: NDArray[Any], candidate: NDArray[Any], mask: Any) -> NDArray[np.float64]:
        import numpy as np

        span = self.range or self.tones.white - self.tones.black
        plane: NDArray[np.float64] = (
            np.abs(candidate.astype(np.float64) - reference.astype(np.float64)).mean(axis=0) / span
        )
        if mask is not None:
            plane[~to_numpy(mask)[0, 0]] = np.nan
        return plane

    def _scores(self, part: Metric, place: Place, causes: dict[str, str]) -> dict[str, float | None]:
        """Return the score of each method in the crop, measured as one image; None where that cannot be."""
        scores: dict[str, float | None] = {}
        for method, pair in self.counted.items():
            try:
                if method not in self._measured:
                    self._measured[method] = apply_protocol(pair, self.bench.protocol, self.bench.data_range)
                inner = self._measured_part(self._measured[method], place)
                scores[method] = scores_of(part, [inner], self.bench.protocol)[0]
            except DifferenceFinderError as error:  # too small for its windows, or outside the border
                scores[method] = None
                causes.setdefault(part.spec, str(error))
        return scores

    @staticmethod
    def _measured_part(whole: Pair, place: Place) -> Pair:
        """Return the pixels of a crop that the protocol measures: its border is that of the image."""
        top, left, *_ = whole.frame or (0, 0)
        height, width = (int(side) for side in whole.second.shape[-2:])
        above, before = max(0, place.y - top), max(0, place.x - left)
        below = min(height, place.y - top + place.size)
        after = min(width, place.x - left + place.size)
        if below <= above or after <= before:
            raise InputError(f"nothing of the crop in '{place.image}' is measured")
        return replace(whole.cropped(above, before, below - above, after - before), frame=None)


def _file(study: Results, image: str, role: str) -> Path:
    path = study.path(image, role)
    if not path.is_file():
        who = "the reference" if role == REFERENCE else f"the image of '{role}'"
        raise ReadError(
            f"'{path}', {who} for '{image}', is no longer there; put it back, or run the study again where"
            " the images are now"
        )
    return path


@dataclass(frozen=True)
class Place:
    """A square of an image.

    Parameters
    ----------
    kind
        The list that it is from: "best", "rival_best", "median", "random"; or "hand".
    image
        The name of the image.
    x, y, size
        The top left corner and the side in pixels.
    crop
        What is known of how it was chosen; None of a place that was chosen by hand.
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
