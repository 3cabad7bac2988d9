"""Kinds of change inside a region: one module for each kind."""
