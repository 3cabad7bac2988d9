"""Stored values of images, as the page gets them."""

import base64
import zlib

import numpy as np
import pytest

from difference_finder import Finder
from difference_finder.page.document import comparison_entry, inlined
from difference_finder.page.layers import image_layer, within_limit
from difference_finder.page.stored import MOST_BYTES, are_shown_exactly, pack_values, stored_facts

RNG = np.random.default_rng(6)


def unpacked(packed: bytes, dtype: str, shape: tuple[int, ...]) -> np.ndarray:
    """Return values (H, W, C) of packed bytes, by the definition of the format."""
    size = np.dtype(dtype).itemsize
    planes = np.frombuffer(packed, np.uint8).reshape(size, -1)
    return np.ascontiguousarray(planes.T).view(np.dtype(dtype).newbyteorder("<")).reshape(shape)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32", "float64", "int16"])
def test_every_value_is_packed(dtype) -> None:
    values = (RNG.random((3, 4, 5)) * 200).astype(dtype)
    sent = dtype if dtype in ("uint8", "uint16") else "float32"
    found = unpacked(pack_values(values), sent, (4, 5, 3))
    np.testing.assert_array_equal(found, values.transpose(1, 2, 0).astype(sent))


def test_pictures_of_8_bits_need_no_values() -> None:
    assert are_shown_exactly("uint8", (0.0, 255.0), 1)
    assert not are_shown_exactly("uint8", (16.0, 235.0), 3)
    assert not are_shown_exactly("uint8", (0.0, 255.0), 4)
    assert stored_facts("uint16", 17, 1.0) is None
    pixels = np.zeros((4, 5, 3), np.uint8)
    layer = image_layer("first", "a", pixels, (0.0, 255.0), 8, (pixels.transpose(2, 0, 1), 1.0))
    assert layer.values == b""
    assert "stored" not in layer.facts


def test_an_inline_entry_has_the_values_of_16_bits() -> None:
    first = RNG.integers(0, 65536, (20, 30, 3), dtype=np.uint16)
    second = first ^ 1
    entry = comparison_entry(Finder(strategy="difference").compare(first, second).to_dict(arrays=True))
    layers = inlined(entry)["layers"]
    for layer, values in zip(layers[:2], (first, second), strict=True):
        stored = layer["stored"]
        assert (stored["type"], stored["channels"]) == ("uint16", 3)
        kind, _, text = stored["source"]["url"].partition(",")
        assert kind == "data:application/octet-stream;base64"
        found = unpacked(zlib.decompress(base64.b64decode(text)), "uint16", values.shape)
        np.testing.assert_array_equal(found * stored["factor"], values)
    assert entry.facts["measure"]["data_range"] == 1.0


def test_too_many_values_are_left_out() -> None:
    pixels = np.zeros((2, 2, 3), np.uint8)
    values = np.zeros((3, 2, 2), np.uint16)
    layer = image_layer("first", "a", pixels, (0.0, 65535.0), 16, (values, 1.0))
    assert within_limit([layer])[0].values
    large = type(layer)(layer.facts, layer.png, bytes(MOST_BYTES + 1))
    [left] = within_limit([large])
    assert left.values == b""
    assert "stored" not in left.facts
    assert left.facts["omitted"] is True
