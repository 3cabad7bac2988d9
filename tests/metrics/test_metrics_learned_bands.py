"""The networks compute a reference once, and large images in bands of rows, with the same result."""

import numpy as np
import pytest

from difference_finder.finder import Finder
from difference_finder.metrics import _bands, _networks
from difference_finder.metrics._feature_moments import PairMoments, Side, merged
from difference_finder.parts.registry import metrics
from difference_finder.scoring import gradient, local_map, score, score_many

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.usefixtures("networks")

NAMES = {"lpips": 5, "lpips:net=vgg": 13, "dists": 13}
"""Convolutions of each network."""
ROUNDING = 1e-5
"""Relative rounding of float32; a row too many or too few at the border of a band is far above."""

SLOW = [pytest.param(name, marks=pytest.mark.slow) for name in ("lpips:net=vgg", "dists")]
every_name = pytest.mark.parametrize("name", ["lpips", *SLOW])


def image(seed: int, shape: tuple[int, ...] = (3, 40, 40)) -> np.ndarray:
    return np.random.default_rng(seed).random(shape, np.float32)


@pytest.fixture
def convolutions(monkeypatch) -> list[tuple[int, int]]:
    """Return the size of the result and the number of threads of each convolution of a network."""
    found = []
    original = torch.nn.functional.conv2d

    def conv2d(*args, **keywords):
        result = original(*args, **keywords)
        if keywords.get("groups", 1) == 1:
            found.append((result.numel(), torch.get_num_threads()))
        return result

    monkeypatch.setattr(torch.nn.functional, "conv2d", conv2d)
    return found


def compare_bands(monkeypatch, compute) -> tuple:
    """Return what is computed in bands of 16 rows, and of whole images."""
    results = []
    for most in (1, 10**9):
        monkeypatch.setattr(_bands, "MOST_VALUES", most)
        results.append(compute())
    return tuple(results)


