"""Images that several tests use."""

from pathlib import Path

import numpy as np
import pytest

SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20)


@pytest.fixture
def shared() -> Path:
    """The folder of images with known answers; tests that need it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the images with known answers are not here")
    return SHARED


def photograph(height: int = 96, width: int = 128, seed: int = 0, channels: int = 3) -> np.ndarray:
    """Return something like a photograph: smooth shapes, edges, texture; (H, W, C) uint8."""
    generator = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:height, 0:width]
    layers = []
    for _ in range(channels):
        smooth = 0.5 + 0.2 * np.sin(rows / generator.uniform(9, 20)) + 0.2 * np.cos(columns / generator.uniform(9, 20))
        edge = 0.25 * (np.hypot(rows - height / 2, columns - width / 3) < min(height, width) / 4)
        layers.append(smooth + edge + generator.normal(0, 0.03, rows.shape))
    return np.round(255 * np.clip(np.stack(layers, axis=-1), 0, 1)).astype(np.uint8)


@pytest.fixture
def photo_pair() -> tuple[np.ndarray, np.ndarray]:
    """Two photographs that differ in one place of 20 x 16 pixels at x=40, y=30."""
    first = photograph()
    second = first.copy()
    second[30:46, 40:60] = 255 - second[30:46, 40:60]
    return first, second


@pytest.fixture
def save(tmp_path):
    """Write an array as a picture and return its path."""
    from PIL import Image

    def write(array: np.ndarray, name: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(array).save(path)
        return path

    return write
