"""Nothing."""

from __future__ import annotations

from typing import Any

from difference_finder.parts.registry import preprocessor


@preprocessor("identity")
def identity(image: Any) -> Any:
    """Leave the image as it is."""
    return image
