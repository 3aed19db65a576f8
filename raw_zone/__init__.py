"""The raw zone of the lake in HDFS: the client, where files lie, the watermark, compaction."""
