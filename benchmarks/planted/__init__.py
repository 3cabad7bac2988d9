"""Photographs with planted artefacts at known places, where maps should be high."""
