"""Connected components of a map: hysteresis thresholds, holes, and grouping of near pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from difference_finder.arrays.native import native
from difference_finder.postprocessors._statistics import ValueStatistics
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from numpy.typing import NDArray


PEAK_SHARE, SUM_SHARE = 0.05, 0.5
"""Share of its peak below which a pixel of a group is a faint fringe, and share of the strength of a group
that its significant pixels make up."""


class Component(NamedTuple):
    """A group of pixels with its measurements in the map."""

    strength: float
    """Sum over the group of the blurred map, or of the map where there is no blurred one."""
    x: int
    y: int
    width: int
    height: int
    area: int
    peak: float
    total: float


def hysteresis_mask(
    values: NDArray[Any],
    high: float,
    low: float,
    inside: NDArray[Any] | None = None,
    workers: int | None = None,
) -> NDArray[Any]:
    """Return where a map (H, W) exceeds ``low`` and is connected to a pixel that exceeds ``high``."""
    import numpy as np

    if (kernels := native()) is not None and values.dtype.name in ("float32", "float64"):
        found = np.empty(values.shape, bool)
        kernels.hysteresis_threshold(values, inside, high, low, found, worker_count(workers))
        return found
    # Compared in float64: a level must not be rounded to the type of the map.
    weak: NDArray[Any] = values > np.float64(low)
    if inside is not None:
        weak &= inside
    if not high > low:
        return weak
    from scipy.ndimage import label

    labels, count = label(weak, np.ones((3, 3)))
    reached = np.zeros(count + 1, bool)
    reached[labels[weak & (values > np.float64(high))]] = True
    reached[0] = False
    kept: NDArray[Any] = reached[labels]
    return kept


def fill_small_holes(found: NDArray[Any], reach: float, workers: int | None = None) -> NDArray[Any]:
    """Fill holes of at most ``reach`` squared pixels; ``found`` may be changed in place.

    The limit keeps a frame around the image from filling all of it.
    """
    import numpy as np

    most = max(1.0, reach**2)
    if (kernels := native()) is not None:
        kernels.fill_holes(found, most, worker_count(workers))
        return found
    from scipy.ndimage import binary_fill_holes, label

    labels, count = label(binary_fill_holes(found) & ~found)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    sizes[0] = 0
    small: NDArray[Any] = found | ((sizes > 0) & (sizes <= most))[labels]
    return small


def find_components(
    found: NDArray[Any],
    plane: NDArray[Any],
    blurred: NDArray[Any] | None,
    inside: NDArray[Any] | None,
    reach: float,
    workers: int | None = None,
) -> list[Component]:
    """Group pixels and measure each group.

    Parameters
    ----------
    found
        Mask of shape (H, W), True at the pixels to group; may be changed in place.
    plane
        Map of shape (H, W).
    blurred
        Blurred map of shape (H, W) in which the pixels were found; None if they were found in ``plane``.
    inside
        Mask of shape (H, W), True where pixels count; None if all do.
    reach
        Greatest distance in pixels within a group.
    workers
        Number of threads; None for one on each core.
    """
    if not found.any():
        return []
    ground = edge = 0.0
    if blurred is not None:
        rest = ValueStatistics(plane, ~found if inside is None else inside & ~found, workers=workers)
        ground, edge = rest.spread(k=3.0) if rest.count else (0.0, 0.0)
    found = fill_small_holes(found, reach, workers)
    if inside is not None:  # a hole may be masked
        found &= inside
    if (kernels := native()) is not None:
        rows = kernels.connected_components(found, plane, blurred, ground, edge, reach, worker_count(workers))
        return [Component(*row) for row in rows]
    return _reference_components(found, plane, blurred, ground, edge, reach)


def merge_weak_components(
    pieces: list[Component], wholes: list[Component], share: float, reach: int
) -> list[Component]:
    """Merge weak components into a stronger one that they are connected to.

    Parameters
    ----------
    pieces
        Components of the map without halos.
    wholes
        Components of the whole map, which connect the pieces.
    share
        Share of the peak of the stronger component below which a component is weak.
    reach
        Greatest distance in pixels of the boxes of both.
    """
    groups: list[tuple[int, Component]] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.peak, piece.y, piece.x)):
        around = [number for number, whole in enumerate(wholes) if _apart(piece, whole, inner=True) <= 0]
        home = min(around, key=lambda number: wholes[number].width * wholes[number].height, default=-1)
        for at, (other, group) in enumerate(groups):
            weak = piece.peak < share * group.peak
            if weak and other == home >= 0 and _apart(piece, group) <= reach:
                groups[at] = home, _union(group, piece)
                break
        else:
            groups.append((home, piece))
    return [group for _, group in groups]


def _apart(piece: Component, other: Component, inner: bool = False) -> int:
    """Return the distance of two boxes; if ``inner``, how far the first reaches out of the second."""
    gaps = []
    for first, size, second, extent in (
        (piece.x, piece.width, other.x, other.width),
        (piece.y, piece.height, other.y, other.height),
    ):
        sides = (second - first, first + size - second - extent)
        gaps.append(max(sides) if inner else max(second - first - size, first - second - extent))
    return max(gaps)


def _union(piece: Component, other: Component) -> Component:
    x, y = min(piece.x, other.x), min(piece.y, other.y)
    return Component(
        strength=piece.strength + other.strength,
        x=x,
        y=y,
        width=max(piece.x + piece.width, other.x + other.width) - x,
        height=max(piece.y + piece.height, other.y + other.height) - y,
        area=piece.area + other.area,
        peak=max(piece.peak, other.peak),
        total=piece.total + other.total,
    )


def _reference_components(
    found: NDArray[Any],
    plane: NDArray[Any],
    blurred: NDArray[Any] | None,
    ground: float,
    edge: float,
    reach: float,
) -> list[Component]:
    import numpy as np
    from scipy.ndimage import distance_transform_edt, find_objects, label

    near = distance_transform_edt(~found) <= reach / 2 if reach >= 1 else found
    labels, _ = label(near, np.ones((3, 3)))
    groups = []
    for number, box in enumerate(find_objects(labels), 1):
        member = (labels[box] == number) & found[box]
        own = plane[box].astype(np.float64)
        strength = (own if blurred is None else blurred[box].astype(np.float64))[member].sum()
        if blurred is not None:
            member = fill_small_holes(_exact(member, own, ground, edge), reach)
        rows, columns = np.nonzero(member)
        groups.append(
            Component(
                strength=float(strength),
                x=int(box[1].start + columns.min()),
                y=int(box[0].start + rows.min()),
                width=int(np.ptp(columns)) + 1,
                height=int(np.ptp(rows)) + 1,
                area=int(rows.size),
                peak=float(own[member].max()),
                total=float(own[member].sum()),
            )
        )
    return groups


def _exact(member: NDArray[Any], plane: NDArray[Any], ground: float, edge: float) -> NDArray[Any]:
    """Return the significant pixels of a group, if they make up most of its strength, or all pixels.

    The blur that finds a group also widens it. ``ground`` is the median of the background, and ``edge`` three
    robust standard deviations above it. The limit of a twentieth of the peak excludes faint fringes.
    """
    peak = float(plane[member].max())
    own: NDArray[Any] = member & (plane > max(edge, ground + PEAK_SHARE * (peak - ground)))
    whole = float((plane[member] - ground).sum())
    return own if own.any() and float((plane[own] - ground).sum()) >= SUM_SHARE * whole else member
