"""What a role may not do beside its grants, because chDB runs in the process that checks it.

ClickHouse's function `file` has no grant, and chDB lets it read each file of this machine. Statements of class CONTROL
change the role or the settings of a connection, end those of others, or use files.
"""

import re

from local_stack.clickhouse.configuration import Role

# names in ClickHouse's syntax tree: a function can be called by a name in its arguments, too
_FILE = re.compile(r"^\s*(Function|Identifier) file\b", re.IGNORECASE | re.MULTILINE)
# the tree does not name the function that APPLY calls; a name may be written with escapes
_APPLY = "ColumnsApplyTransformer"
_MAYBE_FILE = re.compile(r"file|\\", re.IGNORECASE)
_CLIENT_FILE = re.compile(r"\b(infile|outfile)\b", re.IGNORECASE)


class Denied(Exception):
    """The role may not run the statement; the message gives the reason."""


def check(role: Role, kind: str, count: int, sql: str, tree: str) -> None:
    """Check one statement.

    Args:
        role: who runs it.
        kind: chDB's class of it: READ_ONLY, MUTATING, MUTATING_GLOBAL or CONTROL.
        count: number of statements in `sql`.
        sql: its text.
        tree: its syntax tree, if it is READ_ONLY.

    Raises:
        Denied: it is not one statement, or not allowed.
    """
    if count != 1:
        raise Denied(f"{count} statements were sent. Send one.")
    if kind == "CONTROL" and (role != "owner" or _CLIENT_FILE.search(sql)):
        raise Denied("This statement is not allowed here: it changes the connection, or uses files.")
    if role == "reader" and kind != "READ_ONLY":
        raise Denied("The reader may only read.")
    if _FILE.search(tree) or (_APPLY in tree and _MAYBE_FILE.search(sql)):
        raise Denied("The function file is not allowed, nor is anything named like it.")
