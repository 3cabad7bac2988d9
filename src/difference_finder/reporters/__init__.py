"""Reporters: writers of the record of a comparison. Each file is one reporter.

A reporter uses the record alone, and writes its file completely or not at all.
"""
