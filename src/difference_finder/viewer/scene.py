"""One entry of the viewer: images and maps, opened on request."""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from threading import Lock
from typing import Any

from difference_finder.arrays.backend import to_numpy
from difference_finder.errors import DifferenceFinderError, ReadError
from difference_finder.images.image import Image
from difference_finder.images.padding import Padding
from difference_finder.page.layers import thumbnail
from difference_finder.page.schema import Layer
from difference_finder.page.stored import are_shown_exactly, stored_facts
from difference_finder.pipeline.common_area import find_padding
from difference_finder.pipeline.measurement import Measurement
from difference_finder.pipeline.padding import padded_picture
from difference_finder.report.tones import Scale, Shown, plane_of, shown_of
from difference_finder.storage.paths import AnyPath
from difference_finder.threads import map_in_order
from difference_finder.viewer.cache import Cache
from difference_finder.viewer.cached_images import CachedImage, CachedPadding
from difference_finder.viewer.map_facts import MapFacts
from difference_finder.viewer.pyramids import TILE, MapPyramid, PicturePyramid, Pyramid, level_count

__all__ = ["Opened", "Scene", "new_id"]

SECRET = secrets.token_bytes(16)


def new_id(identity: str = "") -> str:
    """Return an id that cannot be guessed: a random one, or the same for the same identity."""
    if not identity:
        return secrets.token_urlsafe(12)
    text = identity.encode("utf-8", "surrogatepass")
    return urlsafe_b64encode(hmac.digest(SECRET, text, "sha256")[:12]).decode("ascii")


