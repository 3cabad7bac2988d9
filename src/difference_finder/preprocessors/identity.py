"""No change."""

from __future__ import annotations

from typing import Any

from difference_finder.parts.registry import preprocessor


@preprocessor("identity")
def identity(image: Any) -> Any:
    """Return the image unchanged."""
    return image
