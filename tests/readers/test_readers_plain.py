"""BMP, GIF, PNM, Radiance HDR, OpenEXR and NumPy files."""

from __future__ import annotations

import io
import struct
import sys
import zipfile

import imagecodecs
import numpy as np
import pytest
from PIL import Image, ImageCms

from difference_finder.errors import MissingDependencyError, ReadError, UnsupportedFormatError
from difference_finder.images.contents import held
from difference_finder.readers import open_image


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "1", "RGBA"])
def test_bmp(tmp_path, rgb, encoded, rows, mode):
    picture = Image.fromarray(rgb).convert(mode)
    path = tmp_path / "a.bmp"
    path.write_bytes(encoded(picture, "BMP"))
    image = open_image(path)
    shown = picture.convert("L" if mode in "L1" else "RGB")
    assert (image.format, image.data_range) == ("bmp", 255.0)
    assert np.array_equal(np.squeeze(rows(image)), np.asarray(shown))


def test_profile_of_bmp(tmp_path, rgb, encoded):
    """The fifth version of the header embeds a profile behind the pixels."""
    stored = encoded(rgb, "BMP")
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[profile.index(b"para") + 13] ^= 1  # another exponent than that of sRGB
    header = bytearray(124)
    header[:40] = stored[14:54]
    struct.pack_into("<I", header, 0, 124)
    header[56:60] = b"DEBM"
    body = stored[54:]
    struct.pack_into("<II", header, 112, 124 + len(body), len(profile))
    path = tmp_path / "a.bmp"
    size = b"BM" + struct.pack("<IHHI", 0, 0, 0, 14 + 124)
    path.write_bytes(size + header + body + profile)
    image = open_image(path)
    assert np.array_equal(image.pixels[0].transpose(1, 2, 0), rgb)
    assert "profile" in held(image.contents)
    path.write_bytes(size + header + body + profile[:-1])
    with pytest.raises(ReadError, match="its profile announces"):
        open_image(path)


def test_gif(tmp_path, rgb, encoded, rows):
    path = tmp_path / "a.gif"
    path.write_bytes(encoded(Image.fromarray(rgb).quantize(64), "GIF"))
    image = open_image(path)
    assert image.notes == ()
    assert np.array_equal(rows(image), np.asarray(Image.open(io.BytesIO(path.read_bytes())).convert("RGB")))


def test_gif_of_greys_is_in_colour_and_transparency_is_composed(tmp_path, rgb, encoded, rows):
    path = tmp_path / "a.gif"
    path.write_bytes(encoded(rgb[..., 0], "GIF"))
    assert rows(open_image(path)).shape == rgb.shape
    picture = Image.fromarray(rgb).quantize(8)
    path.write_bytes(encoded(picture, "GIF", transparency=3))
    clear = np.asarray(Image.open(io.BytesIO(path.read_bytes())).convert("RGBA"))[..., 3] == 0
    image = open_image(path, background="#ff0000")
    assert image.notes == ("alpha composed on #ff0000",)
    assert clear.any()
    assert (rows(image)[clear] == (255, 0, 0)).all()


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("greatest", [1, 15, 255, 256, 1023, 65535])
@pytest.mark.parametrize("text", [True, False])
def test_pgm_and_ppm(tmp_path, rgb, rows, channels, greatest, text):
    pixels = rgb[..., :channels].astype(np.int64) * greatest // 255
    kind = {1: (5, 2), 3: (6, 3)}[channels][text]
    header = f"P{kind}\n# a comment\n53 37\n# another\n{greatest}\n".encode()
    if text:
        body = b" ".join(str(value).encode() for value in pixels.ravel()) + b"\n"
    else:
        body = pixels.astype(">u2" if greatest > 255 else "u1").tobytes()
    path = tmp_path / "a.ppm"
    path.write_bytes(header + body)
    image = open_image(path)
    assert (image.format, image.data_range) == ("pnm", greatest)
    assert rows(image).dtype == (np.uint16 if greatest > 255 else np.uint8)
    assert np.array_equal(rows(image), pixels)


@pytest.mark.parametrize("text", [True, False])
def test_pbm(tmp_path, rgb, encoded, rows, text):
    bits = rgb[..., 0] > 120
    path = tmp_path / "a.pbm"
    if text:
        lines = "\n".join("".join("01"[not bit] for bit in row) for row in bits)
        path.write_text(f"P1\n53 37\n{lines}\n")
    else:
        path.write_bytes(encoded(Image.fromarray(bits), "PPM"))
    image = open_image(path)
    assert image.data_range == 255.0
    assert np.array_equal(rows(image)[..., 0], bits * np.uint8(255))


