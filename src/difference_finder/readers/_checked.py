"""Checks of what readers return, and of the alpha before colours are composed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import extent
from difference_finder.errors import ReadError
from difference_finder.images.contents import KINDS, Content
from difference_finder.images.image import Image
from difference_finder.parts.kinds import Reader
from difference_finder.text import count_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["check_finite_alpha", "checked_pages", "find_fault"]

_OWN = "difference_finder.readers."


def checked_pages(found: Any, part: Reader, name: str) -> Iterator[Image]:
    """Yield the images that a reader returned, each after its check.

    Parameters
    ----------
    found
        The image, or the iterable of images, that the reader returned.
    part
        The reader, for the message.
    name
        File, for the message.

    Raises
    ------
    ReadError
        If an image is not what a reader must return. The message names the reader.
    """
    images = [found] if isinstance(found, Image) or not isinstance(found, Iterable) else found
    # The readers of this package compute the flag `finite`; a second pass over the values is not needed.
    foreign = not str(getattr(part.function, "__module__", "")).startswith(_OWN)
    some = False
    for image in images:
        some = True
        fault = find_fault(image, foreign=foreign)
        if fault:
            raise ReadError(f"cannot read '{name}': the reader '{part.name}' is wrong: {fault}")
        yield image
    if not some:
        raise ReadError(f"cannot read '{name}': the reader '{part.name}' is wrong: it returned no image")


def find_fault(image: Any, *, foreign: bool = True) -> str:
    """Return why an object is not a valid image; an empty text if it is valid.

    Parameters
    ----------
    image
        Object that a reader returned.
    foreign
        Whether the flag ``finite`` must be verified by a pass over floats.

    Examples
    --------
    >>> import numpy as np
    >>> find_fault(Image(np.zeros((4, 4)), data_range=1.0))
    'its pixels have the shape (4, 4), not (N, C, H, W)'
    """
    if not isinstance(image, Image):
        return f"it returned {type(image).__name__}, not Image"
    fault = (
        _fault_of_array(image.pixels, "pixels")
        or _fault_of_range(image)
        or _fault_of_alpha(image)
        or _fault_of_contents(image)
    )
    lies = (
        not fault and foreign and image.finite and _kind(image.pixels) == "f" and not extent(image.pixels)[2]
    )
    return fault if not lies else "its pixels are not all finite, as it announces"


def _kind(array: Any) -> str:
    """Return the kind of the type: "b", "u", "i", "f", or another letter for what is not a real number."""
    import numpy as np

    if isinstance(array, np.ndarray):
        return str(array.dtype.kind)
    dtype = str(array.dtype).removeprefix("torch.")
    return {"bool": "b", "bfloat16": "f"}.get(dtype, dtype[0] if dtype[0] in "uif" else "?")


def _fault_of_array(array: Any, word: str) -> str:
    import numpy as np

    if not isinstance(array, np.ndarray) and type(array).__module__.partition(".")[0] != "torch":
        return f"its {word} are of the type {type(array).__name__}, not a numpy array"
    shape = tuple(int(length) for length in array.shape)
    if len(shape) != 4:
        return f"its {word} have the shape {shape}, not (N, C, H, W)"
    if 0 in shape:
        return f"its {word} have the shape {shape}, which is empty"
    return "" if _kind(array) in "buif" else f"its {word} are {array.dtype}, not real numbers"


def _fault_of_range(image: Image) -> str:
    """Check integers against the announced data range: the type first, and the values where it is needed."""
    announced = image.data_range
    if announced is None:
        return ""
    if isinstance(announced, bool) or not isinstance(announced, int | float):
        return f"its data range is {announced!r}, not a number"
    if not (math.isfinite(announced) and announced > 0):
        return f"its data range is {announced:g}, not above 0"
    kind = _kind(image.pixels)
    if kind == "f":
        return ""
    bits = 1 if kind == "b" else 8 * int(image.pixels.dtype.itemsize)
    if announced > 2**bits - 1:
        return f"its data range {announced:g} exceeds the {bits} bits of {image.pixels.dtype}"
    if announced == 2**bits - 1:
        return ""
    least, greatest = int(image.pixels.min()), int(image.pixels.max())
    width = greatest - (least if kind == "i" else 0)
    return f"it has the values {least} to {greatest}, and announces the range {announced:g}" * (
        width > announced
    )


def _fault_of_alpha(image: Image) -> str:
    alpha = image.alpha
    if alpha is None:
        return ""
    fault = _fault_of_array(alpha, "alphas")
    if fault:
        return fault
    samples, _, height, width = image.pixels.shape
    if tuple(alpha.shape) != (samples, 1, height, width):
        return f"its alphas have the shape {tuple(alpha.shape)}, not {(samples, 1, height, width)}"
    if not (math.isfinite(image.alpha_range) and image.alpha_range > 0):
        return f"its opaque alpha is {image.alpha_range:g}, not above 0"
    return ""


def _fault_of_contents(image: Image) -> str:
    for content in image.contents:
        if not isinstance(content, Content) or content.kind not in KINDS:
            return f"its contents have {getattr(content, 'kind', content)!r}, which is not a kind of contents"
    return ""


def check_finite_alpha(path: Path, pixels: NDArray[Any]) -> None:
    """Refuse floats with an alpha that is not finite, which cannot be composed on a background.

    Parameters
    ----------
    path
        File, for the message.
    pixels
        Samples of shape (H, W, C), of which the last of 2 or 4 is the alpha.

    Raises
    ------
    ReadError
        If the alpha is not a finite number everywhere.
    """
    import numpy as np

    if pixels.dtype.kind == "f" and pixels.ndim == 3 and pixels.shape[2] in (2, 4):
        wrong = int(np.count_nonzero(~np.isfinite(pixels[..., -1])))
        if wrong:
            raise ReadError(
                f"cannot read '{path}': its alpha is not a finite number in {count_of(wrong, 'pixel')};"
                " remove the alpha, or write numbers from 0 to 1"
            )
