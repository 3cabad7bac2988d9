"""The normalized mean squared error as fastMRI defines it, and the references for which it is undefined."""

import numpy as np
import pytest

from difference_finder.errors import DifferenceFinderError, InputError
from difference_finder.finder import Finder
from difference_finder.scoring import gradient, local_map, score, score_many
from pictures import photograph


def pair(kind: str = "float64", sizes: tuple[int, int, int] = (37, 45, 3)) -> tuple[np.ndarray, np.ndarray]:
    height, width, channels = sizes
    first = photograph(height, width, 0, channels).transpose(2, 0, 1) / 255
    second = np.clip(first + np.random.default_rng(1).normal(0, 0.08, first.shape), 0, 1)
    if kind.startswith("uint"):
        most = np.iinfo(kind).max
        return np.round(first * most).astype(kind), np.round(second * most).astype(kind)
    return first.astype(kind), second.astype(kind)


def fastmri(gt: np.ndarray, pred: np.ndarray) -> float:
    """Copy the definition of ``nmse`` in fastmri/evaluate.py, version 0.3.0."""
    return float(np.linalg.norm(gt - pred) ** 2 / np.linalg.norm(gt) ** 2)


@pytest.mark.parametrize("kind", ["float64", "float32", "uint8", "uint16"])
@pytest.mark.parametrize("sizes", [(37, 45, 3), (64, 64, 1), (2, 3, 1)])
def test_the_score_is_the_definition_of_fastmri(kind: str, sizes: tuple[int, int, int]) -> None:
    first, second = pair(kind, sizes)
    expected = fastmri(first.astype(float), second.astype(float))
    rel = 1e-12 if kind == "float64" else 1e-6
    assert score("nmse", first, second) == pytest.approx(expected, rel=rel)
    assert score_many("nmse", first, [second] * 2).tolist() == [score("nmse", first, second)] * 2


def test_the_score_is_the_square_of_scikit_images() -> None:
    skimage = pytest.importorskip("skimage.metrics")
    first, second = pair()
    expected = skimage.normalized_root_mse(first, second, normalization="euclidean") ** 2
    assert score("nmse", first, second) == pytest.approx(expected, rel=1e-12)


def test_the_protocol_of_fastmri_scores_a_volume_as_one() -> None:
    rng = np.random.default_rng(0)
    volume, other = rng.random((4, 1, 20, 30)), rng.random((4, 1, 20, 30))
    scores = score("nmse", volume, other, protocol="fastmri")
    np.testing.assert_allclose(scores, fastmri(volume, other), rtol=1e-12)


@pytest.mark.parametrize("kind", ["float64", "float32", "uint8"])
def test_the_gradient_is_exact(kind: str) -> None:
    first, second = pair(kind)
    value, slope = gradient("nmse", first, second)
    a, b = (image.astype(float) / (255 if kind == "uint8" else 1) for image in (first, second))
    expected = 2 * (b - a) / np.sum(a**2)
    assert value == pytest.approx(fastmri(a, b), rel=1e-6)
    # float32 rounds a difference of two values near 1 to 6e-8.
    np.testing.assert_allclose(slope, expected, rtol=1e-6, atol=np.abs(expected).max() * 1e-6)


def test_the_gradient_of_the_reference_sees_the_energy() -> None:
    """The first image is differentiated by default, on which the norm depends."""
    pytest.importorskip("torch")
    first, second = pair()
    map_ = Finder(metric="nmse", reduce="none").compare(first, second).map.values[0]
    energy = np.sum(first**2)
    expected = 2 * (first - second) / energy - 2 * first * np.sum((first - second) ** 2) / energy**2
    np.testing.assert_allclose(map_, expected, atol=np.abs(expected).max() * 1e-6)


@pytest.mark.parametrize("kind", ["float64", "float32", "uint8"])
def test_the_mean_of_the_local_map_is_the_score(kind: str) -> None:
    first, second = pair(kind)
    value, places = local_map("nmse", first, second)
    assert places.shape == first.shape
    assert places.mean(dtype=float) == pytest.approx(value, rel=1e-6)


def test_masked_pixels_count_in_neither_norm() -> None:
    first, second = pair()
    mask = np.random.default_rng(2).random(first.shape[1:]) > 0.3
    expected = fastmri(first[:, mask], second[:, mask])
    value, slope = gradient("nmse", first, second, mask=mask)
    assert value == pytest.approx(expected, rel=1e-12)
    assert not slope[:, ~mask].any()
    value, places = local_map("nmse", first, second, mask=mask)
    assert value == pytest.approx(expected, rel=1e-12)
    assert places[:, mask].mean() == pytest.approx(expected, rel=1e-12)
    assert not places[:, ~mask].any()


@pytest.mark.parametrize("call", [score, gradient, local_map])
@pytest.mark.parametrize("kind", ["float64", "float32", "float16", "uint8"])
def test_a_reference_that_is_zero_is_refused(call, kind: str) -> None:
    black, other = np.zeros((9, 9), kind), np.ones((9, 9), kind)
    for candidate in (other, black.copy()):
        with pytest.raises(
            InputError, match=r"nmse is undefined for a reference that is zero everywhere; use"
        ):
            call("nmse", black, candidate)
    assert score("nmse", other, black) == 1


def test_a_reference_that_is_zero_where_it_counts_is_refused() -> None:
    first, second = np.zeros((9, 9)), np.full((9, 9), 0.5)
    first[:4] = 1
    mask = np.ones((9, 9), bool)
    mask[:4] = False
    with pytest.raises(InputError, match="zero everywhere"):
        score("nmse", first, second, mask=mask)
    batch = np.stack([first, np.zeros((9, 9))])[:, None]  # one sample of two
    with pytest.raises(InputError, match="zero everywhere"):
        score("nmse", batch, batch)


def test_tensors_are_refused_too() -> None:
    torch = pytest.importorskip("torch")
    with pytest.raises(DifferenceFinderError, match="zero everywhere"):
        score("nmse", torch.zeros(9, 9), torch.ones(9, 9))
    meta = torch.zeros((1, 1, 9, 9), device="meta")  # whose values nobody can look at
    from difference_finder.metrics.nmse import nmse

    assert nmse(meta, meta).shape == (1,)
