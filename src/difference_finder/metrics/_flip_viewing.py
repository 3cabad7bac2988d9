"""Viewing conditions of FLIP: settings, and the errors of images under them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from difference_finder.arrays.backend import astype_float, astype_wide, is_tensor, namespace
from difference_finder.arrays.jobs import Job
from difference_finder.errors import InputError
from difference_finder.metrics._flip_colour import clamp, clamp_adjoint, linear, linear_slope
from difference_finder.metrics._flip_error import Appearance, error, error_slope
from difference_finder.metrics._flip_exposures import TONEMAPPERS, Exposed, find_exposures
from difference_finder.metrics._flip_filters import reach
from difference_finder.metrics._flip_kernel import COLOURS, Showing
from difference_finder.text import setting

__all__ = ["FlipSettings", "Viewing"]

Array = Any

MODES = ("auto", "ldr", "hdr")
ENCODINGS = ("auto", "srgb", "linear")

STOPS = 100
"""The greatest exposure, and the least with a minus sign, in stops."""


@dataclass(frozen=True)
class FlipSettings:
    """The settings of flip.

    Raises
    ------
    InputError
        If a value is not possible.
    """

    mode: str = "auto"
    encoding: str = "auto"
    ppd: float = 67.0206432765823
    tonemapper: str = "aces"
    start_exposure: float | None = None
    stop_exposure: float | None = None
    exposures: int | None = None

    def __post_init__(self) -> None:
        for name, value, known in (
            ("mode", self.mode, MODES),
            ("encoding", self.encoding, ENCODINGS),
            ("tonemapper", self.tonemapper, TONEMAPPERS),
        ):
            if value not in known:
                raise InputError(f"{name} must be one of {', '.join(known)}, not '{value}'")
        if not self.ppd > 0:
            raise InputError(f"ppd must be positive, not {self.ppd}")
        ends = self.start_exposure, self.stop_exposure
        if (ends[0] is None) != (ends[1] is None):
            raise InputError("flip: give start_exposure and stop_exposure both, or neither")
        if any(end is not None and not abs(end) <= STOPS for end in ends):
            raise InputError(f"start_exposure and stop_exposure must be within -{STOPS} and {STOPS} stops")
        if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
            raise InputError(
                f"start_exposure of flip, {ends[0]:g}, is greater than stop_exposure, {ends[1]:g}; exchange"
                " them"
            )
        if self.exposures is not None and self.exposures < 2:
            raise InputError(f"exposures must be at least 2, not {self.exposures}")


NARROWEST = 1e-30
"""The least data range for which float32 holds gradients."""

HDR_ALONE = ("start_exposure", "stop_exposure", "exposures")
PIXELS = 1 << 18
"""Number of pixels of a strip, which bounds the memory of the filtered images."""


@dataclass(frozen=True)
class Viewing:
    """The viewing conditions of images of one data range.

    Raises
    ------
    InputError
        If a setting has no effect in the mode.
    """

    data_range: float | None
    settings: FlipSettings

    def __post_init__(self) -> None:
        if not self.is_hdr:
            self._refuse_exposures()
        elif self.settings.encoding == "srgb":
            srgb, hdr = setting("flip", "encoding", "srgb"), setting("flip", "mode", "hdr")
            raise InputError(f"{srgb} has no meaning with {hdr}, whose values are linear; leave one out")

    def _refuse_exposures(self) -> None:
        given = [name for name in HDR_ALONE if getattr(self.settings, name) is not None]
        if self.settings.tonemapper != "aces":
            given.append("tonemapper")
        if given:
            hdr = setting("flip", "mode", "hdr")
            raise InputError(f"{', '.join(given)} of flip would be ignored without {hdr}; leave it out")

    @property
    def is_hdr(self) -> bool:
        """Whether images are shown at several exposures."""
        return self.settings.mode == "hdr" or (self.settings.mode == "auto" and self.data_range is None)

    @property
    def is_linear(self) -> bool:
        """Whether values are linear rather than sRGB."""
        if self.settings.encoding == "auto":
            return self.is_hdr or self.data_range is None
        return self.is_hdr or self.settings.encoding == "linear"

    def errors(self, reference: Array, candidate: Array, mask: Array | None) -> Array:
        """Return the error of each pixel, (N, 1, H, W), or (N, C, H, W) for channels scored separately."""
        xp, found = namespace(candidate), []
        for first, second, inside in self._samples(reference, candidate, mask):
            strips = [pair.errors()[:, rows.within] for rows, pair in self._strips(first, second, inside)]
            found.append(xp.concat(strips, axis=1))
        errors = xp.reshape(xp.concat(found, axis=0), (candidate.shape[0], -1, *candidate.shape[2:]))
        return xp.astype(errors, astype_float(candidate).dtype) if is_tensor(candidate) else errors

    def by_kernel(self, job: Job) -> tuple[Array, Array | None]:
        """Return scores, (number of candidates, N), and the map or the gradient that the job asks for."""
        import numpy as np

        if self.data_range is not None and self.data_range < NARROWEST:
            job = replace(job, wide=True)
        n, c, h, w = job.reference.shape
        places, slope = job.allocate("map", h, w, 1 if c == COLOURS else c), job.allocate("gradient", h, w)
        showing = Showing(
            "radiance" if self.is_hdr else "linear" if self.is_linear else "srgb",
            1.0 if self.is_hdr or self.data_range is None else self.data_range,
            self.settings.ppd,
            self.settings.tonemapper,
        )
        shown = list(self._shown_together(job))
        scores = [
            showing.errors(job, candidate, chosen, exposures, map=places, gradient=slope)
            for candidate in job.candidates
            for chosen, exposures in shown
        ]
        means = np.asarray(scores, np.float64).reshape(len(job.candidates), n, -1).mean(axis=2)
        return means, slope if places is None else np.broadcast_to(places, job.reference.shape)

    def _shown_together(self, job: Job) -> Iterator[tuple[tuple[slice, slice], Sequence[float]]]:
        """Yield samples and channels with the exposures that they share."""
        n, c = job.reference.shape[:2]
        if not self.is_hdr:
            yield (slice(0, n), slice(0, c)), [0.0]
            return
        for sample in range(n):
            for first in range(0, c, COLOURS if c == COLOURS else 1):
                chosen = slice(sample, sample + 1), slice(first, c if c == COLOURS else first + 1)
                light = self._in_colour(job.reference[chosen] / job.divisors[0])
                yield chosen, self._exposures(light, None)

    def slope(self, reference: Array, candidate: Array, mask: Array | None, weights: Array) -> Array:
        """Return the derivative of the weighted sums of the errors with respect to the candidate.

        Parameters
        ----------
        reference, candidate
            Shape (N, C, H, W).
        mask
            Mask of shape (N, 1, H, W); None if all pixels count.
        weights
            Weight of the error of each pixel, as :meth:`errors` returns them.
        """
        xp, found = namespace(candidate), []
        shares = astype_wide(xp.reshape(weights, (-1, *candidate.shape[2:])))
        done = 0
        for first, second, inside in self._samples(reference, candidate, mask):
            slope, samples = xp.zeros_like(second), slice(done, done + second.shape[0])
            done = samples.stop
            for rows, pair in self._strips(first, second, inside):
                weighted = xp.zeros_like(pair.candidate[:, 0])
                weighted[:, rows.within] = shares[samples, rows.inner]
                slope[:, :, rows.outer] += pair.slope(weighted)
            found.append(slope)
        slopes = xp.concat(found, axis=0)
        if candidate.shape[1] != COLOURS:
            slopes = xp.sum(slopes, axis=1)
        return xp.reshape(slopes, candidate.shape)

    def _samples(
        self, reference: Array, candidate: Array, mask: Array | None
    ) -> Iterator[tuple[Array, Array, Array | None]]:
        """Yield pairs of colour images (K, 3, H, W): samples, or their channels as grey images.

        Tensors of a screen come together, since a device computes many at once. Radiance has exposures of
        its own in each sample, which come with its mask.
        """
        first, second = (self._in_colour(image) for image in (reference, candidate))
        together = second.shape[0] if is_tensor(second) and not self.is_hdr else 1
        alike = second.shape[0] // candidate.shape[0]  # channels that share the mask of a sample
        for number in range(0, second.shape[0], together):
            chosen, sample = slice(number, number + together), number // alike
            yield first[chosen], second[chosen], None if mask is None else mask[sample : sample + 1]

    def _in_colour(self, image: Array) -> Array:
        """Return three channels, as radiance or divided by the data range."""
        xp = namespace(image)
        image = astype_wide(image)
        scaled = image if self.is_hdr or self.data_range is None else image / self.data_range
        if scaled.shape[1] == COLOURS:
            return scaled
        planes = xp.reshape(scaled, (-1, 1, *scaled.shape[2:]))
        return xp.concat([planes] * COLOURS, axis=1)

    def _strips(
        self, reference: Array, candidate: Array, inside: Array | None
    ) -> Iterator[tuple[Rows, _Shown]]:
        """Yield strips of two images, with the rows around them that the filters reach."""
        height, width = reference.shape[2:]
        margin = reach(self.settings.ppd)
        step = max(margin, PIXELS // width)
        exposures = self._exposures(reference, inside) if self.is_hdr else None
        for top in range(0, height, step):
            rows = Rows.around(top, min(top + step, height), margin, height)
            first, second = (image[:, :, rows.outer] for image in (reference, candidate))
            yield rows, _Shown(first, second, self, exposures)

    def _exposures(self, reference: Array, inside: Array | None) -> list[float]:
        given = self.settings.start_exposure, self.settings.stop_exposure
        ends = None if given[0] is None or given[1] is None else (given[0], given[1])
        light = namespace(reference).clip(reference, 0.0, None)
        return find_exposures(light, inside, self.settings.tonemapper, ends, self.settings.exposures)


@dataclass(frozen=True)
class _Shown:
    """Strips of two images as a viewer sees them.

    Parameters
    ----------
    reference, candidate
        Values of shape (K, 3, H, W); radiance, or values from 0 to 1 that are clamped.
    viewing
        The viewing conditions.
    exposures
        Exposures in stops; None for images as a screen shows them.
    """

    reference: Array
    candidate: Array
    viewing: Viewing
    exposures: Sequence[float] | None

    def errors(self) -> Array:
        """Return the error of each pixel, (K, H, W); of several exposures the greatest."""
        return namespace(self.candidate).max(self._each(), axis=0)

    def slope(self, weights: Array) -> Array:
        """Return the derivative of the weighted sum of the errors with respect to the candidate."""
        xp = namespace(self.candidate)
        worst = None if self.exposures is None else xp.argmax(self._each(), axis=0)
        slope = xp.zeros_like(self.candidate)
        for number, (first, second, exposed) in enumerate(self._views):
            own = weights if worst is None else xp.where(worst == number, weights, xp.zeros_like(weights))
            by_shown = error_slope(first, second, own)
            if exposed is None:
                linearly = self.viewing.is_linear
                by_shown = by_shown if linearly else by_shown * linear_slope(clamp(self.candidate))
                return clamp_adjoint(self.candidate, by_shown)
            slope = slope + exposed.adjoint(clamp_adjoint(exposed.shown, by_shown))
        return xp.where(self.candidate < 0, xp.zeros_like(slope), slope)

    def _each(self) -> Array:
        """Return the errors at each exposure, (exposures, K, H, W)."""
        found = [error(first, second) for first, second, _ in self._views]
        return namespace(self.candidate).stack(found, axis=0)

    @property
    def _views(self) -> Iterator[tuple[Appearance, Appearance, Exposed | None]]:
        """Yield both images at each exposure, and the candidate's tone mapping."""
        ppd = self.viewing.settings.ppd
        pair = (self.reference, self.candidate)
        if self.exposures is None:
            shown = [clamp(image) if self.viewing.is_linear else linear(clamp(image)) for image in pair]
            yield Appearance(shown[0], ppd), Appearance(shown[1], ppd), None
            return
        xp, tonemapper = namespace(self.candidate), self.viewing.settings.tonemapper
        for exposure in self.exposures:
            exposed = [Exposed(xp.clip(image, 0.0, None), exposure, tonemapper) for image in pair]
            first, second = (Appearance(clamp(one.shown), ppd) for one in exposed)
            yield first, second, exposed[1]


class Rows(NamedTuple):
    """The rows of a strip, and those around it that affect it."""

    inner: slice
    outer: slice
    within: slice

    @classmethod
    def around(cls, top: int, bottom: int, margin: int, height: int) -> Rows:
        """Return the rows from ``top`` to ``bottom``, with a margin within the image."""
        first, last = max(0, top - margin), min(height, bottom + margin)
        return cls(slice(top, bottom), slice(first, last), slice(top - first, bottom - first))
