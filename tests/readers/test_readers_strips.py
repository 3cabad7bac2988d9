"""Files that are read strip by strip, against the same files read as a whole."""

import numpy as np
import pytest
import tifffile
from PIL import Image as Pillow

from difference_finder.errors import ImageTooLargeError, ReadError, UnsupportedFormatError
from difference_finder.readers import _png_strips, _strip_file, _tiff_strips, open_image
from difference_finder.readers.strips import open_strips

RNG = np.random.default_rng(0)
COLOURS = RNG.integers(0, 256, (70, 90, 3), dtype=np.uint8)
COLOURS[20:50] = 7
DEEP = RNG.integers(0, 65536, (70, 90, 3), dtype=np.uint16)
FLOATS = RNG.random((70, 90), dtype=np.float32)

TIFFS = {
    "plain": (COLOURS, {}),
    "strips": (COLOURS, {"rowsperstrip": 7}),
    "lzw": (COLOURS, {"rowsperstrip": 7, "compression": "lzw"}),
    "deflate": (COLOURS, {"rowsperstrip": 16, "compression": "zlib"}),
    "packbits": (COLOURS, {"rowsperstrip": 16, "compression": "packbits"}),
    "zstd": (COLOURS, {"rowsperstrip": 16, "compression": "zstd"}),
    "tiles": (COLOURS, {"tile": (32, 48)}),
    "tiles with a predictor": (COLOURS, {"tile": (32, 48), "compression": "zlib", "predictor": True}),
    "bigtiff": (COLOURS, {"tile": (16, 16), "compression": "zlib", "bigtiff": True}),
    "16 bits": (DEEP, {"tile": (32, 32), "compression": "lzw", "predictor": True}),
    "16 bits, big-endian": (DEEP, {"rowsperstrip": 9, "compression": "zlib", "byteorder": ">"}),
    "big-endian": (DEEP, {"byteorder": ">"}),
    "grey": (COLOURS[..., 0], {"tile": (32, 32)}),
    "floats": (FLOATS, {"rowsperstrip": 8, "compression": "zlib", "predictor": True}),
    "planes": (COLOURS.transpose(2, 0, 1), {"planarconfig": "separate", "rowsperstrip": 16}),
    "planes in tiles": (
        COLOURS.transpose(2, 0, 1),
        {"planarconfig": "separate", "tile": (32, 32), "compression": "zlib"},
    ),
}
"""Samples and the options of tifffile."""


def write_tiff(path, name):
    samples, options = TIFFS[name]
    colours = 3 in (samples.shape[0], samples.shape[-1])
    tifffile.imwrite(path, samples, photometric="rgb" if colours else "minisblack", metadata=None, **options)
    return path


def check_equal(path, monkeypatch, **options):
    """The strips of a file must be the rows of the whole, for blocks and strips of several heights."""
    whole = open_image(path, **options)
    for block_bytes, rows in ((2**25, 1000), (1, 1), (3000, 13)):
        for module in (_strip_file, _tiff_strips, _png_strips):
            monkeypatch.setattr(module, "BLOCK_BYTES", block_bytes, raising=False)
        file = open_strips(path, **options)
        assert (file.width, file.height) == whole.size
        strips = list(file.strips(rows))
        assert {strip.pixels.shape[2] for strip in strips[:-1]} <= {rows}
        assert np.array_equal(np.concatenate([strip.pixels for strip in strips], axis=2), whole.pixels)
        for fact in ("data_range", "name", "colour", "format", "notes", "encoding"):
            assert {getattr(strip, fact) for strip in strips} == {getattr(whole, fact)}


@pytest.mark.parametrize("name", TIFFS)
def test_tiff(tmp_path, monkeypatch, name):
    check_equal(write_tiff(tmp_path / "a.tif", name), monkeypatch)


@pytest.mark.parametrize("mode", ["RGB", "L", "I;16"])
def test_png(tmp_path, monkeypatch, mode):
    samples = {"RGB": COLOURS, "L": COLOURS[..., 0], "I;16": DEEP[..., 0]}[mode]
    Pillow.fromarray(samples).save(tmp_path / "a.png")
    check_equal(tmp_path / "a.png", monkeypatch)


def test_png_of_16_bits_and_three_channels(tmp_path, monkeypatch):
    import imagecodecs

    (tmp_path / "a.png").write_bytes(imagecodecs.png_encode(DEEP))
    check_equal(tmp_path / "a.png", monkeypatch)


@pytest.mark.parametrize(
    "array", [COLOURS, COLOURS[..., 0], np.ascontiguousarray(COLOURS.transpose(2, 0, 1)), FLOATS, DEEP > 9]
)
def test_npy(tmp_path, monkeypatch, array):
    np.save(tmp_path / "a.npy", array)
    check_equal(tmp_path / "a.npy", monkeypatch)


