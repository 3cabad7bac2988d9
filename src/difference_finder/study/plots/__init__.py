"""Plots of a study: one module for each plot."""
