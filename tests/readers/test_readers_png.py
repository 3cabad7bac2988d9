from __future__ import annotations

import io
import struct
import zlib

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from difference_finder.errors import ReadError
from difference_finder.readers import open_image


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def with_chunk(data, kind, body):
    """Put a chunk right behind the header."""
    return data[:33] + chunk(kind, body) + data[33:]


def test_8_bits_are_exact(tmp_path, rgb, encoded, rows):
    path = tmp_path / "a.png"
    path.write_bytes(encoded(rgb, "PNG"))
    image = open_image(path)
    assert (image.format, image.data_range, image.notes, image.name) == ("png", 255.0, (), str(path))
    assert np.array_equal(rows(image), rgb)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("depth", [8, 16])
def test_every_colour_type(tmp_path, rgb, rows, channels, depth):
    pixels = np.dstack([rgb, 255 - rgb[..., :1]])[..., [0, 3] if channels == 2 else slice(0, channels)]
    if depth == 16:
        pixels = pixels.astype(np.uint16) * 256 + 77
    path = tmp_path / "a.png"
    path.write_bytes(imagecodecs.png_encode(np.squeeze(np.ascontiguousarray(pixels))))
    image = open_image(path, background="black")
    assert image.data_range == 2**depth - 1
    colours, alpha = (pixels[..., :-1], pixels[..., -1:]) if channels in (2, 4) else (pixels, None)
    if alpha is None:
        expected = colours
    else:
        most = 2**depth - 1
        expected = (colours.astype(np.int64) * alpha + most // 2) // most
        assert image.notes == ("alpha composed on black",)
    assert rows(image).dtype == pixels.dtype
    assert np.array_equal(rows(image), expected)


@pytest.mark.parametrize("bits", [1, 2, 4])
def test_fewer_bits_fill_the_range(tmp_path, rows, bits):
    most = 2**bits - 1
    values = np.arange(8 * 4).reshape(4, 8) % (most + 1)
    packed = bytearray()
    for row in values:
        shifted = "".join(f"{value:0{bits}b}" for value in row)
        packed += b"\0" + bytes(int(shifted[at : at + 8], 2) for at in range(0, len(shifted), 8))
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 4, bits, 0, 0, 0, 0))
    path = tmp_path / "a.png"
    path.write_bytes(data + chunk(b"IDAT", zlib.compress(bytes(packed))) + chunk(b"IEND", b""))
    image = open_image(path)
    assert np.array_equal(rows(image)[..., 0], values * (255 // most))
    # The colour that stands for transparent is given in stored bits; Pillow compares it with 8-bit values.
    path.write_bytes(with_chunk(path.read_bytes(), b"tRNS", struct.pack(">H", most)))
    clear = open_image(path, background="black")
    assert np.array_equal(rows(clear)[..., 0], np.where(values == most, 0, values * (255 // most)))


def test_palettes_become_rgb(tmp_path, rgb, encoded, rows):
    palette = Image.fromarray(rgb).quantize(17)
    path = tmp_path / "a.png"
    path.write_bytes(encoded(palette, "PNG"))
    assert np.array_equal(rows(open_image(path)), np.asarray(palette.convert("RGB")))
    path.write_bytes(encoded(palette, "PNG", transparency=bytes(range(17))))
    image = open_image(path, background="#0a141e")
    rgba = np.asarray(Image.open(io.BytesIO(path.read_bytes())).convert("RGBA")).astype(int)
    expected = (rgba[..., :3] * rgba[..., 3:] + np.array([10, 20, 30]) * (255 - rgba[..., 3:]) + 127) // 255
    assert np.array_equal(rows(image), expected)


@pytest.mark.parametrize("depth", [8, 16])
def test_transparent_colour(tmp_path, rgb, rows, depth):
    pixels = rgb.astype(np.uint16) * 257 if depth == 16 else rgb
    data = imagecodecs.png_encode(pixels)
    key = pixels[3, 4]
    path = tmp_path / "a.png"
    path.write_bytes(with_chunk(data, b"tRNS", struct.pack(">3H", *(int(v) for v in key))))
    expected = np.where((pixels == key).all(axis=2, keepdims=True), 2**depth - 1, pixels)
    assert np.array_equal(rows(open_image(path)), expected)


def test_opaque_alpha_leaves_no_note(tmp_path, rgb, encoded, rows):
    path = tmp_path / "a.png"
    path.write_bytes(encoded(np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)]), "PNG"))
    image = open_image(path)
    assert image.notes == ()
    assert np.array_equal(rows(image), rgb)


def test_coloured_background_makes_grey_coloured(tmp_path, encoded):
    path = tmp_path / "a.png"
    path.write_bytes(encoded(Image.new("LA", (2, 2), (100, 0)), "PNG"))
    assert open_image(path, background="#ff0000").pixels[0, :, 0, 0].tolist() == [255, 0, 0]
    assert open_image(path, background="#808080").pixels[0, :, 0, 0].tolist() == [128]


PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def file_of(body, width, height, depth, colour, interlaced=0):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(1, 1), (1, 5), (3, 1), (5, 2), (11, 9), (16, 16)])
@pytest.mark.parametrize("colour", [0, 2])
def test_interlaced_16_bits(tmp_path, rows, size, colour):
    """Adam7, made here: the rows of each pass are stored without a filter."""
    width, height = size
    channels = {0: 1, 2: 3}[colour]
    pixels = np.random.default_rng(1).integers(0, 65536, size=(height, width, channels), dtype=np.uint16)
    body = b"".join(
        b"\0" + row.astype(">u2").tobytes()
        for x, y, dx, dy in PASSES
        for row in pixels[y::dy, x::dx]
        if row.size
    )
    path = tmp_path / "a.png"
    path.write_bytes(file_of(body, width, height, 16, colour, interlaced=1))
    assert np.array_equal(rows(open_image(path)), pixels)


