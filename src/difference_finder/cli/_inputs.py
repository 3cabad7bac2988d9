"""Images that commands take: files, datasets in files, and the standard input."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

__all__ = ["STANDARD_INPUT", "ImageInput", "check_inputs", "read_input"]

STANDARD_INPUT = "-"


class ImageInput(click.Path):
    """An existing file or folder, a dataset such as "volume.h5:name", or "-" for the standard input."""

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> Any:
        """Return the argument, or raise the error of click for a file that does not exist."""
        file, separator, _ = str(value).rpartition(":")
        if value == STANDARD_INPUT or (separator and not Path(value).exists() and Path(file).is_file()):
            return value
        return super().convert(value, param, context)


def check_inputs(inputs: Sequence[str]) -> None:
    """Refuse the standard input for more than one image."""
    if list(inputs).count(STANDARD_INPUT) > 1:
        raise click.UsageError("'-' is the standard input, which holds one image; pass a file as well")


def read_input(given: str) -> Any:
    """Return the path of an image, or the file that the standard input holds."""
    if given != STANDARD_INPUT:
        return Path(given)
    from difference_finder.readers import MemoryFile

    return MemoryFile(sys.stdin.buffer.read(), "stdin")
