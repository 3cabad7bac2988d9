"""
Where two photographs differ
============================

The second photograph is a copy that was compressed again and retouched in three places. Nearly every
pixel differs a little. The map of ``consensus`` is in robust standard deviations of this pair: only the
retouched places exceed 5.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle
from PIL import Image

from difference_finder import Finder

comparison = Finder(strategy="consensus").compare("demo/original.png", "demo/retouched.png")

figure, axes = plt.subplots(1, 3, figsize=(10, 2.8), layout="constrained")
for axis, name in zip(axes, ("original", "retouched"), strict=False):
    axis.imshow(Image.open(f"demo/{name}.png"))
    axis.set_title(name)
drawn = axes[2].imshow(np.asarray(comparison.map), cmap="magma", vmin=0, vmax=20)
axes[2].set_title("consensus")
for number, region in enumerate(comparison.regions, 1):
    box = Rectangle((region.x, region.y), region.width, region.height, fill=False, color="white")
    axes[2].add_patch(box)
    axes[2].annotate(str(number), (region.x, region.y), color="white", ha="right", va="bottom")
    print(f"{number}: {region.text}")
for axis in axes:
    axis.set_axis_off()
figure.colorbar(drawn, ax=axes, label="robust standard deviations")
plt.show()
