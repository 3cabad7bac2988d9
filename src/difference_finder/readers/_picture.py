"""Images of decoded samples: colour, background, orientation and layout."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import extent, namespace
from difference_finder.errors import InputError
from difference_finder.images.contents import Content
from difference_finder.images.image import Image
from difference_finder.readers._icc import read_profile
from difference_finder.text import option

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from difference_finder.colour.encoding import Encoding

__all__ = ["background_colour", "float_range", "make_image"]

_NAMED = {"white": (255, 255, 255), "black": (0, 0, 0)}
_ORIENTATIONS = range(2, 9)


def background_colour(background: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0 to 255, of "white", "black" or "#rrggbb".

    Raises
    ------
    InputError
        If the background is not one of these.

    Examples
    --------
    >>> background_colour("#ff8000")
    (255, 128, 0)
    """
    if isinstance(background, str) and background in _NAMED:
        return _NAMED[background]
    if not isinstance(background, str) or not re.fullmatch(r"#[0-9a-fA-F]{6}", background):
        raise InputError(f"{option('background')} must be 'white', 'black' or '#rrggbb', not {background!r}")
    red, green, blue = bytes.fromhex(background[1:])
    return red, green, blue


def float_range(pixels: Any) -> tuple[float | None, bool]:
    """Return the data range of the finite values of floats, and whether all are finite."""
    least, greatest, finite = extent(pixels)
    if not finite:
        numbers = pixels[namespace(pixels).isfinite(pixels)]
        least, greatest, _ = extent(numbers) if math.prod(numbers.shape) else (0.0, 1.0, True)
    return range_between(least, greatest), finite


def range_between(least: float, greatest: float) -> float | None:
    """Return the data range of floats between two values: 1.0 within [0, 1], else None, for unknown."""
    return 1.0 if least >= 0 and greatest <= 1 else None


def make_image(
    pixels: NDArray[Any],
    *,
    path: Path,
    format: str,
    data_range: float | None,
    background: str,
    notes: list[str],
    associated: bool = False,
    icc: bytes | None = None,
    encoding: Encoding | None = None,
    orientation: int = 1,
    contents: Iterable[Content] = (),
    bands: bool = False,
) -> Image:
    """Return the image of decoded samples.

    Parameters
    ----------
    pixels
        Samples of shape (H, W) or (H, W, C): grey, grey and alpha, RGB, or RGB and alpha.
    path, format
        File, and name of its reader.
    data_range
        Value of white; None if unknown, in which case 1 is used for the background.
    background
        Colour behind transparent pixels: "white", "black" or "#rrggbb".
    notes
        Notes of the reader, to which this function adds its own.
    associated
        Whether the colours are already multiplied by the alpha.
    icc
        Embedded colour profile; None without one.
    encoding
        Colour encoding that the file records in another way; None for sRGB.
    orientation
        EXIF orientation, 1 to 8.
    contents
        What else the file holds; this function adds alpha, profile, orientation and bits.
    bands
        Whether the channels are bands without a known colour: neither alpha nor profile is applied.
    """
    pixels = pixels.reshape(*pixels.shape[:2], -1)
    channels = pixels.shape[2]
    white = data_range or 1.0
    colours, alpha, held = pixels, None, [*contents]
    if channels in (2, 4) and not bands:
        colours, alpha = pixels[..., :-1], pixels[..., -1:]
        pixels = _compose(colours, alpha, white=white, background=background, associated=associated)
        if pixels is colours:
            alpha = None
        else:
            notes.append(f"alpha composed on {background}")
            held.append(Content("alpha", "transparent pixels"))
    profiled, profile = read_profile(icc, 0 if bands else colours.shape[2], notes)
    if profile is not None:
        held.append(profile)
    if orientation in _ORIENTATIONS:
        pixels = _turn(pixels, orientation)
        alpha = None if alpha is None else _turn(alpha, orientation)
        notes.append(f"EXIF orientation {orientation} applied")
        held.append(Content("orientation", f"EXIF orientation {orientation}"))
        colours = _turn(colours, orientation)
    if alpha is not None and not associated:
        held += _hidden_colours(colours, alpha)
    if pixels.dtype.kind == "u" and data_range is not None:
        held.append(Content("bits", f"{max(8, int(data_range).bit_length())} bits"))
    return Image(
        pixels=pixels.transpose(2, 0, 1)[None],
        data_range=data_range,
        name=str(path),
        colour=None if bands else "grey" if pixels.shape[2] == 1 else "rgb",
        format=format,
        notes=tuple(dict.fromkeys(notes)),
        contents=tuple(held),
        alpha=None if alpha is None else alpha.transpose(2, 0, 1)[None],
        alpha_range=white,
        encoding=profiled or encoding,
    )


def _hidden_colours(colours: NDArray[Any], alpha: NDArray[Any]) -> list[Content]:
    """Return the colours of fully transparent pixels, which the composed pixels do not show."""
    import numpy as np

    clear = alpha[..., 0] == 0
    if not clear.any() or not (found := colours[clear]).any():
        return []
    hidden = np.zeros_like(colours)
    hidden[clear] = found
    rest = "of fully transparent pixels"
    return [Content("unmeasured", f"colours {rest}", stored=(hidden,), parts=(f"the colour {rest}",))]


def _compose(
    colours: NDArray[Any], alpha: NDArray[Any], *, white: float, background: str, associated: bool
) -> NDArray[Any]:
    """Composite colours over the background in their own depth; return opaque colours unchanged."""
    import numpy as np

    if bool((alpha >= white).all()):
        return colours
    behind = background_colour(background)
    if len(set(behind)) == 1 and colours.shape[2] == 1:
        behind = behind[:1]  # type: ignore[assignment]
    if colours.dtype.kind == "f":
        ground = np.asarray(behind, dtype=colours.dtype) / colours.dtype.type(255)
        with np.errstate(over="ignore", invalid="ignore"):  # values that are not finite are masked later
            seen = colours if associated else np.where(alpha == 0, 0, colours * alpha)
            return np.asarray(seen + ground * (1 - alpha), dtype=colours.dtype)
    most = np.uint32(white)
    # 65535 * 65535 + 32767 is below 2**32, so the products of 16-bit samples fit.
    alpha = alpha.astype(np.uint32)
    ground = (np.asarray(behind, dtype=np.uint32) * most + 127) // 255
    if associated:
        total = colours.astype(np.uint32) + (ground * (most - alpha) + most // 2) // most
        return np.asarray(np.minimum(total, most), dtype=colours.dtype)
    total = (colours.astype(np.uint32) * alpha + ground * (most - alpha) + most // 2) // most
    return np.asarray(total, dtype=colours.dtype)


def _turn(pixels: NDArray[Any], orientation: int) -> NDArray[Any]:
    """Turn the stored pixels upright; TIFF and EXIF number the orientations alike."""
    if orientation >= 5:
        pixels = pixels.swapaxes(0, 1)
    # After the transposition: 5 is upright, 6 is mirrored sideways, 7 both ways, 8 top to bottom.
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return pixels
