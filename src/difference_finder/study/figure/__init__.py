"""A figure for a paper, of the crops of a study.

It shows where ours is best, where a rival is and what is usual, never the first alone; pixels as they are;
errors on one scale; and its caption says how the places were chosen.
"""

from __future__ import annotations

from difference_finder.study.figure._figure import Figure, figure
from difference_finder.study.figure._write import check_output

__all__ = ["Figure", "check_output", "figure"]
