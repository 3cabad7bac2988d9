"""What was made fast gives what the plain text gives."""

from __future__ import annotations

import io

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from difference_finder import Finder
from difference_finder.arrays.native import native
from difference_finder.drawing import colormaps as _colormaps
from difference_finder.drawing import png as _png
from difference_finder.drawing.canvas import INK, RULE, Canvas, Line, draw_picture, put_lines
from difference_finder.drawing.map_view import reduce_by_strongest
from difference_finder.drawing.png import encode_page, encode_png
from difference_finder.drawing.scale import Scale
from difference_finder.pipeline.comparison import record_for
from kernels_compare import needs_kernels


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (7, 1), (40, 51), (1001, 1003)])
@pytest.mark.parametrize("flat", [True, False])
def test_pictures_are_whole(shape: tuple[int, int], flat: bool) -> None:
    pixels = np.random.default_rng(1).integers(0, 2 if flat else 256, (*shape, 3), dtype=np.uint8)
    data = encode_png(pixels)
    with Image.open(io.BytesIO(data)) as picture:
        picture.verify()
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.mode == "RGB"
        assert np.array_equal(np.asarray(picture), pixels)


@pytest.mark.parametrize("kernels", [pytest.param(True, marks=needs_kernels), False])
@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (7, 1), (40, 51), (1001, 1003)])
def test_pages_are_whole(monkeypatch, shape: tuple[int, int], kernels: bool) -> None:
    if not kernels:
        monkeypatch.setattr(_png, "native", lambda: None)
    page = Canvas(shape[1], shape[0])
    page.pixels[:] = np.random.default_rng(1).integers(0, 256, page.pixels.shape, dtype=np.uint8)
    with Image.open(io.BytesIO(encode_page(page))) as picture:
        assert picture.mode == "RGB"
        assert np.array_equal(np.asarray(picture), page.pixels[..., :3])


@needs_kernels
def test_pages_of_other_shapes_are_refused() -> None:
    page = np.zeros((4, 5, 4), np.uint8)
    for pixels, out in ((page[..., :3].copy(), (4, 16)), (page, (4, 15)), (page, (3, 16))):
        with pytest.raises(ValueError, match="must have the shape"):
            native().filter_rows(pixels, np.empty(out, np.uint8))


@pytest.mark.parametrize("channels", [3, 4])
def test_a_page_is_one_memory_for_numpy_and_pillow(channels: int) -> None:
    page, pixels = Canvas(40, 30), np.random.default_rng(1).integers(0, 256, (9, 12, 4), dtype=np.uint8)
    draw_picture(page, (5, 7), pixels[..., :channels])
    assert np.array_equal(page.pixels[7:16, 5:17, :3], pixels[..., :3])
    assert page.pixels[6, 4:18, :3].tolist() == [list(RULE)] * 14  # the frame, drawn by Pillow
    assert np.array_equal(np.asarray(page.image.convert("RGB")), page.pixels[..., :3])
    put_lines(page, (0, 18), [Line("M", 11, INK)])
    assert (page.pixels[18:, :12, :3] < 255).any()


@pytest.mark.parametrize("shape", [(20, 30, 3), (1001, 1003, 3)])
def test_pictures_by_zlib(monkeypatch, shape: tuple[int, ...]) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)
    for codec in (imagecodecs.DEFLATE, imagecodecs.ZLIBNG):
        monkeypatch.setattr(codec, "available", False)
    assert np.array_equal(imagecodecs.png_decode(encode_png(pixels)), pixels)


@needs_kernels
@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("name", _colormaps.COLORMAPS)
@pytest.mark.parametrize("ends", [(-0.5, 0.5), (0, 1e-3), (0, 1e-310), (-1e300, 1e300)])
def test_colours_of_the_kernel(kind: type, name: str, ends: tuple[float, float]) -> None:
    plane = np.random.default_rng(0).normal(0, 0.4, (61, 130)).astype(kind)
    plane[3, 4:9] = np.nan, np.inf, -np.inf, 0, -0.0
    with np.errstate(over="ignore"):
        plane[5] = np.linspace(*ends, 130).astype(kind)
    table = _colormaps.colormap_table(name, True)
    scale = Scale(*ends, None, "")
    with np.errstate(all="ignore"):
        expected = _colormaps._colours(plane, scale, table)
    for view, wanted in ((plane, expected), (plane[::-2, ::3], expected[::-2, ::3])):
        assert np.array_equal(_colormaps.apply_colormap(view, scale, table), wanted)
        padded = _colormaps.apply_colormap(view, scale, table, padded=True)
        assert np.array_equal(padded[..., :3], wanted)
        assert (padded[..., 3] == 255).all()


@pytest.mark.parametrize("shape", [(1, 1), (2, 7), (9, 10), (31, 44)])
@pytest.mark.parametrize("divisor", [1, 2, 3, 5, 50])
@pytest.mark.parametrize("signed", [False, True])
def test_strongest_of_squares(shape: tuple[int, int], divisor: int, signed: bool) -> None:
    plane = np.random.default_rng(2).normal(size=shape).astype(np.float32)
    plane = plane if signed else np.abs(plane)
    before = plane.copy()
    found = reduce_by_strongest(plane, divisor, signed)
    assert np.array_equal(plane, before)
    for (row, column), value in np.ndenumerate(found):
        square = plane[row * divisor : (row + 1) * divisor, column * divisor : (column + 1) * divisor]
        assert value == square.flat[np.argmax(np.abs(square))]
    assert found.shape == tuple(-(-length // divisor) for length in shape)


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.int16, np.float32])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_images_are_drawn_as_their_floats(kind: type, channels: int) -> None:
    rng = np.random.default_rng(3)
    most = {"f": 1.0, "i": 4000, "u": np.iinfo(kind).max if kind != np.float32 else 1}[np.dtype(kind).kind]
    images = [(rng.random((1, channels, 500, 90)) * most).astype(kind) for _ in range(2)]
    data_range = 4000.0 if kind == np.int16 else None
    comparison = Finder(strategy="difference", data_range=data_range, alpha="band").compare(*images)
    pair = comparison.pair.as_floats()
    shown = record_for(comparison, ["panel"])["arrays"]
    for role, image in (("first", pair.first), ("second", pair.second)):
        colours = image[0, :3] if channels >= 3 else image[0, :1]
        expected = np.round(np.clip(colours.astype(np.float64), 0, 1) * 255).astype(np.uint8)
        assert np.array_equal(shown[role], np.broadcast_to(expected.transpose(1, 2, 0), (500, 90, 3)))
    assert list(record_for(comparison, ["heatmap", "map", "map_tiff", "json"])["arrays"]) == ["map"]
