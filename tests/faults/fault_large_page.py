"""A plug-in of pytest with which no picture fits into the page of the pictures."""

from difference_finder.report import _report


def pytest_configure() -> None:
    # Not on import: doctests import every module.
    _report.MAX_SIZE = -1.0
