"""The engine `mart` on ClickHouse."""
