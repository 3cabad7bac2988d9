"""Stored values of images: the numbers of which the pictures of the page are 8-bit copies."""

from __future__ import annotations

import zlib
from base64 import b64encode
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import DTypeLike, NDArray

__all__ = ["MOST_BYTES", "MOST_CHANNELS", "are_shown_exactly", "pack_values", "stored_facts", "value_address"]

MOST_CHANNELS = 16
"""The most channels of stored values; images with more are shown by their pictures alone."""

MOST_BYTES = 48_000_000
"""The most bytes of the stored values of an entry with inline pictures, before they are compressed."""

EXACT = {"uint8": 255.0, "bool": 1.0}
"""Types whose values a picture holds exactly, if it shows 0 as black and this value as white."""


def are_shown_exactly(dtype: Any, span: tuple[float, float], channels: int) -> bool:
    """Tell whether the 8-bit picture of an image holds its values.

    Examples
    --------
    >>> are_shown_exactly("uint8", (0.0, 255.0), 3), are_shown_exactly("uint16", (0.0, 65535.0), 3)
    (True, False)
    """
    return span == (0.0, EXACT.get(str(dtype), -1.0)) and channels in (1, 3)


def stored_type(dtype: DTypeLike) -> str:
    """Return the type in which the page gets values: "uint8", "uint16", or "float32" for all others."""
    import numpy as np

    name = np.dtype(dtype).name
    return name if name in ("uint8", "uint16") else "float32"


def stored_facts(dtype: DTypeLike, channels: int, factor: float) -> dict[str, Any] | None:
    """Return the description of stored values; None if there are too many channels.

    Parameters
    ----------
    dtype
        Type of the numbers.
    channels
        Number of channels.
    factor
        Number that they are multiplied by to be in the units of ``low`` and ``high`` of the layer.
    """
    if channels > MOST_CHANNELS:
        return None
    return {"type": stored_type(dtype), "channels": channels, "factor": factor}


def pack_values(values: NDArray[Any]) -> bytes:
    """Return values (C, H, W) as bytes: the lowest byte of every value first, then the next one of every.

    The values are in the order of rows, the channels of a pixel beside each other.

    Examples
    --------
    >>> import numpy as np
    >>> pack_values(np.array([[[258, 772]]], np.uint16)).hex()
    '02040103'
    """
    import numpy as np

    kind = np.dtype(stored_type(values.dtype)).newbyteorder("<")
    rows: NDArray[np.uint8] = np.ascontiguousarray(values.transpose(1, 2, 0), kind).view(np.uint8)
    return np.ascontiguousarray(rows.reshape(-1, kind.itemsize).T).tobytes()


def value_address(packed: bytes) -> str:
    """Return packed values as a data: address, compressed by zlib."""
    text = b64encode(zlib.compress(packed, 6)).decode("ascii")
    return f"data:application/octet-stream;base64,{text}"
