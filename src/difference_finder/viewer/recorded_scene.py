"""A pair that was compared: its images, and its map from the output folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import ReadError
from difference_finder.page.document import items_of, regions_of
from difference_finder.page.measures import measure_of
from difference_finder.report.output_folder import map_file, read_map
from difference_finder.report.recorded_pair import RecordedPair
from difference_finder.viewer.cache import Cache
from difference_finder.viewer.error_maps import PairScene
from difference_finder.viewer.maps import facts_of
from difference_finder.viewer.pyramids import MapPyramid

if TYPE_CHECKING:
    from difference_finder.images.image import Image
    from difference_finder.images.pair import Pair
    from difference_finder.storage.paths import AnyPath

__all__ = ["RecordedScene"]


class RecordedScene(PairScene):
    """A pair that was compared: its images where they were, and its map in the output folder.

    Parameters
    ----------
    path, record
        Path of the record, and the record.
    cache
        Cache of the pixels.
    files
        Images by their roles; None for the paths in the record.

    Attributes
    ----------
    is_accepted
        Whether the second image became the first one since the comparison. Otherwise a file that changed is
        refused.
    """

    def __init__(
        self,
        path: Path,
        record: Mapping[str, Any],
        cache: Cache,
        files: Mapping[str, AnyPath] | None = None,
    ) -> None:
        self._path, self._record = path, record
        self.is_accepted: Callable[[], bool] = lambda: False
        self._pair = RecordedPair(record, files)
        found = path.stat()
        identity = f"{path} {found.st_mtime_ns} {found.st_size}"
        super().__init__(self._pair.name, lambda: self._pair.files, self._pair.measurement, cache, identity)

    def known(self) -> dict[str, Any]:
        """Return the regions, which the record contains."""
        return regions_of(self._record)

    def details(self) -> dict[str, Any]:
        """Return the maps, the notes, the facts and the record."""
        layers, errors = self.error_layers()
        items = items_of(self._record)
        notes = items["notes"]
        if map_file(self._path) is None:
            notes.append(f"there is no map beside '{self._path}': it was not written, or was removed")
        else:
            try:
                plane = self.map("map").plane
                layers.insert(0, self.map_layer("map", facts_of(plane, None, self._record)))
            except ReadError as error:
                errors.append(str(error))
            if self._record["map"].get("masked"):
                notes.append("masked pixels are shown as no difference: the file of the map has no mask")
        known = {"measure": self.measure_recorded(self._record), "record": self._record}
        return {**items, "layers": layers, "errors": errors, **known}

    def map(self, key: str) -> MapPyramid:
        """Return the map, or an error map."""
        if key != "map":
            return self.error_map(key)
        pyramid: MapPyramid = self.cache.get((self.id, key), self._read_map)
        return pyramid

    def prepare(self, images: list[Image]) -> Pair:
        """Bring the images to one shape and one scale."""
        return self._pair.prepare(images)

    def is_masked(self) -> bool:
        """Tell whether pixels were masked."""
        return "unsupported" in measure_of(self._record) or super().is_masked()

    def _read(self, role: str) -> Image:
        if not self.is_accepted():
            self._pair.check(role)
        return super()._read(role)

    def _read_map(self) -> MapPyramid:
        path = map_file(self._path)
        if path is None:
            raise ReadError(f"the map beside '{self._path}' no longer exists; run diff again")
        plane = read_map(path)
        facts = facts_of(plane, None, self._record)
        return MapPyramid(plane, None, facts.low, facts.high)
