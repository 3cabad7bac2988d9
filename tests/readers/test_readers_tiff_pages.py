"""Pages, sub-images, slices, bands and complex numbers of TIFF."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
import tifffile
from PIL import Image

from difference_finder.errors import ImageTooLargeError, InputError, ReadError, UnsupportedFormatError
from difference_finder.images.contents import held
from difference_finder.readers import open_image
from difference_finder.readers.tiff import tiff


def written(path, pixels, **options):
    tifffile.imwrite(path, pixels, **options)
    return open_image(path)


def stored_pages(path, *pages, **options):
    with tifffile.TiffWriter(path, **options) as file:
        for pixels in pages:
            file.write(pixels, photometric="rgb" if pixels.ndim == 3 else "minisblack")


def test_pages_are_samples_in_order(tmp_path, rgb):
    path = tmp_path / "a.tif"
    pages = [rgb, 255 - rgb, rgb // 2]
    stored_pages(path, *pages)
    image = open_image(path)
    assert np.array_equal(image.pixels, np.stack(pages).transpose(0, 3, 1, 2))
    assert held(image.contents)["pages"].holds == "3 pages"
    assert np.array_equal(open_image(path, pages="2").pixels[0], pages[1].transpose(2, 0, 1))
    with pytest.raises(InputError, match="selects page 4 of 3"):
        open_image(path, pages="4")


@pytest.mark.parametrize("options", [{}, {"bigtiff": True}, {"byteorder": ">"}])
def test_pages_of_other_sizes_and_types_are_kept_apart(tmp_path, rgb, options):
    path = tmp_path / "a.tif"
    pages = [rgb, rgb[:9, :11], rgb[..., 0], rgb.astype(np.uint16) * 257, rgb[::-1]]
    stored_pages(path, *pages, **options)
    image = open_image(path)
    assert image.pixels.shape == (2, 3, 37, 53)
    assert np.array_equal(image.pixels[1], pages[4].transpose(2, 0, 1))
    content = held(image.contents)["pages"]
    assert (content.compared, content.parts) == (False, ("page 2 of 5", "page 3 of 5", "page 4 of 5"))
    assert [page.pixels.shape[1:] for page in content.stored] == [(3, 9, 11), (1, 37, 53), (3, 37, 53)]
    assert np.array_equal(content.stored[2].pixels[0], pages[3].transpose(2, 0, 1))


@pytest.mark.parametrize("options", [{"imagej": True}, {"ome": True}, {"truncate": True}, {}])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_stacks_of_other_programs(tmp_path, rgb, options, dtype):
    """ImageJ, and tifffile on demand, store all images of a stack behind one directory."""
    stack = np.stack([rgb[..., n % 3] + n for n in range(5)]).astype(dtype)
    image = written(tmp_path / "a.tif", stack, photometric="minisblack", **options)
    assert image.pixels.dtype == dtype
    assert np.array_equal(image.pixels[:, 0], stack)


def test_a_truncated_stack_is_an_error(tmp_path, rgb):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, np.stack([rgb[..., 0]] * 3), imagej=True)
    data = path.read_bytes()
    with tifffile.TiffFile(path) as file:
        start = file.pages[0].dataoffsets[0]
    path.write_bytes(data[: start + 37 * 53 * 2])
    with pytest.raises(ReadError, match="truncated or damaged TIFF"):
        open_image(path)


def test_slices_of_a_volume(tmp_path, rgb):
    volume = np.stack([rgb[..., 0], rgb[..., 1], rgb[..., 2], rgb[..., 0] // 3])
    path = tmp_path / "a.tif"
    for options in ({}, {"compression": "zlib"}):
        image = written(path, volume, volumetric=True, tile=(2, 16, 16), photometric="minisblack", **options)
        assert np.array_equal(image.pixels[:, 0], volume)
    with pytest.raises(UnsupportedFormatError, match="volume with compression LZMA is not supported"):
        written(path, volume, volumetric=True, tile=(2, 16, 16), photometric="minisblack", compression="lzma")


@pytest.mark.parametrize("byteorder", ["<", ">"])
def test_sub_images_are_left_out_and_compared(tmp_path, rgb, byteorder):
    path = tmp_path / "a.tif"

    def content(level, pages=1):
        with tifffile.TiffWriter(path, byteorder=byteorder) as file:
            file.write(rgb, photometric="rgb", subifds=2)
            file.write(level, photometric="rgb")
            file.write(rgb[::4, ::4].copy(), photometric="rgb")
            for _ in range(pages - 1):
                file.write(255 - rgb, photometric="rgb")
        image = open_image(path)
        assert np.array_equal(image.pixels[0], rgb.transpose(2, 0, 1))
        return held(image.contents)["pages"]

    first, same, other = (content(level.copy()) for level in (rgb[::2, ::2], rgb[::2, ::2], rgb[1::2, ::2]))
    assert first.holds == "2 sub-images (27x19, 14x10) left out"
    assert first.stored == same.stored
    assert [a == b for a, b in zip(first.stored, other.stored, strict=True)] == [False, True]
    both = content(rgb[::2, ::2].copy(), pages=2)
    assert both.holds == "2 sub-images (27x19, 14x10) left out, 2 pages"
    assert both.stored[:2] == first.stored


@pytest.mark.parametrize("planar", ["contig", "separate"])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("bands", [2, 4, 5, 9])
def test_bands(tmp_path, rgb, planar, dtype, bands):
    pixels = np.dstack([rgb[..., n % 3] // (n + 1) for n in range(bands)]).astype(dtype)
    given = np.ascontiguousarray(pixels.transpose(2, 0, 1)) if planar == "separate" else pixels
    image = written(tmp_path / "a.tif", given, photometric="minisblack", planarconfig=planar)
    assert (image.colour, image.alpha) == (None, None)
    assert np.array_equal(image.pixels[0].transpose(1, 2, 0), pixels)
    assert image.notes == (
        f"grey and {bands - 1} unspecified channel{'s' if bands > 2 else ''} read as {bands} bands",
    )


def test_rgb_with_an_unspecified_channel_is_four_bands(tmp_path, rgb):
    pixels = np.dstack([rgb, rgb[..., 0]])
    image = written(tmp_path / "a.tif", pixels, photometric="rgb", extrasamples=["unspecified"])
    assert image.notes == ("RGB and 1 unspecified channel read as 4 bands",)
    assert (image.colour, image.pixels.shape) == (None, (1, 4, 37, 53))
    assert np.array_equal(image.pixels[0].transpose(1, 2, 0), pixels)


def test_channels_behind_the_alpha_are_left_out_and_compared(tmp_path, rgb, rows):
    alpha = np.full(rgb.shape[:2], 255, np.uint8)
    pixels = np.dstack([rgb, alpha, rgb[..., 1]])
    image = written(tmp_path / "a.tif", pixels, photometric="rgb", extrasamples=["unassalpha", "unspecified"])
    assert np.array_equal(rows(image), rgb)
    content = held(image.contents)["bands"]
    assert (content.holds, content.compared) == ("channel 5 of 5 left out", False)
    assert (content.parts, image.notes) == (("band 5 of 5",), ("channel 5 of 5 left out",))
    assert np.array_equal(content.stored[0][0], rgb[..., 1])


def test_cmyk_with_another_channel(tmp_path, rgb):
    pixels = np.dstack([rgb, rgb[..., 0], rgb[..., 1]])
    image = written(tmp_path / "a.tif", pixels, photometric="separated", extrasamples=["unspecified"])
    assert image.channels == 3
    assert np.array_equal(held(image.contents)["bands"].stored[0][0], rgb[..., 1])


@pytest.mark.parametrize(("photometric", "holds"), [("separated", "CMYK"), ("cielab", "L*a*b*")])
def test_converted_colours_are_compared_as_stored(tmp_path, rgb, photometric, holds):
    pixels = np.dstack([rgb, rgb[..., 0]])[..., : 4 if holds == "CMYK" else 3]
    image = written(tmp_path / "a.tif", pixels, photometric=photometric)
    content = held(image.contents)["unmeasured"]
    assert content.holds == holds
    assert np.array_equal(content.stored[0], pixels)


def complex_integers(pixels, order):
    """A TIFF of pairs of 16-bit integers, which tifffile does not write."""
    buffer = io.BytesIO()
    packed = pixels.astype(order + "i2").reshape(*pixels.shape[:2], 2).view(order + "i4")[..., 0]
    tifffile.imwrite(buffer, packed, photometric="minisblack", byteorder=order)
    tag = struct.pack(order + "HHI", 339, 3, 1)
    return buffer.getvalue().replace(tag + struct.pack(order + "H", 2), tag + struct.pack(order + "H", 5))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("kind", ["complex64", "complex128", "integers"])
def test_complex_numbers(tmp_path, order, kind):
    real, imaginary = np.arange(-15, 15).reshape(5, 6), np.arange(30).reshape(6, 5).T * 3
    numbers = real + 1j * imaginary
    path = tmp_path / "a.tif"
    if kind == "integers":
        path.write_bytes(complex_integers(np.stack([real, imaginary], -1), order))
    else:
        tifffile.imwrite(path, numbers.astype(kind), photometric="minisblack", byteorder=order)
    image = open_image(path)
    assert np.allclose(image.pixels[0, 0], np.abs(numbers), rtol=1e-6)
    assert image.notes == ("magnitude of complex numbers",)
    content = held(image.contents)["phase"]
    assert (content.holds, content.compared) == ("phases of complex numbers", False)
    assert np.allclose(content.stored[0][0, 0], np.angle(numbers), rtol=1e-6)


@pytest.mark.parametrize("shape", [(37, 53), (37, 53, 3)])
@pytest.mark.parametrize("options", [{}, {"tile": (16, 32)}, {"rowsperstrip": 10}])
def test_lossless_jpeg_of_16_bits(tmp_path, shape, options):
    """libtiff returns zeros for it."""
    pixels = np.random.default_rng(1).integers(0, 65536, shape).astype(np.uint16)
    arguments = {"lossless": True, "bitspersample": 16, "outcolorspace": "rgb" if len(shape) == 3 else None}
    path = tmp_path / "a.tif"
    image = written(
        path,
        pixels,
        photometric="rgb" if len(shape) == 3 else "minisblack",
        compression="jpeg",
        compressionargs=arguments,
        **options,
    )
    assert (image.data_range, image.pixels.dtype) == (65535.0, np.uint16)
    assert np.array_equal(np.squeeze(image.pixels[0].transpose(1, 2, 0)), pixels)
    with tifffile.TiffFile(path) as file:
        at = file.pages[0].dataoffsets[0]
    data = path.read_bytes()
    frame = data.index(b"\xff\xc3", at) + 5
    path.write_bytes(data[:frame] + b"\xff\xff\xff\xff" + data[frame + 4 :])
    with pytest.raises(ReadError, match="strip or tile of JPEG announces 65535x65535 pixels"):
        open_image(path)


@pytest.mark.parametrize("compression", ["jpeg2000", "jpegxl", "png"])
def test_other_compressions_are_refused(tmp_path, rgb, compression):
    with pytest.raises(UnsupportedFormatError, match=r"the compression \w+ is not supported"):
        written(tmp_path / "a.tif", rgb, photometric="rgb", compression=compression)


def test_a_page_that_is_not_supported_is_named(tmp_path, rgb):
    path = tmp_path / "a.tif"
    with tifffile.TiffWriter(path) as file:
        file.write(rgb, photometric="rgb")
        file.write(rgb[..., 0], photometric="cfa")
    with pytest.raises(UnsupportedFormatError, match="page 2 of 2: photometric interpretation 32803"):
        open_image(path)


def test_masks_are_pages(tmp_path, rgb):
    path = tmp_path / "a.tif"
    Image.fromarray(rgb[..., 0] > 99).save(path, "TIFF")
    data = path.read_bytes()
    tag = struct.pack("<HHI", 262, 3, 1)
    path.write_bytes(data.replace(tag + b"\1", tag + b"\4"))
    assert np.array_equal(open_image(path).pixels[0, 0], (rgb[..., 0] > 99) * np.uint8(255))


def test_white_is_zero(tmp_path, rgb):
    values = rgb[..., 0].astype(np.uint32) * 7
    path = tmp_path / "a.tif"
    assert np.array_equal(written(path, values, photometric="miniswhite").pixels[0, 0], 2**32 - 1 - values)
    image = written(path, values.astype(np.float32), photometric="miniswhite")
    assert np.array_equal(image.pixels[0, 0], values)
    assert image.notes == ("white is zero; not inverted",)
    assert held(image.contents)["transfer"].compared is False


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_alpha_that_is_not_finite_is_an_error(tmp_path, value):
    pixels = np.full((4, 5, 4), 0.5, np.float32)
    pixels[1, 2, 3] = value
    with pytest.raises(ReadError, match="its alpha is not a finite number in 1 pixel;"):
        written(tmp_path / "a.tif", pixels, photometric="rgb", extrasamples=["unassalpha"])


def test_infinite_colours_behind_transparency_are_not_visible(tmp_path):
    pixels = np.full((4, 5, 4), np.inf, np.float32)
    pixels[..., 3] = 0
    pixels[0, 0, 3] = 1
    image = written(tmp_path / "a.tif", pixels, photometric="rgb", extrasamples=["unassalpha"])
    assert np.isinf(image.pixels[0, 0, 0, 0])
    assert (image.pixels[0, 0].ravel()[1:] == 1).all()


def test_pages_count_together(tmp_path, rgb):
    path = tmp_path / "a.tif"
    stored_pages(path, rgb, rgb, rgb[:9])
    total = 37 * 53 * 2 + 9 * 53
    assert len(tiff(path, background="white", max_pixels=total)) == 3
    expected = f"up to 53x37 in 3 pages, that is {total} pixels, more than max_pixels={total - 1}"
    with pytest.raises(ImageTooLargeError, match=expected):
        open_image(path, max_pixels=total - 1)


def test_finite_floats_are_known(tmp_path, rgb):
    path = tmp_path / "a.tif"
    values = rgb.astype(np.float32) / 255
    assert written(path, values, photometric="rgb").finite
    values[3, 4] = np.nan
    assert not written(path, values, photometric="rgb").finite
