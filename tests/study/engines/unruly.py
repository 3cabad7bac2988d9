"""A package with a metric that does what a picture says, found by its entry point in any process."""

import os
import signal
import sys
import time
import warnings
from pathlib import Path

from difference_finder import metric

METADATA = "Metadata-Version: 2.1\nName: unruly\nVersion: 1\n"
ENTRY = "[difference_finder.metrics]\nunruly = unruly:unruly\n"

EXIT, KILLED, HANGS, RAISES, ONCE, WARNS = range(1, 7)
"""What the first pixel of a candidate asks for."""


@metric("unruly", higher_is_better=True)
def unruly(reference, candidate):
    """Score what is not unruly."""
    told = round(float(candidate[0, 0, 0, 0]) * 255)
    if told in (EXIT, ONCE) and (told == EXIT or _first_time()):
        os._exit(7)
    if told == KILLED:
        os.kill(os.getpid(), signal.SIGKILL)
    if told == HANGS:
        hanging_file().write_text(str(os.getpid()))
        time.sleep(600)
    if told == RAISES:
        raise ZeroDivisionError("kernel on fire")
    if told == WARNS:
        warnings.warn(f"the picture is odd in {told} places", UserWarning, stacklevel=2)
    return float(candidate.mean())


def hanging_file() -> Path:
    """Return the file that tells which process hangs."""
    return Path(os.environ["UNRULY_LOG"] + ".hanging")


def _first_time() -> bool:
    try:
        Path(os.environ["UNRULY_LOG"]).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def install(folder: Path, patch) -> None:
    """Let this process, and those that it starts, find the package."""
    facts = folder / "unruly-1.dist-info"
    facts.mkdir(parents=True)
    (facts / "METADATA").write_text(METADATA)
    (facts / "entry_points.txt").write_text(ENTRY)
    (folder / "unruly.py").write_bytes(Path(__file__).read_bytes())
    patch.syspath_prepend(str(folder))
    patch.setenv("PYTHONPATH", str(folder), prepend=os.pathsep)
    patch.setenv("UNRULY_LOG", str(folder / "log"))
    sys.modules.pop("unruly", None)
