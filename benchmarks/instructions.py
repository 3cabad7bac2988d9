"""Count the instructions of the kernels, which do not depend on the load of the machine.

A small program (``native/checks``) calls each kernel on images that are always the same, with one thread, and
compares the answers with those of simple loops. Callgrind counts the instructions of each call:

    python benchmarks/instructions.py check     # compare with instructions.json; fails beyond 3 %
    python benchmarks/instructions.py record    # write instructions.json anew, after an intended change
    python benchmarks/instructions.py arm64     # the answers of the NEON kernels, on an emulated processor

The counts belong to the compiler and the instruction set that are recorded with them, and are compared
with nothing else. CXX selects the compiler. ``check`` and ``record`` need CMake, Ninja and valgrind;
``arm64`` needs CMake, Ninja, qemu-user and g++-aarch64-linux-gnu.

The exit code is 0 if everything agrees, 1 if a count differs or an answer is wrong, 2 if the program cannot
be built, and 77 if something is not installed or the table is of another compiler, so that nothing was
compared.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = Path(__file__).with_name("instructions.json")
RECORD = "python benchmarks/instructions.py record"

LIMIT = 0.03
"""Greatest difference of a count, as a share of the recorded one."""

LEVEL = "v3"
"""The instruction set: valgrind does not know AVX-512."""

NOT_COMPARED = 77
"""Exit code if nothing was compared, as test programs for Automake use it."""

CROSS = "aarch64-linux-gnu"


class NotCompared(Exception):
    """Something that the comparison needs is missing."""


class NotBuilt(Exception):
    """The program cannot be compiled."""


class WrongAnswer(Exception):
    """A kernel gives a wrong answer, or the program stopped."""


@dataclass(frozen=True)
class Table:
    """Instructions of each kernel, and what they depend on.

    Parameters
    ----------
    compiler
        Name and major version of the compiler.
    level
        The instruction set.
    instructions
        Number of instructions by the name of the kernel.
    """

    compiler: str
    level: str
    instructions: dict[str, int]


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return the exit code."""
    parser = argparse.ArgumentParser(description="Count the instructions of the kernels.")
    parser.add_argument("command", choices=("check", "record", "arm64"))
    parser.add_argument(
        "--build", metavar="FOLDER", type=Path, default=ROOT / "build", help="for the programs [build]"
    )
    parser.add_argument("--jobs", type=int, default=2, help="files that are compiled at the same time [2]")
    options = parser.parse_args(arguments)
    try:
        if options.command == "arm64":
            return _emulated(options.build / "checks-arm64", options.jobs)
        measured = _measured(options.build / f"checks-{LEVEL}", options.jobs)
        if options.command == "record":
            TABLE.write_text(json.dumps(asdict(measured), indent=2) + "\n", encoding="utf-8")
            print(f"recorded the instructions of {len(measured.instructions)} kernels ({measured.compiler})")
            return 0
        return _report(Table(**json.loads(TABLE.read_text(encoding="utf-8"))), measured)
    except NotCompared as reason:
        print(f"NOT COMPARED: {reason}", file=sys.stderr)
        return NOT_COMPARED
    except (NotBuilt, WrongAnswer) as reason:
        print(f"FAILED: {reason}", file=sys.stderr)
        return 1 if isinstance(reason, WrongAnswer) else 2


def differences(recorded: Table, measured: Table, limit: float = LIMIT) -> list[str]:
    """Return a line for each kernel whose number of instructions differs by more than the limit.

    Raises
    ------
    NotCompared
        If the tables are of different compilers or instruction sets.
    """
    for what in ("compiler", "level"):
        here, there = getattr(measured, what), getattr(recorded, what)
        if here != there:
            raise NotCompared(
                f"the {what} is {here}, but the instructions were recorded with {there};"
                f" select it with CXX, or run: {RECORD}"
            )
    lines = []
    for name in {**recorded.instructions, **measured.instructions}:
        before, now = recorded.instructions.get(name), measured.instructions.get(name)
        if before is None or now is None:
            lines.append(
                f"{name}: {'not recorded' if before is None else 'recorded, but no longer measured'}"
            )
        elif abs(now - before) > limit * before:
            lines.append(f"{name}: {now:,} instructions, recorded {before:,} ({now / before - 1:+.1%})")
    return lines


