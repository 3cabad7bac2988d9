"""JPEG, WebP, AVIF and JPEG XL against a second decoder."""

from __future__ import annotations

import functools
import io

import imagecodecs
import numpy as np
import pytest
from PIL import Image, ImageCms, ImageOps

from difference_finder.images.contents import held
from difference_finder.readers import open_image


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}, {"quality": 100}])
def test_jpeg_as_imagecodecs(tmp_path, rgb, encoded, rows, options):
    path = tmp_path / "a.jpg"
    path.write_bytes(encoded(rgb, "JPEG", **options))
    image = open_image(path)
    assert (image.format, image.data_range, image.notes) == ("jpeg", 255.0, ())
    assert np.array_equal(rows(image), imagecodecs.jpeg8_decode(path.read_bytes()))


def test_grey_jpeg(tmp_path, rgb, encoded, rows):
    path = tmp_path / "a.jpg"
    path.write_bytes(encoded(rgb[..., 0], "JPEG"))
    assert np.array_equal(rows(open_image(path))[..., 0], imagecodecs.jpeg8_decode(path.read_bytes()))


def test_cmyk_jpeg(tmp_path, rgb, encoded, rows):
    path = tmp_path / "a.jpg"
    path.write_bytes(encoded(Image.fromarray(rgb).convert("CMYK"), "JPEG", quality=95))
    image = open_image(path)
    assert image.notes == ("CMYK converted to RGB without a profile",)
    assert np.array_equal(rows(image), np.asarray(Image.open(io.BytesIO(path.read_bytes())).convert("RGB")))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation(tmp_path, rgb, encoded, rows, form, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "a"
    path.write_bytes(encoded(rgb, form, exif=exif))
    image = open_image(path)
    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(path.read_bytes()))).convert("RGB")
    assert np.array_equal(rows(image), np.asarray(expected))
    assert image.notes == ((f"EXIF orientation {orientation} applied",) if orientation > 1 else ())


