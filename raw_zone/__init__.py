"""The raw zone of the lake in HDFS: client, paths, watermark and compaction."""
