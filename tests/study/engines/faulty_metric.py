"""A package with a metric that fails as an image asks, which any process finds by its entry point."""

import os
import signal
import sys
import time
import warnings
from pathlib import Path

from difference_finder import metric

METADATA = "Metadata-Version: 2.1\nName: faulty-metric\nVersion: 1\n"
ENTRY = "[difference_finder.metrics]\nfaulty = faulty_metric:faulty\n"

EXIT, KILLED, HANGS, RAISES, ONCE, WARNS = range(1, 7)
"""Values of the first pixel of a candidate, and what the metric does."""


@metric("faulty", higher_is_better=True)
def faulty(reference, candidate):
    """Score a candidate, unless its first pixel asks for a failure."""
    value = round(float(candidate[0, 0, 0, 0]) * 255)
    if value in (EXIT, ONCE) and (value == EXIT or _first_time()):
        os._exit(7)
    if value == KILLED:
        os.kill(os.getpid(), signal.SIGKILL)
    if value == HANGS:
        hanging_file().write_text(str(os.getpid()))
        time.sleep(600)
    if value == RAISES:
        raise ZeroDivisionError("kernel on fire")
    if value == WARNS:
        warnings.warn(f"the picture is odd in {value} places", UserWarning, stacklevel=2)
    return float(candidate.mean())


def hanging_file() -> Path:
    """Return the file that tells which process hangs."""
    return Path(os.environ["FAULTY_LOG"] + ".hanging")


def patient(work):
    """Return a function that does the work by a clock that runs only while a pair hangs."""

    def patiently(*given):
        from hanging import HangingClock  # of this package, in the process of another machine

        HangingClock(hanging_file()).keep()
        return work(*given)

    return patiently


def _first_time() -> bool:
    try:
        Path(os.environ["FAULTY_LOG"]).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def install(folder: Path, patch) -> None:
    """Let this process and its children find the package."""
    facts = folder / "faulty_metric-1.dist-info"
    facts.mkdir(parents=True)
    (facts / "METADATA").write_text(METADATA)
    (facts / "entry_points.txt").write_text(ENTRY)
    for name in ("faulty_metric.py", "hanging.py"):
        (folder / name).write_bytes(Path(__file__).with_name(name).read_bytes())
    patch.syspath_prepend(str(folder))
    patch.setenv("PYTHONPATH", str(folder), prepend=os.pathsep)
    patch.setenv("FAULTY_LOG", str(folder / "log"))
    sys.modules.pop("faulty_metric", None)
