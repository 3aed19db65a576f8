"""Measurements of the ingest path; README.md tells what each number means."""
