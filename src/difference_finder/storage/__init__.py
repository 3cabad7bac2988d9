"""Files, here or far away: paths, files that appear whole, and which files belong together."""
