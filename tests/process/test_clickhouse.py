"""The embedded ClickHouse as a process: who may do what, how rows go in and come out, and what survives a kill."""

import gzip
import signal
import socket
import struct
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from clickhouse_connect.driver.exceptions import DatabaseError

from eventmart.ports import free_ports
from eventmart.settings import PREFIX
from tests.clickhouse_server import ClickHouse, running_clickhouse
from tests.processes import Process, environment, module
from tests.stack.client import wait_until

ROLES = ("owner", "publisher", "reader")
RUNNING = "select count() from system.processes where Settings['log_comment'] = 'slow'"
SLOW = "select count() from numbers(1000000000000) where sipHash64(number) = 1"


@pytest.fixture(scope="module")
def clickhouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouse]:
    with running_clickhouse(tmp_path_factory.mktemp("clickhouse")) as server:
        set_up(server)
        yield server


def set_up(server: ClickHouse) -> None:
    for sql in (
        "create database landing",
        "create database inner",
        "create database mart",
        "create table landing.items (id UInt64, name String) engine = MergeTree order by id",
        "create table inner.items (id UInt64, name String) engine = MergeTree order by id",
        "insert into inner.items values (1, 'one')",
        "create view mart.items sql security definer as select * from inner.items",
        "create database results",
        "create table results.texts (text String) engine = MergeTree order by ()",
        "insert into results.texts values ('a file')",
    ):
        server.value("owner", sql)


def test_it_says_what_it_is(clickhouse: ClickHouse) -> None:
    assert (
        "embedded (chDB)"
        in requests.get(f"{clickhouse.url}ping", timeout=5).headers["X-ClickHouse-Server-Display-Name"]
    )
    assert "embedded (chDB), listens on 127.0.0.1" in clickhouse.log()


def test_it_asks_for_a_password(clickhouse: ClickHouse) -> None:
    for auth in (None, ("eventmart_owner", "wrong"), ("default", ""), ("eventmart_pipeline", "")):
        answer = requests.post(clickhouse.url, data="select 1", auth=auth, timeout=5)
        assert (answer.status_code, answer.headers["X-ClickHouse-Exception-Code"]) == (403, "516")


@pytest.mark.parametrize(
    ("sql", "allowed"),
    [
        ("select * from mart.items", "owner reader"),
        ("select * from inner.items", "owner"),
        ("select * from landing.items", "owner publisher"),
        ("insert into landing.items values (2, 'two')", "owner publisher"),
        ("insert into inner.items values (2, 'two')", "owner"),
        ("alter table inner.items delete where id = 2", "owner"),
        ("create table if not exists landing.more (id UInt64) engine = MergeTree order by id", "owner publisher"),
        ("drop table if exists landing.more", "owner publisher"),
        ("truncate table landing.items", "owner publisher"),
        ("create table mart.more (id UInt64) engine = MergeTree order by id", "owner"),
        ("drop table mart.more", "owner"),
        ("system stop merges inner.items", "owner"),
        ("system start merges inner.items", "owner"),
        # a connection keeps its role, and nobody leaves the database
        ("set role all", "owner"),
        ("set readonly = 0", "owner"),
        ("create user other", ""),
        ("select 1 into outfile '/tmp/eventmart'", ""),
        ("select 1 into/**/outfile '/tmp/eventmart'", ""),
        ("insert into landing.items from infile '/etc/passwd' format TSV", ""),
        ("insert into landing.items from--\ninfile '/etc/passwd' format TSV", ""),
        ("select * from file('/etc/passwd', 'LineAsString')", ""),
        ("select * from url('http://127.0.0.1:1/', 'LineAsString')", ""),
        ("select * from remote('127.0.0.1', 'mart', 'items')", ""),
        ("select file('/etc/passwd')", ""),
        ("select FILE('/etc/passwd')", ""),
        ("select `\\x66ile`('/etc/passwd')", ""),
        ("select arrayMap(file, ['/etc/passwd'])", ""),
        ("select * apply(file) from (select '/etc/passwd')", ""),
        ("select * apply(`\\x66ile`) from (select '/etc/passwd')", ""),
        ("describe (select file('/etc/passwd'))", ""),
        ("describe (select 1 as raw_file)", "owner publisher reader"),
        ("explain select `\\x66ile`('/etc/passwd')", ""),
        # conditions of SHOW are not in its tree
        ("show tables from mart where name = 'items' and throwIf(1, file('/etc/passwd'))", ""),
        ("show tables from mart where `\\x66ile`('/etc/passwd') = ''", ""),
        ("show columns from items from mart where FILE('/etc/passwd') = ''", ""),
        ("show indexes from items from mart where \"file\"('/etc/passwd') = ''", ""),
        ("show tables from mart limit length(file('/etc/passwd'))", ""),
        ("show tables from mart where name = 'items'", "owner"),
        ("show tables from mart like '%profiles'", "owner publisher reader"),
        ("select 1; select 2", ""),
    ],
)
def test_a_role_may_do_what_its_grants_say(clickhouse: ClickHouse, sql: str, allowed: str) -> None:
    for role in sorted(ROLES, key=lambda role: role in allowed):
        if role in allowed:
            clickhouse.value(role, sql)
        else:
            assert clickhouse.refusal(role, sql) == "497", role


