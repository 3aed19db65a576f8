"""Spark: its Thrift servers, with one launcher for the local stack, a cluster and a container, and a cluster itself."""
