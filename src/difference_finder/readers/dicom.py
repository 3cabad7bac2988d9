"""DICOM, by the package pydicom."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import MissingDependencyError, ReadError, UnsupportedFormatError
from difference_finder.images.contents import Content
from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._limits import check_size
from difference_finder.readers._picture import float_range, make_image
from difference_finder.readers._warnings import collect_warnings

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["dicom"]

_GREY, _INVERTED, _PALETTE = "MONOCHROME2", "MONOCHROME1", "PALETTE COLOR"
_COLOURS = ("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_RCT", "YBR_ICT")
_DEFLATED = "1.2.840.10008.1.2.1.99"


@reader(
    "dicom",
    suffixes=(".dcm", ".dicom"),
    matches=lambda head: head[128:132] == b"DICM",
    unit="slices",
)
def dicom(path: Path, *, background: str, max_pixels: int) -> list[Image]:
    """Read DICOM: the values of its modality, such as Hounsfield units; several frames are slices.

    Parameters
    ----------
    path
        The file.
    background
        Not used: the images have no transparent pixels.
    max_pixels
        Greatest number of pixels that the header may announce.

    Returns
    -------
    list of Image
        Pixels of shape (1, C, H, W): integers, or float32 and float64 where the slope is not 1 or the
        intercept not whole. The data range is the number of stored levels minus one, times the slope.

    Raises
    ------
    ReadError
        If the file is truncated or damaged, or has no pixels.
    UnsupportedFormatError
        If the compression has no installed decoder, or the kind of colour is not supported.
    ImageTooLargeError
        If the header announces too many pixels.
    MissingDependencyError
        If the package pydicom is not installed.

    Notes
    -----
    Windows (VOI LUT) and overlays are not applied. MONOCHROME1, where low values are white, is inverted.

    References
    ----------
    NEMA PS3.3, "Information object definitions", section C.7.6.3, 2024.
    """
    try:
        import pydicom
    except ImportError as error:
        raise MissingDependencyError.for_extra("reading DICOM files", "pydicom", "dicom") from error

    with collect_warnings("pydicom") as heard:
        _check(path, pydicom.dcmread(path, stop_before_pixels=True), max_pixels)
        file = pydicom.dcmread(path)
        if not any(name in file for name in ("PixelData", "FloatPixelData", "DoubleFloatPixelData")):
            raise ReadError(f"cannot read '{path}': it has no pixels")
        return [_image(path, file, *frame, [*heard]) for frame in enumerate(_frames(file))]


def _check(path: Path, header: Any, max_pixels: int) -> None:
    """Refuse compressions and colours that are not supported, and too many pixels."""
    from pydicom.pixels import get_decoder

    syntax = header.file_meta.TransferSyntaxUID
    if str(syntax) == _DEFLATED:
        raise UnsupportedFormatError(f"cannot read '{path}': deflated DICOM is not supported; inflate it")
    if syntax.is_compressed:
        try:
            decoder = get_decoder(syntax)
        except NotImplementedError as error:
            raise UnsupportedFormatError(
                f"cannot read '{path}': the transfer syntax '{syntax.name}' is not supported; decompress it"
            ) from error
        if not decoder.is_available:
            raise UnsupportedFormatError(
                f"cannot read '{path}': no decoder of the transfer syntax '{syntax.name}' is installed;"
                " pip install pylibjpeg pylibjpeg-libjpeg pylibjpeg-openjpeg"
            )
    if "Rows" not in header:
        raise ReadError(f"cannot read '{path}': it has no pixels")
    bits, highest = int(header.get("BitsStored") or 0), int(header.get("HighBit") or 0)
    if bits and highest != bits - 1:
        raise UnsupportedFormatError(
            f"cannot read '{path}': the highest bit {highest} of samples of {bits} bits is not supported"
        )
    kind = header.PhotometricInterpretation
    if kind not in (_GREY, _INVERTED, _PALETTE, *_COLOURS):
        raise UnsupportedFormatError(
            f"cannot read '{path}': the photometric interpretation '{kind}' is not supported; save it as"
            " MONOCHROME2 or RGB"
        )
    check_size(
        path,
        int(header.Columns),
        int(header.Rows),
        channels=int(header.SamplesPerPixel),
        bits=int(header.BitsAllocated),
        file_bytes=path.stat().st_size,
        max_pixels=max_pixels,
        frames=int(header.get("NumberOfFrames") or 1),
    )


def _frames(file: Any) -> Iterator[NDArray[Any]]:
    """Yield the stored samples of each frame: grey, indices of a palette, or RGB."""
    from pydicom.pixels import pixel_array

    for number in range(int(file.get("NumberOfFrames") or 1)):
        yield pixel_array(file, index=number)


def _image(path: Path, file: Any, number: int, samples: NDArray[Any], notes: list[str]) -> Image:
    kind = file.PhotometricInterpretation
    contents = _left_out([*_overlays(file, notes), *_unused_bits(file, number, notes)])
    if kind == _PALETTE:
        from pydicom.pixels import apply_color_lut

        pixels = apply_color_lut(samples, file)[..., :3]
        data_range: float | None = float(2 ** (8 * pixels.dtype.itemsize) - 1)
    elif samples.ndim == 3:
        pixels, data_range = samples, float(2 ** int(file.BitsStored) - 1)
        if kind != "RGB":
            notes.append(f"{kind} converted to RGB")
    else:
        pixels, data_range = _modality(file, number, samples, notes)
        contents += (
            [Content("bits", f"{file.get('BitsStored', 32)} bits")] if pixels.dtype.kind != "u" else []
        )
    return make_image(
        pixels,
        path=path,
        format="dicom",
        data_range=data_range,
        background="black",
        notes=notes,
        icc=file.get("ICCProfile"),
        contents=contents,
    )


def _modality(
    file: Any, number: int, samples: NDArray[Any], notes: list[str]
) -> tuple[NDArray[Any], float | None]:
    """Return the values of the modality, with low values black, and their data range."""
    import numpy as np

    if samples.dtype.kind == "f":
        return samples, float_range(samples)[0]
    bits, signed = int(file.BitsStored), bool(file.PixelRepresentation)
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    if int(samples.min()) < low or int(samples.max()) > high:
        raise ValueError(f"its samples exceed the {bits} bits that its header announces")
    table = file.get("ModalityLUTSequence")
    if table:
        from pydicom.pixels import apply_modality_lut

        samples, low, high = apply_modality_lut(samples, file), 0, 2 ** int(table[0].LUTDescriptor[2]) - 1
        notes.append("modality LUT applied")
    slope, intercept = (1.0, 0.0) if table else _rescaling(file, number)
    values = samples
    if (slope, intercept) != (1, 0):
        notes.append(f"rescaled by slope {slope:g} and intercept {intercept:g}")
        if slope == 1 and intercept == int(intercept):
            values = samples.astype(np.int32) + np.int32(intercept)
        else:
            values = (samples * slope + intercept).astype(np.float32 if bits <= 16 else np.float64)
    if file.PhotometricInterpretation == _INVERTED:
        values = _inverted(values, low * slope + intercept, high * slope + intercept)
        notes.append("MONOCHROME1 inverted")
    return values, (high - low) * abs(slope)


def _inverted(values: NDArray[Any], low: float, high: float) -> NDArray[Any]:
    """Return the lowest possible value for the highest, and the other way round."""
    import numpy as np

    if values.dtype.kind == "f":
        return (low + high - values).astype(values.dtype)
    flipped: NDArray[Any] = np.int64(low + high) - values.astype(np.int64)
    return flipped.astype(values.dtype)


def _rescaling(file: Any, number: int) -> tuple[float, float]:
    """Return slope and intercept of a frame; enhanced files have them for each frame, or shared."""
    holders = [file]
    for name, at in (("SharedFunctionalGroupsSequence", 0), ("PerFrameFunctionalGroupsSequence", number)):
        groups = file.get(name) or []
        if at < len(groups):
            holders += groups[at].get("PixelValueTransformationSequence") or []
    found = next((one for one in reversed(holders) if "RescaleSlope" in one), None)
    return (1.0, 0.0) if found is None else (float(found.RescaleSlope), float(found.RescaleIntercept))


def _left_out(contents: list[Content]) -> list[Content]:
    """Return contents of one kind as one content."""
    if len(contents) < 2:
        return contents
    return [
        Content(
            contents[0].kind,
            ", ".join(content.holds for content in contents),
            compared=False,
            stored=tuple(value for content in contents for value in content.stored or ()),
            parts=tuple(part for content in contents for part in content.parts),
        )
    ]


def _unused_bits(file: Any, number: int, notes: list[str]) -> list[Content]:
    """Return the bits above the stored ones, which pydicom clears; old files have overlays there."""
    import numpy as np

    bits, allocated = int(file.get("BitsStored") or 0), int(file.BitsAllocated)
    syntax = file.file_meta.TransferSyntaxUID
    if not 8 <= bits < allocated <= 16 or file.PixelRepresentation or syntax.is_compressed:
        return []
    dtype = np.dtype("<u2" if syntax.is_little_endian else ">u2")
    count = int(file.Rows) * int(file.Columns) * int(file.SamplesPerPixel)
    above = np.frombuffer(file.PixelData, dtype, count, offset=number * count * dtype.itemsize) >> bits
    if not above.any():
        return []
    text = f"bits above the {bits} stored"
    notes.append(f"{text} are not compared as pixels")
    return [
        Content(
            "bands", text, compared=False, stored=(above,), parts=(f"the part above the {bits} stored bits",)
        )
    ]


def _overlays(file: Any, notes: list[str]) -> list[Content]:
    """Return the overlays, which are not drawn: bits in groups 6000 to 601E."""
    groups = [group for group in range(0x6000, 0x6020, 2) if (group, 0x3000) in file]
    if not groups:
        return []
    notes.append(f"{len(groups)} overlay{'s' * (len(groups) > 1)} not drawn")
    return [
        Content(
            "bands",
            f"{len(groups)} overlays",
            compared=False,
            stored=tuple(bytes(file[group, 0x3000].value) for group in groups),
            parts=tuple(f"overlay {group:04X}" for group in groups),
        )
    ]
