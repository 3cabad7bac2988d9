"""Facts about the images of a study that are told before it is measured: sizes, channels and types."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from difference_finder.arrays.backend import extent
from difference_finder.images.image import Image
from difference_finder.text import count_of, format_plain

__all__ = ["ImageFacts", "describe_images", "describe_range"]

CHANNELS = {1: "grey", 3: "RGB"}
TYPES = {"uint8": "8 bits", "uint16": "16 bits", "bool": "1 bit"}


@dataclass(frozen=True)
class ImageFacts:
    """What a file holds.

    Parameters
    ----------
    width, height
        Its size in pixels.
    channels
        Number of channels.
    samples
        Number of pages, frames or slices.
    container
        Type of its samples, such as "uint8" or "float32".
    data_range
        Width of the range of its values; None if it is unknown.
    least, greatest
        Its least and greatest value; NaN unless all are finite.
    """

    width: int
    height: int
    channels: int
    samples: int
    container: str
    data_range: float | None
    least: float = math.nan
    greatest: float = math.nan

    @classmethod
    def of(cls, image: Image) -> ImageFacts:
        """Return the facts about an image."""
        width, height = image.size
        container = str(image.pixels.dtype).rpartition(".")[2]
        samples = int(image.pixels.shape[0])
        least, greatest, finite = extent(image.pixels)
        ends = (float(least), float(greatest)) if finite else (math.nan, math.nan)
        return cls(width, height, image.channels, samples, container, image.data_range, *ends)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.width, self.height

    @property
    def kind(self) -> str:
        """The channels and the type, such as "RGB, 8 bits"."""
        channels = CHANNELS.get(self.channels, count_of(self.channels, "channel"))
        pages = f", {count_of(self.samples, 'page')}" if self.samples > 1 else ""
        return f"{channels}, {TYPES.get(self.container, self.container)}{pages}"


def describe_images(images: Iterable[ImageFacts]) -> str:
    """Return sizes, channels and types of images in words.

    Examples
    --------
    >>> describe_images([ImageFacts(48, 40, 3, 1, "uint8", 255.0), ImageFacts(64, 40, 3, 1, "uint8", 255.0)])
    '48x40 to 64x40, RGB, 8 bits'
    """
    known = list(images)
    if not known:
        return "no image can be read"
    by_size = sorted({one.size for one in known}, key=lambda size: (size[0] * size[1], size))
    ends = by_size if len(by_size) == 1 else (by_size[0], by_size[-1])
    kinds = Counter(one.kind for one in known).most_common()
    told = [kind if len(kinds) == 1 else f"{kind} ({count})" for kind, count in kinds]
    return f"{' to '.join(f'{width}x{height}' for width, height in ends)}, {' and '.join(told)}"


def describe_range(images: Iterable[ImageFacts]) -> str:
    """Return the ranges of values that files state.

    Examples
    --------
    >>> describe_range([ImageFacts(48, 40, 3, 1, "uint8", 255.0), ImageFacts(9, 9, 1, 1, "float32", None)])
    '255, and unknown for 1 file'
    """
    counts = Counter(one.data_range for one in images)
    unknown = counts.pop(None, 0)
    known = " and ".join(format_plain(value) for value in sorted(value for value in counts if value))
    if not unknown:
        return known
    return f"{known}, and unknown for {count_of(unknown, 'file')}" if known else "unknown"
