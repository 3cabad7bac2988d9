"""A disk that fails at any operation of a command: nothing is half or lost, and the rerun is the same."""

import sys
from collections import Counter

import pytest
from fault_cases import CASES, Bench, bench
from fault_points import KINDS

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="needs Linux: open files are looked up in /proc"
)

FEW = 2
"""Points of each fault that are tested without ``--all``, spread over the command."""


MARKS = {"diff": (), "rank": pytest.mark.slow}
"""When a few faults of a command are tried: always, with ``--all``, and those of other commands at night."""


@pytest.fixture(
    scope="module",
    params=[pytest.param(name, marks=MARKS.get(name, pytest.mark.nightly)) for name in CASES],
)
def command(request, tmp_path_factory):
    with bench(CASES[request.param], tmp_path_factory.mktemp("faults")) as prepared:
        yield prepared


def few(command: Bench, kind: str) -> list[int]:
    """Return points that differ between the kinds of faults, so that together they cover more."""
    count, start = len(command.operations), KINDS.index(kind)
    return sorted({1 + (start * 7 + part * count // FEW) % count for part in range(FEW)})


def test_a_command_without_faults_is_the_same_again(command) -> None:
    done = {line.split()[1] for line in command.operations}
    assert {"open", "write", "flush", "rename"} <= done
    assert command.whole.code == (1 if command.case.name == "diff" else 0), command.whole.err
    assert command.run(0, "").code == command.whole.code


@pytest.mark.parametrize("kind", KINDS)
def test_a_few_faults_leave_nothing_half(command, kind) -> None:
    problems = [text for point in few(command, kind) for text in command.problems(point, kind)]
    assert not problems, "\n".join(problems)


@pytest.mark.nightly
@pytest.mark.parametrize("kind", KINDS)
def test_no_fault_leaves_anything_half(command, kind) -> None:
    points = range(1, len(command.operations) + 1)
    problems = [text for point in points for text in command.problems(point, kind)]
    assert not problems, "\n".join(problems)


def test_a_fault_is_noticed(command) -> None:
    writes = [number for number, line in enumerate(command.operations, 1) if line.split()[1] == "write"]
    ended = command.run(writes[0], "ENOSPC")
    assert ended.code != command.whole.code
    assert Counter(line.split()[1] for line in command.operations)["write"] == len(writes)
