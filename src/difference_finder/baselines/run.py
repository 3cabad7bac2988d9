"""The outcomes of all pictures of a test run: collected from all processes and summarised at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from difference_finder.baselines.names import picture_name
from difference_finder.baselines.outcomes import BAD, CHANGED, PAGE
from difference_finder.errors import DifferenceFinderError

if TYPE_CHECKING:
    from difference_finder.baselines.stale import Stale

__all__ = ["FIXTURE", "RUN", "Run", "classes_of", "first_name", "folder_arguments"]

FIXTURE = "image_difference"

RUN = "difference_finder.baselines.run"
"""The name under which the plug-in of one run is registered with pytest."""

ATTRIBUTE = "image_differences"
"""The attribute of test reports that holds the outcomes, also between processes of pytest-xdist."""

MOST_LISTED = 50
"""The most stale baselines that are listed."""

OUTCOMES = pytest.StashKey[list[dict[str, Any]]]()


class Run:
    """One run of tests, in one process.

    Parameters
    ----------
    config
        Configuration of pytest.
    baselines, results
        Folders of the baselines and of the results.

    Notes
    -----
    The workers of pytest-xdist send outcomes with the test reports, and the collected tests when they finish;
    the controller summarises all of them.
    """

    def __init__(self, config: pytest.Config, baselines: Path, results: Path) -> None:
        self.config, self.baselines, self.results = config, baselines, results
        self.page = self.unwritten = ""
        self.owners: dict[str, str] = {}
        self.clashes: list[str] = []
        self.reported: dict[str, dict[str, dict[str, Any]]] = {}
        self.tests: dict[str, dict[str, tuple[str, bool]]] = {}
        self.passed: set[str] = set()

    @property
    def outcomes(self) -> list[dict[str, Any]]:
        """The outcome of each picture, of the last run of its test."""
        return [fact for pictures in self.reported.values() for fact in pictures.values()]

    def add(self, item: pytest.Item, facts: dict[str, Any]) -> None:
        """Add the outcome of a picture to the next report of a test."""
        item.stash.setdefault(OUTCOMES, []).append(facts)

    def claim(self, baseline: str, test: str) -> str | None:
        """Register a baseline for a test; return the other test that uses the baseline already, if any."""
        # On some systems, names that differ only in case are the same file.
        owner = self.owners.setdefault(baseline.casefold(), test)
        return None if owner == test else owner

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Attach the outcomes of the pictures of a test to its report."""
        report = yield
        outcomes = item.stash.get(OUTCOMES, [])
        if outcomes:
            setattr(report, ATTRIBUTE, outcomes)
            item.stash[OUTCOMES] = []
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Report a test that changed a baseline as updated."""
        outcomes = getattr(report, ATTRIBUTE, ())
        if report.when == "call" and report.passed and any(fact["status"] in CHANGED for fact in outcomes):
            return "updated", "U", "UPDATED"
        return None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Collect the outcomes of the pictures of a test; those of a rerun replace those before it."""
        if report.when == "setup":
            self._forget(report.nodeid)
        if report.when == "call" and report.passed:
            self.passed.add(report.nodeid)
        pictures = self.reported.setdefault(report.nodeid, {})
        for fact in getattr(report, ATTRIBUTE, ()):
            before = pictures.get(fact["name"])
            # A baseline that the run before wrote is still a change of this session.
            pictures[fact["name"]] = before if before and fact["status"] == "passed" else fact
            # The fixture refuses this within a process; workers do not know of each other.
            owner = self.claim(fact["name"], fact["test"])
            clash = f"'{fact['name']}' is used by {owner} and by {fact['test']}"
            if owner is not None and clash not in self.clashes:
                self.clashes.append(clash)

    def _forget(self, test: str) -> None:
        """Forget the last run of a test, except the baselines that it changed."""
        self.passed.discard(test)
        pictures = self.reported.get(test, {})
        self.reported[test] = {name: fact for name, fact in pictures.items() if fact["status"] in CHANGED}

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """Record the tests that do not run."""
        self._record(items)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Record the tests that run."""
        self._record(session.items)

    def _record(self, items: Sequence[pytest.Item]) -> None:
        """Record for each test the name of its first picture, and whether it may have any picture."""
        for item in items:
            used = getattr(item, "fixturenames", ())
            may_use = FIXTURE in used or "request" in used
            self.tests.setdefault(_file(item.nodeid), {})[item.nodeid] = (first_name(item), may_use)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Send the collected tests to the controller, or write the page.

        The run fails if the page cannot be written, or tests share a baseline.
        """
        output = getattr(self.config, "workeroutput", None)
        if output is not None:
            output[RUN] = self.tests
        else:
            self.page = self._write_page()
        if (self.clashes or self.unwritten) and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _write_page(self) -> str:
        """Write the page if a picture failed, or an earlier run wrote one; return a line about it."""
        outcomes = self.outcomes
        earlier = bool(outcomes) and (self.results / PAGE).is_file()
        if not earlier and not any(fact["status"] in BAD for fact in outcomes):
            return ""
        from difference_finder.baselines.results_page import write_results_page

        here, folders = self.config.invocation_params.dir, (self.baselines, self.results)
        try:
            page = write_results_page(
                outcomes, self._find_stale().unused, folders, here, folder_arguments(self.config)
            )
        except DifferenceFinderError as error:
            self.unwritten = f"the page of the pictures was not written: {error}"
            return ""
        return f"page: {page.relative_to(here) if page.is_relative_to(here) else page}"

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Receive the collected tests of a worker of pytest-xdist."""
        for file, tests in getattr(node, "workeroutput", {}).get(RUN, {}).items():
            self.tests.setdefault(file, {}).update(tests)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """List the pictures that differ, the files that show how, and the baselines that changed."""
        listed = [fact for fact in self.outcomes if fact["status"] != "passed"]
        stale = self._stale() if self.config.getoption("image_stale") else self._count_stale()
        if not (listed or stale or self.clashes or self.unwritten):
            return
        terminalreporter.section("image differences")
        page = [line for line in (self.page, self.unwritten) if line]
        for line in [*self._lines(listed), *self.clashes, *stale, self._counts(), *page]:
            terminalreporter.write_line(line)

    def _lines(self, listed: list[dict[str, Any]]) -> list[str]:
        lines = []
        for fact in sorted(listed, key=lambda fact: str(fact["name"])):
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
        parts = [f"{counts[status]} {word}" for status, word in words.items() if counts[status]]
        return f"{len(self.outcomes)} picture{'s' * (len(self.outcomes) != 1)}: " + ", ".join(
            [f"{counts['passed']} unchanged", *parts]
        )

    def _find_stale(self) -> Stale:
        from difference_finder.baselines.stale import Ran, find_stale

        # These options omit tests without deselecting them.
        partial = self.config.getoption("lf", False) or any("::" in str(arg) for arg in self.config.args)
        ran = Ran(self.tests, self.passed, everything=not partial)
        used = {fact["name"] for fact in self.outcomes}
        return find_stale(self.config.rootpath, self.baselines, used, ran)

    def _count_stale(self) -> list[str]:
        """Return a line about stale baselines, so that a deleted picture is not overlooked."""
        if not self.baselines.is_dir():
            return []
        count = len(self._find_stale().unused)
        baselines = "1 baseline" if count == 1 else f"{count} baselines"
        return [f"{baselines} without a test; --image-stale lists them"] if count else []

    def _stale(self) -> list[str]:
        stale = self._find_stale()
        lines = [f"stale: {path}" for path in stale.unused[:MOST_LISTED]]
        more = len(stale.unused) - MOST_LISTED
        lines += [f"stale: and {more} more"] if more > 0 else []
        if not stale.unused:
            lines.append("no stale baseline found")
        if stale.unknown:
            lines.append(
                f"{len(stale.unknown)} baselines may or may not be in use:"
                " the tests that may use them did not run, or did not pass"
            )
        return lines


def folder_arguments(config: pytest.Config) -> list[str]:
    """Return the arguments of the run that name the folder of the baselines."""
    given = config.getoption("image_baselines")
    return ["--image-baselines", given] if given else []


def first_name(item: pytest.Item) -> str:
    """Return the file name of the first picture of a test.

    The rest of the id is not used: pytest-xdist appends the group of a test.
    """
    return picture_name(classes_of(item), item.name)


def classes_of(item: pytest.Item) -> list[str]:
    """Return the names of the classes that contain a test, outermost first."""
    return [node.name for node in item.listchain() if isinstance(node, pytest.Class)]


def _file(nodeid: str) -> str:
    return nodeid.partition("::")[0]
