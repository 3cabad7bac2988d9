"""Engines: who runs the shards of a study.

An engine has one method, ``run(manifest, numbers, parts, step)``: it has each shard of these numbers written
into the folder of part-files, by :func:`~difference_finder.study.shard.run_shard` or what does the same.
"""
