"""The mart's database: what a run and the worker need of it besides dbt, in one form for each engine."""
