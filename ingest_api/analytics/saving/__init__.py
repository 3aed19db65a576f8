"""Saving the results of queries, in the background."""
