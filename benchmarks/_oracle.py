"""SSIM, MS-SSIM, MSE and PSNR as the papers print them, in float64, differentiated by torch's autograd.

Independent of the package, and of the peers, whose windows are rounded to float32. Pictures are
centred before they are squared, or their variances would lose digits.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)


def score_and_gradient(
    metric: str, reference: NDArray[np.float32], candidate: NDArray[np.float32]
) -> tuple[float, NDArray[np.float64]]:
    """Return the score of a pair (C, H, W) with range 1, and d score / d candidate."""
    import torch

    first, second = (torch.from_numpy(image.astype(np.float64))[:, None] for image in (reference, candidate))
    second.requires_grad_(True)
    score = _METRICS[metric](first, second)
    (slope,) = torch.autograd.grad(score, second)
    return float(score.detach()), slope[:, 0].numpy()


def _blur(images: Any) -> Any:
    """Average the 11x11 windows that lie inside, with a Gaussian of 1.5 pixels; images (C, 1, H, W)."""
    import torch
    from torch.nn.functional import conv2d

    bell = torch.tensor([math.exp(-((i / 1.5) ** 2) / 2) for i in range(-5, 6)], dtype=torch.float64)
    bell /= bell.sum()
    return conv2d(conv2d(images, bell.reshape(1, 1, 11, 1)), bell.reshape(1, 1, 1, 11))


def _terms(x: Any, y: Any) -> tuple[Any, Any]:
    """Return the luminance term and the structure term of each window."""
    c1, c2 = 0.01**2, 0.03**2
    mx, my = _blur(x), _blur(y)
    cx, cy = x - x.detach().mean(), y - y.detach().mean()
    nx, ny = _blur(cx), _blur(cy)
    vx, vy, vxy = _blur(cx * cx) - nx * nx, _blur(cy * cy) - ny * ny, _blur(cx * cy) - nx * ny
    return (2 * mx * my + c1) / (mx * mx + my * my + c1), (2 * vxy + c2) / (vx + vy + c2)


def _ssim(x: Any, y: Any) -> Any:
    luminance, structure = _terms(x, y)
    return (luminance * structure).mean()


def _ms_ssim(x: Any, y: Any) -> Any:
    from torch.nn.functional import avg_pool2d

    score: Any = 1
    for level, weight in enumerate(WEIGHTS):
        luminance, structure = _terms(x, y)
        last = level == len(WEIGHTS) - 1
        score = score * ((structure * luminance if last else structure).mean((1, 2, 3))) ** weight
        odd = [side % 2 for side in x.shape[2:]]
        x, y = (avg_pool2d(image, 2, padding=odd) for image in (x, y))
    return score.mean()


def _mse(x: Any, y: Any) -> Any:
    return ((x - y) ** 2).mean()


def _psnr(x: Any, y: Any) -> Any:
    return -10 * _mse(x, y).log10()


_METRICS = {"ssim": _ssim, "ms-ssim": _ms_ssim, "mse": _mse, "psnr": _psnr}
