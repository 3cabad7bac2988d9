"""Comparisons of a training run."""

import numpy as np
import pytest

from difference_finder import Finder
from difference_finder.pipeline.comparison import Comparison


@pytest.fixture
def comparison() -> Comparison:
    first = np.random.default_rng(3).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    second = first.copy()
    second[10:20, 30:45] = 255 - second[10:20, 30:45]
    return Finder(strategy="difference", also=["psnr", "ssim"]).compare(first, second)


@pytest.fixture
def referenced(comparison) -> Comparison:
    """A comparison of an image before and after a step, with their reference."""
    truth = np.asarray(comparison.pair.first)[0]
    before, after = (
        np.clip(truth + 40.0, 0, 255).astype(np.uint8),
        np.clip(truth + 8.0, 0, 255).astype(np.uint8),
    )
    return Finder(strategy="advantage", also=["psnr"]).compare(before, after, truth)
