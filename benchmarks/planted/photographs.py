"""Real photographs, those for tuning and those for reporting kept apart."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

Array = Any

SIDE = 384

TUNING = ("astronaut", "coffee", "camera", "grass", "hubble_deep_field", "coins")
REPORTING = ("chelsea", "rocket", "motorcycle_left", "ihc", "brick", "retina", "gravel", "moon")
"""Names in skimage.data, shipped with it; motorcycle_left is a file beside them."""


@cache
def photograph(name: str) -> Array:
    """Return the middle of a photograph, (H, W, 3) in [0, 1]; large ones at half their size."""
    from pathlib import Path

    import skimage.data
    from PIL import Image

    folder = Path(skimage.data.__file__).parent
    path = next(
        folder / f"{name}{suffix}" for suffix in (".png", ".jpg") if (folder / f"{name}{suffix}").exists()
    )
    image = Image.open(path).convert("RGB")
    if min(image.size) >= 2 * SIDE:
        image = image.resize((image.width // 2, image.height // 2), Image.Resampling.BOX)
    pixels = np.asarray(image, np.float64) / 255
    h, w = (min(SIDE, side) for side in pixels.shape[:2])
    top, left = (pixels.shape[0] - h) // 2, (pixels.shape[1] - w) // 2
    return np.ascontiguousarray(pixels[top : top + h, left : left + w])
