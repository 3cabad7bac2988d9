"""The merging of the strong regions of all shards: counts of their kinds, and crops that show a kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from difference_finder.study.crops.finder import CropFinder
from difference_finder.study.crops.records import Crops
from difference_finder.study.image_scores import ImageScores
from difference_finder.study.kinds.candidates import KindWindows, Origin
from difference_finder.study.kinds.counter import KindCounter, study_kinds
from difference_finder.study.kinds.counts import StudyKinds
from difference_finder.study.kinds.meter import DEFAULT_METRIC
from difference_finder.study.kinds.regions import StrongRegion
from difference_finder.study.plan.manifest import Manifest

__all__ = ["MergedKinds"]


class MergedKinds:
    """The kinds of change of all images, merged image by image.

    Parameters
    ----------
    manifest
        Manifest of the study.
    """

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        rivals = [name for name in manifest.methods if name != manifest.ours]
        self._counters = {rival: KindCounter(manifest.ours, rival) for rival in rivals}
        self._windows = KindWindows(manifest.seed)

    def add(self, number: int, image: ImageScores) -> None:
        """Add an image, by its number in the study."""
        for rival, rows in image.kinds.items():
            regions = [StrongRegion.from_json(row) for row in rows]
            self._counters[rival].add(regions)
            self._windows.add(image.name, number, rival, regions)

    def counts(self) -> StudyKinds:
        """Return the counts of all images."""
        crops = self.manifest.crops
        metric = DEFAULT_METRIC if crops is None else crops.metric
        rivals = [counter.result() for counter in self._counters.values()]
        return study_kinds(self.manifest.ours, metric, len(self.manifest.images), rivals)

    def with_crops(self, crops: Crops, finder: CropFinder, read: Callable[[int], ImageScores]) -> Crops:
        """Return the crops of a study with those that show each kind.

        Parameters
        ----------
        crops
            Crops of the study.
        finder
            Finder that selected them.
        read
            Function that reads the scores of an image again, by its number: only the regions of selected
            windows are kept in memory.
        """
        choices = self._windows.choose(crops, finder.image_errors)
        regions: dict[Origin, StrongRegion] = {}
        wanted = sorted({origin for choice in choices for origin in choice.origins})
        image, number = None, -1
        for origin in wanted:
            if image is None or origin.image != number:
                image, number = read(origin.image), origin.image
            regions[origin] = StrongRegion.from_json(image.kinds[origin.rival][origin.region])
        return replace(crops, of_kinds={choice.kind: choice.result(regions) for choice in choices})
