"""Names under which the lake records what it says of itself, in the properties of its database."""

# of each property
PREFIX = "eventmart."
_STATE = "state_of."


def state_name(table: str) -> str:
    """Name of the state of a table, without the prefix; macro `state_name` of the lake's project gives it the same.

    It has the table's name in hex. Spark hides the values of properties whose names hold words such as `url`.
    """
    return f"{_STATE}{table.encode().hex()}"


def table_of_state(name: str) -> str | None:
    """The table whose state has this name; None if it is the name of something else."""
    return bytes.fromhex(name.removeprefix(_STATE)).decode() if name.startswith(_STATE) else None
