"""Setup of the databases before the first event: roles, schemas and the Hive metastore."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import psycopg
from psycopg import sql

from eventmart.errors import OperatorError
from eventmart.postgres import ROLES, OwnRole, Server, connection_parameters, password, server_of, user
from eventmart.settings import Settings
from pipeline.mart.set_up_clickhouse import set_up_clickhouse
from pipeline.migrate import migrate
from spark_thrift.metastore import create_metastore_schema

log = logging.getLogger("eventmart")

_MART = Path(__file__).with_name("bootstrap.sql")
_RESULTS = Path(__file__).with_name("results.sql")
_SAVED_RESULTS = Path(__file__).with_name("saved_results.sql")
# id of the advisory lock that makes a bootstrap the only one; any constant
_LOCK = 0x65766D74


def bootstrap(settings: Settings, jdbc_jar: Path) -> None:
    """Create what is missing, including the Hive metastore's schema, and set the passwords of the roles. Idempotent.

    Args:
        settings: their admin role must be able to create roles and databases.
        jdbc_jar: PostgreSQL's JDBC driver, for the tool that creates the metastore's schema.
    """
    set_up_databases(settings)
    with _connect(settings, settings.metastore_database, server_of(settings, "metastore")) as connection:
        # the schema tool creates table VERSION last: if it exists, the schema is complete
        has_schema = connection.execute("""select to_regclass('public."VERSION"') is not null""").fetchone()
    if has_schema != (True,):
        create_metastore_schema(settings, jdbc_jar)
    _let_the_reader_select(settings)


def set_up_databases(settings: Settings) -> None:
    """Create the roles, the databases and the mart's schemas that are missing, and set passwords. Idempotent.

    A database of an earlier version is brought up to date.

    Args:
        settings: their admin role must be able to create roles and databases.

    Raises:
        OperatorError: a database exists with another encoding than UTF-8, or is from a newer version; or schema
            `results` is another role's.
    """
    records = server_of(settings, "pipeline")
    with _connect(settings, "postgres", records) as lock:
        # until the end, when the connection is closed; in a database to which no other role may connect
        lock.execute("select pg_advisory_lock(%s)", [_LOCK])
        roles, mart = defaultdict(list), server_of(settings, "owner")
        is_on_clickhouse = settings.mart_engine == "clickhouse"
        for role in ROLES:
            if not (is_on_clickhouse and server_of(settings, role) == mart):
                roles[server_of(settings, role)].append(role)
        for server in roles:
            _set_up_server(settings, server, roles[server])
        with _connect(settings, settings.postgres_database, records) as connection:
            # refuses a database of a newer version, before anything in it is changed
            migrate(connection)
            # it may not be the database of the mart, of which the script takes care
            connection.execute("revoke all on schema public from public")
        _set_up_metastore_database(settings)
        if is_on_clickhouse:
            with _connect(settings, settings.postgres_database, records) as connection, connection.transaction():
                _set_up_results(connection, user(settings, "saver"))
            set_up_clickhouse(settings)
        else:
            _set_up_mart(settings, mart)


def _set_up_mart(settings: Settings, server: Server) -> None:
    with _connect(settings, settings.postgres_database, server) as connection, connection.transaction():
        database = sql.Identifier(settings.postgres_database)
        connection.execute(sql.SQL(_MART.read_text()).format(database=database))
        _set_up_results(connection, user(settings, "saver"))
        connection.execute(_SAVED_RESULTS.read_bytes())


def _set_up_results(connection: psycopg.Connection[tuple[object, ...]], saver: str) -> None:
    """Create schema `results`. If there is one, check that it is that of saved results."""
    found = connection.execute(
        "select nspowner::regrole::text from pg_namespace where nspname = 'results' and nspowner != %s::regrole",
        [saver],
    ).fetchone()
    if found is not None:
        raise OperatorError(
            f"Schema results belongs to {found[0]}, and {saver} saves results of queries there. "
            "Rename it (alter schema results rename to …), or set EVENTMART_POSTGRES_DATABASE to another database."
        )
    connection.execute(_RESULTS.read_bytes())


def _set_up_metastore_database(settings: Settings) -> None:
    with _connect(settings, "postgres", server_of(settings, "metastore")) as connection:
        # its role owns it, and needs no other
        _ensure_database(connection, settings.metastore_database, owner=user(settings, "metastore"))
        _grant_connect(connection, settings.metastore_database, user(settings, "metastore_reader"))


def _set_up_server(settings: Settings, server: Server, roles: Iterable[OwnRole]) -> None:
    """Create the roles of a server, and the database in which they work."""
    with _connect(settings, "postgres", server) as connection:
        for role in roles:
            _ensure_role(connection, user(settings, role), password(settings, role))
        _ensure_database(connection, settings.postgres_database, owner=user(settings, "admin"))
        for name in ("postgres", "template1"):
            _close_to_others(connection, name)
        for role in roles:
            if not role.startswith("metastore"):
                _grant_connect(connection, settings.postgres_database, user(settings, role))


def _connect(settings: Settings, database: str, server: Server) -> psycopg.Connection[tuple[object, ...]]:
    host, port = server
    admin = connection_parameters(settings, "admin", database) | {"host": host, "port": port}
    return psycopg.connect(**admin, autocommit=True)


def _ensure_role(connection: psycopg.Connection[tuple[object, ...]], role: str, password: str) -> None:
    if connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone() is None:
        connection.execute(sql.SQL("create role {} login").format(sql.Identifier(role)))
    # hashed by the client, so the plain password reaches neither the network nor the server's log
    connection.pgconn.change_password(role.encode(), password.encode())


def _ensure_database(connection: psycopg.Connection[tuple[object, ...]], name: str, owner: str) -> None:
    encoding = "select pg_encoding_to_char(encoding) from pg_database where datname = %s"
    found = connection.execute(encoding, [name]).fetchone()
    if found is None:
        # template1 may have another encoding, and only template0 may be copied into a different one
        statement = "create database {} owner {} encoding 'UTF8' template template0"
        connection.execute(sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(owner)))
    elif found != ("UTF8",):
        raise OperatorError(
            f"Database {name} has encoding {found[0]}, and events are UTF-8. Set EVENTMART_POSTGRES_DATABASE and "
            "EVENTMART_METASTORE_DATABASE to databases that do not exist yet, or that have encoding UTF8."
        )
    connection.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(name)))


def _close_to_others(connection: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    """Let only its owner and superusers connect to a database that every PostgreSQL has."""
    may_revoke = "select pg_has_role(datdba, 'usage') from pg_database where datname = %s"
    if connection.execute(may_revoke, [name]).fetchone() == (True,):
        connection.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(name)))
    else:
        log.warning(
            "The reader may connect to database %s: the admin role does not own it. As its owner, run: "
            'revoke all on database "%s" from public',
            name,
            name,
        )


def _grant_connect(connection: psycopg.Connection[tuple[object, ...]], database: str, role: str) -> None:
    connection.execute(
        sql.SQL("grant connect on database {} to {}").format(sql.Identifier(database), sql.Identifier(role))
    )


def _let_the_reader_select(settings: Settings) -> None:
    """Let role metastore_reader select from the Hive metastore, and do no more."""
    reader = sql.Identifier(user(settings, "metastore_reader"))
    with _connect(settings, settings.metastore_database, server_of(settings, "metastore")) as connection:
        for statement in ("grant usage on schema public to {}", "grant select on all tables in schema public to {}"):
            connection.execute(sql.SQL(statement).format(reader))
