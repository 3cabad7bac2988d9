"""A line at the end of a run: which tests were skipped for lack of a package, data or a browser."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

EVERYTHING = (
    "pip install -e '.[test-all]' -c constraints.txt && playwright install chromium && pytest -n 2 --nightly"
)
"""The commands that install what a machine can have and run every test."""

LACKS = (
    re.compile(r"could not import '(?P<lack>\w+)"),  # by pytest.importorskip
    re.compile(r"needs (?P<lack>[^,;:]+)"),
)


@contextmanager
def skipped() -> Iterator[None]:
    """Skip the test where a part lacks a package or its trained weights."""
    from difference_finder.errors import MissingDependencyError, WeightsError

    try:
        yield
    except MissingDependencyError as error:
        pytest.skip(str(error))
    except WeightsError as error:
        pytest.skip(f"needs trained weights: {error}")


def lack(reason: str) -> str:
    """Return the thing that a skipped test lacks; empty if its reason names none."""
    found = next(filter(None, (pattern.search(reason) for pattern in LACKS)), None)
    return found["lack"] if found else ""


class Missing:
    """Count the tests and the whole files that were skipped."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.files: dict[str, str] = {}

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.files[report.nodeid] = report.longrepr[2]

    def pytest_sessionfinish(self) -> None:
        """Send the skipped files to the process that prints: pytest-xdist itself does not."""
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput["skipped_files"] = self.files

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node) -> None:
        self.files.update(getattr(node, "workeroutput", {}).get("skipped_files", {}))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        skipped = terminalreporter.stats.get("skipped", [])
        tests = Counter(lack(one.longrepr[2]) for one in skipped if isinstance(one, pytest.TestReport))
        files = Counter(map(lack, self.files.values()))
        if tests or files:
            terminalreporter.write_line(line_of(tests, files))


def line_of(tests: "Counter[str]", files: "Counter[str]") -> str:
    """Return the line that says how much was skipped, and how to run it."""
    others = _count(tests.pop("", 0) + files.pop("", 0), "test")
    parts = []
    for name, _ in (tests + files).most_common():
        counts = [_count(tests[name], "test"), _count(files[name], "whole file")]
        parts.append(f"{name} ({', '.join(filter(None, counts))})")
    told = [f"skipped for lack of {', '.join(parts)}"] if parts else []
    told += [f"skipped for other reasons: {others} (pytest -rs lists them)"] if others else []
    told += [f"to run all that this machine can: {EVERYTHING}"] if parts else []
    return "; ".join(told)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}" if number else ""


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Missing(config), "missing things")
