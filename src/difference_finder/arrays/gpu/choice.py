"""Which tensors take the kernels, and how autograd goes back through these."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

from difference_finder.arrays.backend import full_precision, is_tensor, type_name

__all__ = ["FORCED", "MOST_TAPS", "by_kernels", "reason_without_triton", "takes_kernels"]

Array = Any
Kernels = Callable[[str, Array, Array, Array | None], Any]

FORCED = "DIFFERENCE_FINDER_TRITON"
"""The environment variable that turns the kernels "off", or lets tensors on the "cpu" take them as well, for
Triton's interpreter (``TRITON_INTERPRET=1``)."""

TYPES = ("float32", "float16", "bfloat16", "uint8")
"""The types that kernels take. They compute in float32; float64 is left to the reference implementation."""

OLDEST = (3, 3)
"""The oldest version of Triton whose kernels may carry tuples through a loop."""

MOST_TAPS = 15
"""Side of the largest window of ssim: the sums of larger ones do not fit into the registers of a thread."""

REACH = 2**31
"""The distance of two values of a plane in memory that kernels do not exceed."""


def by_kernels(
    output: str,
    kernels: Kernels | None,
    reference: Array,
    candidate: Array,
    mask: Array | None,
    plain: Callable[[Array, Array], Array] | None = None,
) -> Any:
    """Return what kernels compute of two images, or None where the reference implementation is to compute.

    Parameters
    ----------
    output
        "score", "map" or "gradient". Autograd can go back through a score; a map or a gradient that it
        records is left to the reference implementation.
    kernels
        Function of ``output``, both images and the mask. It returns the scores (N,), for "map" and "gradient"
        with the map or the derivative with respect to the candidate, all float32. Exchanging the images
        leaves the scores unchanged. None where no kernel has the settings.
    reference, candidate
        Images of shape (N, C, H, W).
    mask
        Mask of shape (N, 1, H, W), True where pixels count; None if all do.
    plain
        For "score", the reference implementation, which autograd differentiates a second time.
    """
    if kernels is None or not takes_kernels(reference, candidate, mask):
        return None
    torch = sys.modules["torch"]
    recorded = torch.is_grad_enabled() and (reference.requires_grad or candidate.requires_grad)
    if recorded and plain is None:
        return None
    with full_precision(candidate):
        if recorded:
            return _differentiable().apply(reference, candidate, mask, kernels, plain)
        return kernels(output, reference, candidate, mask)


def takes_kernels(reference: Array, candidate: Array, mask: Array | None) -> bool:
    """Tell whether kernels take two images and a mask: plain tensors on one GPU, not inside a transform."""
    if not (is_tensor(reference) and is_tensor(candidate)):
        return False
    torch = sys.modules["torch"]
    if torch.compiler.is_compiling():
        return False
    if candidate.device.type not in _devices() or reference.shape != candidate.shape:
        return False
    if torch._C._are_functorch_transforms_active() or not _installed():
        return False
    given = [reference, candidate, *([] if mask is None else [mask])]
    if any(type(one) not in (torch.Tensor, torch.nn.Parameter) for one in given):
        return False  # a subclass may hold its values elsewhere
    n, _, h, w = shape = tuple(candidate.shape)
    if mask is not None and (tuple(mask.shape) != (n, 1, h, w) or mask.dtype != torch.bool):
        return False
    return (
        0 not in shape
        and all(one.device == candidate.device and one.layout == torch.strided for one in given)
        and all(type_name(one) in TYPES for one in (reference, candidate))
        and all(_reach(one) < REACH for one in given)
    )


def _reach(image: Array) -> int:
    """Return the distance in memory of the first and the last value of a plane."""
    (h, w), (rows, columns) = image.shape[2:], image.stride()[2:]
    return int(h * rows + w * columns)


def _devices() -> tuple[str, ...]:
    forced = os.environ.get(FORCED, "")
    if forced not in ("", "off", "cpu"):
        warnings.warn(f"{FORCED}={forced}: not one of off, cpu; ignored", UserWarning, stacklevel=4)
    return {"off": (), "cpu": ("cuda", "cpu")}.get(forced, ("cuda",))


@cache
def _installed() -> bool:
    """Tell whether a version of Triton that is new enough is installed; if not, a warning says so once."""
    reason = reason_without_triton()
    if reason is not None:
        warnings.warn(
            f"computing slowly on the GPU, without kernels: {reason}; {FORCED}=off turns this warning off",
            UserWarning,
            stacklevel=5,
        )
    return reason is None


def reason_without_triton() -> str | None:
    """Return the reason why kernels cannot be compiled, and the remedy; None where they can."""
    try:
        import triton
    except ImportError as error:
        return f"Triton cannot be imported ({error}); on Linux, torch for CUDA installs it"
    known = tuple(int(part) for part in triton.__version__.split(".")[:2])
    if known < OLDEST:
        return (
            f"Triton {triton.__version__} is older than {'.'.join(map(str, OLDEST))}; install a newer torch"
        )
    return None


@cache
def _differentiable() -> Any:
    """Return the function of autograd: the class needs torch, which is imported by now."""
    torch = sys.modules["torch"]

    class Scores(torch.autograd.Function):  # type: ignore[misc,name-defined]
        """Scores, with the derivatives that are wanted from the same passes."""

        @staticmethod
        def forward(
            ctx: Any, reference: Array, candidate: Array, mask: Array, kernels: Kernels, plain: Any
        ) -> Array:
            slopes = [None, None]
            scores = None
            for wrt, pair in enumerate([(candidate, reference), (reference, candidate)]):
                if ctx.needs_input_grad[wrt]:
                    scores, slopes[wrt] = kernels("gradient", *pair, mask)
            ctx.save_for_backward(reference, candidate, *slopes)
            ctx.plain = plain
            return scores

        @staticmethod
        def backward(ctx: Any, by_score: Array) -> Any:
            reference, candidate, *slopes = ctx.saved_tensors
            images = (reference, candidate)
            wanted = [image for image, slope in zip(images, slopes, strict=True) if slope is not None]
            if torch.is_grad_enabled():  # with create_graph=True: what is returned is differentiated again
                scores = ctx.plain(reference, candidate)
                found = iter(torch.autograd.grad(scores, wanted, by_score, create_graph=True))
                return *(None if slope is None else next(found) for slope in slopes), None, None, None
            factor = by_score[:, None, None, None]
            scaled = (
                None if slope is None else (slope * factor).to(image.dtype)
                for image, slope in zip(images, slopes, strict=True)
            )
            return *scaled, None, None, None

    return Scores
