"""dists-pytorch, the package of the authors, downloaded into a separate folder."""

from __future__ import annotations

import sys
from functools import partial

from peers import Peer, Works
from peers._apart import folder_of
from peers._networks import published, torchvision
from peers._torch import backward, forward

NAME, VERSION = "dists-pytorch", "0.1"


def load() -> Works:
    """Import it; return its works."""
    import torch

    sys.path.insert(0, str(folder_of(NAME, VERSION)))
    try:
        with torchvision():
            from DISTS_pytorch import DISTS

            model = DISTS(load_weights=False)
    finally:
        sys.path.pop(0)
    for key, values in published("dists").items():
        getattr(model, key).data = torch.from_numpy(values.copy()).reshape(1, -1, 1, 1)
    model.requires_grad_(False)
    return {"dists score": forward(model), "dists gradient": backward(partial(model, require_grad=True))}


PEER = Peer(NAME, load, lambda: VERSION)
