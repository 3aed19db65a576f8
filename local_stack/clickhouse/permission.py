"""What a role may not do beside its grants, because chDB runs in the process that checks it.

ClickHouse's function `file` has no grant, and chDB lets it read each file of this machine. Statements of class CONTROL
change the role or the settings of a connection, or end what others run. INFILE and OUTFILE are files of this machine.
"""

import re

from eventmart.clickhouse import Role

# names in ClickHouse's syntax tree: a function can be called by a name in its arguments, too
_FILE = re.compile(r"^\s*(Function|Identifier) file\b", re.IGNORECASE | re.MULTILINE)
# Statements whose tree has all functions that they call, unless APPLY calls one. The tree of SHOW lacks WHERE and
# LIMIT. Of such statements the text is searched, where a name may be written with escapes.
_WITH_TREE = ("SelectWithUnionQuery", "DescribeQuery", "Explain")
# that of INSERT lacks the rows, in which expressions may be
_CHANGES = ("CreateQuery", "AlterQuery", "DropQuery", "Rename")
_APPLY = "ColumnsApplyTransformer"
_MAYBE_FILE = re.compile(r"(?<![a-z_])file(?![a-z_0-9])|\\", re.IGNORECASE)
_WHERE = re.compile(r"\bwhere\b", re.IGNORECASE)
# what stands between two words
_GAP = r"(?:\s|/\*.*?\*/|--[^\n]*\n)*"
_CLIENT_FILE = re.compile(rf"\b(?:from{_GAP}infile|into{_GAP}outfile)\b", re.IGNORECASE | re.DOTALL)


class Denied(Exception):
    """The role may not run the statement; the message gives the reason."""


def check(role: Role, kind: str, count: int, sql: str, tree: str) -> None:
    """Check one statement.

    Args:
        role: who runs it.
        kind: chDB's class of it: READ_ONLY, MUTATING, MUTATING_GLOBAL or CONTROL.
        count: number of statements in `sql`.
        sql: its text.
        tree: its syntax tree; empty if ClickHouse shows none.

    Raises:
        Denied: it is not one statement, or not allowed.
    """
    if count != 1:
        raise Denied(f"{count} statements were sent. Send one.")
    if kind == "CONTROL" and role != "owner":
        raise Denied("Only the owner may change settings, or end what others run.")
    if kind != "READ_ONLY" and _CLIENT_FILE.search(sql):
        raise Denied("Files of a client are not here. Send the rows in the body, and read them from the answer.")
    if role == "reader" and kind != "READ_ONLY":
        raise Denied("The reader may only read.")
    if kind != "READ_ONLY" and role == "owner":
        return
    if role != "owner" and tree.startswith("Show") and _WHERE.search(sql):
        raise Denied("SHOW with WHERE is not allowed. Select from the tables of database system.")
    is_known = tree.startswith(_WITH_TREE if kind == "READ_ONLY" else _CHANGES) and _APPLY not in tree
    if _FILE.search(tree) or (not is_known and _MAYBE_FILE.search(sql)):
        raise Denied("The function file is not allowed, nor is anything named like it.")


def check_rows(role: Role, format_: str) -> None:
    """Check the format of rows that come apart from their INSERT.

    Raises:
        Denied: in it, a row may have expressions.
    """
    if role != "owner" and format_.lower() == "values":
        raise Denied("FORMAT Values is not allowed here. Send rows in FORMAT Native, or in another format without SQL.")
