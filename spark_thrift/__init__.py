"""The Spark Thrift server: one launcher for the local stack, a cluster and a container."""