def read_counts(folder: Path) -> dict[str, int]:
    """Return the instructions by the name of the kernel, from the files that callgrind wrote to a folder."""
    counts: list[tuple[int, str, int]] = []
    for path in folder.glob("counts.*"):
        text = path.read_text(encoding="utf-8")
        name = re.search(r"^desc: Trigger: Client Request: (.+)$", text, re.MULTILINE)
        total = re.search(r"^totals: (\d+)$", text, re.MULTILINE)
        if name and total:
            counts.append((int(path.suffix[1:]), name[1], int(total[1])))
    return {name: total for _, name, total in sorted(counts)}


def _report(recorded: Table, measured: Table) -> int:
    lines = differences(recorded, measured)
    for line in lines:
        print(f"DIFFERS  {line}")
    if lines:
        print(f"{len(lines)} kernels differ by more than {LIMIT:.0%}. If this is intended, run: {RECORD}")
        return 1
    print(f"the instructions of {len(recorded.instructions)} kernels are as recorded, within {LIMIT:.0%}")
    return 0


def _measured(build: Path, jobs: int) -> Table:
    """Build the program, run it under callgrind, and return the counts.

    Raises
    ------
    NotCompared
        If something is not installed.
    NotBuilt
        If the program cannot be compiled.
    WrongAnswer
        If an answer of a kernel is wrong.
    """
    _need("cmake", "ninja", "valgrind")
    program = _built(build, LEVEL, jobs)
    counts = build / "counts"
    shutil.rmtree(counts, ignore_errors=True)
    counts.mkdir()
    options = ("--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={counts}/counts")
    done = subprocess.run(("valgrind", *options, program), capture_output=True, text=True, check=False)
    print(done.stdout, end="")
    if done.returncode:
        raise WrongAnswer(
            f"check_kernels_{LEVEL} ended with exit code {done.returncode}\n{done.stderr.strip()}"
        )
    instructions = read_counts(counts)
    if not instructions:
        raise NotCompared("the program was compiled without the header valgrind/callgrind.h")
    return Table(_compiler(build), LEVEL, instructions)


def _emulated(build: Path, jobs: int) -> int:
    """Build the program for arm64, run it under an emulator, and return its exit code."""
    _need("cmake", "ninja", "qemu-aarch64", f"{CROSS}-g++")
    system = (
        "-DCMAKE_SYSTEM_NAME=Linux",
        "-DCMAKE_SYSTEM_PROCESSOR=aarch64",
        f"-DCMAKE_CXX_COMPILER={CROSS}-g++",
    )
    program = _built(build, "base", jobs, system)
    return subprocess.run(("qemu-aarch64", "-L", f"/usr/{CROSS}", program), check=False).returncode


def _need(*programs: str) -> None:
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        raise NotCompared(f"not installed: {', '.join(missing)}")


def _built(build: Path, level: str, jobs: int, options: tuple[str, ...] = ()) -> Path:
    """Compile the program for an instruction set and return its path."""
    switches = (
        "-DDIFFERENCE_FINDER_CHECKS=ON",
        f"-DDIFFERENCE_FINDER_LEVELS={level}",
        "-DCMAKE_BUILD_TYPE=Release",
    )
    environment = {name: value for name, value in os.environ.items() if name not in ("CXXFLAGS", "LDFLAGS")}
    for command in (
        ("cmake", "-S", ROOT, "-B", build, "-G", "Ninja", *switches, *options),
        ("cmake", "--build", build, "-j", str(jobs)),
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        if done.returncode:
            raise NotBuilt((done.stdout + done.stderr).strip())
    return build / f"check_kernels_{level}"


def _compiler(build: Path) -> str:
    """Return name and major version of the compiler that CMake found."""
    (path,) = build.glob("CMakeFiles/*/CMakeCXXCompiler.cmake")
    text = path.read_text(encoding="utf-8")
    name, version = (
        re.search(rf'set\(CMAKE_CXX_COMPILER_{what} "([^"]+)"\)', text) for what in ("ID", "VERSION")
    )
    if name is None or version is None:
        raise NotBuilt(f"{path} does not name the compiler")
    return f"{name[1]} {version[1].split('.')[0]}"


if __name__ == "__main__":
    sys.exit(main())
