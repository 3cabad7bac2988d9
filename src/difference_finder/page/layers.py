"""Layers of the page: images with 8 bits, and maps with 16-bit codes."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.drawing.codes import COUNTS, HIDDEN, NO_NUMBER, code_bounds, encode_values, pack_codes
from difference_finder.drawing.map_facts import MapFacts
from difference_finder.drawing.png import encode_png
from difference_finder.page.stored import MOST_BYTES, are_shown_exactly, pack_values, stored_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray


__all__ = [
    "Layer",
    "error_layer",
    "image_layer",
    "map_layer",
    "thumbnail",
    "within_limit",
    "without_values",
]

THUMBNAIL = (68, 48)

SHARE_OF_RANGE, SHARE_OF_SHOWN = "of the data range", "of the values shown"
"""The units of error maps."""


@dataclass(frozen=True, eq=False)
class Layer:
    """A picture with its description.

    Parameters
    ----------
    facts
        Layer of the document, without id and source.
    png
        Picture as PNG.
    values
        Stored values, from :func:`~difference_finder.page.stored.pack_values`; empty if the picture holds
        them, or they are left out.
    """

    facts: dict[str, Any]
    png: bytes
    values: bytes = b""


def image_layer(
    role: str,
    label: str,
    pixels: NDArray[np.uint8],
    span: tuple[float, float],
    depth: int = 8,
    stored: tuple[NDArray[Any], float] | None = None,
) -> Layer:
    """Return an image as a layer.

    Parameters
    ----------
    role
        "first", "second", "reference" or "method".
    label
        Label on the page.
    pixels
        8-bit sRGB pixels of shape (H, W, 3).
    span
        Values shown as black and as white.
    depth
        Bits of the values; without stored values the page marks those of more than 8 bits as rounded.
    stored
        Values (C, H, W), and the factor that brings them to the units of ``span``; None to leave them out.
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
    picture = encode_png(pixels[..., 0] if grey else pixels)
    if stored is None or are_shown_exactly(stored[0].dtype, span, len(stored[0])):
        return Layer(facts, picture)
    known = stored_facts(stored[0].dtype, len(stored[0]), stored[1])
    return Layer({**facts, "stored": known}, picture, pack_values(stored[0]) if known else b"")


def map_layer(label: str, facts: MapFacts, vmax: float | None = None, gain: float | None = None) -> Layer:
    """Return a map as a layer of 16-bit codes, in red and green; blue marks the pixels that count.

    Parameters
    ----------
    label
        Label on the page.
    facts
        Map with its label, scale and regions.
    vmax, gain
        Value of the last colour, or amplification of the differences, as for the heatmap.

    Notes
    -----
    The codes span all values, so that nothing saturates. Zero is code 0 of an unsigned map, and exactly code
    32768 of a signed map.
    """
    low, high = _bounds(facts)
    height, width = facts.plane.shape
    description = {
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
        "vmax": facts.scale(vmax, gain).vmax,
        "unit_range": facts.unit_range,
        "positive": facts.positive,
        "errors": None if facts.errors is None else facts.errors.to_dict(),
    }
    return Layer(description, encode_png(_coded(facts, low, high)))


def error_layer(image: str, base: str, plane: NDArray[np.floating], span_known: bool) -> Layer:
    """Return the error map of an image as a layer.

    Parameters
    ----------
    image, base
        Labels of the image, and of the image that it is measured against.
    plane
        Errors of shape (H, W), from :func:`~difference_finder.images.errors.error_maps`.
    span_known
        Whether errors are shares of the data range; otherwise they are shares of the values shown.
    """
    import numpy as np

    mask = np.isfinite(plane)
    label = f"|{image} \u2212 {base}|"
    layer = map_layer(label, MapFacts(plane, label, False, 1.0, [], mask=None if mask.all() else mask))
    unit = SHARE_OF_RANGE if span_known else SHARE_OF_SHOWN
    return Layer({**layer.facts, "role": "error", "method": image, "unit": unit, "vmax": None}, layer.png)


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
    """Return a small JPEG for a row of the table."""
    from PIL import Image

    height, width = pixels.shape[:2]
    factor = max(1, math.floor(min(width / THUMBNAIL[0], height / THUMBNAIL[1])))
    whole = Image.fromarray(pixels).reduce(factor)
    whole.thumbnail((2 * THUMBNAIL[0], 2 * THUMBNAIL[1]))
    buffer = io.BytesIO()
    whole.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def within_limit(layers: Sequence[Layer]) -> tuple[Layer, ...]:
    """Return layers without stored values if these exceed the limit of an entry."""
    if sum(len(layer.values) for layer in layers) <= MOST_BYTES:
        return tuple(layers)
    return tuple(map(without_values, layers))


def without_values(layer: Layer) -> Layer:
    """Return a layer without stored values, which says so."""
    if not layer.values:
        return layer
    facts = {key: fact for key, fact in layer.facts.items() if key != "stored"}
    return Layer({**facts, "omitted": True}, layer.png)
