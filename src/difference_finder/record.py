"""How a comparison becomes a record: what reporters draw and what JSON holds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from difference_finder.model import Comparison, DifferenceMap, Image

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["first_plane", "jsonable", "picture", "record_of_comparison", "record_of_map"]


def record_of_comparison(comparison: Comparison, arrays: bool) -> dict[str, Any]:
    """Return the record that :meth:`Comparison.to_dict` describes."""
    record = {
        "schema": 1,
        "name": comparison.name,
        "ok": True,
        "score": jsonable(comparison.score),
        "metric": {"name": comparison.metric, **{k: jsonable(v) for k, v in comparison.facts.items()}},
        "scores": {name: jsonable(value) for name, value in comparison.scores.items()},
        "protocol": {key: jsonable(value) for key, value in comparison.protocol.items()},
        "reference": comparison.reference.to_dict(),
        "candidate": comparison.candidate.to_dict(),
        "map": {
            "label": comparison.map.label,
            "signed": comparison.map.signed,
            "unit_range": comparison.map.unit_range,
            **_statistics(first_plane(comparison.map)),
        },
        "regions": [region.to_dict() for region in comparison.regions],
        "options": dict(comparison.options),
        "versions": dict(comparison.versions),
        "notes": list(comparison.notes),
    }
    if arrays:
        record["arrays"] = {
            "map": first_plane(comparison.map),
            "reference": _for_drawing(comparison.reference),
            "candidate": _for_drawing(comparison.candidate),
        }
    return record


def record_of_map(map_: DifferenceMap) -> dict[str, Any]:
    """Return the record of a map alone, with its array."""
    return {
        "map": {"label": map_.label, "signed": map_.signed, "unit_range": map_.unit_range},
        "regions": [region.to_dict() for region in map_.regions or ()],
        "arrays": {"map": first_plane(map_)},
    }


def first_plane(map_: DifferenceMap) -> NDArray[np.float32]:
    """Return the first sample of a map as (H, W), kept channels averaged."""
    import numpy as np

    from difference_finder.arrays import to_numpy

    return np.asarray(to_numpy(map_.values)[0].mean(axis=0), dtype=np.float32)


def jsonable(value: Any) -> Any:
    """Return ``value`` with its infinities as "Infinity" and its not-a-numbers as None."""
    if isinstance(value, list | tuple):
        return [jsonable(item) for item in value]
    if isinstance(value, dict):
        return {key: jsonable(item) for key, item in value.items()}
    if isinstance(value, float):
        if math.isnan(value):
            return None
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
    return value


def _statistics(plane: NDArray[np.float32]) -> dict[str, float]:
    import numpy as np

    low, mean, high = plane.min(), plane.mean(dtype=np.float64), plane.max()
    return {
        "min": float(low),
        "mean": float(mean),
        "max": float(high),
        "p99.5_abs": float(np.percentile(np.abs(plane), 99.5)),
    }


def _for_drawing(image: Image) -> NDArray[np.uint8]:
    """Return the first sample as (H, W, 3) 8-bit, for drawing."""
    import numpy as np

    from difference_finder.arrays import to_numpy

    pixels = to_numpy(image.pixels)[0]
    if pixels.shape[0] not in (1, 3):
        pixels = pixels[:3] if pixels.shape[0] > 3 else pixels[:1]
    if pixels.dtype == np.uint8 and image.data_range == 255:
        grey_or_rgb = pixels
    else:
        scaled = pixels.astype(np.float64)
        finite = scaled[np.isfinite(scaled)]
        low, span = 0.0, image.data_range
        if span is None or (finite.size and (finite.min() < 0 or finite.max() > span)):
            low = float(finite.min()) if finite.size else 0.0
            span = float(finite.max()) - low if finite.size else 1.0
        scaled = np.nan_to_num((scaled - low) / (span or 1.0), nan=0.0, posinf=1.0, neginf=0.0)
        grey_or_rgb = np.round(np.clip(scaled, 0, 1) * 255).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(grey_or_rgb, (3, *grey_or_rgb.shape[1:])).transpose(1, 2, 0))


def picture(reporter: str, record: dict[str, Any]) -> bytes:
    """Return the bytes that a reporter makes of a record."""
    import io

    from difference_finder.registry import reporters

    buffer = io.BytesIO()
    reporters.get(reporter)(record, buffer)
    return buffer.getvalue()
