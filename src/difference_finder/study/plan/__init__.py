"""The plan of a study: its files, its measurement and its shards."""
