"""Install a package without its dependencies into a separate folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from _pictures import CACHE
from _rows import Missing


def folder_of(name: str, version: str) -> Path:
    """Return the folder that holds a package, and download it on first use.

    Raises
    ------
    Missing
        If it cannot be downloaded.
    """
    folder = CACHE / f"{name}-{version}"
    if folder.exists():
        return folder
    CACHE.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=CACHE))  # others may fetch it as well
    options = ["--quiet", "--no-deps", "--retries", "1", "--target", str(unfinished)]
    arguments = [sys.executable, "-m", "pip", "install", *options, f"{name}=={version}"]
    print(f"fetching {name} {version} into {folder}", file=sys.stderr)
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr.strip() or "pip failed").splitlines()[-1]
        raise Missing(f"{name} cannot be fetched ({said}): {' '.join(['pip', *arguments[3:]])}")
    try:
        unfinished.rename(folder)
    except OSError:  # another process was faster
        shutil.rmtree(unfinished)
    return folder
