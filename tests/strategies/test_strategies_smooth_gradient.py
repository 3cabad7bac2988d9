"""The gradient averaged over noisy copies."""

import numpy as np
import pytest

from difference_finder.errors import InputError
from difference_finder.finder import Finder
from pictures import waves


def pair() -> tuple[np.ndarray, np.ndarray]:
    return waves(40, 50)


def test_of_mse_it_is_the_gradient_because_noise_of_both_signs_cancels() -> None:
    expected = Finder(metric="mse").run(*pair())
    np.testing.assert_allclose(
        Finder(strategy="smooth_gradient", metric="mse").run(*pair()), expected, rtol=1e-5
    )


@pytest.mark.parametrize("wrt", [0, 1])
def test_it_is_the_mean_of_gradients_at_noisy_images(wrt: int) -> None:
    first, second = (image[None, None] for image in pair())
    finder = Finder(
        strategy=f"smooth_gradient:samples=4,sigma=0.2,seed=7,wrt={wrt}", metric="ssim", data_range=1.3
    )
    span = max(first.max(), second.max()) - min(first.min(), second.min())
    random = np.random.default_rng(7)
    expected = np.zeros((40, 50))
    for _ in range(2):
        noise = 0.2 * span * random.standard_normal((1, 40, 50), np.float32).astype(np.float64)
        for sign in (1, -1):
            images = [first, second]
            images[wrt] = images[wrt] + sign * noise
            expected += Finder(strategy=f"gradient:wrt={wrt}", metric="ssim", data_range=1.3).run(*images) / 4
    np.testing.assert_allclose(finder.run(*pair()), expected, atol=1e-6 * np.abs(expected).max())


def test_more_samples_come_nearer_to_the_limit() -> None:
    def smooth(samples: int, seed: int) -> np.ndarray:
        finder = Finder(
            strategy=f"smooth_gradient:samples={samples},seed={seed}", metric="ssim", data_range=1.3
        )
        return finder.run(*pair())

    limit = smooth(256, 99)
    errors = [np.abs(smooth(samples, 1) - limit).mean() for samples in (2, 16, 64)]
    assert errors[0] > errors[1] > errors[2]


def test_seeds_and_the_score_without_noise() -> None:
    first, second = pair()
    maps = [
        Finder(strategy=f"smooth_gradient:seed={seed}", metric="ssim", data_range=1.3).run(first, second)
        for seed in (0, 0, 1)
    ]
    np.testing.assert_array_equal(maps[0], maps[1])
    assert (maps[0] != maps[2]).any()
    scores = [
        Finder(strategy=name, metric="ssim", data_range=1.3).compare(first, second).score
        for name in ("smooth_gradient", "gradient")
    ]
    assert scores[0] == scores[1]


def test_callables_by_autograd() -> None:
    torch = pytest.importorskip("torch")
    first, second = (torch.from_numpy(image)[None] for image in pair())
    map_ = Finder(strategy="smooth_gradient:samples=2", metric=lambda a, b: ((a - b) ** 2).mean()).run(
        first, second
    )
    np.testing.assert_allclose(map_, Finder(metric="mse").run(*pair()), atol=1e-9)


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ("samples=0", "samples must be even and at least 2, not 0"),
        ("samples=3", "samples must be even and at least 2, not 3"),
        ("sigma=0", "above 0 and at most 10, not 0"),
        ("sigma=-1", "above 0 and at most 10, not -1"),
        ("seed=-1", "seed must be at least 0, not -1"),
        ("wrt=2", "wrt must be 0"),
    ],
)
def test_settings_without_a_meaning(settings: str, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        Finder(strategy=f"smooth_gradient:{settings}").run(*pair())
