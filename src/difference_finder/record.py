"""How a comparison becomes a record: what reporters draw and what JSON holds."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.arrays import divided, namespace, to_numpy
from difference_finder.files import make_folder, write_whole
from difference_finder.model import Comparison, DifferenceMap, Pair
from difference_finder.parts import Reporter
from difference_finder.registry import reporters
from difference_finder.sizes import typical
from difference_finder.threads import in_order

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "first_mask",
    "first_plane",
    "jsonable",
    "picture",
    "pictures_of",
    "record_for",
    "record_of_comparison",
    "record_of_map",
    "render",
    "write_rendered",
]


def record_of_comparison(comparison: Comparison, arrays: bool) -> dict[str, Any]:
    """Return the record that :meth:`Comparison.to_dict` describes."""
    black, white = _scale_of_pictures(comparison.pair)
    plane, mask = first_plane(comparison.map), first_mask(comparison.map)
    record: dict[str, Any] = {
        "schema": 1,
        "name": comparison.name,
        "ok": True,
        "score": comparison.score,
        "metric": {"name": comparison.metric, **comparison.facts},
        "scores": dict(comparison.scores),
        "raw_scores": None if comparison.raw_scores is None else dict(comparison.raw_scores),
        "protocol": dict(comparison.protocol),
        "reference": comparison.reference.to_dict(),
        "candidate": comparison.candidate.to_dict(),
        "truth": None if comparison.truth is None else comparison.truth.to_dict(),
        "map": {
            "label": comparison.map.label,
            "signed": comparison.map.signed,
            "unit_range": comparison.map.unit_range,
            "positive": comparison.map.positive,
            "facts": dict(comparison.map_facts),
            "level": comparison.map.level,
            **_statistics(plane if mask is None else plane[mask]),
            "masked": 0.0 if mask is None else 1 - float(mask.mean()),
        },
        "regions": [region.to_dict() for region in comparison.regions],
        "regions_dropped": comparison.dropped,
        "pictures": {"black": black, "white": white},
        "options": dict(comparison.options),
        "versions": dict(comparison.versions),
        "notes": list(comparison.notes),
    }
    record = jsonable(record)
    if arrays:
        record["arrays"] = {
            **_map_arrays(comparison.map, plane),
            **pictures_of(comparison.pair, black, white),
        }
    return record


def record_for(comparison: Comparison, choice: Any) -> dict[str, Any]:
    """Return the record with what these reporters draw: the map, and the images only if need be."""
    if any(part.pictures for part in reporters.resolve(choice)):
        return comparison.to_dict(arrays=True)
    return {**comparison.to_dict(), "arrays": _map_arrays(comparison.map)}


def record_of_map(map_: DifferenceMap) -> dict[str, Any]:
    """Return the record of a map alone, with its array."""
    return {
        "map": {
            "label": map_.label,
            "signed": map_.signed,
            "unit_range": map_.unit_range,
            "positive": map_.positive,
            "level": map_.level,
        },
        "regions": [region.to_dict() for region in map_.regions or ()],
        "arrays": _map_arrays(map_),
    }


def _map_arrays(map_: DifferenceMap, plane: NDArray[np.float32] | None = None) -> dict[str, NDArray[Any]]:
    """Return the map, and which of its pixels count where not all do."""
    mask = first_mask(map_)
    known = {"map": first_plane(map_) if plane is None else plane}
    return known if mask is None else {**known, "mask": mask}


def first_plane(map_: DifferenceMap) -> NDArray[np.float32]:
    """Return the first sample of a map as (H, W), kept channels averaged."""
    import numpy as np

    sample = to_numpy(map_.values)[0]
    return np.asarray(sample[0] if len(sample) == 1 else sample.mean(axis=0), dtype=np.float32)


def first_mask(map_: DifferenceMap) -> NDArray[np.bool_] | None:
    """Return where the first sample of a map counts, (H, W); None for everywhere."""
    if map_.mask is None:
        return None
    mask: NDArray[np.bool_] = to_numpy(map_.mask)[0, 0]
    return None if mask.all() else mask


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
        "p99.5_abs": typical(plane) if math.isfinite(low) and math.isfinite(high) else math.nan,
    }


def _scale_of_pictures(pair: Pair) -> tuple[float, float]:
    """Return the values that pictures of the images show as black and as white: one scale for all."""
    if pair.divisors is not None:
        return 0.0, 1.0
    lows, highs = zip(*(_extremes(image) for image in pair.images.values()), strict=True)
    low, high = min(lows), max(highs)
    if pair.data_range is not None and low >= 0 and high <= pair.data_range:
        return 0.0, float(pair.data_range)
    return low, high if high > low else low + 1.0


def _extremes(image: Any) -> tuple[float, float]:
    xp = namespace(image)
    return float(xp.min(image)), float(xp.max(image))


def pictures_of(pair: Pair, black: float, white: float) -> dict[str, NDArray[np.uint8]]:
    """Return the first samples of the images as 8-bit (H, W, 3), by their roles."""
    images = pair.images
    if pair.divisors is None:
        return {role: _for_drawing(image, black, white) for role, image in images.items()}
    return {
        role: _integers_for_drawing(image, divisor)
        for (role, image), divisor in zip(images.items(), pair.divisors, strict=True)
    }


def _integers_for_drawing(image: Any, divisor: float) -> NDArray[np.uint8]:
    """Return the first sample as (H, W, 3) 8-bit: that of its floats, which few different integers share."""
    import numpy as np

    pixels = _colours(to_numpy(image)[0])
    if pixels.dtype.kind != "u" or pixels.dtype.itemsize > 2:
        return _for_drawing(divided(image, divisor), 0.0, 1.0)
    every = np.arange(np.iinfo(pixels.dtype).max + 1, dtype=pixels.dtype)
    levels = _levels(divided(every, divisor), 0.0, 1.0)
    if pixels.dtype == np.uint8 and (levels == every).all():
        return _as_rows(pixels)
    return _as_rows(levels[pixels])


def _for_drawing(image: Any, black: float, white: float) -> NDArray[np.uint8]:
    """Return the first sample as (H, W, 3) 8-bit."""
    import numpy as np

    pixels = _colours(to_numpy(image)[0])
    levels = np.empty(pixels.shape, np.uint8)
    # By bands that stay in the cache: the float64 images of a whole picture would take ten times as long.
    band = max(1, 20_000 // pixels.shape[2])
    for y in range(0, pixels.shape[1], band):
        levels[:, y : y + band] = _levels(pixels[:, y : y + band], black, white)
    return _as_rows(levels)


def _colours(pixels: NDArray[Any]) -> NDArray[Any]:
    return pixels[:3] if pixels.shape[0] >= 3 else pixels[:1]


def _levels(values: NDArray[Any], black: float, white: float) -> NDArray[np.uint8]:
    import numpy as np

    scaled = (values - np.float64(black)) / (white - black)
    return np.round(np.clip(scaled, 0, 1) * 255).astype(np.uint8)


def _as_rows(levels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return (C, H, W) as (H, W, 3), the same array where it is stored like that."""
    import numpy as np

    return np.ascontiguousarray(np.broadcast_to(levels, (3, *levels.shape[1:])).transpose(1, 2, 0))


def render(record: dict[str, Any], choice: Any, threads: int = 1) -> list[tuple[str, bytes]]:
    """Return what each reporter makes of a record: the suffix of its file, and the content."""
    parts = reporters.resolve(choice)
    contents = in_order(lambda part: _bytes_of(part, record), parts, min(threads, len(parts)) or 1)
    return [(part.suffix, content) for part, content in zip(parts, contents, strict=True)]


def write_rendered(path: str | Path, rendered: list[tuple[str, bytes]]) -> list[Path]:
    """Write files whose names begin with ``path``, making their folder; return their paths."""
    make_folder(Path(path).parent)
    written = [(Path(f"{path}{suffix}"), content) for suffix, content in rendered]
    for target, content in written:
        write_whole(target, content)
    return [target for target, _ in written]


def picture(reporter: str, record: dict[str, Any]) -> bytes:
    """Return the picture that a reporter makes of a record."""
    return _bytes_of(reporters.get(reporter), record)


def _bytes_of(part: Reporter, record: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    part(record, buffer)
    return buffer.getvalue()
