"""Pairs for ``transforms.py``: photographs that were changed as a whole, and the outputs of two methods."""
