"""Runs the long commands of facsimile on Apache Spark, shard by shard: the same bytes as on one machine.

Spark schedules and retries, fsspec reads and writes what is behind URLs, facsimile does all the work on photos.
"""
