from __future__ import annotations

import io

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image, TiffImagePlugin

from difference_finder.errors import ReadError, UnsupportedFormatError
from difference_finder.readers import open_image

UNSIGNED = {"uint8": 255.0, "uint16": 65535.0}


@pytest.mark.parametrize("compression", [None, "zlib", "lzw", "zstd", "packbits"])
@pytest.mark.parametrize(
    "dtype", ["uint8", "uint16", "uint32", "int8", "int16", "int32", "float16", "float32", "float64"]
)
@pytest.mark.parametrize("grey", [True, False])
def test_every_type_is_kept(tmp_path, rgb, rows, dtype, compression, grey):
    pixels = rgb / 255 if dtype.startswith("float") else rgb.astype(np.int64) // 2
    pixels = np.ascontiguousarray(pixels[..., 0] if grey else pixels).astype(dtype)
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, pixels, compression=compression, photometric="minisblack" if grey else "rgb")
    image = open_image(path)
    assert image.format == "tiff"
    assert image.data_range == (1.0 if dtype.startswith("float") else UNSIGNED.get(dtype))
    assert rows(image).dtype == np.dtype(dtype)
    assert np.array_equal(np.squeeze(rows(image)), pixels)


@pytest.mark.parametrize(
    "options",
    [
        {"tile": (16, 16)},
        {"rowsperstrip": 5, "compression": "zlib", "predictor": True},
        {"byteorder": ">"},
        {"bigtiff": True},
        {"bigtiff": True, "byteorder": ">"},
    ],
)
def test_every_layout(tmp_path, rgb, rows, options):
    pixels = rgb.astype(np.uint16) * 256 + 3
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, pixels, photometric="rgb", **options)
    assert np.array_equal(rows(open_image(path)), pixels)


def test_separate_planes(tmp_path, rgb, rows):
    path = tmp_path / "a.tif"
    planes = np.ascontiguousarray(rgb.transpose(2, 0, 1))
    tifffile.imwrite(path, planes, photometric="rgb", planarconfig="separate")
    assert np.array_equal(rows(open_image(path)), rgb)


# Older ones neither read nor write samples that are not whole bytes.
odd_bits = pytest.mark.skipif(imagecodecs.__version__ < "2026.3", reason="needs imagecodecs 2026.3")


