"""What is missing, damaged, too large or foreign gives one line of a typed error, and nothing else."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import threading
import warnings
import zlib

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from difference_finder import readers
from difference_finder.errors import (
    DifferenceFinderError,
    ImageTooLargeError,
    InputError,
    ReadError,
    UnsupportedFormatError,
)
from difference_finder.readers import DEFAULT_MAX_PIXELS, known_suffixes, open_image
from difference_finder.readers._limits import check_size
from difference_finder.readers._warnings import collect_warnings


def whole_files(rgb, encoded):
    """One file of every format and of every way in which it is decoded."""
    palette = Image.fromarray(rgb).quantize(40)
    deep = rgb.astype(np.uint16) * 257
    files = {
        "png": encoded(rgb, "PNG"),
        "png palette": encoded(palette, "PNG", transparency=bytes(range(40))),
        "png 16": imagecodecs.png_encode(deep),
        "jpeg": encoded(rgb, "JPEG"),
        "jpeg progressive": encoded(rgb, "JPEG", progressive=True),
        "webp": encoded(rgb, "WEBP"),
        "webp lossless": encoded(rgb, "WEBP", lossless=True),
        "bmp": encoded(rgb, "BMP"),
        "gif": encoded(palette, "GIF"),
        "ppm": encoded(rgb, "PPM"),
        "pgm text": b"P2\n5 4\n255\n" + b" ".join(str(n * 12).encode() for n in range(20)) + b"\n",
        "avif": encoded(rgb, "AVIF"),
        "avif 10": imagecodecs.avif_encode(rgb.astype(np.uint16) * 4, bitspersample=10),
        "jpegxl": imagecodecs.jpegxl_encode(rgb, lossless=True),
        "jpegxl 16": imagecodecs.jpegxl_encode(deep, lossless=True),
        "hdr": imagecodecs.rgbe_encode(rgb.astype(np.float32), header=True),
    }
    for name, pixels, options in [
        ("tiff", rgb, {}),
        ("tiff zlib", rgb, {"compression": "zlib", "rowsperstrip": 8}),
        ("tiff lzw 16", deep, {"compression": "lzw"}),
        ("tiff jpeg", rgb, {"compression": "jpeg"}),
        ("tiff float", rgb / np.float32(255), {"tile": (16, 16)}),
    ]:
        buffer = io.BytesIO()
        tifffile.imwrite(buffer, pixels, photometric="rgb", **options)
        files[name] = buffer.getvalue()
    files["tiff ycbcr"] = encoded(Image.fromarray(rgb).convert("YCbCr"), "TIFF", compression="tiff_lzw")
    files["tiff cmyk"] = encoded(Image.fromarray(rgb).convert("CMYK"), "TIFF", compression="tiff_lzw")
    for save, name in [(np.save, "npy"), (np.savez_compressed, "npz")]:
        buffer = io.BytesIO()
        save(buffer, rgb)
        files[name] = buffer.getvalue()
    return files


def test_truncation_is_an_error_or_changes_nothing(tmp_path, rgb, encoded, capfd):
    for name, data in whole_files(rgb, encoded).items():
        path = tmp_path / "a"
        path.write_bytes(data)
        whole = open_image(path).pixels
        lengths = {len(data) * part // 25 for part in range(1, 25)} | {
            len(data) - n for n in (1, 2, 4, 8, 12)
        }
        refused = 0
        for length in sorted(lengths):
            path.write_bytes(data[:length])
            try:
                pixels = open_image(path).pixels
            except ReadError as error:
                refused += 1
                assert str(error).isprintable(), (name, length)
                assert str(path) in str(error)
            else:
                assert np.array_equal(pixels, whole), (name, length)
        assert refused >= 20, name
    assert capfd.readouterr() == ("", "")


def test_damage_is_a_typed_error_or_an_image(tmp_path, rgb, encoded, capfd):
    rng = np.random.default_rng(3)
    path = tmp_path / "a"
    for name, data in whole_files(rgb, encoded).items():
        for _ in range(12):
            damaged = bytearray(data)
            for at in rng.integers(0, min(len(data), 400), size=2):
                damaged[at] = rng.integers(256)
            path.write_bytes(damaged)
            try:
                image = open_image(path)
            except DifferenceFinderError as error:
                assert str(error).isprintable(), name
            else:
                assert image.pixels.ndim == 4
    assert capfd.readouterr() == ("", "")


def test_missing_folder_empty_and_pipe(tmp_path):
    with pytest.raises(ReadError, match=r"'.*nothing\.png': the file does not exist"):
        open_image(tmp_path / "nothing.png")
    with pytest.raises(ReadError, match="it is a folder, not a file"):
        open_image(str(tmp_path))
    (tmp_path / "empty.png").touch()
    with pytest.raises(ReadError, match=r"empty\.png': the file is empty"):
        open_image(tmp_path / "empty.png")
    with pytest.raises(ReadError, match="null byte"):
        open_image("a\0b.png")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.png")
        with pytest.raises(ReadError, match="it is a pipe or a device"):
            open_image(tmp_path / "pipe.png")


def test_suffix_does_not_matter(tmp_path, rgb, encoded):
    path = tmp_path / "a.png"
    path.write_bytes(encoded(rgb, "BMP"))
    assert open_image(path).format == "bmp"


@pytest.mark.parametrize(
    ("content", "format"),
    [
        (b"BM" + bytes(12) + struct.pack("<I", 40), "bmp"),
        (b"II*\0" + bytes(124) + b"DICM", "dicom"),  # a DICOM file that is also a TIFF
        (b"II*\0" + bytes(124), "tiff"),
        (b"\x93NUMPY", "npy"),
    ],
)
@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.TIFF", "a"])
def test_suffix_does_not_matter_to_the_first_look_up(tmp_path, content, format, name):
    (tmp_path / name).write_bytes(content)
    code = (
        "import sys\nfrom difference_finder import readers\nfrom pathlib import Path\n"
        "print(readers._reader_of(sys.argv[1], Path(sys.argv[1]).read_bytes()).name)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / name)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == format


@pytest.mark.parametrize("form", ["SGI", "DDS", "ICO", "PCX"])
def test_other_formats_of_pillow_are_refused(tmp_path, rgb, encoded, form):
    path = tmp_path / "a.png"
    path.write_bytes(encoded(rgb, form))
    expected = "its format is not supported; convert it to one of avif, bmp, dicom, exr, gif"
    with pytest.raises(UnsupportedFormatError, match=expected):
        open_image(path)


@pytest.mark.parametrize(
    "text", ["BM is a text", "P5", "P7\n", "RIFF....WAVE", "GIF", "PK\x03\x04 x.docx" * 9]
)
def test_texts_are_refused(tmp_path, text):
    path = tmp_path / "a.txt"
    path.write_text(text)
    with pytest.raises((UnsupportedFormatError, ReadError)):
        open_image(path)


def test_names_with_line_breaks_still_give_one_line(tmp_path):
    for data in (b"", b"nothing known", b"\x89PNG\r\n\x1a\n", b"P5\n99999 99999\n255\n"):
        path = tmp_path / "two\nlines.png"
        path.write_bytes(data)
        with pytest.raises(ReadError) as caught:
            open_image(path)
        assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("background", "max_pixels"), [("red", 9), ("#fff", 9), (None, 9), ("white", 0), ("white", 1.5)]
)
def test_impossible_arguments(background, max_pixels):
    with pytest.raises(InputError, match="must be"):
        open_image("a.png", background=background, max_pixels=max_pixels)


def bombs():
    """Small files whose headers announce huge pictures."""
    side = 65000
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    pixels = struct.pack(">I", 4) + b"IDAT" + b"abcd" + struct.pack(">I", zlib.crc32(b"IDATabcd"))
    jpeg = io.BytesIO()
    Image.new("RGB", (8, 8)).save(jpeg, "JPEG")
    frame = jpeg.getvalue().index(b"\xff\xc0") + 5
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, np.zeros((8, 8), np.uint8), photometric="minisblack")
    tiff = buffer.getvalue()
    for code in (256, 257):
        at = tiff.index(struct.pack("<HH", code, 4)) if struct.pack("<HH", code, 4) in tiff else None
        at = tiff.index(struct.pack("<HH", code, 3)) if at is None else at
        tiff = tiff[: at + 2] + struct.pack("<HII", 4, 1, side) + tiff[at + 12 :]
    numpy = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        numpy, {"descr": "<f4", "fortran_order": False, "shape": (side, side, 3)}
    )
    bmp = bytearray(54)
    struct.pack_into("<2sIHHIIiiHHI", bmp, 0, b"BM", 54, 0, 0, 54, 40, side, side, 1, 24, 0)
    return {
        "png": b"\x89PNG\r\n\x1a\n" + chunk + pixels,
        "jpeg": jpeg.getvalue()[:frame] + struct.pack(">HH", side, side) + jpeg.getvalue()[frame + 4 :],
        "tiff": tiff,
        "gif": b"GIF89a"
        + struct.pack("<HHBBB", side, side, 0, 0, 0)
        + b","
        + bytes(8)
        + b"\0\x02\x02L\x01\0;",
        "gif frame": b"GIF89a\x01\0\x01\0\0\0\0,"
        + struct.pack("<4HB", 0, 0, side, side, 0)
        + b"\x02\x02L\x01\0;",
        "bmp": bytes(bmp),
        "ppm": f"P6\n{side} {side}\n255\n".encode(),
        "hdr": f"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y {side} +X {side}\n".encode(),
        "npy": numpy.getvalue(),
    }


@pytest.mark.parametrize("name", bombs())
def test_huge_sizes_are_refused_by_the_header(tmp_path, name):
    path = tmp_path / "a"
    path.write_bytes(bombs()[name])
    expected = rf"4225000000 pixels, more than max_pixels={DEFAULT_MAX_PIXELS};.* max_pixels=4225000000"
    with pytest.raises(ImageTooLargeError, match=expected):
        open_image(path)


def test_limit_is_inclusive(tmp_path, rgb, encoded):
    path = tmp_path / "a.png"
    path.write_bytes(encoded(rgb, "PNG"))
    assert open_image(path, max_pixels=37 * 53).size == (53, 37)
    with pytest.raises(ImageTooLargeError, match="53x37, that is 1961 pixels, more than max_pixels=1960"):
        open_image(path, max_pixels=1960)


def test_tiny_files_with_large_pictures_are_refused(tmp_path):
    """A GIF of 29 bytes must not allocate hundreds of megabytes, though its size is below the limit."""
    path = tmp_path / "a.gif"
    path.write_bytes(
        b"GIF89a" + struct.pack("<HHBBB", 16000, 16000, 0, 0, 0) + b"," + bytes(8) + b"\0\x02\x02L\x01\0;"
    )
    with pytest.raises(
        ImageTooLargeError, match=r"has 29 bytes, but its header announces 16000x16000 pixels"
    ):
        open_image(path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("form", "mode", "side"),
    [("PNG", "RGB", 4800), ("PNG", "1", 8200), ("GIF", "P", 8200), ("TIFF", "RGB", 4800)],
)
def test_honest_pictures_of_one_colour_are_read(tmp_path, encoded, form, mode, side):
    """The best that compression reaches stays below the ratio that is refused, from 67 MB."""
    path = tmp_path / "a"
    options = {"compression": "tiff_lzw"} if form == "TIFF" else {}
    path.write_bytes(encoded(Image.new(mode, (side, side)), form, **options))
    assert open_image(path).size == (side, side)


def test_explicit_limit_opens_the_ratio_too(tmp_path):
    def check(limit):
        check_size(tmp_path / "a", 10_000, 10_000, channels=3, bits=8, file_bytes=100, max_pixels=limit)

    with pytest.raises(ImageTooLargeError, match="max_pixels=1200000000"):
        check(DEFAULT_MAX_PIXELS)
    check(1_200_000_000)


def test_known_suffixes():
    suffixes = known_suffixes()
    assert {
        ".png",
        ".jpg",
        ".jpeg",
        ".tif",
        ".tiff",
        ".webp",
        ".bmp",
        ".gif",
        ".ppm",
        ".avif",
        ".jxl",
    } <= suffixes
    assert {".npy", ".npz", ".hdr", ".exr"} <= suffixes
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in suffixes)


def test_a_reader_that_is_registered_later_is_found(tmp_path, monkeypatch):
    from difference_finder.parts.registry import readers as registry

    monkeypatch.setattr(registry, "_parts", dict(registry._parts))
    monkeypatch.setattr(readers, "_known", list(readers._known))
    path = tmp_path / "a.made_up"
    path.write_bytes(b"MADE UP")
    with pytest.raises(UnsupportedFormatError):
        open_image(path)

    @registry.register("made_up", suffixes=(".made_up",), matches=lambda head: head == b"MADE UP")
    def made_up(path, *, background, max_pixels):
        raise KeyError(f"{background} {max_pixels}")

    with pytest.raises(ReadError, match=r"truncated or damaged MADE_UP \('white 5'\)") as caught:
        open_image(path, max_pixels=5)
    assert isinstance(caught.value.__cause__, KeyError)


def test_warnings_of_decoders_become_notes(tmp_path, rgb, encoded):
    """Pillow warns of this EXIF block; under pytest a warning that leaks is an error."""
    path = tmp_path / "a.jpg"
    exif = b"Exif\0\0II*\0\x08\0\0\0\x05\0\x12\x01\x03\0\x01\0\0\0"
    path.write_bytes(encoded(rgb, "JPEG", exif=exif))
    assert any("EXIF" in note for note in open_image(path).notes)


def test_threads_hear_their_own_warnings_and_filters_are_restored():
    before = (list(warnings.filters), warnings.showwarning)
    barrier = threading.Barrier(4)
    results = {}

    def listen(number):
        for _ in range(50):
            with collect_warnings() as heard:
                barrier.wait()
                warnings.warn_explicit(f"from {number}", UserWarning, "x.py", 1, module="PIL.x")
            results.setdefault(number, []).append(heard)

    threads = [threading.Thread(target=listen, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {number: [[f"from {number}"]] * 50 for number in range(4)}
    assert (list(warnings.filters), warnings.showwarning) == before


def test_many_threads_read_the_same(tmp_path, rgb, encoded):
    from concurrent.futures import ThreadPoolExecutor

    path = tmp_path / "a.png"
    path.write_bytes(encoded(rgb, "PNG"))
    with ThreadPoolExecutor(4) as pool:
        images = list(pool.map(open_image, [path] * 40))
    assert all(np.array_equal(image.pixels, images[0].pixels) for image in images)
