from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def rgb():
    """A small picture with slopes and noise, of odd size so that axes cannot be confused."""
    rng = np.random.default_rng(7)
    rows, columns = np.mgrid[0:37, 0:53]
    slopes = np.dstack([rows * 6, columns * 4, rows + columns])
    return (slopes + rng.integers(0, 20, size=slopes.shape)).clip(0, 255).astype(np.uint8)


@pytest.fixture
def encoded():
    """Encode an array or a Pillow image by Pillow."""

    def encode(picture, form, **options) -> bytes:
        buffer = io.BytesIO()
        picture = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
        picture.save(buffer, form, **options)
        return buffer.getvalue()

    return encode


@pytest.fixture
def rows():
    """Return the pixels of an image as (H, W, C)."""

    def as_rows(image) -> np.ndarray:
        assert image.pixels.ndim == 4
        assert image.pixels.shape[0] == 1
        assert image.colour == {1: "grey", 3: "rgb"}[image.pixels.shape[1]]
        return np.asarray(image.pixels[0]).transpose(1, 2, 0)

    return as_rows
