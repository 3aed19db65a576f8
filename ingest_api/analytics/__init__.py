"""Analytics queries: what may be asked, and the answer from the mart."""