@dataclass
class Opened:
    """Facts about the images of a scene, which remain when their pixels leave the cache."""

    shown: Mapping[str, Shown]
    layers: list[Layer] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Scene:
    """One image of a study, or one pair.

    Parameters
    ----------
    name
        Name of the entry.
    files
        Function that returns the file of each role, the first image first.
    measurement
        Settings for reading and preparing the images.
    cache
        Cache of the pixels.
    identity
        Text that is the same as long as the scene shows the same, for ids that last; "" for random ids.
    """

    def __init__(
        self,
        name: str,
        files: Callable[[], Mapping[str, AnyPath]],
        measurement: Measurement,
        cache: Cache,
        identity: str = "",
    ) -> None:
        self.name, self._files_of, self.measurement, self.cache = name, files, measurement, cache
        self.id = new_id(identity)
        self.ids: dict[str, str] = {}
        self._lock = Lock()
        self._opened: Opened | None = None
        self._small: bytes | None = None

    @cached_property
    def files(self) -> Mapping[str, AnyPath]:
        """The file of each role."""
        return self._files_of()

    # Overridden by subclasses.

    def label(self, role: str) -> str:
        """Return the label of an image: the shortest end of its path that is unique."""
        parts = {one: str(path).replace("\\", "/").split("/") for one, path in self.files.items()}
        for count in range(1, max(map(len, parts.values())) + 1):
            tails = {one: "/".join(names[-count:]) for one, names in parts.items()}
            if len(set(tails.values())) == len(tails):
                return tails[role]
        return role

    def role(self, role: str) -> tuple[str, str | None]:
        """Return the role of an image in the document, and its method."""
        return role, None

    def known(self) -> dict[str, Any]:
        """Return items of the entry that are known before it is opened."""
        return {}

    def details(self) -> dict[str, Any]:
        """Return further items of the entry; "layers" are its maps."""
        raise NotImplementedError

    def map(self, key: str) -> MapPyramid:
        """Return a map."""
        raise NotImplementedError

    def early(self, step: int) -> dict[str, Any] | None:
        """Return what is known of the entry at an early step; None when the complete entry is due."""
        return None

    # Shared by all.

    def entry(self) -> dict[str, Any]:
        """Return the complete entry of the document."""
        opened = self.opened()
        details = self.details()
        errors = [*opened.errors, *details.pop("errors", [])]
        maps = details.pop("layers", [])
        layers = [layer.to_dict() for layer in (*opened.layers, *maps)]
        known = {"id": self.id, "name": self.name, "layers": layers, "errors": errors, "notes": opened.notes}
        return {**known, **details}

    def opened(self) -> Opened:
        """Return the facts about the images."""
        with self._lock:
            if self._opened is None:
                self._opened = self._open()
            return self._opened

    def pyramid(self, layer: str) -> Pyramid:
        """Return the pixels of a layer."""
        role = next(role for role, known in self.ids.items() if known == layer)
        return (
            self._kept(role).pyramid(partial(self._picture, role)) if role in self.files else self.map(role)
        )

    def thumbnail(self) -> bytes:
        """Return a small JPEG of the second image, or of the only image that can be read.

        Raises
        ------
        ReadError
            If no image can be read.
        """
        if self._small is None:
            shown = self.opened().shown
            if not shown:
                raise ReadError(f"no image of '{self.name}' can be read")
            role = "second" if "second" in shown else next(iter(shown))
            self._small = thumbnail(shown[role].levels(plane_of(self.image(role))))
        return self._small

    def image(self, role: str) -> Image:
        """Return an image as read, from the cache if possible."""
        return self._kept(role).image

    def _kept(self, role: str) -> CachedImage:
        found: CachedImage = self.cache.get((self.id, role), lambda: CachedImage(self._read(role)))
        return found

    def layer_of(self, role: str) -> str:
        """Return the id of the layer of a role."""
        return self.ids.setdefault(role, new_id(f"{self.id} {role}"))

    def map_layer(self, key: str, facts: MapFacts) -> Layer:
        """Return the layer of a map."""
        return Layer(
            id=self.layer_of(key), kind="map", channels=1, depth=16,
            source=self._source(key, facts.width, facts.height), **facts.__dict__,
        )  # fmt: skip

    def _source(self, role: str, width: int, height: int) -> dict[str, Any]:
        base = f"./layer/{self.layer_of(role)}/"
        return {"type": "tiles", "base": base, "tile": TILE, "levels": level_count(width, height)}

    def _open(self) -> Opened:
        found: dict[str, _ImageFacts] = {}
        errors: list[str] = []
        for role, outcome in zip(self.files, map_in_order(self._image_facts, self.files, 2), strict=True):
            if isinstance(outcome, _ImageFacts):
                found[role] = outcome
            else:
                errors.append(str(outcome))
        if not found:
            return Opened({}, [], errors)
        scales = {role: one.scale for role, one in found.items()}
        shown = shown_of(self.image(next(iter(found))), scales)
        first = next(iter(found.values()))
        for role, one in found.items():
            if self.measurement.fit == "resize" and one.size != first.size:
                changed = (*one.notes, "resized to the first image")
                found[role] = replace(one, size=first.size, notes=changed, dtype="float32")
        if padding := self.padding():
            note = "on the common area; grey stripes where it has no pixel"
            found = {
                role: replace(one, size=padding.size, notes=(*one.notes, note)) for role, one in found.items()
            }
        layers = [self._layer(role, one, shown[role]) for role, one in found.items()]
        notes = [f"{self.label(role)}: {note}" for role, one in found.items() for note in one.notes]
        return Opened(shown, layers, errors, notes)

    def padding(self) -> Padding | None:
        """Return the common area of images of different sizes, with ``fit="pad"``; else None."""
        if self.measurement.fit != "pad":
            return None
        found: CachedPadding = self.cache.get((self.id, "padding"), self._find_padding)
        return found.padding

    def _find_padding(self) -> CachedPadding:
        try:
            images = [self.image(role) for role in self.files]
        except DifferenceFinderError:  # the entry reports the error
            return CachedPadding(None)
        alike = len({image.size for image in images}) == 1
        return CachedPadding(None if alike else find_padding(images))

    def _image_facts(self, role: str) -> _ImageFacts | DifferenceFinderError:
        try:
            image = self.image(role)
        except DifferenceFinderError as error:
            return error
        width = self.measurement.width_of(role, list(self.files))
        scale, depth = Scale.of(image, width), 8 * int(image.pixels.dtype.itemsize)
        return _ImageFacts(image.size, image.channels, depth, scale, image.notes, str(image.pixels.dtype))

    def _read(self, role: str) -> Image:
        path = self.files[role]
        if not path.is_file():
            raise ReadError(f"'{path}' no longer exists; restore the file")
        return self.measurement.open(path, role)

    def _picture(self, role: str) -> PicturePyramid:
        opened = self.opened()
        layer = next(layer for layer in opened.layers if layer.id == self.ids[role])
        image, shown = self.image(role), opened.shown[role]
        pixels = plane_of(image)
        if self.measurement.fit == "resize" and image.size != (layer.width, layer.height):
            first = self.image(next(iter(opened.shown)))
            pair = self.measurement.without_mask().prepare([first, image]).as_floats()
            pixels = to_numpy(pair.second)[0] * shown.divisor
        elif padding := self.padding():
            pixels = padded_picture(pixels, padding, role, (shown.low, shown.high))
        if pixels.shape[1:] != (layer.height, layer.width):
            raise ReadError(f"'{self.files[role]}' has changed since it was opened; start the viewer again")
        return PicturePyramid(pixels, shown)

    def _layer(self, role: str, one: _ImageFacts, shown: Shown) -> Layer:
        named, method = self.role(role)
        return Layer(
            id=self.layer_of(role), role=named, label=self.label(role), width=one.size[0], height=one.size[1],
            kind="image", low=shown.low, high=shown.high, channels=one.channels, depth=one.depth,
            source=self._source(role, *one.size), method=method, note=shown.tones.words,
            light=shown.tones.light, stored=self._stored(role, one, shown),
        )  # fmt: skip

    def _stored(self, role: str, one: _ImageFacts, shown: Shown) -> dict[str, Any] | None:
        """Return the description of the stored values; None if the picture holds them."""
        if are_shown_exactly(one.dtype, (shown.low, shown.high), one.channels):
            return None
        facts, source = stored_facts(one.dtype, one.channels, 1.0), self._source(role, *one.size)
        return facts and {**facts, "source": {**source, "base": f"{source['base']}stored/"}}


@dataclass(frozen=True)
class _ImageFacts:
    """Facts about an image as read."""

    size: tuple[int, int]
    channels: int
    depth: int
    scale: Scale
    notes: tuple[str, ...]
    dtype: str
