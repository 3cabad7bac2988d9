"""The compiled kernel of FLIP: what it is given besides the images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from difference_finder.arrays.jobs import Job
from difference_finder.metrics._flip_colour import SEEN, SHOWN, XYZ, Matrix, greatest_distance
from difference_finder.metrics._flip_exposures import CURVES, LUMINANCE
from difference_finder.metrics._flip_filters import feature_taps, reach, sensitivity

__all__ = ["COLOURS", "Showing", "is_within_reach"]

Array = Any

COLOURS = 3

FARTHEST = 128
"""The greatest reach of the filters, in pixels, for which the kernel holds a few megabytes."""


def is_within_reach(ppd: float) -> bool:
    """Tell whether the kernel takes filters for ``ppd`` pixels per degree of visual angle."""
    return reach(ppd) <= FARTHEST


@dataclass(frozen=True)
class Showing:
    """How images are shown to the viewer.

    Parameters
    ----------
    encoding
        "srgb", "linear" or "radiance".
    data_range
        What values are divided by, unless they are radiance.
    ppd
        Pixels per degree of visual angle.
    tonemapper
        Name of the tone mapping of radiance.
    """

    encoding: str
    data_range: float
    ppd: float
    tonemapper: str

    def errors(
        self,
        job: Job,
        candidate: Array,
        samples: tuple[slice, slice],
        exposures: Sequence[float],
        **outputs: Array,
    ) -> list[float]:
        """Return the mean error of each colour image, or of each channel as a grey image.

        Parameters
        ----------
        job
            The images.
        candidate
            One of the candidates.
        samples
            Which samples and which channels.
        exposures
            Exposures in stops; one of them for images as a screen shows them.
        **outputs
            Arrays that are written, or None: ``map`` for the error of each pixel, (N, 1, H, W), or
            (N, C, H, W) for grey images; ``gradient`` for the derivative of the mean error of each sample,
            (N, C, H, W).
        """
        _, c, h, w = job.reference.shape
        found: list[float] = job.native.flip(
            job.reference[samples],
            candidate[samples],
            divisors=job.divisors,
            encoding=self.encoding,
            range=self.data_range,
            exposures=exposures,
            curve=CURVES[self.tonemapper],
            by_luminance=self.tonemapper == "reinhard",
            matrices=[_rows(matrix) for matrix in (SEEN, SHOWN, XYZ)],
            luminance=LUMINANCE,
            greatest=greatest_distance(),
            sensitivity=_sensitivity_terms(self.ppd),
            features=_feature_halves(self.ppd),
            **{name: None if array is None else array[samples] for name, array in outputs.items()},
            factor=1 / (h * w * (1 if c == COLOURS else c)),
            workers=job.workers,
        )
        return found


def _rows(matrix: Matrix) -> list[float]:
    return [value for row in matrix for value in row]


def _half(taps: Sequence[float]) -> Sequence[float]:
    """Return taps from the centre on, of which the others follow by symmetry."""
    return taps[len(taps) // 2 :]


def _sensitivity_terms(ppd: float) -> list[tuple[Sequence[float], Sequence[float]]]:
    """Return the terms of the filters of Y, Cx and Cz, of which only Cz has two."""
    return [(_half(down), _half(across)) for channel in sensitivity(ppd) for down, across in channel.terms]


def _feature_halves(ppd: float) -> list[Sequence[float]]:
    """Return the taps that smooth, and those of the first and the second derivative."""
    found = feature_taps(ppd)
    ((smooth, edge),), ((_, point),) = (one.terms for one in (found.edges[0], found.points[0]))
    return [_half(taps) for taps in (smooth, edge, point)]
