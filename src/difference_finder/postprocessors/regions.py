"""Places where a map stands out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

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
    min_area: float = 0.0,
    min_share: float | None = None,
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
        Regions smaller than this share of the image are dropped, and counted in ``map.dropped``.
    min_share
        So are regions weaker than this share of the strongest one; the strength of a region is the sum of the
        blurred map over it. By default 0.03, and 0 on a clean background.
    border
        Ignore a frame of this share of the longer side.

    Notes
    -----
    A background is clean where four fifths of the map are exactly zero, and most of these lie among zeros, as
    for two screenshots. Then, with ``method="auto"``, every pixel that is not zero counts, without blur.

    A region is found in the blurred map and measured in the map itself: on its pixels that stand out by
    themselves, where these make up most of its strength.

    Holes of up to the size of ``gap`` count as part of a region; pieces that touch at a corner are one.
    ``peak`` and ``mean`` are those of the map, not of the blurred one.
    """
    import numpy as np

    from difference_finder.postprocessors import _background

    _check_shares(gap=gap, min_area=min_area, min_share=min_share or 0.0, border=2 * border)
    _background.check_settings(method, k, percentile, hysteresis)
    plane = np.abs(to_numpy(map_.values)[0].mean(axis=0, dtype=np.float64))
    most = _background.widest(plane.shape)
    if not 0 <= sigma <= most:
        raise InputError(f"sigma is 0 to {most} pixels for this image, not {sigma:g}")
    mask = None if map_.mask is None else to_numpy(map_.mask)[0, 0]
    inside = _inside(plane.shape, border, mask)
    plane = np.where(inside, plane, 0)
    grain = _background.grain_of(plane, map_.unit_range)
    reach = gap * max(plane.shape)
    clean = method == "auto" and _background.is_clean(plane, inside, grain)
    if clean:
        pieces = _pieces(plane > grain, plane, None, inside, reach)
    else:
        soft = np.where(inside, _background.blur(plane, sigma, mask), 0) if sigma > 0 else plane
        high, low = _background.levels(soft[inside], method, k, percentile, hysteresis, grain)
        pieces = _pieces(_background.hysteresis(soft, high, low), plane, soft, inside, reach)
    strongest = max((piece.strength for piece in pieces), default=0.0)
    share = (0.0 if clean else 0.03) if min_share is None else min_share
    kept = [p for p in pieces if p.region.area >= min_area * plane.size and p.strength >= share * strongest]
    kept.sort(key=lambda piece: (-piece.strength, piece.region.y, piece.region.x))
    return replace(map_, regions=tuple(piece.region for piece in kept), dropped=len(pieces) - len(kept))


class _Piece(NamedTuple):
    strength: float
    region: Region


def _check_shares(**shares: float) -> None:
    for name, share in shares.items():
        if not 0 <= share < 1:
            limit = "half of the image" if name == "border" else "1"
            value = share / 2 if name == "border" else share
            raise InputError(f"{name} is a share, at least 0 and less than {limit}, not {value:g}")


def _inside(shape: tuple[int, ...], border: float, mask: NDArray[Any] | None) -> NDArray[Any]:
    import numpy as np

    frame = round(border * max(shape))
    inside = np.zeros(shape, bool)
    inside[frame : shape[0] - frame, frame : shape[1] - frame] = True
    return inside if mask is None else inside & mask


def _pieces(
    found: NDArray[Any], plane: NDArray[Any], soft: NDArray[Any] | None, inside: NDArray[Any], reach: float
) -> list[_Piece]:
    """Group the pixels that were found, in the map itself or in ``soft``, and measure each group."""
    import numpy as np
    from scipy.ndimage import distance_transform_edt, find_objects, label

    from difference_finder.postprocessors import _background

    if not found.any():
        return []
    rest = plane[inside & ~found] if soft is not None else plane[:0]
    ground, edge = _background.spread(rest, k=3.0) if rest.size else (0.0, 0.0)
    found = _fill_small_holes(found, reach)
    near = distance_transform_edt(~found) <= reach / 2 if reach >= 1 else found
    labels, _ = label(near, np.ones((3, 3)))
    pieces = []
    for number, box in enumerate(find_objects(labels), 1):
        member = (labels[box] == number) & found[box]
        strength = float((plane if soft is None else soft)[box][member].sum())
        if soft is not None:
            member = _fill_small_holes(_exact(member, plane[box], ground, edge), reach)
        rows, columns = np.nonzero(member)
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
        pieces.append(_Piece(strength, region))
    return pieces


def _exact(member: NDArray[Any], plane: NDArray[Any], ground: float, edge: float) -> NDArray[Any]:
    """Return the pixels of a region that stand out by themselves, if they make up most of its strength.

    The blur that finds a region also widens it. ``ground`` is the median of the background, ``edge`` three
    robust standard deviations above; a twentieth of the peak keeps faint fringes out.
    """
    peak = float(plane[member].max())
    own: NDArray[Any] = member & (plane > max(edge, ground + 0.05 * (peak - ground)))
    whole = float((plane[member] - ground).sum())
    return own if own.any() and float((plane[own] - ground).sum()) >= 0.5 * whole else member


def _fill_small_holes(found: NDArray[Any], reach: float) -> NDArray[Any]:
    """Fill holes of at most ``reach`` squared pixels; a frame around the image does not become the image."""
    import numpy as np
    from scipy.ndimage import binary_fill_holes, label

    labels, count = label(binary_fill_holes(found) & ~found)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    sizes[0] = 0
    small: NDArray[Any] = found | ((sizes > 0) & (sizes <= max(1.0, reach**2)))[labels]
    return small
