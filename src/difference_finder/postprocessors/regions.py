"""Regions where a map is significant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import astype_float, to_numpy
from difference_finder.arrays.filters import max_filter
from difference_finder.arrays.gaussian import blur, max_sigma
from difference_finder.arrays.sparsity import is_clean
from difference_finder.errors import InputError
from difference_finder.images.difference_map import DifferenceMap, Region
from difference_finder.parts.registry import postprocessor
from difference_finder.postprocessors._background import find_levels
from difference_finder.postprocessors._equality import PairEquality, whole_component
from difference_finder.postprocessors._shapes import (
    Component,
    find_components,
    hysteresis_mask,
    merge_weak_components,
)
from difference_finder.postprocessors._statistics import ValueStatistics

if TYPE_CHECKING:
    from numpy.typing import NDArray

HALO, HALO_SHARE = 16, 0.5
"""Radius in pixels of the halo of a strong place, and the share of its value below which pixels belong to the
halo. The boxes of artefacts planted in photographs then overlap them by 0.45 (in noise) to 0.67."""

WEAK_SHARE = 1 / 3
"""The share of the peak of a connected place below which a place is part of it."""


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
    """Find the regions where the map exceeds its background, strongest first; the map is not changed.

    Parameters
    ----------
    map_
        The map. The absolute values of a signed map are used, and the first sample of a batch.
    method, k, percentile, hysteresis
        Settings of the level, as for the post-processor ``threshold``. The greatest value of blurred noise in
        a photograph is 4 to 6.7 robust standard deviations above its median.
    sigma
        Standard deviation in pixels of a blur before the level is applied; 0 for none.
    gap
        Share of the longer side; components closer than this distance become one region.
    min_area
        Share of the image; smaller regions are dropped, and counted in ``map.dropped``.
    min_share
        Share of the strength of the strongest region; weaker regions are dropped and counted as well. The
        strength of a region is the sum of the blurred map over it. By default 0.03, or 0 on a clean
        background and for a map with a level.
    border
        Width of a frame that is ignored, as a share of the longer side.

    Returns
    -------
    DifferenceMap
        The map with its regions.

    Raises
    ------
    UnknownNameError
        If the method is unknown.
    InputError
        If a setting is out of its range.

    Notes
    -----
    A background is clean where at least four fifths of the map are exactly zero, and most zeros have zeros
    alone as neighbours, as for two screenshots. With ``method="auto"``, every other pixel then belongs to a
    region, without a blur. The same holds if the two images show that one is an edit of the other: compact
    areas with content are equal, or equal areas lie beside areas that changed systematically.

    A region contains a pixel in which the two images differ. In an edit, and on a clean background, it
    consists of such pixels, although windows and blurs make the map positive around them. After a systematic
    change of the whole image, such as an inversion or a gain, a map without another region has one region of
    all pixels that differ; the map of ``consensus`` always has this one region.

    For a map with a level of significance, ``method="auto"`` uses this level without a blur, because such a
    map is smooth already. Weak pixels within 16 pixels of a strong place are its halo and excluded. A place
    with less than a third of the peak of a stronger place that it is connected to is part of that place.

    A region is found in the blurred map and measured in the map itself: on its significant pixels, where they
    make up most of its strength, or on all of its pixels.

    Holes of up to the size of ``gap`` are part of a region, and pixels that touch at a corner are connected.
    ``peak`` and ``mean`` are measured in the map, not in the blurred map. For a signed map, ``peak`` has the
    sign of its pixel, and ``mean`` is the mean of the absolute values.
    """
    import numpy as np

    from difference_finder.postprocessors import _background

    check_shares(gap=gap, min_area=min_area, min_share=min_share or 0.0, border=2 * border)
    _background.check_settings(method, k, percentile, hysteresis)
    check_sigma(sigma, map_.values.shape)
    mask = None if map_.mask is None else to_numpy(map_.mask)[0, 0]
    values = _plane_of(map_)
    _, lowest, highest = ValueStatistics.of(values).summary
    plane = np.abs(values) if lowest < 0 else values
    inside = _inside(plane.shape, border, mask)
    search = _Search(
        plane=_only_inside(plane, inside),
        inside=inside,
        mask=mask,
        grain=_background.rounding_error(max(-lowest, highest, 0.0), map_.unit_range),
        level=map_.level,
        equality=None if map_.pair is None else PairEquality(map_.pair),
        reach=gap * max(plane.shape),
    )
    exact = search.find_exact() if method == "auto" else None
    if exact is not None:
        pieces, least = exact, 0.0
    elif method == "auto" and map_.level is not None:
        pieces, least = search.find_by_level(hysteresis), 0.0
    else:
        pieces, least = search.find_by_background(sigma, method, k, percentile, hysteresis), 0.03
    if exact is None and search.equality is not None:
        pieces = search.equality.keep_differing(pieces)
        whole = method == "auto" and map_.level is None and not pieces
        if whole and search.equality.change.is_systematic:
            pieces = search.find_whole()
    kept = keep_strongest(pieces, min_area * plane.size, least if min_share is None else min_share)
    found_regions = tuple(_region_of(piece, values) for piece in kept)
    return replace(map_, regions=found_regions, dropped=len(pieces) - len(kept))


@dataclass(frozen=True, eq=False)
class _Search:
    """Search for components in a map.

    Parameters
    ----------
    plane
        Map of shape (H, W), at least 0, and 0 outside.
    inside
        Mask of shape (H, W) of the pixels to search; None for all.
    mask
        Mask of shape (H, W) of the pixels that count; None if all do.
    grain
        Size of rounding errors.
    level
        Value above which the map is significant; None if unknown.
    equality
        Equality of the pixels of the two images; None if they are unknown.
    reach
        Greatest distance in pixels within a component.
    """

    plane: NDArray[Any]
    inside: NDArray[Any] | None
    mask: NDArray[Any] | None
    grain: float
    level: float | None
    equality: PairEquality | None
    reach: float

    def find_exact(self) -> list[Component] | None:
        """Return components of all pixels that differ, if all of them are significant; else None."""
        clean = is_clean(self.plane, self.inside, self.grain)
        if self.level is not None:
            settled = clean or self._is_settled(self.level)
        else:
            settled = clean or (self.equality is not None and self.equality.change.is_edit)
        if not settled:
            return None
        found = self._significant()
        if not clean and self.equality is not None and self.equality.change.is_systematic:
            return whole_component(found, self.plane)
        return find_components(found, self.plane, None, self.inside, self.reach)

    def find_by_level(self, hysteresis: float) -> list[Component]:
        """Return the components that exceed the level of significance, without their halos."""
        level = self.level or 0.0
        found = hysteresis_mask(_without_halo(self.plane), level, hysteresis * level, self.inside)
        pieces = find_components(found, self.plane, None, self.inside, self.reach)
        if len(pieces) < 2:
            return pieces
        whole = hysteresis_mask(self.plane, level, hysteresis * level, self.inside)
        wholes = find_components(whole, self.plane, None, self.inside, 0)
        return merge_weak_components(pieces, wholes, WEAK_SHARE, HALO)

    def find_by_background(
        self, sigma: float, method: str, k: float, percentile: float, hysteresis: float
    ) -> list[Component]:
        """Return the components of the blurred map that exceed its background."""
        blurred = self.plane
        if sigma > 0:
            blurred = _only_inside(blur(self.plane, sigma, self.mask), self.inside)
        settings = (method, k, percentile, hysteresis, self.grain)
        found = hysteresis_mask(blurred, *find_levels(blurred, *settings, self.inside), self.inside)
        return find_components(found, self.plane, blurred, self.inside, self.reach)

    def find_whole(self) -> list[Component]:
        """Return one component of all pixels that differ."""
        return whole_component(self._significant(), self.plane)

    def _significant(self) -> NDArray[Any]:
        found = hysteresis_mask(self.plane, self.grain, self.grain, self.inside)
        if self.equality is not None:
            self.equality.clear_equal(found)
        return found

    def _is_settled(self, level: float) -> bool:
        """Tell whether the map is 0 or significant everywhere."""
        return not any(((part > 0) & (part < level)).any() for part in (self.plane[:1], self.plane))


def keep_strongest(pieces: list[Component], min_area: float, share: float) -> list[Component]:
    """Return the components that are large and strong enough, strongest first."""
    strongest = max((piece.strength for piece in pieces), default=0.0)
    kept = [piece for piece in pieces if piece.area >= min_area and piece.strength >= share * strongest]
    return sorted(kept, key=lambda piece: (-piece.strength, piece.y, piece.x))


def _without_halo(plane: NDArray[Any]) -> NDArray[Any]:
    """Return the map with 0 in the halos of stronger places."""
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


def check_sigma(sigma: float, shape: tuple[int, ...]) -> None:
    """Refuse a blur that is wider than the image."""
    most = max_sigma(shape)
    if not 0 <= sigma <= most:
        raise InputError(f"sigma is 0 to {most} pixels for this image, not {sigma:g}")


def check_shares(**shares: float) -> None:
    """Refuse shares that are not at least 0 and less than 1; ``border`` is given twice."""
    for name, share in shares.items():
        if not 0 <= share < 1:
            limit = "half of the image" if name == "border" else "1"
            value = share / 2 if name == "border" else share
            raise InputError(f"{name} is a share, at least 0 and less than {limit}, not {value:g}")


def _plane_of(map_: DifferenceMap) -> NDArray[Any]:
    """Return the first sample with its channels averaged, as a view for a single channel."""
    import numpy as np

    sample = to_numpy(astype_float(map_.values))[0]
    plane: NDArray[Any] = sample[0] if sample.shape[0] == 1 else sample.mean(axis=0, dtype=np.float64)
    return plane


def _inside(shape: tuple[int, ...], border: float, mask: NDArray[Any] | None) -> NDArray[Any] | None:
    """Return the mask of the pixels inside the frame; None for all pixels."""
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