@pytest.mark.parametrize(
    "sql",
    [
        "create view results.f as select file('/etc/passwd') as f",
        "create view results.f as select * apply(x -> file('/etc/passwd')) from (select 1 as n)",
        "create table results.f (f String) engine = File(CSV, '/etc/passwd')",
        "create table results.f engine = MergeTree order by () as select file('/etc/passwd') as f",
        "insert into results.texts select file('/etc/passwd')",
        "insert into results.texts values (file('/etc/passwd'))",
        "insert into results.texts format Values (file('/etc/passwd'))",
        "alter table results.texts update text = file('/etc/passwd') where true",
        "select file('/etc/passwd')",
    ],
)
def test_the_saver_reaches_no_file(clickhouse: ClickHouse, sql: str) -> None:
    assert clickhouse.refusal("saver", sql) == "497"
    assert clickhouse.value("owner", "select name from system.tables where database = 'results'") == "texts"
    assert clickhouse.value("owner", "select text from results.texts") == "a file"


def test_the_reader_cannot_raise_its_limits(clickhouse: ClickHouse) -> None:
    limits = "select getSetting('readonly'), getSetting('max_execution_time'), getSetting('max_memory_usage')"
    expected = f"1\t3600\t{2 * 2**30}"
    assert clickhouse.value("reader", limits) == expected
    assert clickhouse.value("reader", limits, readonly="0", max_execution_time="0", max_memory_usage="0") == expected
    assert clickhouse.value("reader", limits, max_execution_time="5").split() == ["1", "5", str(2 * 2**30)]
    assert clickhouse.refusal("reader", f"{limits} settings max_execution_time = 0") == "164"
    assert clickhouse.refusal("reader", SLOW, max_execution_time="1") == "159"


def test_a_statement_has_settings_a_database_and_parameters(clickhouse: ClickHouse) -> None:
    assert clickhouse.value("reader", "select name from items", database="mart") == "one"
    assert clickhouse.value("owner", "select getSetting('max_block_size')", max_block_size="7") == "7"
    # and no later one has them
    assert clickhouse.value("owner", "select getSetting('max_block_size')") != "7"
    sql = "select {a:Int32} + 1, {b:String}, {c:Array(String)}"
    assert clickhouse.value("reader", sql, param_a="2", param_b="it's", param_c="['x']") == "3\tit\\'s\t['x']"
    assert clickhouse.refusal("owner", "select 1", no_such_setting="1") == "115"
    assert clickhouse.refusal("owner", "select 1", database="nope") == "81"
    assert clickhouse.refusal("owner", "select 1", **{"max_threads` = '1'; drop database mart; --": "1"}) == "115"


