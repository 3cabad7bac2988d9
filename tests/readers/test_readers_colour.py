"""Colour spaces of JPEG, AVIF and JPEG XL, and what these files hold besides their picture."""

from __future__ import annotations

import io

import imagecodecs
import numpy as np
import pytest
from PIL import Image, ImageCms

from difference_finder.images.contents import held
from difference_finder.readers import open_image
from difference_finder.readers._jpegxl_header import read_head
from difference_finder.readers.jpegxl import _colours


def test_cmyk_keeps_inks_that_its_conversion_makes_equal(tmp_path, encoded):
    """Without a profile, full black hides the other inks."""
    inks = [np.full((8, 8, 4), (cyan, 0, 0, 255), np.uint8) for cyan in (0, 200)]
    path = tmp_path / "a.jpg"
    images = []
    for ink in inks:
        path.write_bytes(encoded(Image.fromarray(ink, "CMYK"), "JPEG", quality=100))
        images.append(open_image(path))
    assert np.array_equal(images[0].pixels, images[1].pixels)
    stored = [held(image.contents)["unmeasured"].stored[0] for image in images]
    assert not np.array_equal(*stored)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    path.write_bytes(encoded(Image.fromarray(inks[0], "CMYK"), "JPEG", icc_profile=profile))
    assert held(open_image(path).contents)["profile"].holds.startswith("ICC profile")


def test_jpeg_names_its_further_images(tmp_path, rgb, encoded):
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "MPO", save_all=True, append_images=[Image.fromarray(255 - rgb)])
    path = tmp_path / "a.jpg"
    path.write_bytes(buffer.getvalue())
    image = open_image(path)
    further = held(image.contents)["pages"]
    assert (further.holds, further.compared) == ("further images of the multi-picture format", False)
    second = Image.open(io.BytesIO(further.stored[0]))
    assert np.abs(np.asarray(second).astype(int) - (255 - rgb)).mean() < 20
    path.write_bytes(encoded(rgb, "JPEG") + b"no image")
    assert "pages" not in held(open_image(path).contents)


@pytest.mark.parametrize(
    ("primaries", "transfer", "key", "notes"),
    [
        (1, 13, None, 0),
        (2, 2, None, 0),
        (9, 16, (9, 16), 0),
        (12, 13, (12, 13), 0),
        (2, 18, (1, 18), 0),
        (5, 6, None, 1),
    ],
)
def test_avif_records_codes(tmp_path, rgb, encoded, primaries, transfer, key, notes):
    data = encoded(rgb, "AVIF")
    at = data.index(b"colrnclx") + 8
    path = tmp_path / "a.avif"
    path.write_bytes(data[:at] + bytes([0, primaries, 0, transfer]) + data[at + 4 :])
    image = open_image(path)
    assert (None if image.encoding is None else image.encoding.key) == key
    assert len(image.notes) == notes
    name = f"cICP {primaries}/{transfer}/0/1"
    told = held(image.contents).get("profile")
    assert (told is None) == (key is None and not notes)
    assert told is None or told.holds == name


def header(*fields):
    """Return a JPEG XL codestream of 8x8 with fields of (value, bits) behind its size."""
    bits = ""
    for value, count in ((1, 1), (0, 5), (1, 3), *fields):
        bits += f"{value:0{count}b}"[::-1] if count else ""
    bits += "0" * 400
    packed = bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, len(bits) - 7, 8))
    return b"\xff\x0a" + packed


NO_EXTRA = ((0, 1), (0, 1))  # not the defaults; no extra fields
PLAIN = ((0, 1), (0, 2), (1, 1), (0, 2), (0, 1))  # 8 bits, 16 suffice, no extra channels, no XYB


def code(value):
    """Return the fields of a code of an enumeration."""
    return (
        ((value, 2),) if value < 2 else ((2, 2), (value - 2, 4)) if value < 18 else ((3, 2), (value - 18, 6))
    )


def rgb_colours(primaries, transfer):
    """Not the default; no profile; RGB; D65; primaries; no gamma; transfer function."""
    return ((0, 1), (0, 1), *code(0), *code(1), *code(primaries), (0, 1), *code(transfer))


@pytest.mark.parametrize(
    ("fields", "key", "name"),
    [
        (((1, 1),), None, None),
        ((*NO_EXTRA, *PLAIN, (1, 1)), None, None),
        ((*NO_EXTRA, *PLAIN, *rgb_colours(1, 13)), None, None),
        ((*NO_EXTRA, *PLAIN, *rgb_colours(11, 13)), (12, 13), "cICP 12/13/0/1"),
        ((*NO_EXTRA, *PLAIN, *rgb_colours(9, 16)), (9, 16), "cICP 9/16/0/1"),
        ((*NO_EXTRA, *PLAIN, *rgb_colours(9, 18)), (9, 18), "cICP 9/18/0/1"),
        (
            (*NO_EXTRA, *PLAIN, (0, 1), (0, 1), *code(1), *code(1), (1, 1), (5000000, 24)),
            (0.5,),
            "gamma 0.5",
        ),
    ],
)
def test_jpegxl_records_its_colours(fields, key, name):
    notes = []
    encoding, contents = _colours(read_head(header(*fields)), notes)
    assert (None if encoding is None else encoding.key) == key
    assert [content.holds for content in contents] == ([] if name is None else [name])
    assert notes == []


def test_jpegxl_header_skips_channels_and_finds_orientation_and_profile():
    extra = ((0, 1), (1, 1), (5, 3), (0, 1), (0, 1), (0, 1))  # orientation 6, no size, preview or animation
    depth = ((0, 1), (2, 2), (1, 1))  # 12 bits
    alpha = (
        (0, 1),
        *code(0),
        (0, 1),
        (0, 2),
        (0, 2),
        (1, 2),
        (1, 4),
        (65, 8),
        (1, 1),
    )  # named "A", associated
    channels = ((2, 2), (0, 4), *alpha, (0, 1), *code(1), (0, 1), (0, 2), (0, 2), (0, 2))  # alpha and depth
    head = read_head(header(*extra, *depth, *channels, (0, 1), (0, 1), (1, 1), *code(0)))
    assert (head.width, head.height, head.bits, head.orientation) == (8, 8, 12, 6)
    assert (head.extra_channels, head.associated, head.has_profile) == ([0, 1], True, True)


def test_jpegxl_of_the_encoder_is_read_to_its_end(tmp_path, rgb):
    path = tmp_path / "a.jxl"
    for pixels in (rgb, rgb[..., 0], np.dstack([rgb, rgb[..., :1]])):
        path.write_bytes(imagecodecs.jpegxl_encode(pixels, lossless=True))
        image = open_image(path)
        assert image.encoding is None
        assert set(held(image.contents)) <= {"bits", "alpha", "unmeasured"}
    # imagecodecs labels more than 8 bits as linear light.
    for pixels in (rgb.astype(np.uint16) * 257, rgb / np.float32(255)):
        path.write_bytes(imagecodecs.jpegxl_encode(pixels, lossless=True))
        assert open_image(path).encoding.key == (1, 8)
        assert held(open_image(path).contents)["profile"].holds == "cICP 1/8/0/1"
