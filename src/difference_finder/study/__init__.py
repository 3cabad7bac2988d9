"""Studies: N methods against a reference."""
