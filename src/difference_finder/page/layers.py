"""Pictures as the page takes them: an image as it is seen, a map with its values."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.drawing.codes import COUNTS, HIDDEN, NO_NUMBER, code_bounds, encode_values, pack_codes
from difference_finder.drawing.png import encode_png
from difference_finder.drawing.scale import choose_scale

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.drawing.map_facts import MapFacts

__all__ = ["Layer", "image_layer", "map_layer", "thumbnail"]

THUMBNAIL = (68, 48)


@dataclass(frozen=True, eq=False)
class Layer:
    """A picture and what is known of it.

    Parameters
    ----------
    facts
        A layer of the document without its id and source.
    png
        The picture.
    """

    facts: dict[str, Any]
    png: bytes


def image_layer(
    role: str, label: str, pixels: NDArray[np.uint8], span: tuple[float, float], depth: int = 8
) -> Layer:
    """Return an image as a layer.

    Parameters
    ----------
    role
        "reference", "candidate", "first", "second", "truth" or "method".
    label
        What the page calls it.
    pixels
        Shape (H, W, 3), 8-bit sRGB.
    span
        Which values are shown as black and as white.
    depth
        How many bits the values have; of more than eight the page says that it shows them rounded.
    """
    grey = bool((pixels[..., 0] == pixels[..., 1]).all() and (pixels[..., 0] == pixels[..., 2]).all())
    height, width = pixels.shape[:2]
    facts = {
        "role": role,
        "label": label,
        "width": width,
        "height": height,
        "kind": "image",
        "signed": False,
        "unit": "",
        "low": span[0],
        "high": span[1],
        "channels": 1 if grey else 3,
        "depth": depth,
    }
    return Layer(facts, encode_png(pixels[..., 0] if grey else pixels))


def map_layer(label: str, facts: MapFacts, vmax: float | None = None, gain: float | None = None) -> Layer:
    """Return a map as a layer: 16 bits of its value in red and green, and in blue whether it counts.

    Parameters
    ----------
    label
        What the page calls it.
    facts
        The map and what is known of it.
    vmax, gain
        The value of the last colour, or how much differences are amplified, as for the heatmap.

    Notes
    -----
    The scale reaches from the least to the greatest value, so that nothing saturates. No difference is code 0
    in an unsigned map and exactly code 32768 in a signed one.
    """
    low, high = _bounds(facts)
    chosen = choose_scale(facts.counted, facts.signed, facts.unit_range, vmax, gain, facts.known, facts.level)
    height, width = facts.plane.shape
    told = {
        "role": "map",
        "label": label,
        "width": width,
        "height": height,
        "kind": "map",
        "signed": facts.signed,
        "unit": "",
        "low": low,
        "high": high,
        "channels": 1,
        "depth": 16,
        "vmax": chosen.vmax,
        "unit_range": facts.unit_range,
        "positive": facts.positive,
    }
    return Layer(told, encode_png(_coded(facts, low, high)))


def _coded(facts: MapFacts, low: float, high: float) -> NDArray[np.uint8]:
    import numpy as np

    finite = np.isfinite(facts.plane)
    marks = np.where(finite, COUNTS, NO_NUMBER)
    if facts.mask is not None:
        marks[~facts.mask] = HIDDEN
    return pack_codes(encode_values(np.where(finite, facts.plane, 0), low, high), marks)


def _bounds(facts: MapFacts) -> tuple[float, float]:
    """Return the values of the first and the last code."""
    import numpy as np

    values = facts.counted[np.isfinite(facts.counted)]
    ends = (float(values.min()), float(values.max())) if values.size else (0.0, 0.0)
    return code_bounds(*ends, facts.signed)


def thumbnail(pixels: NDArray[np.uint8]) -> bytes:
    """Return a picture small enough for a row of a table, as JPEG."""
    from PIL import Image

    height, width = pixels.shape[:2]
    factor = max(1, math.floor(min(width / THUMBNAIL[0], height / THUMBNAIL[1])))
    whole = Image.fromarray(pixels).reduce(factor)
    whole.thumbnail((2 * THUMBNAIL[0], 2 * THUMBNAIL[1]))
    buffer = io.BytesIO()
    whole.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()
