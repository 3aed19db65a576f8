"""The shipper moves sealed segments from the spool to HDFS."""
