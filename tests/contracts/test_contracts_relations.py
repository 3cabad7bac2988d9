"""Relations that metrics and strategies promise, over drawn images.

The environment variable ``DIFFERENCE_FINDER_CASES`` sets the number of cases of each relation, and
``DIFFERENCE_FINDER_SEED`` draws other cases.
"""

import os
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, seed, settings
from hypothesis import strategies as st

from difference_finder.arrays.native import native
from difference_finder.finder import Finder
from difference_finder.images.image import Image
from difference_finder.parts.registry import metrics, strategies
from difference_finder.pipeline.compare import compare_images
from difference_finder.scoring import gradient, score, score_many
from missing import skipped

CASES = int(os.environ.get("DIFFERENCE_FINDER_CASES", "4"))
SEED = os.environ.get("DIFFERENCE_FINDER_SEED")

SPECS = {"ms-ssim": "ms-ssim:scales=2"}
"""Metrics that need fewer scales to take small images."""

LARGER = ("vif",)
"""Metrics that need larger images than are drawn."""

METRICS = [name for name in metrics.names() if metrics.get(name).features_function is None]
"""All but networks, which take other images and promise less; see test_contracts_learned.py."""

POINTWISE = ("mae", "mse", "nmse", "psnr", "rmse")
"""Metrics whose score depends on nothing but the mean of a function of each pair of pixels."""

POWERS = {"mae": 1, "rmse": 1, "mse": 2}
"""How the score grows with the values, of metrics without a data range."""


def drawn(test: Callable[..., None]) -> Callable[..., None]:
    """Draw the cases of a test: the same in each run, unless there is a seed."""
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much]
    test = settings(
        max_examples=CASES,
        deadline=None,
        database=None,
        derandomize=SEED is None,
        suppress_health_check=checks,
    )(test)
    return test if SEED is None else seed(int(SEED))(test)


class Case:
    """Two images (N, C, H, W), float64 in [0, 1], and random numbers for what a relation changes."""

    def __init__(self, first: np.ndarray, second: np.ndarray, seed: int) -> None:
        self.first, self.second, self.seed = first, second, seed

    def __repr__(self) -> str:
        return f"Case(shape={self.first.shape}, seed={self.seed})"

    def tiled(self) -> "Case":
        """Return images of twice the height and width."""
        first, second = (np.tile(image, (1, 1, 2, 2)) for image in (self.first, self.second))
        return Case(first, second, self.seed)

    @property
    def random(self) -> np.random.Generator:
        return np.random.default_rng(self.seed)


CONTENTS: dict[str, Callable[[np.random.Generator, tuple[int, ...]], np.ndarray]] = {
    "noise": lambda random, shape: random.random(shape),
    "ramp": lambda random, shape: np.broadcast_to(np.linspace(0, 1, shape[-1]), shape).copy(),
    "steps": lambda random, shape: random.integers(0, 2, shape).astype(float),
    "levels": lambda random, shape: random.integers(0, 256, shape) / 255,
    "patch": lambda random, shape: np.full(shape, 0.5) + 0.4 * (random.random(shape) > 0.95),
}

CHANGES: dict[str, Callable[[np.random.Generator, np.ndarray], np.ndarray]] = {
    "noise": lambda random, image: np.clip(image + random.normal(0, 0.05, image.shape), 0, 1),
    "another": lambda random, image: random.random(image.shape),
    "gain": lambda random, image: image * 0.9,
    "pixel": lambda random, image: np.where(random.random(image.shape) > 0.99, 1 - image, image),
    "shift": lambda random, image: np.roll(image, 1, axis=-1),
}


@st.composite
def cases(draw) -> Case:
    """Draw two images with even sides: an odd side is padded at one end before it is halved."""
    seed = draw(st.integers(0, 2**32 - 1))
    shape = (1, draw(st.sampled_from([1, 3])), *(2 * draw(st.integers(12, 20)) for _ in range(2)))
    random = np.random.default_rng(seed)
    first = CONTENTS[draw(st.sampled_from(sorted(CONTENTS)))](random, shape)
    second = CHANGES[draw(st.sampled_from(sorted(CHANGES)))](random, first)
    return Case(first, second, seed)


def of(name: str, first: np.ndarray, second: np.ndarray, **options) -> np.ndarray:
    """Return the scores of a batch."""
    return np.asarray(score(SPECS.get(name, name), first, second, **{"data_range": 1.0, **options}))


def close(name: str, factor: float = 1.0, rounding: float = 1e-9):
    """Return a comparison to the precision of a metric."""
    rel = max(rounding, metrics.get(name).precision)
    return lambda value: pytest.approx(np.asarray(value) * factor, rel=rel, abs=max(1e-9, rel))


def identity(name: str, case: Case) -> None:
    assert (of(name, case.first, case.first.copy()) == metrics.get(name).identical).all()


