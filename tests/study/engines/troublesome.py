"""A study whose metric does what a picture says: die, hang, raise, or score.

python troublesome.py REFERENCE OUTPUT LOG NAME=DIR...

The value of the first pixel of a candidate tells what happens; each attempt is a line of the log.
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
    6: lambda: None,  # brings a process down once
}


@metric("troublesome", higher_is_better=True)
def troublesome(reference, candidate):
    """Score what is not troublesome."""
    told = round(float(candidate[0, 0, 0, 0]) * 255)
    if told in ENDS:
        log = Path(sys.argv[3])
        with log.open("a") as file:
            file.write(f"{told} {os.getpid()}\n")
        if told == 6 and sum(line.startswith("6") for line in log.read_text().splitlines()) == 1:
            os._exit(9)
        ENDS[told]()
    return float(candidate.mean())


def pair(self, reference, candidate, mask, correct=Scorer._pair):
    """Fail as a mistake in the program would."""
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
        ["mse", "troublesome"],
        output=output,
        timeout=TIMEOUT,
        workers=2,
        shard_size=3,
    )
    sys.stdout.write(str(len(study.errors)))
