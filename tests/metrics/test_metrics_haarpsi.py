"""HaarPSI against the authors' program, written out with SciPy, and against numbers of a library."""

import numpy as np
import pytest

from definitions import haarpsi
from difference_finder import gradient, local_map, score
from difference_finder.errors import InputError
from difference_finder.parts.registry import metrics
from pictures import waves

PIQ_YIQ = ((0.299, 0.587, 0.114), (0.5959, -0.2746, -0.3213), (0.2115, -0.5227, 0.3112))


def grey(height: int, width: int) -> list[np.ndarray]:
    return [np.clip(image, 0, 1) for image in waves(height, width)]


def coloured(height: int, width: int) -> list[np.ndarray]:
    a, b = grey(height, width)
    return [np.stack([a, a**2, 1 - a]), np.stack([b, b**0.5, a])]


# ``piq.haarpsi(second, first, data_range=1.0)`` of piq 0.8.0 in float64: grey, grey without its subsampling,
# and colour, whose matrix piq rounds otherwise than the authors.
OF_PIQ = {
    (48, 64): (0.6551022094707271, 0.5693296187479121, 0.5329485001334414),
    (41, 54): (0.6666715366419266, 0.5490354390141483, 0.5606605500088196),
    (40, 51): (0.6656437021703390, 0.5441846627755506, 0.5429159427273496),
    (16, 17): (0.5871117935975753, 0.4540402143962845, 0.5057288670430647),
}


@pytest.mark.parametrize("size", OF_PIQ)
def test_grey_images_against_numbers_of_piq(size: tuple[int, int]) -> None:
    first, second = grey(*size)
    whole, fine, _ = OF_PIQ[size]
    assert score("haarpsi", first, second) == pytest.approx(whole, rel=1e-13)
    assert score("haarpsi:subsample=false", first, second) == pytest.approx(fine, rel=1e-13)
    assert score("haarpsi", 255 * first, 255 * second, data_range=255) == pytest.approx(whole, rel=1e-13)


@pytest.mark.parametrize("size", OF_PIQ)
def test_colour_against_the_authors(size: tuple[int, int]) -> None:
    first, second = coloured(*size)
    # The definition is right: with piq's matrix it gives piq's numbers.
    assert haarpsi(first, second, 1.0, yiq=PIQ_YIQ) == pytest.approx(OF_PIQ[size][2], rel=1e-13)
    assert score("haarpsi", first, second) == pytest.approx(haarpsi(first, second, 1.0), rel=1e-13)
    assert score("haarpsi:subsample=false", first, second) == pytest.approx(
        haarpsi(first, second, 1.0, subsample=False), rel=1e-13
    )


def test_the_number_of_the_authors(shared) -> None:
    """That of their program in MATLAB, which piq quotes in its tests."""
    files = [shared / "iqa" / "piq" / name for name in ("I01.BMP", "i01_01_5.bmp")]
    assert score("haarpsi", *files) == pytest.approx(0.71706527, abs=5e-8)  # bytes are computed in float32


def test_a_grey_picture_is_one_in_colour_unless_luma_is_asked_for(save) -> None:
    first, second = (np.round(255 * image).astype(np.uint8) for image in grey(40, 51))
    files = [save(first, "a.png"), save(second, "b.png")]
    plane, whole = score("haarpsi", first, second), score("haarpsi", *files)
    assert score("haarpsi:colour=luma", *files) == pytest.approx(plane, rel=1e-6)
    assert whole == pytest.approx(score("haarpsi", *(np.stack([x] * 3) for x in (first, second))), rel=1e-6)
    assert whole > plane + 0.01


def test_luma_and_channels_apart() -> None:
    first, second = coloured(40, 51)
    luma = [np.einsum("c,chw->hw", (0.299, 0.587, 0.114), image) for image in (first, second)]
    assert score("haarpsi:colour=luma", first, second) == pytest.approx(score("haarpsi", *luma), rel=1e-13)
    each = [score("haarpsi", a, b) for a, b in zip(first, second, strict=True)]
    assert score("haarpsi:colour=apart", first, second) == pytest.approx(np.mean(each), rel=1e-13)
    assert score("haarpsi", first[:2], second[:2]) == pytest.approx(np.mean(each[:2]), rel=1e-13)


