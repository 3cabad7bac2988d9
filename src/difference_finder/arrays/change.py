"""The kind of change between two images: an edit, a total change, or slight differences everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

__all__ = ["BlockGrid", "Change", "measure_change", "measure_rows"]

SIDE, PIXELS = 8, 64
"""Side of a block in pixels, and pixels of a block; blocks of narrow images are longer."""

BLOCKS = 512
"""Approximate number of blocks that are measured, on a regular grid."""

ONE_SIGN = 0.8
"""Share of the pixels of a block whose difference has one sign in some channel. Noise has one sign at half of
the pixels; that 52 of 64 have one sign happens once in a million blocks of noise."""

EXPLAINED = 0.5
"""Share of the energy of a difference that a gain and an offset of the whole image explain."""

ACTIVE = 8 / 255
"""Least range of values in a block with content, as a share of the data range."""

STRONG, VISIBLE = 0.5, 0.1
"""A block has other content if the energy of the difference is at least the first number of the sum of the
variances of both images, and its greatest difference at least the second number of the data range."""

FAINT = 0.25
"""Greatest difference that gain and offset predict in a block that is equal, relative to the root mean square
of the difference elsewhere: a gain leaves black pixels equal."""

FEW = 0.05
"""Share of systematic blocks below which a pair without equal blocks is not measured further."""

LEAST_EQUAL = 0.02
"""Least share of blocks that are equal, and of active blocks that are equal, in an edit."""

LEAST_EDITED = 0.5
"""Least share of systematic or strong blocks, among the blocks that differ, in an edit. Noise has 0, JPEG
compression of photographs 0.02 and of pages 0.23, resampled drawings 0.03 to 0.22; retouched photographs and
recoloured or other pages have 0.6 to 1."""

ROUGHEST = 0.25
"""Greatest length of the border between equal and different blocks of an edit, as a share of the smaller of
the two numbers of blocks."""

MOST, MUCH, SOME = 0.9, 0.8, 0.4
"""Least shares of systematic blocks, among the blocks that differ: in a total change; in a change that leaves
no place typical, though some may stand out; and in such a change that is visible. Photographs with noise have
0, with JPEG compression 0.01, enlarged in two ways 0.3, denoised in two ways 0.26, and pages with JPEG
compression 0.76 by one level of flat areas; a gain, an inversion or a tint has 0.9 to 1, and another
photograph 0.46 to 1."""


class Change(NamedTuple):
    """How the difference of two images is spread, in shares of their blocks.

    If nearly no block is equal or systematic, the other shares are 0.

    Parameters
    ----------
    equal
        Share of the blocks that are equal in all pixels.
    equal_active
        Share of the blocks that are equal and have content.
    roughness
        Length of the border between equal and different blocks, as a share of the smaller of their numbers.
    systematic
        Share of the blocks that differ systematically, among the blocks that differ.
    edited
        Share of the blocks that differ systematically or have other content, among the blocks that differ.
    size
        Root mean square of the difference, as a share of the data range.
    toned
        Whether one gain and one offset for each channel explain the equal blocks and nearly all others.
    """

    equal: float
    equal_active: float
    roughness: float
    systematic: float
    edited: float
    size: float
    toned: bool

    @property
    def is_edit(self) -> bool:
        """Whether equal pixels surround the changed ones, so that every pixel that differs is significant.

        Noise, compression and resampling change all pixels of a place with content, except here and there. So
        equal blocks with content, in compact areas, show an edit. Equal blocks of flat areas do not, because
        compression keeps flat areas: there the other blocks must differ systematically or have other content.
        """
        if self.equal < LEAST_EQUAL or self.toned:
            return False
        compact = self.equal_active >= LEAST_EQUAL and self.roughness <= ROUGHEST
        return compact or self.edited >= LEAST_EDITED

    @property
    def is_total(self) -> bool:
        """Whether the whole image changed systematically, so that no place is typical."""
        return self.systematic >= MOST and not self.is_edit

    @property
    def is_systematic(self) -> bool:
        """Whether so much changed systematically that no place is typical, though some may stand out."""
        least = SOME if self.size >= VISIBLE else MUCH
        return self.systematic >= least and not self.is_edit


NO_CHANGE = Change(1.0, 0.0, 0.0, 0.0, 0.0, 0.0, False)


class BlockGrid:
    """The blocks of an image that are measured.

    Parameters
    ----------
    height, width
        Size of the image in pixels.

    Attributes
    ----------
    tall, wide
        Size of a block in pixels.
    bands
        Rows of pixels of the blocks: the first row, and the row behind the last, of each row of blocks.
    """

    def __init__(self, height: int, width: int) -> None:
        self.tall = min(SIDE, height) if width >= SIDE else min(PIXELS // width, height)
        self.wide = min(max(SIDE, PIXELS // self.tall), width)
        rows, self.columns = height // self.tall, width // self.wide
        self.step = max(1, round((rows * self.columns / BLOCKS) ** 0.5))
        self.bands = [
            (row * self.tall, (row + 1) * self.tall) for row in range(self.step // 2, rows, self.step)
        ]

    def rows_of(self, planes: Any) -> Any:
        """Return the rows of an image (C, H, W) that have blocks, as planes (C, bands x tall, W)."""
        import numpy as np

        return np.concatenate([planes[..., top:bottom, :] for top, bottom in self.bands], axis=-2)

    def blocks_of(self, rows: Any) -> Any:
        """Return the blocks in rows of :meth:`rows_of`, (C, bands, tall, columns, wide)."""
        cut = rows[..., : self.columns * self.wide]
        parts = cut.reshape(-1, len(self.bands), self.tall, self.columns, self.wide)
        return parts[:, :, :, self.step // 2 :: self.step]

    def floats_of(self, rows: Any, divisor: float) -> Array:
        """Return the values of the blocks in rows of :meth:`rows_of`, (C, blocks, pixels)."""
        import numpy as np

        kind = np.float32 if np.can_cast(rows.dtype, np.float32) else np.float64
        values: Array = np.divide(self.blocks_of(rows).swapaxes(2, 3), divisor, dtype=kind)
        return values.reshape(len(values), -1, self.tall * self.wide)


def measure_change(first: Any, second: Any, divisors: tuple[float, float], mask: Any = None) -> Change:
    """Return how the difference of two images is spread.

    Parameters
    ----------
    first, second
        Images of shape (C, H, W).
    divisors
        Divisors of both images; they scale the data range to 1.
    mask
        Mask of shape (H, W); True where pixels count. Blocks with a masked pixel are left out. None if all
        pixels count.

    Returns
    -------
    Change
        Shares of the blocks. Without a whole block, the images count as equal.

    Notes
    -----
    A block differs systematically if its difference has one sign at four fifths of the pixels in some
    channel, or if one gain and one offset of the whole image explain half of the energy of its difference.
    The signs find a changed brightness, tint, exposure or page. Unlike a mean, they are not misled by noise
    at black and white pixels, half of which clipping leaves equal. Gain and offset find inverted texts and
    textures, in which both signs occur. They must explain the difference from either image, because the
    noise of one image is a function of that image.
    """
    import numpy as np

    grid = BlockGrid(*first.shape[-2:])
    every = np.ones(first.shape[-2:], bool) if mask is None else mask
    kept = grid.blocks_of(grid.rows_of(every))[0].all(axis=(1, 3))
    rows = [grid.rows_of(image) for image in (first, second)]
    return measure_rows(rows[0], rows[1], divisors, grid, kept)


def measure_rows(
    first: Any, second: Any, divisors: tuple[float, float], grid: BlockGrid, kept: Any = None
) -> Change:
    """Return how the difference of two images is spread, from their rows that have blocks.

    Parameters
    ----------
    first, second
        Rows of the images as :meth:`BlockGrid.rows_of` returns them.
    divisors
        As for :func:`measure_change`.
    grid
        Grid of the images.
    kept
        Which blocks count, (bands, columns); None if all do.
    """
    import numpy as np

    a, b = (grid.floats_of(image, divisor) for image, divisor in zip((first, second), divisors, strict=True))
    if kept is None:
        kept = np.ones(grid.blocks_of(first).shape[1:4:2], bool)
    a, b = a[:, kept.ravel()], b[:, kept.ravel()]
    gap = b - a
    equal: Array = np.logical_not(gap.any(axis=(0, 2)))
    if equal.all():
        return NO_CHANGE
    energy = np.einsum("cbp,cbp->b", gap, gap)
    signs = np.maximum(_count(gap > 0), _count(gap < 0)).max(axis=0)
    systematic = signs >= ONE_SIGN * gap.shape[2]
    shares = NO_CHANGE._replace(
        equal=float(equal.mean()),
        systematic=float(systematic.sum() / (~equal).sum()),
        size=float(np.sqrt(energy.sum() / gap.size)),
    )
    if shares.equal < LEAST_EQUAL and shares.systematic < FEW:
        few = np.s_[:, ::8]
        explained, _ = _explained_by_tone(a[few], b[few], gap[few], energy[::8])
        if not explained.mean() >= FEW:
            return shares
    return _with_content(shares, a, b, gap, energy, equal, systematic, kept)


def _with_content(
    shares: Change,
    a: Array,
    b: Array,
    gap: Array,
    energy: Array,
    equal: Array,
    systematic: Array,
    kept: Array,
) -> Change:
    """Return the shares of the blocks, of which some are equal or systematic, with all measurements."""
    import numpy as np

    explained, flat = _explained_by_tone(a, b, gap, energy)
    systematic = (systematic | explained) & ~equal
    active = (np.ptp(a, axis=2) > ACTIVE).any(axis=0)
    variances = (a.var(axis=2) + b.var(axis=2)).sum(axis=0) * gap.shape[2]
    strong = (energy >= STRONG * variances) & (np.abs(gap).max(axis=(0, 2)) >= VISIBLE)
    count = int((~equal).sum())
    places = np.zeros(kept.shape, np.int8)
    places[kept] = np.where(equal, 1, -1)
    return shares._replace(
        equal_active=float((equal & active).mean()),
        roughness=_roughness(places),
        systematic=int(systematic.sum()) / count,
        edited=int((systematic | (strong & ~equal)).sum()) / count,
        toned=bool((explained & ~equal).sum() >= MOST * count and (flat | ~equal).all())
        and count >= len(equal) / 2,
    )


def _count(found: Array) -> Array:
    """Return the number of pixels of each block."""
    import numpy as np

    counts: Array = found.sum(axis=2, dtype=np.int16)
    return counts


def _explained_by_tone(a: Array, b: Array, gap: Array, energy: Array) -> tuple[Array, Array]:
    """Return for each block whether gain and offset explain its difference, and whether they predict none."""
    import numpy as np

    worst, flat = np.zeros(len(energy)), np.ones(len(energy), bool)
    if not energy.any():
        return ~flat, flat
    limit = FAINT * float(np.sqrt(energy[energy > 0].mean() / gap[:, 0].size))
    for image in (a, b):
        residual = np.zeros(len(energy))
        for values, change in zip(image, gap, strict=True):
            centred = values - values.dtype.type(values.mean(dtype=np.float64))
            spread = float(np.vdot(centred, centred))
            slope = float(np.vdot(centred, change)) / spread if spread > 0 else 0.0
            predicted = centred * values.dtype.type(slope)
            predicted += values.dtype.type(change.mean(dtype=np.float64))
            flat &= np.abs(predicted).max(axis=1) < limit
            predicted -= change
            residual += np.einsum("bp,bp->b", predicted, predicted)
        worst = np.maximum(worst, residual)
    return worst <= (1 - EXPLAINED) * energy, flat


def _roughness(places: Array) -> float:
    """Return the length of the border between blocks of 1 and of -1, as a share of the smaller number."""
    import numpy as np

    border = np.count_nonzero(places[1:] * places[:-1] < 0) + np.count_nonzero(
        places[:, 1:] * places[:, :-1] < 0
    )
    fewer = min(np.count_nonzero(places > 0), np.count_nonzero(places < 0))
    return float(border / 2 / fewer) if fewer else 0.0
