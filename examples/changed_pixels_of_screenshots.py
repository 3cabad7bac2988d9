"""
Changed pixels of screenshots
=============================

The metric ``changed`` counts the pixels in which a person would see another colour. Text that is drawn
half a pixel further right does not count, and a label with other letters does. The clock of the pages is
ignored.
"""

import matplotlib.pyplot as plt
import numpy as np
from PIL import Image

from difference_finder import Finder

finder = Finder(strategy="local", metric="changed", ignore=[(420, 0, 60, 32)])  # the clock

figure, axes = plt.subplots(2, 3, figsize=(10, 3.9), layout="constrained")
for row, (name, what) in zip(axes, {"orders": "moved text", "login": "other label"}.items(), strict=True):
    paths = f"demo/before/{name}.png", f"demo/after/{name}.png"
    comparison = finder.compare(*paths)
    for axis, path, title in zip(row, paths, ("before", "after"), strict=False):
        axis.imshow(Image.open(path))
        axis.set_title(f"{name}, {title}")
    marked = np.asarray(comparison.map) > 0
    row[2].imshow(marked, cmap="Greys", interpolation="nearest")
    row[2].set_title(f"{what}: {np.count_nonzero(marked)} changed pixels")
    for axis in row:
        axis.set_xticks([])
        axis.set_yticks([])
plt.show()
