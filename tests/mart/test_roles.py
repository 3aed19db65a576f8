"""The roles of the mart's database: each can do what it is for, and no more."""

import os
from pathlib import Path

import psycopg
import pytest

from eventmart.errors import OperatorError
from eventmart.postgres import Role, connection_parameters
from pipeline.bootstrap import set_up_databases
from tests.mart.lone_mart import LoneMart, Server

ALLOWED: dict[Role, list[str]] = {
    "reader": ["select count(*) from mart.events"],
    "publisher": [
        "create table landing.probe (n int)",
        "drop table landing.probe",
        "select batch_id from mart.watermark",
    ],
    "owner": ["select count(*) from landing.events", "create table mart.probe (n int)", "drop table mart.probe"],
    "pipeline": ["select count(*) from pipeline.update_runs"],
}
REFUSED: dict[Role, list[str]] = {
    "reader": [
        "select count(*) from landing.events",
        "select count(*) from incoming.events",
        "select count(*) from pipeline.update_runs",
        "delete from mart.events",
        "create table mart.probe (n int)",
        "create table public.probe (n int)",
        "create temporary table probe (n int)",
        "copy mart.events to program 'cat'",
        r"select lo_from_bytea(0, '\xff')",
        "select lo_create(0)",
    ],
    "publisher": [
        "select count(*) from mart.events",
        "create table mart.probe (n int)",
        "create table public.p (n int)",
    ],
    "owner": ["create table landing.probe (n int)", "insert into landing.commits select * from landing.commits"],
    "pipeline": ["select count(*) from mart.events", "select count(*) from landing.events"],
}


def test_roles_can_do_what_they_are_for_and_no_more(mart: LoneMart) -> None:
    for role, statements in ALLOWED.items():
        with mart.connect(role) as connection:
            for statement in statements:
                connection.execute(statement.encode())
    for role, statements in REFUSED.items():
        with mart.connect(role) as connection:
            for statement in statements:
                with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)):
                    connection.execute(statement.encode())


def test_a_reader_who_allows_itself_to_write_may_still_not(mart: LoneMart) -> None:
    with mart.connect("reader") as reader:
        reader.execute("set default_transaction_read_only = off")
        for statement in REFUSED["reader"]:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(statement.encode())


def test_a_reader_who_changes_its_own_defaults_may_still_not_write(mart: LoneMart) -> None:
    # PostgreSQL lets every role change its own defaults: it is the privileges that forbid
    with mart.connect("reader") as reader:
        reader.execute("set default_transaction_read_only = off")
        reader.execute("alter role current_user set default_transaction_read_only = off")
    try:
        with mart.connect("reader") as reader:
            assert reader.execute("show default_transaction_read_only").fetchall() == [("off",)]
            for statement in REFUSED["reader"]:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    reader.execute(statement.encode())
    finally:
        with mart.connect("admin") as admin:
            admin.execute("alter role eventmart_reader set default_transaction_read_only = on")


@pytest.mark.skipif(os.geteuid() != 0, reason="PostgreSQL runs as the user that runs the tests")
def test_started_by_root_it_has_no_capability_that_it_can_do_without(server: Server) -> None:
    pid = int((server.settings.state_dir / "postgres" / "postmaster.pid").read_text().split()[0])
    status = dict(line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    assert status["Uid"].split()[0] != "0"
    kept = int(status["CapEff"], 16)
    # below a folder that is closed to others, such as pytest's, it needs CAP_DAC_READ_SEARCH, which it says
    assert kept == (1 << 2 if "It keeps DAC_READ_SEARCH" in server.log() else 0)


def test_the_role_of_the_metastore_may_not_connect_to_the_database_of_the_mart(mart: LoneMart) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        mart.connect("metastore")


@pytest.mark.parametrize("role", ["owner", "publisher", "reader", "pipeline"])
def test_the_other_roles_do_not_connect_to_the_database_of_the_metastore(mart: LoneMart, role: Role) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(**connection_parameters(mart.settings, role, mart.settings.metastore_database))


@pytest.mark.parametrize("database", ["postgres", "template1"])
def test_the_reader_connects_to_no_other_database(mart: LoneMart, database: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(**connection_parameters(mart.settings, "reader", database))


def test_a_database_in_another_encoding_is_refused(server: Server) -> None:
    settings = server.settings.model_copy(update={"postgres_database": "ascii"})
    with psycopg.connect(**connection_parameters(settings, "admin", "postgres"), autocommit=True) as admin:
        locale = "locale" if admin.info.server_version >= 130_000 else "lc_ctype"
        admin.execute(f"create database ascii encoding 'SQL_ASCII' {locale} 'C' template template0".encode())
        with pytest.raises(OperatorError, match=r"Database ascii has encoding SQL_ASCII, and events are UTF-8"):
            set_up_databases(settings)
        admin.execute("drop database ascii")


def test_a_schema_results_of_another_role_is_refused(server: Server) -> None:
    settings = server.settings.model_copy(update={"postgres_database": "taken"})
    with psycopg.connect(**connection_parameters(settings, "admin", "postgres"), autocommit=True) as admin:
        admin.execute("create database taken encoding 'UTF8' template template0")
        with psycopg.connect(**connection_parameters(settings, "admin")) as owner:
            owner.execute("create schema results")
        with pytest.raises(OperatorError, match=r"Schema results belongs to \w+, and eventmart_saver saves"):
            set_up_databases(settings)
        admin.execute("drop database taken")


def test_a_new_database_is_in_utf8_whatever_the_server_gives_others(server: Server) -> None:
    settings = server.settings.model_copy(update={"postgres_database": "fresh"})
    remove = ("alter database template1 is_template false", "drop database template1")
    with psycopg.connect(**connection_parameters(settings, "admin", "postgres"), autocommit=True) as admin:
        for statement in (*remove, "create database template1 encoding 'SQL_ASCII' locale 'C' template template0"):
            admin.execute(statement)
        try:
            set_up_databases(settings)
            found = admin.execute("select pg_encoding_to_char(encoding) from pg_database where datname = 'fresh'")
            assert found.fetchall() == [("UTF8",)]
        finally:
            admin.execute("drop database if exists fresh")
            admin.execute("drop database template1")
            admin.execute("create database template1 template template0 is_template true")
            # which closes the new one to the reader
            set_up_databases(server.settings)