def test_images_of_pnm_that_follow_each_other_are_pages(tmp_path, rgb, encoded):
    path = tmp_path / "a.ppm"
    grey, bits = rgb[..., 1], rgb[..., 0] > 120
    files = [encoded(picture, "PPM") for picture in (rgb, 255 - rgb, grey, bits)]
    path.write_bytes(b"".join(files))
    image = open_image(path)
    assert np.array_equal(image.pixels, np.stack([rgb, 255 - rgb]).transpose(0, 3, 1, 2))
    content = held(image.contents)["pages"]
    assert content.parts == ("page 3 of 4", "page 4 of 4")
    assert np.array_equal(content.stored[0].pixels[0, 0], grey)
    assert np.array_equal(content.stored[1].pixels[0, 0], bits * np.uint8(255))
    path.write_bytes(files[0] + b"\n")
    assert open_image(path).notes == ()
    path.write_bytes(files[0] + b"more")
    image = open_image(path)
    assert image.notes == ("4 bytes behind the image left out",)
    assert held(image.contents)["pages"].stored == (b"more",)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"P5\n3 3\n255\n12345678", "it has 8 of the 9 samples"),
        (b"P4\n9 3\n12345", "it has 40 of the 48 samples"),
        (b"P2\n2 1\n255\n1\n", "it has 1 of the 2 samples"),
        (b"P2\n2 1\n255\n1 300\n", "it has the value 300; its header announces at most 255"),
        (b"P2\n2 1\n255\n1 25", "digits may be missing"),
        (b"P2\n2 1\n255\n1 x\n", "invalid literal"),
        (b"P5\n2 1\n70000\nabcd", "its greatest value is 70000"),
        (b"P5\n2 1", "its header is incomplete"),
        (b"P5\n0 1\n255\n", "announces 0x1 pixels"),
    ],
)
def test_damaged_pnm(tmp_path, data, complaint):
    path = tmp_path / "a.pgm"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=complaint):
        open_image(path)


def test_hdr(tmp_path, rgb, rows):
    pixels = rgb.astype(np.float32) / 64
    path = tmp_path / "a.hdr"
    path.write_bytes(imagecodecs.rgbe_encode(pixels, header=True))
    image = open_image(path)
    assert (image.format, image.data_range) == ("hdr", None)
    # One exponent for three mantissas of 8 bits.
    assert np.abs(rows(image) - pixels).max() <= pixels.max() / 128
    exposed = path.read_bytes().replace(b"FORMAT", b"EXPOSURE=2.5\nFORMAT", 1)
    path.write_bytes(exposed)
    image = open_image(path)
    assert image.notes == ("exposure 2.5 not applied",)
    assert held(image.contents)["transfer"].holds == "exposure 2.5"
    path.write_bytes(exposed.replace(b"FORMAT", b"PRIMARIES= .6  .3 .3 .6 .1 .1 .3 .3\nFORMAT", 1))
    image = open_image(path)
    assert held(image.contents)["profile"].holds == "primaries .6 .3 .3 .6 .1 .1 .3 .3"
    assert image.notes == ("exposure 2.5 not applied", "PRIMARIES not applied")
    path.write_bytes(exposed.replace(b"-Y", b"+Y"))
    with pytest.raises(ReadError, match="the only supported layout"):
        open_image(path)


@pytest.mark.parametrize("dtype", ["float16", "float32"])
@pytest.mark.parametrize("channels", ["RGB", "RGBA", "Y"])
def test_exr(tmp_path, rgb, rows, dtype, channels):
    exr = pytest.importorskip("OpenEXR")
    pixels = (rgb / 255).astype(dtype)
    names = {"R": pixels[..., 0], "G": pixels[..., 1], "B": pixels[..., 2], "Y": pixels[..., 0]}
    planes = {name: np.ascontiguousarray(names.get(name, pixels[..., 0] * 0)) for name in channels}
    path = tmp_path / "a.exr"
    header = {"compression": exr.PIZ_COMPRESSION, "type": exr.scanlineimage}
    exr.File(header, planes).write(str(path))
    image = open_image(path, background="black")
    assert (image.format, image.data_range) == ("exr", 1.0)
    assert rows(image).dtype == np.dtype(dtype)
    # The alpha is zero, and the colours are multiplied by it already: on black they stay.
    assert np.array_equal(np.squeeze(rows(image)), pixels[..., 0] if channels == "Y" else pixels)
    if channels == "RGBA":
        assert image.notes == ("alpha composed on black",)
        assert np.allclose(rows(open_image(path)), 1 + pixels.astype(float), atol=1e-3)


