"""Kinds of change over a data set: strong regions of each image, their counts, and the kinds of crops."""
