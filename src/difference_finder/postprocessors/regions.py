"""Places where a map stands out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import astype_float, to_numpy
from difference_finder.arrays.filters import max_filter
from difference_finder.arrays.gaussian import blur, max_sigma
from difference_finder.arrays.sparsity import is_clean
from difference_finder.errors import InputError
from difference_finder.images.difference_map import DifferenceMap, Region
from difference_finder.parts.registry import postprocessor
from difference_finder.postprocessors._statistics import ValueStatistics

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from difference_finder.postprocessors._shapes import Component

HALO, HALO_SHARE = 16, 0.5
"""How many pixels around a strong place are its halo, where they have less than this share of its value. Of
artefacts planted in photographs, the boxes then have 0.45 (in noise) to 0.67 in common with them."""

WEAK_SHARE = 1 / 3
"""What has less than this share of the peak of a place that it hangs together with is an end of it."""


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
        blurred map over it. By default 0.03, and 0 on a clean background and where the map has a level.
    border
        Ignore a frame of this share of the longer side.

    Notes
    -----
    A background is clean where four fifths of the map are exactly zero, and most of these lie among zeros, as
    for two screenshots. Then, with ``method="auto"``, every pixel that is not zero counts, without blur.

    Where the map knows from which level on a place is no chance, ``method="auto"`` takes that, without blur;
    such a map is smooth already, and what is weak beside a strong place, within 16 pixels, is its halo. A
    place with less than a third of the peak of a stronger one, which it hangs together with, is part of it.

    A region is found in the blurred map and measured in the map itself: on its pixels that stand out by
    themselves, where these make up most of its strength.

    Holes of up to the size of ``gap`` count as part of a region; pieces that touch at a corner are one.
    ``peak`` and ``mean`` are those of the map, not of the blurred one. Of a signed map, ``peak`` has the sign
    of its place, and ``mean`` is that of the sizes.
    """
    import numpy as np

    from difference_finder.postprocessors import _background, _shapes

    _check_shares(gap=gap, min_area=min_area, min_share=min_share or 0.0, border=2 * border)
    _background.check_settings(method, k, percentile, hysteresis)
    most = max_sigma(map_.values.shape)
    if not 0 <= sigma <= most:
        raise InputError(f"sigma is 0 to {most} pixels for this image, not {sigma:g}")
    mask = None if map_.mask is None else to_numpy(map_.mask)[0, 0]
    values = _plane_of(map_)
    plane = np.abs(values) if ValueStatistics.of(values).summary[1] < 0 else values
    inside = _inside(plane.shape, border, mask)
    plane = _only_inside(plane, inside)
    grain = _background.rounding_error(plane, map_.unit_range)
    reach = gap * max(plane.shape)
    clean = method == "auto" and is_clean(plane, inside, grain)
    level = None if clean or method != "auto" else map_.level
    soft = None
    if clean:
        found = _shapes.hysteresis_mask(plane, grain, grain, inside)
    elif level is not None:
        found = _shapes.hysteresis_mask(_without_halo(plane), level, hysteresis * level, inside)
    else:
        soft = _only_inside(blur(plane, sigma, mask), inside) if sigma > 0 else plane
        high, low = _background.find_levels(soft, method, k, percentile, hysteresis, grain, inside)
        found = _shapes.hysteresis_mask(soft, high, low, inside)
    pieces = _shapes.find_components(found, plane, soft, inside, reach)
    if level is not None and len(pieces) > 1:
        whole = _shapes.hysteresis_mask(plane, level, hysteresis * level, inside)
        pieces = _shapes.merge_weak_components(
            pieces, _shapes.find_components(whole, plane, None, inside, 0), WEAK_SHARE, HALO
        )
    strongest = max((piece.strength for piece in pieces), default=0.0)
    share = (0.0 if soft is None else 0.03) if min_share is None else min_share
    kept = [p for p in pieces if p.area >= min_area * plane.size and p.strength >= share * strongest]
    kept.sort(key=lambda piece: (-piece.strength, piece.y, piece.x))
    found_regions = tuple(_region_of(piece, values) for piece in kept)
    return replace(map_, regions=found_regions, dropped=len(pieces) - len(kept))


def _without_halo(plane: NDArray[Any]) -> NDArray[Any]:
    """Return the map, and 0 where it is no more than the blur of a stronger place."""
    import numpy as np

    strongest = max_filter(plane[None, None], HALO)[0, 0]
    return np.where(plane >= HALO_SHARE * strongest, plane, plane.dtype.type(0))


def _region_of(piece: Component, values: NDArray[Any]) -> Region:
    box = values[piece.y : piece.y + piece.height, piece.x : piece.x + piece.width]
    below = bool((box == -piece.peak).any()) and not bool((box == piece.peak).any())
    return Region(
        x=piece.x,
        y=piece.y,
        width=piece.width,
        height=piece.height,
        area=piece.area,
        peak=-piece.peak if below else piece.peak,
        mean=piece.total / piece.area,
    )


def _check_shares(**shares: float) -> None:
    for name, share in shares.items():
        if not 0 <= share < 1:
            limit = "half of the image" if name == "border" else "1"
            value = share / 2 if name == "border" else share
            raise InputError(f"{name} is a share, at least 0 and less than {limit}, not {value:g}")


def _plane_of(map_: DifferenceMap) -> NDArray[Any]:
    """Return the first sample, channels averaged; the map itself where it is that already."""
    import numpy as np

    sample = to_numpy(astype_float(map_.values))[0]
    plane: NDArray[Any] = sample[0] if sample.shape[0] == 1 else sample.mean(axis=0, dtype=np.float64)
    return plane


def _inside(shape: tuple[int, ...], border: float, mask: NDArray[Any] | None) -> NDArray[Any] | None:
    """Return where the map is looked at; None for everywhere."""
    import numpy as np

    frame = round(border * max(shape))
    if not frame:
        return mask
    inside = np.zeros(shape, bool)
    inside[frame : shape[0] - frame, frame : shape[1] - frame] = True
    return inside if mask is None else inside & mask


def _only_inside(plane: NDArray[Any], inside: NDArray[Any] | None) -> NDArray[Any]:
    import numpy as np

    return plane if inside is None else np.where(inside, plane, plane.dtype.type(0))
