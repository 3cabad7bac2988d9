"""The command line: one file for each command."""

from __future__ import annotations

import atexit
import errno
import gc
import importlib
import io
import os
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

import click

from difference_finder._version import __version__
from difference_finder.errors import DifferenceFinderError, DiskFullError, StoppedError
from difference_finder.text import escape_controls, speak_as

__all__ = ["main"]

DONE, EXCEEDED, USAGE, FAILED, INTERRUPTED, BUG, ON_SIGINT, ON_SIGTERM = 0, 1, 2, 3, 4, 70, 130, 143
"""Exit codes."""

OPENBLAS_THREAD_TIMEOUT = "20"
"""Binary logarithm of the clock cycles after which idle threads of OpenBLAS sleep; its default is 26."""

SMALL_MATRICES = ("diff", "compare", "serve")
"""Commands whose matrices are too small for the threads of OpenBLAS, which wait for work in a loop."""

GARBAGE_THRESHOLD = 50_000
"""Number of new objects after which the garbage collector runs; the default of Python is 700. A comparison
with its imports makes 40 000, and leaves no objects that only a collection would free."""

FULL = (errno.ENOSPC, errno.EDQUOT)
"""Errors of a disk that takes no more."""

COMMANDS = {
    "diff": "Show where two images, or the images of two folders, differ.",
    "compare": "Score one pair of images under several protocols, side by side.",
    "rank": "Score several methods against a reference, over folders of images.",
    "study": "Write the file of a study of several data sets, and tell what it would measure.",
    "figure": "Draw the crops of a study for a paper.",
    "table": "Write the means of a study as a table for a paper.",
    "plot": "Draw the scores of a study as a plot for a paper.",
    "report": "Write a page, to view and to share, that shows a study or the output of diff.",
    "view": "Open a page that shows two images, a study, or the output of diff, at any size.",
    "serve": "Answer requests of test runners: a line of JSON for each pair of images.",
    "list": "List the metrics, strategies, pre- and post-processors, readers, reporters and protocols.",
    "weights": "List, fetch or import the weights of learned metrics.",
    "demo": "Make two photographs that look the same, and find the differences.",
}
"""The commands and their one-line help, so that --help imports none of them."""


