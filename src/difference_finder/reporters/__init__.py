"""Reporters: how the record of a comparison becomes a file. One file, one reporter.

A reporter draws only from the record, and writes its file whole or not at all.
"""
