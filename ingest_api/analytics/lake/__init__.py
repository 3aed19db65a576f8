"""Analytics queries on the lake, by Spark."""
