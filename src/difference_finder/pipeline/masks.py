"""Which pixels count: masks and rectangles that users give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from difference_finder.arrays.backend import mask_like, to_numpy
from difference_finder.errors import InputError, PairingError, ShapeMismatchError
from difference_finder.images.image import SPOKEN_ROLES, Image
from difference_finder.text import join_names, option

__all__ = ["MaskFolder", "Rectangle", "chosen_pixels", "mask_source", "open_mask", "rectangles"]

Array = Any

Rectangle = tuple[int, int, int, int]
"""Left, top, width and height in pixels; the origin is the top left corner."""

FORM = "X,Y,WIDTH,HEIGHT"


class MaskFolder:
    """A folder of masks, one for each name.

    Parameters
    ----------
    folder
        Its files are matched by their path below it, without suffix.

    Raises
    ------
    PairingError
        If it holds no image, or two of one name.
    """

    def __init__(self, folder: str | Path) -> None:
        from difference_finder.readers import known_suffixes
        from difference_finder.storage.matching import files_by_name

        self.name = str(folder)
        self._files: Mapping[str, Path] = files_by_name(folder, known_suffixes())

    def of(self, name: str) -> Path:
        """Return the mask of a pair.

        Raises
        ------
        PairingError
            If there is none of its name.
        """
        self.check([name])
        return self._files[name]

    def check(self, names: Iterable[str]) -> None:
        """Refuse names without a mask.

        Raises
        ------
        PairingError
            Naming them.
        """
        missing = [name for name in names if name not in self._files]
        if missing:
            raise PairingError(
                f"the folder of masks '{self.name}' lacks {join_names(missing)}; add these files, or give one"
                " mask for all"
            )


def mask_source(mask: Any) -> Any:
    """Return where masks come from: None, a file, an array, or a :class:`MaskFolder`."""
    if isinstance(mask, str | Path) and Path(mask).is_dir():
        return MaskFolder(mask)
    return mask


def open_mask(source: Any, name: str = "", max_pixels: int | None = None) -> Image | None:
    """Read a mask.

    Parameters
    ----------
    source
        From :func:`mask_source`.
    name
        The name of the pair, by which a folder of masks is asked.
    max_pixels
        As for images.

    Returns
    -------
    Image or None
        Where all channels are zero, or transparent, pixels do not count.

    Raises
    ------
    ReadError, InputError
        If it cannot be read.
    """
    from difference_finder.readers import open_image

    if source is None:
        return None
    if isinstance(source, MaskFolder):
        source = source.of(name)
    # Transparent pixels become black, and so do not count.
    return open_image(source, background="black", max_pixels=max_pixels)


def rectangles(ignore: Any) -> tuple[Rectangle, ...]:
    """Return rectangles that were given as (x, y, width, height) or "X,Y,WIDTH,HEIGHT", or several of these.

    Raises
    ------
    InputError
        If one is no rectangle.

    Examples
    --------
    >>> rectangles("10,20,30,40"), rectangles([(0, 0, 5, 5), "1,2,3,4"])
    (((10, 20, 30, 40),), ((0, 0, 5, 5), (1, 2, 3, 4)))
    """
    if ignore is None:
        return ()
    if isinstance(ignore, str):
        return (_rectangle(ignore),)
    if not isinstance(ignore, Iterable):
        raise InputError(f"{option('ignore')} must be a list of rectangles {FORM}, not {ignore!r}")
    given = list(ignore)
    if given and not any(isinstance(item, str | Iterable) for item in given):
        return (_rectangle(given),)
    return tuple(_rectangle(item) for item in given)


def _rectangle(given: Any) -> Rectangle:
    words = given.split(",") if isinstance(given, str) else given
    try:
        numbers = [int(word) for word in words]
        whole = all(
            isinstance(word, str) or word == number for word, number in zip(words, numbers, strict=True)
        )
    except (TypeError, ValueError, OverflowError):
        numbers, whole = [], False
    if not whole or len(numbers) != 4 or min(numbers[2:]) < 1:
        raise InputError(
            f"a rectangle of {option('ignore')} must be {FORM}, whole numbers of pixels, of at least one"
            f" pixel, not {given!r}"
        )
    x, y, width, height = numbers
    return x, y, width, height


def chosen_pixels(
    mask: Image | None, ignore: Iterable[Rectangle], image: Image, like: Array, role: str = SPOKEN_ROLES[0]
) -> tuple[Array | None, list[str]]:
    """Return which pixels a mask and rectangles leave.

    Parameters
    ----------
    mask
        Mask from :func:`open_mask`, of the size of the image or of the compared area.
    ignore
        Rectangles from :func:`rectangles`; parts outside of the images are cut off.
    image
        The image that the second one is compared with, as read.
    like
        Array of shape (N, C, H, W) of the pair.
    role
        The role of the image in errors.

    Returns
    -------
    tuple
        Mask (N, 1, H, W) on the device of ``like``, True where pixels count, or None if all do; and notes.

    Raises
    ------
    ShapeMismatchError
        If the mask has another size, or another number of samples.
    InputError
        If nothing is left, or a rectangle lies outside.
    """
    import numpy as np

    notes: list[str] = []
    ignored = tuple(ignore)
    if mask is None and not ignored:
        return None, notes
    n, _, h, w = (int(side) for side in like.shape)
    kept = np.ones((1, 1, h, w), bool)
    if mask is not None:
        shown, notes = _of_mask(mask, image, (n, h, w), role)
        kept = kept & shown
    for x, y, width, height in ignored:
        if x >= w or y >= h or x + width <= 0 or y + height <= 0:
            raise InputError(
                f"{option('ignore', f'{x},{y},{width},{height}')} lies outside of the images, which are"
                f" {w}x{h}; pass {FORM} in their pixels"
            )
        kept[..., max(0, y) : y + height, max(0, x) : x + width] = False
    if kept.all():
        return None, notes
    by = [] if mask is None else [f"the mask '{mask.name}'"]
    by += [_told(ignored)] if ignored else []
    if not kept.any(axis=(1, 2, 3)).all():
        hint = "pass smaller ones" if mask is None else "nonzero pixels count: is the mask inverted?"
        raise InputError(f"no pixel is left to compare after {' and '.join(by)}; {hint}")
    share = 100 * np.count_nonzero(~kept) / kept.size
    notes.append(f"masked: {share:.3g} % of the pixels, by {' and '.join(by)}")
    return mask_like(np.broadcast_to(kept, (n, 1, h, w)), like), notes


def _of_mask(mask: Image, image: Image, shape: tuple[int, int, int], role: str) -> tuple[Any, list[str]]:
    """Return where a mask is not zero, (N or 1, 1, H, W)."""
    import numpy as np

    n, h, w = shape
    if mask.size not in (image.size, (w, h)):
        (mw, mh), (rw, rh) = mask.size, image.size
        raise ShapeMismatchError(
            f"shape mismatch: mask '{mask.name}' is {mw}x{mh}, {role} '{image.name}' is {rw}x{rh};"
            " give a mask of the size of the images"
        )
    pixels = to_numpy(mask.pixels)[..., :h, :w]
    if pixels.shape[0] not in (1, n):
        raise ShapeMismatchError(
            f"batch mismatch: mask '{mask.name}' has {pixels.shape[0]} samples, the images have {n}; give as"
            " many, or one"
        )
    shown = np.nan_to_num(pixels, nan=0.0) if pixels.dtype.kind == "f" else pixels
    kept = (shown != 0).any(axis=1, keepdims=True)
    values = np.unique(shown[shown != 0])
    notes = []
    if len(values) > 1:
        notes.append(
            f"the mask '{mask.name}' holds {len(values)} nonzero values, from {values[0]} to {values[-1]};"
            " they all count"
        )
    return kept, notes


def _told(ignore: tuple[Rectangle, ...]) -> str:
    listed = " ".join(",".join(map(str, rectangle)) for rectangle in ignore[:8])
    more = f" and {len(ignore) - 8} more" if len(ignore) > 8 else ""
    return f"{len(ignore)} ignored rectangle{'s' * (len(ignore) > 1)} ({listed}{more})"