def test_exr_with_other_channels(tmp_path, rgb):
    exr = pytest.importorskip("OpenEXR")
    plane = rgb[..., 0].astype(np.float32)
    path = tmp_path / "a.exr"
    header = {"compression": exr.ZIP_COMPRESSION, "type": exr.scanlineimage}
    exr.File(header, {"Y": plane, "Z": plane}).write(str(path))
    image = open_image(path)
    assert image.notes == ("channels left out: Z",)
    content = held(image.contents)["bands"]
    assert (content.compared, content.parts) == (False, ("channel Z",))
    assert np.array_equal(content.stored[0], plane)
    exr.File(header, {"U": plane, "V": plane + 1}).write(str(path))
    image = open_image(path)
    assert (image.colour, image.notes) == (None, ("channels U, V read as bands",))
    assert np.array_equal(image.pixels[0], np.stack([plane, plane + 1]))
    exr.File(header, {"U": plane, "V": plane.astype(np.float16)}).write(str(path))
    with pytest.raises(UnsupportedFormatError, match="its channels differ in size or type"):
        open_image(path)
    exr.File(header, {"Y": plane, "RY": plane, "BY": plane}).write(str(path))
    with pytest.raises(UnsupportedFormatError, match="it has the channels BY, RY, Y"):
        open_image(path)


def test_parts_of_exr_are_pages(tmp_path, rgb):
    exr = pytest.importorskip("OpenEXR")
    header = {"compression": exr.ZIP_COMPRESSION, "type": exr.scanlineimage}
    colours = rgb.astype(np.float32) / 255
    planes = [{"RGB": colours}, {"RGB": 1 - colours}, {"Z": colours[..., 0].copy()}]
    parts = [exr.Part({**header, "name": f"p{n}"}, channels, f"p{n}") for n, channels in enumerate(planes)]
    path = tmp_path / "a.exr"
    exr.File(parts).write(str(path))
    image = open_image(path)
    assert np.array_equal(image.pixels, np.stack([colours, 1 - colours]).transpose(0, 3, 1, 2))
    content = held(image.contents)["pages"]
    assert (content.compared, content.parts) == (False, ("page 3 of 3",))
    assert np.array_equal(content.stored[0].pixels[0, 0], colours[..., 0])


def test_deep_exr_is_refused_before_it_is_decoded(tmp_path, monkeypatch):
    exr = pytest.importorskip("OpenEXR")
    samples = np.empty((4, 4), dtype=object)
    for place in np.ndindex(4, 4):
        samples[place] = np.arange(sum(place) % 3, dtype=np.float32)
    path = tmp_path / "a.exr"
    header = {"compression": exr.ZIPS_COMPRESSION, "type": exr.deepscanline}
    exr.File(header, {"Z": samples}).write(str(path))
    monkeypatch.setattr(exr, "File", None)
    with pytest.raises(UnsupportedFormatError, match="its pixels are deep"):
        open_image(path)


def test_windows_and_chromaticities_of_exr_are_contents(tmp_path, rgb):
    exr = pytest.importorskip("OpenEXR")
    path = tmp_path / "a.exr"
    header = {
        "compression": exr.ZIP_COMPRESSION,
        "type": exr.scanlineimage,
        "chromaticities": (0.64, 0.33, 0.3, 0.6, 0.15, 0.06, 0.3127, 0.329),
        "displayWindow": (np.array([0, 0], np.int32), np.array([9, 8], np.int32)),
    }
    exr.File(header, {"RGB": rgb.astype(np.float32)}).write(str(path))
    contents = held(open_image(path).contents)
    assert contents["profile"].holds == "chromaticities 0.64 0.33 0.3 0.6 0.15 0.06 0.3127 0.329"
    assert contents["size"].holds == "data window [[0, 0], [52, 36]], display window [[0, 0], [9, 8]]"


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_alpha_of_exr_that_is_not_finite_is_an_error(tmp_path, rgb, value):
    exr = pytest.importorskip("OpenEXR")
    plane = rgb[..., 0].astype(np.float32)
    alpha = plane / 255
    alpha[3, 4] = value
    path = tmp_path / "a.exr"
    header = {"compression": exr.ZIP_COMPRESSION, "type": exr.scanlineimage}
    exr.File(header, {"R": plane, "G": plane, "B": plane, "A": alpha}).write(str(path))
    with pytest.raises(ReadError, match="its alpha is not a finite number in 1 pixel;"):
        open_image(path)


