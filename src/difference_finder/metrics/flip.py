"""FLIP, the difference evaluator for alternating images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from difference_finder.arrays.backend import cast_like, to_numpy
from difference_finder.arrays.masked import fill_masked, mean
from difference_finder.errors import DataRangeError, InputError, MissingDependencyError
from difference_finder.parts.registry import metric

Array = Any

MODES = ("auto", "ldr", "hdr")
ENCODINGS = ("auto", "srgb", "linear")
TONEMAPPERS = ("aces", "hable", "reinhard")

DARKEST = 1e-6
"""The least maximum luminance of a reference from which exposures are derived; flip-evaluator aborts the
process below about 1e-7."""


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
            raise InputError("give start_exposure and stop_exposure both, or neither")
        if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
            raise InputError(f"start_exposure={ends[0]:g} is greater than stop_exposure={ends[1]:g}")
        if self.exposures is not None and self.exposures < 2:
            raise InputError(f"exposures must be at least 2, not {self.exposures}")


@metric(
    "flip",
    settings=FlipSettings,
    higher_is_better=False,
    bounds=(0.0, 1.0),
    identical=0.0,
    no_gradient="flip-evaluator computes it without a derivative",
    precision=1e-5,
)
def flip(
    reference: Array,
    candidate: Array,
    *,
    data_range: float | None = None,
    mask: Array | None = None,
    settings: FlipSettings,
) -> Array:
    """FLIP: the difference that a viewer sees when two images alternate (needs flip-evaluator).

    Parameters
    ----------
    reference, candidate
        Images of shape (N, C, H, W). Three channels are red, green and blue. A single channel is repeated;
        other channels are scored separately as grey images.
    data_range
        Greatest minus least possible value, which maps values to 0 to 1; None for radiance, which has no
        range.
    mask
        Mask of shape (N, 1, H, W); True where pixels count. Masked pixels are black in both images, which
        affects the errors next to them.
    mode
        "ldr": images as a screen shows them; values outside the range are clamped. "hdr": linear radiance at
        several exposures; each pixel has the greatest error of all exposures, and negative values count as
        zero. "auto": "hdr" without a data range, "ldr" with one.
    encoding
        Encoding of the values for "ldr": "srgb", "linear", or "auto" for linear without a data range and sRGB
        with one. For "hdr" values are linear.
    ppd
        Pixels per degree of visual angle, positive. The default is a screen of 0.7 m and 3840 pixels at a
        distance of 0.7 m, as in the paper.
    tonemapper
        Tone mapping for "hdr": "aces", "hable" or "reinhard".
    start_exposure, stop_exposure
        Least and greatest exposure for "hdr", in stops, both or neither; by default they are derived from the
        luminance of the reference.
    exposures
        Number of exposures for "hdr", at least 2; by default one for each stop.

    Returns
    -------
    array
        Scores of shape (N,), in [0, 1]: the mean error; 0 for identical images.

    Raises
    ------
    MissingDependencyError
        If flip-evaluator is not installed.
    DataRangeError
        If exposures cannot be derived because the reference is black, or values exceed float32.
    InputError
        If the value of a setting is not possible, or has no effect in the mode.

    Notes
    -----
    NVIDIA's program flip-evaluator computes the score in float32. The local map, (N, C, H, W), is the
    published error map. There is no gradient. A pair of OpenEXR files with all values in [0, 1] is treated as
    pictures; give ``mode=hdr`` for it. In folders and studies one answer holds for all files: radiance, if
    any file that was looked at leaves [0, 1].

    References
    ----------
    P. Andersson, J. Nilsson, T. Akenine-Moller, M. Oskarsson, K. Astrom, M. D. Fairchild, "FLIP: a difference
    evaluator for alternating images", Proc. ACM Comput. Graph. Interact. Tech. 3(2), 2020.
    doi:10.1145/3406183; for high dynamic range: "Visualizing errors in rendered high dynamic range images",
    Eurographics Short Papers, 2021. doi:10.2312/egs.20211015

    Examples
    --------
    >>> import numpy as np
    >>> black, white = np.zeros((1, 3, 8, 8)), np.ones((1, 3, 8, 8))
    >>> round(float(flip(black, white, data_range=1.0)[0]), 3)  # doctest: +SKIP
    0.967
    """
    viewing = Viewing(data_range, settings)
    return mean(viewing.errors(*_blackened(reference, candidate, mask)), _as_numpy(mask))


@flip.local
def flip_map(
    reference: Array,
    candidate: Array,
    *,
    data_range: float | None = None,
    mask: Array | None = None,
    settings: FlipSettings,
) -> tuple[Array, Array]:
    """Return the mean error and the error of each pixel, (N, C, H, W), zero where masked."""
    import numpy as np

    errors = Viewing(data_range, settings).errors(*_blackened(reference, candidate, mask))
    mask = _as_numpy(mask)
    places = np.broadcast_to(fill_masked(errors, mask, 0.0), candidate.shape)
    return mean(errors, mask), cast_like(places, candidate)


@flip.ready
def flip_ready(*, settings: FlipSettings) -> None:
    """Raise an error if flip-evaluator is missing, or a setting is impossible for all images."""
    _evaluator()
    # Only values with a range can be sRGB; without a range all other settings are possible.
    Viewing(1.0 if settings.encoding == "srgb" else None, settings)


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
            raise InputError("encoding=srgb has no meaning for mode=hdr, whose values are linear")

    def _refuse_exposures(self) -> None:
        given = [name for name in HDR_ALONE if getattr(self.settings, name) is not None]
        if self.settings.tonemapper != "aces":
            given.append("tonemapper")
        if given:
            raise InputError(f"{', '.join(given)} without mode=hdr would be ignored; leave it out")

    @property
    def is_hdr(self) -> bool:
        """Whether images are shown at several exposures."""
        return self.settings.mode == "hdr" or (self.settings.mode == "auto" and self.data_range is None)

    def errors(self, reference: Array, candidate: Array) -> Array:
        """Return the error of each pixel, (N, 1, H, W), or (N, C, H, W) for channels scored separately."""
        import numpy as np

        first, second = (self._scaled(to_numpy(image)) for image in (reference, candidate))
        channels = first.shape[1]
        groups = [channels] if channels in (1, 3) else [1] * channels
        errors = np.empty((first.shape[0], len(groups), *first.shape[2:]), np.float32)
        for n in range(first.shape[0]):
            for k, width in enumerate(groups):
                pair = (image[n, k : k + width] for image in (first, second))
                errors[n, k] = self._error(*pair)
        return errors.astype(np.float64)

    def _scaled(self, image: Array) -> Array:
        """Return values as flip-evaluator expects them."""
        import numpy as np

        if not self.is_hdr and self.data_range is not None:
            image = image / self.data_range
        # Values too small for float32 are invisible; values too large are refused below.
        with np.errstate(over="ignore", under="ignore"):
            single = image.astype(np.float32)
        if not np.isfinite(single).all():
            raise DataRangeError(
                "flip computes in float32, which cannot hold these values; rescale the images"
            )
        return np.maximum(single, 0) if self.is_hdr else np.clip(single, 0, 1)

    def _error(self, reference: Array, candidate: Array) -> Array:
        """Return the error (H, W) of two images (C, H, W), C = 1 or 3."""
        import numpy as np

        # A copy, because flip-evaluator refuses read-only arrays.
        pair = [
            np.array(np.broadcast_to(image, (3, *image.shape[1:])).transpose(1, 2, 0), order="C")
            for image in (reference, candidate)
        ]
        linear = self.settings.encoding == "linear" or (
            self.settings.encoding == "auto" and self.data_range is None
        )
        parameters: dict[str, Any] = {"ppd": float(self.settings.ppd)}
        if self.is_hdr:
            self._check_exposures(pair[0])
            names = ("tonemapper", "startExposure", "stopExposure", "numExposures")
            values = (
                self.settings.tonemapper,
                self.settings.start_exposure,
                self.settings.stop_exposure,
                self.settings.exposures,
            )
            parameters |= {name: v for name, v in zip(names, values, strict=True) if v is not None}
        errors, _, _ = _evaluator().evaluate(
            *pair,
            "HDR" if self.is_hdr else "LDR",
            inputsRGB=not linear,
            applyMagma=False,
            computeMeanError=False,
            parameters=parameters,
        )
        return errors[..., 0]

    def _check_exposures(self, reference: Array) -> None:
        """Refuse a reference that is too dark to derive exposures from."""
        import numpy as np

        if self.settings.start_exposure is not None:
            return
        brightest = float((reference @ np.asarray(LUMINANCE)).max())
        if brightest < DARKEST:
            raise DataRangeError(
                f"the greatest luminance of the reference is {brightest:g}, from which mode=hdr finds no"
                " exposures; rescale the images, or give start_exposure and stop_exposure, or mode=ldr"
            )


LUMINANCE = (0.2126, 0.7152, 0.0722)
HDR_ALONE = ("start_exposure", "stop_exposure", "exposures")


def _evaluator() -> Any:
    try:
        import flip_evaluator
    except ImportError as error:
        raise MissingDependencyError.for_extra("metric 'flip'", "flip-evaluator", "flip") from error
    return flip_evaluator


def _as_numpy(mask: Array | None) -> Array | None:
    return None if mask is None else to_numpy(mask)


def _blackened(reference: Array, candidate: Array, mask: Array | None) -> list[Array]:
    """Return images that are 0 where masked, since the filters of FLIP extend across the edge of a mask."""
    inside = _as_numpy(mask)
    return [fill_masked(to_numpy(image), inside, 0.0) for image in (reference, candidate)]
