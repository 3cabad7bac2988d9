"""Trained numbers of the learned metrics: which there are, where they are found, how they are kept.

Nothing is fetched in a run. :func:`load` looks, in this order, at a file that the user gives, our cache, the
cache of torch hub and installed packages; what it finds counts only if it is what was published.
``difference-finder weights fetch`` brings what is missing.
"""

from __future__ import annotations

from difference_finder.weights._locations import cache_folder
from difference_finder.weights._published import NAMES, PUBLISHED
from difference_finder.weights._search import WeightsFile, load, locate, read_checked, save

__all__ = ["NAMES", "PUBLISHED", "WeightsFile", "cache_folder", "load", "locate", "read_checked", "save"]
