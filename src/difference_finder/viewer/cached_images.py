"""What the cache keeps of the images of a scene."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from difference_finder.images.image import Image
from difference_finder.images.padding import Padding
from difference_finder.viewer.pyramids import PicturePyramid

__all__ = ["CachedImage", "CachedPadding"]


@dataclass(frozen=True)
class CachedPadding:
    """The common area of the images of a scene; None if they have one size."""

    padding: Padding | None
    nbytes: int = 0


class CachedImage:
    """An image with its pyramid, which is created when the image is first shown."""

    def __init__(self, image: Image) -> None:
        self.image = image
        self._lock = Lock()
        self._pyramid: PicturePyramid | None = None

    def pyramid(self, make: Callable[[], PicturePyramid]) -> PicturePyramid:
        """Return the pyramid; make it at the first call."""
        with self._lock:
            if self._pyramid is None:
                self._pyramid = make()
            return self._pyramid

    @property
    def nbytes(self) -> int:
        """The number of bytes in memory."""
        return int(self.image.pixels.nbytes) + (0 if self._pyramid is None else self._pyramid.nbytes)
