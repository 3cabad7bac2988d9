"""Arrays: the only folder that distinguishes numpy arrays from torch tensors.

Kernels, filters, masked means and gradients accept both.
"""
