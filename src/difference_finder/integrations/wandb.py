"""Comparisons in Weights & Biases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError, MissingDependencyError
from difference_finder.integrations._contents import PICTURES, check_step, contents_of

if TYPE_CHECKING:
    from difference_finder.pipeline.comparison import Comparison

__all__ = ["log_comparison"]


def log_comparison(
    run: Any,
    comparison: Comparison | Iterable[Comparison],
    *,
    step: int | None = None,
    name: str | None = None,
    pictures: Any = PICTURES,
) -> None:
    """Log pictures and scores of a comparison to a run of Weights & Biases.

    Parameters
    ----------
    run
        Run, as ``wandb.init`` returns it.
    comparison
        Comparison, or several of one step, whose names differ.
    step
        Step of the run, at least 0; None for its current step. Steps of a run must not decrease.
    name
        What the names of pictures and scores begin with, such as "validation": "validation/panel",
        "validation/heatmap", "validation/psnr". None for the name of the comparison. With several comparisons
        the name of each follows.
    pictures
        Reporters that draw a picture, by name or with settings: "heatmap:vmax=0.2" has the same scale at
        every step. An empty tuple logs scores alone.

    Raises
    ------
    InputError
        If an argument is not possible, or a picture cannot be drawn.
    UnknownNameError
        If there is no such reporter.
    MissingDependencyError
        If wandb is not installed.

    Notes
    -----
    All pictures and scores are logged by one call of ``run.log``. Scores of metrics that failed are left out;
    those of a batch have the numbers of its samples: "validation/psnr/1".

    Examples
    --------
    >>> import wandb  # doctest: +SKIP
    >>> from difference_finder import Finder
    >>> finder = Finder(strategy="difference", also=["psnr", "ssim"])
    >>> with wandb.init(project="denoising") as run:  # doctest: +SKIP
    ...     log_comparison(run, finder.compare("truth.png", "denoised.png"), step=100, name="validation")
    """
    if not callable(getattr(run, "log", None)):
        raise InputError(f"run must have a method 'log', as the run of wandb.init has, not {run!r}")
    check_step(step)
    contents = contents_of(comparison, name, pictures)
    try:
        from wandb import Image
    except ImportError as error:
        raise MissingDependencyError.for_extra("logging to Weights & Biases", "wandb", "wandb") from error
    logged = {key: Image(picture) for key, picture in contents.pictures.items()}
    run.log({**logged, **contents.scores}, step=step)
