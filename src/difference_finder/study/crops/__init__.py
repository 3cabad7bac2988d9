"""Crops of a study: which places are shown, and what is disclosed about them."""
