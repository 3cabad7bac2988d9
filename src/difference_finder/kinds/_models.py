"""Predictions of typical changes, and how well they explain a region."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from difference_finder.kinds.place import Fit, Place, smooth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

SIGMAS = (0.8, 1.3, 2.0, 2.8, 3.8, 5.2, 7.2)
"""Standard deviations of the blurs that are tried, in pixels."""

SOFT, ROUNDS, RIDGE = 1.0, 3, 1e-3
"""Blur before a small shift is measured, in pixels; number of steps; least energy of the gradient."""

NEAREST = 4.0
"""Greatest shift that the steps follow, in pixels."""

MEDIANS = (5, 9)
"""Sides of the windows of the median filters that are tried, in pixels."""

CUT = 0.17
"""Frequency of a sharp cut that rings, in cycles per pixel."""

BLOCK = 8
"""Side of a block of JPEG in pixels."""

SMALLEST, GREATEST = 4.0, 64.0
"""Steps of banding that are searched for, in levels."""

STEPS = 280
"""Number of steps that are tried: a step is right to 0.5 per cent."""


def blurs(place: Place) -> dict[float, Fit]:
    """Return the fit of a blur of the first image, by its standard deviation."""
    base = place.base
    return {sigma: place.explain(smooth(base, sigma) - base) for sigma in SIGMAS}


def lost_texture(place: Place) -> Fit:
    """Return the best fit of a median filter, which removes texture and keeps edges."""
    base = place.base
    fits = [place.explain(_median(base, size) - base) for size in MEDIANS]
    return max(fits, key=lambda fit: fit.share)


def ringing(place: Place) -> Fit:
    """Return the fit of the echo of a sharp cut of frequencies."""
    import numpy as np
    from scipy import fft

    base, margin = place.base, 16
    wide = np.pad(base, margin, mode="symmetric")
    rows = fft.fftfreq(wide.shape[0])[:, None]
    columns = fft.rfftfreq(wide.shape[1])[None]
    kept = fft.rfft2(wide) * (np.hypot(rows, columns) < CUT)
    low = fft.irfft2(kept, wide.shape)[margin:-margin, margin:-margin]
    return place.explain(low - smooth(base, 2.0))


class Shift(NamedTuple):
    """A shift of the content of a region, in pixels, and the share that it explains."""

    rows: float
    columns: float
    share: float


def small_shift(place: Place) -> Shift:
    """Return the shift by parts of a pixel, by Gauss-Newton steps on both images slightly blurred."""
    import numpy as np
    from scipy import ndimage

    first, second = (smooth(luma, SOFT) for luma in (place.luma_first, place.luma_second))
    total, warped = np.zeros(2), first
    for _ in range(ROUNDS):
        slopes = np.stack(list(np.gradient((warped + second) / 2)))
        products = np.array([[float(place.mean(one * other)) for one in slopes] for other in slopes])
        right = np.array([float(place.mean(slope * (second - warped))) for slope in slopes])
        total -= np.linalg.solve(products + RIDGE * np.eye(2), right)
        if np.hypot(*total) > NEAREST:
            return Shift(0.0, 0.0, 0.0)
        warped = ndimage.shift(first, total, order=1, mode="nearest")
    base = place.base
    moved = ndimage.shift(base, total, order=3, mode="nearest")
    return Shift(float(total[0]), float(total[1]), place.explain(moved - base).share)


LEAST_CHANGED = 0.3
"""Least share of the old position of moved content that differs."""

EDGE = 3
"""Width of the blended edge of a retouch, in pixels."""

REACH = 32
"""Greatest shift of content that is searched for, in pixels."""


def far_shift(place: Place) -> Shift:
    """Return the shift by whole pixels at which the first image resembles the second best."""
    import numpy as np
    from scipy import fft

    if place.nearby is None:
        return Shift(0.0, 0.0, 0.0)
    wide, weight = place.nearby("first", REACH), _inner(place.core)
    shape = [fft.next_fast_len(side, real=True) for side in wide.shape]
    wide = wide - place.luma_second.mean()
    target = place.luma_second - place.luma_second.mean()
    spectra = [fft.rfft2(plane, shape) for plane in (wide, wide * wide, weight * target, weight)]
    products = spectra[1] * spectra[3].conj() - 2 * spectra[0] * spectra[2].conj()
    size = 2 * REACH + 1
    errors = fft.irfft2(products, shape)[:size, :size] + float((weight * target**2).sum())
    row, column = np.unravel_index(int(np.argmin(errors)), errors.shape)
    left = float(errors[row, column]) - place.typical.energy * float(weight.sum())
    energy = float((weight * place.luma_gap**2).sum())
    return Shift(REACH - float(row), REACH - float(column), 1 - max(0.0, left) / max(energy, 1e-9))


def _inner(core: Array) -> Array:
    """Return the core without its edge, where retouches are blended; the core itself if nothing is left."""
    import numpy as np
    from scipy.ndimage import binary_erosion

    inner = binary_erosion(core > 0, iterations=EDGE)
    return inner.astype(np.float32) if inner.any() else core


def has_left(place: Place, shift: Shift) -> bool:
    """Tell whether the content that was shifted is not at its old position any more."""
    if place.nearby is None:
        return True
    top, left = REACH - round(shift.rows), REACH - round(shift.columns)
    h, w = place.core.shape
    first, second = (
        place.nearby(role, REACH)[top : top + h, left : left + w] for role in ("first", "second")
    )
    return float(place.mean(first != second)) >= LEAST_CHANGED


class Grid(NamedTuple):
    """Logarithms of the ratio of an energy on the grid of JPEG to the energy beside it, of both images."""

    first: float
    second: float


def grid(place: Place) -> Grid:
    """Return how the high frequencies depend on the grid of blocks in both images."""
    return Grid(*(_grid_of(luma, place) for luma in (place.luma_first, place.luma_second)))


def _grid_of(luma: Array, place: Place) -> float:
    import numpy as np

    energies = []
    for offset in (0, BLOCK // 2):
        top, left = (-(side + offset) % BLOCK for side in (place.top, place.left))
        plane, weight = luma[top:, left:], place.core[top:, left:]
        h, w = (side // BLOCK for side in plane.shape)
        if not h or not w:
            return 0.0
        blocks = _blocks(plane, h, w)
        weights = _blocks(weight, h, w).mean(axis=(2, 3))
        cosines = _high_cosines()
        high, wide = cosines @ blocks, blocks @ cosines.T
        energy = (high**2).sum(axis=(2, 3)) + (wide**2).sum(axis=(2, 3))
        energies.append(float((weights * energy).sum() / max(1e-9, weights.sum()) / BLOCK**2))
    return float(np.log((energies[0] + 0.05) / (energies[1] + 0.05)))


@cache
def _high_cosines() -> Array:
    """Return the cosines of the upper half of the frequencies of a block."""
    import numpy as np

    n = np.arange(BLOCK)
    rows: Array = np.stack([np.cos(np.pi * (2 * n + 1) * k / (2 * BLOCK)) for k in range(4, BLOCK)]) / 2
    return rows.astype(np.float32)


def _blocks(plane: Array, h: int, w: int) -> Array:
    return plane[: h * BLOCK, : w * BLOCK].reshape(h, BLOCK, w, BLOCK).transpose(0, 2, 1, 3)


def edges(place: Place) -> Grid:
    """Return how much stronger steps at the borders of blocks are than in their middles, in both images."""
    return Grid(*(_edges_of(luma, place) for luma in (place.luma_first, place.luma_second)))


def _edges_of(luma: Array, place: Place) -> float:
    """Return the logarithm of the ratio of the energies of steps between pixels, averaged along borders."""
    import numpy as np
    from scipy.ndimage import uniform_filter1d

    energies = np.zeros((2, 2))
    for axis, start in ((0, place.top), (1, place.left)):
        # Second differences let ramps pass.
        step = np.diff(luma, 3, axis=axis)
        along = uniform_filter1d(step, BLOCK, axis=1 - axis)
        weight = np.take(place.core, range(1, luma.shape[axis] - 2), axis=axis)
        phase = (start + np.arange(2, luma.shape[axis] - 1)) % BLOCK
        for number, at in enumerate((0, BLOCK // 2)):
            chosen = np.expand_dims(phase == at, 1 - axis) * weight
            energies[number] += float((chosen * along**2).sum()), float(chosen.sum())
    border, middle = energies[:, 0] / np.maximum(1, energies[:, 1])
    return float(np.log((border + 0.1) / (middle + 0.1)))


class Steps(NamedTuple):
    """Concentration of values at multiples of a step, in the second image more than in the first."""

    size: float
    concentration: float
    share: float


def steps(place: Place) -> Steps:
    """Return the step of levels at which the values of the second image gather most."""
    import numpy as np

    sizes, waves = _step_waves()
    inside = place.core > 0
    first, second = (
        sum(_histogram(channel[inside]) @ waves for channel in image) / len(image)
        for image in (place.first, place.second)
    )
    excess = second - np.maximum(first, 0)
    best = int(np.argmax(excess))
    size = float(sizes[best])
    gap = np.round(place.first / size) * size - place.first
    square = float(place.mean(gap**2).sum())
    product = float(place.mean(gap * place.gap).sum())
    total = len(gap) * place.energy + place.colour_energy
    share = product * abs(product) / max(1e-9, square) / total
    return Steps(size, float(excess[best]), min(1.0, share))


@cache
def _step_waves() -> tuple[Array, Array]:
    """Return the steps that are tried, and the cosine of each half level with the step as its period."""
    import numpy as np

    sizes = SMALLEST * (GREATEST / SMALLEST) ** (np.arange(STEPS) / (STEPS - 1))
    return sizes, np.cos(2 * np.pi * (np.arange(512) / 2)[:, None] / sizes)


def _histogram(values: Array) -> Array:
    import numpy as np

    bins = np.clip(np.round(values * 2), 0, 511).astype(np.intp)
    return np.bincount(bins, minlength=512) / max(1, values.size)


def _median(plane: Array, size: int) -> Array:
    """Return the median of each column's and then of each row's neighbours."""
    import numpy as np

    half = size // 2
    for axis in (0, 1):
        wide = np.pad(plane, [(half, half) if a == axis else (0, 0) for a in (0, 1)], mode="symmetric")
        length = plane.shape[axis]
        stack = np.stack([np.take(wide, range(i, i + length), axis=axis) for i in range(size)])
        stack.partition(half, axis=0)
        plane = stack[half]
    return plane
