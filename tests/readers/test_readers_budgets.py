"""Small files that ask for much memory are refused, or read, within 128 MB and 5 seconds."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile

import numpy as np
import pytest
import tifffile

from difference_finder.errors import ImageTooLargeError, ReadError
from difference_finder.readers import open_image

MEGABYTES = 128
READ = """
import resource, sys
import imagecodecs, numpy, tifffile
import difference_finder.readers as readers
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + ({limit} << 20),) * 2)
resource.setrlimit(resource.RLIMIT_CPU, (5, 5))
for path in sys.argv[1:]:
    readers.look_at_file(path, decode=False, values=True)
    try:
        print("read", readers.open_image(path).pixels.shape)
    except readers.ReadError as error:
        print(type(error).__name__, error)
"""


def zip_bomb(compression):
    """Write an archive with a header of 16000 x 16000 pixels, and 150 MB of zeros."""

    def write(path):
        head = io.BytesIO()
        np.lib.format.write_array_header_1_0(
            head, {"descr": "|u1", "fortran_order": False, "shape": (16000, 16000)}
        )
        with zipfile.ZipFile(path, "w", compression) as archive:
            archive.writestr("arr_0.npy", head.getvalue() + bytes(150_000_000), compresslevel=1)

    return write


def with_tag(code, kind, count, value):
    """A TIFF of 16 x 16 pixels in one tile with another entry for a tag."""
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, np.zeros((16, 16), np.uint8), photometric="minisblack", tile=(16, 16))
    data = bytearray(buffer.getvalue())
    (at,) = struct.unpack_from("<I", data, 4)
    for place in range(at + 2, at + 2 + 12 * struct.unpack_from("<H", data, at)[0], 12):
        if struct.unpack_from("<H", data, place)[0] == code:
            struct.pack_into("<HHII", data, place, code, kind, count, value)
            return bytes(data)
    raise AssertionError(code)


def shared_tags(directories=200, values=300_000):
    """A TIFF with many directories that all name the same long list of strips."""
    lists = struct.pack("<I", 8) * values + struct.pack("<I", 1) * values
    data = bytearray(b"II*\0" + struct.pack("<I", 8 + len(lists)) + lists)
    for number in range(directories):
        tags = [(256, 4, 1, 8), (257, 4, 1, 8), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1)]
        tags += [(273, 4, values, 8), (277, 3, 1, 1), (278, 4, 1, 8), (279, 4, values, 8 + 4 * values)]
        following = 0 if number + 1 == directories else len(data) + 2 + 12 * len(tags) + 4
        data += struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags)
        data += struct.pack("<I", following)
    return bytes(data)


def sparse(head, size=3 * 2**30):
    """A file of 3 GB that takes no room."""

    def write(path):
        with path.open("wb") as file:
            file.write(head)
            file.truncate(size)

    return write


HOSTILE = {
    "bzip2": (zip_bomb(zipfile.ZIP_BZIP2), "ImageTooLargeError"),
    "lzma": (zip_bomb(zipfile.ZIP_LZMA), "ImageTooLargeError"),
    "npy header": (b"\x93NUMPY\2\0" + struct.pack("<I", 2**31 - 1), "header announces 2147483647 bytes"),
    "sparse npy": (sparse(b"\x93NUMPY\2\0" + struct.pack("<I", 2**31 - 1)), "header announces 2147483647"),
    "tag beyond": (with_tag(324, 4, 2**31, 8), "its tag 324 has 2147483648 values"),
    "text beyond": (with_tag(305, 2, 2**32 - 1, 8), "its tag 305 has 4294967295 values"),
    "huge tile": (with_tag(322, 4, 1, 2**30), "ImageTooLargeError"),
    "shared tags": (shared_tags(), "ImageTooLargeError"),
    "sparse tiff": (sparse(b"II*\0\x08\0\0\0"), "ReadError"),
    "sparse ppm": (sparse(b"P6\n20 20\n255\n"), "not enough memory"),
    "sparse bmp": (sparse(b"BM" + bytes(12) + b"\x28"), "ReadError"),
    "sparse hdr": (sparse(b"#?RADIANCE\n"), "ReadError"),
}


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of memory need Linux")
def test_hostile_files_stay_within_memory_and_time(tmp_path):
    paths = []
    for name, (content, _) in HOSTILE.items():
        paths.append(tmp_path / name)
        content(paths[-1]) if callable(content) else paths[-1].write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", READ.format(limit=MEGABYTES), *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert len(lines) == len(HOSTILE)
    for line, (name, (_, expected)) in zip(lines, HOSTILE.items(), strict=True):
        assert expected in line, name


def test_large_files_are_refused_by_their_size(tmp_path):
    path = tmp_path / "a.ppm"
    path.write_bytes(b"P6\n2 2\n255\n" + bytes(12) + bytes(2**25))
    with pytest.raises(
        ImageTooLargeError, match=r"bytes, more than max_pixels=9 allows; .*max_pixels=104857"
    ):
        open_image(path, max_pixels=9)
    assert open_image(path).size == (2, 2)


@pytest.mark.parametrize("order", ["<", ">"])
def test_directories_that_follow_themselves(tmp_path, order):
    path = tmp_path / "a.tif"
    with tifffile.TiffWriter(path, byteorder=order) as file:
        for _ in range(2):
            file.write(np.zeros((4, 5), np.uint8), photometric="minisblack")
    with tifffile.TiffFile(path) as file:
        first, second = (page.offset for page in file.pages)
    data = bytearray(path.read_bytes())
    at = second + 2 + 12 * struct.unpack_from(order + "H", data, second)[0]
    struct.pack_into(order + "I", data, at, first)
    path.write_bytes(data)
    with pytest.raises(ReadError, match="follows itself"):
        open_image(path)


def test_window_of_lzma(tmp_path):
    path = tmp_path / "a.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("arr_0.npy", b"\x93NUMPY\1\0" + bytes(100))
    data = bytearray(path.read_bytes())
    at = 30 + len("arr_0.npy") + 5
    struct.pack_into("<I", data, at, 2**32 - 1)
    path.write_bytes(data)
    with pytest.raises(ReadError, match="its LZMA window of 4294967295 bytes exceeds"):
        open_image(path)
