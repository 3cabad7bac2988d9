"""Selection of pages and bands of what a reader returned, and the record of what was left out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from difference_finder.arrays.backend import namespace
from difference_finder.errors import InputError
from difference_finder.images.contents import Content, held
from difference_finder.images.image import Image
from difference_finder.text import numbered, option

__all__ = [
    "check_bands",
    "check_pages",
    "ends_before",
    "form_of",
    "is_selected",
    "select_bands",
    "select_pages",
    "selected_numbers",
    "split_samples",
    "stack_pages",
]

T = TypeVar("T")
FORMS = "'all', 'first', a number from 1, or a range such as '2:5' with both ends included"


def check_pages(pages: str) -> None:
    """Refuse a selection of pages that cannot be understood.

    Raises
    ------
    InputError
        The message names the forms.
    """
    _bounds(pages)


def _bounds(pages: str) -> tuple[int, int | None]:
    """Return the first and the last selected number from 1; None for the last page of the file."""
    text = str(pages)
    if text in ("all", "first"):
        return 1, (None if text == "all" else 1)
    found = re.fullmatch(r"(\d+)(?::(\d*))?", text)
    if not found:
        raise InputError(f"{option('pages')} must be {FORMS}, not {pages!r}")
    first = int(found[1])
    last = first if found[2] is None else (int(found[2]) if found[2] else None)
    if first < 1 or (last is not None and last < first):
        raise InputError(f"{option('pages')} must be {FORMS}, not {pages!r}")
    return first, last


def is_selected(pages: str, number: int) -> bool:
    """Tell whether a page is selected, by its number from 1."""
    first, last = _bounds(pages)
    return number >= first and (last is None or number <= last)


def ends_before(pages: str, number: int) -> bool:
    """Tell whether the last selected page lies before a page, by its number from 1."""
    last = _bounds(pages)[1]
    return last is not None and last < number


def selected_numbers(pages: str, count: int) -> range:
    """Return the selected positions, from 0, among ``count`` pages.

    Examples
    --------
    >>> list(selected_numbers("2:3", 5)), list(selected_numbers("all", 2))
    ([1, 2], [0, 1])
    """
    first, last = _bounds(pages)
    if first > count or (last is not None and last > count and ":" in str(pages)):
        raise InputError(f"{option('pages', pages)} selects page {max(first, last or 0)} of {count}")
    return range(first - 1, count if last is None else min(last, count))


def select_pages(found: Iterable[T], pages: str) -> Iterator[T]:
    """Yield the selected pages of an iterable, and take no page behind them.

    Raises
    ------
    InputError
        If the iterable ends before the last selected page.
    """
    first, last = _bounds(pages)
    count = 0
    for count, page in enumerate(found, start=1):
        if count >= first:
            yield page
        if count == last:
            return
    selected_numbers(pages, count)  # raises the error for pages that do not exist


def split_samples(image: Image) -> Iterator[Image]:
    """Yield an image of several samples as images of one sample each."""
    count = len(image.pixels)
    if count == 1:
        yield image
        return
    for at in range(count):
        alpha = None if image.alpha is None else image.alpha[at : at + 1]
        yield replace(image, pixels=image.pixels[at : at + 1], alpha=alpha)


def check_bands(bands: str | None) -> tuple[int, ...]:
    """Return the selected bands, from 1, of a text such as "1,2,5" or "4:6"; an empty tuple for all."""
    if bands is None or bands == "all":
        return ()
    numbers: list[int] = []
    for part in str(bands).split(","):
        found = re.fullmatch(r"\s*(\d+)(?::(\d+))?\s*", part)
        if not found or int(found[1]) < 1 or int(found[2] or found[1]) < int(found[1]):
            raise InputError(
                f"{option('bands')} must be numbers from 1 such as '1,2,5' or '4:6', not {bands!r}"
            )
        numbers += range(int(found[1]), int(found[2] or found[1]) + 1)
    return tuple(numbers)


def stack_pages(pages: Iterable[Image], selection: str, unit: str) -> Image:
    """Return the selected pages of a file as the samples of one image.

    Parameters
    ----------
    pages
        All pages of the file, in order.
    selection
        "all", "first", a number from 1, or a range "A:B" with both ends included.
    unit
        "pages", "frames" or "slices".

    Returns
    -------
    Image
        The pages that were selected and have the shape and type of the first of them; the others are its
        contents, and are left out.
    """
    every = list(pages)
    chosen = list(selected_numbers(selection, len(every)))
    if len(every) == 1:
        return every[0]
    head = every[chosen[0]]
    alike = [number for number in chosen if form_of(every[number]) == form_of(head)]
    kept = [every[number] for number in alike]
    rest = [number for number in range(len(every)) if number not in set(alike)]
    word = unit.removesuffix("s")
    return replace(
        head,
        pixels=_joined([page.pixels for page in kept]),
        data_range=_widest([page.data_range for page in kept]),
        alpha=_joined_alpha(kept),
        finite=all(page.finite for page in kept),
        notes=tuple(dict.fromkeys(note for page in kept for note in page.notes)),
        contents=(
            *_merged(kept),
            *([] if rest else [Content("pages", f"{len(every)} {unit}")]),
            *(
                [
                    Content(
                        "pages",
                        f"{numbered(unit, [n + 1 for n in alike])} of {len(every)} compared",
                        compared=False,
                        stored=tuple(every[number] for number in rest),
                        parts=tuple(f"{word} {number + 1} of {len(every)}" for number in rest),
                    )
                ]
                if rest
                else []
            ),
        ),
    )


def form_of(page: Image) -> tuple[Any, ...]:
    """Return the shape and the type of a page; pages of one form can be stacked."""
    return (*page.pixels.shape, str(page.pixels.dtype))


def _joined(arrays: Sequence[Any]) -> Any:
    return arrays[0] if len(arrays) == 1 else namespace(arrays[0]).concat(list(arrays))


def _joined_alpha(pages: Sequence[Image]) -> Any:
    import numpy as np

    if all(page.alpha is None for page in pages):
        return None
    known = next(page for page in pages if page.alpha is not None)
    opaque = np.full_like(known.alpha, known.alpha_range)
    return _joined([opaque if page.alpha is None else page.alpha for page in pages])


def _widest(ranges: Sequence[float | None]) -> float | None:
    known = [each for each in ranges if each is not None]
    return max(known) if len(known) == len(ranges) else None


def _merged(pages: Sequence[Image]) -> Iterator[Content]:
    """Yield the contents of the pages: once where all pages agree, else one that holds all values."""
    each = [held(page.contents) for page in pages]
    for kind in dict.fromkeys(kind for contents in each for kind in contents):
        found = [contents.get(kind) for contents in each]
        texts = [None if content is None else content.holds for content in found]
        some = next(content for content in found if content is not None)
        if len(set(texts)) == 1 and some.stored is None:
            yield some
            continue
        parts = itertools.chain.from_iterable(
            (() if content is None else content.stored or (content.holds,)) for content in found
        )
        holds = ", ".join(dict.fromkeys(text for text in texts if text))
        compared = all(content is None or content.compared for content in found)
        yield Content(kind, holds, compared=compared, stored=tuple(parts))


def select_bands(image: Image, bands: tuple[int, ...]) -> Image:
    """Return an image with the selected bands; the others are its contents, and are left out."""
    if not bands:
        return image
    count = image.channels
    if max(bands) > count:
        raise InputError(f"{option('bands')} selects band {max(bands)} of '{image.name}', which has {count}")
    rest = [number for number in range(1, count + 1) if number not in bands]
    picked = image.pixels[:, [number - 1 for number in bands]]
    left = Content(
        "bands",
        f"{numbered('bands', bands)} of {count} compared",
        compared=not rest,
        stored=tuple(image.pixels[:, number - 1] for number in rest),
        parts=tuple(f"band {number} of {count}" for number in rest),
    )
    return replace(
        image, pixels=picked, colour=image.colour if not rest else None, contents=(*image.contents, left)
    )
