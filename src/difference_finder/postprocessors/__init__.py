"""Changes of the map. Each file is one post-processor."""
