"""The comparison of two builds: rows, turns, verdicts, and the process of a build."""

import itertools
import sys
from pathlib import Path

import compare
import pytest
from _builds import Build, NotMeasured
from _ratios import Ratios, alternate, merged

BENCHMARKS = {
    "_timing.py": """
LONG = 0.3
class Settings:
    def __init__(self, threads): self.threads = threads
def seconds_of(function): function(); return 1.0
def warm(function): raise AssertionError("long works need no warm-up")
def in_turns(functions, settings): raise AssertionError("the process takes the turns")
""",
    "rows/__init__.py": """
import os
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
import peers
from _timing import in_turns
class Missing(Exception): pass
@dataclass(frozen=True)
class Sides:
    ours: Any
    check: Any
@dataclass(frozen=True)
class Row:
    name: str
    build: Any
    against: str = "peer"
    slow: bool = False
    shape: tuple = (1, 2)
    def blank(self):
        return SimpleNamespace(group="group", work=self.name, size="", against=self.against, goal=None)
    def measure(self, settings):
        sides = self.build(settings, self.shape)
        sides.check(sides.ours(), peers.anything(1).works)
        in_turns([sides.ours, peers.other], settings)
        return self.blank()
@dataclass(frozen=True)
class Untimed(Row):
    def measure(self, settings): return self.blank()
def fail(*arguments): raise AssertionError("answers are not compared")
def missing(settings, shape): raise Missing("no flip")
def broken(settings, shape): raise ValueError("broken")
def all_rows():
    return [
        Row("works", lambda settings, shape: Sides(lambda: print("printed"), fail)),
        Row("missing", missing),
        Row("broken", broken),
        Untimed("untimed", None),
        Row("dies", lambda settings, shape: os._exit(3)),
    ]
""",
}


@pytest.fixture
def build(tmp_path: Path) -> Build:
    for name, text in BENCHMARKS.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return Build("base", sys.executable, tmp_path, 1)


def test_a_process_runs_our_side_of_one_row_after_another(build: Build) -> None:
    with build.start() as running:
        rows = running.rows()
        assert [row["name"] for row in rows] == ["works", "missing", "broken", "untimed", "dies"]
        assert (rows[0]["group"], rows[0]["slow"], rows[0]["goal"]) == ("group", False, False)
        for _ in range(2):
            running.begin("works")
            assert "difference_finder" in running.ready()
            assert running.turn(0.0) > 0
        for name, status, reason in (
            ("missing", "missing", "base: no flip"),
            ("broken", "FAILED", "base: ValueError: broken"),
            ("untimed", "FAILED", "base: RuntimeError: this row times nothing"),
            ("nothing", "FAILED", "base: KeyError: 'nothing'"),
            ("dies", "FAILED", "the process of the base build ended with exit code 3"),
        ):
            running.begin(name)
            with pytest.raises(NotMeasured) as caught:
                running.ready()
            assert (caught.value.status, str(caught.value)) == (status, reason)


def test_builds_alternate_and_each_begins_every_second_turn() -> None:
    clock, order = itertools.count(), []

    def side(name: str, seconds: float):
        def turn() -> float:
            order.append(name)
            return seconds

        return turn

    ratios = alternate(side("base", 2.0), side("new", 3.0), 0, lambda: next(clock))
    assert "".join(name[0] for name in order) == "bnnbbnnbbn"
    assert ratios == Ratios([2.0] * 5, [3.0] * 5)
    # The clock is asked once at the start, and after each turn from the fifth on.
    assert len(alternate(side("base", 2.0), side("new", 3.0), 9, lambda: next(clock)).new) == 5 + 8


def test_the_median_of_the_ratios_decides() -> None:
    ratios = merged([Ratios([1.0, 1.0, 10.0], [1.0, 1.02, 10.4]), Ratios([0.1], [9.0])])
    assert ratios.median == pytest.approx((1.02 + 1.04) / 2)
    assert ratios.middle_half == pytest.approx((1.02, 1.04))
    assert ratios.is_beyond(2.9)
    assert not ratios.is_beyond(3.1)
    assert ratios.cells()["turns"] == "4"


