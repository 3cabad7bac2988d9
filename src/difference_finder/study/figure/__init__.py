"""Figures of the crops of a study, for papers.

A figure shows crops where ours is best, where a rival is best, and at the median, never the first alone.
Pixels are not resampled, all error maps share one scale, and the caption states how the crops were selected.
"""

from __future__ import annotations

from difference_finder.study.figure._figure import Figure, figure
from difference_finder.study.figure._latex import caption_of
from difference_finder.study.figure._write import check_output

__all__ = ["Figure", "caption_of", "check_output", "figure"]
