"""Images that several tests use."""

from pathlib import Path

import numpy as np
import pytest

from pictures import photograph

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


def pytest_addoption(parser) -> None:
    parser.addoption(
        "--redraw", action="store_true", help="write the expected numbers of the golden rows anew"
    )
