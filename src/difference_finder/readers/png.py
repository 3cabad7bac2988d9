"""PNG, of 1 to 16 bits, and its animations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.images.contents import Content
from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._animation import Canvas, suit_background, timing
from difference_finder.readers._limits import check_size
from difference_finder.readers._picture import make_image
from difference_finder.readers._png_chunks import SIGNATURE, Chunks, parse
from difference_finder.readers._png_metadata import read_colour, read_png_orientation
from difference_finder.readers._png_samples import decode
from difference_finder.readers._scanlines import read_bytes
from difference_finder.readers._warnings import collect_warnings

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["image_of_samples", "png"]


@reader(
    "png",
    suffixes=(".png", ".apng"),
    matches=lambda head: head.startswith(SIGNATURE),
    unit="frames",
)
def png(path: Path, *, background: str, max_pixels: int) -> Image | Iterator[Image]:
    """Read PNG: 16 bits stay 16 bits, fewer become 8; checksums are verified.

    Parameters
    ----------
    path
        The file.
    background
        Colour behind transparent pixels: "white", "black" or "#rrggbb".
    max_pixels
        Greatest number of pixels that the header may announce, in all frames together.

    Returns
    -------
    Image or iterator of Image
        Pixels of shape (1, C, H, W): uint16 for a depth of 16 bits, uint8 for all others. For an animation,
        its frames as shown.

    Raises
    ------
    ReadError
        If the file is truncated or damaged.
    ImageTooLargeError
        If the header announces too many pixels.

    Notes
    -----
    The chunks cICP, iCCP, sRGB, gAMA and cHRM tell how the pixels encode colours; the pixels are returned as
    stored.

    References
    ----------
    W3C, "Portable Network Graphics (PNG) Specification", third edition. https://www.w3.org/TR/png-3/
    """
    data = read_bytes(path)
    chunks = parse(data)
    check_size(
        path,
        chunks.width,
        chunks.height,
        channels=chunks.channels,
        bits=chunks.depth,
        file_bytes=len(data),
        max_pixels=max_pixels,
        frames=len(chunks.frames),
        exact=len(chunks.frames) < 2,  # later frames may be small parts
    )
    if len(chunks.frames) > 1:
        return _frames(chunks, path, background)
    shown = chunks if chunks.default_is_frame or not chunks.frames else chunks.of_frame(chunks.frames[0])
    with collect_warnings() as heard:
        pixels = decode(shown)
    return image_of_samples(pixels, chunks, path, background, heard)


def image_of_samples(
    pixels: NDArray[Any],
    chunks: Chunks,
    path: Path,
    background: str,
    notes: list[str],
    contents: tuple[Content, ...] = (),
) -> Image:
    """Return the image of decoded samples (H, W) or (H, W, C), with what its chunks tell."""
    channels = pixels.shape[2] if pixels.ndim == 3 else 1
    encoding, colour = read_colour(chunks, channels - (channels in (2, 4)), notes)
    return make_image(
        pixels,
        path=path,
        format="png",
        data_range=65535.0 if chunks.depth == 16 else 255.0,
        background=background,
        notes=notes,
        encoding=encoding,
        orientation=read_png_orientation(chunks, notes),
        contents=(*colour, *contents, *_default_image(chunks, path, background)),
    )


def _default_image(chunks: Chunks, path: Path, background: str) -> tuple[Content, ...]:
    """Return the image that programs without animations show, if it is not a frame."""
    if not chunks.frames or chunks.default_is_frame:
        return ()
    name = "default image, which is not a frame"
    return (Content("pages", name, compared=False, stored=(decode(chunks),), parts=(name,)),)


def _frames(chunks: Chunks, path: Path, background: str) -> Iterator[Image]:
    """Yield the frames of an animation as shown."""
    times = timing([frame.duration for frame in chunks.frames], chunks.plays)
    canvas = Canvas(chunks.width, chunks.height)
    for number, frame in enumerate(chunks.frames):
        with collect_warnings() as heard:
            samples = decode(chunks.of_frame(frame))
        # The first frame has nothing to restore, so that its area is cleared.
        disposal = 1 if frame.disposal == 2 and number == 0 else frame.disposal
        shown = canvas.show(samples, frame.left, frame.top, disposal, over=frame.blend == 1)
        yield image_of_samples(suit_background(shown, background), chunks, path, background, heard, (times,))
