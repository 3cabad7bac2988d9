"""Comparisons and studies that notebooks show."""

from pathlib import Path

import numpy as np
import pytest

from difference_finder import Finder, rank
from difference_finder.pipeline.comparison import Comparison
from difference_finder.study.study import Study
from folders import method_folders

HOSTILE = "</script><img src=x onerror=alert(1)>"
"""A name of an image that becomes markup if it is not escaped."""


@pytest.fixture
def comparison() -> Comparison:
    first = np.random.default_rng(3).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    second = first.copy()
    second[10:20, 30:45] = 255 - second[10:20, 30:45]
    return Finder(strategy="difference").compare(first, second)


@pytest.fixture(scope="module")
def study(one_process, tmp_path_factory) -> Study:
    root: Path = tmp_path_factory.mktemp("study")
    folders = method_folders(root, ["bird", "cat", "dog"], size=72)
    return rank(root / "GT", folders, ["psnr"], output=root / "study", workers=1, crop_sizes=[24])
