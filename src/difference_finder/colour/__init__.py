"""Colour spaces: transfer functions, ICC profiles, and encodings of pixel values."""
