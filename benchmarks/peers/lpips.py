"""lpips, the package of the authors, downloaded into a separate folder."""

from __future__ import annotations

import sys
from functools import partial
from types import ModuleType

from peers import Peer, Works
from peers._apart import folder_of
from peers._networks import torchvision
from peers._torch import backward, forward

NAME, VERSION = "lpips", "0.1.4"


def load() -> Works:
    """Import it; return its works."""
    sys.path.insert(0, str(folder_of(NAME, VERSION)))
    sys.modules["lpips.trainer"] = ModuleType("lpips.trainer")  # it needs tqdm, and trains
    try:
        with torchvision():
            from lpips import LPIPS

            models = {net: LPIPS(net=net, verbose=False) for net in ("alex", "vgg")}
    finally:
        sys.path.pop(0)
    works: Works = {}
    for net, model in models.items():
        model.requires_grad_(False)
        works[f"{net} score"] = forward(partial(model, normalize=True))
        works[f"{net} gradient"] = backward(partial(model, normalize=True))
    return works


PEER = Peer(NAME, load, lambda: VERSION)
