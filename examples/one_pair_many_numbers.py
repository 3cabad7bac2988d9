"""
One pair, many numbers
======================

Papers measure PSNR and SSIM under different conventions: colour or luma, with or without a border,
rounded or not. A protocol names such a convention. The same two images have a range of more than one dB.
"""

import matplotlib.pyplot as plt

from difference_finder import score

PROTOCOLS = [
    "default",
    "basicsr-y:crop_border=4",
    "wang-matlab",
    "skimage-default",
    "torchmetrics",
    "fastmri",
]
IMAGES = "demo/truth/01.png", "demo/bilinear/01.png"

figure, axes = plt.subplots(1, 2, figsize=(9, 3), layout="constrained", sharey=True)
for axis, metric in zip(axes, ("psnr", "ssim"), strict=True):
    values = [score(metric, *IMAGES, protocol=protocol) for protocol in PROTOCOLS]
    axis.plot(values, range(len(PROTOCOLS)), "o")
    axis.set_yticks(range(len(PROTOCOLS)), PROTOCOLS)
    axis.grid(axis="y", alpha=0.4)
    axis.set_xlabel({"psnr": "PSNR (dB)", "ssim": "SSIM"}[metric])
axes[0].invert_yaxis()
plt.show()
