from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from PIL import Image as Pillow

from difference_finder.errors import ImageTooLargeError, ReadError
from difference_finder.readers import open_image


def raw(kind, depth, flags, body, *, size=(3, 2), table=b"", entries=0, bits=0) -> bytes:
    """Write a file of TGA by hand."""
    head = struct.pack("<BBBHHBHHHHBB", 0, bool(table), kind, 0, entries, bits, 0, 0, *size, depth, flags)
    return head + table + bytes(body)


GREY = np.arange(6, dtype=np.uint8).reshape(2, 3) * 40
COLOURS = np.random.default_rng(0).integers(0, 256, (2, 3, 4)).astype(np.uint8)
BGRA = COLOURS[..., [2, 1, 0, 3]]


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "LA"])
@pytest.mark.parametrize("compression", [None, "tga_rle"])
def test_files_of_pillow(rgb, mode, compression):
    picture = Pillow.fromarray(np.dstack([rgb, rgb[..., 0]])).convert(mode)
    content = io.BytesIO()
    picture.save(content, "TGA", compression=compression)
    image = open_image(content.getvalue(), background="black")
    assert (image.format, image.data_range, image.size) == ("tga", 255.0, (53, 37))
    expected = np.asarray(picture.convert("RGB")) if mode in ("P", "RGB") else np.asarray(picture)
    if mode in ("RGBA", "LA"):
        assert np.array_equal(image.alpha[0, 0], expected[..., -1])
        weight = expected[..., -1:] / 255
        expected = np.round(expected[..., :-1] * weight)
    pixels = image.pixels[0].transpose(1, 2, 0).astype(float)
    assert np.abs(pixels - expected.reshape(pixels.shape)).max() <= (1 if mode in ("RGBA", "LA") else 0)


def test_directions():
    for flags, turned in ((0x20, GREY), (0, GREY[::-1]), (0x30, GREY[:, ::-1]), (0x10, GREY[::-1, ::-1])):
        assert np.array_equal(open_image(raw(3, 8, flags, GREY.tobytes())).pixels[0, 0], turned)


def test_the_header_says_whether_there_is_an_alpha():
    image = open_image(raw(2, 32, 0x20, BGRA.tobytes()))
    assert image.alpha is None
    assert image.notes == ("fourth channel ignored: the header says that it is not the alpha",)
    assert np.array_equal(image.pixels[0].transpose(1, 2, 0), COLOURS[..., :3])
    assert np.array_equal(open_image(raw(2, 32, 0x28, BGRA.tobytes())).alpha[0, 0], COLOURS[..., 3])


def test_truncated_and_large_files():
    data = raw(2, 24, 0x20, BGRA[..., :3].tobytes())
    assert open_image(data).size == (3, 2)
    for cut in (data[:-1], data[:20], raw(10, 24, 0x20, b"\x85\1\2")):
        with pytest.raises(ReadError):
            open_image(cut)
    with pytest.raises(ImageTooLargeError):
        open_image(data, max_pixels=5)
    with pytest.raises(ImageTooLargeError):
        open_image(raw(2, 24, 0x20, b"", size=(60000, 60000)))


@pytest.mark.parametrize(
    "head",
    [
        b"\0\0\1\0\1\0\x10\x10\0\0\1\0\x20\0\x68\4\0\0\x16\0\0\0",  # ICO
        b"\0\0\2\0\1\0\x10\x10\0\0\1\0\x20\0\x68\4\0\0\x16\0\0\0",  # CUR
        b"\0\0\1\xba\x44" + bytes(20),  # MPEG
        b"\0\0\0\x18ftypisom" + bytes(20),  # MP4
        bytes(64),
    ],
)
def test_other_files_are_not_taken_for_tga(head):
    from difference_finder.readers.tga import tga

    assert not tga.matches(head)
