"""Commands that are killed at random moments and run again until they are done: no row is lost or doubled.

The environment variable ``DIFFERENCE_FINDER_KILLS`` sets the number of kills of each command.
"""

import os
import random
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from fault_cases import CASES, JOURNAL, RANK, Bench, Case, Ended, bench, differing, files_of, shards_of

from difference_finder.study.engines.ray import SETTINGS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")

KILLS = int(os.environ.get("DIFFERENCE_FINDER_KILLS", "3"))
SEED = int(os.environ.get("DIFFERENCE_FINDER_SEED", "0"))

MOST_RUNS = 30
"""Runs after which a command is left to end: ``diff`` starts anew each time."""


class Killer:
    """Kills a command at moments that are spread evenly over its time."""

    def __init__(self, command: Bench, seed: int) -> None:
        self.command, self.random = command, random.Random(seed)
        self.kills = self.chains = 0
        self.seconds = self._duration()

    def _duration(self) -> float:
        start = time.monotonic()
        self._run(None)
        return time.monotonic() - start

    def _run(self, kill: dict | None) -> Ended:
        command = self.command
        return command.server.run(command.case.words, command.root, command.folder / "printed", kill)

    def chain(self, most: int) -> list[str]:
        """Start anew and kill the command until it is done, or was killed often; return what is wrong."""
        shutil.rmtree(self.command.root)
        shutil.copytree(self.command.template, self.command.root)
        wrong = []
        self.chains += 1
        for _ in range(min(most, MOST_RUNS)):
            shards = shards_of(self.command.root)
            start, seconds = time.monotonic(), self.random.uniform(0, self.seconds)
            ended = self._run({"seconds": seconds, "whole": self.random.random() < 0.5})
            wrong += self._wrong(shards)
            if ended.code != -9:
                self.seconds = time.monotonic() - start  # as busy as the machine is now
                wrong += self._wrong_end(ended)
                break
            self.kills += 1
        else:
            wrong += self._wrong_end(self._run(None))
        return [f"chain {self.chains}, after {self.kills} kills: {text}" for text in wrong]

    def _wrong(self, shards: dict[str, tuple[int, int]]) -> Iterator[str]:
        """Yield files that are half, and shards that are lost or were computed again."""
        command = self.command
        for name, content in files_of(command.root).items():
            known = command.old.get(name), command.new.get(name)
            if ".part" not in name and content not in known:
                yield f"'{name}' is neither the old nor the new file ({len(content)} bytes)"
        now = shards_of(command.root)
        yield from (f"'{name}' was computed again" for name in shards if now.get(name) != shards[name])

    def _wrong_end(self, ended: Ended) -> Iterator[str]:
        command = self.command
        if ended.code != command.whole.code:
            yield f"the run ends with {ended.code}: {ended.err.strip()[-300:]}"
        yield from (f"ends with another '{name}'" for name in differing(files_of(command.root), command.new))


def kill(case: Case, folder: Path, kills: int = KILLS) -> None:
    """Kill a command a number of times, and check it after each."""
    with bench(case, folder) as command:
        assert JOURNAL not in "".join(command.new)
        killer, wrong = Killer(command, SEED), []
        while killer.kills < kills and not wrong:
            wrong = killer.chain(kills - killer.kills)
        assert not wrong, "\n".join(wrong)
        sys.stdout.write(f"{case.name}: {killer.kills} kills, {killer.chains} complete runs, all alike\n")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["diff", "rank"])
def test_kills_at_random_moments(name: str, tmp_path) -> None:
    kill(CASES[name], tmp_path)


@pytest.mark.nightly
@pytest.mark.parametrize("name", ["report", "report folder", "figure"])
def test_kills_of_other_commands(name: str, tmp_path) -> None:
    kill(CASES[name], tmp_path)


@contextmanager
def cluster() -> Iterator[str]:
    """Start Ray; yield its address."""
    ray = pytest.importorskip("ray")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in SETTINGS.items():
            patch.setenv(name, value)
        ray.init(
            address="local", num_cpus=2, include_dashboard=False, object_store_memory=100_000_000,
            log_to_driver=False, logging_level="ERROR",
        )  # fmt: skip
        try:
            yield ray.get_runtime_context().gcs_address
        finally:
            ray.shutdown()


@pytest.mark.nightly
def test_kills_of_the_program_that_uses_ray(tmp_path) -> None:
    with cluster() as address:
        case = replace(CASES["rank"], name="rank by Ray")
        words = (*RANK[:-4], "--shard-size", "1", "--engine", f"ray:address={address}")
        kill(replace(case, words=words), tmp_path)
