"""Pairs of files with equal and with unequal colour encodings, through the whole program."""

from __future__ import annotations

import struct
import warnings
import zlib

import imagecodecs
import numpy as np
import pytest

from difference_finder import Finder, score
from difference_finder.errors import DataRangeError, UnequalWarning
from difference_finder.pipeline.measurement import Measurement


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def cicp(*codes):
    return chunk(b"cICP", bytes(codes))


P3, REC_2020, SRGB = cicp(12, 13, 0, 1), cicp(9, 13, 0, 1), b""


@pytest.fixture
def write(tmp_path):
    def made(name, pixels, chunks=b""):
        data = imagecodecs.png_encode(np.ascontiguousarray(pixels))
        path = tmp_path / name
        path.write_bytes(data[:33] + chunks + data[33:])
        return path

    return made


def prepared(*paths, **options):
    measurement = Measurement.checked(**options)
    return measurement.prepare([measurement.open(path) for path in paths])


def in_p3(srgb, most):
    """Return sRGB colours as rounded values of Display P3, by matrices of CSS Color 4."""
    light = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    matrix = [[0.8224621, 0.1775380, 0.0], [0.0331941, 0.9668058, 0.0], [0.0170827, 0.0723974, 0.9105199]]
    light = light @ np.transpose(matrix)
    values = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.round(values * most)


COLOURS = np.random.default_rng(0).random((9, 11, 3))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_one_picture_in_two_encodings_differs_by_rounding_alone(write, dtype):
    most = np.iinfo(dtype).max
    first = write("a.png", np.round(COLOURS * most).astype(dtype))
    second = write("b.png", in_p3(COLOURS, most).astype(dtype), P3)
    pair = prepared(first, second)
    assert (pair.data_range, pair.divisors, pair.first.dtype) == (1.0, None, np.float32)
    # Half a step of a bright green moves a dark red by 0.5 * 0.22 * 2.3 * 12.9 steps, 3.3; others add to it.
    assert np.abs(pair.first - pair.second).max() < 6 / most
    assert pair.notes == (
        "colours converted to sRGB without clipping, because encodings differ:"
        f" '{first}' has sRGB, '{second}' has cICP 12/13/0/1",
    )


def test_equal_encodings_are_compared_as_stored(write):
    pixels = np.round(COLOURS * 255).astype(np.uint8)
    pair = prepared(write("a.png", pixels, P3), write("b.png", 255 - pixels, P3))
    assert pair.divisors == (255.0, 255.0)
    assert np.array_equal(pair.first[0].transpose(1, 2, 0), pixels)
    assert pair.notes == ()


def test_colours_outside_of_srgb_are_not_made_equal(write):
    """Two greens beyond sRGB, which a conversion that clips shows as one."""
    greens = [np.full((4, 4, 3), (0, green, 0), np.uint8) for green in (250, 255)]
    first, second = write("a.png", greens[0], REC_2020), write("b.png", greens[1], P3)
    pair = prepared(first, second)
    assert pair.first.min() < 0
    assert np.abs(pair.first - pair.second).max() > 0.01
    with pytest.warns(UnequalWarning, match="cICP 9/13/0/1 in the first image, cICP 12/13/0/1 in the second"):
        assert score("mse", first, second) > 0


def test_white_black_and_greys_stay_equal(write):
    greys = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    pair = prepared(write("a.png", greys), write("b.png", greys, P3))
    assert np.abs(pair.first - pair.second).max() < 2e-7


def test_unequal_profiles_are_never_no_difference(write):
    pixels = np.full((8, 8, 3), 128, np.uint8)
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("always")
        comparison = Finder().compare(write("a.png", pixels), write("b.png", pixels, P3))
    assert [one.kind for one in comparison.unequal] == ["profile"]


def test_three_images_come_to_one_space(write):
    pixels = np.round(COLOURS * 65535).astype(np.uint16)
    wide = in_p3(COLOURS, 65535).astype(np.uint16)
    pair = prepared(write("a.png", pixels), write("b.png", wide, P3), write("c.png", wide, P3))
    assert pair.data_range == 1.0
    assert np.abs(pair.first - pair.reference).max() < 1e-4
    assert np.array_equal(pair.second, pair.reference)


def test_linear_gamma_meets_srgb(write):
    grey = np.full((4, 4), 188, np.uint8)
    light = round(((188 / 255 + 0.055) / 1.055) ** 2.4 * 65535)
    linear = write("b.png", np.full((4, 4), light, np.uint16), chunk(b"gAMA", struct.pack(">I", 100000)))
    pair = prepared(write("a.png", grey), linear)
    assert np.abs(pair.first - pair.second).max() < 1e-5


def test_arrays_are_compared_as_stored(write):
    pixels = np.round(COLOURS * 255).astype(np.uint8)
    path = write("a.png", pixels, P3)
    pair = prepared(path, pixels)
    assert np.array_equal(np.asarray(pair.first), np.asarray(pair.second))
    assert pair.notes == (
        f"cICP 12/13/0/1 of '{path}' not converted to sRGB: 'array' does not record a colour encoding",
    )


def test_data_range_counts_before_the_conversion(write):
    """12 bits in 16, one of them in Display P3."""
    first = write("a.png", np.round(COLOURS * 4095).astype(np.uint16))
    second = write("b.png", in_p3(COLOURS, 4095).astype(np.uint16), P3)
    pair = prepared(first, second, data_range=4095.0)
    assert pair.data_range == 1.0
    assert np.abs(pair.first - pair.second).max() < 1e-3
    assert 0.9 < pair.first.max() <= 1
    with pytest.raises(DataRangeError, match="more than"):
        prepared(first, second, data_range=100.0)


def test_background_of_a_colour_is_noted(write):
    clear = np.dstack([np.round(COLOURS * 255), np.zeros((9, 11))]).astype(np.uint8)
    pair = prepared(write("a.png", clear), write("b.png", clear, P3), background="#ff0000")
    assert "background #ff0000 was composed in the encoding of each file" in pair.notes
