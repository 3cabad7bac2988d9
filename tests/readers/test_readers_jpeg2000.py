from __future__ import annotations

import struct

import imagecodecs
import numpy as np
import pytest
from PIL import Image as Pillow

from difference_finder.errors import ImageTooLargeError, ReadError, UnsupportedFormatError
from difference_finder.readers import open_image

pytestmark = pytest.mark.skipif(not imagecodecs.JPEG2K.available, reason="needs JPEG 2000 of imagecodecs")


def random(bits, channels=3, dtype=None):
    values = np.random.default_rng(bits).integers(0, 2**bits, (37, 53, channels))
    return values.astype(dtype or (np.uint8 if bits <= 8 else np.uint16)).squeeze()


def encode(pixels, bits=None, form="jp2") -> bytes:
    return imagecodecs.jpeg2k_encode(pixels, level=0, reversible=True, bitspersample=bits, codecformat=form)


@pytest.mark.parametrize("form", ["jp2", "j2k"])
@pytest.mark.parametrize(("bits", "white"), [(8, 255.0), (10, 1023.0), (12, 4095.0), (16, 65535.0)])
@pytest.mark.parametrize("channels", [1, 3])
def test_depths(form, bits, white, channels):
    pixels = random(bits, channels)
    image = open_image(encode(pixels, bits, form))
    assert (image.format, image.data_range, image.pixels.dtype) == ("jpeg2000", white, pixels.dtype)
    assert image.colour == {1: "grey", 3: "rgb"}[channels]
    assert np.array_equal(image.pixels[0].transpose(1, 2, 0).squeeze(), pixels)
    assert [content.holds for content in image.contents] == [f"{bits} bits"]


def test_signed_samples():
    pixels = (random(12, 1).astype(np.int16) - 2048).astype(np.int16)
    image = open_image(encode(pixels, 12))
    assert np.array_equal(image.pixels[0, 0], pixels)
    assert (image.pixels.dtype, image.data_range) == (np.int16, 4095.0)


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_transparency_of_pillow(encoded, mode):
    pixels = random(8, 4)
    picture = Pillow.fromarray(pixels).convert(mode)
    image = open_image(encoded(picture, "JPEG2000", irreversible=False), background="black")
    samples = np.asarray(picture)
    assert np.array_equal(image.alpha[0, 0], samples[..., -1])
    expected = np.round(samples[..., :-1] * (samples[..., -1:] / 255))
    assert np.abs(image.pixels[0].transpose(1, 2, 0) - expected).max() <= 1


def test_components_without_a_meaning_are_bands():
    pixels = random(8, 4)
    image = open_image(encode(pixels, form="j2k"))
    assert (image.colour, image.alpha, image.channels) == (None, None, 4)
    assert np.array_equal(image.pixels[0].transpose(1, 2, 0), pixels)
    assert open_image(encode(pixels, form="j2k"), bands="2").channels == 1


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def test_palettes(encoded):
    indices = random(8, 1) % 4
    colours = np.arange(12, dtype=np.uint8).reshape(4, 3) * 20
    data = encoded(indices, "JPEG2000", irreversible=False)
    at = data.index(b"jp2h") - 4
    length = struct.unpack_from(">I", data, at)[0]
    body = data[at + 8 : at + length].replace(b"\1\0\0\0\0\0\x11", b"\1\0\0\0\0\0\x10")
    body += box(b"pclr", struct.pack(">HB", 4, 3) + b"\7\7\7" + colours.tobytes())
    body += box(b"cmap", b"".join(struct.pack(">HBB", 0, 1, number) for number in range(3)))
    image = open_image(data[:at] + box(b"jp2h", body) + data[at + length :])
    assert image.data_range == 255.0
    assert np.array_equal(image.pixels[0].transpose(1, 2, 0), colours[indices])


def test_luma_and_chroma_become_rgb(encoded):
    grey = np.full((9, 11, 3), 128, np.uint8)
    grey[..., 0] = 90
    data = encoded(grey, "JPEG2000", irreversible=False, mct=0)
    image = open_image(data.replace(b"colr\1\0\0\0\0\0\x10", b"colr\1\0\0\0\0\0\x12"))
    assert image.notes == ("YCbCr converted to RGB",)
    assert np.array_equal(image.pixels[0], np.full((3, 9, 11), 90))


def test_truncated_large_and_unequal(encoded):
    data = encode(random(8))
    for length in (len(data) // 2, len(data) - 40, 70, 30):
        with pytest.raises(ReadError):
            open_image(data[:length])
    with pytest.raises(ImageTooLargeError):
        open_image(data, max_pixels=37 * 53 - 1)
    stream = bytearray(encode(random(8), form="j2k"))
    stream[43] = 2  # the second component has half the columns
    with pytest.raises(UnsupportedFormatError, match="components of unequal depth or size"):
        open_image(bytes(stream))
    stream = bytearray(encode(random(8), form="j2k"))
    stream[8:16] = struct.pack(">2I", 2**30, 2**30)
    with pytest.raises(ImageTooLargeError):
        open_image(bytes(stream))
