"""Work that an interruption does not lose: progress, and how to resume."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from difference_finder.cli._progress import progress
from difference_finder.errors import StoppedError

if TYPE_CHECKING:
    from difference_finder.study.study import Study

__all__ = ["run_resumable"]


def run_resumable(run: Callable[[Callable[[str], None]], Study], images: int, output: str | None) -> Study:
    """Run a study with progress; if it is interrupted, say how to resume it.

    Parameters
    ----------
    run
        Function that runs the study; it calls its argument with the name of each finished image.
    images
        Number of images.
    output
        Folder of the study; None if nothing is kept.
    """
    try:
        with progress(images, "scoring") as step:
            return run(step)
    except (KeyboardInterrupt, SystemExit, StoppedError) as stop:
        if output is not None:
            stop.add_note("rerun the same command to resume")
        raise
