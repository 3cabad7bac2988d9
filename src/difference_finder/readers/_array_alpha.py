"""Arrays of four channels: RGBA, which is composed on the background, or four bands."""

from __future__ import annotations

import warnings
from dataclasses import replace

from difference_finder.arrays.backend import is_tensor, namespace, on_device_of
from difference_finder.errors import InputError
from difference_finder.images.contents import Content
from difference_finder.images.image import Image
from difference_finder.readers._picture import background_colour
from difference_finder.text import option

__all__ = ["ALPHA_MODES", "check_alpha", "compose_array"]

ALPHA_MODES = ("auto", "composed", "band")
"""Treatments of the last of four channels of an array."""

_RGBA = "uint8", "uint16"


def check_alpha(alpha: str) -> None:
    """Refuse a treatment of the fourth channel that does not exist.

    Raises
    ------
    InputError
        The message names the treatments.
    """
    if alpha not in ALPHA_MODES:
        raise InputError(f"{option('alpha')} must be one of {', '.join(ALPHA_MODES)}, not {alpha!r}")


def compose_array(
    image: Image, *, channels_last: bool, alpha: str, background: str, stacklevel: int | None
) -> Image:
    """Return an array of RGBA composed on the background, with its alpha; other arrays as they are.

    Parameters
    ----------
    image
        Image of an array.
    channels_last
        Whether the channels are the last axis of the array.
    alpha
        "composed" for RGBA, "band" for four bands. "auto" takes unsigned integers of 8 or 16 bits with the
        channels last for RGBA, and all others for bands.
    background
        Colour behind transparent pixels: "white", "black" or "#rrggbb".
    stacklevel
        Level of the caller of the user, for warnings; None to give none.

    Warns
    -----
    UserWarning
        If "auto" decides about an array that may be the other.
    """
    if image.channels != 4 or alpha == "band":
        return image
    dtype = str(image.pixels.dtype).removeprefix("torch.")
    if alpha == "auto":
        rgba = channels_last and dtype in _RGBA
        unsure = dtype in _RGBA or (channels_last and image.data_range == 1.0)
        if unsure and stacklevel is not None:
            note = f"four channels of {dtype} are read as {'RGBA' if rgba else 'four bands'}"
            image = replace(image, notes=(*image.notes, note))
            remedy = (
                f"pass {option('alpha', 'band')} for four bands, or {option('alpha', 'composed')} for RGBA"
            )
            warnings.warn(f"{note}; {remedy}", UserWarning, stacklevel=stacklevel + 1)
        if not rgba:
            return image
    return _composed(image, background)


def _composed(image: Image, background: str) -> Image:
    xp = namespace(image.pixels)
    colours, alpha = image.pixels[:, :3], image.pixels[:, 3:]
    white = image.data_range or 1.0
    if bool(xp.all(alpha >= white)):
        return replace(image, pixels=colours)
    ground = xp.asarray(background_colour(background), **on_device_of(colours))[None, :, None, None]
    if "int" in str(colours.dtype):
        most = int(white)
        wide, part = xp.astype(colours, xp.int64), xp.astype(alpha, xp.int64)
        behind = (ground * most + 127) // 255
        pixels = xp.astype((wide * part + behind * (most - part) + most // 2) // most, colours.dtype)
    else:
        behind = xp.astype(ground, colours.dtype) / 255 * white
        pixels = (colours * alpha + behind * (white - alpha)) / white
    note = f"alpha composed on {background}"
    contents = [*image.contents, Content("alpha", "transparent pixels")]
    hidden = xp.where(alpha == 0, colours, xp.zeros_like(colours))
    if not is_tensor(hidden) and hidden.any():
        rest = "of fully transparent pixels"
        contents.append(
            Content("unmeasured", f"colours {rest}", stored=(hidden,), parts=(f"the colour {rest}",))
        )
    return replace(
        image,
        pixels=pixels,
        alpha=alpha,
        alpha_range=white,
        notes=(*image.notes, note),
        contents=tuple(contents),
    )
