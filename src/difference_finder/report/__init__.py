"""Reports: a study, or a folder that ``diff`` wrote, as a page to share."""

from __future__ import annotations

from difference_finder.report._report import IMAGES, Report, report, write_run_page
from difference_finder.report.study_page import study_document

__all__ = ["IMAGES", "Report", "report", "study_document", "write_run_page"]
