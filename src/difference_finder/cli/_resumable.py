"""Work that an interruption does not lose: progress, and how to resume."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from difference_finder.cli._progress import progress
from difference_finder.errors import StoppedError

if TYPE_CHECKING:
    from difference_finder.study.study import Study

__all__ = ["run_resumable"]


def run_resumable(run: Callable[[Callable[[str], None]], Study], images: int, output: str | None) -> Study:
    """Run a study with progress; if it is interrupted, print how to resume it.

    Parameters
    ----------
    run
        Function that runs the study; it calls its argument with the name of each finished image.
    images
        Number of images.
    output
        Folder of the study; None if nothing is kept.
    """
    done = 0
    with progress(images, "scoring") as step:

        def count(name: str) -> None:
            nonlocal done
            done += 1
            step(name)

        try:
            return run(count)
        except (KeyboardInterrupt, SystemExit, StoppedError):
            if output is not None:
                click.echo(f"{done} of {images} images are done; rerun the same command to resume", err=True)
            raise
