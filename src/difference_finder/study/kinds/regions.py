"""The strong regions between two methods of one image, with their kinds of change."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from difference_finder.images.difference_map import Kind, Region
from difference_finder.images.image import Image
from difference_finder.pipeline.compare import compare_images
from difference_finder.pipeline.data_range import Given, ranges_of
from difference_finder.pipeline.measurement import Measurement
from difference_finder.pipeline.options import Options

__all__ = ["SEARCH", "STRATEGY", "StrongRegion", "find_strong_regions", "for_three"]

STRATEGY, SEARCH = "advantage", "regions:method=percentile"
"""Strategy and post-processor that find strong regions: where one method is nearer to the reference, among
the greatest 1 % of the values of the image. An absolute level finds nothing between two methods that differ
alike everywhere."""


@dataclass(frozen=True)
class StrongRegion:
    """A region where ours and a rival differ most, measured against the reference.

    Parameters
    ----------
    x, y, width, height
        Bounding box in pixels of the whole image.
    area
        Number of pixels of the region.
    ours_is_nearer
        Whether ours is nearer to the reference where the region is strongest.
    kinds
        Kinds of the change from ours to the rival, most probable first. In their texts ours is the first
        image, and the rival the second.
    text
        Change in one sentence.
    window
        Window of a size of the crops around the region: left, top and side; None if none fits.
    errors
        Mean errors of ours and of the rival in the window; None without a window.
    """

    x: int
    y: int
    width: int
    height: int
    area: int
    ours_is_nearer: bool
    kinds: tuple[Kind, ...]
    text: str
    window: tuple[int, int, int] | None = None
    errors: tuple[float, float] | None = None

    @classmethod
    def of(cls, region: Region) -> StrongRegion:
        """Return a region of the map of the advantage of ours."""
        box = (region.x, region.y, region.width, region.height)
        return cls(*box, region.area, region.peak > 0, region.kinds, region.text)

    def to_json(self) -> list[Any]:
        """Return the fields as a list, ready for JSON."""
        kinds = [list(kind.to_dict().values()) for kind in self.kinds]
        return [*list(self.__dict__.values())[:6], kinds, self.text, self.window, self.errors]

    @classmethod
    def from_json(cls, given: Sequence[Any]) -> StrongRegion:
        """Return the region that :meth:`to_json` described."""
        x, y, width, height, area, nearer, kinds, text, window, errors = given
        found = tuple(
            # JSON has None and "Infinity" for numbers that are not finite.
            Kind(name, math.nan if strength is None else float(strength), *rest)
            for name, strength, *rest in kinds
        )
        box = None if window is None else tuple(window)
        means = None if errors is None else tuple(errors)
        return cls(x, y, width, height, area, nearer, found, text, box, means)


def for_three(measurement: Measurement, mask: Image | None) -> Measurement:
    """Return the measurement of a study for two methods and their reference, on the CPU.

    Parameters
    ----------
    measurement
        Measurement of a method against the reference.
    mask
        Mask of the image, if any.
    """
    return replace(measurement, device="cpu", mask=mask, data_range=_of_three(measurement.data_range))


def _of_three(data_range: Given) -> Given:
    """Return the data range of two methods and the reference, given one of the reference and a method."""
    if data_range is None:
        return None
    reference, method = ranges_of(data_range, 2)
    return data_range if reference == method else f"{method}:{method}:{reference}"


def find_strong_regions(
    images: Sequence[Image], measurement: Measurement, metric: str, threads: int
) -> list[StrongRegion]:
    """Return the strong regions of one image, strongest first: at most as many as are given a kind.

    Parameters
    ----------
    images
        Images of ours, of the rival and of the reference, as read.
    measurement
        Measurement as :func:`for_three` returns it.
    metric
        Metric with a local map, whose values tell which method is nearer to the reference.
    threads
        Number of threads that kernels may use; no result depends on it.

    Raises
    ------
    InputError
        If the images cannot be compared.
    """
    options = Options(
        pre_processor="identity",
        post_processor=SEARCH,
        strategy=STRATEGY,
        metric=metric,
        verbose=False,
        reduce=None,
        batch="first",
        output="numpy",
        pairing="auto",
        unmatched="error",
        workers=threads,
        also=(),
        allow=(),
        measurement=measurement,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # the scores of the same images are noted already
        comparison = compare_images(options, images, name=images[1].name, threads=threads)
    return [StrongRegion.of(region) for region in comparison.regions if region.kinds]
