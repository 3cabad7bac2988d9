"""The version of the package, which the build reads from here."""

__version__ = "1.0.0"
