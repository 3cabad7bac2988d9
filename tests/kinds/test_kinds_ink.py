"""The background of drawings: the most frequent colour."""

import numpy as np
import pytest

from difference_finder.kinds._ink import _most_frequent


@pytest.mark.parametrize("channels", [1, 3, 4, 6])
@pytest.mark.parametrize(
    ("levels", "step"), [(3, 1.0), (250, 1.0), (3, 0.7), (4, -90.0)], ids=["few", "many", "parts", "below 0"]
)
def test_the_most_frequent_colour_is_the_first_of_all_columns(channels, levels, step, rng) -> None:
    image = (step * rng.integers(0, levels, (channels, 9, 30))).astype(np.float32)
    for around in (rng.random((9, 30)) < 0.5, np.zeros((9, 30), bool)):
        pixels = image[:, around] if around.any() else image.reshape(channels, -1)
        colours, counts = np.unique(pixels, axis=1, return_counts=True)
        assert np.array_equal(_most_frequent(image, around), colours[:, np.argmax(counts)])