def test_an_error_has_its_number_and_its_message(clickhouse: ClickHouse) -> None:
    answer = clickhouse.send("reader", "select nope from mart.items")
    assert (answer.status_code, answer.headers["X-ClickHouse-Exception-Code"]) == (500, "47")
    assert "Unknown expression identifier `nope`" in answer.text
    # the place is that in the statement
    for sql, place in (
        ("select 1,\n  from x y z", "position 22 (z) (line 2, col 12)"),
        ("", "the statement is empty"),
    ):
        answer = clickhouse.send("reader", sql)
        assert (answer.status_code, answer.headers["X-ClickHouse-Exception-Code"]) == (400, "62")
        assert place in answer.text
    with pytest.raises(DatabaseError, match="code: 60"):
        clickhouse.connect("reader").query("select * from mart.nope")


def test_a_result_that_fails_midway_breaks_the_connection(clickhouse: ClickHouse) -> None:
    assert clickhouse.refusal("reader", "select throwIf(number = 0) from numbers(10)") == "395"
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        clickhouse.send("reader", "select throwIf(number = 3000000) from numbers(5000000)")


@pytest.mark.parametrize("format_", ["TSV", "JSONEachRow", "Native", "RowBinary", "Parquet"])
def test_rows_in_any_format_and_compression(clickhouse: ClickHouse, format_: str) -> None:
    clickhouse.value("owner", "truncate table landing.items")
    rows = clickhouse.send(
        "owner", f"select number as id, repeat('x\\n', 20) as name from numbers(100000) format {format_}"
    )
    assert rows.headers["X-ClickHouse-Format"] == format_
    insert = f"insert into landing.items (id, name) format {format_}"
    sent = clickhouse.send("publisher", rows.content, query=insert)
    assert '"written_rows": "100000"' in sent.headers["X-ClickHouse-Summary"]
    assert clickhouse.send("publisher", f"{insert}\n".encode() + rows.content).ok
    assert clickhouse.value("owner", "select count(), uniqExact(id), uniqExact(name) from landing.items") == (
        "200000\t100000\t1"
    )


def test_clients_insert_and_read(clickhouse: ClickHouse) -> None:
    for compression in (False, "gzip", "lz4"):
        clickhouse.value("owner", "truncate table landing.items")
        client = clickhouse.connect("publisher", compress=compression)
        written = client.insert("items", [[n, f"{n}'\n"] for n in range(10_000)], ["id", "name"], database="landing")
        assert written.written_rows == 10_000
        assert client.query("select count(), max(name) from landing.items").result_rows == [(10_000, "9999'\n")]
    assert clickhouse.connect("reader").query("select * from mart.items limit 0").column_names == ("id", "name")


def test_bad_bodies_insert_nothing(clickhouse: ClickHouse) -> None:
    clickhouse.value("owner", "truncate table landing.items")
    insert = "insert into landing.items format TSV"
    rows = gzip.compress(b"1\tone\n" * 1000)
    for encoding, body in (("gzip", rows[:-20]), ("gzip", b"1\tone\n"), ("lz4", rows), ("br", rows)):
        answer = clickhouse.send("owner", body, {"Content-Encoding": encoding}, query=insert)
        assert (answer.status_code, answer.headers["X-ClickHouse-Exception-Code"]) == (400, "33"), encoding
    assert clickhouse.refusal("owner", "1\tone\nnine\ttwo\n", query=insert) == "27"
    assert clickhouse.refusal("owner", "select 1", decompress="1") == "33"
    assert clickhouse.refusal("reader", "1\tone\n", query=insert) in ("164", "497")
    assert clickhouse.value("owner", "select count() from landing.items") == "0"


