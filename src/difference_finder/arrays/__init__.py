"""Arrays: the only folder that tells numpy from torch.

Kernels, filters, masked means and gradients work on both.
"""
