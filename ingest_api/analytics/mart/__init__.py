"""The engine `mart`: queries on PostgreSQL."""