@contextmanager
def running(clickhouse: ClickHouse, role: str) -> Iterator[Future[str]]:
    """A slow statement that runs, with the number of the error that it ends with."""
    with ThreadPoolExecutor() as threads:
        future = threads.submit(clickhouse.refusal, role, SLOW, query_id="slow")
        wait_until(lambda: clickhouse.value("owner", RUNNING) == "1", "the statement runs", 10)
        yield future


def test_a_statement_can_be_ended_by_its_id(clickhouse: ClickHouse) -> None:
    for role in ("reader", "owner"):
        with running(clickhouse, role) as code:
            clickhouse.value(role, "kill query where query_id = 'slow'")
            assert code.result(10) == "394"
    with running(clickhouse, "owner") as code:
        clickhouse.value("reader", "kill query where query_id = 'slow'")
        assert clickhouse.refusal("reader", "kill query where 1") == "497"
        assert clickhouse.value("owner", RUNNING) == "1"
        clickhouse.value("owner", "kill query where Settings['log_comment'] = 'slow' async")
        assert code.result(10) == "394"


def test_readers_do_not_wait_for_an_insert(clickhouse: ClickHouse) -> None:
    insert = "insert into landing.items select number, hex(sipHash128(number)) from numbers(4000000)"
    during = 0
    with ThreadPoolExecutor() as threads:
        inserted = threads.submit(clickhouse.value, "owner", insert)
        while not inserted.done():
            begun = time.monotonic()
            assert clickhouse.value("reader", "select name from mart.items where id = 1") == "one"
            assert time.monotonic() - begun < 2
            during += not inserted.done()
    assert inserted.result() == ""
    assert during > 2


def test_a_kill_loses_nothing_that_was_answered(clickhouse: ClickHouse) -> None:
    clickhouse.value("owner", "truncate table landing.items")
    clickhouse.value("publisher", "insert into landing.items values (1, 'kept')")
    with running(clickhouse, "owner") as code:
        clickhouse.end(signal.SIGKILL)
        assert isinstance(code.exception(10), requests.ConnectionError)
    clickhouse.start()
    clickhouse.wait_until_ready()
    assert clickhouse.value("owner", "select name from landing.items") == "kept"
    assert clickhouse.value("reader", "select name from mart.items where id = 1") == "one"


def test_it_ends_cleanly_while_statements_run(tmp_path: Path) -> None:
    with running_clickhouse(tmp_path) as server, running(server, "owner") as code:
        assert server.end(signal.SIGTERM) == 0
        assert code.result(10) == "394"


def test_clients_that_reset_their_connections_leave_nothing_open(tmp_path: Path) -> None:
    with running_clickhouse(tmp_path) as server:
        user, password = server.auth("reader")
        request = (
            "POST / HTTP/1.1\r\nHost: clickhouse\r\nContent-Length: 65\r\n"
            f"X-ClickHouse-User: {user}\r\nX-ClickHouse-Key: {password}\r\n\r\n"
            "select throwIf(number = 300000) from numbers(500000) format TSV  "
        ).encode()
        for _ in range(80):
            with socket.create_connection(("127.0.0.1", server.settings.clickhouse_port)) as client:
                client.sendall(request)
                received = b""
                while b"__exception__" not in received:
                    part = client.recv(2**16)
                    assert part, received
                    received = received[-20:] + part
                # closing sends a reset, while the server looks for what the client may have sent after its request
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        assert server.value("reader", "select 1") == "1"
        assert server.end(signal.SIGTERM) == 0


def test_one_process_has_the_folder(clickhouse: ClickHouse, tmp_path: Path) -> None:
    variables = environment(clickhouse.settings) | {f"{PREFIX}CLICKHOUSE_PORT": str(free_ports(1)[0])}
    second = Process(variables, tmp_path / "second.log", *module("local_stack.clickhouse"))
    assert second._process.wait(20) == 1
    assert "if another process uses the folder, stop that" in second.log()