class _Interrupted(Exception):
    """The user has interrupted the command; click would print an empty line for a KeyboardInterrupt."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are used."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except (click.Abort, KeyboardInterrupt) as stop:
            raise _Interrupted(*getattr(stop, "__notes__", ())) from stop

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, the most important first."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"difference_finder.cli.{cmd_name}_command")
        return module.command  # type: ignore[no-any-return]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with their one-line help."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="difference-finder")
def group() -> None:
    """Find where two images differ, and how much each place matters.

    Exit codes: 0 done; 1 done, and a score exceeded a threshold, or files are unequal in something else; 2
    wrong usage; 3 some pairs failed, the rest is done; 4 stopped, such as by a full disk, rerun the same
    command to resume; 70 an error inside the program; 130 or 143 ended by a signal.
    """


def main(args: list[str] | None = None) -> NoReturn:
    """Run the command and exit; an error is one line on stderr.

    Parameters
    ----------
    args
        Arguments; None for those of the process, which the command then has to itself: it sets its signals.
    """
    if args is None:
        _save_time_of_process()
        _set_signals()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may lack letters that a name has
            stream.reconfigure(errors="backslashreplace")
    try:
        if args is None:
            _raise_interruptions()
        with speak_as("command"), _warnings_on_stderr():
            code: Any = group.main(args, prog_name="difference-finder", standalone_mode=False)
        sys.stdout.flush()
        sys.exit(code if isinstance(code, int) else DONE)
    except SystemExit as stop:
        if notes := _notes(stop):
            click.echo("; ".join(_with_notes("terminated", notes)), err=True)
        raise
    except (click.Abort, KeyboardInterrupt, _Interrupted) as stop:
        sys.exit(_end_interrupted(stop, args is None))
    except Exception as error:
        code = _end_with_error(error)
        if code is None:
            raise
        sys.exit(code)


def _end_interrupted(stop: BaseException, own: bool) -> int:
    """Say in one line that the user interrupted the command, and how much is done; return the exit code."""
    if own:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second one would print a traceback
    start = "\n" if sys.stderr.isatty() else ""  # behind the ^C that a terminal shows
    notes = stop.args if isinstance(stop, _Interrupted) else _notes(stop)
    click.echo(f"{start}{'; '.join(_with_notes('interrupted', notes))}", err=True)
    return ON_SIGINT


def _end_with_error(error: Exception) -> int | None:
    """Print an error as one line; return the exit code, or None for a traceback."""
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, click.ClickException):
        error.show()
        return USAGE
    if isinstance(error, DifferenceFinderError):
        click.echo("; ".join([f"error: {error}", *_notes(error)]), err=True)
        return INTERRUPTED if isinstance(error, StoppedError | DiskFullError) else USAGE
    if isinstance(error, OSError) and error.errno in FULL:
        return _end_on_full_disk(error)
    if os.environ.get("DIFFERENCE_FINDER_DEBUG"):
        return None
    kind, cause = type(error).__name__, " ".join(str(error).split())
    click.echo(f"error: {kind}: {cause} (set DIFFERENCE_FINDER_DEBUG=1 for the traceback)", err=True)
    return BUG


def _notes(stop: BaseException) -> tuple[str, ...]:
    """Return how much is done, which the command adds to what stops it."""
    return tuple(getattr(stop, "__notes__", ()))


def _with_notes(word: str, notes: tuple[str, ...]) -> list[str]:
    return [f"{word}: {notes[0]}", *notes[1:]] if notes else [word]


def _end_on_full_disk(error: OSError) -> int:
    """Print an error because a file, or standard output, cannot take more; return the exit code."""
    place = "standard output, or the folder of temporary files,"
    if error.filename is not None:
        place = f"'{escape_controls(str(error.filename))}'"
    with suppress(OSError):  # standard error may be on the same disk
        click.echo(f"error: {place} is on a full disk; free some space", err=True)
    # Otherwise Python would try again to write what is left, when it ends.
    with suppress(OSError, ValueError), Path(os.devnull).open("wb") as sink:
        os.dup2(sink.fileno(), sys.stdout.fileno())
    return INTERRUPTED


def _raise_interruptions() -> None:
    """Raise KeyboardInterrupt from now on, unless the shell has interruptions ignored."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _save_time_of_process() -> None:
    """Turn off what takes a third of the time of a small comparison and does not change results.

    The idle threads of OpenBLAS, which numpy starts, keep a core busy for 30 ms; they sleep sooner, or do not
    start. Importing makes many objects that live as long as the process: the garbage collector looks at them
    less often, and not at all when the process exits. Click looks for a long option that is similar to a
    short one, for which it imports a module: ``-o`` is spelled out.
    """
    sys.argv[1:] = _spelled_out(sys.argv[1:])
    os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", OPENBLAS_THREAD_TIMEOUT)
    if sys.argv[1:] and sys.argv[1] in SMALL_MATRICES:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(GARBAGE_THRESHOLD, *gc.get_threshold()[1:])
    atexit.register(gc.freeze)


def _set_signals() -> None:
    """Let SIGTERM end the process in an orderly way, and a closed pipe end it without a word.

    In a process that does something else as well, such as a server, a closed connection would end that too.
    """
    signal.signal(signal.SIGTERM, _terminate)
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def _spelled_out(arguments: list[str]) -> list[str]:
    """Return the arguments with ``--output`` for ``-o``, except behind ``--``, where ``-o`` is a file.

    Examples
    --------
    >>> _spelled_out(["diff", "-o", "out", "--", "-o", "b.png"])
    ['diff', '--output', 'out', '--', '-o', 'b.png']
    """
    end = arguments.index("--") if "--" in arguments else len(arguments)
    return ["--output" if one == "-o" and at < end else one for at, one in enumerate(arguments)]


def _terminate(*_: object) -> None:
    sys.exit(ON_SIGTERM)


@contextmanager
def _warnings_on_stderr() -> Iterator[None]:
    """Show warnings as one line each."""

    def show(message: Warning | str, *_: Any, **__: Any) -> None:
        click.echo(f"warning: {escape_controls(str(message))}", err=True)

    with warnings.catch_warnings():
        warnings.simplefilter("default", UserWarning)
        warnings.showwarning = show
        yield
