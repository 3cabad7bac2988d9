"""The images of a study, and the errors of each method."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import divide_integers, to_numpy
from difference_finder.pipeline.masks import mask_source, open_mask
from difference_finder.pipeline.prepare import prepare
from difference_finder.report import study_document
from difference_finder.study.plan.measurement import bench_of
from difference_finder.study.results import REFERENCE, Results
from difference_finder.viewer.album import Album
from difference_finder.viewer.cache import Memory
from difference_finder.viewer.pyramids import MapPyramid
from difference_finder.viewer.scene import MapFacts, Reading, Scene

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.images.pair import Pair
    from difference_finder.study.plan.measurement import Bench

__all__ = ["album_of_study"]

ERROR = "error of "

BAND = 2**20
"""About how many pixels become errors at once."""


class _StudyImage(Scene):
    """The reference and the candidates of an image; the absolute errors of each method as a map."""

    def __init__(self, study: Results, name: str, bench: Bench, memory: Memory) -> None:
        self._study, self._bench = study, bench
        reading = Reading(bench.background, bench.max_pixels, bench.data_range, bench.fit)
        roles = (REFERENCE, *study.scores.methods)
        super().__init__(name, lambda: {role: study.path(name, role) for role in roles}, reading, memory)

    def label(self, role: str) -> str:
        return "Reference" if role == REFERENCE else role

    def role(self, role: str) -> tuple[str, str | None]:
        return (REFERENCE, None) if role == REFERENCE else ("method", role)

    def details(self) -> dict[str, Any]:
        layers = {layer.method: layer for layer in self.opened().layers}
        if None not in layers:
            return {}
        first, errors, maps = layers.pop(None), [], []
        for method in self._study.scores.methods:
            if (layer := layers.get(method)) is None:
                continue
            if self.reading.fit == "error" and (layer.width, layer.height) != (first.width, first.height):
                errors.append(
                    f"no errors of {method}: its image is {layer.width}x{layer.height}, the reference"
                    f" {first.width}x{first.height}"
                )
                continue
            size = min(first.width, layer.width), min(first.height, layer.height)
            maps.append(self.map_layer(ERROR + method, self._facts(method, *size)))
        return {"layers": maps, "errors": errors}

    def map(self, key: str) -> MapPyramid:
        pyramid: MapPyramid = self.memory.get((self.id, key), partial(self._errors, key.removeprefix(ERROR)))
        return pyramid

    def _facts(self, method: str, width: int, height: int) -> MapFacts:
        known = self.opened().span is not None
        return MapFacts(
            width, height, label=f"|{method} \u2212 Reference|", low=0.0, high=1.0, unit_range=1.0,
            method=method, role="error", unit="of the data range" if known else "of the values shown",
        )  # fmt: skip

    def _errors(self, method: str) -> MapPyramid:
        pair = prepare(
            self.image(REFERENCE),
            self.image(method),
            data_range=self._bench.data_range,
            fit=self._bench.fit,
            ignore=self._bench.ignore,
            mask=open_mask(mask_source(self._bench.mask), self.name, self._bench.max_pixels),
        )
        tones = self.opened().shown[REFERENCE].tones
        plane = _absolute_errors(pair, self.opened().span or tones.white - tones.black)
        mask = None if pair.mask is None else to_numpy(pair.mask)[0, 0]
        return MapPyramid(plane, mask, 0.0, 1.0)


def _absolute_errors(pair: Pair, span: float) -> NDArray[np.float32]:
    """Return the absolute difference, the mean of the channels, as a share of a span: (H, W)."""
    import numpy as np

    images = [to_numpy(image)[0] for image in (pair.first, pair.second)]
    _, height, width = images[0].shape
    plane = np.empty((height, width), np.float32)
    divisors = pair.divisors or (1.0, 1.0)
    rows = max(1, BAND // width)
    for top in range(0, height, rows):
        parts = [
            divide_integers(image[:, top : top + rows], divisor)
            if pair.divisors
            else image[:, top : top + rows]
            for image, divisor in zip(images, divisors, strict=True)
        ]
        errors = np.abs(parts[1].astype(np.float64) - parts[0].astype(np.float64))
        plane[top : top + rows] = errors.mean(axis=0) / span
    return plane


def album_of_study(study: Results, memory: Memory | None = None) -> Album:
    """Return an album of the images of a study, each of which is opened when it is looked at."""
    bench, kept = bench_of(study.record), memory or Memory()
    scenes = [_StudyImage(study, name, bench, kept) for name in study.scores.names]
    return Album(scenes, partial(study_document, study))
