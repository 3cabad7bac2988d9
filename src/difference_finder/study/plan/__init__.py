"""The plan of a study: which files are compared, by which metrics, in which pieces."""