def test_damaged_exr_is_silent_and_an_error(tmp_path, rgb, capfd):
    """OpenEXR prints about damage on both streams."""
    exr = pytest.importorskip("OpenEXR")
    path = tmp_path / "a.exr"
    header = {"compression": exr.ZIP_COMPRESSION, "type": exr.scanlineimage}
    exr.File(header, {"RGB": rgb.astype(np.float32)}).write(str(path))
    data = path.read_bytes()
    for length in range(8, len(data), len(data) // 20):
        path.write_bytes(data[:length])
        with pytest.raises(ReadError, match="cannot read"):
            open_image(path)
    assert capfd.readouterr() == ("", "")


def test_exr_without_its_package(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "OpenEXR", None)
    path = tmp_path / "a.exr"
    path.write_bytes(b"\x76\x2f\x31\x01\x02\0\0\0")
    with pytest.raises(MissingDependencyError, match=r"pip install 'OpenEXR>=3.3'"):
        open_image(path)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", ["uint8", ">u2", "float32", "bool", "int64"])
def test_npy(tmp_path, rgb, order, dtype):
    array = np.asarray(rgb.astype(dtype), order=order)
    path = tmp_path / "a.npy"
    np.save(path, array)
    image = open_image(path)
    assert (image.format, image.colour) == ("npy", None)
    assert np.array_equal(image.pixels[0].transpose(1, 2, 0), array)
    assert image.data_range == {"uint8": 255.0, ">u2": 65535.0, "bool": 1.0}.get(dtype)


def test_npz(tmp_path, rgb):
    path = tmp_path / "a.npz"
    np.savez_compressed(path, something=rgb)
    assert np.array_equal(open_image(path).pixels[0].transpose(1, 2, 0), rgb)
    np.savez(path, image=rgb, other=rgb[:2])
    image = open_image(path)
    assert (image.format, image.size, image.notes) == ("npz", (53, 37), ("array 'image' of 2",))
    content = held(image.contents)["pages"]
    assert (content.holds, content.compared) == ("array 'other' left out", False)
    np.savez_compressed(path, image=rgb, other=rgb[:2])
    assert held(open_image(path).contents)["pages"].stored == content.stored
    np.savez(path, image=rgb, other=rgb[1:3])
    assert held(open_image(path).contents)["pages"].stored != content.stored
    np.savez(path, one=rgb, two=rgb)
    with pytest.raises(ReadError, match="it has the arrays one, two; keep one"):
        open_image(path)


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_npz_of_other_compressions(tmp_path, rgb, compression):
    path = tmp_path / "a.npz"
    array = io.BytesIO()
    np.save(array, rgb)
    with zipfile.ZipFile(path, "w", compression) as archive:
        archive.writestr("arr_0.npy", array.getvalue())
    assert np.array_equal(open_image(path).pixels[0].transpose(1, 2, 0), rgb)
    with zipfile.ZipFile(path) as archive:
        crc = archive.infolist()[0].CRC.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(crc, b"abcd"))
    with pytest.raises(ReadError, match="another checksum than announced"):
        open_image(path)


@pytest.mark.parametrize("name", ["npy", "npz"])
def test_phases_of_complex_arrays_are_contents(tmp_path, name):
    path = tmp_path / f"a.{name}"
    numbers = np.array([[3 + 4j, 1j, 0], [-1, complex(-0.0, -0.0), np.nan]])
    (np.save if name == "npy" else np.savez)(path, numbers)
    image = open_image(path)
    assert image.notes == ("magnitude of complex numbers",)
    content = held(image.contents)["phase"]
    assert content.compared is False
    expected = [[np.arctan2(4, 3), np.pi / 2, 0], [np.pi, 0, 0]]
    assert np.allclose(content.stored[0][0, 0], expected)


def test_npy_of_objects_is_refused(tmp_path):
    path = tmp_path / "a.npy"
    np.save(path, np.array([[1, "x"]], dtype=object), allow_pickle=True)
    with pytest.raises(ReadError, match="it holds Python objects"):
        open_image(path)


@pytest.mark.parametrize("array", [np.zeros(5), np.zeros((0, 4)), np.array(1.0)])
def test_npy_that_is_no_image(tmp_path, array):
    path = tmp_path / "a.npy"
    np.save(path, array)
    with pytest.raises(ReadError, match=r"cannot read '.*a\.npy'"):
        open_image(path)
