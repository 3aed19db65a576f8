"""ClickHouse's engine in this process: chDB on one folder. Each statement has a connection of its own, with a role.

The module `_chdb` is used instead of its wrapper `chdb.connect`, which lacks `classify_query`, and which takes a part
without rows, such as the footer of Parquet, for the end of a result.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chdb import _chdb

from eventmart.clickhouse import Role
from eventmart.errors import OperatorError
from local_stack.clickhouse.configuration import role_name, write_configuration
from local_stack.clickhouse.permission import check, check_rows

_CODE = re.compile(r"Code: (\d+)\.")
_UNKNOWN, _SYNTAX_ERROR = 1002, 62
_FORMAT = re.compile(r"\bformat\s+(\w+)\s*;?\s*$", re.IGNORECASE)
_SELECT = "SelectWithUnionQuery"
# Of a result that streams, chDB writes each part as if it were a whole one. So only formats without a head and an end
# can stream; results in the others are complete before their first byte is sent.
_STREAMED = frozenset({"tabseparated", "tsv", "csv", "jsoneachrow", "jsoncompacteachrow", "native", "rowbinary"})
# on a line of its own, so that places in a statement are those of its lines
_EXPLAIN = "explain ast\n"
_PLACE = re.compile(r"position (\d+) (.*?)\(line (\d+), col", re.DOTALL)


class StatementFailed(Exception):
    """ClickHouse refused or aborted a statement.

    Attributes:
        code: ClickHouse's number of the error.
    """

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Result:
    """The result of a statement.

    Attributes:
        format: name of the format in which it is.
        parts: its bytes. Reading may raise `StatementFailed`.
        written_rows: number of rows that the statement has inserted.
        written_bytes: their size.
    """

    format: str
    parts: Iterable[bytes]
    written_rows: int = 0
    written_bytes: int = 0


class Engine:
    """The engine.

    Args:
        folder: for its data and its configuration. One process at a time may use it.

    Raises:
        OperatorError: the engine does not start.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._address = f"{folder / 'data'}?config-file={write_configuration(folder)}"
        try:
            # it ends with its last connection
            self._first = _chdb.connect(self._address)
        except RuntimeError as error:
            raise OperatorError(
                f"ClickHouse's engine does not start on {folder}. The lines before say why; if another process uses "
                "the folder, stop that."
            ) from error
        self.version = self._first.query("select version()", "TSV").bytes().decode().strip()

    @contextmanager
    def connection(
        self, role: Role, database: str | None, settings: Mapping[str, str], readonly: int
    ) -> Iterator["Connection"]:
        """A connection of a role.

        Args:
            role: whose grants count.
            database: that of tables that are named without one.
            settings: of ClickHouse, for this connection.
            readonly: ClickHouse's setting. No statement can change it.

        Raises:
            StatementFailed: there is no such database or setting.
        """
        opened = _chdb.connect(self._address)
        try:
            with _failures():
                opened.query(f"set role {role_name(role)}")
                if database:
                    opened.query(f"use {_identifier(database)}")
                pairs = {**settings, "readonly": str(readonly)}.items()
                opened.query("set " + ", ".join(f"{_identifier(name)} = {_literal(value)}" for name, value in pairs))
            yield Connection(opened, role)
        finally:
            opened.close()

    def kill(self, tag: str, condition: str) -> bytes:
        """End the statements whose setting `log_comment` is `tag`, if they fulfil a condition on system.processes."""
        sql = f"kill query where Settings['log_comment'] = {_literal(tag)} and ({condition}) async"
        with _failures():
            return bytes(self._first.query(sql, "TSV").bytes())

    def kill_all(self) -> None:
        """End all statements."""
        with _failures():
            self._first.query("kill query where true async", "TSV")

    def close(self) -> None:
        """Shut the engine down. No connection may be in use: the process would crash."""
        self._first.close()


class Connection:
    """A connection of a role, for one statement.

    Args:
        opened: chDB's connection.
        role: its role.
    """

    def __init__(self, opened: Any, role: Role) -> None:  # noqa: ANN401 - chDB is untyped
        self._opened, self._role = opened, role

    def run(self, sql: str, default_format: str, parameters: Mapping[str, str]) -> Result:
        """Run a statement.

        Args:
            sql: the statement. An INSERT may contain its rows as text.
            default_format: format of the result, unless the statement names one.
            parameters: values for `{name:Type}`, as ClickHouse's HTTP interface takes them.

        Raises:
            StatementFailed: ClickHouse refuses the statement, or has aborted it.
            Denied: the role may not run it.
        """
        if not sql.strip():
            raise StatementFailed(_SYNTAX_ERROR, "Syntax error: the statement is empty")
        values = dict(parameters)
        with _failures():
            described = self._opened.classify_query(sql, "")
            kind, count = described["query_class"].name, described["statement_count"]
            tree = ""
            # a text that cannot be parsed has no statement, and its tree is the error
            if count == 0 or (kind == "READ_ONLY" and count == 1):
                tree = self._tree(sql, values)
            elif kind == "MUTATING" and count == 1 and self._role != "owner":
                # a statement that has no tree because it is wrong fails with the same error when it runs
                with suppress(RuntimeError):
                    tree = self._tree(sql, values)
            check(self._role, kind, count, sql, tree)
            found = _FORMAT.search(sql)
            format_ = found[1] if found else default_format
            if tree.startswith(_SELECT) and format_.lower() in _STREAMED:
                streamed = self._opened.send_query(sql, default_format, params=values)
                return Result(format_, self._parts(streamed))
            result = self._opened.query(sql, default_format, params=values)
            return Result(format_, [result.bytes()], result.rows_written(), result.bytes_written())

    def _tree(self, sql: str, values: dict[str, str]) -> str:
        try:
            return str(self._opened.query(_EXPLAIN + sql, "TSVRaw", params=values).bytes().decode())
        except RuntimeError as error:
            raise RuntimeError(_PLACE.sub(_moved, str(error))) from None

    def _parts(self, streamed: Any) -> Iterator[bytes]:  # noqa: ANN401
        with _failures():
            while part := self._opened.streaming_fetch_result(streamed).bytes():
                yield part

    def insert(self, statement: str, format_: str, parts: Iterable[bytes]) -> Result:
        """Insert rows. All are inserted or, if reading `parts` raises an error, none of the last block.

        Args:
            statement: the INSERT, without FORMAT.
            format_: format of the rows.
            parts: the rows.

        Raises:
            StatementFailed: ClickHouse refuses the statement or a row.
            Denied: the role may not send rows in this format.
        """
        check_rows(self._role, format_)
        with _failures():
            insert = self._opened.send_insert(statement, format_)
            try:
                for part in parts:
                    self._opened.insert_append(insert, part)
            except BaseException:
                self._opened.insert_cancel(insert)
                raise
            done = self._opened.insert_done(insert)
            return Result(format_, [], done.rows_written(), done.bytes_written())


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:
        found = _CODE.search(str(error))
        raise StatementFailed(int(found[1]) if found else _UNKNOWN, str(error)) from None


def _moved(place: re.Match[str]) -> str:
    return f"position {int(place[1]) - len(_EXPLAIN)} {place[2]}(line {int(place[3]) - 1}, col"


def _identifier(name: str) -> str:
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"


def _literal(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
