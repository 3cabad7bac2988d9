"""piq, downloaded into a separate folder and imported without its ``__init__``.

``import piq`` imports torchvision for its learned metrics, and torchvision cannot be imported with the CPU
build of torch. The measured files need only torch; they are imported one by one, unchanged.
"""

from __future__ import annotations

import sys
from functools import partial
from types import ModuleType

from peers import Peer, Works
from peers._apart import folder_of
from peers._torch import backward, forward

NAME, VERSION = "piq", "0.8.0"


def load() -> Works:
    """Import it; return its works."""
    package = ModuleType(NAME)
    package.__path__ = [str(folder_of(NAME, VERSION) / NAME)]
    sys.modules[NAME] = package
    from piq.haarpsi import haarpsi
    from piq.ms_ssim import multi_scale_ssim
    from piq.psnr import psnr
    from piq.ssim import ssim

    one = partial(ssim, data_range=1.0, downsample=False)  # by default it first reduces large images
    many = partial(multi_scale_ssim, data_range=1.0)
    wavelets = partial(haarpsi, data_range=1.0)  # its colours are those of the paper, but for their rounding
    return {
        "haarpsi score": forward(wavelets),
        "haarpsi gradient": backward(wavelets),
        "ssim score": forward(one),
        "ssim gradient": backward(one),
        "ms-ssim score": forward(many),
        "ms-ssim gradient": backward(many),
        "psnr score": forward(partial(psnr, data_range=1.0)),
        "psnr gradient": backward(partial(psnr, data_range=1.0)),
    }


PEER = Peer(NAME, load, lambda: VERSION)