@odd_bits
@pytest.mark.parametrize("bits", [1, 2, 4, 10, 12])
@pytest.mark.parametrize("photometric", ["minisblack", "miniswhite"])
def test_odd_bits(tmp_path, rgb, rows, bits, photometric):
    most = 2**bits - 1
    values = (rgb[..., 0].astype(np.uint16) * most // 255).astype(np.uint8 if bits < 8 else np.uint16)
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, values, bitspersample=bits, photometric=photometric)
    image = open_image(path)
    shown = most - values if photometric == "miniswhite" else values
    assert image.data_range == (255.0 if bits < 8 else most)
    assert np.array_equal(rows(image)[..., 0], shown * (255 // most) if bits < 8 else shown)


@odd_bits
@pytest.mark.parametrize("compression", [None, "tiff_lzw", "group4"])
def test_bilevel_as_pillow(tmp_path, rgb, encoded, rows, compression):
    picture = Image.fromarray(rgb).convert("1")
    path = tmp_path / "a.tif"
    path.write_bytes(encoded(picture, "TIFF", compression=compression))
    assert np.array_equal(rows(open_image(path))[..., 0], np.asarray(picture.convert("L")))


def test_palette(tmp_path, rgb, encoded, rows):
    picture = Image.fromarray(rgb).quantize(200)
    path = tmp_path / "a.tif"
    path.write_bytes(encoded(picture, "TIFF"))
    assert np.array_equal(rows(open_image(path)), np.asarray(picture.convert("RGB")))


@pytest.mark.parametrize("mode", ["CMYK", "YCbCr"])
@pytest.mark.parametrize("compression", [None, "tiff_lzw", "tiff_adobe_deflate", "jpeg"])
def test_other_colours_as_pillow(tmp_path, rgb, encoded, rows, mode, compression):
    path = tmp_path / "a.tif"
    path.write_bytes(encoded(Image.fromarray(rgb).convert(mode), "TIFF", compression=compression))
    expected = np.asarray(Image.open(io.BytesIO(path.read_bytes())).convert("RGB")).astype(int)
    # libtiff and Pillow round the conversion of YCbCr differently.
    assert np.abs(rows(open_image(path)) - expected).max() <= (1 if mode == "YCbCr" else 0)


def test_jpeg_in_tiff(tmp_path, rgb, rows):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, rgb, photometric="rgb", compression="jpeg")
    assert np.array_equal(
        rows(open_image(path)), np.asarray(Image.open(io.BytesIO(path.read_bytes())).convert("RGB"))
    )


def test_cmyk_of_16_bits(tmp_path, rows):
    pixels = np.zeros((4, 5, 4), np.uint16)
    pixels[..., 0], pixels[..., 3] = 65535, 32768
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, pixels, photometric="separated")
    image = open_image(path)
    assert image.notes == ("uint16 CMYK converted to RGB without a profile",)
    assert rows(image)[0, 0].tolist() == [0, 32767, 32767]


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("kind", ["assocalpha", "unassalpha"])
def test_alpha(tmp_path, rows, dtype, kind):
    most = 1.0 if dtype == "float32" else np.iinfo(dtype).max
    colour, alpha = 0.4, 0.25
    stored = colour * alpha if kind == "assocalpha" else colour
    pixels = np.full((3, 4, 4), stored * most).astype(dtype)
    pixels[..., 3] = alpha * most
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, pixels, photometric="rgb", extrasamples=[kind])
    image = open_image(path)
    assert image.notes == ("alpha composed on white",)
    expected = (colour * alpha + 1 - alpha) * most
    # Rounding of the stored colour, of the stored alpha and of the sum.
    assert rows(image)[0, 0, 0] == pytest.approx(expected, abs=2 if most > 1 else 1e-6)


def test_range_of_floats(tmp_path):
    path = tmp_path / "a.tif"
    for values, expected in [([0, 1], 1.0), ([0, 1.5], None), ([-0.1, 1], None), ([np.nan, 0.5], 1.0)]:
        tifffile.imwrite(path, np.array([values], np.float32), photometric="minisblack")
        assert open_image(path).data_range == expected


def test_lab(tmp_path, rows):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, np.full((4, 4, 3), (128, 0, 0), np.uint8), photometric="cielab")
    grey = rows(open_image(path))[0, 0]
    # L* = 50 is the sRGB grey 119.
    assert np.abs(grey.astype(int) - 119).max() <= 1


def test_unsupported_colours(tmp_path, rgb):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, rgb[..., 0], photometric="cfa")
    with pytest.raises(UnsupportedFormatError, match="photometric interpretation 32803 is not supported"):
        open_image(path)


def test_damaged_directory_is_silent_and_an_error(tmp_path, rgb, capfd, caplog):
    """tifffile would log, libtiff through Pillow would print."""
    info = TiffImagePlugin.ImageFileDirectory_v2()
    info[270] = "a description that stands behind the pixels " * 3
    path = tmp_path / "a.tif"
    Image.fromarray(rgb).save(path, "TIFF", tiffinfo=info, compression="tiff_lzw")
    data = path.read_bytes()
    for cut in range(1, 200, 7):
        path.write_bytes(data[:-cut])
        with pytest.raises(ReadError, match="truncated or damaged TIFF"):
            open_image(path)
    assert capfd.readouterr() == ("", "")


def test_strip_outside_the_file(tmp_path, rgb):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, rgb, photometric="rgb")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ReadError, match="are announced; the file has"):
        open_image(path)
