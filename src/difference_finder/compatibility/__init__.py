"""Modules of 0.0.4 that stay importable: ``difference_finder.strategy``, ``.processor`` and ``.utils``.

``difference_finder.__path__`` contains this folder, so that each file is a module of the package itself.
Importing one of them warns and names the replacement.
"""

from __future__ import annotations

import warnings

__all__ = ["warn_of_module"]


def warn_of_module(name: str, instead: str) -> None:
    """Warn that a module exists for programs written for 0.0.4.

    Parameters
    ----------
    name
        Name of the module.
    instead
        The replacement, as it follows "use".
    """
    message = f"difference_finder.{name} is kept for programs written for 0.0.4; use {instead}"
    warnings.warn(message, DeprecationWarning, stacklevel=3)
