"""Pages whose rows can be told apart, for tests of images of different sizes."""

import numpy as np


def page(height: int = 120, width: int = 90, seed: int = 0) -> np.ndarray:
    """Return a white page (H, W, 3) with words as bars, in lines of 8 rows of which 3 are blank."""
    rng = np.random.default_rng(seed)
    picture = np.full((height, width, 3), 250, np.uint8)
    for top in range(4, height - 5, 8):
        for left in range(5, width - 12, 10):
            letters = rng.integers(0, 2, (5, 7)).astype(bool)
            picture[top : top + 5, left : left + 7][letters] = 20
    return picture


def inserted(picture: np.ndarray, at: int, count: int, seed: int = 9, axis: int = 0) -> np.ndarray:
    """Return a picture with rows (or columns) of noise inserted."""
    shape = list(picture.shape)
    shape[axis] = count
    new = np.random.default_rng(seed).integers(0, 200, shape).astype(np.uint8)
    before, after = np.split(picture, [at], axis=axis)
    return np.concatenate([before, new, after], axis=axis)
