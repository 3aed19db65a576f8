"""Analytics queries: which are allowed, and their execution on the mart."""
