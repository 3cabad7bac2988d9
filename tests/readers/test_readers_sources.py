"""Objects that people hold: bytes, file objects, figures, Pillow images, images of this package."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image as Pillow
from scipy.io import savemat

from difference_finder import Finder, gradient, score
from difference_finder.cli import main
from difference_finder.errors import InputError, ReadError, UnsupportedFormatError
from difference_finder.images.image import Image
from difference_finder.readers import open_image, open_pages, unit_of


class Convertible:
    """Stands for a DataFrame, a DataArray or a dask array: numpy converts it."""

    ndim = 2

    def __init__(self, array):
        self.array = array

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.array, dtype)


@pytest.fixture
def png(rgb, encoded) -> bytes:
    return encoded(rgb, "PNG")


def test_files_in_memory(png, rgb, rows, tmp_path):
    sources = {
        "bytes": [png, bytearray(png), memoryview(png)],
        "file object": [io.BytesIO(png)],
    }
    for name, given in sources.items():
        for source in given:
            image = open_image(source)
            assert image.name == name
            assert image.format == "png"
            assert np.array_equal(rows(image), rgb)
    path = tmp_path / "a.png"
    path.write_bytes(png)
    with path.open("rb") as file:
        assert open_image(file).name == str(path)
        assert np.array_equal(rows(open_image(file)), rgb)


def test_a_file_object_keeps_its_position(png):
    file = io.BytesIO(png)
    file.seek(5)
    assert open_image(file).size == open_image(file).size == (53, 37)
    assert file.tell() == 5


def test_a_file_object_without_positions(png, rgb, rows):
    class Pipe(io.RawIOBase):
        data = io.BytesIO(png)

        def readable(self):
            return True

        def readinto(self, buffer):
            return self.data.readinto(buffer)

    assert np.array_equal(rows(open_image(io.BufferedReader(Pipe()))), rgb)


@pytest.mark.parametrize(
    ("source", "error", "words"),
    [
        (b"", ReadError, "cannot read 'bytes': the file is empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), ReadError, "cannot read 'bytes'"),
        (b"hello, world", UnsupportedFormatError, "cannot read 'bytes': its format is not supported"),
        (io.StringIO("text"), InputError, "gives str, not bytes; open the file in mode 'rb'"),
        (object(), InputError, "an image is a path, an array, a tensor, a Pillow image, .*, not object"),
    ],
)
def test_sources_that_hold_no_image(source, error, words):
    with pytest.raises(error, match=words) as caught:
        open_image(source)
    assert "/tmp" not in str(caught.value)


def test_a_closed_file(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(b"x")
    with path.open("rb") as file:
        pass
    with pytest.raises(ReadError, match="closed file"):
        open_image(file)


MODES = {
    "1": (np.uint8, 1, 255.0), "L": (np.uint8, 1, 255.0), "P": (np.uint8, 3, 255.0),
    "RGB": (np.uint8, 3, 255.0), "I;16": (np.uint16, 1, 65535.0), "I": (np.int32, 1, None),
    "F": (np.float32, 1, None), "YCbCr": (np.uint8, 3, 255.0), "CMYK": (np.uint8, 3, 255.0),
}  # fmt: skip


@pytest.mark.parametrize("mode", MODES)
def test_modes_of_pillow(rgb, mode):
    grey = Pillow.fromarray(rgb).convert("L")
    picture = grey if mode in ("I;16", "I", "F") else Pillow.fromarray(rgb)
    picture = picture.convert(mode)
    image = open_image(picture)
    dtype, channels, data_range = MODES[mode]
    assert (image.name, image.format) == ("PIL image", "pillow")
    assert (image.pixels.dtype, image.pixels.shape) == (dtype, (1, channels, 37, 53))
    assert image.data_range == data_range
    if mode in ("I;16", "I", "F"):
        assert np.array_equal(image.pixels[0, 0], np.asarray(grey))
    elif mode != "CMYK":
        expected = np.asarray(picture.convert("RGB" if channels == 3 else "L"))
        assert np.array_equal(image.pixels[0].transpose(1, 2, 0).squeeze(), expected)


def test_pillow_images_equal_their_files(rgb, encoded):
    picture = Pillow.fromarray(np.dstack([rgb, rgb[..., 0]]))
    image, file = (
        open_image(picture, background="black"),
        open_image(encoded(picture, "PNG"), background="black"),
    )
    assert np.array_equal(image.pixels, file.pixels)
    assert np.array_equal(image.alpha, file.alpha)
    assert image.contents[0].kind == "alpha"


def test_pillow_images_of_other_modes(rgb):
    with pytest.raises(InputError, match=r"mode 'HSV' is not supported; convert it"):
        open_image(Pillow.fromarray(rgb).convert("HSV"))


def test_a_truncated_pillow_image(png):
    with pytest.raises(ReadError, match="cannot read 'PIL image'"):
        open_image(Pillow.open(io.BytesIO(png[: len(png) // 2])))


def test_the_orientation_of_a_pillow_image_is_noted_and_not_applied(rgb, encoded):
    exif = Pillow.Exif()
    exif[0x0112] = 6
    image = open_image(Pillow.open(io.BytesIO(encoded(rgb, "JPEG", exif=exif))))
    assert image.size == (53, 37)
    assert "EXIF orientation 6 not applied" in image.notes
    assert [(c.holds, c.compared) for c in image.contents if c.kind == "orientation"] == [
        ("EXIF orientation 6", False)
    ]


def test_the_current_frame_of_a_pillow_image(rgb, encoded):
    frames = [Pillow.fromarray(picture) for picture in (rgb, 255 - rgb, rgb // 2)]
    opened = Pillow.open(io.BytesIO(encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:])))
    opened.seek(1)
    with pytest.warns(UserWarning, match="at frame 2 of 3") as caught:
        image = open_image(opened)
    assert caught[0].filename == __file__
    assert np.array_equal(image.pixels[0].transpose(1, 2, 0), np.asarray(opened.convert("RGB")))
    assert ("pages", "frame 2 of 3 compared", False) in [
        (c.kind, c.holds, c.compared) for c in image.contents
    ]


def test_figures():
    pytest.importorskip("matplotlib")
    from matplotlib.figure import Figure

    figure = Figure(figsize=(2, 1), dpi=50)
    figure.subplots().plot([1, 3, 2])
    image = open_image(figure)
    assert (image.name, image.size, image.format) == ("figure", (100, 50), "png")
    assert score("mse", figure, figure) == 0


def test_objects_that_numpy_converts(rgb):
    image = open_image(Convertible(rgb[..., 0]))
    assert (image.name, image.pixels.shape) == ("array", (1, 1, 37, 53))
    value, slope = gradient("mse", Convertible(rgb[..., 0]), Convertible(rgb[..., 1]))
    expected, known = gradient("mse", rgb[..., 0], rgb[..., 1])
    assert value == expected
    assert np.array_equal(slope, known)


def test_images_of_this_package(rgb):
    image = open_image(rgb)
    assert open_image(image) is image
    assert open_image(image, bands="2").channels == 1
    stack = Image(pixels=np.stack([image.pixels[0]] * 3), data_range=255.0, name="mine")
    assert open_image(stack, pages="2:3").pixels.shape[0] == 2
    assert open_image(stack, pages="2:3").contents[0].holds == "pages 2 to 3 of 3 compared"
    assert [page.name for page in open_pages(stack)] == ["mine"] * 3
    assert unit_of(image) == "pages"


def test_pages_of_tensors_stay_tensors():
    torch = pytest.importorskip("torch")
    image = open_image(torch.zeros(4, 3, 8, 9), pages="2:3")
    assert isinstance(image.pixels, torch.Tensor)
    assert image.pixels.shape == (2, 3, 8, 9)


def test_finder_and_score(png, rgb):
    picture = Pillow.fromarray(255 - rgb)
    comparison = Finder(strategy="difference").compare(io.BytesIO(png), picture)
    assert [comparison.first.name, comparison.second.name] == ["file object", "PIL image"]
    expected = Finder(strategy="difference").run(rgb, 255 - rgb)
    assert np.array_equal(np.asarray(comparison.map), expected)
    assert score("psnr", png, picture) == score("psnr", rgb, 255 - rgb)
    assert score("psnr", png, picture, mask=Pillow.new("L", (53, 37), 255)) == score("psnr", rgb, 255 - rgb)


def test_files_in_memory_are_compared_page_by_page():
    volumes = [io.BytesIO(), io.BytesIO()]
    slices = np.random.default_rng(0).integers(0, 255, (12, 14, 2)).astype(np.uint8)
    for number, file in enumerate(volumes):
        changed = slices.copy()
        changed[3, 4, 1] ^= number
        savemat(file, {"x": changed})
    comparison = Finder(strategy="difference").compare(volumes[0], volumes[1].getvalue())
    assert (comparison.pages.unit, comparison.pages.decides, len(comparison.pages.each)) == ("slices", 2, 2)
    assert [page.identical for page in comparison.pages.each] == [True, False]


def test_pillow_and_matplotlib_are_not_imported(rgb, tmp_path):
    code = (
        "import sys, numpy as np\nfrom difference_finder import score\n"
        "score('mse', np.zeros((8, 8)), np.ones((8, 8)))\n"
        "assert not {'PIL', 'matplotlib', 'pandas', 'xarray', 'dask'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def run_command(*arguments, given: bytes = b"") -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "difference_finder", *map(str, arguments)]
    return subprocess.run(command, input=given, capture_output=True, check=False)


def test_standard_input_of_the_command(tmp_path, png, rgb, encoded):
    path = tmp_path / "a.png"
    path.write_bytes(encoded(255 - rgb, "PNG"))
    done = run_command("diff", path, "-", "--json", given=png)
    record = json.loads(done.stdout)
    assert record["name"] == "a_vs_stdin"
    assert record["second"]["name"] == "stdin"
    assert record["scores"]["psnr"] == score("psnr", 255 - rgb, rgb)
    done = run_command("compare", "-", path, "--metric", "mse", "--protocol", "default", "--json", given=png)
    assert json.loads(done.stdout)["first"]["name"] == "stdin"
    assert b"cannot read 'stdin': the file is empty" in run_command("diff", path, "-", "--json").stderr


def test_the_standard_input_holds_one_image(capsys):
    for command in ("diff", "compare"):
        with pytest.raises(SystemExit) as stop:
            main([command, "-", "-"])
        assert stop.value.code == 2
        assert "'-' is the standard input, which holds one image" in capsys.readouterr().err
