"""The spool: accepted records on the local disk, waiting to be shipped to HDFS."""
