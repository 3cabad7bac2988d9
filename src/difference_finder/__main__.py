"""The program: ``difference-finder`` and ``python -m difference_finder``."""

from __future__ import annotations

import os
import signal
from typing import NoReturn

__all__ = ["main"]


def main() -> NoReturn:
    """Run the command of this process; an interruption from now on ends it with one line.

    Until the command handles interruptions itself, modules are imported and nothing is written, so that the
    process can end at once.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # a shell may have it ignored
        signal.signal(signal.SIGINT, _end)
    from difference_finder.cli import main as run

    run()


def _end(*_: object) -> None:
    os.write(2, b"interrupted\n")
    os._exit(128 + signal.SIGINT)


if __name__ == "__main__":
    main()
