"""A progress bar on a terminal; elsewhere a line every ten seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from difference_finder.errors import DifferenceFinderError, StoppedError
from difference_finder.text import count_of

EVERY_SECONDS = 10.0


@contextmanager
def progress(
    total: int, activity: str, quiet: bool = False, item: str = "image"
) -> Iterator[Callable[[str], None]]:
    """Yield a function to call after each of ``total`` steps with the name of the finished item.

    What stops the work gets a note that tells how much is done; an error before the first step gets none.
    """
    done = 0
    with _shown(total, activity, quiet) as show:

        def step(name: str) -> None:
            nonlocal done
            done += 1
            show(name)

        try:
            yield step
        except (KeyboardInterrupt, SystemExit, DifferenceFinderError) as stop:
            if done or not isinstance(stop, DifferenceFinderError) or isinstance(stop, StoppedError):
                stop.add_note(f"{done:,} of {count_of(total, item)} {'is' if total == 1 else 'are'} done")
            raise


@contextmanager
def _shown(total: int, activity: str, quiet: bool) -> Iterator[Callable[[str], None]]:
    """Yield a function that shows a step, with the name of its item."""
    if quiet:
        yield lambda name: None
        return
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import Progress

        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(activity, total=total)
            yield lambda name: bar.advance(task)
        return
    done, last = 0, time.monotonic()

    def step(name: str) -> None:
        nonlocal done, last
        done += 1
        if time.monotonic() - last > EVERY_SECONDS:
            last = time.monotonic()
            click.echo(f"{activity}: {done} of {total} ({name})", err=True)

    yield step
