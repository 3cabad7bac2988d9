from __future__ import annotations

import subprocess
import sys
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from difference_finder.errors import InputError
from difference_finder.readers import open_image
from difference_finder.readers._array import image_of_array

LAYOUTS = [
    ((5, 7), (1, 1, 5, 7), False),
    ((3, 5, 7), (1, 3, 5, 7), False),
    ((5, 7, 3), (1, 3, 5, 7), False),
    ((1, 5, 7), (1, 1, 5, 7), False),
    ((5, 7, 1), (1, 1, 5, 7), False),
    ((4, 3, 7), (1, 4, 3, 7), True),
    ((3, 3, 3), (1, 3, 3, 3), True),
    ((8, 2, 4), (1, 8, 2, 4), True),
    ((2, 3, 5, 7), (2, 3, 5, 7), False),
    ((2, 5, 7, 3), (2, 3, 5, 7), False),
    ((2, 4, 3, 7), (2, 4, 3, 7), True),
    ((1, 1, 1, 1), (1, 1, 1, 1), True),
]


@pytest.mark.parametrize(("shape", "expected", "ambiguous"), LAYOUTS)
def test_layouts(shape, expected, ambiguous):
    array = np.arange(np.prod(shape), dtype=np.uint8).reshape(shape)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        image = open_image(array)
    assert image.pixels.shape == expected
    assert np.shares_memory(image.pixels, array)
    assert [str(warning.message) for warning in heard] == [
        f"{note}; transpose the array if that is wrong" for note in image.notes
    ]
    assert len(image.notes) == ambiguous
    if ambiguous:
        assert heard[0].filename == __file__
        assert f"shape {shape} is ambiguous; read as (" in image.notes[0]
    assert (image.name, image.format, image.colour) == ("array", "array", None)


RANGES = [
    (np.zeros((4, 5), bool), 1.0),
    (np.zeros((4, 5), np.uint8), 255.0),
    (np.zeros((4, 5), np.uint16), 65535.0),
    (np.zeros((4, 5), ">u2"), 65535.0),
    (np.zeros((4, 5), np.int16), None),
    (np.zeros((4, 5), np.uint32), None),
    (np.full((4, 5), 1.0), 1.0),
    (np.full((4, 5), 1.0001, np.float32), None),
    (np.full((4, 5), -0.1, np.float16), None),
    (np.array([[np.nan, np.inf, 0.5]]), 1.0),
    (np.array([[np.nan, np.inf, 2.0]]), None),
    (np.full((4, 5), np.nan), 1.0),
    (np.zeros((4, 5), ">f4"), 1.0),
]


@pytest.mark.parametrize(("array", "expected"), RANGES)
def test_ranges(array, expected):
    image = open_image(array)
    assert image.data_range == expected
    assert image.pixels.dtype == array.dtype


@pytest.mark.parametrize(
    ("array", "complaint"),
    [
        (np.zeros(4), r"shape \(4,\) is not an image"),
        (np.zeros((1, 1, 1, 2, 2)), r"shape \(1, 1, 1, 2, 2\)"),
        (np.zeros((0, 4)), r"shape \(0, 4\)"),
        (np.zeros((4, 4), object), "object is not an image"),
        (np.full((4, 4), "a"), "str32 is not an image"),
        (None, "not NoneType"),
        ([[1, 2]], "not list"),
    ],
)
def test_what_is_no_image(array, complaint):
    with pytest.raises(InputError, match=complaint):
        open_image(array)


def test_whatever_becomes_an_array():
    class Wrapped:
        def __array__(self, dtype=None, copy=None):
            return np.zeros((6, 8, 3), np.uint8)

    assert open_image(Wrapped()).pixels.shape == (1, 3, 6, 8)


@given(
    height=st.integers(5, 40), width=st.integers(5, 40), channels=st.integers(1, 4), samples=st.integers(1, 3)
)
def test_all_layouts_of_one_image_agree(height, width, channels, samples):
    batch = np.random.default_rng(0).random((samples, channels, height, width))
    assert np.array_equal(image_of_array(batch).pixels, batch)
    assert np.array_equal(image_of_array(batch.transpose(0, 2, 3, 1)).pixels, batch)
    assert np.array_equal(image_of_array(batch[0]).pixels, batch[:1])
    assert np.array_equal(image_of_array(batch[0].transpose(1, 2, 0)).pixels, batch[:1])
    assert np.array_equal(image_of_array(batch[0, 0]).pixels, batch[:1, :1])


def test_tensors_stay_tensors():
    torch = pytest.importorskip("torch")
    tensor = torch.rand(2, 20, 30, 3, requires_grad=True)
    image = open_image(tensor)
    assert isinstance(image.pixels, torch.Tensor)
    assert tuple(image.pixels.shape) == (2, 3, 20, 30)
    assert image.pixels.requires_grad
    assert image.data_range == 1.0
    assert open_image(torch.zeros(20, 30, dtype=torch.uint8)).data_range == 255.0
    assert open_image(torch.full((20, 30), 3.0, dtype=torch.bfloat16)).data_range is None


@pytest.mark.parametrize("kind", [np.complex64, np.complex128, np.dtype(">c16")])
def test_complex_numbers_become_magnitudes(kind, tmp_path):
    real = np.random.default_rng(0).random((20, 30))
    array = (real * np.exp(1j * real)).astype(kind)
    image = open_image(array)
    np.testing.assert_allclose(image.pixels[0, 0], real, rtol=1e-6)
    assert image.pixels.dtype.itemsize == array.dtype.itemsize // 2
    assert image.notes == ("magnitude of complex numbers",)
    assert image.data_range == 1.0
    np.save(tmp_path / "a.npy", array)
    stored = open_image(tmp_path / "a.npy")
    np.testing.assert_array_equal(stored.pixels, image.pixels)
    assert stored.notes == image.notes


def test_complex_numbers_that_are_masked_or_not_finite():
    array = np.full((20, 30), 0.3 + 0.4j)
    array[3, 4] = complex(np.nan, 1)
    hidden = open_image(np.ma.masked_array(array, np.isnan(array)))
    for image in (open_image(array), hidden):
        assert np.isnan(image.pixels).sum() == 1
        assert image.pixels[0, 0, 0, 0] == 0.5
        assert not image.finite
        assert "magnitude of complex numbers" in image.notes


def test_complex_tensors_become_magnitudes():
    torch = pytest.importorskip("torch")
    tensor = torch.full((20, 30), 3 + 4j, dtype=torch.complex64)
    assert (open_image(tensor).pixels == 5).all()
    assert open_image(tensor).pixels.dtype == torch.float32


def test_nothing_heavy_is_imported_before_it_is_needed():
    """Looking up the readers is part of ``--help``; torch is never imported at all."""
    code = (
        "import sys; from difference_finder.readers import known_suffixes; known_suffixes();"
        "print(sorted({'numpy', 'PIL', 'imagecodecs', 'tifffile', 'OpenEXR', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
