"""What is seen of one image: its pictures and its maps, opened when they are asked for."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from threading import Lock
from typing import Any

from difference_finder.arrays.backend import to_numpy
from difference_finder.errors import DifferenceFinderError, ReadError
from difference_finder.images.image import Image
from difference_finder.page.schema import Layer
from difference_finder.pipeline.prepare import prepare
from difference_finder.storage.paths import Place
from difference_finder.threads import map_in_order
from difference_finder.viewer.cache import Memory
from difference_finder.viewer.pyramids import TILE, MapPyramid, PicturePyramid, Pyramid, level_count
from difference_finder.viewer.tones import Scale, Shown, plane_of, shown_of

__all__ = ["MapFacts", "Opened", "Reading", "Scene", "new_id"]


def new_id() -> str:
    """Return a name that tells nothing and cannot be guessed."""
    return secrets.token_urlsafe(12)


@dataclass(frozen=True)
class Reading:
    """How files are read.

    Parameters
    ----------
    background, max_pixels
        As :func:`difference_finder.readers.open_image` takes them.
    data_range
        What the user gave.
    fit
        What is done where sizes differ; "resize" shows the others in the size of the first.
    """

    background: str = "white"
    max_pixels: int | None = None
    data_range: float | None = None
    fit: str = "error"

    def image(self, path: Place) -> Image:
        """Read a file."""
        from difference_finder.readers import open_image

        return open_image(path, background=self.background, max_pixels=self.max_pixels)


@dataclass(frozen=True)
class MapFacts:
    """What is known of a map before its pixels are."""

    width: int
    height: int
    label: str
    low: float
    high: float
    signed: bool = False
    unit: str = ""
    vmax: float | None = None
    unit_range: float | None = None
    positive: str = ""
    method: str | None = None
    note: str = ""
    role: str = "map"


@dataclass
class Opened:
    """A scene of which the pictures were opened once: what remains known when their pixels are dropped.

    ``span`` is the range of the first image on the scale on which they are compared, if it is known.
    """

    shown: Mapping[str, Shown]
    span: float | None = None
    layers: list[Layer] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Scene:
    """One image of a study, or one pair.

    Parameters
    ----------
    name
        What users call it.
    files
        Returns for each role its file; the first is what the others are compared with.
    reading
        How they are read.
    memory
        Where pixels are kept.
    """

    def __init__(
        self, name: str, files: Callable[[], Mapping[str, Place]], reading: Reading, memory: Memory
    ) -> None:
        self.name, self._files_of, self.reading, self.memory = name, files, reading, memory
        self.id = new_id()
        self.ids: dict[str, str] = {}
        self._lock = Lock()
        self._opened: Opened | None = None

    @cached_property
    def files(self) -> Mapping[str, Place]:
        """The file of each role."""
        return self._files_of()

    # What the kinds of scenes know better.

    def label(self, role: str) -> str:
        """Return what users call a picture: as much of the end of its path as tells it from the others."""
        parts = {one: str(path).replace("\\", "/").split("/") for one, path in self.files.items()}
        for count in range(1, max(map(len, parts.values())) + 1):
            tails = {one: "/".join(names[-count:]) for one, names in parts.items()}
            if len(set(tails.values())) == len(tails):
                return tails[role]
        return role

    def role(self, role: str) -> tuple[str, str | None]:
        """Return the role of a picture in the document, and whose it is."""
        return role, None

    def known(self) -> dict[str, Any]:
        """Return what the document says of the entry before it is opened."""
        return {}

    def details(self) -> dict[str, Any]:
        """Return what the document says of the entry besides its pictures: maps under "layers", ..."""
        raise NotImplementedError

    def map(self, key: str) -> MapPyramid:
        """Return a map."""
        raise NotImplementedError

    # What they have in common.

    def entry(self) -> dict[str, Any]:
        """Return the entry of the document, with all that is known of it."""
        opened = self.opened()
        details = self.details()
        errors = [*opened.errors, *details.pop("errors", [])]
        maps = details.pop("layers", [])
        layers = [layer.to_dict() for layer in (*opened.layers, *maps)]
        known = {"id": self.id, "name": self.name, "layers": layers, "errors": errors, "notes": opened.notes}
        return {**known, **details}

    def opened(self) -> Opened:
        """Return what is known of the pictures."""
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

    def image(self, role: str) -> Image:
        """Return an image as it was read; it is kept while there is room."""
        return self._kept(role).image

    def _kept(self, role: str) -> _Picture:
        kept: _Picture = self.memory.get((self.id, role), lambda: _Picture(self._read(role)))
        return kept

    def layer_of(self, role: str) -> str:
        """Return the id of the layer of a role."""
        return self.ids.setdefault(role, new_id())

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
        seen: dict[str, _Seen] = {}
        errors: list[str] = []
        for role, outcome in zip(self.files, map_in_order(self._seen, self.files, 2), strict=True):
            if isinstance(outcome, _Seen):
                seen[role] = outcome
            else:
                errors.append(str(outcome))
        if not seen:
            return Opened({}, None, [], errors)
        scales = {role: one.scale for role, one in seen.items()}
        shown = shown_of(self.image(next(iter(seen))), scales)
        first = next(iter(seen.values()))
        for role, one in seen.items():
            if self.reading.fit == "resize" and one.size != first.size:
                seen[role] = replace(one, size=first.size, notes=(*one.notes, "resized to the first image"))
        layers = [self._layer(role, one, shown[role]) for role, one in seen.items()]
        notes = [f"{self.label(role)}: {note}" for role, one in seen.items() for note in one.notes]
        span = first.scale.data_range
        return Opened(
            shown, None if span is None else span / shown[next(iter(seen))].divisor, layers, errors, notes
        )

    def _seen(self, role: str) -> _Seen | DifferenceFinderError:
        try:
            image = self.image(role)
        except DifferenceFinderError as error:
            return error
        scale, depth = Scale.of(image, self.reading.data_range), 8 * int(image.pixels.dtype.itemsize)
        return _Seen(image.size, image.channels, depth, scale, image.notes)

    def _read(self, role: str) -> Image:
        path = self.files[role]
        if not path.is_file():
            raise ReadError(f"'{path}' is no longer there; put it back where it was")
        return self.reading.image(path)

    def _picture(self, role: str) -> PicturePyramid:
        opened = self.opened()
        layer = next(layer for layer in opened.layers if layer.id == self.ids[role])
        image, shown = self.image(role), opened.shown[role]
        pixels = plane_of(image)
        if self.reading.fit == "resize" and image.size != (layer.width, layer.height):
            first = self.image(next(iter(opened.shown)))
            pair = prepare(first, image, data_range=self.reading.data_range, fit="resize").as_floats()
            pixels = to_numpy(pair.second)[0] * shown.divisor
        if pixels.shape[1:] != (layer.height, layer.width):
            raise ReadError(f"'{self.files[role]}' has changed since it was opened; start the viewer again")
        return PicturePyramid(pixels, shown)

    def _layer(self, role: str, one: _Seen, shown: Shown) -> Layer:
        named, method = self.role(role)
        return Layer(
            id=self.layer_of(role), role=named, label=self.label(role), width=one.size[0], height=one.size[1],
            kind="image", low=shown.low, high=shown.high, channels=one.channels, depth=one.depth,
            source=self._source(role, *one.size), method=method, note=shown.tones.words,
        )  # fmt: skip


@dataclass(frozen=True)
class _Seen:
    """What was seen of an image when it was read."""

    size: tuple[int, int]
    channels: int
    depth: int
    scale: Scale
    notes: tuple[str, ...]


class _Picture:
    """An image with the levels of its picture, which are made when it is first shown."""

    def __init__(self, image: Image) -> None:
        self.image = image
        self._lock = Lock()
        self._pyramid: PicturePyramid | None = None

    def pyramid(self, make: Callable[[], PicturePyramid]) -> PicturePyramid:
        with self._lock:
            if self._pyramid is None:
                self._pyramid = make()
            return self._pyramid

    @property
    def nbytes(self) -> int:
        return int(self.image.pixels.nbytes) + (0 if self._pyramid is None else self._pyramid.nbytes)
