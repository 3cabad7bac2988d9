"""Figures of the crops of a study, for papers.

A figure shows crops where ours is best, where a rival is best, and at the median, never the first alone.
Pixels are not resampled, all error maps share one scale, and the caption states how the crops were selected.
"""

from __future__ import annotations

from difference_finder.study.figure._fallback import quiet_about_weights
from difference_finder.study.figure._figure import Figure, check_overwritable, figure
from difference_finder.study.figure._fonts import Typeface, import_matplotlib
from difference_finder.study.figure._latex import caption_of, check_file_name, snippet
from difference_finder.study.figure._sheet import Run
from difference_finder.study.figure._write import check_output

__all__ = [
    "Figure",
    "Run",
    "Typeface",
    "caption_of",
    "check_file_name",
    "check_output",
    "check_overwritable",
    "figure",
    "import_matplotlib",
    "quiet_about_weights",
    "snippet",
]
