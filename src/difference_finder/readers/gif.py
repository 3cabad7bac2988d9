"""GIF."""

from __future__ import annotations

from pathlib import Path

from difference_finder.model import Image
from difference_finder.readers._limits import check_size
from difference_finder.readers._picture import picture
from difference_finder.readers._pillow import frames_note, opened
from difference_finder.readers._quiet import overheard
from difference_finder.registry import reader

__all__ = ["gif"]


@reader("gif", suffixes=(".gif",), matches=lambda head: head.startswith((b"GIF87a", b"GIF89a")))
def gif(path: Path, *, background: str, max_pixels: int) -> Image:
    """Read GIF: the first frame, its palette looked up."""
    import numpy as np

    data = path.read_bytes()
    notes: list[str] = []
    with overheard() as heard:
        header = opened("GIF", data)
        width, height = header.size
        check_size(path, width, height, channels=1, bits=8, file_bytes=len(data), max_pixels=max_pixels)
        header.load()
        # Pillow calls a palette of greys grey; a GIF always has a palette, so it is always in colour here.
        pixels = np.asarray(header.convert("RGBA" if "transparency" in header.info else "RGB"))
        frames_note(header, notes)
    return picture(
        pixels, path=path, format="gif", data_range=255.0, background=background, notes=notes + heard
    )
