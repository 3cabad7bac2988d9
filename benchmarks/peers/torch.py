"""torch itself: errors and PSNR by its own functions, and as a formula, by autograd."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from peers import Peer, Works
from peers._torch import backward, forward


def load() -> Works:
    """Import it; return its works."""
    import torch
    from torch.nn.functional import l1_loss, mse_loss

    def formula(candidate: Any, reference: Any) -> Any:
        return ((candidate - reference) ** 2).mean()

    def decibels(error: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        return lambda candidate, reference: -10 * error(candidate, reference).log10()

    return {
        "mse score": forward(mse_loss),
        "mse gradient": backward(mse_loss),
        "mse formula gradient": backward(formula),
        "l1 score": forward(l1_loss),
        "l1 gradient": backward(l1_loss),
        "psnr score": forward(decibels(mse_loss)),
        "psnr gradient": backward(decibels(mse_loss)),
        "psnr formula gradient": backward(decibels(formula)),
        "difference": forward(torch.sub),
    }


def version() -> str:
    """Return the version with its build, such as 2.13.0+cpu."""
    import torch

    return torch.__version__


PEER = Peer("torch", load, version)
