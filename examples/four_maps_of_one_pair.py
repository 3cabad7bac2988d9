"""
Four maps of one pair
=====================

Maps answer different questions. The absolute difference shows the compression of the whole copy.
``consensus`` shows what is unlike the rest. The local map of SSIM is high where structure was lost. The
gradient of SSIM shows sensitivity: how much the score would change with each pixel. It is large in all
fine texture, retouched or not, and hardly shows the brighter nose.
"""

import matplotlib.pyplot as plt
import numpy as np

from difference_finder import Finder

MAPS = {
    "difference": Finder(strategy="difference"),
    "consensus": Finder(strategy="consensus"),
    "local map of SSIM": Finder(strategy="local", metric="ssim"),
    "gradient of SSIM": Finder(strategy="gradient:wrt=1", metric="ssim"),
}

figure, axes = plt.subplots(2, 2, figsize=(8, 5.2), layout="constrained")
for axis, (title, finder) in zip(axes.flat, MAPS.items(), strict=True):
    values = np.abs(finder.run("demo/original.png", "demo/retouched.png"))
    drawn = axis.imshow(values, cmap="magma", vmin=0, vmax=np.percentile(values, 99.5))
    axis.set_title(title)
    axis.set_axis_off()
    figure.colorbar(drawn, ax=axis, shrink=0.9)
plt.show()
