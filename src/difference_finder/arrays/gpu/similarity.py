"""Luminance and structure of windows on a GPU, with their derivatives, for ssim and ms-ssim."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

from difference_finder.arrays.averages import repeat_edges_adjoint
from difference_finder.arrays.filters import mirror_adjoint
from difference_finder.arrays.gpu import _similarity_kernels as kernels
from difference_finder.arrays.gpu._launch import blocks, launch, mask_and_strides

__all__ = ["Compared", "Windows", "compare", "pixel_slopes"]

Array = Any

PADDINGS = {
    "valid": kernels.VALID,
    "same": kernels.SAME,
    "reflect": kernels.REFLECT,
    "replicate": kernels.REPLICATE,
}

BLOCK = 128
"""Columns of a program: one for each thread of four warps."""

ENOUGH = 1024
"""Programs that keep a GPU busy: with fewer, strips become shorter, though more rows are filtered twice."""


@dataclass(frozen=True)
class Windows:
    """The windows of one scale.

    Parameters
    ----------
    half
        Weights from the centre outwards.
    padding
        Treatment of the edges: "valid", "same", "reflect" or "replicate".
    stabilisers
        The constants C1 and C2.
    """

    half: tuple[float, ...]
    padding: str
    stabilisers: tuple[float, float]

    @property
    def taps(self) -> int:
        """Side of a window in pixels."""
        return 2 * len(self.half) - 1

    @property
    def weights(self) -> tuple[float, ...]:
        """Weights along a row or a column."""
        return *self.half[:0:-1], *self.half

    @property
    def margin(self) -> int:
        """Pixels by which an image is extended at each edge."""
        return 0 if self.padding == "valid" else len(self.half) - 1

    def constants(self, masked: bool) -> dict[str, Any]:
        """Return what a kernel is compiled for."""
        return {
            "TAPS": self.taps,
            "MARGIN": self.margin,
            "PADDING": PADDINGS[self.padding],
            "MASKED": masked,
            "BLOCK": BLOCK,
        }

    def shape(self, image: Array) -> tuple[int, int, int, int]:
        """Return the shape of the windows of images (N, C, H, W)."""
        n, c, h, w = image.shape
        less = self.taps - 1 - 2 * self.margin
        return n, c, h - less, w - less


@dataclass(frozen=True, eq=False)
class Compared:
    """The windows of two images.

    Parameters
    ----------
    means
        Mean similarity, or mean structure, of each plane, (N, C), float64.
    counts
        Windows that count in each sample, (N, 1); a number where all do.
    places
        The map (N, C, H', W'), 1 where masked; None if it was not asked for.
    slopes
        The derivatives of each window, (3, N, C, H', W'), for :func:`pixel_slopes`; None likewise.
    """

    means: Array
    counts: Array | int
    places: Array | None
    slopes: Array | None


def compare(
    output: str, first: Array, second: Array, mask: Array | None, windows: Windows, structure: bool = False
) -> Compared:
    """Compare the windows of two images.

    Parameters
    ----------
    output
        "score", "map" or "gradient".
    first, second
        Images (N, C, H, W) on a GPU.
    mask
        Mask (N, 1, H, W), True where pixels count; None if all do.
    windows
        The windows, which fit into the images.
    structure
        Whether to compare the structure alone, without the luminance.
    """
    torch = sys.modules["torch"]
    n, c, h, w = shape = windows.shape(first)
    rows = _rows(n * c, h, w)
    programs = n * c * blocks(h, rows) * blocks(w, BLOCK)
    losses = torch.empty((n, c, programs // (n * c)), dtype=torch.float64, device=first.device)
    wanted = {"map": (shape,), "gradient": ((3, *shape),)}.get(output, ())
    held = [torch.empty(size, dtype=torch.float32, device=first.device) for size in wanted]
    places, slopes = (held[0] if output == kind else None for kind in ("map", "gradient"))
    inside, *mask_strides = mask_and_strides(mask, first)
    launch(
        kernels.forward,
        programs,
        first,
        *(first, second, inside, losses),
        *(losses if result is None else result for result in (places, slopes)),
        *first.shape[1:],
        *(*first.stride(), *second.stride(), *mask_strides),
        n * c * h * w,
        *windows.stabilisers,
        windows.weights,
        **windows.constants(mask is not None),
        STRUCTURE=structure,
        MAP=places is not None,
        SLOPES=slopes is not None,
        ROWS=rows,
    )
    counts: Array | int = h * w
    if mask is not None:
        cut = (mask.shape[-1] - w) // 2
        counts = mask[..., cut : cut + h, cut : cut + w].sum((2, 3))
    return Compared(1 - losses.sum(2) / counts, counts, places, slopes)


def pixel_slopes(
    compared: Compared,
    scales: Array,
    first: Array,
    second: Array,
    mask: Array | None,
    windows: Windows,
    coarse: Array | None = None,
) -> Array:
    """Return the derivative with respect to the pixels of the second image, (N, C, H, W), float32.

    Parameters
    ----------
    compared
        What :func:`compare` returned for "gradient".
    scales
        Derivatives with respect to the sum over the windows of each plane, (N, C).
    first, second, mask, windows
        As for :func:`compare`.
    coarse
        Derivative with respect to the means of blocks of 2x2 pixels, as of
        :func:`~difference_finder.arrays.filters.pool2`, which is added; None for none.
    """
    torch = sys.modules["torch"]
    n, c, h, w = first.shape
    margin = windows.margin
    full_height, full_width = h + 2 * margin, w + 2 * margin
    rows = _rows(n * c, full_height, full_width)
    result = torch.empty((n, c, full_height, full_width), dtype=torch.float32, device=first.device)
    slopes = compared.slopes
    assert slopes is not None
    inside, *mask_strides = mask_and_strides(mask, first)
    launch(
        kernels.backward,
        n * c * blocks(full_height, rows) * blocks(full_width, BLOCK),
        first,
        *(first, second, inside, slopes, scales.to(torch.float32).contiguous()),
        slopes if coarse is None else coarse.contiguous(),
        result,
        *(c, h, w),
        *(*first.stride(), *second.stride(), *mask_strides),
        slopes[0].numel(),
        *((1, 1) if coarse is None else coarse.shape[2:]),
        windows.weights,
        **windows.constants(mask is not None),
        COARSE=coarse is not None,
        ROWS=rows,
    )
    if windows.padding == "replicate":
        return repeat_edges_adjoint(result, margin)
    return mirror_adjoint(result, margin, int(windows.padding == "reflect"))


def _rows(planes: int, height: int, width: int) -> int:
    """Return the rows of a program, a power of two."""
    rows = 64
    while rows > 8 and planes * blocks(height, rows) * blocks(width, BLOCK) < ENOUGH:
        rows //= 2
    return rows
