"""A study whose metric fails as an image asks: it exits, hangs, raises, or scores.

python faulty_study.py REFERENCE OUTPUT LOG NAME=DIR...

The first pixel of a candidate selects the failure; each attempt writes a line to the log.
"""

import os
import signal
import sys
import time
from pathlib import Path

from hanging import HangingClock

from difference_finder import metric, rank
from difference_finder.study.run.scorer import Scorer

BUG = 5
TIMEOUT = 4


def hanging() -> Path:
    """Return the file that tells which process hangs."""
    return Path(sys.argv[3]).with_suffix(".hanging")


def hang() -> None:
    """Do not come back."""
    hanging().write_text(str(os.getpid()))
    time.sleep(600)


ENDS = {
    1: lambda: os._exit(7),
    2: lambda: os.kill(os.getpid(), signal.SIGKILL),
    3: lambda: os.kill(os.getpid(), signal.SIGSEGV),
    4: hang,
    6: lambda: None,  # crashes a process once
}


@metric("faulty_study", higher_is_better=True)
def faulty(reference, candidate):
    """Score a candidate, unless its first pixel asks for a failure."""
    value = round(float(candidate[0, 0, 0, 0]) * 255)
    if value in ENDS:
        log = Path(sys.argv[3])
        with log.open("a") as file:
            file.write(f"{value} {os.getpid()}\n")
        if value == 6 and sum(line.startswith("6") for line in log.read_text().splitlines()) == 1:
            os._exit(9)
        ENDS[value]()
    return float(candidate.mean())


def pair(self, reference, candidate, mask, correct=Scorer._pair):
    """Fail as a bug in the program would."""
    if candidate.pixels[0, 0, 0, 0] == BUG:
        raise ZeroDivisionError("kernel on fire")
    return correct(self, reference, candidate, mask)


Scorer._pair = pair


if __name__ == "__main__":
    reference, output, _, *methods = sys.argv[1:]
    HangingClock(hanging()).keep()
    study = rank(
        reference,
        dict(word.split("=") for word in methods),
        ["mse", "faulty_study"],
        output=output,
        timeout=TIMEOUT,
        workers=2,
        shard_size=3,
    )
    sys.stdout.write(str(len(study.errors)))
