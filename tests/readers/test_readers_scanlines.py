"""PNG decoded by our own kernel: every filter, type and depth against other decoders."""

from __future__ import annotations

import importlib.util
import io
import struct
import zlib

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from difference_finder.arrays.native import LEVELS, instruction_set, native
from difference_finder.errors import DifferenceFinderError
from difference_finder.readers import _png_metadata, _png_samples, open_image
from difference_finder.readers._scanlines import crc32, decode_rows
from kernels_compare import needs_kernels
from known_answers import files

KINDS = [(0, 1, 8), (0, 1, 16), (4, 2, 8), (4, 2, 16), (2, 3, 8), (2, 3, 16), (6, 4, 8), (6, 4, 16)]


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def file_of(rows, width, height, depth, colour):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")


def filtered(filters, width, channels, depth):
    """Rows of noise behind their filters: any bytes are the filtered rows of some image."""
    noise = np.random.default_rng(len(filters) + width).integers(
        0, 256, (len(filters), width * channels * depth // 8)
    )
    return b"".join(
        bytes([f]) + row.astype(np.uint8).tobytes() for f, row in zip(filters, noise, strict=True)
    )


@needs_kernels
@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("width", [1, 2, 3, 4, 5, 7, 8, 9, 21, 64, 131])
def test_every_filter_is_exact(kind, width):
    """Alone, in runs of which eight and four rows are done at once, and mixed, also in the first row."""
    colour, channels, depth = kind
    rng = np.random.default_rng(width)
    runs = [f for f in range(5) for _ in range(13)] + [4] * 21 + [0, 4, 4, 4, 4, 1, 4, 4, 4, 3, 2, 4]
    for filters in ([4], [3, 3], [4] * 4, [4] * 7, runs, rng.integers(0, 5, 90).tolist()):
        rows = filtered(filters, width, channels, depth)
        pixels = decode_rows([zlib.compress(rows, 1)], width, len(filters), channels, depth)
        expected = imagecodecs.png_decode(file_of(rows, width, len(filters), depth, colour))
        assert pixels is not None
        assert pixels.dtype == expected.dtype
        assert np.array_equal(pixels.reshape(expected.shape), expected)


@needs_kernels
@pytest.mark.parametrize("level", [level for level in LEVELS if level != "base"])
def test_every_instruction_set(level):
    if importlib.util.find_spec(f"difference_finder._native_{level}") is None:
        pytest.skip(f"needs kernels for {level}: they are compiled with DIFFERENCE_FINDER_LEVELS=all")
    if level not in LEVELS[LEVELS.index(instruction_set() or "base") :]:
        pytest.skip(f"needs a processor for kernels of {level}")
    rows = filtered([0, 1, 2, 3, 4] * 3 + [4] * 13, 57, 3, 8)
    buffer = np.frombuffer(rows + bytes(64), np.uint8).copy()
    module = importlib.import_module(f"difference_finder._native_{level}")
    assert module.unfilter(buffer, 28, 171, 3, False)
    expected = imagecodecs.png_decode(file_of(rows, 57, 28, 8, 2))
    assert np.array_equal(buffer[: 28 * 171].reshape(28, 57, 3), expected)


@needs_kernels
def test_damage_is_left_to_other_decoders():
    rows = filtered([4] * 9, 10, 3, 8)
    data = zlib.compress(rows)
    assert decode_rows([data[:9], data[9:]], 10, 9, 3, 8) is not None
    for damaged in (
        data[:-1] + bytes([data[-1] ^ 1]),
        data[:-4],
        zlib.compress(rows[:-1]),
        zlib.compress(rows + b"!"),
        zlib.compress(b"\5" + rows[1:]),
        zlib.compress(rows[:31] + b"\xff" + rows[32:]),
        b"",
    ):
        assert decode_rows([damaged], 10, 9, 3, 8) is None


@needs_kernels
def test_impossible_rows_are_refused():
    unfilter = native().unfilter
    for wrong in ((0, 3, 3), (4, 0, 3), (4, 3, 5), (4, 3, 9), (5, 3, 3), (2**30, 2**30, 3)):
        with pytest.raises(ValueError, match=r"rows"):
            unfilter(np.zeros(4 * 4 + 64, np.uint8), *wrong, False)


@pytest.mark.parametrize("size", [0, 5, 2047, 2048, 100_001])
def test_checksum(size):
    data = bytes(range(256)) * 400
    assert crc32(data[:size]) == crc32(memoryview(data)[:size]) == zlib.crc32(data[:size])


@pytest.mark.parametrize("path", files("*.png"))
def test_files_of_others_as_without_kernels(path, monkeypatch):
    """The decoders without kernels are libspng, libpng and Pillow."""

    def result():
        try:
            image = open_image(path)
        except DifferenceFinderError as error:
            return str(error), None
        return image.notes, np.asarray(image.pixels)

    fast, pixels = result()
    monkeypatch.setattr(_png_samples, "decode_rows", lambda *_: None)
    slow, expected = result()
    assert fast == slow
    assert (pixels is None) == (expected is None)
    if pixels is not None:
        assert pixels.dtype == expected.dtype
        assert np.array_equal(pixels, expected)


def test_pillow_is_asked_for_orientations_alone(tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    asked = []
    orientation_of = _png_metadata.orientation_of
    monkeypatch.setattr(
        _png_metadata, "orientation_of", lambda *given: asked.append(given) or orientation_of(*given)
    )
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = Image.fromarray(np.zeros((5, 7, 3), np.uint8))
    for options, times in (({}, 0), ({"dpi": (72, 72)}, 0), ({"icc_profile": b"x"}, 0), ({"exif": exif}, 1)):
        buffer = io.BytesIO()
        picture.save(buffer, "PNG", **options)
        path.write_bytes(buffer.getvalue())
        asked.clear()
        open_image(path)
        assert len(asked) == times
