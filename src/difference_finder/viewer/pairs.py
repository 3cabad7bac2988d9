"""Pairs that are compared when their entries are opened."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from difference_finder.errors import DifferenceFinderError
from difference_finder.images.difference_map import first_mask, first_plane
from difference_finder.images.image import ROLES
from difference_finder.page.document import comparison_document, items_of
from difference_finder.pipeline.compare import compare_images
from difference_finder.pipeline.comparison import record_for
from difference_finder.pipeline.rendering import render
from difference_finder.threads import share_threads, worker_count
from difference_finder.viewer.album import Album
from difference_finder.viewer.cache import Cache
from difference_finder.viewer.error_maps import PairScene
from difference_finder.viewer.maps import facts_of
from difference_finder.viewer.pyramids import MapPyramid
from difference_finder.viewer.scene import MapFacts

if TYPE_CHECKING:
    from difference_finder.finder import Finder
    from difference_finder.images.image import Image
    from difference_finder.images.pair import Pair
    from difference_finder.storage.match import Match

__all__ = ["album_of_pairs"]


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
        return self._compared().pyramid if key == "map" else self.error_map(key)

    def prepare(self, images: list[Image]) -> Pair:
        return self.measurement.prepare(images, name=self.name)

    def _compared(self) -> _Compared:
        compared: _Compared = self.cache.get((self.id, "map"), self._compare)
        return compared

    def _compare(self) -> _Compared:
        threads = worker_count(self._finder.options.workers)
        images = [self.image(role) for role in self.files]
        with share_threads(threads):
            comparison = compare_images(self._finder.options, images, name=self.name, threads=threads)
        [(_, content)] = render(record_for(comparison, ("json",)), ("json",))
        record = json.loads(content)
        plane, mask = first_plane(comparison.map), first_mask(comparison.map)
        facts = facts_of(plane, mask, record)
        return _Compared(MapPyramid(plane, mask, facts.low, facts.high), facts, record)


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
