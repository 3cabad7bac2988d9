"""Real photographs, in separate sets for tuning and for reporting."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

Array = Any

SIDE = 384
LEAST = 192
"""The least side of a photograph: an artefact of 64 pixels needs surroundings."""

TUNING = ("astronaut", "coffee", "camera", "grass", "hubble_deep_field", "coins")
REPORTING = ("chelsea", "rocket", "motorcycle_left", "ihc", "brick", "retina", "gravel", "moon")
"""Names in skimage.data, shipped with it; motorcycle_left is a file beside them."""


@cache
def photograph(name: str) -> Array:
    """Return the centre of a photograph, (H, W, 3) in [0, 1]; large photographs are halved."""
    return _part(_halved_if_large(whole(name)), 0.5)


@cache
def elsewhere(name: str) -> Array:
    """Return another part of a photograph at another scale, rotated by 90 degrees.

    Large photographs keep their size, others are scaled to four fifths.
    """
    from PIL import Image

    image = whole(name)
    if min(image.size) < 2 * SIDE:
        size = round(0.8 * image.width), round(0.8 * image.height)
        image = image.resize(size, Image.Resampling.LANCZOS)
    return np.ascontiguousarray(np.rot90(_part(image, 0.3)))


@cache
def of_file(path: str) -> Array:
    """Return the centre of the picture in a file; large pictures are halved."""
    from PIL import Image

    with Image.open(path) as image:
        return _part(_halved_if_large(image.convert("RGB")), 0.5)


SOURCES: dict[str, Callable[[str], Array]] = {
    "as it is": photograph,
    "elsewhere": elsewhere,
    "file": of_file,
}


def files(folder: Path) -> tuple[str, ...]:
    """Return the photographs of a folder, PNG and JPEG, in order of name.

    Raises
    ------
    ValueError
        If none is large enough.
    """
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in (".png", ".jpg", ".jpeg"))
    large = tuple(str(path) for path in found if _least_side(path) >= LEAST)
    if not large:
        raise ValueError(f"no PNG or JPEG of at least {LEAST} pixels a side in {folder}")
    return large


def _least_side(path: Path) -> int:
    from PIL import Image

    with Image.open(path) as image:
        return min(image.size)


def whole(name: str) -> Any:
    """Return a photograph of scikit-image in full size, as an image of Pillow in RGB."""
    import skimage.data
    from PIL import Image

    folder = Path(skimage.data.__file__).parent
    path = next(
        folder / f"{name}{suffix}" for suffix in (".png", ".jpg") if (folder / f"{name}{suffix}").exists()
    )
    with Image.open(path) as image:
        return image.convert("RGB")


def _halved_if_large(image: Any) -> Any:
    from PIL import Image

    if min(image.size) < 2 * SIDE:
        return image
    return image.resize((image.width // 2, image.height // 2), Image.Resampling.BOX)


def _part(image: Any, where: float) -> Array:
    """Return at most SIDE x SIDE of an image; ``where`` is 0 for the upper left, 0.5 for the middle."""
    pixels = np.asarray(image, np.float64) / 255
    h, w = (min(SIDE, side) for side in pixels.shape[:2])
    top, left = int((pixels.shape[0] - h) * where), int((pixels.shape[1] - w) * where)
    return np.ascontiguousarray(pixels[top : top + h, left : left + w])
