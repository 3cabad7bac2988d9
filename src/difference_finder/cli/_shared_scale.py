"""One colour scale for the pictures of all pairs of two folders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from difference_finder.arrays.percentiles import robust_maximum
from difference_finder.drawing.error_unit import ErrorUnit, error_unit
from difference_finder.drawing.scale import ZERO, choose_scale
from difference_finder.images.difference_map import first_mask, first_plane
from difference_finder.parts.registry import reporters
from difference_finder.pipeline.comparison import Comparison
from difference_finder.pipeline.equal_files import Result

__all__ = ["SharedScale", "share_scale"]


@dataclass(frozen=True)
class SharedScale:
    """A colour scale that the maps of some pairs choose for all.

    Parameters
    ----------
    vmax
        Map value at the end of the colour scale.
    label
        The scale in words.
    sampled, pairs
        Number of pairs that chose it, and of all pairs.
    """

    vmax: float
    label: str
    sampled: int
    pairs: int

    def applied(self, spec: str) -> str:
        """Return a reporter with this scale, unless it takes none or has its own."""
        part = reporters.get(spec)
        if not part.accepts("vmax") or {"vmax", "gain"} & set(part.given):
            return spec
        return part.configured({"vmax": self.vmax}).spec

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        return dict(self.__dict__)


def share_scale(results: Iterable[Result], pairs: int) -> SharedScale | None:
    """Return the scale that the maps of some pairs choose together; None if all are zero without a unit.

    Parameters
    ----------
    results
        Results of the pairs that choose.
    pairs
        Number of all pairs.

    Notes
    -----
    The scale is the one that :func:`~difference_finder.drawing.scale.choose_scale` chooses for a single map,
    with the greatest of the 99.5th percentiles of all maps.
    """
    import numpy as np

    found = [(result.map, _unit_of(result)) for result in results if isinstance(result, Comparison)]
    maps = [map_ for map_, _ in found]
    peaks, percentiles = [0.0], [0.0]
    for map_ in maps:
        plane, mask = first_plane(map_), first_mask(map_)
        counted = plane if mask is None else plane[mask]
        peaks.append(float(np.abs(counted).max()) if counted.size else 0.0)
        percentiles.append(robust_maximum(counted) if counted.size else 0.0)
    units = {map_.unit_range for map_ in maps}
    unit = units.pop() if len(units) == 1 else None
    level = next((map_.level for map_ in maps), None)
    known = max(peaks), max(percentiles)
    if not maps or not (known[0] or unit or level) or not np.isfinite(known).all():
        return None
    signed = maps[0].signed
    errors = {one for _, one in found}
    scale = choose_scale(
        np.zeros((1, 1), np.float32),
        signed,
        unit,
        known=known,
        level=level,
        errors=errors.pop() if len(errors) == 1 else None,
    )
    label = scale.label.removesuffix(ZERO)
    return SharedScale(scale.vmax, label, len(maps), pairs)


def _unit_of(comparison: Comparison) -> ErrorUnit | None:
    map_ = comparison.map
    facts = {"label": map_.label, "positive": map_.positive, "unit_range": map_.unit_range}
    return error_unit({"map": facts, "metric": {"name": comparison.metric}, "protocol": comparison.protocol})
