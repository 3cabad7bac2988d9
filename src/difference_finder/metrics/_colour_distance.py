"""Colour distances of pixels and of their neighbourhoods, for the metric changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Array = Any

TO_YIQ = ((0.299, 0.587, 0.114), (0.596, -0.274, -0.322), (0.211, -0.523, 0.312))
"""Red, green and blue to luma and two colour differences (NTSC)."""

WEIGHTS = (0.5053, 0.299, 0.1957)
"""Weights of the squared differences of Y, I and Q (Kotsarenko and Ramos)."""

GREATEST = 35215 / 255**2
"""Greatest weighted sum of squared differences of two colours with values of 0 to 1."""

LUMA = (WEIGHTS[0] / GREATEST) ** 0.5
"""Distance of black and white, and least distance of two colours for each difference of their luma."""

ROUNDING = 1e-6
"""How much a distance must exceed a share of another one. Of levels of 8 bits, 0.7 of 90 is exactly 63, and
the rounding of float32 would decide."""


def scaled(
    image: Array, rows: NDArray[np.intp] | slice, columns: NDArray[np.intp] | slice, data_range: float
) -> list[Array]:
    """Return Y, I and Q of selected pixels of an image (3, H, W), or Y of an image (1, H, W)."""
    channels = [plane[rows, columns].astype(float) / data_range for plane in image]
    if len(channels) == 1:
        return channels
    # Sums of single terms: a product of matrices may round otherwise for another number of pixels.
    return [r * channels[0] + g * channels[1] + b * channels[2] for r, g, b in TO_YIQ]


def distance_of_colours(first: list[Array], second: list[Array]) -> Array:
    """Return the distance of colours in YIQ, or in Y alone; 1 is the greatest possible distance."""
    return _length([a - b for a, b in zip(first, second, strict=True)])


def _length(differences: list[Array]) -> Array:
    import numpy as np

    total = sum(w * difference**2 for w, difference in zip(WEIGHTS, differences, strict=False))
    return np.sqrt(total / GREATEST)


class Neighbourhoods:
    """The colours of selected pixels, and the ranges of colours in the squares around them.

    Parameters
    ----------
    image
        Image of shape (1, H, W) or (3, H, W).
    rows, columns
        Places of the pixels.
    radius
        Number of pixels from the centre of a square to its side.
    mask
        Mask of shape (H, W); pixels where it is False do not belong to a square. None if all do.
    data_range
        Greatest minus least possible value.
    alike
        Greatest distance of two colours that count as equal.
    arm
        Number of pixels to each side in the same row and the same column that belong to a square as well.

    Attributes
    ----------
    centre, lowest, highest
        For each channel, the values of the pixels, and the ends of the ranges.
    equal
        For each of the 8 adjacent places, which pixels have an equal colour there, of shape (8, N).
    """

    def __init__(
        self,
        image: Array,
        rows: NDArray[np.intp],
        columns: NDArray[np.intp],
        radius: int,
        mask: Array | None,
        data_range: float,
        alike: float,
        arm: int = 0,
    ) -> None:
        import numpy as np

        down, right = _steps(radius, arm)[..., None]
        inside, around = _within(rows + down, columns + right, image.shape[1:], mask)
        self.centre = scaled(image, rows, columns, data_range)
        colours = scaled(image, *around, data_range)
        # Places that do not belong to a square have the colour of its centre.
        known = [np.where(inside, values, own) for values, own in zip(colours, self.centre, strict=True)]
        self.lowest = [values.min(axis=0) for values in known]
        self.highest = [values.max(axis=0) for values in known]
        adjacent = np.maximum(abs(down), abs(right))[:, 0] == 1
        distances = distance_of_colours([values[adjacent] for values in colours], self.centre)
        self.equal: NDArray[np.bool_] = (distances <= alike) & inside[adjacent]

    def contrast(self) -> Array:
        """Return the distance between the lowest and the highest values of each square."""
        return distance_of_colours(self.highest, self.lowest)

    def distance_to(self, other: Neighbourhoods) -> Array:
        """Return the distance of the pixels to the ranges of colours of ``other``, 0 inside the ranges."""
        import numpy as np

        ranges = zip(self.centre, other.lowest, other.highest, strict=True)
        return _length([np.maximum(np.maximum(low - own, own - high), 0.0) for own, low, high in ranges])

    def equal_with(self, other: Neighbourhoods) -> Array:
        """Return the number of adjacent places in which both images have the colour of the centre."""
        return (self.equal & other.equal).sum(axis=0)


def _steps(radius: int, arm: int) -> NDArray[np.intp]:
    """Return the rows and the columns of a square with arms, relative to its centre, (2, N)."""
    import numpy as np

    down, right = np.mgrid[-radius : radius + 1, -radius : radius + 1].reshape(2, -1)
    along = np.array([step for step in range(-arm, arm + 1) if abs(step) > radius], np.intp)
    still = np.zeros_like(along)
    return np.array([[*down, *along, *still], [*right, *still, *along]], np.intp)


def _within(
    rows: NDArray[np.intp], columns: NDArray[np.intp], shape: tuple[int, int], mask: Array | None
) -> tuple[NDArray[np.bool_], tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Return which places lie inside an image and its mask, and the places moved into the image."""
    import numpy as np

    height, width = shape
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    rows, columns = np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1)
    if mask is not None:
        inside &= mask[rows, columns]
    return inside, (rows, columns)
