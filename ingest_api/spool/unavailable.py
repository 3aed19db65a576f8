"""The error of a spool that cannot take records."""


class SpoolUnavailable(Exception):
    """The records could not be written to disk; none of them is acknowledged."""