def symmetry(name: str, case: Case) -> None:
    assert of(name, case.second, case.first) == close(name)(of(name, case.first, case.second))


def flips(name: str, case: Case) -> None:
    for axis in (2, 3):
        turned = of(name, np.flip(case.first, axis), np.flip(case.second, axis))
        assert turned == close(name)(of(name, case.first, case.second))


def transposition(name: str, case: Case) -> None:
    turned = of(name, case.first.swapaxes(2, 3), case.second.swapaxes(2, 3))
    assert turned == close(name)(of(name, case.first, case.second))


def batch(name: str, case: Case) -> None:
    firsts = np.concatenate([case.first, case.second, case.first[..., ::-1]])
    seconds = np.concatenate([case.second, case.second[..., ::-1], case.first])
    alone = [of(name, firsts[[n]], seconds[[n]])[0] for n in range(3)]
    assert of(name, firsts, seconds) == close(name, rounding=1e-12)(alone)


def tiles(name: str, case: Case) -> None:
    mean = np.mean(
        [error(name, *(x[..., :, half] for x in (case.first, case.second))) for half in halves(case)]
    )
    assert error(name, case.first, case.second) == pytest.approx(mean, rel=1e-9, abs=1e-15)


def threads(name: str, case: Case) -> None:
    values = [of(name, case.first, case.second, workers=workers) for workers in (1, 2, 5)]
    assert values[0] == values[1] == values[2]


def strides(name: str, case: Case) -> None:
    views = []
    for image in (case.first, case.second):
        wide = np.zeros((*image.shape[:-2], 2 * image.shape[-2], image.shape[-1] + 3))
        wide[..., ::-2, 3:] = image
        views.append(wide[..., ::-2, 3:])
    assert of(name, *views) == of(name, case.first, case.second)


def types(name: str, case: Case) -> None:
    first, second = (np.round(x * 255) for x in (case.first, case.second))
    expected = of(name, first, second, data_range=255)
    for kind in (np.uint8, np.uint16, np.float32):
        # Pixels that are integers are taken as shares of the range, also by metrics in units of the values.
        unit = 1 if kind is np.float32 else 255.0 ** -POWERS.get(name, 0)
        value = of(name, first.astype(kind), second.astype(kind), data_range=255)
        assert value == close(name, unit, rounding=1e-5)(expected)


def gain(name: str, case: Case) -> None:
    factor = 2.0 ** int(case.random.integers(-8, 9))  # exact, so that rounding plays no part
    power = POWERS.get(name, 0)
    value = of(name, case.first * factor, case.second * factor, data_range=factor)
    assert value == close(name, factor**power)(of(name, case.first, case.second))


