"""HEIF with HEVC (HEIC), of 8, 10 and 12 bits, by the package pillow-heif."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from difference_finder.errors import MissingDependencyError
from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._code_points import colour_contents
from difference_finder.readers._limits import check_size
from difference_finder.readers._picture import make_image
from difference_finder.readers._warnings import collect_warnings

__all__ = ["heif"]

_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx")


def _matches(head: bytes) -> bool:
    # "mif1" alone does not tell the codec; the compatible brands follow.
    brands = head[8 : int.from_bytes(head[:4], "big")]
    return head[4:8] == b"ftyp" and any(brand in brands for brand in _BRANDS) and b"avif" not in brands


@reader("heif", suffixes=(".heic", ".heif", ".hif"), matches=_matches)
def heif(path: Path, *, background: str, max_pixels: int) -> list[Image]:
    """Read HEIC: 10 and 12 bits keep their values, with a data range of 1023 and 4095.

    Parameters
    ----------
    path
        The file.
    background
        Colour behind transparent pixels: "white", "black" or "#rrggbb".
    max_pixels
        Greatest number of pixels that the header may announce.

    Returns
    -------
    list of Image
        Pixels of shape (1, C, H, W), turned upright: uint8 for 8 bits, uint16 for more. Thumbnails and depth
        images are not read.

    Raises
    ------
    ReadError
        If the file is truncated or damaged.
    ImageTooLargeError
        If the header announces too many pixels.
    MissingDependencyError
        If the package pillow-heif is not installed.

    References
    ----------
    ISO/IEC 23008-12, "Image file format", 2022.
    """
    try:
        import pillow_heif
    except ImportError as error:
        raise MissingDependencyError.for_extra("reading HEIC files", "pillow-heif", "heif") from error

    with collect_warnings() as heard:
        file = pillow_heif.open_heif(path.read_bytes(), convert_hdr_to_8bit=False, hdr_to_16bit=False)
        opened = list(file)
        if not opened:
            raise ValueError("it has no image")
        for one in opened:
            check_size(
                path,
                *one.size,
                channels=4 if one.has_alpha else 3,
                bits=int(one.info["bit_depth"]),
                file_bytes=path.stat().st_size,
                max_pixels=max_pixels,
                frames=len(opened),
            )
        return [_image(path, one, background, heard) for one in opened]


def _image(path: Path, opened: Any, background: str, notes: list[str]) -> Image:
    import numpy as np

    pixels = np.asarray(opened)
    nclx = opened.info.get("nclx_profile") or {}
    return make_image(
        pixels,
        path=path,
        format="heif",
        data_range=float(2 ** int(opened.info["bit_depth"]) - 1),
        background=background,
        notes=[*notes],
        associated=bool(opened.premultiplied_alpha),
        icc=opened.info.get("icc_profile"),
        contents=colour_contents(nclx.get("color_primaries", 2), nclx.get("transfer_characteristics", 2)),
    )
