"""Tiles: level 0 is the image; coarser levels have means of squares, or the strongest values of maps."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from difference_finder import Finder
from viewer.conftest import map_values


def squares(image: np.ndarray, factor: int) -> np.ndarray:
    """Return the pixels of each square, (rows, columns, pixels, ...); NaN beyond the border."""
    sides = [(0, -side % factor) for side in image.shape[:2]]
    padded = np.pad(image.astype(float), sides + [(0, 0)] * (image.ndim - 2), constant_values=np.nan)
    rows, columns = (side // factor for side in padded.shape[:2])
    split = padded.reshape(rows, factor, columns, factor, *image.shape[2:]).swapaxes(1, 2)
    return split.reshape(rows, columns, factor**2, *image.shape[2:])


def box_mean(image: np.ndarray, factor: int) -> np.ndarray:
    """Return the mean of each square."""
    return np.nanmean(squares(image, factor), axis=2)


def box_strongest(plane: np.ndarray, factor: int) -> np.ndarray:
    """Return the value of each square with the greatest magnitude, positive if tied; NaN if there is none."""
    values = squares(plane, factor)
    most, least = np.fmax.reduce(values, axis=2), np.fmin.reduce(values, axis=2)
    return np.where(most >= -least, most, least)


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """Two images of 1301 x 1033 pixels: no side is a multiple of a tile or square."""
    first = np.random.default_rng(20).integers(0, 256, (1033, 1301, 3), dtype=np.uint8)
    second = first.copy()
    second[600:700, 1000:1301] ^= 31
    folder = tmp_path_factory.mktemp("large")
    paths = folder / "first.png", folder / "second.png"
    for image, path in zip((first, second), paths, strict=True):
        Image.fromarray(image).save(path)
    return (first, second), paths


def test_tiles_together_are_the_image(large, page_of_pair) -> None:
    arrays, paths = large
    page = page_of_pair(*paths)
    layers = page.entry()["layers"]
    for array, layer in zip(arrays, layers, strict=False):
        assert (layer["width"], layer["height"], layer["source"]["levels"]) == (1301, 1033, 3)
        assert np.array_equal(page.picture(layer), array)


@pytest.mark.parametrize("level", [1, 2])
def test_levels_are_means_of_squares(large, page_of_pair, level) -> None:
    arrays, paths = large
    page = page_of_pair(*paths)
    shown = page.picture(page.entry()["layers"][0], level).astype(np.float64)
    # Rounding by half a code; halves may round either way.
    assert np.abs(shown - box_mean(arrays[0], 2**level)).max() <= 0.5


def test_values_match_the_array(large, page_of_pair, rng) -> None:
    arrays, paths = large
    page = page_of_pair(*paths)
    layers = page.entry()["layers"]
    for x, y in [(0, 0), (1300, 1032), *rng.integers(0, 1033, (10, 2)).tolist()]:
        for array, layer in zip(arrays, layers, strict=False):
            assert page.values(layer, x, y) == array[y, x].tolist()


@pytest.mark.parametrize("strategy", ["difference", "gradient"])
def test_maps_carry_their_values(large, page_of_pair, strategy) -> None:
    paths = large[1]
    finder = Finder(strategy=strategy, metric="mse")
    expected = np.asarray(finder.compare(*paths).map, np.float64)
    page = page_of_pair(*paths, finder=finder)
    layer = page.entry()["layers"][2]
    assert layer["kind"] == "map"
    step = (layer["high"] - layer["low"]) / 65535
    found = map_values(layer, page.picture(layer))
    assert layer["low"] <= expected.min()
    assert layer["high"] >= expected.max() > 0
    assert np.abs(found - expected).max() <= 0.5001 * step
    assert page.values(layer, 1200, 650) == [expected[650, 1200]]
    coarse = map_values(layer, page.picture(layer, 2))
    assert np.abs(coarse - box_strongest(expected, 4)).max() <= 0.5001 * step + 1e-7 * layer["high"]


def test_no_difference_is_exactly_zero_in_a_signed_map(large, page_of_pair) -> None:
    page = page_of_pair(*large[1], finder=Finder(strategy="gradient", metric="mse"))
    layer = page.entry()["layers"][2]
    assert layer["signed"]
    assert page.tile(layer, 0, 0, 0)[0, 0].tolist() == [128, 0, 255]
    zero = map_values(layer, page.tile(layer, 0, 0, 0))[0, 0]
    assert abs(zero) < 1e-12 * layer["high"]


def test_masked_pixels_are_marked_and_absent_from_coarse_levels(large, page_of_pair) -> None:
    finder = Finder(strategy="difference", ignore=[(1000, 600, 101, 50)])
    expected = np.asarray(finder.compare(*large[1]).map, np.float64)
    expected[600:650, 1000:1101] = np.nan
    page = page_of_pair(*large[1], finder=finder)
    layer = page.entry()["layers"][2]
    found = map_values(layer, page.picture(layer))
    assert np.array_equal(np.isnan(found), np.isnan(expected))
    coarse = map_values(layer, page.picture(layer, 1))
    assert np.isnan(coarse[300:325, 500:550]).all()
    assert not np.isnan(coarse[300:325, 550]).any()  # half of each square counts
    step = (layer["high"] - layer["low"]) / 65535
    best = box_strongest(expected, 2)
    assert np.array_equal(np.isnan(coarse), np.isnan(best))
    assert np.nanmax(np.abs(coarse - best)) <= 0.5001 * step + 1e-7
    assert page.values(layer, 1000, 600) == [None]


def test_infinite_and_missing_values() -> None:
    from difference_finder.viewer.pyramids import MapPyramid

    plane = np.zeros((600, 700), np.float32)
    plane[0, 0], plane[0, 1], plane[2, 2], plane[1, :2] = np.inf, np.nan, -np.inf, 1
    pyramid = MapPyramid(plane, None, 0.0, 1.0)
    assert pyramid.values(0, 0) == [np.inf]
    pixels = np.asarray(Image.open(BytesIO(pyramid.tile(0, 0, 0))))
    assert [pixels[0, 0, 2], pixels[0, 1, 2], pixels[2, 2, 2], pixels[0, 2, 2]] == [128, 128, 128, 255]
    coarse = map_values({"low": 0, "high": 1}, np.asarray(Image.open(BytesIO(pyramid.tile(1, 0, 0)))))
    assert coarse[0, 0] == 1  # the strongest finite value
    assert coarse[1, 1] == 0
    none = MapPyramid(np.full((600, 700), np.nan, np.float32), None, 0.0, 1.0)
    assert (np.asarray(Image.open(BytesIO(none.tile(1, 0, 0))))[..., 2] == 128).all()
    assert pyramid.values(700, 0) is None
    assert pyramid.values(0, -1) is None


@pytest.mark.parametrize(
    ("dtype", "top"),
    [
        (np.uint8, 255),
        (np.uint16, 65535),
        (np.float32, 1.0),
        (np.float16, 1.0),
        (np.int32, None),
        (np.bool_, 1),
    ],
)
@pytest.mark.parametrize("channels", [1, 3])
def test_every_depth_is_shown_by_its_stated_range(rng, tmp_path, page_of_pair, dtype, top, channels) -> None:
    share = rng.random((40, 60, channels))
    image = share > 0.5 if dtype is np.bool_ else (share * (top or 1000) * 0.999).astype(dtype)
    paths = [tmp_path / "first.npy", tmp_path / "second.npy"]
    for path in paths:
        np.save(path, image if channels > 1 else image[..., 0])
    page = page_of_pair(*paths)
    layer = page.document()["entries"][0]["layers"][0]
    if top is not None:
        assert (layer["low"], layer["high"]) == (0, top)
    assert layer["depth"] == 8 * np.dtype(dtype).itemsize
    scaled = (image.astype(np.float64) - layer["low"]) / (layer["high"] - layer["low"])
    expected = np.broadcast_to(np.clip(scaled, 0, 1) * 255, (40, 60, 3))
    assert np.abs(page.picture(layer) - expected).max() <= 0.5 + 1e-6
    assert page.values(layer, 59, 39) == image[39, 59].tolist()


def test_infinite_pixels_are_marked(tmp_path, page_of_pair) -> None:
    image = np.full((20, 30), 0.5)
    image[3, 4], image[5, 6] = np.inf, np.nan
    np.save(tmp_path / "a.npy", image)
    page = page_of_pair(tmp_path / "a.npy", tmp_path / "a.npy")
    layers = page.entry()["layers"]
    assert page.values(layers[0], 4, 3) == ["Infinity"]
    assert page.values(layers[0], 6, 5) == [None]
    assert page.values(layers[2], 4, 3) == [None]
    assert page.picture(layers[2])[3, 4, 2] == 0


@pytest.mark.parametrize("shape", [(1, 1), (1, 600), (513, 1)])
def test_thin_images(tmp_path, page_of_pair, shape) -> None:
    np.save(tmp_path / "a.npy", np.full(shape, 7, np.uint8))
    page = page_of_pair(tmp_path / "a.npy", tmp_path / "a.npy")
    layers = page.entry()["layers"]
    for layer in layers[:2]:
        for level in range(layer["source"]["levels"]):
            assert (page.picture(layer, level) == 7).all()


def test_layers_of_one_pair_have_one_scale(tmp_path, save, page_of_pair) -> None:
    image = (np.arange(64 * 64) % 256).astype(np.uint8).reshape(64, 64)
    np.save(tmp_path / "wide.npy", image.astype(np.uint16) * 257)
    page = page_of_pair(save(image, "narrow.png"), tmp_path / "wide.npy")
    first, second = page.document()["entries"][0]["layers"]
    assert (first["high"], second["high"]) == (255, 65535)
    assert np.array_equal(page.picture(first), page.picture(second))


@pytest.fixture(scope="module")
def deep(tmp_path_factory):
    """Two images of 16 bits, 601 x 533 pixels."""
    import tifffile

    first = np.random.default_rng(21).integers(0, 65536, (533, 601, 3), dtype=np.uint16)
    folder = tmp_path_factory.mktemp("deep")
    paths = folder / "first.tif", folder / "second.tif"
    for image, path in zip((first, first ^ 3), paths, strict=True):
        tifffile.imwrite(path, image, photometric="rgb")
    return (first, first ^ 3), paths


def stored_tile(page, layer, level: int, column: int, row: int) -> np.ndarray:
    """Return stored values of a tile, (H, W, C)."""
    answer = page.get(f"{layer['stored']['source']['base']}{level}/{column}_{row}.bin")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/octet-stream"
    height, width = (
        min(512, -(-layer[side] // 2**level) - 512 * at) for side, at in (("height", row), ("width", column))
    )
    planes = np.frombuffer(answer.content, np.uint8).reshape(2, -1)
    return np.ascontiguousarray(planes.T).view("<u2").reshape(height, width, 3)


def test_stored_values_keep_16_bits(deep, page_of_pair) -> None:
    arrays, paths = deep
    page = page_of_pair(*paths)
    for layer, image in zip(page.entry()["layers"], arrays, strict=False):
        np.testing.assert_array_equal(stored_tile(page, layer, 0, 1, 1), image[512:, 512:])
        means = np.rint(box_mean(image, 2))
        np.testing.assert_array_equal(stored_tile(page, layer, 1, 0, 0), means)


def test_stored_values_are_told_only_where_they_are(deep, page_of_pair) -> None:
    page = page_of_pair(*deep[1])
    layers = page.entry()["layers"]
    base = layers[0]["stored"]["source"]["base"]
    for path in ("0/9_9.bin", "9/0_0.bin", "0/0_0.png", "0/x_0.bin"):
        assert page.get(base + path).status_code == 404
    [drawn] = [layer for layer in layers if layer["role"] == "map"]
    assert drawn["stored"] is None
    assert page.get(f"{drawn['source']['base']}stored/0/0_0.bin").status_code == 404


def test_the_viewer_tells_how_parts_are_scored(deep, page_of_pair) -> None:
    measure = page_of_pair(*deep[1]).entry()["measure"]
    assert (measure["black"], measure["white"], measure["data_range"]) == (0.0, 1.0, 1.0)
    assert measure["ssim"]["window_size"] == 11
