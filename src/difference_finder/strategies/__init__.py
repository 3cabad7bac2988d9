"""How a map is made of two images. Each file is one strategy."""
