"""Pages as reporters draw them, and what was put on them."""

import io
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from PIL import Image

from difference_finder.parts.registry import reporters


def drawn(name, record, **options):
    data = reporters.get(name)(record, io.BytesIO(), **options).getvalue()
    return np.asarray(Image.open(io.BytesIO(data)))


def noise(width, height, seed=0, signed=False):
    plane = np.random.default_rng(seed).normal(0, 0.1, (height, width)).astype(np.float32)
    return plane if signed else np.abs(plane)


def find(picture, part):
    """Return where a part lies in a picture; it must lie there once."""
    height, width = part.shape[:2]
    rows, columns = picture.shape[0] - height + 1, picture.shape[1] - width + 1
    agree = np.ones((rows, columns), bool)
    for y, x in product((0, height - 1), (0, width - 1)):  # few places agree in all corners
        agree &= (picture[y : y + rows, x : x + columns] == part[y, x]).all(-1)
    places = [
        (x, y)
        for y, x in np.argwhere(agree).tolist()
        if (picture[y : y + height, x : x + width] == part).all()
    ]
    assert len(places) == 1, places
    return places[0]


@dataclass
class Put:
    kind: str
    left: int
    top: int
    right: int
    bottom: int


def assert_tidy(placed):
    assert placed
    for (width, height), put in placed:
        assert put.left > 0, put
        assert put.top > 0, put
        assert put.right < width, put
        assert put.bottom < height, put
    for (_, one), (_, other) in combinations(placed, 2):
        apart = (
            one.right <= other.left
            or other.right <= one.left
            or one.bottom <= other.top
            or other.bottom <= one.top
        )
        assert apart, (one, other)
