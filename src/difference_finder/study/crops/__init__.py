"""Crops of a study: their selection, and the sentences that disclose it."""
