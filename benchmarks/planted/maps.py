"""The measured maps: ours, and maps of other libraries."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from _rows import Missing
from peers import REQUIREMENTS
from peers.ancestor import Ancestor

from difference_finder import Finder
from difference_finder.errors import MissingDependencyError, WeightsError
from planted.backgrounds import Case

Array = Any

PLAIN = "\\|A-B\\|"
CONSENSUS = "`consensus`"
REFERENCE = ", with the reference"
"""End of the names of maps that use the reference."""


@dataclass(frozen=True)
class Images:
    """The images of a case, 8 bits, (H, W, 3)."""

    first: Array
    second: Array
    reference: Array

    @staticmethod
    def of(case: Case) -> Images:
        """Return the images of a case."""
        return Images(*(np.uint8(np.round(255 * i)) for i in (case.first, case.second, case.reference)))


@dataclass(frozen=True)
class Map:
    """A function that computes a map (H, W), higher where images differ more, with its name in the tables."""

    name: str
    make: Callable[[Images], Array]


def all_maps() -> tuple[list[Map], dict[str, str]]:
    """Return all single maps (all but consensus) that this machine can compute, and why it lacks others."""
    found, missing = _ours(), {}
    for name, build in {
        "scikit-image": _ssim,
        "flip-evaluator": _flip,
        "LPIPS": _lpips,
        "0.0.4": _first,
    }.items():
        try:
            found += build()
        except ImportError as error:
            missing[name] = f"{error}: {REQUIREMENTS}"
        except (MissingDependencyError, WeightsError, Missing) as error:
            missing[name] = str(error)
    return found, missing


def _ours() -> list[Map]:
    """Return our strategies and the absolute difference; signed maps by their absolute value.

    The integrated gradient of the mean squared error equals its local map, which is included.
    """
    pairs = [("gradient", m) for m in ("mse", "ssim", "gmsd", "haarpsi")]
    pairs += [("integrated_gradient", m) for m in ("ssim", "gmsd")]
    pairs += [("smooth_gradient", "ssim")]
    pairs += [("local", m) for m in ("mse", "ssim", "gmsd", "haarpsi")]
    maps = [Map(PLAIN, plain)]
    maps += [Map(f"`{s}`, {m}", partial(_strategy, finder(s, m))) for s, m in pairs]
    maps.append(Map(f"\\|B-G\\| - \\|A-G\\|{REFERENCE}", _plain_advantage))
    for metric in ("mse", "ssim", "gmsd", "haarpsi"):
        make = partial(_advantage, finder("advantage:sigma=0", metric))
        maps.append(Map(f"`advantage`, {metric}{REFERENCE}", make))
    return maps


def finder(strategy: str, metric: str = "mse", post: str = "identity") -> Finder:
    """Return a finder that uses one core, because cases run in parallel."""
    return Finder(strategy=strategy, metric=metric, post_processor=post, workers=1)


def plain(images: Images) -> Array:
    """Return the absolute difference, the mean of the channels."""
    return np.abs(images.first.astype(np.float32) - images.second).mean(axis=-1)


def _plain_advantage(images: Images) -> Array:
    errors = [np.abs(i.astype(np.float32) - images.reference).mean(-1) for i in (images.second, images.first)]
    return errors[0] - errors[1]


def _strategy(finder: Finder, images: Images) -> Array:
    return np.abs(np.asarray(finder.run(images.first, images.second)))


def _advantage(finder: Finder, images: Images) -> Array:
    return np.asarray(finder.run(images.first, images.second, reference=images.reference))


def _ssim() -> list[Map]:
    """Return the SSIM map of scikit-image, with the settings that its documentation gives for the paper."""
    from skimage.metrics import structural_similarity

    options = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False}
    both = partial(structural_similarity, full=True, channel_axis=-1, data_range=255, **options)

    def make(images: Images) -> Array:
        return 1 - both(images.first, images.second)[1].mean(axis=-1)

    return [Map("SSIM map of scikit-image", make)]


def _flip() -> list[Map]:
    from flip_evaluator import evaluate

    def flip(one: Array, other: Array) -> Array:
        one, other = (np.ascontiguousarray(image, np.float32) / np.float32(255) for image in (one, other))
        return evaluate(one, other, "LDR", applyMagma=False)[0][..., 0]

    def gap(images: Images) -> Array:
        return flip(images.reference, images.second) - flip(images.reference, images.first)

    return [
        Map("FLIP of flip-evaluator", lambda images: flip(images.first, images.second)),
        Map(f"FLIP of B - FLIP of A{REFERENCE}", gap),
    ]


def _lpips() -> list[Map]:
    return [Map("LPIPS, spatial, AlexNet", partial(_strategy, finder("local", "lpips")))]


def _first() -> list[Map]:
    """Return the maps of difference-finder 0.0.4, computed in a separate process."""
    ancestor = Ancestor(1)

    def make(strategy: str, images: Images) -> Array:
        from PIL import Image

        with tempfile.TemporaryDirectory() as folder:
            paths = Path(folder) / "first", Path(folder) / "second"
            for path, image in zip(paths, (images.first, images.second), strict=True):
                path.mkdir()
                Image.fromarray(image).save(path / "0.png", compress_level=0)
            ancestor.run(paths, Path(folder) / "maps.npy", strategy)
            return np.abs(np.load(Path(folder) / "maps.npy")[0])

    return [
        Map("0.0.4: gradient, ssim", partial(make, "gradient")),
        Map("0.0.4: difference", partial(make, "difference")),
    ]
