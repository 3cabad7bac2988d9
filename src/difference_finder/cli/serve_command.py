"""``difference-finder serve``: compare pairs of images for a program in any language."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import click

from difference_finder.cli._command import Command
from difference_finder.cli._requests import Requests

LONGEST = 1 << 20
"""The greatest number of bytes of a request."""

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""Parameters of ``mallopt`` of glibc."""

LARGEST_KEPT, MOST_KEPT = 16 << 20, 128 << 20
"""Bytes of the largest block of memory that is kept for the next request, and of all of them."""


@click.command("serve", cls=Command)
@click.option("--stdio", is_flag=True, help="Read requests from the standard input, answer on the output.")
def command(stdio: bool) -> int:
    r"""Compare pairs of images for another program: a line of JSON for each request, and for each answer.

    A request names the two images, the folder for files if any are wanted, and options by their names in
    `diff`:

    \b
    {"id": 1, "first": "a.png", "second": "b.png", "output": "out",
     "write": "heatmap", "metric": "ssim", "fail-below": 0.99}

    Further keys are `reference` and `name`. Answers come in the order of the requests:

    \b
    {"id": 1, "ok": true, "name": "a_vs_b", "scores": {"ssim": 0.98}, "threshold": {...}, "identical": false,
     "unequal": [], "regions": [...], "notes": [], "files": ["out/a_vs_b.heatmap.png"]}

    After an error the next request is answered: {"id": 1, "ok": false, "state": "failed", "error": {"type":
    "ReadError", "message": "..."}}. The end of the input ends the program with 0.
    """
    if not stdio:
        raise click.UsageError("serve answers requests on the standard input; pass --stdio")
    _keep_memory()
    with _standard_output() as replies:
        serve(sys.stdin.buffer, replies)
    return 0


def serve(lines: BinaryIO, replies: BinaryIO) -> None:
    """Answer each line of a stream with a line on another; empty lines have no answer.

    Parameters
    ----------
    lines
        Requests. A line of more than a megabyte is skipped, and answered with an error.
    replies
        Answers, in the order of the requests.
    """
    requests = Requests()
    while line := lines.readline(LONGEST):
        if len(line) == LONGEST and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = lines.readline(LONGEST)
            reply: dict[str, Any] = _too_long()
        elif line.strip():
            reply = requests.answer(line)
        else:
            continue
        replies.write(json.dumps(reply, allow_nan=False).encode() + b"\n")
        replies.flush()


def _keep_memory() -> None:
    """Let glibc keep some of the memory of a request for the next one.

    By default it returns the memory of every larger array to the system, which then clears the pages of the
    next array: for a pair of 512x512 pixels 1000 to 2300 pages, which take 2 to 5 ms.
    """
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries than glibc have none
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, LARGEST_KEPT)
        mallopt(M_TRIM_THRESHOLD, MOST_KEPT)


def _too_long() -> dict[str, Any]:
    message = f"the line has more than {LONGEST} bytes"
    return {"id": None, "ok": False, "state": "failed", "error": {"type": "InputError", "message": message}}


@contextmanager
def _standard_output() -> Iterator[BinaryIO]:
    """Yield the standard output; whatever else is printed meanwhile goes to the standard error."""
    sys.stdout.flush()
    with os.fdopen(os.dup(1), "wb") as replies:
        os.dup2(2, 1)
        try:
            yield replies
        finally:
            sys.stdout.flush()
            os.dup2(replies.fileno(), 1)
