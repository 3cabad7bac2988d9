"""Common functions of the peers that compute with torch."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _pictures import FloatPair

Run = Callable[[], Any]
Function = Callable[[Any, Any], Any]


def tensors(pair: FloatPair) -> tuple[Any, Any]:
    """Return both pictures as tensors (1, 3, H, W) that share memory with the arrays."""
    import torch

    return torch.from_numpy(pair.reference)[None], torch.from_numpy(pair.candidate)[None]


def forward(function: Function) -> Callable[[FloatPair], Run]:
    """Return the work of a function of (candidate, reference), without autograd."""

    def work(pair: FloatPair) -> Run:
        import torch

        reference, candidate = tensors(pair)

        def run() -> Any:
            with torch.inference_mode():
                return function(candidate, reference)

        return run

    return work


def backward(function: Function) -> Callable[[FloatPair], Run]:
    """Return the work of a function and its derivative with respect to the candidate."""

    def work(pair: FloatPair) -> Run:
        import torch

        reference, candidate = tensors(pair)
        candidate.requires_grad_(True)

        def run() -> tuple[Any, Any]:
            score = function(candidate, reference)
            return score.detach(), torch.autograd.grad(score, candidate)[0]

        return run

    return work
