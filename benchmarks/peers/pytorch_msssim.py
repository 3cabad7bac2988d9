"""pytorch-msssim, which most papers that train with SSIM use."""

from __future__ import annotations

from functools import partial
from importlib.metadata import version

from peers import Peer, Works
from peers._torch import backward, forward

NAME = "pytorch-msssim"


def load() -> Works:
    """Import it; return its works."""
    from pytorch_msssim import ms_ssim, ssim

    one, many = partial(ssim, data_range=1.0), partial(ms_ssim, data_range=1.0)
    return {
        "ssim score": forward(one),
        "ssim gradient": backward(one),
        "ms-ssim score": forward(many),
        "ms-ssim gradient": backward(many),
    }


PEER = Peer(NAME, load, lambda: version(NAME))
