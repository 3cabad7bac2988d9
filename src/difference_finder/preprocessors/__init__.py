"""Pre-processors, which change the images before they are compared. Each file is one pre-processor."""
