"""Each format, depth, colour and compression: written by one library, and read by ours and by another one."""

from __future__ import annotations

import io
import itertools

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from difference_finder.readers import open_image

CHANNELS = {"grey": 1, "grey+alpha": 2, "rgb": 3, "rgba": 4, "bands": 5}
WITH_ALPHA = ("grey+alpha", "rgba")
HIGHEST = {"uint8": 255, "uint16": 65535, "float16": 1.0, "float32": 1.0, "float64": 1.0}
# imagecodecs before 2026.3 does not read samples that are not whole bytes.
ODD_BITS = imagecodecs.__version__ >= "2026.3"


def picture(colour, dtype, bits=None):
    """Slopes and noise of odd size over the whole range of the type, opaque if there is an alpha."""
    rng = np.random.default_rng(CHANNELS[colour])
    values = rng.random((21, 34, CHANNELS[colour]))
    values[:, :17] = values[:, :17] * 0.1 + np.linspace(0, 0.9, 17)[:, None]
    kind = np.dtype(dtype)
    highest = 2**bits - 1 if bits else HIGHEST.get(dtype) or np.iinfo(kind).max
    pixels = (values * highest).astype(kind)
    pixels[0, 0], pixels[0, 1] = 0, highest
    if colour in WITH_ALPHA:
        pixels[..., -1] = highest
    return np.squeeze(pixels)


def colours_of(pixels, colour):
    """Return the channels that are compared: an opaque alpha is not one of them."""
    pixels = pixels.reshape(*pixels.shape[:2], -1)
    return pixels[..., :-1] if colour in WITH_ALPHA else pixels


def read(tmp_path, data):
    path = tmp_path / "a"
    path.write_bytes(data)
    image = open_image(path)
    assert len(image.pixels) == 1
    return np.asarray(image.pixels[0]).transpose(1, 2, 0)


def by_pillow(pixels, form, **options):
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, form, **options)
    return buffer.getvalue()


def pillow(data):
    return np.asarray(Image.open(io.BytesIO(data)))


def by_tifffile(pixels, **options):
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, pixels, **options)
    return buffer.getvalue()


def tiff(data):
    return tifffile.imread(io.BytesIO(data))


def check(tmp_path, data, second, original, colour):
    """Compare ours with the second decoder, and with the original."""
    ours = read(tmp_path, data)
    for expected in (second(data), original):
        wanted = colours_of(expected, colour)
        assert ours.dtype == wanted.dtype.newbyteorder("=")
        assert np.array_equal(ours, wanted)


@pytest.mark.parametrize("colour", ["grey", "grey+alpha", "rgb", "rgba"])
@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
@pytest.mark.parametrize("level", [0, 1, 9])
def test_png_of_libpng(tmp_path, colour, dtype, level):
    pixels = picture(colour, dtype)
    check(tmp_path, imagecodecs.png_encode(pixels, level=level), imagecodecs.png_decode, pixels, colour)


@pytest.mark.parametrize("colour", ["grey", "grey+alpha", "rgb", "rgba"])
@pytest.mark.parametrize("options", [{}, {"optimize": True}, {"compress_level": 0}])
def test_png_of_pillow(tmp_path, colour, options):
    pixels = picture(colour, "uint8")
    check(tmp_path, by_pillow(pixels, "PNG", **options), imagecodecs.png_decode, pixels, colour)


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_png_with_a_palette(tmp_path, bits):
    indexed = Image.fromarray(picture("rgb", "uint8")).quantize(2**bits)
    buffer = io.BytesIO()
    indexed.save(buffer, "PNG", bits=bits)
    check(tmp_path, buffer.getvalue(), imagecodecs.png_decode, np.asarray(indexed.convert("RGB")), "rgb")


@pytest.mark.parametrize("colour", ["grey", "rgb"])
def test_bmp(tmp_path, colour):
    pixels = picture(colour, "uint8")
    check(tmp_path, by_pillow(pixels, "BMP"), imagecodecs.bmp_decode, pixels, colour)


@pytest.mark.parametrize("colour", ["grey", "rgb"])
def test_pnm(tmp_path, colour):
    pixels = picture(colour, "uint8")
    check(tmp_path, by_pillow(pixels, "PPM"), pillow, pixels, colour)


def test_pgm_of_16_bits(tmp_path):
    pixels = picture("grey", "uint16")
    check(tmp_path, by_pillow(pixels, "PPM"), lambda data: pillow(data).astype(np.uint16), pixels, "grey")


@pytest.mark.parametrize("colour", ["rgb", "rgba"])
def test_lossless_webp(tmp_path, colour):
    pixels = picture(colour, "uint8")
    data = by_pillow(pixels, "WEBP", lossless=True, exact=True)
    check(
        tmp_path, data, lambda data: imagecodecs.webp_decode(data, hasalpha=colour == "rgba"), pixels, colour
    )


def test_gif(tmp_path):
    indexed = Image.fromarray(picture("rgb", "uint8")).quantize(100)
    buffer = io.BytesIO()
    indexed.save(buffer, "GIF")
    expected = np.asarray(indexed.convert("RGB"))
    check(tmp_path, buffer.getvalue(), imagecodecs.gif_decode, expected, "rgb")


@pytest.mark.parametrize("colour", ["grey", "rgb"])
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"quality": 100, "subsampling": 0}])
def test_jpeg(tmp_path, colour, options):
    data = by_pillow(picture(colour, "uint8"), "JPEG", **options)
    for second in (pillow, imagecodecs.jpeg8_decode):
        gap = read(tmp_path, data).astype(int) - colours_of(second(data), colour)
        # The decoders are builds of libjpeg-turbo, whose vector instructions may round differently.
        assert np.abs(gap).max() <= 1


