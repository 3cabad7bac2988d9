"""torch itself: the mean squared error and PSNR as one writes them, differentiated by autograd."""

from __future__ import annotations

from typing import Any

from peers import Peer, Works
from peers._torch import backward, forward


def load() -> Works:
    """Import it; return its works."""
    import torch
    from torch.nn.functional import mse_loss

    def psnr(candidate: Any, reference: Any) -> Any:
        return -10 * mse_loss(candidate, reference).log10()

    return {
        "mse score": forward(mse_loss),
        "mse gradient": backward(mse_loss),
        "psnr score": forward(psnr),
        "psnr gradient": backward(psnr),
        "difference": forward(torch.sub),
    }


def version() -> str:
    """Return the version with its build, such as 2.13.0+cpu."""
    import torch

    return torch.__version__


PEER = Peer("torch", load, version)
