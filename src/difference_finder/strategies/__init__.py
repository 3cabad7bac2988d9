"""Strategies, which make a map from two images. Each file is one strategy."""
