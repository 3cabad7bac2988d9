"""Warm comparisons by ``difference-finder serve``: the time from a request to its answer."""

from __future__ import annotations

import atexit
import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import _ours as ours
from _pictures import OTHER_WORDS, screenshot_files
from _rows import Disagreement, Row

from rows.alone import Alone

WRITTEN, MOST = "heatmap written", 10.0
"""What the rows with a goal write, and the goal in milliseconds."""

REQUESTS: dict[str, dict[str, Any]] = {
    f"difference, {WRITTEN}": {"strategy": "difference", "write": "heatmap"},
    f"changed pixels, {WRITTEN}": {"max-changed": 0, "write": "heatmap"},
    "changed pixels, no files": {"max-changed": 0},
}


def rows() -> list[Row]:
    """Return a row for each kind of request."""
    return [
        Alone(
            f"request of serve, {what}",
            "512x512",
            MOST,
            lambda options=options: _request(options),
            f"the answer names {len(OTHER_WORDS)} words or more as regions, and the file exists",
            group="Warm comparisons",
        )
        for what, options in REQUESTS.items()
    ]


def _request(options: dict[str, Any]) -> Callable[[], None]:
    """Return a function that sends a request to a process and waits for the answer."""
    first, second = map(str, screenshot_files())
    folder = Path(tempfile.mkdtemp())
    process = subprocess.Popen(
        [ours.command(), "serve", "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    atexit.register(_close, process, folder)
    request = {"first": first, "second": second, **options}
    if "write" in options:
        request["output"] = str(folder)
    line = json.dumps(request).encode() + b"\n"

    def run() -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(line)
        process.stdin.flush()
        _check(json.loads(process.stdout.readline()), files=int("write" in options))

    return run


def _check(answer: dict[str, Any], files: int) -> None:
    """Refuse an answer without the changed words, or with another number of files."""
    if not answer["ok"] or answer["state"] != "changed" or len(answer["regions"]) < len(OTHER_WORDS):
        raise Disagreement(f"serve answers {json.dumps(answer)[:120]}")
    if sum(Path(path).exists() for path in answer["files"]) != files:
        raise Disagreement(f"the files are {answer['files']}")


def _close(process: subprocess.Popen[bytes], folder: Path) -> None:
    assert process.stdin is not None
    process.stdin.close()
    process.wait()
    shutil.rmtree(folder, ignore_errors=True)
