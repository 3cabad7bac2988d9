"""
Which of two methods is better where
====================================

With the true image, the ``advantage`` map compares the errors of two methods: red where the first is
closer to the truth, blue where the second is. The mean of this map is the difference of their mean
squared errors.
"""

import matplotlib.pyplot as plt
import numpy as np
from PIL import Image

from difference_finder import Finder

finder = Finder(strategy="advantage:sigma=3", metric="mse", also=["psnr"])
comparison = finder.compare("demo/ours/08.png", "demo/rival/08.png", "demo/truth/08.png")
values = np.asarray(comparison.map)
limit = np.percentile(np.abs(values), 99)

figure, axes = plt.subplots(1, 4, figsize=(11, 2.7), layout="constrained")
for axis, name in zip(axes, ("truth", "ours", "rival"), strict=False):
    axis.imshow(Image.open(f"demo/{name}/08.png"))
    axis.set_title(name)
drawn = axes[3].imshow(values, cmap="RdBu_r", vmin=-limit, vmax=limit)
axes[3].set_title(f"PSNR gap {comparison.scores['psnr gap']:.2f} dB")
for axis in axes:
    axis.set_axis_off()
figure.colorbar(drawn, ax=axes, label="advantage of ours (squared error)")
plt.show()
