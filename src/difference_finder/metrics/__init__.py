"""Scores of two images. Each file is one metric."""
