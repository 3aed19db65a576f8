"""Saved results of queries: tables and views of schema `results` of the mart's database."""
