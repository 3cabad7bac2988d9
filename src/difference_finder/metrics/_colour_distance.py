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


def scaled(image: Array, rows: NDArray[np.intp], columns: NDArray[np.intp], data_range: float) -> list[Array]:
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
    equal
        For each of the 8 adjacent places, which pixels have an equal colour there.
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
        self.equal: list[NDArray[np.bool_]] = []
        self.centre = scaled(image, rows, columns, data_range)
        self.lowest, self.highest = list(self.centre), list(self.centre)
        steps = range(-radius, radius + 1)
        arms = [n for n in range(-arm, arm + 1) if abs(n) > radius]
        square = [(y, x) for y in steps for x in steps if y or x]
        for down, right in (*square, *((n, 0) for n in arms), *((0, n) for n in arms)):
            colours, inside = self._include(image, rows + down, columns + right, mask, data_range)
            if max(abs(down), abs(right)) == 1:
                self.equal.append((distance_of_colours(colours, self.centre) <= alike) & inside)

    def _include(
        self,
        image: Array,
        rows: NDArray[np.intp],
        columns: NDArray[np.intp],
        mask: Array | None,
        data_range: float,
    ) -> tuple[list[Array], NDArray[np.bool_]]:
        """Extend the ranges to the colours of other pixels; return these colours and which of them count."""
        import numpy as np

        height, width = image.shape[1:]
        inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
        rows, columns = np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1)
        if mask is not None:
            inside &= mask[rows, columns]
        colours = scaled(image, rows, columns, data_range)
        for i, (values, own) in enumerate(zip(colours, self.centre, strict=True)):
            known = np.where(inside, values, own)
            self.lowest[i] = np.minimum(self.lowest[i], known)
            self.highest[i] = np.maximum(self.highest[i], known)
        return colours, inside

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
        return sum(a.astype(int) & b for a, b in zip(self.equal, other.equal, strict=True))
