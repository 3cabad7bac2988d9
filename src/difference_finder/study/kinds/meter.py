"""The strong regions of each image of a shard, between ours and each rival."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from difference_finder.errors import DifferenceFinderError
from difference_finder.images.image import Image
from difference_finder.images.volume import Volume
from difference_finder.pipeline.measurement import Measurement
from difference_finder.study.image_scores import ImageScores
from difference_finder.study.kinds.regions import find_strong_regions, for_three
from difference_finder.study.kinds.windows import with_window
from difference_finder.study.plan.manifest import Shard
from difference_finder.text import error_line

__all__ = ["DEFAULT_METRIC", "SAMPLES", "KindMeter"]

DEFAULT_METRIC = "mse"
"""Metric that tells which method is nearer to the reference, in a study without crops."""

SAMPLES = "no kinds of change: the files hold several samples"
"""Note on files whose samples are not shown by one map."""


class KindMeter:
    """Measures the kinds of change between ours and each rival.

    Parameters
    ----------
    shard
        Shard with the methods and the settings of the crops.
    measurement
        Measurement of the study.
    threads
        Number of threads that kernels may use; no result depends on it.

    Attributes
    ----------
    volume
        The volume that the next image is a slice of, if its slices lie in several files.
    """

    def __init__(self, shard: Shard, measurement: Measurement, threads: int) -> None:
        self.methods, self.measurement, self.threads = shard.methods, measurement, threads
        self.ours = shard.methods.index(shard.ours)
        self.crops = shard.crops
        self.volume: Volume | None = None
        self.metric = DEFAULT_METRIC if shard.crops is None else shard.crops.metric

    def measure(
        self,
        done: ImageScores,
        read: Callable[[int], Image],
        reference: Image,
        mask: Image | None,
        methods: Sequence[int],
        maps: Mapping[str, Any],
    ) -> None:
        """Add the strong regions of an image to its scores, for each rival that can be read.

        Parameters
        ----------
        done
            Scores of the image.
        read
            Function that returns the image of a method, by its number.
        reference, mask
            Reference and mask of the image.
        methods
            Numbers of the methods that were scored.
        maps
            Error maps (H, W) of all methods by name, if the image was considered for crops; else empty.
        """
        failed = {row.method for row in done.errors if row.metric is None}
        usable = [number for number in methods if self.methods[number] not in failed]
        rivals = [number for number in usable if number != self.ours]
        if self.ours not in usable or not rivals:
            return
        if int(reference.pixels.shape[0]) > 1:
            done.notes[self.ours].append(SAMPLES)
            return
        settings = replace(for_three(self.measurement, mask), volume=self.volume)
        ours: Image | None = None
        for number in rivals:
            try:
                ours = read(self.ours) if ours is None else ours
                images = (ours, read(number), reference)
                regions = find_strong_regions(images, settings, self.metric, self.threads)
            except (DifferenceFinderError, MemoryError) as error:
                done.notes[number].append(f"no kinds of change: {error_line(error)}")
                continue
            rival = self.methods[number]
            if self.crops is not None and maps:
                regions = [with_window(region, maps, rival, self.crops) for region in regions]
            done.kinds[rival] = [region.to_json() for region in regions]
