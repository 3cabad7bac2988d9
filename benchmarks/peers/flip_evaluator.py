"""flip-evaluator: NVIDIA's own FLIP."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from peers import Peer, Run, Works

if TYPE_CHECKING:
    from _pictures import FloatPair

NAME = "flip-evaluator"


def load() -> Works:
    """Import it; return its works."""
    from flip_evaluator import evaluate

    def work(pair: FloatPair) -> Run:
        reference, candidate = (
            np.ascontiguousarray(image.transpose(1, 2, 0)) for image in (pair.reference, pair.candidate)
        )

        def run() -> tuple[float, Any]:
            errors, score, _ = evaluate(reference, candidate, "LDR", applyMagma=False)
            return score, np.moveaxis(errors, -1, 0)

        return run

    return {"flip map": work}


PEER = Peer(NAME, load, lambda: version(NAME))