@pytest.mark.parametrize(("c", "alpha", "expected"), [(5.0, 3.0, 0.6781859192765537)])
def test_constants_against_numbers_of_piq(c: float, alpha: float, expected: float) -> None:
    assert score(f"haarpsi:c={c},alpha={alpha}", *grey(48, 64)) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize(
    "settings", ["", ":colour=luma", ":colour=apart", ":subsample=false", ":c=3,alpha=2"]
)
def test_the_gradient_of_colour_equals_autograd_and_differences(settings: str) -> None:
    torch = pytest.importorskip("torch")
    first, second = (np.random.default_rng(seed).random((3, 33, 38)) for seed in (0, 1))
    value, slope = gradient(f"haarpsi{settings}", first, second)
    leaf = torch.from_numpy(second)[None].requires_grad_(True)
    part = metrics.get(f"haarpsi{settings}")
    expected = part(torch.from_numpy(first)[None], leaf, data_range=1.0)
    (found,) = torch.autograd.grad(expected.sum(), leaf)
    assert value == pytest.approx(float(expected.detach()), rel=1e-12)
    np.testing.assert_allclose(slope, found[0].numpy(), atol=1e-12 * np.abs(slope).max())
    direction = np.random.default_rng(2).choice([-1.0, 1.0], first.shape)
    up, down = (score(part, first, second + step * direction, data_range=1.0) for step in (1e-6, -1e-6))
    assert (slope * direction).sum() == pytest.approx((up - down) / 2e-6, rel=1e-5)


def test_the_map_is_the_index_of_each_place() -> None:
    first, second = grey(40, 50)
    changed = first.copy()
    changed[8:16, 30:40] = second[8:16, 30:40] ** 3
    value, places = local_map("haarpsi", first, changed)
    assert places.shape == (20, 25)
    assert places[4:8, 15:20].min() < 0.8
    # The widest wavelet reaches three places before and four after.
    assert (places[12:] == 1).all()
    assert (places[:, :10] == 1).all()
    assert places.min() < value < 1
    _, colour = local_map("haarpsi", *coloured(40, 50))
    assert colour.shape == (3, 20, 25)
    assert (colour[0] == colour[2]).all()


def test_without_structure_there_is_nothing_to_lose() -> None:
    black = np.zeros((64, 64))
    assert score("haarpsi", black, black.copy()) == 1
    value, slope = gradient("haarpsi", black, black + 0.5)  # at its border a grey image ends
    assert 0 < value < 1
    assert np.isfinite(slope).all()
    assert not slope[24:40, 24:40].any()
    assert slope.any()


def test_masked_places_weigh_nothing() -> None:
    first, second = grey(48, 64)
    spoiled = second.copy()
    spoiled[20:26, 30:36] = np.nan
    value, places = local_map("haarpsi", first, spoiled, data_range=1.0)
    assert np.isfinite(places).all()
    assert (places[10:13, 15:18] == 1).all()
    _, whole = local_map("haarpsi", first, second)
    np.testing.assert_allclose(places[:, 24:], whole[:, 24:], rtol=1e-12)
    assert value == pytest.approx(score("haarpsi", first, second), abs=0.05)
    spoiled[::9, ::9] = np.nan
    assert score("haarpsi", first, spoiled, data_range=1.0) > 0  # a block has other pixels
    spoiled[::8, ::8] = np.nan
    with pytest.raises(InputError, match="masked pixels leave no place whole"):
        score("haarpsi:subsample=false", first, spoiled, data_range=1.0)


@pytest.mark.parametrize(
    ("settings", "shape", "complaint"),
    [
        ("colour=rgb", (20, 20), "colour must be one of yiq, luma, apart, not 'rgb'"),
        ("c=0", (20, 20), "c must be positive, not 0"),
        ("alpha=-1", (20, 20), "alpha must be positive"),
        ("alpha=99", (20, 20), "alpha must be at most 30"),
        ("colour=luma", (2, 20, 20), "colour='luma' needs three channels, not 2; use colour='apart'"),
        ("colour=yiq", (9, 15), "at least 16 pixels, the image is 15x9; use subsample=False, or mse"),
        ("subsample=false", (9, 7), "at least 8 pixels, the image is 7x9; use mse"),
    ],
)
def test_what_is_refused(settings: str, shape: tuple[int, ...], complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        score(f"haarpsi:{settings}", np.zeros(shape), np.ones(shape))