@every_name
@pytest.mark.parametrize("shape", [(3, 97, 61), (3, 64, 40), (131, 31)])
def test_bands_are_the_whole_image(name: str, shape: tuple[int, ...], monkeypatch, convolutions) -> None:
    first, second = image(0, shape), image(1, shape)
    banded, whole = compare_bands(monkeypatch, lambda: score(name, first, second))
    assert banded == pytest.approx(whole, rel=ROUNDING)
    count = -(-shape[-2] // 16)
    assert len(convolutions) > (count + 1) * NAMES[name]  # there were several bands


@every_name
def test_bands_of_masked_images_and_batches(name: str, monkeypatch) -> None:
    first, second = image(0, (2, 3, 97, 61)), image(1, (2, 3, 97, 61))
    mask = np.ones((97, 61), bool)
    mask[:50] = False  # whole bands
    mask[60, 20:40] = False
    masked, expected = compare_bands(
        monkeypatch, lambda: score(name, first[0], second[0], mask=mask, data_range=1.0)
    )
    assert masked == pytest.approx(expected, rel=ROUNDING)
    batch, each = compare_bands(monkeypatch, lambda: metrics.get(name)(first, second, data_range=1.0))
    np.testing.assert_allclose(batch, each, rtol=ROUNDING)


@pytest.mark.parametrize("masked", [False, True])
def test_moments_of_bands_are_those_of_the_whole(masked: bool) -> None:
    first, second = (torch.from_numpy(image(seed, (2, 5, 12, 7)) + 100) for seed in range(2))
    share = torch.from_numpy(image(2, (2, 1, 12, 7)))
    share[:, :, :8] = 0  # two bands without a pixel that counts

    def moments(rows: slice) -> PairMoments:
        sides = (Side(f[:, :, rows], share[:, :, rows] if masked else None) for f in (first, second))
        return next(sides).to(next(sides))

    found = moments(slice(0, 4))
    for top in (4, 8):
        found = merged([found, moments(slice(top, top + 4))])
    expected = moments(slice(0, 12))
    for one, other in (
        (found.between, expected.between),
        *zip(found.means + found.variances, expected.means + expected.variances, strict=True),
    ):
        np.testing.assert_allclose(one, other, rtol=1e-4)


@pytest.mark.parametrize("name", ["lpips", SLOW[0]])
def test_bands_of_a_local_map(name: str, monkeypatch) -> None:
    first, second = image(0, (3, 97, 61)), image(1, (3, 97, 61))
    (value, places), (expected, whole) = compare_bands(monkeypatch, lambda: local_map(name, first, second))
    assert value == pytest.approx(expected, rel=ROUNDING)
    np.testing.assert_allclose(places, whole, rtol=ROUNDING, atol=ROUNDING * whole.max())


@every_name
def test_identical_images_in_bands_have_the_score_zero(name: str, monkeypatch) -> None:
    monkeypatch.setattr(_bands, "MOST_VALUES", 1)
    assert score(name, image(0, (3, 97, 61)), image(0, (3, 97, 61))) == 0


@every_name
def test_a_tall_image_has_no_larger_features_than_a_band(name: str, monkeypatch, convolutions) -> None:
    monkeypatch.setattr(_bands, "MOST_VALUES", 100_000)
    tall = image(0, (3, 400, 48))
    score(name, tall, tall[:, ::-1].copy())
    assert max(size for size, _ in convolutions) <= 120_000  # and rows that were kept of the band before


@every_name
def test_features_of_the_reference_are_computed_once(name: str, convolutions) -> None:
    reference, *candidates = (image(seed) for seed in range(4))
    together = score_many(name, reference, candidates)
    assert len(convolutions) == 4 * NAMES[name]
    assert together.tolist() == [score(name, reference, candidate) for candidate in candidates]


@every_name
def test_equal_masks_leave_the_reference_shared(name: str, convolutions) -> None:
    reference, *candidates = (image(seed) for seed in range(4))
    mask = np.ones((40, 40), bool)
    mask[5:20, 7:30] = False
    together = score_many(name, reference, candidates, mask=mask)
    assert len(convolutions) == 4 * NAMES[name]
    assert together.tolist() == [score(name, reference, one, mask=mask) for one in candidates]


@every_name
def test_masks_of_their_own_are_respected(name: str) -> None:
    reference, *candidates = (image(seed) for seed in range(3))
    candidates[1][:, 3:20, 5:30] = np.nan
    with pytest.warns(UserWarning):
        together = score_many(name, reference, candidates, data_range=1.0)
        alone = [score(name, reference, one, data_range=1.0) for one in candidates]
    assert together.tolist() == alone


@every_name
@pytest.mark.parametrize("with_reference", [False, True])
def test_the_path_of_an_integrated_gradient_reuses_the_reference(
    name: str, with_reference: bool, convolutions
) -> None:
    first, second, reference = (image(seed) for seed in range(3))
    fixed = reference if with_reference else second
    finder = Finder(strategy="integrated_gradient:steps=3", metric=name, reduce="none", batch="first")
    found = finder.run(first, second, reference=reference if with_reference else None)
    at_ends = 3 if with_reference else 4
    assert len(convolutions) == (at_ends + 1 + 3) * NAMES[name]
    nodes, weights = np.polynomial.legendre.leggauss(3)
    expected = sum(
        weight / 2 * gradient(name, fixed, second + np.float32((1 + node) / 2) * (first - second))[1]
        for node, weight in zip(nodes, weights, strict=True)
    )
    expected = expected * (first - second)
    np.testing.assert_allclose(found, expected, atol=2e-6 * np.abs(expected).max())


@every_name
@pytest.mark.parametrize("wrt", [0, 1])
def test_noisy_copies_reuse_the_other_image(name: str, wrt: int, convolutions) -> None:
    pair = [image(seed, (2, 3, 40, 40)) for seed in range(2)]
    pair[0][1, 2, 5, 6] = np.nan  # a mask of one sample
    finder = Finder(
        strategy=f"smooth_gradient:samples=2,wrt={wrt},sigma=1e-9",
        metric=name,
        reduce="none",
        batch="all",
        data_range=1.0,
        nan="mask",
    )
    found = finder.run(*pair)
    assert len(convolutions) == 2 * (2 + 1 + 2) * NAMES[name]  # two samples: the score, one image, its copies
    plain = Finder(
        strategy=f"gradient:wrt={wrt}", metric=name, reduce="none", batch="all", data_range=1.0, nan="mask"
    ).run(*pair)
    np.testing.assert_allclose(found, plain, atol=1e-4 * np.abs(plain).max())


@every_name
def test_weights_loaded_in_inference_mode_serve_gradients(name: str) -> None:
    _networks.clear_weights()
    with torch.inference_mode():
        score(name, image(0), image(1))
    assert gradient(name, image(0), image(1))[1].any()


@every_name
def test_torch_uses_the_threads_that_are_asked_for(name: str, convolutions) -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        for workers, expected in ((1, 1), (9, 3)):
            convolutions.clear()
            score(name, image(0), image(1), workers=workers)
            gradient(name, image(0), image(1), workers=workers)
            assert {threads for _, threads in convolutions} == {expected}
            assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)
