from __future__ import annotations

import io
import sys

import numpy as np
import pytest

from difference_finder.errors import ImageTooLargeError, MissingDependencyError, ReadError
from difference_finder.readers import open_image

pillow_heif = pytest.importorskip("pillow_heif")


def encode(*pictures, mode="RGB", bits=8) -> bytes:
    """Encode without loss."""
    file = pillow_heif.HeifFile()
    for pixels in pictures:
        name = mode if bits == 8 else f"{mode};{bits}"
        file.add_frombytes(name, pixels.shape[1::-1], pixels.tobytes())
    content = io.BytesIO()
    file.save(content, quality=-1, chroma=444, matrix_coefficients=0)
    return content.getvalue()


def random(bits, channels=3):
    values = np.random.default_rng(bits).integers(0, 2**bits, (40, 52, channels))
    return values.astype(np.uint8 if bits == 8 else np.uint16)


@pytest.mark.parametrize(("bits", "white"), [(8, 255.0), (10, 1023.0), (12, 4095.0)])
@pytest.mark.parametrize(("mode", "channels"), [("RGB", 3), ("L", 1)])
def test_depths(bits, white, mode, channels):
    pixels = random(bits, channels)
    image = open_image(encode(pixels, mode=mode, bits=bits))
    assert (image.format, image.data_range, image.pixels.dtype) == ("heif", white, pixels.dtype)
    assert np.array_equal(image.pixels[0].transpose(1, 2, 0), pixels)
    assert f"{bits} bits" in [content.holds for content in image.contents]


def test_transparency():
    pixels = random(8, 4)
    image = open_image(encode(pixels, mode="RGBA"), background="black")
    assert np.array_equal(image.alpha[0, 0], pixels[..., 3])
    expected = np.round(pixels[..., :3] * (pixels[..., 3:] / 255.0))
    assert np.abs(image.pixels[0].transpose(1, 2, 0) - expected).max() <= 1


def test_several_images_are_pages():
    pictures = [random(8), 255 - random(8)]
    image = open_image(encode(*pictures))
    # The encoder takes the matrix for the first image only, and rounds the others to YCbCr.
    assert np.abs(image.pixels.transpose(0, 2, 3, 1) - np.stack(pictures).astype(int)).max() <= 2
    assert "2 pages" in [content.holds for content in image.contents]


def test_truncated_and_large_files():
    data = encode(random(8))
    for length in (len(data) // 2, len(data) - 20, 100):
        with pytest.raises(ReadError):
            open_image(data[:length])
    with pytest.raises(ImageTooLargeError, match="52x40"):
        open_image(data, max_pixels=2079)


def test_without_the_package(monkeypatch):
    data = encode(random(8))
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(MissingDependencyError, match="reading HEIC files needs pillow-heif"):
        open_image(data)