@functools.cache  # a profile holds the second in which it was made
def swapped_profile() -> bytes:
    """A profile like sRGB whose red and blue primaries changed places."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for at in range(132, 132 + 12 * profile[131], 12):
        tag = bytes(profile[at : at + 4])
        profile[at : at + 4] = {b"rXYZ": b"bXYZ", b"bXYZ": b"rXYZ"}.get(tag, tag)
    return bytes(profile).replace("sRGB".encode("utf-16-be"), "swap".encode("utf-16-be"))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF"])
def test_profile_is_kept_beside_the_stored_pixels(tmp_path, encoded, rows, form):
    path = tmp_path / "a"
    colour = np.full((16, 16, 3), (250, 10, 30), np.uint8)
    options = {"lossless": True} if form == "WEBP" else {}
    path.write_bytes(encoded(colour, form, icc_profile=swapped_profile(), **options))
    image = open_image(path)
    assert image.notes == ()
    assert image.encoding.profile == swapped_profile()
    assert image.encoding.name == "ICC profile 'swap built-in'"
    profile = held(image.contents)["profile"]
    assert (profile.holds, profile.compared) == (image.encoding.name, True)
    assert np.array_equal(rows(image), np.asarray(Image.open(io.BytesIO(path.read_bytes())).convert("RGB")))


def test_srgb_profile_changes_nothing(tmp_path, rgb, encoded, rows):
    path = tmp_path / "a.png"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path.write_bytes(encoded(rgb, "PNG", icc_profile=profile))
    image = open_image(path)
    assert image.notes == ()
    assert np.array_equal(rows(image), rgb)


def test_damaged_profile_is_noted(tmp_path, rgb, encoded, rows):
    path = tmp_path / "a.png"
    path.write_bytes(encoded(rgb, "PNG", icc_profile=b"no profile at all" * 20))
    image = open_image(path)
    assert image.notes == ("ICC profile is damaged; ignored",)
    assert np.array_equal(rows(image), rgb)


def test_profile_of_16_bits_is_kept(tmp_path, rgb, rows):
    import tifffile

    path = tmp_path / "a.tif"
    tifffile.imwrite(path, rgb.astype(np.uint16) * 257, photometric="rgb", iccprofile=swapped_profile())
    image = open_image(path)
    assert image.notes == ()
    assert image.encoding.profile == swapped_profile()
    assert np.array_equal(rows(image), rgb.astype(np.uint16) * 257)


@pytest.mark.parametrize("lossless", [True, False])
def test_webp(tmp_path, rgb, encoded, rows, lossless):
    path = tmp_path / "a.webp"
    path.write_bytes(encoded(rgb, "WEBP", lossless=lossless))
    image = open_image(path)
    assert (image.format, image.data_range) == ("webp", 255.0)
    assert np.array_equal(rows(image), np.asarray(Image.open(io.BytesIO(path.read_bytes()))))


@pytest.mark.parametrize("grey", [True, False])
def test_avif_of_8_bits_as_imagecodecs(tmp_path, rgb, encoded, rows, grey):
    path = tmp_path / "a.avif"
    path.write_bytes(encoded(rgb[..., 0] if grey else rgb, "AVIF", quality=80))
    decoded = imagecodecs.avif_decode(path.read_bytes())
    image = open_image(path)
    assert (image.format, image.data_range) == ("avif", 255.0)
    assert np.array_equal(np.squeeze(rows(image)), decoded)


@pytest.mark.parametrize("bits", [10, 12])
def test_avif_keeps_its_bits(tmp_path, rgb, rows, bits):
    pixels = rgb.astype(np.uint16) << (bits - 8) | 1
    path = tmp_path / "a.avif"
    path.write_bytes(imagecodecs.avif_encode(pixels, level=100, bitspersample=bits))
    image = open_image(path)
    assert image.data_range == 2**bits - 1
    assert rows(image).dtype == np.uint16
    # Colours are stored as luma and chroma, which costs one or two levels of the many there are.
    assert np.abs(rows(image).astype(int) - pixels).max() <= 2


@pytest.mark.parametrize("bits", [8, 10, 12, 16])
@pytest.mark.parametrize("container", [True, False])
def test_jpegxl(tmp_path, rgb, rows, bits, container):
    pixels = rgb if bits == 8 else rgb.astype(np.uint16) << (bits - 8) | 1
    path = tmp_path / "a.jxl"
    path.write_bytes(
        imagecodecs.jpegxl_encode(pixels, lossless=True, bitspersample=bits, usecontainer=container)
    )
    image = open_image(path)
    assert (image.format, image.data_range) == ("jpegxl", 2.0**bits - 1)
    assert np.array_equal(rows(image), pixels)


@pytest.mark.parametrize(
    ("width", "height"), [(64, 48), (48, 64), (256, 256), (300, 200), (17, 9), (640, 360)]
)
def test_jpegxl_sizes(tmp_path, width, height):
    """The header has short forms for multiples of 8 and for common ratios; each must be read right."""
    path = tmp_path / "a.jxl"
    path.write_bytes(imagecodecs.jpegxl_encode(np.zeros((height, width, 3), np.uint8), lossless=True))
    assert open_image(path).size == (width, height)


def test_jpegxl_of_floats_and_alpha(tmp_path, rgb, rows):
    path = tmp_path / "a.jxl"
    floats = rgb.astype(np.float32) / 255
    path.write_bytes(imagecodecs.jpegxl_encode(floats, lossless=True))
    assert open_image(path).data_range == 1.0
    assert np.array_equal(rows(open_image(path)), floats)
    clear = np.dstack([rgb, np.zeros(rgb.shape[:2], np.uint8)])
    path.write_bytes(imagecodecs.jpegxl_encode(clear, lossless=True))
    assert (rows(open_image(path)) == 255).all()