def row(work: str, size: str = "", group: str = "group", slow: bool = False, goal: bool = False) -> dict:
    return {"name": f"{work}, peer", "work": work, "size": size, "group": group, "slow": slow, "goal": goal}


@pytest.mark.parametrize(
    ("arguments", "shared", "alone"),
    [
        ([], ["a", "a, 4K", "b"], [("c", "new"), ("d", "gone")]),
        (["--quick"], ["a", "b"], [("c", "new"), ("d", "gone")]),
        (["--goals"], ["b"], []),
        (["--only", "^A|d"], ["a", "a, 4K"], [("d", "gone")]),
    ],
)
def test_rows_are_paired_by_work_and_size(arguments, shared, alone) -> None:
    both = [
        row("a"),
        row("a") | {"name": "a, other peer"},
        row("a", "4K", slow=True),
        row("b", goal=True),
        row("a", "1080p", "Memory"),
    ]
    options = compare._options(["python", *arguments])
    found, lines = compare.pair_rows([*both, row("d")], [*both, row("c")], options)
    assert list(found) == shared
    assert all(names == (f"{title.split(',')[0]}, peer",) * 2 for title, names in found.items())
    assert [(line.row, line.status) for line in lines] == alone


class Pretended:
    """A build with a given duration of a turn in each of its processes."""

    def __init__(self, name: str, *seconds: float) -> None:
        self.name, self.build, self.left = name, self, list(seconds)

    def start(self) -> "Pretended":
        self.seconds = self.left.pop(0)
        return self

    def __enter__(self) -> "Pretended":
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def begin(self, row: str) -> None:
        if row == "missing":
            raise NotMeasured("missing", "no flip")

    def ready(self) -> str:
        return self.name

    def turn(self, seconds: float) -> float:
        return self.seconds


@pytest.mark.parametrize(
    ("durations", "status", "turns"),
    [
        ((1.04,), "ok", 5),
        ((1.06, 1.0, 1.2, 1.04), "ok", 15),  # only the turns of the later processes count
        ((1.06, 1.07, 1.07, 1.0), "SLOWER", 15),
    ],
)
def test_rows_beyond_the_limit_are_measured_again(durations, status, turns) -> None:
    options = compare._options(["python", "--seconds", "0"])
    builds = Pretended("base", *[1.0] * len(durations)), Pretended("new", *durations)
    line = compare._compared("a", ("a", "a"), builds, options, descriptions := {})
    assert (line.status, line.cells["turns"]) == (status, str(turns))
    assert descriptions == {"base": "base", "new": "new"}
    assert not builds[1].left


def test_rows_that_cannot_be_measured_say_why() -> None:
    options = compare._options(["python"])
    builds = Pretended("base", 1.0), Pretended("new", 1.0)
    line = compare._compared("a", ("missing", "a"), builds, options, {})
    assert str(line) == " missing  a  [no flip]"
    table = compare.table([line, compare.Line("b", "ok", Ratios([1.0], [1.0]).cells())])
    assert table.splitlines()[2:] == [
        "| a | missing |  |  |  |  |  | no flip |",
        "| b | ok | 1.000 | 1.000-1.000 | 1000 | 1000 | 1 |  |",
    ]


@pytest.mark.slow
def test_exit_codes(build: Build, capsys: pytest.CaptureFixture[str], monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(compare, "__file__", str(build.benchmarks / "compare.py"))
    common = [sys.executable, "--base-benchmarks", str(build.benchmarks), "--seconds", "0", "--threads", "1"]
    monkeypatch.setattr(compare.machine, "keep_to", lambda threads: None)
    lock = ["--lock", str(tmp_path / "lock")]
    assert compare.main([*common, "--only", "works", "--limit", "1e9", *lock]) == 0
    assert "| works | ok |" in capsys.readouterr().out
    assert compare.main([*common, "--only", "missing"]) == 0
    assert compare.main([*common, "--only", "broken"]) == 1
    assert compare.main([*common, "--only", "works", "--limit=-100"]) == 1
    assert compare.main([*common, "--only", "other"]) == 2
    assert "no row that matches 'other'" in capsys.readouterr().err
