"""Changes of both images before they are compared. Each file is one pre-processor."""
