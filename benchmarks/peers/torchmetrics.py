"""torchmetrics: its SSIM reflects the picture at its edges and averages the windows there as well."""

from __future__ import annotations

from functools import partial
from importlib.metadata import version

from peers import Peer, Works
from peers._torch import backward, forward

NAME = "torchmetrics"


def load() -> Works:
    """Import it; return its works."""
    from torchmetrics.functional.image import (
        multiscale_structural_similarity_index_measure,
        peak_signal_noise_ratio,
        structural_similarity_index_measure,
    )

    one = partial(structural_similarity_index_measure, data_range=1.0)
    many = partial(multiscale_structural_similarity_index_measure, data_range=1.0)
    psnr = partial(peak_signal_noise_ratio, data_range=1.0)
    return {
        "ssim score": forward(one),
        "ssim gradient": backward(one),
        "ssim map": forward(partial(one, return_full_image=True)),
        "ms-ssim score": forward(many),
        "ms-ssim gradient": backward(many),
        "psnr score": forward(psnr),
        "psnr gradient": backward(psnr),
    }


PEER = Peer(NAME, load, lambda: version(NAME))
