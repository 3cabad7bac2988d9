"""Selection of the frames of a stream, in memory that grows only with the selected ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from difference_finder.errors import ImageTooLargeError
from difference_finder.images.contents import Content
from difference_finder.images.image import Image
from difference_finder.readers._pages import (
    form_of,
    is_selected,
    selected_numbers,
    stack_pages,
)
from difference_finder.text import numbered, option

__all__ = ["stack_stream"]


def stack_stream(pages: Iterable[Image], selection: str, unit: str, max_pixels: int) -> Image:
    """Return the selected pages of a stream as the samples of one image.

    Parameters
    ----------
    pages
        All pages of the stream, in order; each is decoded when it is asked for.
    selection
        "all", "first", a number from 1, or a range "A:B" with both ends included.
    unit
        "pages", "frames" or "slices".
    max_pixels
        Greatest number of pixels of the selected pages together.

    Returns
    -------
    Image
        The pages that were selected and have the shape and type of the first of them. The contents have a
        digest of each other page, by which it is compared.

    Raises
    ------
    ImageTooLargeError
        If the selected pages have too many pixels.
    InputError
        If a selected page does not exist.
    """
    kept: dict[int, Image] = {}
    rest: dict[int, str] = {}
    count = pixels = 0
    for count, page in enumerate(pages, start=1):
        width, height = page.size
        if not is_selected(selection, count) or (
            kept and form_of(page) != form_of(next(iter(kept.values())))
        ):
            rest[count] = _digest(page)
            continue
        pixels += width * height
        if pixels > max_pixels:
            raise ImageTooLargeError(
                f"'{page.name}' has more than {len(kept)} {unit} of {width}x{height}, which are more than"
                f" {option('max_pixels', max_pixels)}; select some, such as"
                f" {option('pages', f'1:{max(1, len(kept))}')}, or raise {option('max_pixels')}"
            )
        kept[count] = page
    selected_numbers(selection, count)
    image = stack_pages(list(kept.values()), "all", unit)
    if not rest:
        return image
    word = unit.removesuffix("s")
    left = Content(
        "pages",
        f"{numbered(unit, list(kept))} of {count} compared",
        compared=False,
        stored=tuple(rest.values()),
        parts=tuple(f"{word} {number} of {count}" for number in rest),
    )
    return replace(image, contents=(*(c for c in image.contents if c.kind != "pages"), left))


def _digest(page: Image) -> str:
    """Return a digest of the pixels of a page, their type and their alpha."""
    import hashlib

    import numpy as np

    found = hashlib.blake2b(f"{page.pixels.shape} {page.pixels.dtype}".encode())
    for values in (page.pixels, page.alpha):
        found.update(b"" if values is None else np.ascontiguousarray(values).data)
    return found.hexdigest()
