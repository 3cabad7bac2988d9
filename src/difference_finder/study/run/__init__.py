"""The run of a study: scores of one image, of one shard, and the folder that keeps them."""
