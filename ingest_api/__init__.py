"""The HTTP service: events in, analytics out, update runs, health; the spool and the shipper to HDFS."""
