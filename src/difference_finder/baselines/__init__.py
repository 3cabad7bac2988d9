"""Comparison of the pictures of tests with their baselines, for ``difference_finder.pytest_plugin``."""
