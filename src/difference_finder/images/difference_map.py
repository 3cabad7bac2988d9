"""A difference map, its regions, and the record of both."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import to_numpy
from difference_finder.images.image import Array
from difference_finder.images.pair import Pair

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.parts.part import Part

__all__ = ["DifferenceMap", "Kind", "Region", "first_mask", "first_plane", "map_arrays", "record_of_map"]


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
        "arrays": map_arrays(map_),
    }


def map_arrays(map_: DifferenceMap, plane: NDArray[np.float32] | None = None) -> dict[str, NDArray[Any]]:
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


@dataclass(frozen=True)
class Kind:
    """A kind of change of a region.

    Parameters
    ----------
    name
        The name of the kind: "blurred", "moved", ...; "undetermined" if none fits.
    strength
        The size of the change, in the unit of the kind.
    unit
        The unit of the strength: "levels" (the data range has 255), "px", "%", "ΔE"; "" without one.
    confidence
        The estimated probability that the change is of this kind, 0 to 1.
    text
        The change in words: "fine detail 62 % weaker in the second".
    """

    name: str
    strength: float
    unit: str
    confidence: float
    text: str

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        return dict(self.__dict__)


@dataclass(frozen=True)
class Region:
    """A connected region where a map is high.

    Parameters
    ----------
    x, y, width, height
        The bounding box in pixels; the origin is the top left corner.
    area
        The number of pixels in the region.
    peak
        The value of greatest magnitude in the region, with its sign.
    mean
        The mean magnitude of the values in the region.
    kinds
        The kinds of change in the region, most probable first; empty where they were not measured.
    text
        The change of the most probable kind in one sentence; "" where it was not measured.
    """

    x: int
    y: int
    width: int
    height: int
    area: int
    peak: float
    mean: float
    kinds: tuple[Kind, ...] = field(default=(), repr=False)
    text: str = field(default="", repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        return {**self.__dict__, "kinds": [kind.to_dict() for kind in self.kinds]}


@dataclass(frozen=True, eq=False, repr=False)
class DifferenceMap:
    """How much each pixel differs, or matters to a metric.

    Parameters
    ----------
    values
        Array of shape (N, C, H, W); C is 1 unless the channels were kept.
    signed
        Whether values of both signs have a meaning.
    label
        The meaning of the values: "absolute difference", "gradient of ssim", ...
    unit_range
        The greatest possible value (the data range), or None if the values have no upper bound.
    mask
        Mask of shape (N, 1, H, W), False where pixels do not count; values are 0 there. None if all count.
    positive
        The meaning of a positive value, such as "the first is better"; "" if it has none of its own.
    regions
        The regions of the first sample, strongest first; None if regions were not searched for.
    dropped
        The number of places that were too small or too weak for a region.
    batch
        "first": as an array the map is its first sample; "all": it keeps the axis of the samples.
    level
        The value above which a place is significant, if the strategy defines one; else None.
    pair
        The pair that the map was computed from, which shows where the images are equal; None if unknown.
    """

    values: Array
    signed: bool = False
    label: str = ""
    unit_range: float | None = None
    mask: Array | None = None
    positive: str = ""
    regions: tuple[Region, ...] | None = None
    dropped: int = 0
    batch: str = "first"
    level: float | None = None
    pair: Pair | None = None

    def __repr__(self) -> str:
        """Return meaning, shape and regions on one line."""
        found = "" if self.regions is None else f", {len(self.regions)} regions"
        return f"<DifferenceMap {self.label!r}: {self.shape}{', signed' if self.signed else ''}{found}>"

    def lent_to(self, part: Part) -> DifferenceMap:
        """Return the map for a part, with arrays of its own if its function is foreign."""
        if not part.foreign:
            return self
        pair = None if self.pair is None else self.pair.lent_to(part)
        return replace(self, values=part.lent(self.values), mask=part.lent(self.mask), pair=pair)

    def with_values(self, values: Array, **changes: Any) -> DifferenceMap:
        """Return the map with other values; regions that were measured on the old ones stay."""
        return replace(self, **{"values": values, "level": None, **changes})

    @property
    def squeezed(self) -> Array:
        """The values as users see them: (H, W), with axes for kept channels and samples in front."""
        values = self.values if self.values.shape[1] > 1 else self.values[:, 0]
        return values if self.batch == "all" else values[0]

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape as users see it."""
        return tuple(int(n) for n in self.squeezed.shape)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[np.float32]:
        """Return the map as float32 of shape (H, W)."""
        import numpy as np

        from difference_finder.arrays.backend import to_numpy

        array = to_numpy(self.squeezed)
        target = np.dtype(dtype or np.float32)
        if copy is False and array.dtype != target:
            raise ValueError(f"a map of {array.dtype} cannot become {target} without a copy")
        return array.astype(target, copy=bool(copy))

    def to_record(self) -> dict[str, Any]:
        """Return the record from which a reporter draws this map alone."""
        return record_of_map(self)

    def _repr_png_(self) -> bytes:
        from difference_finder.parts.registry import render_picture

        return render_picture("heatmap", self.to_record())
