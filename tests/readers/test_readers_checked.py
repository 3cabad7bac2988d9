"""Every image passes one check after its reader, whichever package the reader comes from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from difference_finder import readers
from difference_finder.errors import ReadError, UnsupportedFormatError
from difference_finder.images.contents import Content
from difference_finder.images.image import Image
from difference_finder.readers import open_image
from difference_finder.readers._checked import find_fault

SOUND = Image(np.full((1, 3, 4, 5), 200, np.uint8), data_range=255.0)


def ints(dtype, *values):
    return np.array(values, dtype).reshape(1, 1, 1, -1)


@pytest.fixture
def returned(tmp_path, monkeypatch):
    """Read a file by a reader of another package that returns a given object."""
    from difference_finder.parts.registry import readers as registry

    readers.known_suffixes()  # all readers are loaded before the registry is replaced
    monkeypatch.setattr(registry, "_parts", dict(registry._parts))
    monkeypatch.setattr(readers, "_known", list(readers._known))
    path = tmp_path / "a.made_up"
    path.write_bytes(b"MADE UP")
    results = []

    @registry.register("made_up", suffixes=(".made_up",), matches=lambda head: head == b"MADE UP")
    def made_up(path, *, background, max_pixels):
        return results[-1]

    def read(result):
        results.append(result)
        return open_image(path)

    return read


@pytest.mark.parametrize(
    ("result", "fault"),
    [
        (None, "it returned NoneType, not Image"),
        ([SOUND, np.zeros((1, 1, 4, 5))], "it returned ndarray, not Image"),
        ([], "it returned no image"),
        (replace(SOUND, pixels=[[1]]), "its pixels are of the type list, not a numpy array"),
        (replace(SOUND, pixels=np.zeros((4, 5), np.uint8)), r"the shape \(4, 5\), not \(N, C, H, W\)"),
        (replace(SOUND, pixels=np.zeros((1, 0, 4, 5), np.uint8)), "which is empty"),
        (replace(SOUND, pixels=np.zeros((1, 1, 4, 5), complex)), "its pixels are complex128, not real"),
        (replace(SOUND, pixels=np.zeros((1, 1, 4, 5), object)), "its pixels are object, not real"),
        (replace(SOUND, pixels=np.zeros((1, 1, 4, 5), "M8[s]")), r"its pixels are datetime64\[s\], not real"),
        (replace(SOUND, data_range="255"), "its data range is '255', not a number"),
        (replace(SOUND, data_range=float("nan")), "its data range is nan, not above 0"),
        (replace(SOUND, data_range=0), "its data range is 0, not above 0"),
        (replace(SOUND, data_range=65535.0), "its data range 65535 exceeds the 8 bits of uint8"),
        (replace(SOUND, data_range=199.0), "it has the values 200 to 200, and announces the range 199"),
        (
            Image(ints("i2", -1000, 3096), data_range=4095.0),
            "values -1000 to 3096, and announces the range 4095",
        ),
        (Image(ints("?", True), data_range=255.0), "its data range 255 exceeds the 1 bits of bool"),
        (Image(ints("f4", 0, np.nan), data_range=1.0, finite=True), "not all finite, as it announces"),
        (replace(SOUND, alpha=np.zeros((1, 1, 4, 4), np.uint8)), r"its alphas have the shape \(1, 1, 4, 4\)"),
        (replace(SOUND, alpha=np.zeros((1, 1, 4, 5), complex)), "its alphas are complex128, not real"),
        (replace(SOUND, alpha=SOUND.pixels[:, :1], alpha_range=0.0), "its opaque alpha is 0, not above 0"),
        (replace(SOUND, contents=(Content("colour", "red"),)), "'colour', which is not a kind of contents"),
    ],
)
def test_a_wrong_reader_is_named(returned, result, fault):
    with pytest.raises(ReadError, match=rf"a\.made_up': the reader 'made_up' is wrong: .*{fault}"):
        returned(result)


@pytest.mark.parametrize(
    "image",
    [
        SOUND,
        Image(ints("u2", 0, 4095), data_range=4095.0),
        Image(ints(">u2", 0, 65535), data_range=65535.0),
        Image(ints("i2", -1000, 3095), data_range=4095.0),
        Image(ints("i2", -(2**15), 2**15 - 1), data_range=65535.0),
        Image(ints("?", True), data_range=1.0),
        Image(ints("f4", 0, np.nan), data_range=1.0),
        Image(ints("f4", 0, 7), data_range=1.0, finite=True),
        Image(ints("f2", -1, 1), data_range=None, finite=True),
        replace(SOUND, alpha=SOUND.pixels[:, :1], alpha_range=255.0, contents=(Content("alpha", "some"),)),
    ],
)
def test_sound_images_pass(returned, image):
    assert find_fault(image) == ""
    assert np.array_equal(returned(image).pixels, image.pixels, equal_nan=image.pixels.dtype.kind == "f")


def test_each_page_is_checked_when_it_is_taken(returned):
    def pages():
        yield SOUND
        yield replace(SOUND, data_range=1.0)

    with pytest.raises(ReadError, match="the range 1"):
        returned(pages())


def test_tensors_pass():
    torch = pytest.importorskip("torch")
    assert find_fault(Image(torch.zeros((1, 1, 4, 5)), data_range=1.0, finite=True)) == ""
    assert find_fault(Image(torch.zeros((1, 1, 4, 5), dtype=torch.bfloat16), data_range=1.0)) == ""
    assert "not real numbers" in find_fault(
        Image(torch.zeros((1, 1, 4, 5), dtype=torch.complex64), data_range=1.0)
    )


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n",
            "a Git LFS pointer, not a picture; run `git lfs pull`",
        ),
        (b"<!DOCTYPE html>\n<html><body>404 Not Found</body></html>", "an HTML page, not a picture"),
        (b"\xef\xbb\xbf\n <HTML lang='en'><head></head></html>", "an HTML page, not a picture"),
        (b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "XML, not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "XML, not a picture; .* draw it as a PNG"),
        (b'{"message": "Not Found", "status": "404"}', "JSON, not a picture"),
        (b'[\n {"error": 404}]', "JSON, not a picture"),
        (b"{}", "JSON, not a picture"),
        (bytes(4096), "filled with zeros, not a picture"),
    ],
)
def test_what_is_not_a_picture_is_named(tmp_path, content, kind):
    path = tmp_path / "a.png"
    path.write_bytes(content)
    with pytest.raises(UnsupportedFormatError, match=rf"cannot read '.*a\.png': it is {kind}"):
        open_image(path)


@pytest.mark.parametrize("content", [b"{hello", b"<p>", b"version 2", bytes(63) + b"\1", b"[1"])
def test_other_files_are_only_not_supported(tmp_path, content):
    path = tmp_path / "a.png"
    path.write_bytes(content)
    with pytest.raises(UnsupportedFormatError, match="its format is not supported"):
        open_image(path)