def test_npy_with_given_axes(tmp_path, monkeypatch):
    np.save(tmp_path / "a.npy", COLOURS[:, :60].transpose(0, 2, 1))
    with pytest.raises(UnsupportedFormatError, match="axes"):
        open_strips(tmp_path / "a.npy", axes="HCW")
    np.save(tmp_path / "a.npy", COLOURS)
    check_equal(tmp_path / "a.npy", monkeypatch, axes="HWC")


def refused(path, match, **options):
    with pytest.raises(UnsupportedFormatError, match=f"in strips: .*{match}"):
        open_strips(path, **options)


def test_what_is_only_read_as_a_whole_is_refused(tmp_path):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, [COLOURS, COLOURS], photometric="rgb", metadata=None)
    refused(path, "2 pages; save each page")
    tifffile.imwrite(path, np.dstack([COLOURS, COLOURS[..., :1]]), extrasamples=["unassalpha"])
    refused(path, "alpha")
    tifffile.imwrite(path, COLOURS, photometric="rgb", compression="jpeg")
    refused(path, "compression is JPEG|photometric interpretation is 6")
    tifffile.imwrite(path, COLOURS, photometric="rgb", extratags=[(274, 3, 1, 6, True)])
    refused(path, "orientation is 6")
    path = tmp_path / "a.png"
    Pillow.fromarray(COLOURS).convert("P").save(path)
    refused(path, "palette")
    Pillow.fromarray(COLOURS).convert("RGBA").save(path)
    refused(path, "transparent")
    Pillow.fromarray(COLOURS).save(tmp_path / "a.bmp")
    refused(tmp_path / "a.bmp", "convert it to one of npy, png, tiff")
    np.save(tmp_path / "a.npy", np.asfortranarray(COLOURS))
    refused(tmp_path / "a.npy", "rows first")
    np.save(tmp_path / "a.npy", np.dstack([COLOURS, COLOURS[..., :1]]))
    refused(tmp_path / "a.npy", "alpha")


def test_tiff_with_strips_beyond_memory_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(_tiff_strips, "_MOST_BYTES", 5000)
    tifffile.imwrite(tmp_path / "b.tif", COLOURS, photometric="rgb", compression="zlib", rowsperstrip=70)
    refused(tmp_path / "b.tif", "strips or tiles have 70 rows, 18900 bytes; write it with at most 18 rows")


def damage(path, at):
    content = bytearray(path.read_bytes())
    content[at] ^= 255
    path.write_bytes(content)


@pytest.mark.parametrize("name", ["deflate", "lzw", "plain", "tiles"])
def test_a_truncated_tiff_is_an_error(tmp_path, name):
    path = write_tiff(tmp_path / "a.tif", name)
    file = open_strips(path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(ReadError, match="truncated or damaged TIFF"):
        list(file.strips(10))
    with pytest.raises(ReadError, match=r"cannot read .*a\.tif"):
        list(open_strips(path).strips(10))


def test_a_damaged_png_is_an_error(tmp_path):
    path = tmp_path / "a.png"
    Pillow.fromarray(COLOURS).save(path)
    damage(path, 3000)
    with pytest.raises(ReadError, match="truncated or damaged PNG"):
        list(open_strips(path).strips(10))
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(ReadError, match=r"ends inside a chunk|before its last chunk"):
        open_strips(path)


def test_an_array_that_ends_early_is_an_error(tmp_path):
    np.save(tmp_path / "a.npy", COLOURS)
    content = (tmp_path / "a.npy").read_bytes()
    (tmp_path / "a.npy").write_bytes(content[:-9])
    with pytest.raises(ReadError, match="values are announced"):
        open_strips(tmp_path / "a.npy")


def test_headers_are_held_against_the_limit(tmp_path):
    np.save(tmp_path / "a.npy", COLOURS)
    for path in (tmp_path / "a.npy", write_tiff(tmp_path / "a.tif", "lzw")):
        with pytest.raises(ImageTooLargeError, match="max_pixels"):
            open_strips(path, max_pixels=6299)
        assert open_strips(path, max_pixels=6300).width == 90


def test_sub_images_are_told(tmp_path):
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        file.write(COLOURS, subifds=1, photometric="rgb", tile=(32, 32))
        file.write(COLOURS[::2, ::2], subfiletype=1, photometric="rgb", tile=(32, 32))
    assert open_strips(tmp_path / "a.tif").left_out == (
        f"1 sub-image of '{tmp_path / 'a.tif'}' not looked at",
    )
