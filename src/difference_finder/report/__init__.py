"""Reports: a study, or what ``diff`` has written, as a page to send."""

from __future__ import annotations

from difference_finder.report._report import IMAGES, Report, report

__all__ = ["IMAGES", "Report", "report"]
