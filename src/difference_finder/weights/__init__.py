"""Weights of the learned metrics: their files, checks and cache.

A computation never downloads weights. :func:`load` searches, in this order, a file of the user, the cache of
this package, the cache of torch hub and installed packages, and accepts only weights that equal the published
ones. ``difference-finder weights fetch`` downloads missing weights.
"""

from __future__ import annotations

from difference_finder.weights._locations import cache_folder
from difference_finder.weights._published import NAMES, PUBLISHED
from difference_finder.weights._search import WeightsFile, load, locate, read_checked, save

__all__ = ["NAMES", "PUBLISHED", "WeightsFile", "cache_folder", "load", "locate", "read_checked", "save"]
