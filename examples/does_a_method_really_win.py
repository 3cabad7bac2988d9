"""
Does a method really win?
=========================

A study compares methods on the same images. The mean alone hides how the images vary: here are the
paired differences of each image, their mean, and its 95 % confidence interval.
"""

from concurrent.futures import ThreadPoolExecutor

import matplotlib.pyplot as plt

from difference_finder import rank

RIVALS = ["rival", "bilinear"]
METHODS = {name: f"demo/{name}" for name in ("ours", *RIVALS)}
with ThreadPoolExecutor(2) as threads:  # by default, rank starts processes
    study = rank("demo/truth", METHODS, ["psnr"], engine=threads)
scores = study.scores.tables["psnr"]

figure, axis = plt.subplots(figsize=(7, 2.8), layout="constrained")
for row, rival in enumerate(RIVALS):
    outcome = next(one for one in study.verdicts.outcomes if one.rival == rival)
    low, high = outcome.paired.interval
    axis.plot(scores[0] - scores[1 + row], [row] * scores.shape[1], "o", alpha=0.35, color="C0")
    axis.plot([low, high], [row + 0.2] * 2, color="black", linewidth=2)
    axis.plot(outcome.paired.mean, row + 0.2, "D", color="black")
    axis.text(high + 0.05, row + 0.2, f"adjusted p = {outcome.adjusted_p:.4f}", va="center")
axis.axvline(0, color="grey", linewidth=0.8)
axis.set_yticks(range(len(RIVALS)), [f"ours - {rival}" for rival in RIVALS])
axis.set_ylim(-0.5, 1.7)
axis.set_xlim(right=2.6)
axis.set_xlabel("difference in PSNR (dB)")
plt.show()
