"""A connection to PostgreSQL that stands for a query: it bears its id, and whoever closes it ends the query."""

import psycopg


class NamedConnection:
    """The connection of a query.

    Attributes:
        connection: in which the query may read.
    """

    def __init__(self, connection: "psycopg.Connection[object]") -> None:
        self.connection = connection

    def is_closed(self) -> bool:
        """Whether somebody has ended the query."""
        try:
            self.connection.pgconn.consume_input()
        except psycopg.OperationalError:
            return True
        return False
