"""
How pixels add up to a score
============================

The map of ``integrated_gradient`` gives each pixel its share of the score: the sum over all pixels is
the gap between the SSIM of the pair and the SSIM of identical images. Here is the share of the gap that
the strongest pixels account for.
"""

import matplotlib.pyplot as plt
import numpy as np

from difference_finder import Finder

finder = Finder(strategy="integrated_gradient", metric="ssim")
comparison = finder.compare("demo/original.png", "demo/retouched.png")
shares = np.sort(np.asarray(comparison.map).ravel())  # the most negative first: they lower the score most
gap = comparison.score - 1

figure, axis = plt.subplots(figsize=(6, 3.6), layout="constrained")
axis.plot(np.linspace(0, 100, shares.size), np.cumsum(shares) / gap * 100)
axis.axhline(100, color="grey", linewidth=0.8)
axis.set_xlabel("strongest pixels (%)")
axis.set_ylabel("share of the gap in SSIM (%)")
axis.set_title(f"SSIM {comparison.score:.4f}: the pixels sum to {shares.sum():.4f}")
plt.show()
