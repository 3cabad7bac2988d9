"""Print what happens when a disk fails at each operation of the commands, as a table.

python tests/faults/fault_table.py [COMMAND...] [KIND...]

The exit code is 1 if anything was half, lost or different after a fault.
"""

import sys
import tempfile
from collections import Counter
from pathlib import Path

from fault_cases import CASES, bench
from fault_points import KINDS


def row(name: str, kinds: list[str]) -> tuple[str, list[str]]:
    """Return the row of a command, and its problems."""
    with tempfile.TemporaryDirectory() as folder, bench(CASES[name], Path(folder)) as command:
        points = range(1, len(command.operations) + 1)
        problems = [text for kind in kinds for point in points for text in command.problems(point, kind)]
        counts = Counter(line.split()[1] for line in command.operations)
        words = ", ".join(f"{count} {operation}" for operation, count in counts.items())
        return f"| {name} | {words} | {len(points) * len(kinds)} | {len(problems)} |", problems


def main(words: list[str]) -> int:
    """Print the table."""
    unknown = set(words) - set(CASES) - set(KINDS)
    if unknown:
        sys.exit(
            f"unknown: {', '.join(sorted(unknown))}; commands: {', '.join(CASES)}; kinds: {', '.join(KINDS)}"
        )
    kinds = [kind for kind in KINDS if kind in words] or list(KINDS)
    found = []
    head = "| command | operations | faults | problems |\n|---|---|---|---|"
    sys.stdout.write(f"faults: {', '.join(kinds)}\n\n{head}\n")
    for name in [name for name in CASES if name in words] or CASES:
        text, problems = row(name, kinds)
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
        found += problems
    sys.stdout.write("".join(f"{text}\n" for text in found))
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
