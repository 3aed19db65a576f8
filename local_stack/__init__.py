"""The embedded stack: HDFS, PostgreSQL, the Spark Thrift server and the API as plain processes, without Docker."""
