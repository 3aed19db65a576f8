"""Benchmarks of ingesting, update runs and publishing. README.md explains the numbers."""
