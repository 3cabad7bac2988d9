"""The pipeline: open, prepare and measure two or three images, and the comparison that comes of it."""
