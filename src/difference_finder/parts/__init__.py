"""Parts: metrics, strategies, readers and so on; their classes, their notation and their registries."""
