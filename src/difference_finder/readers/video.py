"""Video: MP4, MOV, Matroska, WebM, AVI and Y4M, by the package av."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import MissingDependencyError, ReadError, UnsupportedFormatError
from difference_finder.images.contents import Content
from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._code_points import colour_contents
from difference_finder.readers._containers import check_whole, container_of
from difference_finder.readers._limits import check_size
from difference_finder.readers._picture import make_image

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["video"]

_SUFFIXES = (".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".y4m")

# Codes of matrix coefficients (ITU-T H.273): the name, and the number that swscale gives it.
_MATRICES = {1: ("BT.709", 1), 4: ("FCC", 4), 5: ("BT.601", 5), 6: ("BT.601", 5), 7: ("SMPTE 240M", 7),
             9: ("BT.2020", 9)}  # fmt: skip
_NO_MATRIX, _UNSPECIFIED = (0, 2), 2
_LIMITED, _FULL = 1, 2
_DEPTHS = (10, 12, 14, 16)


@reader(
    "video",
    suffixes=_SUFFIXES,
    matches=lambda head: container_of(head) is not None,
    unit="frames",
    streamed=True,
)
def video(path: Path, *, background: str, max_pixels: int) -> Iterator[Image]:
    """Read the frames of a video one by one; sound is not read.

    Parameters
    ----------
    path
        The file.
    background
        Colour behind transparent pixels: "white", "black" or "#rrggbb".
    max_pixels
        Greatest number of pixels of a frame.

    Yields
    ------
    Image
        Pixels of shape (1, C, H, W), turned upright: uint8 for 8 bits, uint16 for more, with a data
        range of 1023, 4095, 16383 or 65535.

    Raises
    ------
    ReadError
        If the file is truncated or damaged, or has no video.
    UnsupportedFormatError
        If the samples are floating-point numbers or a Bayer pattern.
    ImageTooLargeError
        If a frame has too many pixels.
    MissingDependencyError
        If the package av is not installed.

    Notes
    -----
    swscale converts YUV to RGB with the matrix and the range that the frame records, and interpolates chroma
    by bicubic convolution. Without a recorded matrix, frames of at least 720 rows are BT.709, others BT.601,
    as in most players. Colours outside of RGB are clipped.

    References
    ----------
    ITU-T H.273, "Coding-independent code points for video signal type identification", 2021.
    """
    try:
        import av
    except ImportError as error:
        raise MissingDependencyError.for_extra("reading videos", "av", "video") from error
    with path.open("rb") as file:
        container = container_of(file.read(64))
    file_bytes = check_whole(path, container)
    # Only the demuxer of the recognised container: others, such as playlists, open further files.
    with closing(av.open(str(path), format=container)) as opened:
        if not opened.streams.video:
            raise ReadError(f"cannot read '{path}': it has no video")
        stream = opened.streams.video[0]
        stream.thread_type = "AUTO"
        count = len(opened.streams.video)
        notes = [f"first of {count} video streams"] if count > 1 else []
        _check(path, stream.codec_context, file_bytes, max_pixels)
        for number, frame in enumerate(_frames(opened, stream)):
            _check(path, frame, file_bytes, max_pixels)
            yield _image(path, frame, background, notes, _timing(frame, stream, number))


def _check(path: Path, frame: Any, file_bytes: int, max_pixels: int) -> None:
    check_size(
        path, frame.width, frame.height, channels=3, bits=8, file_bytes=file_bytes, max_pixels=max_pixels
    )


def _frames(opened: Any, stream: Any) -> Iterator[Any]:
    """Yield the frames; refuse damaged ones, which decoders fill with pixels of other frames."""
    count = 0
    for packet in opened.demux(stream):
        if packet.is_corrupt:
            raise ValueError(f"frame {count + 1} is damaged")
        for frame in packet.decode():
            count += 1
            if frame.is_corrupt:
                raise ValueError(f"frame {count} is damaged")
            yield frame
    if not count:
        raise ValueError("it has no frame")


def _image(path: Path, frame: Any, background: str, notes: list[str], timing: Content | None) -> Image:
    import numpy as np

    form, depth = _output_format(path, frame.format)
    notes = [*notes]
    pixels = frame.to_ndarray(format=form, **_conversion(frame, form, notes))
    contents = [timing] if timing else []
    turns, rest = divmod(round(frame.rotation), 90)
    if rest:
        notes.append(f"rotation by {frame.rotation} degrees not applied")
    elif turns % 4:
        pixels = np.rot90(pixels, turns)
        notes.append(f"turned by {90 * (turns % 4)} degrees")
        contents.append(Content("orientation", f"turned by {90 * (turns % 4)} degrees"))
    if frame.interlaced_frame:
        notes.append("interlaced")
    contents += colour_contents(frame.color_primaries, frame.color_trc)
    return make_image(
        _contiguous(pixels),
        path=path,
        format="video",
        data_range=float(2**depth - 1),
        background=background,
        notes=notes,
        contents=contents,
    )


def _contiguous(pixels: NDArray[np.generic]) -> NDArray[np.generic]:
    """Return the samples in memory of their own: the memory of a frame is reused."""
    return pixels.copy()


def _output_format(path: Path, stored: Any) -> tuple[str, int]:
    """Return the pixel format to convert to, and its bits of a sample."""
    components = stored.components
    bits = 8 if stored.has_palette else max(component.bits for component in components)
    if bits > 16 or stored.is_bayer:
        raise UnsupportedFormatError(
            f"cannot read '{path}': pixels of the format {stored.name} are not supported; convert the video"
            " to integers of at most 16 bits"
        )
    depth = 8 if bits <= 8 else next(one for one in _DEPTHS if one >= bits)
    alpha = stored.has_palette or any(component.is_alpha for component in components)
    if alpha:
        return ("rgba" if depth == 8 else f"gbrap{depth}le"), depth
    if len(components) == 1 and not stored.is_rgb:
        return ("gray" if depth == 8 else f"gray{depth}le"), depth
    return ("rgb24" if depth == 8 else f"gbrp{depth}le"), depth


def _conversion(frame: Any, form: str, notes: list[str]) -> dict[str, Any]:
    """Return the arguments of the conversion of YUV to RGB, with a note; none for RGB and grey."""
    if frame.format.is_rgb or frame.format.has_palette or form.startswith("gray"):
        return {}
    from av.video.reformatter import Interpolation

    recorded = frame.colorspace != _UNSPECIFIED and frame.color_range in (_LIMITED, _FULL)
    assumed = 1 if frame.height >= 720 else 5
    code = assumed if frame.colorspace in _NO_MATRIX else frame.colorspace
    if code not in _MATRICES:
        raise ValueError(f"its matrix coefficients {code} are not supported")
    name, matrix = _MATRICES[code]
    full = frame.color_range == _FULL or frame.format.name.startswith("yuvj")
    notes.append(
        f"YUV converted to RGB by {name}, {'full' if full else 'limited'} range"
        f"{'' if recorded else ' (assumed: not all is recorded)'}"
    )
    return {
        "src_colorspace": matrix,
        "dst_colorspace": matrix,
        "src_color_range": _FULL if full else _LIMITED,
        "dst_color_range": _FULL,
        "interpolation": Interpolation.BICUBIC | Interpolation.FULL_CHR_H_INT | Interpolation.ACCURATE_RND,
    }


def _timing(frame: Any, stream: Any, number: int) -> Content | None:
    """Return the frame rate, with the time of a frame that departs from it by more than half a frame."""
    rate = float(stream.average_rate or 0)
    if not rate:
        return None
    text = f"{rate:.5g} frames a second"
    start = float((stream.start_time or 0) * stream.time_base)
    if frame.time is not None and abs(frame.time - start - number / rate) > 0.5 / rate:
        text += f", frame {number + 1} at {frame.time - start:.3f} s"
    return Content("timing", text)
