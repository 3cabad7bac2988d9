"""Comparisons in TensorBoard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError
from difference_finder.integrations._contents import PICTURES, check_step, contents_of

if TYPE_CHECKING:
    from difference_finder.pipeline.comparison import Comparison

__all__ = ["log_comparison"]

METHODS = ("add_image", "add_scalar")


def log_comparison(
    writer: Any,
    comparison: Comparison | Iterable[Comparison],
    *,
    step: int | None = None,
    name: str | None = None,
    pictures: Any = PICTURES,
) -> None:
    """Log pictures and scores of a comparison to TensorBoard.

    Parameters
    ----------
    writer
        ``SummaryWriter`` of ``torch.utils.tensorboard`` or tensorboardX, or another object with the methods
        ``add_image(tag, array, global_step=..., dataformats="HWC")`` and
        ``add_scalar(tag, value, global_step=...)``.
    comparison, name, pictures
        As for :func:`difference_finder.integrations.wandb.log_comparison`.
    step
        Step of the run, at least 0; None for none.

    Raises
    ------
    InputError
        If an argument is not possible, or a picture cannot be drawn.
    UnknownNameError
        If there is no such reporter.

    Examples
    --------
    >>> from difference_finder import Finder
    >>> from torch.utils.tensorboard import SummaryWriter  # doctest: +SKIP
    >>> finder = Finder(strategy="difference", also=["psnr", "ssim"])
    >>> with SummaryWriter("runs/denoising") as writer:  # doctest: +SKIP
    ...     log_comparison(writer, finder.compare("truth.png", "denoised.png"), step=100, name="validation")
    """
    if not all(callable(getattr(writer, method, None)) for method in METHODS):
        raise InputError(
            f"writer must have the methods {' and '.join(METHODS)}, as SummaryWriter of"
            f" torch.utils.tensorboard and of tensorboardX has, not {writer!r}"
        )
    check_step(step)
    import numpy as np

    contents = contents_of(comparison, name, pictures)
    for tag, picture in contents.pictures.items():
        writer.add_image(tag, np.asarray(picture), global_step=step, dataformats="HWC")
    for tag, score in contents.scores.items():
        writer.add_scalar(tag, score, global_step=step)
