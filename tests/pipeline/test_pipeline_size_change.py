"""What the error of different sizes says about rotated and scaled images."""

import numpy as np
import pytest
from PIL import Image

from difference_finder.errors import ShapeMismatchError
from difference_finder.finder import Finder
from pictures import photograph

SCENE = photograph(96, 160)


def message(second: np.ndarray) -> str:
    with pytest.raises(ShapeMismatchError) as error:
        Finder().compare(SCENE, second)
    return str(error.value)


@pytest.mark.parametrize(
    ("second", "words"),
    [
        (
            np.rot90(SCENE, -1),
            "96x160; the second looks like the first rotated by 90 degrees clockwise; crop",
        ),
        (np.rot90(SCENE), "the second looks like the first rotated by 270 degrees clockwise"),
        (SCENE.transpose(1, 0, 2), "the second looks like the first transposed;"),
        (np.asarray(Image.fromarray(SCENE).resize((240, 144))), "the first at 1.5 times its size"),
        (np.asarray(Image.fromarray(SCENE).resize((80, 48))), "the first at 0.5 times its size"),
    ],
)
def test_a_rotation_and_a_scale_are_named(second: np.ndarray, words: str) -> None:
    assert words in message(second)


@pytest.mark.parametrize(
    "second", [photograph(160, 96, 5), photograph(48, 80, 5), SCENE[:, :150], SCENE[::4, ::4], SCENE[:1]]
)
def test_other_and_tiny_images_are_not(second: np.ndarray) -> None:
    assert "looks like" not in message(second)
    assert "; crop or resize one" in message(second)
