"""NIfTI-1 and NIfTI-2, also compressed by gzip, by the package nibabel."""

from __future__ import annotations

import gzip
import math
import zlib
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from difference_finder.errors import MissingDependencyError, UnsupportedFormatError
from difference_finder.images.contents import Content
from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._limits import check_size
from difference_finder.readers._volumes import images_of_slices
from difference_finder.readers._warnings import collect_warnings

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["nifti"]

_GZIP = b"\x1f\x8b"
_HEADER = 540  # of NIfTI-2; the header of NIfTI-1 has 348 bytes


def _matches(head: bytes) -> bool:
    if head.startswith(_GZIP):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, 352)
        except zlib.error:
            return False
    return _version(head) > 0


def _version(head: bytes) -> int:
    """Return the version of NIfTI that a header announces, 1 or 2; 0 for other files."""
    sizes = {int.from_bytes(head[:4], order) for order in ("little", "big")}
    if 348 in sizes and head[344:348] == b"n+1\0":
        return 1
    return 2 if 540 in sizes and head[4:8] == b"n+2\0" else 0


@reader("nifti", suffixes=(".nii", ".nii.gz"), matches=_matches, unit="slices")
def nifti(path: Path, *, background: str, max_pixels: int) -> list[Image]:
    """Read NIfTI: slices along the third axis, volume by volume, scaled by its slope and intercept.

    Parameters
    ----------
    path
        The file.
    background
        Not used: volumes have no transparent pixels.
    max_pixels
        Greatest number of pixels that the header may announce.

    Returns
    -------
    list of Image
        Pixels of shape (1, C, H, W), with the first axis of the file as columns and the second as rows. The
        type is the stored one without a slope, otherwise floating-point; complex numbers become magnitudes.

    Raises
    ------
    ReadError
        If the file is truncated or damaged.
    UnsupportedFormatError
        If the numbers have a type that numpy does not have.
    ImageTooLargeError
        If the header announces too many pixels.
    MissingDependencyError
        If the package nibabel is not installed.

    Notes
    -----
    Slices are not turned or flipped to the axes of the body; the directions of the axes are a content.

    References
    ----------
    R. W. Cox et al., "A (sort of) new image data format standard: NIfTI-1", 2004. https://nifti.nimh.nih.gov
    """
    try:
        import nibabel
    except ImportError as error:
        raise MissingDependencyError.for_extra("reading NIfTI files", "nibabel", "nifti") from error

    with collect_warnings("nibabel.global") as heard, path.open("rb") as stored:
        packed = stored.read(2) == _GZIP
        stored.seek(0)
        file: IO[bytes] = gzip.GzipFile(fileobj=stored) if packed else stored  # type: ignore[assignment]
        head = file.read(_HEADER)
        kind = nibabel.Nifti2Header if _version(head) == 2 else nibabel.Nifti1Header
        length = kind.template_dtype.itemsize
        if len(head) < length:
            raise ValueError(f"its header has {len(head)} of {length} bytes")
        # Its check would print what it changes.
        header = kind(head[:length], check=False)
        array = _array(path, file, head, header, max_pixels)
        slope, intercept = header.get_slope_inter()
        codes = "".join(code or "?" for code in nibabel.aff2axcodes(header.get_best_affine()))
    notes: list[str] = [*heard]
    if slope is not None and (slope, intercept) != (1, 0):
        array = array * slope + intercept
        notes.append(f"scaled by slope {slope:g} and intercept {intercept:g}")
    slices = array.reshape(*array.shape[:3], -1, order="F").transpose(3, 2, 1, 0)
    if len(slices) > 1:
        shape = (*array.shape[:2], *array.shape[3:])
        notes.append(f"array of shape {shape} read as {len(slices)} slices")
    return images_of_slices(
        slices,
        path=path,
        format="nifti",
        notes=notes,
        contents=[Content("orientation", f"axes {codes}")],
    )


def _array(path: Path, file: IO[bytes], head: bytes, header: Any, max_pixels: int) -> NDArray[Any]:
    """Return the stored numbers, of shape (W, H, C, slices, ...), after a check of the header."""
    import numpy as np

    shape = tuple(int(side) for side in header.get_data_shape())
    dtype = header.get_data_dtype()
    names = dtype.names or ()
    if not dtype.itemsize or dtype.itemsize > {"f": 8, "c": 16}.get(dtype.kind, 8):
        raise UnsupportedFormatError(f"cannot read '{path}': numbers of the type {dtype} are not supported")
    if len(shape) < 2:
        raise ValueError(f"its array has the shape {shape}")
    check_size(
        path,
        shape[0],
        shape[1],
        channels=len(names) or 1,
        bits=8 * dtype.itemsize // (len(names) or 1),
        file_bytes=path.stat().st_size,
        max_pixels=max_pixels,
        frames=_positive(shape[2:]),
    )
    start = max(int(header["vox_offset"]), int(header.single_vox_offset))
    end = start + math.prod(shape) * dtype.itemsize
    body = head + file.read(max(0, end - len(head)))
    if len(body) < end:
        raise ValueError(f"it has {len(body)} of the {end} bytes that its header announces")
    file.read(1)  # at the end of a file gzip compares the checksum
    stored = np.frombuffer(body, dtype, math.prod(shape), offset=start).reshape(shape, order="F")
    array = np.stack([stored[name] for name in names], axis=2) if names else stored[:, :, None]
    native: NDArray[Any] = array.astype(array.dtype.newbyteorder("="), copy=False)
    return native


def _positive(sides: tuple[int, ...]) -> int:
    if any(side < 1 for side in sides):
        raise ValueError(f"its array has {sides} slices")
    return math.prod(sides)
