"""
A metric of your own
====================

One decorated function is a metric: it takes batches of images and returns a score for each. With its
gradient it has maps as well, without torch. This one is the Charbonnier loss, a smooth version of the
mean absolute error.
"""

import matplotlib.pyplot as plt
import numpy as np

from difference_finder import Finder, metric


@metric("charbonnier", higher_is_better=False, bounds=(0.0, None), identical=1e-3, symmetric=True)
def charbonnier(reference, candidate, *, epsilon=1e-3):
    """Charbonnier loss: the mean of sqrt(d^2 + epsilon^2)."""
    return np.sqrt((candidate - reference) ** 2 + epsilon**2).mean(axis=(1, 2, 3))


@charbonnier.gradient
def charbonnier_gradient(reference, candidate, *, epsilon=1e-3):
    """Return the loss and its derivative with respect to the candidate."""
    gap = candidate - reference
    slope = gap / np.sqrt(gap**2 + epsilon**2) / gap[0].size
    return charbonnier(reference, candidate, epsilon=epsilon), slope


finder = Finder(strategy="integrated_gradient", metric="charbonnier", post_processor="smooth:sigma=2")
comparison = finder.compare("demo/original.png", "demo/retouched.png")

figure, axis = plt.subplots(figsize=(5.5, 3.4), layout="constrained")
drawn = axis.imshow(np.asarray(comparison.map), cmap="magma", vmin=0)
axis.set_title(f"Charbonnier loss {comparison.score:.5f}: share of each pixel")
axis.set_axis_off()
figure.colorbar(drawn, ax=axis)
plt.show()
