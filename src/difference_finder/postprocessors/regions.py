"""Places where a map stands out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.arrays import to_numpy
from difference_finder.errors import InputError
from difference_finder.model import DifferenceMap, Region
from difference_finder.registry import postprocessor

if TYPE_CHECKING:
    from numpy.typing import NDArray


@postprocessor("regions")
def regions(
    map_: DifferenceMap,
    *,
    method: str = "auto",
    k: float = 7.0,
    percentile: float = 99.0,
    hysteresis: float = 0.5,
    sigma: float = 2.0,
    gap: float = 0.01,
    min_area: float = 5e-5,
    min_share: float = 0.03,
    border: float = 0.0,
) -> DifferenceMap:
    """Find the places where the map stands out, strongest first; the map itself stays as it is.

    Parameters
    ----------
    map_
        The map; of a signed one the sizes are looked at. Of a batch, the first sample.
    method, k, percentile, hysteresis
        How the level is found, as for the post-processor ``threshold``. The greatest value of blurred noise
        in a photograph is 4 to 6.7 robust standard deviations above its median.
    sigma
        Blur before the level is applied, standard deviation in pixels; 0 for none.
    gap
        Pieces closer than this share of the longer side become one region.
    min_area
        Regions smaller than this share of the image are dropped.
    min_share
        Regions weaker than this share of the strongest one are dropped. The strength of a region is the sum
        of the blurred map over it.
    border
        Ignore a frame of this share of the longer side.

    Notes
    -----
    Holes of up to the size of ``gap`` count as part of a region; pieces that touch at a corner are one.
    ``peak`` and ``mean`` are those of the map, not of the blurred one.
    """
    import numpy as np

    from difference_finder.postprocessors import _background

    shares = {"gap": gap, "min_area": min_area, "min_share": min_share, "border": border}
    for name, share in shares.items():
        if not 0 <= share < 1:
            raise InputError(f"{name} is a share, at least 0 and less than 1, not {share}")
    plane = np.abs(to_numpy(map_.values)[0]).mean(axis=0).astype(np.float64)
    mask = None if map_.mask is None else to_numpy(map_.mask)[0, 0]
    inside = _inside(plane.shape, border, mask)
    soft = _background.blur(np.where(inside, plane, 0), sigma, mask) if sigma > 0 else plane
    soft = np.where(inside, soft, 0)
    high, low = _background.levels(soft[inside], method, k, percentile, hysteresis)
    found = _background.hysteresis(soft, high, low)
    reach = gap * max(plane.shape)
    least = max(1.0, min_area * plane.size)
    return map_.with_values(map_.values, regions=_collect(found, plane, soft, reach, least, min_share))


def _inside(shape: tuple[int, ...], border: float, mask: NDArray[Any] | None) -> NDArray[Any]:
    import numpy as np

    frame = round(border * max(shape))
    inside = np.zeros(shape, bool)
    inside[frame : shape[0] - frame, frame : shape[1] - frame] = True
    return inside if mask is None else inside & mask


def _collect(
    found: NDArray[Any],
    plane: NDArray[Any],
    soft: NDArray[Any],
    reach: float,
    least: float,
    min_share: float,
) -> tuple[Region, ...]:
    """Group the pixels that were found, and measure each group."""
    import numpy as np
    from scipy.ndimage import distance_transform_edt, find_objects, label

    if not found.any():
        return ()
    found = _fill_small_holes(found, reach)
    near = distance_transform_edt(~found) <= reach / 2 if reach >= 1 else found
    labels, _ = label(near, np.ones((3, 3)))
    ranked = []
    for number, box in enumerate(find_objects(labels), 1):
        member = (labels[box] == number) & found[box]
        rows, columns = np.nonzero(member)
        if rows.size < least:
            continue
        values = plane[box][member]
        region = Region(
            x=int(box[1].start + columns.min()),
            y=int(box[0].start + rows.min()),
            width=int(np.ptp(columns)) + 1,
            height=int(np.ptp(rows)) + 1,
            area=int(rows.size),
            peak=float(values.max()),
            mean=float(values.mean()),
        )
        ranked.append((float(soft[box][member].sum()), region))
    ranked.sort(key=lambda item: (-item[0], item[1].y, item[1].x))
    return tuple(region for strength, region in ranked if strength >= min_share * ranked[0][0])


def _fill_small_holes(found: NDArray[Any], reach: float) -> NDArray[Any]:
    """Fill holes of at most ``reach`` squared pixels; a frame around the image does not become the image."""
    import numpy as np
    from scipy.ndimage import binary_fill_holes, label

    labels, count = label(binary_fill_holes(found) & ~found)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    sizes[0] = 0
    small: NDArray[Any] = found | ((sizes > 0) & (sizes <= max(1.0, reach**2)))[labels]
    return small
