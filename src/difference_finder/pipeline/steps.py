"""The logger of the steps of a comparison."""

from __future__ import annotations

import logging
import sys
from typing import Any

__all__ = ["step_logger"]


class _Stderr(logging.StreamHandler[Any]):
    """Print to the stderr of the moment, which may have been replaced."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one step."""
        self.setStream(sys.stderr)
        super().emit(record)


def step_logger(verbose: bool) -> logging.Logger:
    """Return the logger of the package, or one below it that prints each step.

    Parameters
    ----------
    verbose
        Whether to print the steps to stderr.
    """
    logger = logging.getLogger("difference_finder")
    if not verbose:
        return logger
    printing = logger.getChild("verbose")
    printing.setLevel(logging.INFO)
    if not printing.handlers:
        handler = _Stderr()
        handler.setFormatter(logging.Formatter("difference-finder: %(message)s"))
        printing.addHandler(handler)
    return printing
