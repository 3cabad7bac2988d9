"""What becomes of the pictures of a run of tests: gathered from all processes, and told at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import pytest

__all__ = ["BAD", "RUN", "Run"]

RUN = "difference_finder.baselines.run"
"""The name under which pytest knows the plug-in of one run."""

BAD = {
    "differs": "not their baseline",
    "incomparable": "not comparable",
    "unreadable": "unreadable baseline",
    "missing": "no baseline",
}
CHANGED = ("created", "updated")

ATTRIBUTE = "image_differences"
"""What the report of a test carries the outcomes under, also from the processes of pytest-xdist."""

MOST_LISTED = 50
"""How many stale baselines are listed."""

OUTCOMES = pytest.StashKey[list[dict[str, Any]]]()


class Run:
    """One run of tests, in one process.

    Parameters
    ----------
    config
        That of pytest.
    baselines
        The folder of the baselines.

    Notes
    -----
    The processes of pytest-xdist send what became of pictures with the reports of the tests, and what they
    collected at their end; the process that they report to tells about all of it.
    """

    def __init__(self, config: pytest.Config, baselines: Path) -> None:
        self.config, self.baselines = config, baselines
        self.owners: dict[str, str] = {}
        self.clashes: list[str] = []
        self.outcomes: list[dict[str, Any]] = []
        self.collected: dict[str, set[str]] = {}
        self.partial: set[str] = set()
        self.passed: set[str] = set()

    def add(self, item: pytest.Item, facts: dict[str, Any]) -> None:
        """Note what became of a picture of a test, until its report is made."""
        item.stash.setdefault(OUTCOMES, []).append(facts)

    def take(self, baseline: str, test: str) -> str | None:
        """Note that a test uses a baseline; return another test that does so already."""
        # Two names that differ in the case of letters alone are one file on some systems.
        owner = self.owners.setdefault(baseline.casefold(), test)
        return None if owner == test else owner

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Give the report of a test what became of its pictures."""
        report = yield
        outcomes = item.stash.get(OUTCOMES, [])
        if outcomes:
            setattr(report, ATTRIBUTE, outcomes)
            item.stash[OUTCOMES] = []
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Report a test that changed a baseline as such."""
        outcomes = getattr(report, ATTRIBUTE, ())
        if report.when == "call" and report.passed and any(fact["status"] in CHANGED for fact in outcomes):
            return "updated", "U", "UPDATED"
        return None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Gather what became of the pictures of a test."""
        if report.when == "call" and report.passed:
            self.passed.add(report.nodeid)
        for fact in getattr(report, ATTRIBUTE, ()):
            self.outcomes.append(fact)
            # In one process the fixture refuses this; two processes do not know of each other.
            owner = self.take(fact["name"], fact["test"])
            if owner is not None:
                self.clashes.append(f"'{fact['name']}' is used by {owner} and by {fact['test']}")

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """Note which test files do not run as a whole."""
        self.partial.update(_file(item.nodeid) for item in items)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Note which tests run."""
        for item in session.items:
            self.collected.setdefault(_file(item.nodeid), set()).add(item.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Send what was collected to the process that tells; fail where two tests share a baseline."""
        output = getattr(self.config, "workeroutput", None)
        if output is not None:
            collected = {file: sorted(tests) for file, tests in self.collected.items()}
            output[RUN] = {"collected": collected, "partial": sorted(self.partial)}
        if self.clashes and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take what a process of pytest-xdist collected."""
        sent = getattr(node, "workeroutput", {}).get(RUN, {})
        self.partial.update(sent.get("partial", ()))
        for file, tests in sent.get("collected", {}).items():
            self.collected.setdefault(file, set()).update(tests)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Tell which pictures are not their baselines, where they are kept, and which baselines changed."""
        told = [fact for fact in self.outcomes if fact["status"] != "passed"]
        stale = self._stale() if self.config.getoption("image_stale") else []
        if not (told or stale or self.clashes):
            return
        terminalreporter.section("image differences")
        for line in [*self._lines(told), *self.clashes, *stale, self._counts()]:
            terminalreporter.write_line(line)

    def _lines(self, told: list[dict[str, Any]]) -> list[str]:
        lines = []
        for fact in sorted(told, key=lambda fact: str(fact["name"])):
            if fact["status"] == "created":
                lines.append(f"wrote {fact['baseline']} ({fact['test']})")
            elif fact["status"] == "updated":
                lines.append(f"replaced {fact['baseline']} ({fact['test']}: {fact['why'][0]})")
            else:
                lines.append(f"{fact['test']}: {fact['why'][0]}")
                lines += [f"  {file}" for file in fact["files"]]
        return lines

    def _counts(self) -> str:
        counts = Counter(fact["status"] for fact in self.outcomes)
        words = {**BAD, **{status: status for status in CHANGED}}
        said = [f"{counts[status]} {word}" for status, word in words.items() if counts[status]]
        return f"{len(self.outcomes)} picture{'s' * (len(self.outcomes) != 1)}: " + ", ".join(
            [f"{counts['passed']} as before", *said]
        )

    def _stale(self) -> list[str]:
        from difference_finder.baselines.stale import Ran, find_stale

        # These leave out tests without calling them deselected.
        some = self.config.getoption("lf", False) or any("::" in str(arg) for arg in self.config.args)
        ran = Ran(self.collected, self.partial, self.passed, everything=not some)
        used = {fact["name"] for fact in self.outcomes}
        stale = find_stale(self.config.rootpath, self.baselines, used, ran)
        lines = [f"stale: {path}" for path in stale.unused[:MOST_LISTED]]
        more = len(stale.unused) - MOST_LISTED
        lines += [f"stale: and {more} more"] if more > 0 else []
        if not stale.unused:
            lines.append("no stale baseline found")
        if stale.unknown:
            lines.append(
                f"{len(stale.unknown)} baselines may be in use or not:"
                " not all tests of their files ran and passed"
            )
        return lines


def _file(nodeid: str) -> str:
    return nodeid.partition("::")[0]
