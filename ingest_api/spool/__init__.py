"""The spool: accepted records on the local disk, on their way to HDFS."""
