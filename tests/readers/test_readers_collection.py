"""Files of other projects, whole and broken, where a checkout has them beside it."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from difference_finder.errors import DifferenceFinderError
from difference_finder.readers import open_image
from known_answers import FOLDER, files


@pytest.mark.parametrize("path", files("formats/**/*"))
def test_image_or_one_line(path, capfd):
    try:
        image = open_image(path)
    except DifferenceFinderError as error:
        assert str(error).isprintable()
        assert str(path) in str(error)
        assert "ok" not in path.relative_to(FOLDER).parts or "pip install" in str(error)
    else:
        assert image.pixels.ndim == 4
        assert image.name == str(path)
        assert all(note.isprintable() for note in image.notes)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("form", ["jpg", "webp"])
def test_orientations_agree(shared, form):
    whole = {
        n: open_image(shared / "formats" / "ok" / f"hopper_orientation_{n}.{form}").pixels
        for n in range(2, 9)
    }
    for pixels in whole.values():
        # Each was compressed on its own; a wrong turn would differ by some 60 levels.
        assert np.abs(pixels.astype(int) - whole[2]).mean() < 5


@pytest.mark.parametrize("name", ["tiff_16bit_RGB", "tiff_16bit_RGBa"])
def test_16_bits_of_tiff_as_its_8_bit_twin(shared, name):
    folder = shared / "formats" / "ok"
    deep = open_image(folder / f"{name}.tiff").pixels
    with Image.open(folder / f"{name}_target.png") as picture:
        shallow = open_image(picture.filename).pixels
    assert deep.dtype == np.uint16
    # The twin was cut to 8 bits before its alpha was divided out, which costs up to two levels.
    assert np.abs((deep >> 8).astype(int) - shallow).max() <= 2
