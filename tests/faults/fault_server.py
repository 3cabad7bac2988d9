"""A process that has imported the program, and runs each command in a fork of itself: a run takes no imports.

Each line of standard input is a command in JSON: its words, environment, folder and file for its output, and
perhaps the seconds after which it is killed. Each
line of standard output is an exit code; that of a process that a signal ended is negative. A line with the
key "modules" names modules to import.
"""

import contextlib
import importlib
import json
import os
import signal
import sys
import time
import traceback
from pathlib import Path


def run(words: list[str]) -> int:
    """Run a command, and return its exit code."""
    if words[0] == "pytest":
        import pytest

        return int(pytest.main(words[1:]))
    from difference_finder.cli import main

    try:
        main(words)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1
    return 99


def work(job: dict) -> None:
    """Run a command in this process, which it ends."""
    code = 98
    try:
        os.chdir(job["folder"])
        os.environ.update(job["environment"])
        for number, name in ((1, "out"), (2, "err")):
            file = os.open(f"{job['output']}.{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(file, number)
        import tempfile

        import fault_points

        tempfile.tempdir = None
        tempfile.gettempdir()  # it tries to write
        fault_points.install_from_environment()
        code = run(job["words"])
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:  # noqa: BLE001  whatever it is, the test shows it
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        Path(f"{job['output']}.modules").write_text("\n".join(sorted(sys.modules)))
        os._exit(code)


def kill(process: int, seconds: float, whole: bool) -> None:
    """Kill a process, or all that it has started as well, after a time, unless it ends before."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return
        time.sleep(0.0005)
    (os.killpg if whole else os.kill)(process, signal.SIGKILL)


def serve() -> None:
    """Answer requests until standard input ends."""
    for line in sys.stdin:
        job = json.loads(line)
        if "modules" in job:
            for module in job["modules"]:
                with contextlib.suppress(ImportError):  # a name that a package made up
                    importlib.import_module(module)
            continue
        process = os.fork()
        if not process:
            os.setpgid(0, 0)
            work(job)
        with contextlib.suppress(OSError):  # whichever process comes first makes the group
            os.setpgid(process, process)
        if "seconds" in job:
            kill(process, job["seconds"], job["whole"])
        _, status = os.waitpid(process, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    serve()
