"""Headers and samples by Pillow: sizes, profiles, orientations, frames and pixels."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["decode_samples", "open_header", "orientation_of", "read_icc", "read_orientation"]


def open_header(plugin: str, data: bytes) -> Any:
    """Read a header with a single plug-in of Pillow.

    Parameters
    ----------
    plugin
        Name of the format in Pillow.
    data
        Content of the file.

    Notes
    -----
    ``PIL.Image.open`` would check the size against a global limit and try all other formats; callers check
    the size themselves.
    """
    import importlib

    module, name = _PLUGINS[plugin]
    return getattr(importlib.import_module(f"PIL.{module}"), name)(io.BytesIO(data))


_PLUGINS = {
    "AVIF": ("AvifImagePlugin", "AvifImageFile"),
    "BMP": ("BmpImagePlugin", "BmpImageFile"),
    "GIF": ("GifImagePlugin", "GifImageFile"),
    "JPEG": ("JpegImagePlugin", "JpegImageFile"),
    "PNG": ("PngImagePlugin", "PngImageFile"),
    "TGA": ("TgaImagePlugin", "TgaImageFile"),
    "WEBP": ("WebPImagePlugin", "WebPImageFile"),
}


def read_orientation(header: Any, notes: list[str]) -> int:
    """Return the orientation of EXIF or XMP data, 1 to 8; 1 without such data.

    Parameters
    ----------
    header
        Opened image of Pillow.
    notes
        List that receives a note if the data is damaged.
    """
    return orientation_of(header.info, notes, header)


def orientation_of(info: dict[str, Any], notes: list[str], header: Any = None) -> int:
    """Return the orientation of EXIF or XMP data, 1 to 8; 1 without such data.

    Parameters
    ----------
    info
        The data under Pillow's names: "exif", "XML:com.adobe.xmp", "Raw profile type exif".
    notes
        List that receives a note if the data is damaged.
    header
        Opened image of Pillow with this data; None if there is none.
    """
    import struct

    from PIL import Image

    if header is None:
        header = Image.new("1", (1, 1))
        header.info = info
    try:
        # The method of the base class; the method of PNG would decode the pixels to search behind them.
        value = Image.Image.getexif(header).get(0x0112, 1)
    except (SyntaxError, ValueError, KeyError, IndexError, TypeError, OSError, EOFError, struct.error):
        notes.append("EXIF data is damaged; ignored")
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def read_icc(header: Any) -> bytes | None:
    """Return the colour profile of an opened image."""
    profile = header.info.get("icc_profile")
    return profile if isinstance(profile, bytes) else None


def decode_samples(image: Any) -> NDArray[Any]:
    """Decode an opened image to 8-bit grey, grey and alpha, RGB, RGBA or CMYK samples.

    Returns
    -------
    numpy.ndarray
        Samples of shape (H, W) or (H, W, C), with the colours of a palette.
    """
    import numpy as np

    image.load()
    mode = image.mode
    if mode in ("P", "PA"):
        mode = "RGBA" if mode == "PA" or "transparency" in image.info else "RGB"
    elif mode == "1":
        mode = "L"
    elif "transparency" in image.info and mode in ("L", "RGB"):
        mode = "LA" if mode == "L" else "RGBA"
    if mode not in ("L", "LA", "RGB", "RGBA", "CMYK"):
        raise ValueError(f"pixels of Pillow's mode {mode} are not read")
    return np.asarray(image if mode == image.mode else image.convert(mode))
