"""TIFF and BigTIFF: 1 to 16 bits, 32-bit integers, half, single and double floats, complex numbers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.images.contents import Content
from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._array import MAGNITUDE, phase_content
from difference_finder.readers._checked import check_finite_alpha
from difference_finder.readers._icc import cmyk_to_rgb, ink_contents, lab_to_rgb
from difference_finder.readers._limits import check_pages_size, read_file
from difference_finder.readers._picture import float_range, make_image
from difference_finder.readers._tiff_directories import Directory, read_directories, sub_images
from difference_finder.readers._tiff_pages import CMYK, LAB, PALETTE, WHITE_IS_ZERO, Page, read_page
from difference_finder.readers._tiff_samples import decode_page
from difference_finder.readers._warnings import collect_warnings

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["image_of_page", "tiff"]

_SIGNATURES = (b"II*\0", b"MM\0*", b"II+\0\x08\0\0\0", b"MM\0+\0\x08\0\0")
_COLORMAP, _ORIENTATION, _ICC = 320, 274, 34675
_ASSOCIATED, _UNASSOCIATED = 1, 2


@reader("tiff", suffixes=(".tif", ".tiff"), matches=lambda head: head.startswith(_SIGNATURES))
def tiff(path: Path, *, background: str, max_pixels: int) -> list[Image]:
    """Read TIFF: all pages, in the types in which they are stored.

    Parameters
    ----------
    path
        The file.
    background
        Colour behind transparent pixels: "white", "black" or "#rrggbb".
    max_pixels
        Greatest number of pixels of all pages that the directories may announce.

    Returns
    -------
    list of Image
        One image for each page, and for each slice of a volume: pixels of shape (1, C, H, W) in the stored
        type. 1, 2 and 4 bits become 8; complex numbers become their magnitudes.

    Raises
    ------
    ReadError
        If the file is truncated or damaged.
    UnsupportedFormatError
        If a page has a kind of colour, depth or compression that is not supported.
    ImageTooLargeError
        If the directories announce too many pixels, or too many values of tags.

    Notes
    -----
    tifffile reads the directories, and libtiff, through imagecodecs, the pixels. libtiff raises an error
    where a strip or tile is truncated or damaged; tifffile would fill it with zeros.

    Grey and RGB pages with channels of unspecified meaning are read as bands without a colour. Channels that
    cannot be read as bands, because the colours are converted or transparent, are left out, and compared only
    for equality; so are the images of sub-directories, such as the levels of a pyramid.

    References
    ----------
    Adobe, "TIFF Revision 6.0", 1992.
    """
    import tifffile

    data = read_file(path, max_pixels)
    directories = read_directories(path, data, max_pixels)
    with collect_warnings("tifffile") as heard, tifffile.TiffFile(io.BytesIO(data)) as file:
        sources = list(file.pages)
        places = [f"page {number} of {len(sources)}: " for number in range(1, len(sources) + 1)]
        damage = [line for line in heard if "TiffFileError" in line]
        if damage or not sources or len(sources) != len(directories):
            raise ValueError(damage[0] if damage else f"it has {len(sources)} of {len(directories)} pages")
        pages = [
            read_page(path, source, place if len(sources) > 1 else "", len(data), max_pixels)
            for source, place in zip(sources, places, strict=True)
        ]
        _check_total(path, pages, len(data), max_pixels)
        changeable = bytearray(data)
        images: list[Image] = []
        for page, directory in zip(pages, directories, strict=True):
            held = [*_sub_contents(data, directory)]
            for pixels in decode_page(path, changeable, page):
                images.append(image_of_page(path, page, pixels, background, held))
                held = []
    return [replace(image, notes=(*image.notes, *heard[:5])) for image in images]


def _check_total(path: Path, pages: list[Page], file_bytes: int, max_pixels: int) -> None:
    if len(pages) > 1:
        sizes = [(page.width, page.height, page.depth * page.planes) for page in pages]
        bits = [page.samples * page.bits for page in pages]
        check_pages_size(path, sizes, bits, file_bytes=file_bytes, max_pixels=max_pixels)


def _sub_contents(data: bytes, directory: Directory) -> Iterator[Content]:
    found = sub_images(data, directory)
    if found:
        sizes = ", ".join(f"{image.width}x{image.height}" for image in found)
        yield Content(
            "pages",
            f"{len(found)} sub-image{'s' if len(found) > 1 else ''} ({sizes}) left out",
            compared=False,
            stored=tuple(image.stored for image in found),
            parts=tuple(f"sub-image {number} of {len(found)}" for number in range(1, len(found) + 1)),
        )


def image_of_page(
    path: Path, page: Page, pixels: NDArray[Any], background: str, held: list[Content]
) -> Image:
    """Return the image of decoded samples of shape (H, W, C)."""
    notes: list[str] = [content.holds for content in held]
    contents = [*held]
    if pixels.dtype.kind == "c":
        magnitudes, content = phase_content(pixels.transpose(2, 0, 1)[None])
        pixels = magnitudes[0].transpose(1, 2, 0)
        notes.append(MAGNITUDE)
        contents.append(content)
    pixels, data_range, finite = _scaled(pixels, page, notes, contents)
    pixels, associated, bands = _without_extras(pixels, page, data_range, notes, contents)
    icc = page.tag(_ICC)
    if page.photometric == CMYK:
        contents += ink_contents(pixels, icc if isinstance(icc, bytes) else None)
        pixels, icc = cmyk_to_rgb(pixels, icc, notes), None
    elif page.photometric == LAB:
        stored = "the stored L*a*b* image"
        contents.append(Content("unmeasured", "L*a*b*", stored=(pixels,), parts=(stored,)))
        pixels, icc = lab_to_rgb(pixels, notes), None
    orientation = page.tag(_ORIENTATION, 1)
    if not bands:
        check_finite_alpha(path, pixels)
    image = make_image(
        pixels,
        path=path,
        format="tiff",
        data_range=data_range,
        background=background,
        notes=notes,
        associated=associated,
        icc=icc if isinstance(icc, bytes) else None,
        orientation=orientation if isinstance(orientation, int) else 1,
        contents=contents,
        bands=bands,
    )
    return replace(image, finite=finite)


def _scaled(
    pixels: NDArray[Any], page: Page, notes: list[str], contents: list[Content]
) -> tuple[NDArray[Any], float | None, bool]:
    """Return colours of palettes, and 1, 2 and 4 bits as 8 bits; the data range; whether all are finite."""
    import numpy as np

    if page.photometric == PALETTE:
        return _with_palette(pixels, page, notes, contents), 255.0, False
    if pixels.dtype == np.bool_:
        pixels = pixels.astype(np.uint8)
    white_is_zero = page.photometric == WHITE_IS_ZERO
    if pixels.dtype.kind != "u":
        if white_is_zero:
            notes.append("white is zero; not inverted")
            contents.append(Content("transfer", "white is zero", compared=False))
        return pixels, *(float_range(pixels) if pixels.dtype.kind == "f" else (None, False))
    most = 2**page.bits - 1
    if white_is_zero:
        pixels = pixels.dtype.type(most) - pixels
    if page.bits > 16:
        return pixels, None, False
    if page.bits in (1, 2, 4):
        pixels, most = pixels * np.uint8(255 // most), 255
    return pixels, float(most), False


def _with_palette(
    pixels: NDArray[Any], page: Page, notes: list[str], contents: list[Content]
) -> NDArray[Any]:
    """Return the colours of a palette; further channels are left out."""
    import numpy as np

    indices = _colours_alone(pixels, 1, notes, contents)[..., 0]
    table = np.asarray(page.tag(_COLORMAP))
    if table.ndim != 2 or table.shape[0] != 3 or int(indices.max()) >= table.shape[1]:
        raise ValueError(
            f"its palette has the shape {table.shape}; a pixel has the colour {int(indices.max())}"
        )
    # The standard has 16 bits for each colour; some programs write 8-bit values.
    shift = 8 if int(table.max()) > 255 else 0
    colours: NDArray[Any] = (table >> shift).astype(np.uint8).T[indices.astype(np.intp)]
    return colours


def _without_extras(
    pixels: NDArray[Any],
    page: Page,
    data_range: float | None,
    notes: list[str],
    contents: list[Content],
) -> tuple[NDArray[Any], bool, bool]:
    """Return the channels to read, whether they are multiplied by the alpha, and whether they are bands."""
    extras = page.samples - page.colours
    if not extras or page.photometric == PALETTE:
        return pixels, False, False
    kinds = (*page.extra, *(0,) * extras)[:extras]
    alphas = [
        page.colours + place for place, kind in enumerate(kinds) if kind in (_ASSOCIATED, _UNASSOCIATED)
    ]
    plain = page.photometric in (0, 1, 2)
    if plain and not alphas:
        colour = "RGB" if page.colours == 3 else "grey"
        notes.append(
            f"{colour} and {extras} unspecified channel{'s' if extras > 1 else ''} read as"
            f" {page.samples} bands"
        )
        return pixels, False, True
    keep = [*range(page.colours)]
    associated = False
    if plain and (data_range is not None or pixels.dtype.kind == "f"):
        keep.append(alphas[0])
        associated = kinds[alphas[0] - page.colours] == _ASSOCIATED
    return _colours_alone(pixels, keep, notes, contents), associated, False


def _colours_alone(
    pixels: NDArray[Any], keep: list[int] | int, notes: list[str], contents: list[Content]
) -> NDArray[Any]:
    """Return some channels; the others are contents that are left out."""
    kept = [*range(keep)] if isinstance(keep, int) else keep
    count = pixels.shape[2]
    rest = [channel for channel in range(count) if channel not in kept]
    if not rest:
        return pixels
    names = ", ".join(str(channel + 1) for channel in rest)
    notes.append(f"channel{'s' if len(rest) > 1 else ''} {names} of {count} left out")
    contents.append(
        Content(
            "bands",
            notes[-1],
            compared=False,
            stored=tuple(pixels[None, ..., channel] for channel in rest),
            parts=tuple(f"band {channel + 1} of {count}" for channel in rest),
        )
    )
    return pixels[..., kept]
