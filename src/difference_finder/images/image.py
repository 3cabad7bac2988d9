"""An image: its pixels and facts about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.images.contents import Content

if TYPE_CHECKING:
    from difference_finder.arrays.pair_errors import PairErrors
    from difference_finder.colour.encoding import Encoding

__all__ = ["METRIC_ROLES", "ROLES", "SPOKEN_ROLES", "Image"]


@dataclass(frozen=True, eq=False, repr=False)
class Image:
    """Pixels as they were given, and facts about them.

    Parameters
    ----------
    pixels
        Shape (N, C, H, W), in the type in which they were given or stored.
    data_range
        Greatest minus least possible value: 255 for 8 bits, 1 for floats in [0, 1]; None where unknown.
    name
        The file's path as the user wrote it, else a word such as "array".
    colour
        "rgb" or "grey" for pictures; None for bare arrays, because their channels have no known meaning.
    format
        The name of the reader, or "array".
    notes
        Decisions of the reader: "first of 3 frames", "alpha composed on white", ...
    finite
        Whether all pixels are known to be finite numbers.
    contents
        What the file holds, and what of it the pixels include.
    alpha
        Alpha of shape (N, 1, H, W), in the type of the file, if the image is not opaque; None if it is. The
        pixels are composed on the background.
    alpha_range
        Alpha of an opaque pixel: 255 for 8 bits, 1 for floats.
    encoding
        Colour encoding of the pixels, which are as stored; None for sRGB, and for bare arrays.
    measured
        Whether ``data_range`` and ``finite`` tell of the values; if not, a pass over them is still to come.
    errors
        Errors of this image and the one that it was opened with, from that pass; None if there are none.
    """

    pixels: Array
    data_range: float | None
    name: str = "array"
    colour: str | None = None
    format: str = "array"
    notes: tuple[str, ...] = ()
    finite: bool = False
    contents: tuple[Content, ...] = ()
    alpha: Array | None = None
    alpha_range: float = 1.0
    encoding: Encoding | None = None
    measured: bool = True
    errors: PairErrors | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return int(self.pixels.shape[3]), int(self.pixels.shape[2])

    @property
    def channels(self) -> int:
        """The number of channels."""
        return int(self.pixels.shape[1])

    def __repr__(self) -> str:
        """Return name, size, channels and type on one line."""
        width, height = self.size
        samples = f", {len(self.pixels)} samples" if len(self.pixels) > 1 else ""
        dtype = str(self.pixels.dtype).removeprefix("torch.")
        return f"<Image {self.name!r}: {width}x{height}, {self.channels} channels{samples}, {dtype}>"

    def to_dict(self) -> dict[str, Any]:
        """Return all but the pixels, ready for JSON."""
        width, height = self.size
        return {
            "name": self.name,
            "format": self.format,
            "width": width,
            "height": height,
            "channels": self.channels,
            "samples": int(self.pixels.shape[0]),
            "dtype": str(self.pixels.dtype).removeprefix("torch."),
            "data_range": self.data_range,
            "notes": list(self.notes),
            "contents": [content.to_dict() for content in self.contents],
        }


ROLES = ("first", "second", "reference")
"""The roles of images; the reference is the one that the other two are measured against."""

SPOKEN_ROLES = ("first image", "second image")
"""The roles of two images in errors and notes."""

METRIC_ROLES = ("reference", "candidate")
"""The two arguments of a metric, in errors and notes of functions that score."""


Array = Any
"""A numpy array or a torch tensor."""
