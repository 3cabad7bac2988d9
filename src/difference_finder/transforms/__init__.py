"""Changes that a whole image may have gone through, such as a gain. Each file is one change.

A file holds a function that estimates the parameters of the change from the patches of a pair, and a function
that applies the change to an image. :mod:`difference_finder.pipeline.explanation` decides whether one of
them explains a pair.
"""
