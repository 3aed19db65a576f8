"""Properties of the running stack: sessions, docs site, secrets, ports, memory."""

import json
import os
import re
import subprocess
import sys
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil
import pytest

from eventmart.settings import Settings
from local_stack.stack import Stack
from spark_thrift.client import connect
from tests.stack.client import Client
from tests.stack.expected import LINEAGE

pytestmark = pytest.mark.usefixtures("stack")


def test_a_closing_session_finds_the_classes_it_needs(settings: Settings) -> None:
    # a session that closes may have to load Hive's function registry; if that fails, the server drops the connection
    with connect(settings) as connection:
        cursor = connection.cursor()
        cursor.execute(
            "select java_method('org.apache.hadoop.hive.ql.exec.FunctionRegistry', 'getNormalizedFunctionName', 'ABS')"
        )
        assert cursor.fetchall() == [("abs",)]


def test_the_docs_site_has_one_lineage_from_raw_events_to_who_reads_the_mart(client: Client) -> None:
    client.settle()
    page = client.get("/docs/")
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    manifest, catalog = inlined(page.text)

    way = [*LINEAGE, "exposure.mart.analytics_api"]
    nodes = manifest["nodes"] | manifest["sources"] | manifest["exposures"]
    for parent, child in pairwise(way):
        assert parent in nodes[child]["depends_on"]["nodes"]
        assert parent in manifest["parent_map"][child]
        assert child in manifest["child_map"][parent]
    # the commit record has no model
    assert [name for name in manifest["sources"] if name.startswith("source.mart.")] == ["source.mart.landing.commits"]
    assert manifest["child_map"]["model.lake.fct_quarantine"][0].startswith("exposure.mart.")

    # every model and column is described, and the catalog has no column besides
    for name, node in nodes.items():
        if name.startswith(("model.", "source.")):
            assert node["description"], name
    for name, table in (catalog["nodes"] | catalog["sources"]).items():
        described = {column.lower() for column, told in nodes[name]["columns"].items() if told["description"]}
        assert {column.lower() for column in table["columns"]} <= described, name


def inlined(page: str) -> list[dict[str, Any]]:
    """The manifest and the catalog, which are part of the page."""
    decoder = json.JSONDecoder()
    starts = [match.start() for match in re.finditer(r'\{"metadata": \{"dbt_schema_version"', page)]
    found = [decoder.raw_decode(page, start)[0] for start in starts]
    return sorted(found, key=lambda artifact: "errors" in artifact)


def test_secrets_are_neither_in_the_logs_nor_in_the_process_list(settings: Settings, stack: Stack) -> None:
    secrets = [settings.secret(name).encode() for name in Settings.model_fields if name.endswith("_password")]
    for path in stack.supervisor.logs_dir.iterdir():
        content = path.read_bytes()
        assert not any(secret in content for secret in secrets), path
    for process in psutil.process_iter(["cmdline"]):
        command = " ".join(process.info["cmdline"] or []).encode()
        assert not any(secret in command for secret in secrets), process


def test_everything_listens_on_loopback_only(stack: Stack) -> None:
    listening = 0
    for pid in stack.supervisor.pids().values():
        for process in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True)):
            # a child that has ended meanwhile does not listen
            with suppress(psutil.NoSuchProcess):
                for connection in process.net_connections("inet"):
                    if connection.status == psutil.CONN_LISTEN:
                        assert connection.laddr.ip in ("127.0.0.1", "::1", "::ffff:127.0.0.1"), (process, connection)
                        listening += 1
    assert listening >= 8


def test_the_stack_rests_under_4_gib(stack: Stack) -> None:
    assert sum(memory for _, _, _, memory in stack.status()) < 4096


def test_a_second_stack_on_the_same_ports_is_refused_and_leaves_nothing_behind(
    settings: Settings, tmp_path: Path
) -> None:
    eventmart = Path(sys.executable).with_name("eventmart")
    refused = subprocess.run(
        [eventmart, "up"],
        env={**os.environ, "EVENTMART_STATE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    last_line = refused.stdout.strip().splitlines()[-1]
    assert str(settings.hdfs_rpc_port) in last_line
    assert "EVENTMART_HDFS_RPC_PORT" in last_line
    assert not (tmp_path / "supervisord.pid").exists()
