"""Scenes with error maps, computed on request from the stored values of the images."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import extent
from difference_finder.errors import DifferenceFinderError
from difference_finder.images.errors import error_maps
from difference_finder.page.layers import SHARE_OF_RANGE, SHARE_OF_SHOWN
from difference_finder.page.measures import MASKED, UNEQUAL_SIZES, measure_facts
from difference_finder.report.tones import plane_of
from difference_finder.viewer.map_facts import MapFacts
from difference_finder.viewer.pyramids import MapPyramid
from difference_finder.viewer.scene import Scene

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from difference_finder.images.image import Image
    from difference_finder.images.pair import Pair
    from difference_finder.page.schema import Layer

__all__ = ["ErrorScene", "ErrorSpan", "PairScene"]

ERROR = "error of "
"""The start of the keys of error maps."""


@dataclass(frozen=True)
class ErrorSpan:
    """The unit of the errors of a scene.

    Parameters
    ----------
    value
        Difference with an error of 1, on the scale on which the images are compared.
    known
        Whether ``value`` is the data range; otherwise it is the range of the values shown.
    greatest
        Upper bound of all errors, at least 1.
    """

    value: float
    known: bool
    greatest: float


class ErrorScene(Scene):
    """A scene with an error map of each image that is measured against another."""

    # Overridden by subclasses.

    def base(self) -> str:
        """Return the role of the image that the others are measured against."""
        raise NotImplementedError

    def pair_with(self, role: str) -> tuple[Pair, str]:
        """Return the prepared pair with the image of a role, and the role of the image in the pair."""
        raise NotImplementedError

    def is_masked(self) -> bool:
        """Tell whether pixels may be masked."""
        return self.measurement.mask is not None or bool(self.measurement.ignore)

    # Shared by all subclasses.

    def error_layers(self) -> tuple[list[Layer], list[str]]:
        """Return the layers of the error maps, and the reasons why others are missing."""
        layers, missing = self._measurable
        return [self._error_layer(role) for role in layers if role != self.base()], list(missing)

    def error_map(self, key: str) -> MapPyramid:
        """Return an error map by the key of its layer."""
        pyramid: MapPyramid = self.cache.get((self.id, key), partial(self._compute, key.removeprefix(ERROR)))
        return pyramid

    @cached_property
    def _measurable(self) -> tuple[dict[str, Layer], list[str]]:
        """The layers of the base and of the images that can be measured against it; reasons for others."""
        layers = dict(zip(self.opened().shown, self.opened().layers, strict=True))
        first = layers.get(self.base())
        if first is None:
            return {}, []
        missing = []
        for role, layer in list(layers.items()):
            if self.measurement.fit == "error" and _size(layer) != _size(first):
                missing.append(
                    f"no errors of {layer.label}: its image is {_size(layer)}, the reference {_size(first)}"
                )
                del layers[role]
        return layers, missing

    @cached_property
    def span(self) -> ErrorSpan:
        """The unit of the errors, the same for all images of the scene."""
        shown = self.opened().shown
        base = self.base()
        try:
            data_range = self.measurement.data_range_of(self._pairs(), self.image(base))
        except DifferenceFinderError:  # the protocol cannot measure the pair, so that it has no range
            data_range = None
        value = data_range or shown[base].tones.white - shown[base].tones.black
        ends = [_extremes(plane_of(self.image(role)), shown[role].divisor) for role in self._measurable[0]]
        widest = max(high for _, high in ends) - min(low for low, _ in ends)
        return ErrorSpan(value, data_range is not None, max(1.0, widest / value))

    def measure(self, protocol: Mapping[str, Any], data_range: float | None) -> dict[str, Any] | None:
        """Return how the page scores a part of the images; None if nothing is measured against another."""
        shown = self.opened().shown
        if self.base() not in shown or len(self._measurable[0]) < 2:
            return None
        tones = shown[self.base()].tones
        obstacle = UNEQUAL_SIZES if self.padding() else MASKED if self.is_masked() else ""
        return measure_facts(protocol, (tones.black, tones.white), data_range, obstacle)

    def _pairs(self) -> Iterator[Pair]:
        for role in self._measurable[0]:
            if role == self.base():
                continue
            try:
                pair, _ = self.pair_with(role)
            except DifferenceFinderError:  # the request for its error map reports the error
                continue
            yield pair

    def _error_layer(self, role: str) -> Layer:
        layer, first = (self._measurable[0][one] for one in (role, self.base()))
        facts = MapFacts(
            min(first.width, layer.width), min(first.height, layer.height),
            label=f"|{layer.label} \u2212 {first.label}|", low=0.0, high=self.span.greatest, unit_range=1.0,
            method=layer.label, role="error", unit=SHARE_OF_RANGE if self.span.known else SHARE_OF_SHOWN,
        )  # fmt: skip
        return self.map_layer(ERROR + role, facts)

    def _compute(self, role: str) -> MapPyramid:
        import numpy as np

        pair, within = self.pair_with(role)
        plane = error_maps(pair, self.span.value)[within]
        counted = np.isfinite(plane)
        return MapPyramid(plane, None if counted.all() else counted, 0.0, self.span.greatest)


class PairScene(ErrorScene):
    """A scene of two images, or two and a reference."""

    # Overridden by subclasses.

    def prepare(self, images: list[Image]) -> Pair:
        """Bring the images to one shape and one scale."""
        raise NotImplementedError

    # Shared by all subclasses.

    def base(self) -> str:
        """Return "reference" if there is one, otherwise "first"."""
        return "reference" if "reference" in self.files else "first"

    def measure_recorded(self, record: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return how the page scores a part of the images, with the protocol and the range of a record."""
        data_range = (record.get("pictures") or {}).get("data_range")
        return self.measure(record.get("protocol") or {}, data_range)

    def pair_with(self, role: str) -> tuple[Pair, str]:
        """Return the prepared pair, and the role itself."""
        return self.prepare([self.image(one) for one in self.files]), role

    def error_layers(self) -> tuple[list[Layer], list[str]]:
        """Return error maps of images with more than 8 bits, or of several sizes on a common area.

        The page computes others from its pictures.
        """
        layers = self.opened().layers
        complete = len(layers) == len(self.files)
        needed = any(layer.depth > 8 for layer in layers) or self.padding() is not None
        return super().error_layers() if complete and needed else ([], [])


def _size(layer: Layer) -> str:
    return f"{layer.width}x{layer.height}"


def _extremes(pixels: NDArray[Any], divisor: float) -> tuple[float, float]:
    """Return the least and the greatest finite value, divided by the divisor."""
    import numpy as np

    low, high, finite = extent(pixels)
    if not finite:
        good = pixels[np.isfinite(pixels)]
        low, high, _ = extent(good) if good.size else (0.0, 0.0, True)
    return low / divisor, high / divisor
