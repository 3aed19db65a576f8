"""ClickHouse's engine as a server of the local stack, for a mart on ClickHouse without a server of one's own."""