@pytest.mark.parametrize("colour", ["grey", "rgb"])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_lossless_jpegxl(tmp_path, colour, dtype):
    pixels = picture(colour, dtype)
    data = imagecodecs.jpegxl_encode(pixels, lossless=True)
    check(tmp_path, data, imagecodecs.jpegxl_decode, pixels, colour)


def test_avif(tmp_path):
    data = by_pillow(picture("rgb", "uint8"), "AVIF", quality=90, subsampling="4:4:4")
    assert np.abs(read(tmp_path, data).astype(int) - pillow(data)).max() <= 1  # two roundings of YCbCr


TIFF_TYPES = ["uint8", "uint16", "uint32", "int8", "int16", "int32", "float16", "float32", "float64"]
TIFF_COMPRESSIONS = [None, "lzw", "zlib", "packbits", "lzma", "zstd"]


def tiff_colour(colour, planar="contig"):
    """Return the arguments of tifffile for a colour."""
    options = {"photometric": "rgb" if colour.startswith("rgb") else "minisblack"}
    if colour != "grey":
        options["planarconfig"] = planar
    if colour in WITH_ALPHA:
        options["extrasamples"] = ["unassalpha"]
    return options


@pytest.mark.parametrize("dtype", TIFF_TYPES)
@pytest.mark.parametrize("compression", TIFF_COMPRESSIONS)
def test_tiff(tmp_path, dtype, compression):
    for colour, options in itertools.product(
        ["grey", "rgb", "bands"], [{}, {"tile": (16, 16)}, {"byteorder": ">", "rowsperstrip": 4}]
    ):
        pixels = picture(colour, dtype)
        data = by_tifffile(pixels, compression=compression, **tiff_colour(colour), **options)
        check(tmp_path, data, tiff, pixels, colour)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float16", "float32", "float64"])
@pytest.mark.parametrize("compression", ["lzw", "zlib", "zstd"])
def test_tiff_with_a_predictor(tmp_path, dtype, compression):
    for colour, order in itertools.product(["grey", "rgb", "bands"], "<>"):
        pixels = picture(colour, dtype)
        options = {"compression": compression, "predictor": True, "byteorder": order}
        check(tmp_path, by_tifffile(pixels, **options, **tiff_colour(colour)), tiff, pixels, colour)


@pytest.mark.parametrize("colour", ["rgb", "bands"])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_tiff_in_planes(tmp_path, colour, dtype):
    pixels = picture(colour, dtype)
    planes = np.ascontiguousarray(pixels.transpose(2, 0, 1))
    data = by_tifffile(planes, compression="zlib", **tiff_colour(colour, "separate"))
    check(tmp_path, data, lambda data: tiff(data).transpose(1, 2, 0), pixels, colour)


@pytest.mark.parametrize("colour", ["grey+alpha", "rgba"])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_tiff_with_an_opaque_alpha(tmp_path, colour, dtype):
    pixels = picture(colour, dtype)
    check(tmp_path, by_tifffile(pixels, **tiff_colour(colour)), tiff, pixels, colour)


@pytest.mark.skipif(not ODD_BITS, reason="needs imagecodecs 2026.3")
@pytest.mark.parametrize("bits", [10, 12, 14])
@pytest.mark.parametrize("colour", ["grey", "rgb"])
def test_tiff_of_odd_bits(tmp_path, bits, colour):
    pixels = picture(colour, "uint16", bits)
    data = by_tifffile(pixels, bitspersample=bits, **tiff_colour(colour))
    check(tmp_path, data, tiff, pixels, colour)


@pytest.mark.parametrize("colour", ["grey", "rgb"])
@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
@pytest.mark.parametrize("options", [{}, {"tile": (16, 16)}])
def test_tiff_of_lossless_jpeg(tmp_path, colour, dtype, options):
    pixels = picture(colour, dtype)
    space = {} if colour == "grey" else {"outcolorspace": "rgb"}
    arguments = {"lossless": True, "bitspersample": 8 * pixels.itemsize} | space
    data = by_tifffile(
        pixels, compression="jpeg", compressionargs=arguments, **tiff_colour(colour), **options
    )
    check(tmp_path, data, tiff, pixels, colour)


@pytest.mark.parametrize("compression", [None, "tiff_lzw", "tiff_adobe_deflate", "packbits"])
@pytest.mark.parametrize("colour", ["grey", "rgb"])
def test_tiff_of_pillow(tmp_path, compression, colour):
    pixels = picture(colour, "uint8")
    check(tmp_path, by_pillow(pixels, "TIFF", compression=compression), tiff, pixels, colour)
    if colour == "grey":
        deep = picture(colour, "uint16")
        check(tmp_path, by_pillow(deep, "TIFF", compression=compression), tiff, deep, colour)


@pytest.mark.parametrize("dtype", ["float16", "float32"])
@pytest.mark.parametrize("compression", ["NO", "RLE", "ZIPS", "ZIP", "PIZ"])
def test_exr(tmp_path, dtype, compression):
    exr = pytest.importorskip("OpenEXR")
    pixels = picture("rgb", dtype)
    path = tmp_path / "written.exr"
    header = {"compression": getattr(exr, f"{compression}_COMPRESSION"), "type": exr.scanlineimage}
    exr.File(header, {"RGB": pixels}).write(str(path))
    assert np.array_equal(read(tmp_path, path.read_bytes()), pixels)


@pytest.mark.parametrize("dtype", TIFF_TYPES)
@pytest.mark.parametrize("save", [np.save, np.savez, np.savez_compressed])
def test_numpy(tmp_path, dtype, save):
    pixels = picture("rgb", dtype)
    buffer = io.BytesIO()
    save(buffer, pixels)
    assert np.array_equal(read(tmp_path, buffer.getvalue()), pixels)
