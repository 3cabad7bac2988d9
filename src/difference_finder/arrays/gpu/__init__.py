"""Kernels for tensors on a GPU, written in Triton.

``choice.py`` decides which tensors take them; ``similarity.py``, ``errors.py`` and ``magnitudes.py`` start
them. The modules that end in ``_kernels.py`` run on the GPU: one program computes one block, and each sum is
added up in an order that depends on the sizes alone, so that a result is the same in every run.
"""
