"""Colour spaces and orientations that PNG files record, and bombs in their metadata."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from difference_finder.images.contents import held
from difference_finder.readers import open_image

SRGB_CHRM = (31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
P3_CHRM = (31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def chrm(values):
    return chunk(b"cHRM", struct.pack(">8I", *values))


def gama(value):
    return chunk(b"gAMA", struct.pack(">I", value))


def cicp(*codes):
    return chunk(b"cICP", bytes(codes))


def iccp(profile, length=None):
    return chunk(b"iCCP", b"name\0\0" + zlib.compress(profile)[:length])


def orientation_chunk(value):
    body = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x0112, 3, 1, value, 0, 0)
    return chunk(b"eXIf", body)


@pytest.fixture
def write(tmp_path, rgb, encoded):
    """Write a PNG with chunks before and behind its pixels, and read it."""

    def made(before=b"", behind=b"", picture=rgb):
        data = encoded(picture, "PNG")
        end = len(data) - 12
        path = tmp_path / "a.png"
        path.write_bytes(data[:33] + before + data[33:end] + behind + data[end:])
        return open_image(path)

    return made


def facts(image):
    contents = held(image.contents)
    return (
        None if image.encoding is None else (image.encoding.kind, *image.encoding.key),
        {kind: contents[kind].holds for kind in ("profile", "transfer") if kind in contents},
    )


SRGB_CHUNK = chunk(b"sRGB", b"\0")


@pytest.mark.parametrize(
    ("chunks", "encoding", "contents"),
    [
        (b"", None, {}),
        (SRGB_CHUNK, None, {}),
        (SRGB_CHUNK + gama(45455) + chrm(SRGB_CHRM), None, {}),
        (SRGB_CHUNK + gama(100000), None, {}),  # sRGB counts before gAMA
        (gama(45455), None, {"transfer": "gAMA 0.45455"}),
        (gama(100000), ("gamma", 1.0), {"transfer": "gAMA 1"}),
        (
            gama(50000) + chrm(SRGB_CHRM),
            ("gamma", 0.5),
            {"transfer": "gAMA 0.5", "profile": "cHRM 0.64 0.33 0.3 0.6 0.15 0.06 0.3127 0.329"},
        ),
        (
            chrm(P3_CHRM),
            ("gamma", 0.0, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.3127, 0.329),
            {"profile": "cHRM 0.68 0.32 0.265 0.69 0.15 0.06 0.3127 0.329"},
        ),
        (cicp(1, 13, 0, 1), None, {}),
        (cicp(9, 16, 0, 1), ("cicp", 9, 16), {"profile": "cICP 9/16/0/1"}),
        (gama(100000) + SRGB_CHUNK + cicp(12, 13, 0, 1), ("cicp", 12, 13), {"profile": "cICP 12/13/0/1"}),
    ],
)
def test_colour_chunks(write, rgb, rows, chunks, encoding, contents):
    image = write(chunks)
    assert facts(image) == (encoding, contents)
    assert image.notes == ()
    assert np.array_equal(rows(image), rgb)


@pytest.mark.parametrize("codes", [(5, 13, 0, 1), (1, 14, 0, 1), (9, 16, 9, 1), (9, 16, 0, 0)])
def test_codes_that_are_not_applied_are_told(write, codes):
    image = write(cicp(*codes))
    name = "cICP {}/{}/{}/{}".format(*codes)
    assert facts(image) == (None, {"profile": name})
    assert image.notes[0].startswith(f"{name} not applied")


def test_profile_counts_before_gamma_and_behind_cicp(write):
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for entry in range(132, 132 + 12 * profile[131], 12):
        tag = bytes(profile[entry : entry + 4])
        profile[entry : entry + 4] = {b"rXYZ": b"bXYZ", b"bXYZ": b"rXYZ"}.get(tag, tag)
    assert write(iccp(profile) + gama(100000)).encoding.kind == "icc"
    assert write(cicp(9, 16, 0, 1) + iccp(profile)).encoding.kind == "cicp"
    image = write(behind=iccp(profile))
    assert facts(image) == (None, {})
    assert image.notes == ("chunk iCCP behind the pixels ignored",)


@pytest.mark.parametrize("chunks", [gama(0), chrm((0,) * 8), chunk(b"gAMA", b"\0"), iccp(b"x" * 999, 9)])
def test_damaged_colour_spaces_are_told(write, rgb, rows, chunks):
    image = write(chunks)
    assert image.encoding is None
    assert len(image.notes) == 1
    assert held(image.contents)
    assert {"profile", "transfer"} & set(held(image.contents))
    assert np.array_equal(rows(image), rgb)


@pytest.mark.parametrize("place", ["before", "behind"])
def test_orientation_before_or_behind_the_pixels(write, rgb, rows, place):
    image = write(**{place: orientation_chunk(6)})
    assert np.array_equal(rows(image), np.rot90(rgb, -1))
    assert held(image.contents)["orientation"].holds == "EXIF orientation 6"


@pytest.mark.parametrize("kind", [b"tEXt", b"zTXt", b"iTXt", b"packed iTXt"])
def test_orientation_in_texts(write, rgb, rows, kind):
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/" tiff:Orientation="3"/>'
    body = {
        b"tEXt": b"XML:com.adobe.xmp\0" + xmp,
        b"zTXt": b"XML:com.adobe.xmp\0\0" + zlib.compress(xmp),
        b"iTXt": b"XML:com.adobe.xmp\0\0\0\0\0" + xmp,
        b"packed iTXt": b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(xmp),
    }[kind]
    assert np.array_equal(rows(write(chunk(kind[-4:], body))), rgb[::-1, ::-1])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "head"),
    [(b"iCCP", b"name\0\0"), (b"zTXt", b"XML:com.adobe.xmp\0\0"), (b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0")],
)
def test_bombs_are_ignored_in_little_memory(write, rgb, rows, kind, head):
    compress = zlib.compressobj()
    bomb = b"".join([*(compress.compress(bytes(2**20)) for _ in range(200)), compress.flush()])
    tracemalloc.start()
    try:
        image = write(chunk(kind, head + bomb) * 3)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 128 * 2**20
    assert len(image.notes) == 1
    assert image.notes[0].endswith("damaged or too long; ignored")
    assert np.array_equal(rows(image), rgb)


def test_transparency_of_every_kind_is_kept(tmp_path, write, encoded):
    """Transparent colours, palettes and 16 bits; with an orientation the alpha is turned as well."""
    grey = np.array([[7, 9, 7]], np.uint8)
    key = write(chunk(b"tRNS", b"\0\7"), picture=grey)
    assert key.alpha[0, 0].tolist() == [[0, 255, 0]]
    assert key.pixels[0, 0].tolist() == [[255, 9, 255]]
    turned = write(chunk(b"tRNS", b"\0\7") + orientation_chunk(6), picture=np.array([[7, 9]], np.uint8))
    assert turned.alpha[0, 0].tolist() == [[0], [255]]
    path = tmp_path / "p.png"
    palette = Image.fromarray(np.array([[0, 1, 2]], np.uint8), "P")
    palette.putpalette([1, 2, 3, 4, 5, 6, 7, 8, 9])
    path.write_bytes(encoded(palette, "PNG", transparency=b"\0\x80"))
    assert open_image(path).alpha[0, 0].tolist() == [[0, 128, 255]]
    assert "colours of fully transparent pixels" in held(open_image(path).contents)["unmeasured"].holds
    buffer = io.BytesIO()
    Image.fromarray(np.array([[[5, 5, 5, 0]]], np.uint8)).save(buffer, "PNG")
    path.write_bytes(buffer.getvalue())
    assert held(open_image(path).contents)["unmeasured"].stored[0].tolist() == [[[5, 5, 5]]]
