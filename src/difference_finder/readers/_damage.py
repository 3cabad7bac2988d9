"""Errors of decoders, in words."""

from __future__ import annotations

from difference_finder.text import to_one_line

__all__ = ["describe_damage"]


def describe_damage(name: str, format: str, error: Exception) -> str:
    """Return why a file cannot be read, from the error that its decoder raised.

    Parameters
    ----------
    name
        The file.
    format
        Name of its reader.
    error
        The error.
    """
    if isinstance(error, MemoryError):
        return f"cannot read '{name}': not enough memory for its pixels"
    if isinstance(error, OSError) and error.errno is not None and error.strerror:
        return f"cannot read '{name}': {to_one_line(error.strerror)}"
    reason = to_one_line(error) or type(error).__name__
    return f"cannot read '{name}': truncated or damaged {format.upper()} ({reason})"
