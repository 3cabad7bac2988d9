"""difference-finder 0.0.4, in a separate process, because it has the same name."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from _rows import Missing

from peers._apart import folder_of

NAME, VERSION = "difference-finder", "0.0.4"
WORKER = Path(__file__).resolve().parents[1] / "_ancestor_worker.py"


class Ancestor:
    """The running process, which computes the maps of two folders on request.

    Parameters
    ----------
    threads
        How many threads its torch may use.
    """

    def __init__(self, threads: int) -> None:
        arguments = [sys.executable, str(WORKER), str(folder_of(NAME, VERSION)), str(threads)]
        self._process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        ready = self._answer()
        if "error" in ready:
            raise Missing(f"{NAME} {VERSION} does not start: {ready['error']}")

    def run(self, folders: tuple[Path, Path], save: Path | None = None, strategy: str = "gradient") -> None:
        """Make the maps of two folders, gradients of SSIM or differences; optionally write them to a file."""
        request = {
            "folders": [str(folder) for folder in folders],
            "save": str(save) if save else None,
            "strategy": strategy,
        }
        assert self._process.stdin is not None
        print(json.dumps(request), file=self._process.stdin, flush=True)
        answer = self._answer()
        if "error" in answer:
            raise RuntimeError(f"{NAME} {VERSION}: {answer['error']}")

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        return json.loads(line) if line else {"error": "the process ended"}
