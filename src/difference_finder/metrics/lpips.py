"""Learned perceptual image patch similarity."""

from __future__ import annotations

from typing import Any, NoReturn

from difference_finder.errors import WeightsError
from difference_finder.registry import metric

MISSING = (
    "metric 'lpips' needs the trained weights of AlexNet or VGG16 and of its linear heads, which this version"
    " cannot load; use ssim or ms-ssim"
)


@metric("lpips", higher_is_better=False, bounds=(0.0, None), identical=0.0, symmetric=True)
def lpips(reference: Any, candidate: Any) -> NoReturn:
    """Learned perceptual image patch similarity (not available yet: its weights are missing).

    Raises
    ------
    WeightsError
        Always: this version cannot load the weights of the network.

    References
    ----------
    R. Zhang et al., "The unreasonable effectiveness of deep features as a perceptual metric", CVPR 2018.
    doi:10.1109/CVPR.2018.00068
    """
    raise WeightsError(MISSING)


@lpips.ready
def lpips_ready() -> NoReturn:
    """Say what is missing."""
    raise WeightsError(MISSING)
