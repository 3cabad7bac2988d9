"""Changed files that were once read wrongly or slowly, or ended the process."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib

import numpy as np
import pytest
from PIL import Image
from scipy.io import savemat

from difference_finder.errors import ImageTooLargeError, ReadError
from difference_finder.readers import open_image

VALUES = np.arange(35, dtype=np.float32).reshape(5, 7)


def mat(packed: bool, values: np.ndarray = VALUES) -> bytes:
    buffer = io.BytesIO()
    savemat(buffer, {"x": values}, do_compression=packed)
    return buffer.getvalue()


def with_type(data: bytes, kind: int, packed: bool, number: int = 0) -> bytes:
    """Return a file whose values are stored in another type."""
    body = zlib.decompress(data[136:]) if packed else data[128:]
    at = body.index(struct.pack("<II", 7, VALUES.nbytes))
    if number:
        at = body.index(struct.pack("<II", 7, VALUES.nbytes), at + 1)
    body = body[:at] + struct.pack("<I", kind) + body[at + 4 :]
    if packed:
        body = zlib.compress(body)
        body = struct.pack("<II", 15, len(body)) + body
    return data[:128] + body


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("kind", [0, 8, 10, 16, 99])
def test_matlab_files_with_an_unknown_type_do_not_end_the_process(packed: bool, kind: int) -> None:
    whole = mat(packed)
    assert np.array_equal(open_image(whole).pixels[0, 0], VALUES)
    assert np.array_equal(open_image(with_type(whole, 7, packed)).pixels[0, 0], VALUES)
    with pytest.raises(ReadError, match=f"its values are stored in type {kind}, which is unknown"):
        open_image(with_type(whole, kind, packed))


def test_matlab_arrays_without_a_name_are_checked() -> None:
    whole = bytearray(with_type(mat(False), 0, False))
    whole[178] = 0  # the length of the name
    with pytest.raises(ReadError, match="type 0, which is unknown"):
        open_image(bytes(whole))


@pytest.mark.parametrize("packed", [False, True])
def test_imaginary_parts_of_matlab_files_are_checked(packed: bool) -> None:
    whole = mat(packed, (VALUES + 1j * VALUES).astype(np.complex64))
    with pytest.raises(ReadError, match="type 0, which is unknown"):
        open_image(with_type(whole, 0, packed, number=1))


def element(kind: int, content: bytes, announced: int | None = None) -> bytes:
    return struct.pack("<II", kind, len(content) if announced is None else announced) + content


def deflated_zeros(head: bytes, megabytes: int) -> bytes:
    """Return a deflated stream that begins with some bytes; the zeros behind them take 1 KB for each MB."""
    packer = zlib.compressobj()
    if not megabytes:
        return packer.compress(head) + packer.flush()
    begin = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    zeros = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return begin + megabytes * zeros + packer.flush()


def mat_of(*parts: bytes, behind: int = 0, class_and_flags: int = 7, packed: bool = True) -> bytes:
    """Return a file of one array "x" of 5 x 7 numbers, class single, with parts that follow its name."""
    flags = element(6, struct.pack("<II", class_and_flags, 0))
    head = flags + element(5, struct.pack("<ii", 5, 7)) + element(1, b"x" + bytes(7), 1) + b"".join(parts)
    matrix = element(14, head, len(head) + (behind << 20))
    body = element(15, deflated_zeros(matrix, behind)) if packed else matrix + bytes(behind << 20)
    return mat(False)[:128] + body


GREAT = 3000 << 20
"""Bytes that hostile elements announce; the deflated zeros are 3 MB."""


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (mat_of(element(7, b"", GREAT), behind=3000), f"its values have {GREAT} bytes, .* 5x7, needs 140"),
        (
            mat_of(element(9, bytes(280)), element(9, b"", GREAT), class_and_flags=0x807, behind=3000),
            f"its values have {GREAT} bytes, .* needs 280",
        ),
        (mat_of(behind=3000), "its values are stored in type 0"),
    ],
)
def test_matlab_files_are_inflated_no_further_than_their_values(data: bytes, message: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(ReadError, match=message):
            open_image(data)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 32 << 20, most


def test_the_name_of_a_matlab_array_is_short() -> None:
    shape = element(6, struct.pack("<II", 7, 0)) + element(5, struct.pack("<ii", 5, 7))
    matrix = element(14, shape + element(1, b"", GREAT), GREAT + 100)
    data = mat(False)[:128] + element(15, deflated_zeros(matrix, 3000))
    with pytest.raises(ReadError, match=f"a part of the header of an array has {GREAT} bytes"):
        open_image(data)


def test_made_matlab_files_are_read() -> None:
    single = element(7, VALUES.T.tobytes() + bytes(4), VALUES.nbytes)
    for packed in (True, False):
        assert np.array_equal(open_image(mat_of(single, packed=packed)).pixels[0, 0], VALUES)
        both = open_image(mat_of(single, single, packed=packed, class_and_flags=0x807))
        np.testing.assert_allclose(both.pixels[0, 0], VALUES * np.sqrt(2), rtol=1e-6)


@pytest.mark.parametrize("size", [139, 141, 136, 0])
def test_values_of_matlab_files_fill_their_shape(size: int) -> None:
    with pytest.raises(ReadError, match=f"its values have {size} bytes, but its shape, 5x7, needs 140"):
        open_image(mat_of(element(7, VALUES.T.tobytes() + bytes(4), size), packed=False))


PNG_KINDS = [(1, 0), (8, 0), (16, 0), (8, 2), (16, 2), (2, 3), (8, 3), (8, 4), (16, 4), (8, 6), (16, 6)]


def png(depth: int, colour: int, interlaced: bool, missing: int) -> bytes:
    """Return a PNG of 9 x 8 pixels whose data lack bytes at the end; the deflated stream is whole."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    rows = ((9, 8),) if not interlaced else ((2, 1), (1, 1), (3, 1), (2, 2), (5, 2), (4, 4), (9, 4))
    length = sum((-(-width * channels * depth // 8) + 1) * height for width, height in rows)
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", 9, 8, depth, colour, 0, 0, interlaced))]
    if colour == 3:
        chunks += [(b"PLTE", bytes(range(6))), (b"tRNS", b"\x80")]
    chunks += [(b"IDAT", zlib.compress(bytes(length - missing))), (b"IEND", b"")]
    parts = [
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize(
    ("depth", "colour"),
    [(1, 0), (8, 0), (16, 0), (8, 2), (16, 2), (2, 3), (8, 3), (8, 4), (16, 4), (8, 6), (16, 6)],
)
def test_png_files_with_missing_rows_are_errors(depth: int, colour: int, interlaced: bool) -> None:
    assert open_image(png(depth, colour, interlaced, 0)).size == (9, 8)
    for missing in (1, 9):
        with pytest.raises(ReadError):
            open_image(png(depth, colour, interlaced, missing))


def test_headers_that_announce_more_than_the_file_can_contain() -> None:
    buffer = io.BytesIO()
    Image.fromarray(np.zeros((4, 4), np.uint8)).save(buffer, "GIF")
    gif = bytearray(buffer.getvalue())
    gif[6:10] = struct.pack("<HH", 1559, 30725)
    with pytest.raises(ImageTooLargeError, match="announces 1559x30725 pixels") as caught:
        open_image(bytes(gif))
    enough = int(str(caught.value).rpartition("=")[2])
    with pytest.raises(ReadError) as refused:  # with so many, only what is in the file counts
        open_image(bytes(gif[:30]), max_pixels=enough)
    assert type(refused.value) is not ImageTooLargeError
    blank = io.BytesIO()
    Image.new("L", (3000, 2000), 7).save(blank, "GIF")
    assert open_image(blank.getvalue()).size == (3000, 2000)
    blank = io.BytesIO()
    Image.new("L", (9000, 6000), 7).save(blank, "PNG")
    assert open_image(blank.getvalue()).size == (9000, 6000)


def jpeg_2000(pixels: np.ndarray, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG2000", no_jp2=form == "j2k", irreversible=False, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("form", ["j2k", "jp2"])
def test_jpeg_2000_files_with_missing_tiles_are_errors(form: str) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (40, 50)).astype(np.uint8)
    whole = jpeg_2000(pixels, form, tile_size=(16, 16))
    assert np.array_equal(open_image(whole).pixels[0, 0], pixels)
    higher = bytearray(jpeg_2000(pixels, form))
    start = higher.index(b"\xff\x4f\xff\x51")
    higher[start + 12 : start + 16] = struct.pack(">I", 40_000)
    if form == "jp2":
        box = higher.index(b"ihdr")
        higher[box + 4 : box + 8] = struct.pack(">I", 40_000)
    with pytest.raises(ReadError, match="it has 1 of 1000 tiles"):
        open_image(bytes(higher))
    fewer = whole.replace(b"\xff\x90\x00\x0a\x00\x03", b"\xff\x90\x00\x0a\x00\x02")
    assert fewer != whole
    with pytest.raises(ReadError, match="it has 11 of 12 tiles"):
        open_image(fewer)
