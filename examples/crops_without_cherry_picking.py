"""
Crops without cherry-picking
============================

The figure of a study shows where ours is best, where a rival is best, and the median. All windows of a
size are searched, and the caption says how each was chosen.
"""

from concurrent.futures import ThreadPoolExecutor

import matplotlib.pyplot as plt

from difference_finder import rank

methods = {name: f"demo/{name}" for name in ("ours", "rival", "bilinear")}
with ThreadPoolExecutor(2) as threads:  # by default, rank starts processes
    study = rank("demo/truth", methods, ["psnr", "ssim"], engine=threads)
figure = study.figure("demo/figure.png", dpi=150)
print(figure.caption)

page, axis = plt.subplots(figsize=(10, 6), layout="constrained")
axis.imshow(plt.imread("demo/figure.png"))
axis.set_axis_off()
plt.show()
