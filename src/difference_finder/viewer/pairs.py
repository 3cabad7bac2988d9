"""Pairs that are compared when their entries are opened."""

from __future__ import annotations

import json
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from difference_finder.errors import DifferenceFinderError
from difference_finder.images.difference_map import first_mask, first_plane, map_arrays
from difference_finder.images.image import ROLES
from difference_finder.page.document import comparison_document, items_of
from difference_finder.parts.registry import strategies
from difference_finder.pipeline.compare import MappedPair, map_images, score_pair
from difference_finder.pipeline.comparison import record_for, record_of_map
from difference_finder.pipeline.rendering import render
from difference_finder.reporters.json import plain_record
from difference_finder.threads import share_threads, worker_count
from difference_finder.viewer.album import Album
from difference_finder.viewer.cache import Cache
from difference_finder.viewer.error_maps import PairScene
from difference_finder.viewer.map_facts import MapFacts
from difference_finder.viewer.maps import facts_of
from difference_finder.viewer.pyramids import MapPyramid

if TYPE_CHECKING:
    from difference_finder.finder import Finder
    from difference_finder.images.image import Image
    from difference_finder.images.pair import Pair
    from difference_finder.storage.match import Match
    from difference_finder.viewer.scene import Opened

__all__ = ["album_of_pairs"]


LARGE = 2**24
"""The pixels of an image from which the entry of a pair comes in steps: maps before scores and regions."""

PLAIN = "difference"
"""The strategy, and the key, of the map that is shown until the map of a slower strategy is computed."""


@dataclass(frozen=True, eq=False)
class _Mapped:
    """The map of a pair, before it is scored."""

    pyramid: MapPyramid
    facts: MapFacts
    pair: MappedPair | None

    @property
    def nbytes(self) -> int:
        pairs = [] if self.pair is None else [self.pair.shown, self.pair.measured, self.pair.pair]
        arrays = {id(array): array for pair in pairs for array in (pair.first, pair.second)}
        own = [array for array in arrays.values() if getattr(array, "base", None) is None]
        return self.pyramid.nbytes + sum(int(array.nbytes) for array in own)  # others are views of the images


@dataclass(frozen=True, eq=False)
class _Compared:
    """A comparison without its images."""

    pyramid: MapPyramid
    facts: MapFacts
    record: dict[str, Any]

    @property
    def nbytes(self) -> int:
        return self.pyramid.nbytes


class _ComparedScene(PairScene):
    """A pair, and its map by a finder."""

    def __init__(self, match: Match, finder: Finder, cache: Cache) -> None:
        files = dict(zip(ROLES, match.paths, strict=False))
        super().__init__(match.name, lambda: files, finder.options.measurement, cache)
        self._finder = finder

    def early(self, step: int) -> dict[str, Any] | None:
        """Return the images of a large pair with a map, before scores and regions are known."""
        try:
            opened = self.opened()
            keys = self._steps(opened)[step:]
            if not keys:
                return None
            for layer in opened.layers:  # the pictures come first: a map takes all cores
                pyramid = self.pyramid(layer.id)
                pyramid.tile(pyramid.levels - 1, 0, 0)
            map_ = self.map_layer(keys[0], self._mapped(keys[0]).facts)
        except DifferenceFinderError:  # the complete entry reports the error
            return None
        layers = [layer.to_dict() for layer in (*opened.layers, map_)]
        known = {"id": self.id, "name": self.name, "layers": layers, "errors": opened.errors}
        return {**known, "notes": opened.notes, "load": f"./entry/{self.id}/{step + 1}.json"}

    def _steps(self, opened: Opened) -> list[str]:
        """Return the keys of the maps that are sent before the entry is complete."""
        if max(layer.width * layer.height for layer in opened.layers) < LARGE:
            return []
        return ["map"] if self._finder.options.strategy.name == PLAIN else [PLAIN, "map"]

    def details(self) -> dict[str, Any]:
        try:
            compared = self._compared()
        except DifferenceFinderError as error:
            known = self.opened().errors
            return {"errors": [] if str(error) in known else [str(error)]}
        record = compared.record
        errors, _ = self.error_layers()
        return {
            "layers": [self.map_layer("map", compared.facts), *errors],
            **items_of(record),
            "measure": self.measure_recorded(record),
            "record": record,
        }

    def map(self, key: str) -> MapPyramid:
        if key == "map":
            compared = (self.id, "compared") in self.cache or (self.id, "map") not in self.cache
            return self._compared().pyramid if compared else self._mapped(key).pyramid
        return self._mapped(key).pyramid if key == PLAIN else self.error_map(key)

    def prepare(self, images: list[Image]) -> Pair:
        return self.measurement.prepare(images, name=self.name)

    def _mapped(self, key: str) -> _Mapped:
        mapped: _Mapped = self.cache.get((self.id, key), partial(self._map, key))
        return mapped

    def _map(self, key: str) -> _Mapped:
        options = copy(self._finder.options)
        if key == PLAIN:
            options.strategy, options.post_processor = strategies.get(PLAIN), []
        threads = worker_count(options.workers)
        images = [self.image(role) for role in self.files]
        with share_threads(threads):
            pair = map_images(options, images, name=self.name, threads=threads)
        plane, mask = first_plane(pair.map), first_mask(pair.map)
        facts = facts_of(plane, mask, _record_of_map(pair, plane, mask))
        if key == PLAIN:
            facts = replace(facts, label=f"{facts.label} (the map follows)")
        pyramid = MapPyramid(plane, mask, facts.low, facts.high)
        return _Mapped(pyramid, facts, None if key == PLAIN else pair)

    def _compared(self) -> _Compared:
        compared: _Compared = self.cache.get((self.id, "compared"), self._compare)
        return compared

    def _compare(self) -> _Compared:
        mapped = self._mapped("map")
        assert mapped.pair is not None
        with share_threads(mapped.pair.threads):
            comparison = score_pair(mapped.pair)
        [(_, content)] = render(record_for(comparison, ("json",)), ("json",))
        for key in (PLAIN, "map"):  # the latter holds the prepared images as well
            self.cache.drop((self.id, key))
        return _Compared(mapped.pyramid, mapped.facts, json.loads(content))


def _record_of_map(pair: MappedPair, plane: Any, mask: Any) -> dict[str, Any]:
    """Return the part of the record of a comparison that its map needs."""
    return plain_record(
        {
            "map": record_of_map(pair.map, pair.outcome.facts, plane, mask),
            "metric": {"name": pair.score_name},
            "protocol": {"data_range": pair.data_range},
            "arrays": map_arrays(pair.map, plane),
        }
    )


def album_of_pairs(finder: Finder, matches: Sequence[Match], title: str, cache: Cache | None = None) -> Album:
    """Return an album of pairs; each pair is compared when its entry is opened.

    Parameters
    ----------
    finder
        Finder that compares the pairs.
    matches
        Matches of two files, or of two files and a reference.
    title
        Title of the page.
    cache
        Cache of the pixels.
    """
    shared = cache or Cache()
    scenes = [_ComparedScene(match, finder, shared) for match in matches]
    return Album(scenes, partial(comparison_document, title, ()))