def mask(name: str, case: Case) -> None:
    kept = np.ones(case.first.shape[-2:], bool)
    expected = of(name, case.first, case.second)
    assert of(name, case.first, case.second, mask=kept) == close(name)(expected)
    kept[: kept.shape[0] // 3] = False
    value = of(name, case.first, case.second, mask=kept)
    other = np.where(kept, case.second, case.random.random(case.second.shape))
    assert of(name, case.first, other, mask=kept) == close(name)(value)


def padding(name: str, case: Case) -> None:
    wide = ((0, 0), (0, 0), (3, 5), (2, 7))
    kept = np.pad(np.ones(case.first.shape[-2:], bool), wide[2:])
    padded = (np.pad(x, wide, constant_values=value) for x, value in ((case.first, 0), (case.second, 1)))
    assert of(name, *padded, mask=kept) == close(name)(of(name, case.first, case.second))


def order(name: str, case: Case) -> None:
    candidates = [x[0] for x in (case.second, case.first, case.second[..., ::-1])]
    spec = SPECS.get(name, name)
    values = np.asarray(score_many(spec, case.first[0], candidates, data_range=1.0)).ravel()
    turned = np.asarray(score_many(spec, case.first[0], candidates[::-1], data_range=1.0)).ravel()
    assert list(values) == list(turned[::-1])
    alone = [of(name, case.first[0], candidate) for candidate in candidates]
    assert values == close(name, rounding=1e-12)(np.ravel(alone))


def concatenation(name: str, case: Case) -> None:
    first, second = (np.concatenate([x, x[..., ::-1, :]], axis=2) for x in (case.first, case.second))
    assert of(name, first, second) == close(name)(of(name, case.first, case.second))


def differences(name: str, case: Case) -> None:
    # No two pixels, and no two of their differences, are equal: a metric may have a kink there.
    random = case.random
    first = 0.2 + 0.6 * random.random(case.first.shape)
    second = first + np.sign(case.second - 0.5 + 1e-3) * (0.01 + 0.05 * random.random(first.shape))
    spec, step = SPECS.get(name, name), 1e-5
    _, slope = gradient(spec, first, second, data_range=1.0)
    direction = np.zeros_like(first)
    direction[0, 0, *(random.integers(4, side - 4) for side in first.shape[2:])] = 1

    def around(step: float) -> tuple[float, float]:
        up, middle, down = (of(name, first, second + sign * step * direction)[0] for sign in (1, 0, -1))
        return (up - middle) / step, (middle - down) / step

    (ahead, behind), near = around(step), around(step / 10)
    # Otherwise there is a kink between the places: at the middle one, or beside it.
    assume(abs(ahead - behind) <= 1e-2 * max(abs(ahead), abs(behind)) + 1e-8)
    assume(abs(sum(near) - ahead - behind) <= 4e-5 * abs(sum(near)) + 1e-8)
    assert (slope * direction).sum() == pytest.approx((ahead + behind) / 2, rel=1e-4, abs=1e-9)


def halves(case: Case) -> list[slice]:
    middle = case.first.shape[-1] // 2
    return [slice(None, middle), slice(middle, None)]


def error(name: str, first: np.ndarray, second: np.ndarray) -> float:
    """Return the mean over pixels that a pointwise metric without a reference power is made of."""
    value = float(of(name, first, second)[0])
    return {"rmse": value**2, "psnr": 10 ** (-value / 10)}.get(name, value)


def over(relation, applies: Callable[[str], bool] = lambda name: True) -> list:
    return [
        pytest.param(relation, name, id=f"{relation.__name__}-{name}") for name in METRICS if applies(name)
    ]


RELATIONS = [
    *over(identity),
    *over(symmetry, lambda name: metrics.get(name).symmetric),
    *over(flips, lambda name: metrics.get(name).mirrored),
    *over(transposition, lambda name: name != "changed"),  # lines of text are horizontal
    *over(batch),
    *over(tiles, lambda name: name in POINTWISE and name != "nmse"),
    *over(threads),
    *over(strides),
    *over(types, lambda name: name not in ("dice", "jaccard")),
    *over(gain, lambda name: metrics.get(name).needs_data_range or name in (*POWERS, "nmse")),
    *over(mask, lambda name: metrics.get(name).accepts("mask")),
    *over(padding, lambda name: name in POINTWISE),
    *over(order),
    *over(concatenation, lambda name: name in POINTWISE),
    *over(differences, lambda name: metrics.get(name).no_gradient is None),
]


def test_there_are_fifteen_relations_and_every_metric_has_most() -> None:
    assert len({param.values[0] for param in RELATIONS}) == 15
    for name in METRICS:
        assert sum(param.values[1] == name for param in RELATIONS) >= 7, name


@pytest.mark.parametrize(("relation", "name"), RELATIONS)
@drawn
@given(case=cases())
def test_a_metric_keeps(relation, name: str, case: Case) -> None:
    with skipped():
        metrics.get(name).check_ready()
    relation(name, case.tiled() if name in LARGER else case)


MAPS = [name for name in strategies.names() if name != "gradcam" and not strategies.get(name).needs_reference]
"""Strategies of two images; gradcam needs a metric with features."""


def map_of(name: str, first: np.ndarray, second: np.ndarray, **options) -> np.ndarray:
    """Return the values of a map (N, C, H, W)."""
    finder = Finder(strategy=name, batch="all", reduce="none", data_range=1.0, **options)
    return compare_images(finder.options, [Image(x, 1.0) for x in (first, second)], name="pair").map.values


def map_identity(name: str, case: Case) -> None:
    assert not map_of(name, case.first, case.first.copy()).any()


def map_batch(name: str, case: Case) -> None:
    firsts, seconds = (np.concatenate([x, x[..., ::-1]]) for x in (case.first, case.second))
    whole = map_of(name, firsts, seconds)
    for n in range(2):
        np.testing.assert_allclose(whole[[n]], map_of(name, firsts[[n]], seconds[[n]]), rtol=1e-6, atol=1e-9)


def map_threads(name: str, case: Case) -> None:
    alone, shared = (map_of(name, case.first, case.second, workers=workers) for workers in (1, 3))
    np.testing.assert_array_equal(alone, shared)


def map_strides(name: str, case: Case) -> None:
    views = [np.asfortranarray(x) for x in (case.first, case.second)]
    found, expected = map_of(name, *views), map_of(name, case.first, case.second)
    if native() is not None:
        np.testing.assert_array_equal(found, expected)
        return
    # Without kernels, numpy adds in the order of memory, and consensus divides by a spread of such sums.
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-4 * np.abs(expected).max())


@pytest.mark.parametrize("relation", [map_identity, map_batch, map_threads, map_strides])
@pytest.mark.parametrize("name", MAPS)
@drawn
@given(case=cases())
def test_a_strategy_keeps(relation, name: str, case: Case) -> None:
    relation(name, case)
