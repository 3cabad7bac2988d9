"""Colour encodings against Little CMS, published primaries and published values of transfer functions."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from PIL import Image, ImageCms

from difference_finder.colour.encoding import (
    cicp_encoding,
    gamma_encoding,
    icc_encoding,
    is_srgb,
    png_encoding,
    to_srgb,
)
from difference_finder.colour.icc import parse_icc
from difference_finder.colour.primaries import CICP_PRIMARIES, D50, SRGB, rgb_to_xyz
from difference_finder.colour.transfer import decode_srgb, encode_srgb

ADOBE_RGB = (0.64, 0.33, 0.21, 0.71, 0.15, 0.06, 0.3127, 0.3290)
PROPHOTO = (0.734699, 0.265301, 0.159597, 0.840403, 0.036598, 0.000105, 0.345704, 0.358540)
DISPLAY_P3, REC_2020 = CICP_PRIMARIES[12], CICP_PRIMARIES[9]
P3_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def tag_of_curve(curve):
    """Return a curve tag: a tuple of parameters, a gamma in 1/256, or a table of 16-bit values."""
    if isinstance(curve, tuple):
        kind = {1: 0, 3: 1, 4: 2, 5: 3, 7: 4}[len(curve)]
        return b"para\0\0\0\0" + struct.pack(f">HH{len(curve)}i", kind, 0, *(round(v * 65536) for v in curve))
    values = [round(curve * 256)] if isinstance(curve, float) else curve
    return b"curv\0\0\0\0" + struct.pack(f">I{len(values)}H", len(values), *values)


def profile_of(chromaticities=SRGB, curve=P3_CURVE, name="made", space=b"RGB ", **more):
    """Return a profile of a matrix and one curve, or of a grey curve."""
    text = name.encode() + b"\0"
    tags = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78),
        b"wtpt": b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(v * 65536) for v in D50)),
        **{key.encode(): body for key, body in more.items()},
    }
    if space == b"GRAY":
        tags[b"kTRC"] = tag_of_curve(curve)
    else:
        for column, colour in zip(rgb_to_xyz(chromaticities).T, "rgb", strict=True):
            body = struct.pack(">3i", *(round(v * 65536) for v in column))
            tags[f"{colour}XYZ".encode()] = b"XYZ \0\0\0\0" + body
            tags[f"{colour}TRC".encode()] = tag_of_curve(curve)
    table, body, at = b"", b"", 132 + 12 * len(tags)
    for kind, tag in tags.items():
        padded = tag + bytes(-len(tag) % 4)
        table += struct.pack(">4sII", kind, at + len(body), len(tag))
        body += padded
    head = struct.pack(">I4s4s4s4s4s12s4s", at + len(body), b"test", b"\x04\0\0\0", b"mntr", space, b"XYZ ",
                       bytes(12), b"acsp")  # fmt: skip
    white = struct.pack(">3i", *(round(v * 65536) for v in D50))
    return (head.ljust(68, b"\0") + white).ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


@pytest.mark.parametrize(
    ("chromaticities", "expected"),
    [
        # Published matrices under D50: Lindbloom (sRGB, Adobe RGB), Apple (Display P3), ISO (ProPhoto).
        (SRGB, [[0.4360, 0.3851, 0.1431], [0.2225, 0.7169, 0.0606], [0.0139, 0.0971, 0.7141]]),
        (ADOBE_RGB, [[0.6098, 0.2053, 0.1492], [0.3111, 0.6257, 0.0632], [0.0195, 0.0609, 0.7446]]),
        (DISPLAY_P3, [[0.5151, 0.2920, 0.1571], [0.2412, 0.6922, 0.0666], [-0.0011, 0.0419, 0.7841]]),
        (REC_2020, [[0.6735, 0.1657, 0.1251], [0.2790, 0.6753, 0.0456], [-0.0019, 0.0300, 0.7970]]),
        (PROPHOTO, [[0.7977, 0.1352, 0.0313], [0.2880, 0.7119, 0.0001], [0.0000, 0.0000, 0.8249]]),
    ],
)
def test_matrices_are_the_published_ones(chromaticities, expected):
    # Publications differ in the last of four digits by the digits of their whites.
    assert np.abs(rgb_to_xyz(chromaticities) - expected).max() < 2.5e-4


@pytest.mark.parametrize("curve", [P3_CURVE, 2.2, (1.8,), [round(65535 * (n / 99) ** 2) for n in range(100)],
                                   (2.2, 0.9, 0.1), (2.2, 0.9, 0.05, 0.01),
                                   (2.4, 0.94, 0.05, 0.08, 0.04, 0.01, 0.0)])  # fmt: skip
@pytest.mark.parametrize("chromaticities", [SRGB, DISPLAY_P3, ADOBE_RGB, REC_2020, PROPHOTO])
def test_profiles_as_little_cms(chromaticities, curve):
    profile = profile_of(chromaticities, curve)
    encoding = icc_encoding(profile, 3)
    if encoding is None:
        assert (chromaticities, curve) == (SRGB, P3_CURVE)
        return
    colours = np.random.default_rng(0).integers(0, 256, (2000, 3), dtype=np.uint8)
    converted = to_srgb(colours / 255, encoding)
    inside = ((converted >= 0) & (converted <= 1)).all(axis=1)
    assert inside.any()
    theirs = ImageCms.profileToProfile(
        Image.fromarray(colours[:, None]),
        io.BytesIO(profile),
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
    )
    # Little CMS rounds to 8 bits, after steps of 16 bits, which are coarse near black.
    assert np.abs(np.asarray(theirs)[:, 0] - 255 * converted)[inside].max() < 1


def test_colours_outside_of_srgb_are_not_clipped():
    red = to_srgb(np.array([[1.0, 0.0, 0.0]]), icc_encoding(profile_of(DISPLAY_P3), 3))
    # CSS Color 4 gives color(display-p3 1 0 0) as color(srgb 1.0930 -0.2267 -0.1501).
    assert np.abs(red - [[1.0930, -0.2267, -0.1501]]).max() < 2e-4
    assert np.array_equal(
        to_srgb(np.ones((1, 3)), icc_encoding(profile_of(PROPHOTO, (1.8,)), 3)).round(9), [[1] * 3]
    )


def test_grey_profiles():
    encoding = icc_encoding(profile_of(space=b"GRAY", curve=1.0), 1)
    assert np.allclose(
        to_srgb(np.array([[0.0], [0.5], [1.0]]), encoding)[:, 0], encode_srgb(np.array([0, 0.5, 1]))
    )
    assert icc_encoding(profile_of(space=b"GRAY"), 1) is None
    # Grey that was composed on a coloured background has three channels.
    assert to_srgb(np.full((2, 3), 0.5), encoding).shape == (2, 3)


def test_srgb_is_told_by_its_colours():
    assert is_srgb(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    assert is_srgb(profile_of(name="anything"))
    # The curve of the usual "sRGB IEC61966-2.1" is a table of 1024 values.
    steps = [round(65535 * value) for value in decode_srgb(np.linspace(0, 1, 1024))]
    assert is_srgb(profile_of(curve=steps))
    assert not is_srgb(profile_of(name="sRGB", curve=2.2))
    assert not is_srgb(profile_of(DISPLAY_P3, name="sRGB IEC61966-2.1"))


def test_texts_and_dates_do_not_make_a_profile_another_one():
    one, other = (
        icc_encoding(profile_of(DISPLAY_P3, name=name, cprt=name.encode()), 3) for name in ("a", "bcd")
    )
    assert one == other
    assert one.name == "ICC profile 'a'"
    assert one != icc_encoding(profile_of(DISPLAY_P3, 2.2, name="a"), 3)


def test_profiles_of_tables_are_applied_by_little_cms():
    """A table of eight corners that inverts: white becomes black."""
    corners = np.array([[r, g, b] for r in (0, 1) for g in (0, 1) for b in (0, 1)], dtype=float)
    xyz = (1 - corners) @ rgb_to_xyz(SRGB).T / (1 + 32767 / 32768)
    identity = struct.pack(">2H", 0, 65535)
    table = b"".join(struct.pack(">3H", *np.clip(np.round(row * 65535), 0, 65535).astype(int)) for row in xyz)
    lut = (
        b"mft2\0\0\0\0"
        + bytes([3, 3, 2, 0])
        + struct.pack(">9i", *(65536 * v for v in np.eye(3, dtype=int).ravel()))
    )
    lut += struct.pack(">HH", 2, 2) + identity * 3 + table + identity * 3
    encoding = icc_encoding(profile_of(A2B0=lut), 3)
    converted = to_srgb(corners, encoding)
    assert np.abs(converted - (1 - corners)).max() < 1e-3
    assert not parse_icc(profile_of(A2B0=lut)).curves


def test_damaged_profiles_are_told():
    whole, rng = profile_of(DISPLAY_P3), np.random.default_rng(2)
    for length in range(0, len(whole), 7):
        with pytest.raises(ValueError, match="ICC profile"):
            parse_icc(whole[:length])
    for _ in range(300):
        damaged = bytearray(whole)
        for at in rng.integers(0, len(whole), 3):
            damaged[at] = rng.integers(256)
        try:
            icc_encoding(bytes(damaged), 3)
        except ValueError:
            continue


@pytest.mark.parametrize(
    ("transfer", "value", "light"),
    [
        (1, 0.5, 0.25959),
        (8, 0.5, 0.5),
        (13, 0.5, 0.21404),
        (16, 0.58068888, 1.0),  # PQ: 203 cd/m2 is at 58 % (ITU-R BT.2408)
        (18, 0.75, 1.0),  # HLG: 203 cd/m2 is at 75 % on a display of 1000 cd/m2 (ITU-R BT.2408)
    ],
)
def test_transfer_functions(transfer, value, light):
    encoding = cicp_encoding(9, transfer, "cICP")
    grey = decode_srgb(to_srgb(np.full((1, 3), value), encoding))
    # BT.2408 rounds the level of HLG to two digits.
    assert np.abs(grey - light).max() < (5e-3 if transfer == 18 else 1e-4)


def test_srgb_curve_is_inverted_below_0_and_above_1():
    values = np.linspace(-2, 3, 5001)
    assert np.abs(encode_srgb(decode_srgb(values)) - values).max() < 1e-12


def test_gamma_of_0_45455_is_srgb_and_others_are_powers():
    assert png_encoding(0.45455, SRGB, "") is None
    assert png_encoding(0.45455, None, "") is None
    encoding = png_encoding(0.5, None, "gAMA 0.5")
    assert np.allclose(decode_srgb(to_srgb(np.array([[0.5] * 3]), encoding)), 0.25)
    wide = gamma_encoding(0.0, DISPLAY_P3, "")
    colours = np.random.default_rng(1).random((50, 3))
    assert np.allclose(to_srgb(colours, wide), to_srgb(colours, cicp_encoding(12, 13, "")), atol=1e-12)
    for gamma, chromaticities in ((0.0, None), (1.0, (0.3,) * 8), (1.0, (0.0,) * 8)):
        with pytest.raises(ValueError, match=r"gamma|primaries|positive"):
            png_encoding(gamma, chromaticities, "")