@pytest.mark.parametrize("place", ["header", "pixels"])
def test_wrong_checksum(tmp_path, rgb, encoded, place):
    data = bytearray(encoded(rgb, "PNG"))
    data[20 if place == "header" else len(data) // 2] ^= 1
    path = tmp_path / "a.png"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=r"damaged PNG \(the checksum of chunk"):
        open_image(path)


@pytest.mark.parametrize("depth", [8, 16])
def test_too_few_pixels(tmp_path, rgb, depth):
    """The checksums are right, but the pixels of the last rows are missing."""
    pixels = rgb.astype(np.uint16) if depth == 16 else rgb
    body = b"".join(b"\0" + row.astype(f">u{depth // 8}").tobytes() for row in pixels[:-2])
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 53, 37, depth, 2, 0, 0, 0))
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b""))
    with pytest.raises(ReadError, match="truncated or damaged PNG"):
        open_image(path)


def test_index_beyond_the_palette_raises_or_is_as_pillow(tmp_path, rows):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 1, 8, 3, 0, 0, 0)) + chunk(b"PLTE", bytes([9, 8, 7]))
    path = tmp_path / "a.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0\5")) + chunk(b"IEND", b"")
    )
    try:
        image = open_image(path)
    except ReadError:
        return
    assert np.array_equal(rows(image), np.asarray(Image.open(io.BytesIO(path.read_bytes())).convert("RGB")))


def test_long_text_does_not_hide_the_pixels(tmp_path, rgb, encoded, rows):
    path = tmp_path / "a.png"
    text = b"Comment\0\0" + zlib.compress(bytes(2**21))
    path.write_bytes(with_chunk(encoded(rgb, "PNG"), b"zTXt", text))
    image = open_image(path)
    assert image.notes == ()
    assert np.array_equal(rows(image), rgb)


def test_standard_error_stays_empty(tmp_path, capfd):
    """libpng prints warnings from C, for example on interlaced images."""
    pixels = np.arange(12, dtype=np.uint16).reshape(3, 4)
    body = b"".join(b"\0" + row.astype(">u2").tobytes() for row in pixels) + b"surplus"
    path = tmp_path / "a.png"
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 3, 16, 0, 0, 0, 0)) + chunk(b"hIST", b"x")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b""))
    assert np.array_equal(open_image(path).pixels[0, 0], pixels)
    assert capfd.readouterr() == ("", "")
