"""pixelmatch for Python: plain Python, so only small pictures are worth the wait."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from typing import TYPE_CHECKING

from _rows import Missing

from peers import REQUIREMENTS

if TYPE_CHECKING:
    from _pictures import RetouchedPair

NAME = "pixelmatch"


def count_changed(pair: RetouchedPair) -> Callable[[], int]:
    """Return a function that counts the pixels that differ visibly, of two pictures in memory."""
    try:
        from PIL import Image
        from pixelmatch.contrib.PIL import pixelmatch
    except ImportError as error:
        raise Missing(f"{NAME} cannot be imported ({error}): {REQUIREMENTS}") from error
    pictures = [Image.fromarray(pixels) for pixels in (pair.reference, pair.candidate)]
    return lambda: int(pixelmatch(*pictures, includeAA=True))


def installed() -> str:
    """Return the version."""
    return version(NAME)
