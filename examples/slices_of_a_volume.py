"""
Slices of a volume
==================

An array (N, H, W) with one channel is compared slice by slice. Here a sphere with texture is compared
with a copy that was blurred in a few slices; the score finds them, and the worst slice is the one to
look at.
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy.ndimage import gaussian_filter

from difference_finder import score

random = np.random.default_rng(0)
z, y, x = np.mgrid[-1:1:24j, -1:1:96j, -1:1:96j]
sphere = (z**2 + y**2 + x**2 < 0.8) * (0.6 + 0.1 * gaussian_filter(random.standard_normal(x.shape), 1) / 0.2)
first = np.clip(sphere, 0, 1).astype(np.float32)
second = first.copy()
second[10:14] = gaussian_filter(first[10:14], (0, 1.5, 1.5))

scores = score("ssim", first[:, None], second[:, None], data_range=1)
worst = int(np.argmin(scores))

figure, axes = plt.subplots(1, 3, figsize=(10, 3), layout="constrained", width_ratios=(2, 1, 1))
axes[0].plot(range(1, len(scores) + 1), scores, "o-")
axes[0].set_xlabel("slice")
axes[0].set_ylabel("SSIM")
for axis, image, title in zip(axes[1:], (first, second), ("first", "second"), strict=True):
    axis.imshow(image[worst], cmap="gray", vmin=0, vmax=1)
    axis.set_title(f"slice {worst + 1}, {title}")
    axis.set_axis_off()
plt.show()
