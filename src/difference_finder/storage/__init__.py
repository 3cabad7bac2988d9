"""Paths of local and remote files, atomic writes, and matching of files by name."""
