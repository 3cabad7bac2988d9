"""Tone mapping of images: the values that are shown as black and white."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError
from difference_finder.text import format_decimal, format_plain, option

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Tones", "check_display", "choose_tones"]

RADIANCE = ("exr", "hdr")
"""Formats with linear values, which are shown in sRGB."""

BAND = 64
"""Number of rows that are converted at once."""

TAIL, GLINTS = 0.1, 1.0
"""Percentages of values that may saturate at each end for images without a data range, and at the upper end
of linear values, where lamps would darken all other pixels."""


LARGEST = 1e300
"""Magnitude up to which values may be shown as black or white."""


@dataclass(frozen=True)
class Tones:
    """A mapping of values to tones, shared by all panels of a row.

    Parameters
    ----------
    black, white
        Values that are shown as black and white; values beyond them are clipped.
    whole
        Whether they span the whole data range.
    light
        Whether values are linear, and shown with the curve of sRGB.
    shares
        Whether values are shares of the data range, as those of integers are.
    """

    black: float
    white: float
    whole: bool
    light: bool = False
    shares: bool = False

    def levels(self, pixels: NDArray[Any]) -> NDArray[np.uint8]:
        """Return the first three channels of an image (C, H, W), or its only one, as (H, W, 3), uint8."""
        import numpy as np

        shown = pixels[:3] if len(pixels) >= 3 else pixels[:1]
        codes = np.empty((*shown.shape[1:], 3), np.uint8)
        for top in range(0, len(codes), BAND):  # float64 needs eight times the memory
            rows = slice(top, top + BAND)
            codes[rows] = self._codes(shown[:, rows]).transpose(1, 2, 0)
        return codes

    def _codes(self, values: NDArray[Any]) -> NDArray[np.uint8]:
        import numpy as np

        scaled = (values.astype(np.float64) - self.black) / (self.white - self.black)
        scaled = np.clip(np.nan_to_num(scaled, nan=0.0), 0, 1)
        if self.light:
            scaled = np.where(scaled <= 0.0031308, 12.92 * scaled, 1.055 * scaled ** (1 / 2.4) - 0.055)
        codes: NDArray[np.uint8] = np.rint(scaled * 255).astype(np.uint8)
        return codes

    @property
    def words(self) -> str:
        """Text for a caption; "" where the tones need no description."""
        curve = " as light, with the curve of sRGB" if self.light else ""
        if self.whole:
            return f"shown{curve}" if curve else ""
        unit = " of the data range" if self.shares else ""
        return f"shown from {format_decimal(self.black)} to {format_decimal(self.white)}{unit}{curve}"


def choose_tones(
    reference: NDArray[Any],
    data_range: float | None,
    kind: str,
    display: tuple[float, float] | None = None,
    levels: float | None = None,
) -> Tones:
    """Choose the tones of an image from its reference.

    Parameters
    ----------
    reference
        Image of shape (C, H, W); integers are divided by their range.
    data_range
        Greatest minus least possible value; None if unknown.
    kind
        Format of the file.
    display
        Values of black and white that the user gave; None to derive them.
    levels
        Range by which the values were divided, if they are those of integers.

    Raises
    ------
    InputError
        If the given values lie beyond the range of integers.
    """
    import numpy as np

    light = kind in RADIANCE
    if display is not None:
        if levels is not None:
            _check_shares(display, levels)
        return Tones(*display, whole=display == (0.0, data_range), light=light, shares=levels is not None)
    low, high = float(reference.min()), float(reference.max())
    if data_range is not None and low >= 0 and high <= data_range * (1 + 1e-6):
        return Tones(0.0, float(data_range), whole=True, light=light)
    ends = TAIL, 100 - (GLINTS if light else TAIL)
    low, high = (float(value) for value in np.percentile(reference, ends))
    if light:
        low = min(low, 0.0)
    return Tones(low, high if high > low else low + 1.0, whole=False, light=light)


def _check_shares(display: tuple[float, float], levels: float) -> None:
    """Refuse values beyond the range of integers, such as grey levels."""
    if min(display) < 0 or max(display) > 1:
        given = ",".join(map(format_plain, display))
        meant = ",".join(f"{min(max(value / levels, 0.0), 1.0):.4g}" for value in display)
        raise InputError(
            f"{option('display', given)} goes beyond the range of the images: they hold integers, whose"
            f" values are shares of the range, from 0 to 1; pass {option('display', meant)} for these levels"
            f" of {format_plain(levels)}"
        )


def check_display(display: Any) -> tuple[float, float] | None:
    """Return the values of black and white that the user gave as "0,0.6" or (0, 0.6).

    Raises
    ------
    InputError
        If they are not two numbers in ascending order.
    """
    if display is None:
        return None
    given: Sequence[Any] = display.split(",") if isinstance(display, str) else display
    try:
        black, white = (float(value) for value in given)
    except (TypeError, ValueError):
        raise InputError(
            f"{option('display')} takes two numbers, the values of black and white, such as"
            f" {option('display', '0,0.6')}, not {display!r}"
        ) from None
    if not (abs(black) < LARGEST and abs(white) < LARGEST):
        raise InputError(f"{option('display')} takes finite numbers, not {display!r}")
    if black > white:
        other = option("display", f"{format_plain(white)},{format_plain(black)}")
        raise InputError(
            f"{option('display')} takes black first, and {format_plain(black)} is more than"
            f" {format_plain(white)}; pass {other}"
        )
    if black == white:
        raise InputError(
            f"{option('display')} takes two different values, black and white, and both are"
            f" {format_plain(black)}; pass the range to show, such as {option('display', '0,0.6')}"
        )
    return black, white
